//! One item, with what deciding to ask for it needs.

use bailiwick::catalog::{ItemKind, catalog_id};
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::ItemDetail;
use bailiwick_store::{grants, items, users};

use crate::requests::approvers;
use crate::{Context, Engine, EngineError};

/// One item, for a person (the one who acts, unless said otherwise).
///
/// An item that cannot be requested does not exist for those who are neither its owner nor
/// read everything nor hold it.
pub async fn item(
    engine: &Engine,
    ctx: &Context,
    id: ItemId,
    for_user: Option<UserId>,
) -> Result<ItemDetail, EngineError> {
    ctx.signed_in()?;
    let missing = || EngineError::not_found("catalog item", id);
    let mut tx = engine.read().await?;
    let item = items::find(&mut tx, id).await?.ok_or_else(missing)?;
    let me = ctx.actor.user_id();
    let person = for_user.or(me);
    let held = match person {
        Some(person) => grants::held(&mut tx, person, id).await?.0,
        None => false,
    };
    let own = me.is_some_and(|me| item.owners.contains(&me)) || (held && person == me);
    if !item.requestable && !own && !ctx.actor.reads_everything() {
        return Err(missing());
    }
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
    let (peers, colleagues) = match person {
        Some(person) => grants::peers_among(&mut tx, person, &[id]).await?,
        None => (std::collections::HashMap::new(), 0),
    };
    let approvers = match &user {
        Some(user) => approvers::preview(&mut tx, ctx, user, &item).await?,
        None => Vec::new(),
    };
    Ok(ItemDetail {
        catalog_id: catalog_id(item.kind, id),
        application,
        owners: items::owners(&mut tx, id).await?,
        holders: items::holders(&mut tx, id).await?,
        user,
        held,
        peers: (peers.get(&id).copied().unwrap_or(0), colleagues),
        content,
        approvers,
        item,
    })
}
