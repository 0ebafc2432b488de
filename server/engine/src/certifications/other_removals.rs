//! Somebody else has asked already that what was revoked be taken away. Two do not ask for the same at once: what only
//! waits for consent or for a day is called off, and the certification takes the access away now; what is being carried
//! out, or another certification asked for, is waited for, and where it ends with the access still there, it is asked for
//! anew. A day that was agreed to stays the end of the access, should the certification's own request come to nothing.

use bailiwick::certification::{Campaign, LineItem, LineItemId, Removal};
use bailiwick::id::RequestId;
use bailiwick::request::Request;
use bailiwick_store::certifications::{campaigns, items};
use bailiwick_store::{StoreError, Tx, bulk, grants, requests};
use chrono::{DateTime, Utc};

use super::remove::{end, is_active, note};
use crate::audit::Event;
use crate::jobs::Job;
use crate::people::call_off;
use crate::{Context, Engine, EngineError};

/// Makes room for the removal of a line item, whose access another request is to take away: `false` when it waits for that
/// one instead. `by_own_workflow`: the removal may still be refused, and whoever sent the other one is not told otherwise.
///
/// # Errors
/// `Busy`: the other one has ended meanwhile.
pub(super) async fn make_way(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    item: &LineItem,
    (other, by_own_workflow): (&RequestId, bool),
) -> Result<bool, EngineError> {
    // Whoever ends it comes before, or finds the line item waiting.
    requests::lock(tx, other).await?;
    let found = requests::find(tx, other).await?.map(|(request, _)| request);
    let Some(request) = found.filter(|request| request.status.is_open()) else {
        return Err(EngineError::Busy(StoreError::Stale));
    };
    if request.gives_way_to_certifications() {
        let day = keep_day(tx, engine, ctx, item, &request).await?;
        let kept = day.map(|day| format!(" The access ends on {} in any case.", day.format("%Y-%m-%d")));
        let kept = kept.unwrap_or_default();
        let name = &campaign.definition.name;
        let words = if by_own_workflow {
            format!("The certification {name} asks now for the access to be taken away.{kept}")
        } else {
            format!("The certification {name} takes the access away now.")
        };
        // In a box: it is rare, and every removal would carry it along.
        Box::pin(call_off(tx, engine, ctx, other, &words)).await?;
        let words = format!(
            "The request `{other}` was to take it away later, or not at all: it is called off.{kept}"
        );
        note(tx, engine, ctx, item.id, Removal::Pending, &words).await?;
        return Ok(true);
    }
    items::set_removal(tx, item.id, (item.removal, Removal::Pending), Some(other)).await?;
    let words = format!("The request `{other}` takes it away already: its end is waited for.");
    note(tx, engine, ctx, item.id, Removal::Pending, &words).await?;
    Ok(false)
}

/// A day that was agreed to becomes the end of the access, before the request that awaits it is called off: whatever comes
/// of the certification's own, no less is left than before. Calling it off plans that end.
async fn keep_day(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    item: &LineItem,
    request: &Request,
) -> Result<Option<DateTime<Utc>>, EngineError> {
    let (Some(day), Some(held)) = (request.agreed_day(), item.held()) else { return Ok(None) };
    let Some(grant) = grants::find(tx, held.grant).await? else { return Ok(None) };
    let (before, day) = match grant.end {
        // What ends earlier does, unless administrators have moved its day.
        Some(end) if end == day || (end < day && !request.is_by_administrators()) => return Ok(Some(end)),
        end => (end, day),
    };
    bulk::set_grant_end(tx, grant.id, Some(day)).await?;
    Event::new("reschedule-grant", "grant", grant.id, "")
        .about(grant.user)
        .change("end", before.map(|end| end.to_rfc3339()), Some(day.to_rfc3339()))
        .write(tx, engine, ctx)
        .await?;
    Ok(Some(day))
}

/// A request for the removal of access has ended: line items that waited for it, beside its own, are done where the access
/// is gone; else they are asked for anew.
pub(super) async fn ended(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    own: Option<LineItemId>,
) -> Result<(), EngineError> {
    if !request.removes() {
        return Ok(());
    }
    let ctx = &ctx.as_system();
    let id = &request.id;
    let mut waiting = items::waiting_for(tx, request.user, id).await?;
    waiting.retain(|one| Some(*one) != own);
    for waits in waiting {
        let Some(item) = items::find(tx, waits.campaign, &[waits.number]).await?.pop() else { continue };
        let Some(held) = item.held() else { continue };
        if !is_active(tx, held).await? {
            let words = format!("The request `{id}` took it away.");
            end(tx, engine, ctx, &item, Removal::Complete, &words).await?;
            continue;
        }
        items::stop_waiting(tx, waits).await?;
        let words = format!("The request `{id}` ended without it: {}. It is asked for anew.", request.status);
        note(tx, engine, ctx, waits, Removal::Pending, &words).await?;
        if let Some(campaign) = campaigns::of_number(tx, waits.campaign).await? {
            Job::RemoveRevoked { campaign: campaign.id, at: ctx.now }.write(tx, engine, ctx, ctx.now).await?;
        }
    }
    Ok(())
}
