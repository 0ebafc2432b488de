//! The request that was to take revoked access away has ended: whatever workflow it went by, its line item says what came
//! of it.

use bailiwick::certification::{LineItemId, Removal};
use bailiwick::request::Request;
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::{self, SinceSigned};
use serde_json::Value as Json;

use super::other_removals;
use super::remove::{end, is_active};
use crate::requests::planned_end::plan_end;
use crate::{Context, Engine, EngineError};

/// Ends the removal that a request was for, where its workflow did not say what came of it; removals that waited for it go
/// on, and so does the planned end of access that is still held.
pub(crate) async fn removal_ended(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
) -> Result<(), EngineError> {
    if request.status.is_open() {
        return Ok(());
    }
    plan_end(tx, engine, ctx, request).await?;
    let own = line_item(request);
    other_removals::ended(tx, engine, ctx, request, own).await?;
    let Some(id) = own else { return Ok(()) };
    let Some(item) = items::find(tx, id.campaign, &[id.number]).await?.pop() else { return Ok(()) };
    if item.removal != Some(Removal::Pending)
        || items::removal_request(tx, id).await?.as_ref() != Some(&request.id)
    {
        return Ok(());
    }
    let is_done = match item.held() {
        Some(held) => !is_active(tx, held).await?,
        None => items::since_signed(tx, id).await? != SinceSigned::Same,
    };
    let (removal, words) = if is_done {
        (Removal::Complete, format!("The request `{}` has ended.", request.id))
    } else {
        (Removal::Failed, format!("The request `{}` ended without it: {}.", request.id, request.status))
    };
    end(tx, engine, ctx, &item, removal, &words).await
}

/// The line item whose revoke brought a request about.
fn line_item(request: &Request) -> Option<LineItemId> {
    let context = request.context.as_ref()?;
    if context.get("type").and_then(Json::as_str) != Some("certification") {
        return None;
    }
    context.get("lineItemId")?.as_str()?.parse().ok()
}
