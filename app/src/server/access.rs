//! What people hold, for the pages.

use bailiwick::catalog::ItemKind;
use bailiwick::grant::Origin;
use bailiwick::id::{ItemId, UserId};
use bailiwick::request::{MOST_TEXT, Modifier, Priority};
use bailiwick_engine::requests::{Mode, NewLine, NewRequests};
use bailiwick_engine::{access, requests};

use super::{call, clock, failed, refuse};
use crate::api::PortalError;
use crate::api::access::{HeldPage, ROWS_A_PAGE, ROWS_IN_GRAPH};
use crate::drawn::policies::words::filter;
use crate::url;

/// What a person holds; the reader, when `person` is empty.
pub async fn held(
    person: &str,
    q: &str,
    kind: &str,
    page: u32,
    graph: bool,
) -> Result<HeldPage, PortalError> {
    let (engine, ctx) = call()?;
    let user: UserId = match person {
        "" => ctx.person().map_err(failed)?,
        id => id.parse().map_err(|_| refuse(PortalError::NotFound))?,
    };
    let kind: Option<ItemKind> = kind.parse().ok();
    let (offset, limit) =
        if graph { (0, ROWS_IN_GRAPH) } else { (page.saturating_mul(ROWS_A_PAGE), ROWS_A_PAGE) };
    let access = access::held(&engine, &ctx, user, q.trim(), kind, offset, limit).await.map_err(failed)?;
    let counts = access::counts(&engine, &ctx, user).await.map_err(failed)?;
    let by_rule = access.rows.iter().filter(|row| row.grant.origin == Origin::Rule && row.through.is_none());
    let by_rule: Vec<ItemId> = by_rule.map(|row| row.item.id).collect();
    let rules = access::rules(&engine, &ctx, user, &by_rule).await.map_err(failed)?;
    let rules = rules
        .into_iter()
        .map(|(role, condition)| (role, format!("Everybody whose {}", filter(&condition))))
        .collect();
    Ok(HeldPage { clock: clock(&ctx), own: ctx.actor.user_id() == Some(user), access, counts, rules })
}

/// Asks that a person lose an item; goes on at `back`.
pub async fn ask_removal(person: &str, item: &str, reason: &str, back: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let user: UserId = person.parse().map_err(|_| refuse(PortalError::NotFound))?;
    let item: ItemId = item.parse().map_err(|_| refuse(PortalError::NotFound))?;
    if let Err(fault) = bailiwick::text::check_present(reason, MOST_TEXT) {
        return Err(refuse(PortalError::invalid("reason", format!("A reason {fault}"))));
    }
    let new = NewRequests {
        lines: vec![NewLine::new(user, item, Modifier::Remove)],
        priority: Priority::Medium,
        justification: reason.trim().to_owned(),
        ..NewRequests::default()
    };
    let sent = requests::create(&engine, &ctx, &new, Mode::Create).await.map_err(failed)?;
    if let Some(fault) = sent.faults.first() {
        return Err(refuse(PortalError::Conflict(format!("It cannot be removed: {}", fault.fault))));
    }
    let back = url::local_or_home(back);
    let joint = if back.contains('?') { '&' } else { '?' };
    leptos_axum::redirect(&format!("{back}{joint}notice=access-removed"));
    Ok(())
}
