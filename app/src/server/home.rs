//! Home, for the portal.

use std::collections::BTreeMap;

use bailiwick::{
    filter::{Filter, Path, list::ListQuery},
    request::RequestStatus,
    view::AccessView,
};
use bailiwick_engine::{access, carts, people, requests};
use chrono::{DateTime, TimeDelta, Utc};

use super::{call, clock, failed};
use crate::api::{PortalError, home::HomeAnswer};

/// Rows of each list on the home page.
const ROWS: u32 = 5;
/// What a person holds, at most, is looked through this far for what ends soon and for where it is.
const HELD_ROWS: u32 = 500;
/// Days to the end of what ends soon.
const SOON: i64 = 30;

/// What the home page shows.
pub async fn home() -> Result<HomeAnswer, PortalError> {
    let (engine, ctx) = call()?;
    let me = people::me(&engine, &ctx).await.map_err(failed)?;
    let few = ListQuery { page_size: ROWS, ..ListQuery::default() };
    let waiting = requests::inbox(&engine, &ctx, me.id, true, &Filter::All, &few).await.map_err(failed)?;
    let open = requests::mine(&engine, &ctx, me.id, &open_ones()?, &few).await.map_err(failed)?;
    let access = access::held(&engine, &ctx, me.id, "", None, 0, HELD_ROWS).await.map_err(failed)?;
    let cart = carts::count(&engine, &ctx).await.map_err(failed)?;
    Ok(HomeAnswer {
        reader: me.id,
        given_name: me.given_name,
        clock: clock(&ctx),
        waiting,
        open,
        held: access.counts,
        applications: by_application(&access.rows),
        ending: ending(access.rows, ctx.now),
        cart,
    })
}

fn open_ones() -> Result<Filter, PortalError> {
    let path = |name| Path::dotted(name).map_err(|_| PortalError::Unavailable);
    let open = RequestStatus::ALL.iter().filter(|status| status.is_open());
    let values = open.map(|status| status.as_str().into()).collect();
    let sent = Filter::equals(path("request.common.isDraft")?, false);
    Ok(sent.and(Filter::In { path: path("decision.status")?, values }))
}

/// How much is held in each application, most first.
fn by_application(rows: &[AccessView]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for name in rows.iter().filter_map(|row| row.item.application_name.as_deref()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// What ends soon, soonest first.
fn ending(rows: Vec<AccessView>, now: DateTime<Utc>) -> Vec<AccessView> {
    let soon = now + TimeDelta::days(SOON);
    let mut rows: Vec<_> =
        rows.into_iter().filter(|row| row.grant.end.is_some_and(|end| end <= soon)).collect();
    rows.sort_by_key(|row| row.grant.end);
    rows.truncate(ROWS as usize);
    rows
}
