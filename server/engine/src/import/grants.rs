//! Who holds what.

use std::collections::{BTreeMap, HashMap, HashSet};

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory::Status;
use bailiwick::grant::{Grant, GrantStatus, Origin, Use};
use bailiwick::id::{AccountId, GrantId, ItemId, UserId};
use bailiwick::text::normalise;
use bailiwick_store::bulk::DirectGrant;
use bailiwick_store::{Tx, bulk, grants, nesting};
use chrono::{DateTime, Utc};

use super::account_entitlements::{self, OfAccount};
use super::entitlements::entitlements;
use super::found::{Applications, Keys, cut, people, unknown_person};
use super::row::{NAME, Row, Said};
use super::table::Table;
use super::{Counts, Faults};
use crate::audit::{Event, Trail};
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// A row: what the file says somebody holds.
struct Given<'a> {
    line: u64,
    user: String,
    application: &'a ItemBrief,
    /// The application itself when absent.
    entitlement: Option<String>,
    start: Option<DateTime<Utc>>,
    end: Said<DateTime<Utc>>,
    used: Option<LastUsed>,
}

/// When access was last used; absent when it never was.
type LastUsed = Option<DateTime<Utc>>;

/// A row with everything it refers to.
struct Held {
    user: UserId,
    user_name: String,
    kind: ItemKind,
    item: ItemId,
    /// Application and name, for the audit trail.
    name: String,
    account: Option<AccountId>,
    start: Option<DateTime<Utc>>,
    end: Said<DateTime<Utc>>,
    used: Option<LastUsed>,
    known: Option<DirectGrant>,
}

pub(super) async fn load(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    table: &Table,
    faults: &mut Faults,
) -> Result<Counts, EngineError> {
    let applications = Applications::load(tx).await?;
    let (rows, of_accounts) = check(&applications, ctx, table, faults);
    let held = resolve(tx, rows, faults).await?;
    let rights = account_entitlements::resolve(tx, of_accounts, faults).await?;
    if !faults.is_empty() {
        return Ok(Counts::default());
    }
    let mut counts = store(tx, engine, ctx, held).await?;
    account_entitlements::store(tx, engine, ctx, rights, &mut counts).await?;
    Ok(counts)
}

fn check<'a>(
    applications: &'a Applications,
    ctx: &Context,
    table: &Table,
    faults: &mut Faults,
) -> (Vec<Given<'a>>, Vec<OfAccount<'a>>) {
    let (mut keys, mut account_keys) = (Keys::new(), Keys::new());
    let (mut rows, mut of_accounts) = (Vec::with_capacity(table.rows.len()), Vec::new());
    for line in &table.rows {
        let mut row = Row::new(table, line, faults);
        let (user, account) = (row.replaced("user", NAME), row.replaced("account", NAME));
        let application = row.required("application", NAME);
        let entitlement = row.replaced("entitlement", NAME);
        let (start, end) = (row.date("start").value().copied(), row.date("end"));
        if start.is_some_and(|start| start > ctx.now) {
            row.fault("start", "must not be in the future");
        }
        if end.value().is_some_and(|end| *end <= ctx.now) {
            row.fault("end", "must be in the future");
        }
        let last_use = last_used(&mut row, ctx.now);
        let holder = match (user, account) {
            (Some(user), None) => Holder::Person(user),
            (None, Some(account)) => Holder::Account(account),
            (Some(_), Some(_)) => {
                row.fault("account", "must not be given with `user`: one of them holds it");
                continue;
            }
            (None, None) => {
                row.fault("user", "must not be empty, unless `account` is given");
                continue;
            }
        };
        if matches!(holder, Holder::Account(_)) && end.value().is_some() {
            row.fault("end", "must be empty for an account: what it may do has no end");
        }
        if matches!(holder, Holder::Account(_)) && last_use.is_some() {
            row.fault("lastUsed", "must be empty for an account: the file of accounts says when it was used");
        }
        if !row.is_good() {
            continue;
        }
        let application = match applications.find(&application) {
            Ok(application) => application,
            Err(reason) => {
                row.fault("application", reason);
                continue;
            }
        };
        let line = line.number;
        match (holder, entitlement) {
            (Holder::Person(user), entitlement) => {
                match keys.add((normalise(&user), application.id, entitlement.clone()), line) {
                    Ok(()) => {
                        rows.push(Given { line, user, application, entitlement, start, end, used: last_use });
                    }
                    Err(reason) => row.fault("user", format!("{reason}, with the same access")),
                }
            }
            (Holder::Account(account), Some(entitlement)) => {
                match account_keys.add((account.clone(), application.id, entitlement.clone()), line) {
                    Ok(()) => {
                        let since = start.unwrap_or(ctx.now);
                        of_accounts.push(OfAccount { line, application, account, entitlement, since });
                    }
                    Err(reason) => row.fault("account", format!("{reason}, with the same entitlement")),
                }
            }
            (Holder::Account(_), None) => {
                row.fault("entitlement", "must not be empty, where `account` is given");
            }
        }
    }
    (rows, of_accounts)
}

/// Who a row is about.
enum Holder {
    Person(String),
    Account(String),
}

/// When a row says that its access was last used. An empty value says nothing.
fn last_used(row: &mut Row<'_>, now: DateTime<Utc>) -> Option<LastUsed> {
    if row.replaced("lastUsed", NAME)?.eq_ignore_ascii_case("never") {
        return Some(None);
    }
    let last = row.date("lastUsed").value().copied();
    if last.is_some_and(|last| last > now) {
        row.fault("lastUsed", "must not be in the future");
    }
    last.map(Some)
}

