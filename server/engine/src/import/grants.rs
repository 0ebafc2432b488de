//! Who holds what.

mod write;

use std::collections::{HashMap, HashSet};

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory::Status;
use bailiwick::id::{AccountId, ItemId, UserId};
use bailiwick::text::normalise;
use bailiwick_store::bulk::Known;
use bailiwick_store::{Tx, bulk};
use chrono::{DateTime, Utc};

use super::account_entitlements::{self, OfAccount};
use super::entitlements::entitlements;
use super::found::{Applications, Keys, cut, people, unknown_person};
use super::row::{NAME, Row, Said};
use super::table::Table;
use super::{Counts, Faults};
use crate::{Context, Engine, EngineError};

pub(super) use write::{Told, begin, tell, until};

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
    /// How they hold it already.
    known: Option<Known>,
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
    let mut counts = write::store(tx, engine, ctx, held).await?;
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

async fn resolve(tx: &mut Tx, rows: Vec<Given<'_>>, faults: &mut Faults) -> Result<Vec<Held>, EngineError> {
    let holders = people(tx, rows.iter().map(|row| row.user.as_str())).await?;
    let ids: Vec<UserId> = holders.values().map(|user| user.id).collect();
    let keys = rows.iter().filter_map(|row| Some((row.application.id, row.entitlement.clone()?)));
    let items = entitlements(tx, keys).await?;
    let applications: HashSet<ItemId> = rows.iter().map(|row| row.application.id).collect();
    let wanted: Vec<ItemId> =
        items.values().map(|item| item.id).chain(applications.iter().copied()).collect();
    let mut known = bulk::known(tx, &ids, &wanted).await?;
    let mut accounts: HashMap<ItemId, HashMap<UserId, AccountId>> = HashMap::new();
    for application in applications {
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
            known: known.remove(&(user.id, item.id)),
        });
    }
    Ok(held)
}
