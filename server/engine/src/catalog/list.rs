//! The catalog as the faces list it.

use bailiwick::catalog::{Item, ItemBrief};
use bailiwick::directory::UserBrief;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::Page;
use bailiwick_store::items::Reach;
use bailiwick_store::{Tx, items, users};
use serde_json::{Map, Value as Json};

use crate::{Context, Engine, EngineError, glossary};

/// An item with its application and owners.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemListed {
    /// The item.
    pub item: Item,
    /// The application of an entitlement.
    pub application: Option<ItemBrief>,
    /// Its owners.
    pub owners: Vec<UserBrief>,
    /// The owners of its application.
    pub application_owners: Vec<UserBrief>,
    /// What its application calls such entitlements, where it was said.
    pub object_type: Option<String>,
    /// What it has of attributes that administrators defined, by name.
    pub glossary: Map<String, Json>,
}

/// One page of the catalog by filter. What cannot be requested is listed only on demand, and
/// only to whoever reads everything.
pub async fn list(
    engine: &Engine,
    ctx: &Context,
    filter: &Filter,
    query: &ListQuery,
    ignore_requestable: bool,
) -> Result<Page<ItemListed>, EngineError> {
    ctx.signed_in()?;
    if ignore_requestable && !ctx.actor.reads_everything() {
        return Err(EngineError::forbidden("only administrators and auditors see what cannot be requested"));
    }
    let reach = if ignore_requestable { Reach::Everything } else { Reach::Requestable };
    let mut tx = engine.read().await?;
    let (briefs, total) = items::page(&mut tx, filter, query, reach).await?;
    Ok(Page { rows: listed(&mut tx, briefs).await?, total })
}

/// What an actor may know of: what can be asked for, what they own or hold, and everything for who reads everything.
pub(crate) fn reach(ctx: &Context) -> Reach {
    match ctx.actor.user_id() {
        _ if ctx.actor.reads_everything() => Reach::Everything,
        Some(me) => Reach::Known(me),
        None => Reach::Requestable,
    }
}

/// The items with what stands beside them, in their order.
pub(crate) async fn listed(tx: &mut Tx, briefs: Vec<ItemBrief>) -> Result<Vec<ItemListed>, EngineError> {
    let whole = items::complete(tx, briefs).await?;
    let mut above: Vec<ItemId> = whole.iter().filter_map(|item| item.application).collect();
    above.sort_unstable();
    above.dedup();
    let applications = items::briefs(tx, &above).await?;
    let applications = items::complete(tx, applications).await?;
    let mut named: Vec<UserId> =
        whole.iter().chain(&applications).flat_map(|item| item.owners.clone()).collect();
    named.sort_unstable();
    named.dedup();
    let people = users::briefs(tx, &named).await?;
    let ids: Vec<ItemId> = whole.iter().map(|item| item.id).collect();
    let mut shown = glossary::shown(tx, &ids).await?;
    let mut object_types = items::object_types(tx, &ids).await?;
    let owners = |item: &Item| -> Vec<UserBrief> {
        item.owners.iter().filter_map(|id| people.iter().find(|person| person.id == *id).cloned()).collect()
    };
    let mut row = |item: Item| {
        let application = applications.iter().find(|application| Some(application.id) == item.application);
        ItemListed {
            application_owners: application.map(owners).unwrap_or_default(),
            application: application.map(brief),
            owners: owners(&item),
            object_type: object_types.remove(&item.id),
            glossary: shown.remove(&item.id).unwrap_or_default(),
            item,
        }
    };
    Ok(whole.into_iter().map(&mut row).collect())
}

fn brief(item: &Item) -> ItemBrief {
    ItemBrief {
        id: item.id,
        kind: item.kind,
        name: item.name.clone(),
        description: item.description.clone(),
        native_key: item.native_key.clone(),
        application: item.application,
        application_name: None,
        risk: item.risk,
        requestable: item.requestable,
        status: item.status,
        created_at: item.created_at,
    }
}
