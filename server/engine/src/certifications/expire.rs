//! The end of a campaign's time: what nobody signed is dealt with as its definition says.

use bailiwick::certification::{
    Campaign, CampaignStatus, ExpirationAction, LineItem, LineItemId, LineItemStatus, Removal, Verdict,
};
use bailiwick::id::CampaignId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, ItemComment, Wanted};
use chrono::Duration;

use super::act::plan_removals;
use super::campaigns::{plan_end, told};
use crate::{Context, Engine, EngineError};

/// So many line items are changed by one statement's worth.
const CHUNK: usize = 2_000;

/// The time of a campaign has come, unless its deadline was moved.
pub(crate) async fn expire(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<(), EngineError> {
    let Some(mut campaign) = store::find(tx, id).await? else { return Ok(()) };
    let expiration = campaign.definition.expiration.clone();
    let over = |campaign: &Campaign| {
        let delay = Duration::days(i64::from(expiration.delay_days));
        campaign.deadline.is_some_and(|deadline| deadline + delay <= ctx.now)
    };
    if !campaign.status.is_open() || !over(&campaign) {
        return Ok(());
    }
    let ctx = &ctx.as_system();
    let status = match expiration.action {
        ExpirationAction::Nothing => {
            items::close_open(tx, campaign.number, LineItemStatus::Expired).await?;
            CampaignStatus::Expired
        }
        ExpirationAction::Reassign => {
            let Some(to) = expiration.reassignee else { return Ok(()) };
            let moves = |item: &LineItem| item.user != to && item.reviewer != to;
            let forward = |item: &mut LineItem| {
                if moves(item) {
                    item.hand_on(to);
                }
            };
            if change(tx, engine, ctx, &campaign, "reassign", forward).await? > 0 {
                // Whoever they go to has as long as those before.
                campaign.begin(ctx.now);
                campaign.revision += 1;
                store::update(tx, &campaign).await?;
                plan_end(tx, engine, ctx, &campaign).await?;
                return told("reassign-campaign", &campaign).write(tx, engine, ctx).await;
            }
            items::close_open(tx, campaign.number, LineItemStatus::Expired).await?;
            CampaignStatus::Expired
        }
        ExpirationAction::Certify | ExpirationAction::Revoke | ExpirationAction::Except => {
            let verdict = match expiration.action {
                ExpirationAction::Certify => Verdict::Certify,
                ExpirationAction::Revoke => Verdict::Revoke,
                _ => Verdict::Exception,
            };
            let days = Duration::days(i64::from(campaign.definition.exception_days));
            let removes = campaign.definition.remediation_rule.is_some();
            let sign = |item: &mut LineItem| {
                if item.verdict.is_none() {
                    item.verdict = Some(verdict);
                    item.decided = Some(ctx.now);
                    item.until = (verdict == Verdict::Exception).then(|| ctx.now + days);
                }
                item.status = LineItemStatus::SignedOff;
                item.signed = Some(ctx.now);
                let goes = removes && item.verdict == Some(Verdict::Revoke);
                item.removal = goes.then_some(Removal::Pending);
            };
            change(tx, engine, ctx, &campaign, "expire", sign).await?;
            CampaignStatus::SignedOff
        }
    };
    plan_removals(tx, engine, ctx, &campaign).await?;
    campaign.end(status, None, ctx.now);
    campaign.revision += 1;
    store::update(tx, &campaign).await?;
    told("expire-campaign", &campaign).set("action", expiration.action).write(tx, engine, ctx).await
}

/// Changes what waits, by the product itself, and says so. How many changed.
async fn change(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    what: &str,
    change: impl Fn(&mut LineItem),
) -> Result<usize, EngineError> {
    let wanted = Wanted { status: Some(LineItemStatus::InProgress), ..Wanted::default() };
    let said = ItemComment {
        user: None,
        name: ctx.actor.name().to_owned(),
        action: what.to_owned(),
        comment: "The time to decide has passed.".into(),
        at: ctx.now,
    };
    let mut changed = 0;
    for chunk in items::numbers(tx, campaign.number, &wanted).await?.chunks(CHUNK) {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for item in items::find(tx, campaign.number, chunk).await? {
            let mut moved = item.clone();
            change(&mut moved);
            if moved != item {
                before.push(item);
                after.push(moved);
            }
        }
        items::update_many(tx, &before, &after).await?;
        for (before, after) in before.iter().zip(&after) {
            if before.actors != after.actors {
                items::set_actors(tx, after).await?;
            }
        }
        let ids: Vec<LineItemId> = after.iter().map(|item| item.id).collect();
        items::add_comments(tx, &ids, &said, || engine.new_id()).await?;
        changed += after.len();
    }
    Ok(changed)
}