/// Whether what is said about use is news.
fn is_news(known: Option<Use>, said: Option<LastUsed>) -> bool {
    match (said, known) {
        (None, _) | (Some(None), Some(_)) => false,
        (Some(_), None) => true,
        (Some(Some(last)), Some(known)) => known.last.is_none_or(|known| known < last),
    }
}

async fn resolve(tx: &mut Tx, rows: Vec<Given<'_>>, faults: &mut Faults) -> Result<Vec<Held>, EngineError> {
    let holders = people(tx, rows.iter().map(|row| row.user.as_str())).await?;
    let ids: Vec<UserId> = holders.values().map(|user| user.id).collect();
    let keys = rows.iter().filter_map(|row| Some((row.application.id, row.entitlement.clone()?)));
    let items = entitlements(tx, keys).await?;
    let mut direct = bulk::direct_grants(tx, &ids).await?;
    let mut accounts: HashMap<ItemId, HashMap<UserId, AccountId>> = HashMap::new();
    for application in rows.iter().map(|row| row.application.id).collect::<HashSet<_>>() {
        accounts.insert(application, bulk::accounts_of(tx, application, &ids).await?);
    }
    let mut held = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(user) = holders.get(&normalise(&row.user)) else {
            faults.add(row.line, Some("user"), unknown_person(&row.user));
            continue;
        };
        if user.status != Status::Active {
            faults.add(row.line, Some("user"), format!("`{}` is not active", cut(&row.user)));
        }
        let item = match row.entitlement {
            None => row.application,
            Some(key) => {
                if let Some(item) = items.get(&(row.application.id, key.clone())) {
                    item
                } else {
                    let reason =
                        format!("`{}` is not an entitlement of `{}`", cut(&key), cut(&row.application.name));
                    faults.add(row.line, Some("entitlement"), reason);
                    continue;
                }
            }
        };
        held.push(Held {
            user: user.id,
            user_name: user.user_name.clone(),
            kind: item.kind,
            item: item.id,
            name: match item.kind {
                ItemKind::Entitlement => format!("{}: {}", row.application.name, item.name),
                ItemKind::Application | ItemKind::Role => item.name.clone(),
            },
            account: accounts.get(&row.application.id).and_then(|accounts| accounts.get(&user.id)).copied(),
            start: row.start,
            end: row.end,
            used: row.used,
            known: direct.remove(&(user.id, item.id)),
        });
    }
    Ok(held)
}

/// Adds grants. One that ends otherwise than before ends now, and another takes its place.
async fn store(tx: &mut Tx, engine: &Engine, ctx: &Context, held: Vec<Held>) -> Result<Counts, EngineError> {
    let mut counts = Counts::default();
    let (mut new, mut told_of) = (Vec::new(), Vec::new());
    let mut events: BTreeMap<UserId, Told> = BTreeMap::new();
    for row in held {
        told_of.extend(row.used.map(|last| (row.user, row.item, last)));
        let plain = Grant {
            id: GrantId(engine.new_id()),
            user: row.user,
            kind: row.kind,
            item: row.item,
            account: row.account,
            origin: Origin::Reconciliation,
            request: None,
            through: None,
            granted_by: None,
            status: GrantStatus::Active,
            start: row.start.unwrap_or(ctx.now),
            end: row.end.value().copied(),
            used: None,
        };
        let (before, ended, grant) = match row.known {
            None => {
                counts.added += 1;
                (None, Vec::new(), plain)
            }
            Some(known) if row.end == Said::Nothing || row.end.value() == known.end.as_ref() => {
                if is_news(known.used, row.used) {
                    counts.changed += 1;
                } else {
                    counts.unchanged += 1;
                }
                continue;
            }
            Some(DirectGrant { id, end, .. }) => {
                counts.changed += 1;
                let before = grants::find(tx, id).await?.unwrap_or_else(|| plain.clone());
                let ended = grants::end(tx, row.user, row.item, "import", ctx.now).await?;
                (Some(until(end)), ended, Grant { id: plain.id, end: plain.end, ..before })
            }
        };
        let mut told = events.remove(&row.user).unwrap_or_else(|| Told::of(row.user, &row.user_name));
        told.event = told.event.change(row.name, before, Some(until(grant.end)));
        told.ended.extend(ended);
        told.began.push(grant.id);
        events.insert(row.user, told);
        new.push((grant, None));
    }
    bulk::insert_grants(tx, &new, ctx.now).await?;
    let begun: Vec<(UserId, ItemId)> = new.iter().map(|(grant, _)| (grant.user, grant.item)).collect();
    for one in nesting::follow_begun_of_many(tx, &begun, ctx.now).await? {
        if let Some(told) = events.get_mut(&one.user) {
            told.began.push(one.grant);
        }
    }
    bulk::tell_use(tx, &told_of, ctx.now).await?;
    for (grant, _) in &new {
        if let Some(end) = grant.end {
            Job::EndGrant { grant: grant.id }.write(tx, engine, ctx, end).await?;
        }
    }
    let mut trail = Trail::default();
    for told in events.into_values() {
        trail.add(engine, ctx, told.event.grants(&told.ended, &told.began));
    }
    trail.write(tx).await?;
    Ok(counts)
}

/// What the audit trail tells about a person.
struct Told {
    event: Event,
    ended: Vec<GrantId>,
    began: Vec<GrantId>,
}

impl Told {
    fn of(user: UserId, user_name: &str) -> Self {
        let event = Event::new("import-grants", "user", user, user_name).about(user);
        Self { event, ended: Vec::new(), began: Vec::new() }
    }
}

/// How the audit trail tells how long something is held.
fn until(end: Option<DateTime<Utc>>) -> String {
    end.map_or_else(|| "held".into(), |end| format!("held until {}", end.to_rfc3339()))
}
