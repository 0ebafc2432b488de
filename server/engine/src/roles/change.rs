//! Drafting, changing and deleting roles. Needs `ACCESS_ADMIN`; others ask by request.

use bailiwick::authority::Authority;
use bailiwick::catalog::{ItemKind, RoleBody, RoleStatus, RoleVersion};
use bailiwick::directory::Status;
use bailiwick::glossary::ObjectKind;
use bailiwick::id::ItemId;
use bailiwick::patch::Patch;
use bailiwick_store::{Tx, items, roles};
use serde_json::{Map, Value as Json};

use super::members;
use super::publish::{change_active, delete_active, publish};
use super::read::{RoleView, active, listed};
use crate::audit::Event;
use crate::engine::retry;
use crate::entitlements::raced;
use crate::{Context, Engine, EngineError, glossary};

/// Creates a role as a draft. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` (see [`RoleBody::parse`]), also where another role has the name, an entitlement is not there, or
/// an attribute does not fit.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: &Map<String, Json>,
) -> Result<RoleView, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let id = ItemId(engine.new_id());
    let body = RoleBody::parse(id, body)?;
    check_said(&body, RoleStatus::Draft)?;
    retry!(upsert(engine, ctx, id, RoleStatus::Draft, &body))
}

/// Makes a version of a role what is said, or makes the version. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// As [`create`]; `NotFound` for an active version that is not there; `Conflict` for a pending one.
pub async fn put(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    status: RoleStatus,
    body: &Map<String, Json>,
) -> Result<RoleView, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let body = RoleBody::parse(id, body)?;
    check_said(&body, status)?;
    if status == RoleStatus::Active {
        return retry!(patch_active(engine, ctx, id, |_| Ok(body.clone())));
    }
    status.check_move(status).map_err(|reason| EngineError::Conflict(reason.into()))?;
    retry!(upsert(engine, ctx, id, status, &body))
}

fn check_said(body: &RoleBody, status: RoleStatus) -> Result<(), EngineError> {
    match body.status {
        Some(said) if said != status => {
            Err(EngineError::invalid("status", format!("must be `{status}`, as in the address")))
        }
        _ => Ok(()),
    }
}

async fn upsert(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    status: RoleStatus,
    body: &RoleBody,
) -> Result<RoleView, EngineError> {
    let mut tx = engine.write().await?;
    if items::brief(&mut tx, id).await?.is_some_and(|item| item.kind != ItemKind::Role) {
        return Err(EngineError::invalid("id", "is that of something else"));
    }
    let before = roles::find(&mut tx, id, status).await?;
    let new = RoleVersion {
        id,
        status,
        object: body.object.clone(),
        glossary: body.glossary.clone(),
        revision: 1,
        created_at: before.as_ref().map_or(ctx.now, |before| before.created_at),
        modified_at: ctx.now,
    };
    let saved = save(&mut tx, engine, ctx, before.as_ref(), new, body.request.as_deref()).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Stores a version that is not in the catalog; what changes nothing is no change.
async fn save(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: Option<&RoleVersion>,
    mut after: RoleVersion,
    request: Option<&str>,
) -> Result<RoleView, EngineError> {
    check(tx, &after).await?;
    after.glossary = glossary::checked(tx, ObjectKind::Role, &after.glossary).await?;
    let had = before.cloned().map(RoleView::from).map(|view| view.document()).unwrap_or_default();
    let view = RoleView::from(after.clone());
    let what = match before {
        None => "create-role-version",
        Some(_) if had == view.document() => return Ok(view),
        Some(_) => "modify-role-version",
    };
    match before {
        None => roles::insert(tx, &after).await.map_err(raced)?,
        Some(before) => {
            if before.status != after.status && roles::find(tx, after.id, after.status).await?.is_some() {
                return Err(EngineError::Conflict(format!("there is a {} version already", after.status)));
            }
            roles::update(tx, before, &after).await.map_err(raced)?;
        }
    }
    Event::new(what, "role", after.id, &after.object.name)
        .members(&had, &view.document())
        .change("request", None::<String>, request)
        .write(tx, engine, ctx)
        .await?;
    Ok(view)
}

/// What only the catalog knows: names that are taken, entitlements that are there.
pub(super) async fn check(tx: &mut Tx, version: &RoleVersion) -> Result<(), EngineError> {
    let object = &version.object;
    if roles::name_is_taken(tx, &object.name, version.id).await? {
        return Err(EngineError::invalid("role.name", format!("`{}` is another role's", object.name)));
    }
    if let Some(condition) = &object.membership {
        members::check(tx, condition).await?;
    }
    let known = items::briefs(tx, &object.entitlements).await?;
    let is_there = |id: &&ItemId| {
        let found = known.iter().find(|item| item.id == **id);
        found.is_some_and(|item| item.kind == ItemKind::Entitlement && item.status == Status::Active)
    };
    match object.entitlements.iter().find(|id| !is_there(id)) {
        Some(unknown) => Err(EngineError::invalid(
            "role.entitlements",
            format!("names `{unknown}`, which is no entitlement"),
        )),
        None => Ok(()),
    }
}

/// Changes a version of a role. A draft or candidate becomes pending, and what is pending the role in the catalog or a
/// draft again, by its `status`. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` for an operation that cannot be done, and as [`create`] for what comes of them all;
/// `Conflict` for a `status` that cannot follow.
pub async fn patch(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    status: RoleStatus,
    patch: &Patch,
) -> Result<RoleView, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let patched = |before: &RoleView| Ok(RoleBody::parse(id, &patch.apply(&before.document())?)?);
    if status == RoleStatus::Active {
        retry!(patch_active(engine, ctx, id, &patched))
    } else {
        retry!(patch_version(engine, ctx, id, status, &patched))
    }
}

