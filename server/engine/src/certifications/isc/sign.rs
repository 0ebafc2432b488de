//! Signing a certification off: what was decided counts from now on.

use bailiwick::certification::{Campaign, LineItemStatus};
use bailiwick::id::CertificationId;
use bailiwick_store::certifications::items::{self, ItemComment};
use bailiwick_store::certifications::{campaigns, reviews};

use super::{decides_as, known, refused, tasks};
use crate::certifications::act::plan_removals;
use crate::certifications::campaigns::{end_when_signed, told};
use crate::certifications::close::CHUNK;
use crate::certifications::exceptions::plan_end_of_exceptions;
use crate::certifications::notices::tell_of_handover;
use crate::certifications::signatures::in_reviewers_place;
use crate::certifications::stages::{next, note_next};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Signs a certification off: nothing about it can be changed any more, what was revoked goes, and the campaign ends with
/// the last one. A large one is signed in several transactions; what breaks off in between goes on with the next call. For
/// its reviewer and for certification administrators.
///
/// # Errors
/// `NotFound`; `Conflict`: the campaign asks nobody now, it is signed already, or something is not decided.
pub async fn sign_off(engine: &Engine, ctx: &Context, id: CertificationId) -> Result<(), EngineError> {
    let numbers = waiting(engine, ctx, id).await?;
    let last = numbers.len().div_ceil(CHUNK);
    for (place, chunk) in (1..).zip(numbers.chunks(CHUNK)) {
        retry!(try_sign(engine, ctx, id, chunk, place == last))?;
        engine.ring();
    }
    Ok(())
}

/// The places of what waits to be signed, once all of it is decided. Nothing is signed where something is missing.
async fn waiting(engine: &Engine, ctx: &Context, id: CertificationId) -> Result<Vec<i64>, EngineError> {
    let mut tx = engine.read().await?;
    let (campaign, review) = known(&mut tx, ctx, id).await?;
    is_open(&campaign)?;
    let progress = reviews::progress(&mut tx, campaign.number, &[review.reviewer]).await?;
    let progress = progress.get(&review.reviewer).copied().unwrap_or_default();
    all_decided(progress.total - progress.made)?;
    let numbers = reviews::numbers(&mut tx, campaign.number, review.reviewer, None).await?;
    if numbers.is_empty() { Err(signed_already()) } else { Ok(numbers) }
}

fn is_open(campaign: &Campaign) -> Result<(), EngineError> {
    if campaign.status.is_open() {
        return Ok(());
    }
    Err(EngineError::Conflict(format!("the campaign is {}: nothing can be signed", campaign.status)))
}

fn all_decided(missing: i64) -> Result<(), EngineError> {
    if missing == 0 {
        return Ok(());
    }
    Err(EngineError::Conflict(format!("{missing} decisions of the certification are missing")))
}

fn signed_already() -> EngineError {
    EngineError::Conflict("the certification is signed off already".into())
}

/// Signs some rows; with the last of them the certification is signed.
async fn try_sign(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    numbers: &[i64],
    is_last: bool,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let (campaign, _) = known(&mut tx, ctx, id).await?;
    // Whom the next stage asks is not changed meanwhile.
    campaigns::lock(&mut tx, campaign.id).await?;
    let (campaign, review) = known(&mut tx, ctx, id).await?;
    is_open(&campaign)?;
    let mut found = items::find(&mut tx, campaign.number, numbers).await?;
    // Somebody may have signed some, or handed them over, since they were looked up.
    found.retain(|item| item.status == LineItemStatus::InProgress && item.reviewer == review.reviewer);
    if found.is_empty() {
        return Err(signed_already());
    }
    let missing = found.iter().filter(|item| item.verdict.is_none()).count();
    all_decided(i64::try_from(missing).unwrap_or(i64::MAX))?;
    let signatures = in_reviewers_place(&mut tx, ctx, &campaign, &found).await?;
    let next = next(&mut tx, &campaign, &found, &signatures).await?;
    let mut after = found.clone();
    for item in &mut after {
        let who = decides_as(ctx, item).map_err(|refusal| refused(item, refusal))?;
        let then = next.get(&item.id.number).copied();
        let hand = (who, signatures.get(&item.id.number).copied());
        item.sign(&campaign, then, hand, ctx.now).map_err(|refusal| refused(item, refusal))?;
    }
    items::update_many(&mut tx, &found, &after).await?;
    for (before, after) in found.iter().zip(&after) {
        if before.actors != after.actors {
            items::set_actors(&mut tx, after).await?;
        }
    }
    let said = ItemComment {
        user: ctx.actor.user_id(),
        name: ctx.actor.name().to_owned(),
        action: "signoff".into(),
        comment: String::new(),
        at: ctx.now,
    };
    let ids: Vec<_> = after.iter().map(|item| item.id).collect();
    items::add_comments(&mut tx, &ids, &said, || engine.new_id()).await?;
    note_next(&mut tx, engine, ctx, &campaign, (&found, &after)).await?;
    plan_removals(&mut tx, engine, ctx, &campaign).await?;
    plan_end_of_exceptions(&mut tx, engine, ctx, &campaign).await?;
    tell_of_handover(&mut tx, engine, ctx, &campaign, (&found, &after)).await?;
    if is_last {
        tasks::done(&mut tx, engine, ctx, "COMPLETE_CERTIFICATION", ("CERTIFICATION", id.uuid())).await?;
    }
    told("act-on-line-items", &campaign)
        .set("action", "signoff")
        .set("count", after.len())
        .set("reviewer", review.reviewer)
        .write(&mut tx, engine, ctx)
        .await?;
    end_when_signed(&mut tx, engine, ctx, campaign.id).await?;
    tx.commit().await?;
    Ok(())
}
