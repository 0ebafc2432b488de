//! What accounts may do that nobody holds.

use std::collections::{BTreeMap, HashMap};

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::Account;
use bailiwick::id::{AccountId, ItemId};
use bailiwick_store::{Tx, bulk};
use chrono::{DateTime, Utc};

use super::entitlements::entitlements;
use super::found::cut;
use super::{Counts, Faults};
use crate::audit::{Event, Trail};
use crate::{Context, Engine, EngineError};

/// A row: what the file says an account may do.
pub(super) struct OfAccount<'a> {
    pub(super) line: u64,
    pub(super) application: &'a ItemBrief,
    pub(super) account: String,
    pub(super) entitlement: String,
    pub(super) since: DateTime<Utc>,
}

/// A row with what it refers to.
pub(super) struct Right {
    account: AccountId,
    account_name: String,
    item: ItemId,
    /// Application and name, for the audit trail.
    name: String,
    since: DateTime<Utc>,
}

/// Finds what rows refer to. What is somebody's account does, that person holds.
pub(super) async fn resolve(
    tx: &mut Tx,
    rows: Vec<OfAccount<'_>>,
    faults: &mut Faults,
) -> Result<Vec<Right>, EngineError> {
    let items =
        entitlements(tx, rows.iter().map(|row| (row.application.id, row.entitlement.clone()))).await?;
    let mut names: HashMap<ItemId, Vec<String>> = HashMap::new();
    for row in &rows {
        names.entry(row.application.id).or_default().push(row.account.clone());
    }
    let mut accounts: HashMap<(ItemId, String), Account> = HashMap::new();
    for (application, mut names) in names {
        names.sort_unstable();
        names.dedup();
        let found = bulk::accounts(tx, application, &names).await?;
        accounts.extend(found.into_iter().map(|(name, account)| ((application, name), account)));
    }
    let mut rights = Vec::with_capacity(rows.len());
    for row in rows {
        let of = cut(&row.application.name);
        let Some(account) = accounts.get(&(row.application.id, row.account.clone())) else {
            let reason = format!("`{}` is not an account of `{of}`", cut(&row.account));
            faults.add(row.line, Some("account"), reason);
            continue;
        };
        if account.user.is_some() {
            let reason = format!("`{}` is a person's account: name them as `user`", cut(&row.account));
            faults.add(row.line, Some("account"), reason);
            continue;
        }
        let Some(item) = items.get(&(row.application.id, row.entitlement.clone())) else {
            let reason = format!("`{}` is not an entitlement of `{of}`", cut(&row.entitlement));
            faults.add(row.line, Some("entitlement"), reason);
            continue;
        };
        rights.push(Right {
            account: account.id,
            account_name: account.name.clone(),
            item: item.id,
            name: format!("{}: {}", row.application.name, item.name),
            since: row.since,
        });
    }
    Ok(rights)
}

/// Adds what is not known yet.
pub(super) async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    rights: Vec<Right>,
    counts: &mut Counts,
) -> Result<(), EngineError> {
    let mut ids: Vec<AccountId> = rights.iter().map(|right| right.account).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = bulk::account_entitlements(tx, &ids).await?;
    let mut new = Vec::new();
    let mut events: BTreeMap<AccountId, Event> = BTreeMap::new();
    for right in rights {
        if known.contains_key(&(right.account, right.item)) {
            counts.unchanged += 1;
            continue;
        }
        counts.added += 1;
        let event = events.remove(&right.account).unwrap_or_else(|| {
            Event::new("import-account-entitlements", "account", right.account, &right.account_name)
        });
        events.insert(right.account, event.change(right.name, None::<String>, Some("may")));
        new.push((right.account, right.item, right.since));
    }
    bulk::insert_account_entitlements(tx, &new).await?;
    let mut trail = Trail::default();
    for event in events.into_values() {
        trail.add(engine, ctx, event);
    }
    trail.write(tx).await?;
    Ok(())
}
