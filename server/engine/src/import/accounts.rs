//! Accounts in applications.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::{Account, AccountKind, Status};
use bailiwick::glossary::ObjectKind;
use bailiwick::id::{AccountId, ItemId};
use bailiwick::text::normalise;
use bailiwick_store::{Tx, bulk};
use chrono::{DateTime, Utc};

use super::found::{Applications, Keys, people, unknown_person};
use super::glossary;
use super::row::{NAME, Row, Said};
use super::table::Table;
use super::{Counts, Faults, correlated};
use crate::audit::{Event, Trail};
use crate::{Context, Engine, EngineError, certifications};

/// A row: what the file says about an account.
struct Given<'a> {
    line: u64,
    application: &'a ItemBrief,
    name: String,
    user: Said<String>,
    kind: Option<AccountKind>,
    owner: Said<String>,
    last_used: Said<DateTime<Utc>>,
    status: Option<Status>,
    glossary: glossary::Given,
}

pub(super) async fn load(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    table: &Table,
    faults: &mut Faults,
) -> Result<Counts, EngineError> {
    let applications = Applications::load(tx).await?;
    let rows = check(&applications, ctx, table, faults);
    let mentioned = rows.iter().flat_map(|row| [&row.user, &row.owner]).filter_map(Said::value);
    let known_people = people(tx, mentioned.map(String::as_str)).await?;
    let mut names: HashMap<ItemId, Vec<String>> = HashMap::new();
    for row in &rows {
        names.entry(row.application.id).or_default().push(row.name.clone());
    }
    let mut known: HashMap<(ItemId, String), Account> = HashMap::new();
    for (application, names) in names {
        let found = bulk::accounts(tx, application, &names).await?;
        known.extend(found.into_iter().map(|(name, account)| ((application, name), account)));
    }
    let ids = known.values().map(|account| account.id.uuid());
    let attributes =
        glossary::Known::load(tx, ObjectKind::Account, !table.attributes.is_empty(), ids).await?;
    let (mut new, mut changed, mut described, mut theirs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut counts = Counts::default();
    let mut trail = Trail::default();
    for row in rows {
        let before = known.remove(&(row.application.id, row.name.clone()));
        let mut after = before.clone().unwrap_or_else(|| Account {
            id: AccountId(engine.new_id()),
            application: row.application.id,
            user: None,
            name: row.name.clone(),
            kind: AccountKind::Personal,
            owner: None,
            status: Status::Active,
            created_at: ctx.now,
            last_used: None,
        });
        after.status = row.status.unwrap_or(after.status);
        after.kind = row.kind.unwrap_or(after.kind);
        row.last_used.put(&mut after.last_used);
        for (field, said, place) in
            [("user", &row.user, &mut after.user), ("owner", &row.owner, &mut after.owner)]
        {
            match said {
                Said::Nothing => {}
                Said::None => *place = None,
                Said::Value(name) => match known_people.get(&normalise(name)) {
                    Some(user) => *place = Some(user.id),
                    None => faults.add(row.line, Some(field), unknown_person(name)),
                },
            }
        }
        // Also where nothing changes: it may be theirs since before this was looked at.
        if before.is_some() && after.status == Status::Active {
            theirs.extend(after.user.map(|user| (after.id, user)));
        }
        let said = attributes.changes(after.id.uuid(), row.glossary, row.line, faults);
        if before.as_ref() == Some(&after) && said.is_empty() {
            counts.unchanged += 1;
            continue;
        }
        let event = event(before.as_ref(), &after, row.application);
        trail.add(engine, ctx, attributes.told(event, &said));
        described.extend(said.into_iter().map(|change| (after.id.uuid(), change)));
        if before.is_some() {
            counts.changed += 1;
            changed.push(after);
        } else {
            counts.added += 1;
            new.push(after);
        }
    }
    if !faults.is_empty() {
        return Ok(Counts::default());
    }
    bulk::insert_accounts(tx, &new).await?;
    for account in &changed {
        bulk::update_account(tx, account).await?;
    }
    attributes.write(tx, described).await?;
    trail.write(tx).await?;
    correlated::hold(tx, engine, ctx, &theirs).await?;
    let changed: Vec<AccountId> = changed.iter().map(|account| account.id).collect();
    certifications::follow_accounts(tx, engine, ctx, &changed).await?;
    Ok(counts)
}

fn check<'a>(
    applications: &'a Applications,
    ctx: &Context,
    table: &Table,
    faults: &mut Faults,
) -> Vec<Given<'a>> {
    let mut keys = Keys::new();
    let mut rows = Vec::with_capacity(table.rows.len());
    for line in &table.rows {
        let mut row = Row::new(table, line, faults);
        let (application, name) = (row.required("application", NAME), row.required("name", NAME));
        let (user, owner) = (row.optional("user", NAME), row.optional("owner", NAME));
        let (kind, status, glossary) = (row.word("kind"), row.word("status"), row.glossary());
        let last_used = row.date("lastUsed");
        if last_used.value().is_some_and(|at| *at > ctx.now) {
            row.fault("lastUsed", "must not be in the future");
        }
        if !row.is_good() {
            continue;
        }
        match applications.find(&application) {
            Ok(application) => match keys.add((application.id, name.clone()), line.number) {
                Ok(()) => {
                    let line = line.number;
                    rows.push(Given {
                        line,
                        application,
                        name,
                        user,
                        kind,
                        owner,
                        last_used,
                        status,
                        glossary,
                    });
                }
                Err(reason) => row.fault("name", reason),
            },
            Err(reason) => row.fault("application", reason),
        }
    }
    rows
}

/// What the audit trail says about an account.
pub(super) fn event(before: Option<&Account>, after: &Account, application: &ItemBrief) -> Event {
    let what = if before.is_none() { "create-account" } else { "update-account" };
    let event = Event::new(what, "account", after.id, &after.name)
        .change("application", before.map(|_| &application.name), Some(&application.name))
        .change("user", before.and_then(|account| account.user), after.user)
        .change("kind", before.map(|account| account.kind), Some(after.kind))
        .change("owner", before.and_then(|account| account.owner), after.owner)
        .change("status", before.map(|account| account.status), Some(after.status))
        .change(
            "lastUsed",
            before.and_then(|account| account.last_used).map(|at| at.to_rfc3339()),
            after.last_used.map(|at| at.to_rfc3339()),
        );
    match after.user.or_else(|| before.and_then(|account| account.user)) {
        Some(user) => event.about(user),
        None => event,
    }
}
