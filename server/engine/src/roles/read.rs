//! Reading roles: who reads everything may, owners read theirs, and everybody what can be asked for.

use std::collections::HashMap;

use bailiwick::authority::Actor;
use bailiwick::catalog::{Item, ItemBrief, ItemKind, Risk, RoleObject, RoleStatus, RoleVersion};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::filter::list::{ListQuery, MAX_PAGE_SIZE};
use bailiwick::filter::{Filter, Path};
use bailiwick::glossary::ObjectKind;
use bailiwick::id::ItemId;
use bailiwick_store::{Tx, grants, items, roles, users};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use crate::catalog::reach;
use crate::{Context, Engine, EngineError, glossary};

/// A version of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleView {
    /// The role.
    pub id: ItemId,
    /// Which version.
    pub status: RoleStatus,
    /// What it is.
    pub object: RoleObject,
    /// What describes it, by attribute.
    pub glossary: Map<String, Json>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed; unknown of what is in the catalog.
    pub modified_at: Option<DateTime<Utc>>,
}

impl From<RoleVersion> for RoleView {
    fn from(version: RoleVersion) -> Self {
        Self {
            id: version.id,
            status: version.status,
            object: version.object,
            glossary: version.glossary,
            created_at: version.created_at,
            modified_at: Some(version.modified_at),
        }
    }
}

impl RoleView {
    /// As [`bailiwick::catalog::RoleBody::parse`] reads it.
    pub(super) fn document(&self) -> Map<String, Json> {
        let body = json!({"status": self.status, "role": self.object.document(), "glossary": self.glossary});
        body.as_object().cloned().unwrap_or_default()
    }
}

/// Every version of every role that the actor may know of, by name; those in the catalog first.
pub async fn list(engine: &Engine, ctx: &Context) -> Result<Vec<RoleView>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let is_role = Path::dotted("item.type")
        .map_or(Filter::None, |path| Filter::equals(path, ItemKind::Role.grant_type()));
    let query = ListQuery { page_size: MAX_PAGE_SIZE, ..ListQuery::default() };
    let (briefs, _) = items::page(&mut tx, &is_role, &query, reach(ctx)).await?;
    let whole = items::complete(&mut tx, briefs).await?;
    let ids: Vec<ItemId> = whole.iter().map(|item| item.id).collect();
    let mut contents = items::contents_of_roles(&mut tx, &ids).await?;
    let glossaries = glossary::of_items(&mut tx, ObjectKind::Role, &whole).await?;
    let mut conditions: HashMap<ItemId, Filter> = roles::conditions(&mut tx).await?.into_iter().collect();
    let view = |(item, glossary): (&Item, _)| {
        let content = contents.remove(&item.id).unwrap_or_default();
        version(item, content, conditions.remove(&item.id), glossary)
    };
    let mut found: Vec<RoleView> = whole.iter().zip(glossaries).map(view).collect();
    found.sort_by_cached_key(|role| bailiwick::text::normalise(&role.object.name));
    let drafts = roles::all(&mut tx).await?.into_iter().filter(|version| may_read(&ctx.actor, version));
    found.extend(drafts.map(RoleView::from));
    Ok(found)
}

/// One version of a role.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn read(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    status: RoleStatus,
) -> Result<RoleView, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let missing = || EngineError::not_found("role", id);
    if status == RoleStatus::Active {
        let item = active(&mut tx, id).await?.ok_or_else(missing)?;
        let knows = may_know(&mut tx, &ctx.actor, &item).await?;
        return if knows { listed(&mut tx, &item).await } else { Err(missing()) };
    }
    let version = roles::find(&mut tx, id, status).await?.filter(|version| may_read(&ctx.actor, version));
    version.map(RoleView::from).ok_or_else(missing)
}

/// A role in the catalog.
pub(super) async fn active(tx: &mut Tx, id: ItemId) -> Result<Option<Item>, EngineError> {
    let item = items::find(tx, id).await?;
    Ok(item.filter(|item| item.kind == ItemKind::Role && item.status == Status::Active))
}

/// A role in the catalog as a version.
pub(super) async fn listed(tx: &mut Tx, item: &Item) -> Result<RoleView, EngineError> {
    let content = items::content_of_role(tx, item.id).await?;
    let membership = roles::condition(tx, item.id).await?;
    Ok(version(item, content, membership, glossary::of_item(tx, item).await?))
}

fn version(
    item: &Item,
    content: Vec<ItemBrief>,
    membership: Option<Filter>,
    glossary: Map<String, Json>,
) -> RoleView {
    let entitlements = content.into_iter().map(|held| held.id).collect();
    RoleView {
        id: item.id,
        status: RoleStatus::Active,
        object: RoleObject {
            name: item.name.clone(),
            description: item.description.clone(),
            entitlements,
            membership,
        },
        glossary,
        created_at: item.created_at,
        modified_at: None,
    }
}

/// As for the rest of the catalog.
async fn may_know(tx: &mut Tx, actor: &Actor, item: &Item) -> Result<bool, EngineError> {
    if item.requestable || actor.reads_everything() {
        return Ok(true);
    }
    let Some(me) = actor.user_id() else { return Ok(false) };
    Ok(item.owners.contains(&me) || grants::held(tx, me, item.id).await?.is_any())
}

fn may_read(actor: &Actor, version: &RoleVersion) -> bool {
    actor.reads_everything() || actor.user_id().is_some_and(|me| version.owners().contains(&me))
}

/// Whether the actor may ask for something to be done to a role: they must know of it, unless they read everything. With
/// `may_be_new`, there need be none of that id.
///
/// # Errors
/// `Conflict`: there is no such role for them.
pub(crate) async fn check_known(
    tx: &mut Tx,
    ctx: &Context,
    id: ItemId,
    may_be_new: bool,
) -> Result<(), EngineError> {
    let item = active(tx, id).await?;
    let versions = roles::of_role(tx, id).await?;
    let is_new = item.is_none() && versions.is_empty();
    if ctx.actor.reads_everything() || (is_new && may_be_new) {
        return Ok(());
    }
    let knows_item = match &item {
        Some(item) => may_know(tx, &ctx.actor, item).await?,
        None => false,
    };
    if knows_item || versions.iter().any(|version| may_read(&ctx.actor, version)) {
        return Ok(());
    }
    Err(EngineError::Conflict("`role.roleId` names no role".into()))
}

/// A role that is not in the catalog, as an item, and its active owners.
pub(crate) async fn drafted(
    tx: &mut Tx,
    id: ItemId,
) -> Result<Option<(ItemBrief, Vec<UserBrief>)>, EngineError> {
    let Some(version) = roles::of_role(tx, id).await?.into_iter().next() else { return Ok(None) };
    let mut owners = users::briefs(tx, &version.owners()).await?;
    owners.retain(|owner| owner.status == Status::Active);
    let brief = ItemBrief {
        id,
        kind: ItemKind::Role,
        name: version.object.name,
        description: version.object.description,
        native_key: id.to_string(),
        application: None,
        application_name: None,
        risk: Risk::Low,
        requestable: false,
        status: Status::Inactive,
        created_at: version.created_at,
    };
    Ok(Some((brief, owners)))
}
