//! Accounts in applications.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::{Account, Status};
use bailiwick::glossary::ObjectKind;
use bailiwick::id::{AccountId, ItemId};
use bailiwick::text::normalise;
use bailiwick_store::{Tx, bulk};

use super::found::{Applications, Keys, people, unknown_person};
use super::glossary;
use super::row::{NAME, Row, Said};
use super::table::Table;
use super::{Counts, Faults};
use crate::audit::{Event, Trail};
use crate::{Context, Engine, EngineError};

/// A row: what the file says about an account.
struct Given<'a> {
    line: u64,
    application: &'a ItemBrief,
    name: String,
    user: Said<String>,
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
    let rows = check(&applications, table, faults);
    let owners = people(tx, rows.iter().filter_map(|row| row.user.value()).map(String::as_str)).await?;
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
    let (mut new, mut changed, mut described) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = Counts::default();
    let mut trail = Trail::default();
    for row in rows {
        let before = known.remove(&(row.application.id, row.name.clone()));
        let mut after = before.clone().unwrap_or_else(|| Account {
            id: AccountId(engine.new_id()),
            application: row.application.id,
            user: None,
            name: row.name.clone(),
            status: Status::Active,
            created_at: ctx.now,
        });
        after.status = row.status.unwrap_or(after.status);
        match &row.user {
            Said::Nothing => {}
            Said::None => after.user = None,
            Said::Value(name) => match owners.get(&normalise(name)) {
                Some(user) => after.user = Some(user.id),
                None => faults.add(row.line, Some("user"), unknown_person(name)),
            },
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
    Ok(counts)
}

fn check<'a>(applications: &'a Applications, table: &Table, faults: &mut Faults) -> Vec<Given<'a>> {
    let mut keys = Keys::new();
    let mut rows = Vec::with_capacity(table.rows.len());
    for line in &table.rows {
        let mut row = Row::new(table, line, faults);
        let (application, name) = (row.required("application", NAME), row.required("name", NAME));
        let (user, status, glossary) = (row.optional("user", NAME), row.word("status"), row.glossary());
        if !row.is_good() {
            continue;
        }
        match applications.find(&application) {
            Ok(application) => match keys.add((application.id, name.clone()), line.number) {
                Ok(()) => {
                    rows.push(Given { line: line.number, application, name, user, status, glossary });
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
        .change("status", before.map(|account| account.status), Some(after.status));
    match after.user.or_else(|| before.and_then(|account| account.user)) {
        Some(user) => event.about(user),
        None => event,
    }
}
