//! Revoked access that is gone is looked at again: by the next file of grants where files tell of the application, else on
//! the day after, in the house's own record. What came back is said of.

use bailiwick::certification::{Campaign, LineItemId, LoadKind, Loaded, Reviewed};
use bailiwick::id::{CampaignId, ItemId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, RETURNED};
use chrono::{Duration, NaiveTime};

use super::campaigns::told;
use super::living::{by_campaign, by_product};
use super::notices::tell_of_returns;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Revoked access is looked at again on the day after it was gone.
pub(super) async fn plan_verification(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: CampaignId,
) -> Result<(), EngineError> {
    let midnight = ctx.now.date_naive().and_time(NaiveTime::MIN).and_utc() + Duration::days(1);
    Job::VerifyRemoved { campaign, at: midnight }.write(tx, engine, ctx, midnight).await
}

/// Looks again at what was removed: what is held again is said of.
pub(crate) async fn verify(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<(), EngineError> {
    let Some(campaign) = store::find(tx, id).await? else { return Ok(()) };
    let ctx = &ctx.as_system();
    let mut again = items::verify(tx, campaign.number, ctx.now, ctx.now).await?;
    let numbers: Vec<i64> = again.iter().map(|id| id.number).collect();
    let said = items::comments(tx, campaign.number, &numbers).await?;
    let is_known = |id: &LineItemId| {
        said.get(&id.number).is_some_and(|all| all.iter().any(|said| said.action == RETURNED))
    };
    again.retain(|id| !is_known(id));
    if again.is_empty() { Ok(()) } else { say_returned(tx, engine, ctx, &campaign, &again).await }
}

/// Follows a file that was loaded, in its transaction, once everything of it is written: what it brought back that was
/// revoked and gone is said of at once, also where an earlier look saw it gone; what a file of grants did not bring back is
/// verified, unless it is too short beside the one before, whose rows are told with it.
pub(crate) async fn follow_load(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    kind: LoadKind,
    loads: &[(ItemId, Loaded, Option<i64>)],
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let mut back = Vec::new();
    for (application, loaded, before) in loads {
        if kind == LoadKind::Grants && loaded.is_whole(*before) {
            items::verify_by_file(tx, *application, loaded).await?;
        }
        if kind == LoadKind::Accounts {
            back.extend(items::usable_again(tx, *application).await?);
        }
        // Memberships, and accounts that come to be somebody's, give access too.
        back.extend(items::brought_back(tx, *application, ctx.now).await?);
    }
    for (number, numbers) in by_campaign(&back) {
        let Some(campaign) = store::of_number(tx, number).await? else { continue };
        let again: Vec<LineItemId> =
            numbers.into_iter().map(|place| LineItemId { campaign: number, number: place }).collect();
        say_returned(tx, engine, ctx, &campaign, &again).await?;
    }
    Ok(())
}

/// Says of line items of a campaign that their access came back: at each, in the trail, and to who answers for it.
async fn say_returned(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    again: &[LineItemId],
) -> Result<(), EngineError> {
    let words = match campaign.definition.kind.reviews() {
        Reviewed::Accounts => "The account was disabled, and can be used again.",
        _ => "The access was gone, and is held again.",
    };
    items::add_comments(tx, again, &by_product(ctx, RETURNED, words), || engine.new_id()).await?;
    told("access-returned", campaign).set("count", again.len()).write(tx, engine, ctx).await?;
    tell_of_returns(tx, engine, ctx, campaign).await
}
