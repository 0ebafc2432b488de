//! The role in the catalog: published, changed and deleted, with what that means to whoever holds it.

use std::collections::{BTreeMap, HashMap, HashSet};

use bailiwick::catalog::{Item, ItemBrief, ItemKind, Risk, RoleVersion};
use bailiwick::directory::Status;
use bailiwick::filter::{Filter, target};
use bailiwick::grant::{Grant, Origin};
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick_store::{Tx, grants, items, roles, users};

use super::change::check;
use super::members;
use super::read::{RoleView, listed};
use crate::audit::{Event, Trail};
use crate::entitlements::raced;
use crate::people::call_off;
use crate::requests::provision::account;
use crate::{Context, Engine, EngineError, certifications, glossary};

/// Makes what is pending the role in the catalog.
pub(super) async fn publish(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    pending: &RoleVersion,
    after: &RoleVersion,
) -> Result<RoleView, EngineError> {
    roles::delete(tx, pending).await?;
    let item = items::find(tx, after.id).await?;
    change_active(tx, engine, ctx, item.as_ref(), after).await
}

/// Makes the role in the catalog what is said, and adds it where there is none. What it brings more, everybody who holds
/// it gets, and what it brings no longer, they lose.
pub(super) async fn change_active(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: Option<&Item>,
    said: &RoleVersion,
) -> Result<RoleView, EngineError> {
    check(tx, said).await?;
    let mut item = before.cloned().unwrap_or_else(|| Item {
        id: said.id,
        kind: ItemKind::Role,
        application: None,
        native_key: said.id.to_string(),
        name: String::new(),
        description: String::new(),
        risk: Risk::Low,
        requestable: false,
        status: Status::Active,
        owners: Vec::new(),
        tags: Vec::new(),
        created_at: ctx.now,
    });
    item.name.clone_from(&said.object.name);
    item.description.clone_from(&said.object.description);
    item.status = Status::Active;
    let changes = glossary::put_into(tx, &mut item, &said.glossary, true).await?;
    if before.is_some() {
        items::update(tx, &item, ctx.now).await?;
    } else {
        items::insert(tx, &item).await.map_err(raced)?;
    }
    let (added, removed) = set_content(tx, engine, ctx, &item, &said.object.entitlements).await?;
    let had = roles::condition(tx, item.id).await?;
    members::set(tx, engine, ctx, item.id, said.object.membership.as_ref()).await?;
    let what = match before {
        Some(before) if before.status == Status::Active => "update-role",
        _ => "create-role",
    };
    let names = |found: &[ItemBrief]| -> Option<String> {
        let names: Vec<&str> = found.iter().map(|item| item.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let event = Event::new(what, "role", item.id, &item.name)
        .change("name", before.map(|item| &item.name), Some(&item.name))
        .change("description", before.map(|item| &item.description), Some(&item.description))
        .change("status", before.map(|item| item.status), Some(item.status))
        .change("entitlements", names(&removed), names(&added))
        .change("membershipCondition", written(had.as_ref()), written(said.object.membership.as_ref()));
    glossary::tell(event, changes).write(tx, engine, ctx).await?;
    listed(tx, &item).await
}

/// A condition as the trail has it.
fn written(condition: Option<&Filter>) -> Option<String> {
    condition.map(|filter| target::write(filter).to_string())
}

/// What a role brings from now on; what is new and what is gone.
async fn set_content(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    role: &Item,
    wanted: &[ItemId],
) -> Result<(Vec<ItemBrief>, Vec<ItemBrief>), EngineError> {
    let had = items::content_of_role(tx, role.id).await?;
    let kept: HashSet<ItemId> = had.iter().map(|held| held.id).collect();
    let new: Vec<ItemId> = wanted.iter().copied().filter(|id| !kept.contains(id)).collect();
    let added = items::briefs(tx, &new).await?;
    let removed: Vec<ItemBrief> = had.into_iter().filter(|held| !wanted.contains(&held.id)).collect();
    let mut touched = Touched::new();
    for gone in &removed {
        for (user, grant) in roles::take_out(tx, role.id, gone.id, ctx.now).await? {
            touched.entry(user).or_default().0.push(grant);
        }
    }
    for entitlement in &added {
        items::add_to_role(tx, role.id, entitlement.id).await?;
    }
    if !added.is_empty() {
        for member in roles::members(tx, role.id).await? {
            let began = bring(tx, engine, ctx, &member, &added).await?;
            touched.entry(member.user).or_default().1.extend(began);
        }
    }
    tell(tx, engine, ctx, role, "update-role-member", &touched).await?;
    if !removed.is_empty() {
        certifications::follow_all_access(tx, engine, ctx).await?;
    }
    Ok((added, removed))
}

/// The grants through a role that ended and began, by person.
type Touched = BTreeMap<UserId, (Vec<GrantId>, Vec<GrantId>)>;

/// Tells the trail of everybody whose access changed with a role.
async fn tell(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    role: &Item,
    what: &'static str,
    touched: &Touched,
) -> Result<(), EngineError> {
    let people: Vec<UserId> = touched.keys().copied().collect();
    let names: HashMap<UserId, String> =
        users::briefs(tx, &people).await?.into_iter().map(|user| (user.id, user.user_name)).collect();
    let mut trail = Trail::default();
    for (user, (ended, began)) in touched {
        if ended.is_empty() && began.is_empty() {
            continue;
        }
        let event = Event::new(what, "role", role.id, &role.name)
            .about(*user)
            .change("user", None::<String>, names.get(user))
            .grants(ended, began);
        trail.add(engine, ctx, event);
    }
    trail.write(tx).await
}

/// What a role brings to somebody who holds it; the grants that began.
async fn bring(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    member: &Grant,
    added: &[ItemBrief],
) -> Result<Vec<GrantId>, EngineError> {
    let mut began = Vec::with_capacity(added.len());
    let Some(user) = users::brief(tx, member.user).await? else { return Ok(began) };
    for entitlement in added {
        let account = match entitlement.application {
            Some(application) => Some(account(tx, engine, ctx, &user, application).await?),
            None => None,
        };
        let through = Grant {
            id: GrantId(engine.new_id()),
            kind: ItemKind::Entitlement,
            item: entitlement.id,
            account,
            origin: Origin::Role,
            through: Some(member.item),
            start: ctx.now,
            used: None,
            ..member.clone()
        };
        began.extend(grants::insert(tx, &through, ctx.now).await?);
    }
    Ok(began)
}

/// Takes a role out of the catalog. Its record stays for who held it.
pub(super) async fn delete_active(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    item: &Item,
) -> Result<RoleView, EngineError> {
    let view = listed(tx, item).await?;
    let ended = roles::end_all(tx, item.id, ctx.now).await?;
    roles::set_condition(tx, item.id, None).await?;
    let holders = ended.len();
    let gone = Item { status: Status::Inactive, requestable: false, ..item.clone() };
    items::update(tx, &gone, ctx.now).await?;
    Event::new("delete-role", "role", item.id, &item.name)
        .change("status", Some(item.status), Some(gone.status))
        .change("holders", (holders > 0).then_some(holders), None::<String>)
        .write(tx, engine, ctx)
        .await?;
    let touched = ended.into_iter().map(|(user, grants)| (user, (grants, Vec::new()))).collect();
    tell(tx, engine, ctx, item, "revoke-role", &touched).await?;
    certifications::follow_all_access(tx, engine, ctx).await?;
    for request in roles::open_requests(tx, item.id).await? {
        call_off(tx, engine, ctx, &request, "The role was deleted.").await?;
    }
    Ok(view)
}
