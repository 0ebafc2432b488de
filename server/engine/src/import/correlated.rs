//! What an account may do that nobody held is held by its person, once it is somebody's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bailiwick::catalog::ItemKind;
use bailiwick::directory::Status;
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{AccountId, GrantId, ItemId, UserId};
use bailiwick_store::{Tx, bulk, items, users};

use super::grants::{Told, begin, tell, until};
use crate::{Context, Engine, EngineError};

/// Turns what these accounts may do into grants of these people, since then, as a file of grants would. What somebody holds
/// already, in whichever way, stays what the account may do: it would still do it if that ended. So does what somebody would
/// hold who does not work here any more.
pub(super) async fn hold(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    theirs: &[(AccountId, UserId)],
) -> Result<(), EngineError> {
    let accounts: Vec<AccountId> = theirs.iter().map(|(account, _)| *account).collect();
    let rights = bulk::account_entitlements(tx, &accounts).await?;
    if rights.is_empty() {
        return Ok(());
    }
    let holders: HashMap<AccountId, UserId> = theirs.iter().copied().collect();
    let mut rights: Vec<_> = rights
        .into_iter()
        .filter_map(|((account, item), since)| Some((*holders.get(&account)?, item, account, since)))
        .collect();
    // By person; of two accounts that may do the same, by the one that may for longer.
    rights.sort_unstable_by_key(|(user, item, account, since)| (*user, *item, *since, *account));
    let people: Vec<UserId> =
        rights.iter().map(|(user, ..)| *user).collect::<BTreeSet<_>>().into_iter().collect();
    let wanted: Vec<ItemId> =
        rights.iter().map(|(_, item, ..)| *item).collect::<BTreeSet<_>>().into_iter().collect();
    let users: HashMap<UserId, String> = users::briefs(tx, &people)
        .await?
        .into_iter()
        .filter(|user| user.status == Status::Active)
        .map(|user| (user.id, user.user_name))
        .collect();
    let names: HashMap<ItemId, String> = items::briefs(tx, &wanted)
        .await?
        .into_iter()
        .map(|item| (item.id, format!("{}: {}", item.application_name.unwrap_or_default(), item.name)))
        .collect();
    let mut known: BTreeSet<(UserId, ItemId)> =
        bulk::known(tx, &people, &wanted).await?.into_keys().collect();
    let (mut new, mut gone) = (Vec::new(), Vec::new());
    let mut events: BTreeMap<UserId, Told> = BTreeMap::new();
    for (user, item, account, since) in rights {
        let Some(user_name) = users.get(&user) else { continue };
        if !known.insert((user, item)) {
            continue;
        }
        let grant = Grant {
            id: GrantId(engine.new_id()),
            user,
            kind: ItemKind::Entitlement,
            item,
            account: Some(account),
            origin: Origin::Reconciliation,
            request: None,
            through: None,
            granted_by: None,
            status: GrantStatus::Active,
            start: since,
            end: None,
            used: None,
        };
        let name = names.get(&item).cloned().unwrap_or_default();
        let mut told = events.remove(&user).unwrap_or_else(|| Told::of(user, user_name));
        told.event = told.event.change(name, None::<String>, Some(until(None)));
        told.began.push(grant.id);
        events.insert(user, told);
        gone.push((account, item));
        new.push((grant, None));
    }
    bulk::delete_account_entitlements(tx, &gone).await?;
    begin(tx, ctx, &new, &mut events).await?;
    tell(tx, engine, ctx, events).await
}
