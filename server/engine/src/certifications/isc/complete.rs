//! Completing a campaign whose deadline has passed.

use bailiwick::certification::isc::Decision;
use bailiwick::certification::{ExpirationAction, LineItemStatus};
use bailiwick::id::CampaignId;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, Wanted};

use super::campaigns::existing;
use super::tasks;
use crate::certifications::campaigns::told;
use crate::certifications::expire::end_now;
use crate::certifications::writable;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Ends a campaign that is past its deadline: what was decided is signed, what was not is decided so, in the background
/// as with campaigns that end by themselves. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it does not run, or its deadline has not passed.
pub async fn complete(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    rest: Decision,
) -> Result<(), EngineError> {
    writable(ctx)?;
    retry!(try_complete(engine, ctx, id, rest))?;
    engine.ring();
    Ok(())
}

async fn try_complete(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    rest: Decision,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    store::lock(&mut tx, id).await?;
    let mut campaign = existing(&mut tx, id).await?;
    if !campaign.status.is_open() {
        return Err(EngineError::Conflict(format!("the campaign is {}: it does not run", campaign.status)));
    }
    if campaign.deadline.is_none_or(|deadline| deadline > ctx.now) {
        return Err(EngineError::Conflict("the campaign is not past its deadline".into()));
    }
    let action = match rest {
        Decision::Approve => ExpirationAction::Certify,
        Decision::Revoke => ExpirationAction::Revoke,
    };
    if let Some(me) = ctx.actor.user_id().filter(|_| action == ExpirationAction::Certify) {
        let own = Wanted {
            user: Some(me),
            status: Some(LineItemStatus::InProgress),
            verdict: Some(None),
            ..Wanted::default()
        };
        if items::counts(&mut tx, campaign.number, &own).await?.total > 0 {
            let why = "some of what is not decided is your own access: somebody else has to decide about it";
            return Err(EngineError::Conflict(why.into()));
        }
    }
    campaign.rest = Some(action);
    store::set_rest(&mut tx, id, action).await?;
    tasks::done(&mut tx, engine, ctx, "COMPLETE_CAMPAIGN", ("CAMPAIGN", id.uuid())).await?;
    told("complete-campaign", &campaign).set("action", rest).write(&mut tx, engine, ctx).await?;
    end_now(&mut tx, engine, ctx, &mut campaign).await?;
    tx.commit().await?;
    Ok(())
}
