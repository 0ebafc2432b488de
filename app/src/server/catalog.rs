//! The catalog, for the portal.

use bailiwick::{
    directory::UserBrief,
    id::{ItemId, UserId},
    view::CatalogSearch,
};
use bailiwick_engine::{EngineError, carts, catalog, people};
use chrono::{DateTime, TimeDelta, Utc};

use super::{call, clock, failed};
use crate::api::{
    PortalError,
    catalog::{CatalogQuery, Found, ItemAnswer, NEW_DAYS, PAGE_ROWS},
};

/// People offered while a name is typed.
const PEOPLE_OFFERED: u32 = 8;

/// Searches the catalog, for the first of the people it is asked for.
pub async fn search(query: CatalogQuery) -> Result<Found, PortalError> {
    let (engine, ctx) = call()?;
    let me = ctx.person().map_err(failed)?;
    let mut people = Vec::new();
    for person in &query.people {
        match people::brief(&engine, &ctx, *person).await {
            Ok(person) => people.push(person),
            Err(EngineError::NotFound { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    if people.is_empty() {
        people.push(people::me(&engine, &ctx).await.map_err(failed)?);
    }
    let wanted = wanted(query, people.first().map(|person| person.id), ctx.now);
    let page = catalog::search(&engine, &ctx, &wanted).await.map_err(failed)?;
    Ok(Found { page, people, me, clock: clock(&ctx) })
}

fn wanted(query: CatalogQuery, for_user: Option<UserId>, now: DateTime<Utc>) -> CatalogSearch {
    CatalogSearch {
        text: query.text,
        kinds: query.kinds,
        applications: query.applications,
        risks: query.risks,
        tags: query.tags,
        added_since: query.recent.then(|| now - TimeDelta::days(NEW_DAYS)),
        for_user,
        order: query.order,
        offset: query.page.saturating_mul(PAGE_ROWS),
        limit: PAGE_ROWS,
    }
}

/// One item, for a person: the reader when nobody is named.
pub async fn item(item: ItemId, person: Option<UserId>) -> Result<ItemAnswer, PortalError> {
    let (engine, ctx) = call()?;
    let me = ctx.person().map_err(failed)?;
    let person = person.unwrap_or(me);
    let detail = catalog::item(&engine, &ctx, item, Some(person)).await.map_err(failed)?;
    let in_cart = carts::has(&engine, &ctx, item, person).await.map_err(failed)?;
    Ok(ItemAnswer { detail, own: person == me, in_cart, clock: clock(&ctx) })
}

/// People whose name fits the text, a few.
pub async fn people(text: &str) -> Result<Vec<UserBrief>, PortalError> {
    let (engine, ctx) = call()?;
    people::find(&engine, &ctx, text, PEOPLE_OFFERED).await.map_err(failed)
}
