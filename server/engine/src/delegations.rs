//! Deputies: naming them, ending that, and who stands in for whom.

mod claims;
mod end;
mod list;
mod name;

use bailiwick::id::UserId;
use bailiwick_store::{Tx, delegations as store};
use chrono::{DateTime, Utc};

pub use claims::end_claims;
pub use end::{end, end_those};
pub use list::{deputies, persons};
pub use name::{Naming, name};

use crate::{Context, EngineError};

/// Whom the person who acts stands in for; nobody, where no person acts.
pub(crate) async fn stood_in_for(tx: &mut Tx, ctx: &Context) -> Result<Vec<UserId>, EngineError> {
    match ctx.actor.user_id() {
        Some(me) => stood_in_for_by(tx, me, ctx.now).await,
        None => Ok(Vec::new()),
    }
}

/// Whom a person stands in for.
pub(crate) async fn stood_in_for_by(
    tx: &mut Tx,
    deputy: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<UserId>, EngineError> {
    Ok(store::stood_in_for(tx, deputy, now).await?)
}
