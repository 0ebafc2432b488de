//! Whole carts at once, as programs send them: every line is taken, or none.

use bailiwick::cart::{CartLine, LineFault, MOST_LINES};
use bailiwick::id::{CartId, CartLineId};
use bailiwick::view::{Submitted, SubmittedFault};
use bailiwick_store::carts;

use super::open;
use crate::engine::retry;
use crate::requests::{NewLine, NewRequests, check, judge, send};
use crate::{Context, Engine, EngineError};

/// What filling a cart came to.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The cart of the person who acts.
    pub cart: CartId,
    /// The lines that cannot be in a cart; when there are any, the cart is as it was.
    pub faults: Vec<SubmittedFault>,
}

/// Replaces the lines of the cart of the person who acts.
///
/// A line that is a duplicate or asks for what is held already may be in a cart, which says so;
/// one whose person or item does not exist, or cannot be asked for, may not.
///
/// # Errors
/// The actor is no person, or there are too many lines.
pub async fn fill(engine: &Engine, ctx: &Context, lines: &[NewLine]) -> Result<Filled, EngineError> {
    retry!(try_fill(engine, ctx, lines))
}

async fn try_fill(engine: &Engine, ctx: &Context, lines: &[NewLine]) -> Result<Filled, EngineError> {
    if lines.len() > MOST_LINES {
        return Err(EngineError::invalid(
            "lines",
            format!("must be at most {MOST_LINES}, not {}", lines.len()),
        ));
    }
    let mut tx = engine.write().await?;
    let cart = open(&mut tx, engine, ctx).await?.id;
    carts::clear(&mut tx, cart).await?;
    let mut faults = Vec::new();
    for new in lines {
        match (check(&mut tx, ctx, new).await?, new.item, new.user) {
            (
                Ok(_)
                | Err(
                    LineFault::Duplicate { .. }
                    | LineFault::ExistingAccess
                    | LineFault::NoAccess
                    | LineFault::Brought { .. },
                ),
                Some(item),
                Some(user),
            ) => {
                let id = CartLineId(engine.new_id());
                let line =
                    CartLine { id, item, user, modifier: new.modifier, start: new.start, end: new.end };
                carts::add_line(&mut tx, cart, &line, ctx.now).await?;
            }
            (Err(fault), ..) => faults.push(SubmittedFault {
                user: new.user_given.clone(),
                item: new.item_given.clone(),
                fault,
            }),
            (Ok(_), ..) => {}
        }
    }
    if faults.is_empty() {
        tx.commit().await?;
    }
    Ok(Filled { cart, faults })
}

/// Makes one request for every line, or none at all when a line has a fault. What was sent
/// leaves the cart of the person who acts.
///
/// # Errors
/// As [`crate::requests::create`].
pub async fn send_all(engine: &Engine, ctx: &Context, new: &NewRequests) -> Result<Submitted, EngineError> {
    let submitted = retry!(try_send_all(engine, ctx, new))?;
    engine.settle(&submitted.requests).await?;
    Ok(submitted)
}

async fn try_send_all(engine: &Engine, ctx: &Context, new: &NewRequests) -> Result<Submitted, EngineError> {
    let judged = judge(engine, ctx, new).await?;
    let mut tx = engine.write().await?;
    let submitted = send(&mut tx, engine, ctx, new, &judged).await?;
    if !submitted.faults.is_empty() {
        return Ok(Submitted { requests: Vec::new(), ..submitted });
    }
    let cart = match ctx.actor.user_id() {
        Some(me) => carts::find(&mut tx, me).await?,
        None => None,
    };
    if let Some(cart) = cart {
        let sent = |line: &CartLine| {
            new.lines.iter().any(|new| new.user == Some(line.user) && new.item == Some(line.item))
        };
        for line in cart.lines.iter().filter(|line| sent(line)) {
            carts::remove_line(&mut tx, cart.id, line.id).await?;
        }
    }
    tx.commit().await?;
    Ok(submitted)
}