pub(super) async fn patch_active(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    new: impl Fn(&RoleView) -> Result<RoleBody, EngineError>,
) -> Result<RoleView, EngineError> {
    let mut tx = engine.write().await?;
    let item = active(&mut tx, id).await?.ok_or_else(|| EngineError::not_found("role", id))?;
    let before = listed(&mut tx, &item).await?;
    let body = new(&before)?;
    let to = body.status.unwrap_or(RoleStatus::Active);
    RoleStatus::Active.check_move(to).map_err(|reason| EngineError::Conflict(reason.into()))?;
    let after = change_active(&mut tx, engine, ctx, Some(&item), &version(ctx, id, &body)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn patch_version(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    status: RoleStatus,
    new: impl Fn(&RoleView) -> Result<RoleBody, EngineError>,
) -> Result<RoleView, EngineError> {
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("role", id);
    let before = roles::find(&mut tx, id, status).await?.ok_or_else(missing)?;
    let body = new(&RoleView::from(before.clone()))?;
    let to = body.status.unwrap_or(status);
    status.check_move(to).map_err(|reason| EngineError::Conflict(reason.into()))?;
    let after = RoleVersion { status: to, created_at: before.created_at, ..version(ctx, id, &body) };
    let saved = if to == RoleStatus::Active {
        publish(&mut tx, engine, ctx, &before, &after).await?
    } else {
        save(&mut tx, engine, ctx, Some(&before), after, None).await?
    };
    tx.commit().await?;
    Ok(saved)
}

fn version(ctx: &Context, id: ItemId, body: &RoleBody) -> RoleVersion {
    RoleVersion {
        id,
        status: RoleStatus::Active,
        object: body.object.clone(),
        glossary: body.glossary.clone(),
        revision: 1,
        created_at: ctx.now,
        modified_at: ctx.now,
    }
}

/// Deletes a version of a role. The role in the catalog goes with what it brought to everybody who holds it, and open
/// requests for it are called off. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` while it is being published.
pub async fn delete(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    status: RoleStatus,
) -> Result<RoleView, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let gone = retry!(remove(engine, ctx, id, status))?;
    engine.ring();
    Ok(gone)
}

async fn remove(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    status: RoleStatus,
) -> Result<RoleView, EngineError> {
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("role", id);
    let gone = match status {
        RoleStatus::Active => {
            let item = active(&mut tx, id).await?.ok_or_else(missing)?;
            delete_active(&mut tx, engine, ctx, &item).await?
        }
        RoleStatus::Pending => {
            roles::find(&mut tx, id, status).await?.ok_or_else(missing)?;
            return Err(EngineError::Conflict("the role is being published".into()));
        }
        RoleStatus::Draft | RoleStatus::Candidate => {
            let version = roles::find(&mut tx, id, status).await?.ok_or_else(missing)?;
            roles::delete(&mut tx, &version).await?;
            let view = RoleView::from(version);
            Event::new("delete-role-version", "role", id, &view.object.name)
                .members(&view.document(), &Map::new())
                .write(&mut tx, engine, ctx)
                .await?;
            view
        }
    };
    tx.commit().await?;
    Ok(gone)
}
