//! What time does to a request as a whole.

use bailiwick::id::RequestId;
use bailiwick::request::Action;
use bailiwick_store::{Tx, requests};

use super::act::apply;
use crate::{Context, Engine, EngineError};

/// The request was not finished in time: it is called off by the product.
pub(crate) async fn expire(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
) -> Result<(), EngineError> {
    let Some((request, _)) = requests::find(tx, id).await? else { return Ok(()) };
    // The date may have been moved or taken away since.
    if !request.status.is_open() || request.expires.is_none_or(|expires| expires > ctx.now) {
        return Ok(());
    }
    apply(tx, engine, ctx, id, &Action::Cancel { comment: "The request expired.".to_owned() }).await.map(drop)
}
