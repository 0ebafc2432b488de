//! One item, with what deciding to ask for it needs.

use bailiwick::authority::Authority;
use bailiwick::catalog::{Item, ItemBrief, ItemKind, catalog_id};
use bailiwick::directory::{Colleagues, Status};
use bailiwick::id::{ItemId, UserId};
use bailiwick::request::Modifier;
use bailiwick::view::ItemDetail;
use bailiwick_store::{Tx, grants, items, nesting, users};

use super::reach;
use crate::requests::{NewLine, NewRequests, draft};
use crate::{Context, Engine, EngineError, glossary, workflows};

/// So many members of an entitlement are named.
const MEMBERS: u64 = 100;

/// One item, for a person (the one who acts, unless said otherwise).
///
/// An item that cannot be requested does not exist for those who are neither its owner nor
/// read everything nor hold it. That is so, too, for what it is a member of, and for what is a member of it.
pub async fn item(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    for_user: Option<UserId>,
) -> Result<ItemDetail, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let item = visible(&mut tx, ctx, id).await?;
    let person = for_user.or(ctx.actor.user_id());
    let held = match person {
        // What comes with something else may be asked for itself.
        Some(person) => grants::held(&mut tx, person, id).await?.is_own(),
        None => false,
    };
    let user = match person {
        Some(person) => users::brief(&mut tx, person).await?,
        None => None,
    };
    let application = match item.application {
        Some(application) => items::brief(&mut tx, application).await?,
        None => None,
    };
    let content =
        if item.kind == ItemKind::Role { items::content_of_role(&mut tx, id).await? } else { Vec::new() };
    let (member_of, members) = match item.kind {
        ItemKind::Entitlement => nesting::around(&mut tx, id, reach(ctx), MEMBERS).await?,
        ItemKind::Application | ItemKind::Role => (Vec::new(), Vec::new()),
    };
    let (peers, colleagues) = match person {
        Some(person) => {
            let peers = grants::peers_among(&mut tx, person, &[id]).await?;
            (peers.holding(id), peers.colleagues)
        }
        None => ((0, 0), Colleagues::Team),
    };
    let mut detail = ItemDetail {
        catalog_id: catalog_id(item.kind, id),
        application,
        owners: items::owners(&mut tx, id).await?,
        holders: items::holders(&mut tx, id).await?,
        user,
        held,
        peers,
        colleagues,
        content,
        member_of,
        members,
        approvers: Vec::new(),
        glossary: glossary::facts(&mut tx, id).await?,
        item,
    };
    drop(tx);
    if let Some(user) = &detail.user {
        let line = NewLine::new(user.id, id, Modifier::Add);
        let (item, new) = (&detail.item, NewRequests::default());
        let request = draft(ctx, &new, &line, user, item.kind, item.application, String::new());
        detail.approvers = workflows::preview(engine, ctx, &request).await?;
    }
    Ok(detail)
}

/// An item in use, in brief, for administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn brief(engine: &Engine, ctx: &Context, id: ItemId) -> Result<ItemBrief, EngineError> {
    ctx.require(&[Authority::AccessAdmin, Authority::Auditor])?;
    let found = items::brief(&mut engine.read().await?, id).await?;
    found
        .filter(|item| item.status == Status::Active)
        .ok_or_else(|| EngineError::not_found("catalog item", id))
}

/// A whole item, when the one who acts may know of it; see [`item`].
pub(crate) async fn visible(tx: &mut Tx, ctx: &Context, id: ItemId) -> Result<Item, EngineError> {
    let missing = || EngineError::not_found("catalog item", id);
    let item = items::find(tx, id).await?.ok_or_else(missing)?;
    if item.requestable || ctx.actor.reads_everything() {
        return Ok(item);
    }
    let me = ctx.actor.user_id().ok_or_else(missing)?;
    if item.owners.contains(&me) || grants::held(tx, me, id).await?.is_any() {
        Ok(item)
    } else {
        Err(missing())
    }
}
