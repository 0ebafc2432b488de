//! Entitlements: created and changed (contract 2.20).

use bailiwick::authority::{Authority, ScopePermission};
use bailiwick::catalog::{EntitlementObject, Item, ItemKind, Risk};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, Path};
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::{AccessView, Page};
use bailiwick_store::{StoreError, Tx, grants, items, users};
use serde_json::{Map, Value as Json};

use crate::audit::Event;
use crate::catalog::{ItemListed, listed, reach, visible};
use crate::engine::retry;
use crate::people::EndUser;
use crate::{Context, Engine, EngineError, access, glossary};

/// An entitlement that is to be.
#[derive(Debug, Clone)]
pub struct NewEntitlement {
    /// Its application.
    pub application: ItemId,
    /// What its application calls such things.
    pub object_type: String,
    /// What it is; see [`EntitlementObject`].
    pub object: Map<String, Json>,
    /// What describes it, by attribute.
    pub glossary: Map<String, Json>,
    /// The request that asked for it.
    pub request: Option<String>,
}

/// What is to change; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct EntitlementChange {
    /// What it is; see [`EntitlementObject`].
    pub object: Map<String, Json>,
    /// What describes it, by attribute; null takes a value away.
    pub glossary: Map<String, Json>,
    /// The request that asked for it.
    pub request: Option<String>,
}

/// An entitlement in use, and what somebody (who acts, or `end_user`) may do to it. Owners of the entitlement or its
/// application, and administrators, may have it changed.
///
/// # Errors
/// `NotFound`, also for who may not know of it; `Forbidden` for somebody else's permissions.
pub async fn read(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    end_user: Option<UserId>,
) -> Result<(ItemListed, Vec<ScopePermission>), EngineError> {
    let mut tx = engine.read().await?;
    let asked = EndUser::load(&mut tx, ctx, end_user).await?;
    let missing = || EngineError::not_found("entitlement", id);
    let item = visible(&mut tx, ctx, id).await.map_err(|error| match error {
        EngineError::NotFound { .. } => missing(),
        other => other,
    })?;
    if item.kind != ItemKind::Entitlement || item.status != Status::Active {
        return Err(missing());
    }
    let found = shown(&mut tx, id).await?;
    let owners: Vec<UserId> =
        found.owners.iter().chain(&found.application_owners).map(|owner| owner.id).collect();
    let may = asked.administers || asked.is_among(&owners);
    let permissions = if may { vec![ScopePermission::ModifyEntitlement] } else { Vec::new() };
    Ok((found, permissions))
}

/// A page of the entitlements in use that the actor may know of, in catalog order unless the list says otherwise.
///
/// # Errors
/// `Invalid`: the filter or an order names what there is not.
pub async fn search(
    engine: &Engine,
    ctx: &Context,
    filter: &Filter,
    query: &ListQuery,
) -> Result<Page<ItemListed>, EngineError> {
    ctx.signed_in()?;
    let is_entitlement = Path::dotted("item.type")
        .map_or(Filter::None, |path| Filter::equals(path, ItemKind::Entitlement.grant_type()));
    let mut tx = engine.read().await?;
    let filter = filter.clone().and(is_entitlement);
    let (briefs, total) = items::page(&mut tx, &filter, query, reach(ctx)).await?;
    Ok(Page { rows: listed(&mut tx, briefs).await?, total })
}

/// A page of who holds an entitlement and how they came by it, by name, and how many there are: for its owners, those of
/// its application, and who reads everything. `text` is part of a name.
///
/// # Errors
/// `NotFound` for who may not know of it; `Forbidden` for others who are none of these.
pub async fn holders(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    text: &str,
    (offset, limit): (u64, u64),
) -> Result<Page<(UserBrief, AccessView)>, EngineError> {
    let (found, _) = read(engine, ctx, id, None).await?;
    let owners = found.owners.iter().chain(&found.application_owners);
    let mut tx = engine.read().await?;
    if !ctx.actor.reads_everything()
        && !owners.map(|owner| owner.id).any(|id| Some(id) == ctx.actor.user_id())
    {
        return Err(EngineError::forbidden("only its owners see who holds it"));
    }
    let (page, total) = grants::page_of_item(&mut tx, id, text, offset, limit).await?;
    let held_by: Vec<UserId> = page.iter().map(|grant| grant.user).collect();
    let people = users::briefs(&mut tx, &held_by).await?;
    let views = access::views(&mut tx, page).await?;
    let row =
        |view: AccessView| Some((people.iter().find(|person| person.id == view.grant.user)?.clone(), view));
    Ok(Page { rows: views.into_iter().filter_map(row).collect(), total })
}

async fn shown(tx: &mut Tx, id: ItemId) -> Result<ItemListed, EngineError> {
    let brief = items::brief(tx, id).await?;
    let mut listed = listed(tx, brief.into_iter().collect()).await?;
    listed.pop().ok_or_else(|| EngineError::not_found("entitlement", id))
}

