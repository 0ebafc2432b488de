//! Which line items are meant, and whether the caller may know of them.

use bailiwick::authority::Authority;
use bailiwick::certification::{Campaign, LineItem, LineItemId, LineItemStatus, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::{self, Wanted};

use super::super::{find, readable};
use super::{Acted, ItemAction, MOST, Selection};
use crate::{Context, Engine, EngineError};

/// The places of what is meant, and what is no line item of the campaign.
pub(super) async fn select(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    selection: &Selection,
    action: &ItemAction,
) -> Result<(Vec<i64>, Acted), EngineError> {
    let mut tx = engine.read().await?;
    let campaign = find(&mut tx, id).await?;
    let mut acted = Acted::default();
    let mut numbers = match selection {
        Selection::Items(ids) => {
            if ids.is_empty() || ids.len() > MOST {
                return Err(EngineError::invalid("ids", format!("must name 1 to {MOST} line items")));
            }
            let mut numbers = Vec::with_capacity(ids.len());
            for id in ids {
                match id.parse::<LineItemId>().ok().filter(|id| id.campaign == campaign.number) {
                    Some(id) => numbers.push(id.number),
                    None => acted.left.push((id.clone(), "there is no such line item".into())),
                }
            }
            numbers
        }
        Selection::Places(numbers) => numbers.clone(),
        Selection::AllOf(actor) => {
            // What is put to others is theirs to know.
            if ctx.actor.user_id() != Some(*actor) && !ctx.actor.has(&[Authority::CertAdmin]) {
                return Err(EngineError::forbidden("only what is put to yourself may be meant as a whole"));
            }
            let wanted =
                Wanted { actor: Some(*actor), status: Some(LineItemStatus::InProgress), ..Wanted::default() };
            items::numbers(&mut tx, campaign.number, &wanted).await?
        }
    };
    // In the order in which they are found again.
    numbers.sort_unstable();
    numbers.dedup();
    if !may_know(&mut tx, ctx, &campaign).await? {
        return Err(EngineError::not_found("campaign", id));
    }
    if let Selection::AllOf(actor) = selection
        && numbers.is_empty()
        && !campaign.status.is_open()
        && !has_signed(&mut tx, &campaign, *actor).await?
    {
        let status = campaign.status;
        return Err(EngineError::Conflict(format!("the campaign is {status}: nothing waits here")));
    }
    let definition = &campaign.definition;
    let certifies = *action == ItemAction::Decide(Verdict::Certify);
    if certifies && numbers.len() > 1 && !definition.allows.bulk_certify {
        return Err(EngineError::Conflict("the campaign leaves no certifying in bulk".into()));
    }
    if *action == ItemAction::SignOff
        && !definition.allows.partial_signoff
        && let Some(me) = ctx.actor.user_id()
    {
        let waits = Wanted {
            actor: Some(me),
            status: Some(LineItemStatus::InProgress),
            verdict: Some(None),
            ..Wanted::default()
        };
        let undecided = items::counts(&mut tx, campaign.number, &waits).await?.total;
        if undecided > 0 {
            let why = format!("{undecided} line items are not decided: the campaign is signed as a whole");
            return Err(EngineError::Conflict(why));
        }
    }
    Ok((numbers, acted))
}

/// Whether somebody signed what is put to them: asking for it again is no mistake.
async fn has_signed(tx: &mut Tx, campaign: &Campaign, actor: UserId) -> Result<bool, EngineError> {
    let wanted = Wanted { actor: Some(actor), signed_by: Some(actor), ..Wanted::default() };
    Ok(items::any(tx, campaign.number, &wanted).await?)
}

/// Whoever has line items in a campaign, owns it, or reads every campaign may know of it.
pub(in super::super) async fn may_know(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<bool, EngineError> {
    if readable(ctx).is_ok() {
        return Ok(true);
    }
    let Some(me) = ctx.actor.user_id() else { return Ok(false) };
    let wanted = Wanted { actor: Some(me), ..Wanted::default() };
    Ok(campaign.definition.owner == me
        || (campaign.started.is_some() && items::any(tx, campaign.number, &wanted).await?))
}

/// Whoever it is put or left to, the campaign's owner, and who reads every campaign may know of a line item.
pub(in super::super) fn may_know_item(ctx: &Context, campaign: &Campaign, item: &LineItem) -> bool {
    let me = ctx.actor.user_id();
    let is_theirs = |me| {
        let asked = item.reviewer == me || item.actors.iter().any(|(actor, _)| *actor == me);
        campaign.definition.owner == me || (asked && campaign.started.is_some())
    };
    readable(ctx).is_ok() || me.is_some_and(is_theirs)
}
