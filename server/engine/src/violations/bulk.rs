//! The same thing about many violations (contract rows 102 to 106).

use bailiwick::id::ViolationId;

use super::act::{Action, try_act};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most violations of one call.
pub(super) const MOST: usize = 10_000;

/// A violation that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotActedOn {
    /// Its id as it was given.
    pub id: String,
    /// Why.
    pub message: String,
    /// The engine's word for that; see [`EngineError::code`].
    pub code: &'static str,
}

/// Does the same about many violations, each by itself: what cannot be done is left out and named.
///
/// # Errors
/// `Invalid`: none, or too many.
pub async fn bulk(
    engine: &Engine,
    ctx: &Context,
    ids: &[String],
    action: &Action,
) -> Result<Vec<NotActedOn>, EngineError> {
    ctx.signed_in()?;
    if ids.is_empty() || ids.len() > MOST {
        return Err(EngineError::invalid("ids", format!("must name 1 to {MOST} violations")));
    }
    let mut not_acted_on = Vec::new();
    for id in ids {
        let done = match id.parse::<ViolationId>() {
            Ok(id) => retry!(try_act(engine, ctx, id, None, action)),
            Err(_) => Err(EngineError::not_found("violation", id)),
        };
        if let Err(error) = done {
            not_acted_on.push(left(id, error)?);
        }
    }
    engine.ring();
    Ok(not_acted_on)
}

/// Why a violation was left as it is.
///
/// # Errors
/// What is no reason of its own: it would be the same for all others.
pub(super) fn left(id: &str, error: EngineError) -> Result<NotActedOn, EngineError> {
    if matches!(error, EngineError::Internal(_) | EngineError::NotAuthenticated) {
        return Err(error);
    }
    Ok(NotActedOn { id: id.to_owned(), message: error.to_string(), code: error.code() })
}
