//! The cart, for the portal.

use std::str::FromStr;

use bailiwick::{
    cart::check_dates,
    id::{CartLineId, ItemId, UserId},
};
use bailiwick_engine::{Context, Engine, carts};
use chrono::{DateTime, Utc};

use super::{call, clock, failed, is_plain_form, refuse};
use crate::{
    api::{
        PortalError,
        cart::{CartAnswer, Done, Taken},
    },
    clock::Clock,
    days, url,
};

/// The cart with its lines checked.
pub async fn read() -> Result<CartAnswer, PortalError> {
    let (engine, ctx) = call()?;
    let me = ctx.person().map_err(failed)?;
    let cart = carts::read(&engine, &ctx).await.map_err(failed)?;
    Ok(CartAnswer { cart, me, clock: clock(&ctx) })
}

/// Puts an item in the cart for people.
pub async fn add(item: &str, people: &str, from: &str, until: &str, back: &str) -> Result<Done, PortalError> {
    let (engine, ctx) = call()?;
    let me = ctx.person().map_err(failed)?;
    let people =
        if people.is_empty() { vec![me] } else { people.split(',').map(id).collect::<Result<_, _>>()? };
    let done = put_in(&engine, &ctx, id(item)?, &people, from, until).await?;
    Ok(finish(back, done))
}

/// Gives a line other dates.
pub async fn set_dates(line: &str, from: &str, until: &str, back: &str) -> Result<Done, PortalError> {
    let (engine, ctx) = call()?;
    let (start, end) = dates(clock(&ctx), from, until)?;
    carts::set_dates(&engine, &ctx, id(line)?, start, end).await.map_err(failed)?;
    Ok(finish(back, Done::Dated))
}

/// Takes a line out.
pub async fn remove(line: &str, back: &str) -> Result<Done, PortalError> {
    let (engine, ctx) = call()?;
    let line: CartLineId = id(line)?;
    let before = carts::read(&engine, &ctx).await.map_err(failed)?;
    carts::remove(&engine, &ctx, line).await.map_err(failed)?;
    let gone = before.lines.into_iter().map(|view| view.line).find(|one| one.id == line);
    let gone = gone.ok_or_else(|| refuse(PortalError::NotFound))?;
    let (from, until) = (days::field(clock(&ctx), gone.start), days::field(clock(&ctx), gone.end));
    Ok(finish(back, Done::Removed(Taken { item: gone.item, user: gone.user, from, until })))
}

/// Takes back what was done.
pub async fn take_back(done: Done, back: &str) -> Result<Done, PortalError> {
    let (engine, ctx) = call()?;
    match done {
        Done::Added(lines) => {
            for line in lines {
                carts::remove(&engine, &ctx, line).await.map_err(failed)?;
            }
        }
        Done::Removed(Taken { item, user, from, until }) => {
            put_in(&engine, &ctx, item, &[user], &from, &until).await?;
        }
        Done::TakenBack | Done::Dated | Done::Cleared | Done::Saved => {}
    }
    Ok(finish(back, Done::TakenBack))
}

/// Takes all lines out.
pub async fn clear() -> Result<Done, PortalError> {
    let (engine, ctx) = call()?;
    carts::clear(&engine, &ctx).await.map_err(failed)?;
    Ok(finish("/cart", Done::Cleared))
}

/// Keeps what holds for every line and, when told so, sends the lines that are ready.
pub async fn check_out(justification: &str, priority: &str, send: bool) -> Result<Done, PortalError> {
    let (engine, ctx) = call()?;
    let wrong = |_| refuse(PortalError::invalid("priority", "Choose low, medium or high"));
    carts::describe(&engine, &ctx, justification, priority.parse().map_err(wrong)?).await.map_err(failed)?;
    if !send {
        return Ok(finish("/cart", Done::Saved));
    }
    let submitted = carts::submit(&engine, &ctx).await.map_err(failed)?;
    if submitted.requests.is_empty() {
        let words = "Nothing was sent, and nothing is lost: each line says what stands in its way.";
        return Err(refuse(PortalError::Conflict(words.to_owned())));
    }
    // The page says itself what was sent.
    leptos_axum::redirect(&url::to("/requests", &[("sent", submitted.correlation.to_string().as_str())]));
    Ok(Done::Saved)
}

/// Puts an item in for people, and tells which lines came in: not those that were there.
async fn put_in(
    engine: &Engine,
    ctx: &Context,
    item: ItemId,
    people: &[UserId],
    from: &str,
    until: &str,
) -> Result<Done, PortalError> {
    let (start, end) = dates(clock(ctx), from, until)?;
    let before = carts::read(engine, ctx).await.map_err(failed)?;
    let there: Vec<CartLineId> = before.lines.iter().map(|view| view.line.id).collect();
    let cart = carts::add(engine, ctx, &[item], people, start, end).await.map_err(failed)?;
    let came = cart.lines.iter().map(|view| view.line.id).filter(|id| !there.contains(id));
    Ok(Done::Added(came.collect()))
}

fn id<T: FromStr>(text: &str) -> Result<T, PortalError> {
    text.parse().map_err(|_| refuse(PortalError::NotFound))
}

type Dates = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn dates(clock: Clock, from: &str, until: &str) -> Result<Dates, PortalError> {
    let wrong = |field: &'static str| move |fault: &str| refuse(PortalError::invalid(field, fault));
    let start = days::start(clock, from).map_err(wrong("from"))?;
    let end = days::end(clock, until).map_err(wrong("until"))?;
    let reversed =
        |_| refuse(PortalError::invalid("until", "Choose a day after the first one, today or later"));
    check_dates(start, end, clock.now).map_err(reversed)?;
    Ok((start, end))
}

/// Leads a plain form back to its page, with what was done; a program gets the answer as it is.
fn finish(back: &str, done: Done) -> Done {
    if is_plain_form() {
        let back = url::local_or_home(back);
        let joint = if back.contains('?') { '&' } else { '?' };
        leptos_axum::redirect(&format!("{back}{joint}done={}", url::escape(&done.to_string())));
    }
    done
}
