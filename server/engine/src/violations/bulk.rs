//! The same thing about many violations (contract rows 102 to 106).

use bailiwick::id::ViolationId;

use super::act::{Action, try_act};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most violations of one call.
const MOST: usize = 10_000;

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
    let mut left = Vec::new();
    for id in ids {
        let done = match id.parse::<ViolationId>() {
            Ok(id) => retry!(try_act(engine, ctx, id, None, action)),
            Err(_) => Err(EngineError::not_found("violation", id)),
        };
        if let Err(error) = done {
            if matches!(error, EngineError::Internal(_) | EngineError::NotAuthenticated) {
                return Err(error);
            }
            left.push(NotActedOn { id: id.clone(), message: error.to_string(), code: error.code() });
        }
    }
    engine.ring();
    Ok(left)
}