/// Creates an entitlement of an application. It can be asked for only when its glossary says so. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid`: there is no such application, the name is missing, its key is another entitlement's, or an
/// attribute does not fit.
pub async fn create(engine: &Engine, ctx: &Context, new: &NewEntitlement) -> Result<ItemListed, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    bailiwick::text::check_present(&new.object_type, 255)
        .map_err(|fault| EngineError::invalid("objectType", fault))?;
    let object = EntitlementObject::parse(&new.object)?;
    retry!(insert(engine, ctx, new, &object))
}

async fn insert(
    engine: &Engine,
    ctx: &Context,
    new: &NewEntitlement,
    object: &EntitlementObject,
) -> Result<ItemListed, EngineError> {
    let mut tx = engine.write().await?;
    let above = items::brief(&mut tx, new.application).await?;
    let above = above.filter(|above| above.kind == ItemKind::Application && above.status == Status::Active);
    let above = above.ok_or_else(|| EngineError::invalid("applicationId", "names no application"))?;
    let name =
        object.name.as_ref().ok_or_else(|| EngineError::invalid("object.displayName", "is missing"))?;
    let mut item = Item {
        id: ItemId(engine.new_id()),
        kind: ItemKind::Entitlement,
        application: Some(above.id),
        native_key: object.key.clone().unwrap_or_else(|| name.clone()),
        name: name.clone(),
        description: object.description.clone().unwrap_or_default(),
        risk: Risk::Low,
        requestable: false,
        status: Status::Active,
        owners: Vec::new(),
        tags: Vec::new(),
        created_at: ctx.now,
    };
    check_key(&mut tx, &item).await?;
    let changes = glossary::put_into(&mut tx, &mut item, &new.glossary, true).await?;
    items::insert(&mut tx, &item).await.map_err(raced)?;
    items::set_object_type(&mut tx, item.id, &new.object_type).await?;
    let event = Event::new("create-entitlement", "entitlement", item.id, &item.name)
        .set("application", &above.name)
        .set("objectType", &new.object_type)
        .set("key", &item.native_key)
        .set("name", &item.name)
        .set("description", &item.description)
        .change("request", None::<String>, new.request.as_ref());
    glossary::tell(event, changes).write(&mut tx, engine, ctx).await?;
    let made = shown(&mut tx, item.id).await?;
    tx.commit().await?;
    Ok(made)
}

/// Changes an entitlement. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` as for [`create`].
pub async fn change(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    change: &EntitlementChange,
) -> Result<ItemListed, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let object = EntitlementObject::parse(&change.object)?;
    retry!(update(engine, ctx, id, change, &object))
}

async fn update(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    change: &EntitlementChange,
    object: &EntitlementObject,
) -> Result<ItemListed, EngineError> {
    let mut tx = engine.write().await?;
    let before = items::find(&mut tx, id).await?;
    let before = before.filter(|item| item.kind == ItemKind::Entitlement && item.status == Status::Active);
    let before = before.ok_or_else(|| EngineError::not_found("entitlement", id))?;
    let mut after = before.clone();
    after.name = object.name.clone().unwrap_or(after.name);
    after.description = object.description.clone().unwrap_or(after.description);
    after.native_key = object.key.clone().unwrap_or(after.native_key);
    if after.native_key != before.native_key {
        check_key(&mut tx, &after).await?;
    }
    let changes = glossary::put_into(&mut tx, &mut after, &change.glossary, false).await?;
    if after != before || !changes.is_empty() {
        items::update(&mut tx, &after, ctx.now).await.map_err(raced)?;
        let event = Event::new("update-entitlement", "entitlement", id, &after.name)
            .change("key", Some(&before.native_key), Some(&after.native_key))
            .change("name", Some(&before.name), Some(&after.name))
            .change("description", Some(&before.description), Some(&after.description))
            .change("request", None::<String>, change.request.as_ref());
        glossary::tell(event, changes).write(&mut tx, engine, ctx).await?;
    }
    let found = shown(&mut tx, id).await?;
    tx.commit().await?;
    Ok(found)
}

/// The name an application uses is no other entitlement's of it.
async fn check_key(tx: &mut Tx, item: &Item) -> Result<(), EngineError> {
    match items::by_key(tx, item.kind, item.application, &item.native_key).await? {
        Some(other) if other != item.id => Err(EngineError::invalid(
            "object.__NAME__",
            format!("`{}` is another entitlement's", item.native_key),
        )),
        _ => Ok(()),
    }
}

/// Somebody else took the key at this moment: look again, and say so.
pub(crate) fn raced(error: StoreError) -> EngineError {
    match error {
        StoreError::Duplicate => EngineError::Busy(error),
        error => error.into(),
    }
}
