//! The role in the catalog: published, changed and deleted, with what that means to whoever holds it.

use std::collections::HashSet;

use bailiwick::catalog::{Item, ItemBrief, ItemKind, Risk, RoleVersion};
use bailiwick::directory::Status;
use bailiwick::grant::{Grant, Origin};
use bailiwick::id::{GrantId, ItemId};
use bailiwick_store::{Tx, grants, items, roles, users};

use super::change::check;
use super::read::{RoleView, listed};
use crate::audit::Event;
use crate::entitlements::raced;
use crate::people::call_off;
use crate::requests::provision::account;
use crate::{Context, Engine, EngineError, glossary};

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
    let (added, removed) = set_content(tx, engine, ctx, item.id, &said.object.entitlements).await?;
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
        .change("entitlements", names(&removed), names(&added));
    glossary::tell(event, changes).write(tx, engine, ctx).await?;
    listed(tx, &item).await
}

/// What a role brings from now on; what is new and what is gone.
async fn set_content(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    role: ItemId,
    wanted: &[ItemId],
) -> Result<(Vec<ItemBrief>, Vec<ItemBrief>), EngineError> {
    let had = items::content_of_role(tx, role).await?;
    let kept: HashSet<ItemId> = had.iter().map(|held| held.id).collect();
    let new: Vec<ItemId> = wanted.iter().copied().filter(|id| !kept.contains(id)).collect();
    let added = items::briefs(tx, &new).await?;
    let removed: Vec<ItemBrief> = had.into_iter().filter(|held| !wanted.contains(&held.id)).collect();
    for gone in &removed {
        roles::take_out(tx, role, gone.id, ctx.now).await?;
    }
    if added.is_empty() {
        return Ok((added, removed));
    }
    for entitlement in &added {
        items::add_to_role(tx, role, entitlement.id).await?;
    }
    for member in roles::members(tx, role).await? {
        bring(tx, engine, ctx, &member, &added).await?;
    }
    Ok((added, removed))
}

/// What a role brings to somebody who holds it.
async fn bring(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    member: &Grant,
    added: &[ItemBrief],
) -> Result<(), EngineError> {
    let Some(user) = users::brief(tx, member.user).await? else { return Ok(()) };
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
            role: Some(member.item),
            start: ctx.now,
            ..member.clone()
        };
        grants::insert(tx, &through, ctx.now).await?;
    }
    Ok(())
}

/// Takes a role out of the catalog. Its record stays for who held it.
pub(super) async fn delete_active(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    item: &Item,
) -> Result<RoleView, EngineError> {
    let view = listed(tx, item).await?;
    let holders = roles::end_all(tx, item.id, ctx.now).await?;
    let gone = Item { status: Status::Inactive, requestable: false, ..item.clone() };
    items::update(tx, &gone, ctx.now).await?;
    Event::new("delete-role", "role", item.id, &item.name)
        .change("status", Some(item.status), Some(gone.status))
        .change("holders", (holders > 0).then_some(holders), None::<String>)
        .write(tx, engine, ctx)
        .await?;
    for request in roles::open_requests(tx, item.id).await? {
        call_off(tx, engine, ctx, &request, "The role was deleted.").await?;
    }
    Ok(view)
}
