//! Which line items are meant, and whether the caller may know of them.

use bailiwick::authority::Authority;
use bailiwick::certification::{Campaign, ItemPermission, LineItem, LineItemId, LineItemStatus, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::{self, Wanted};

use super::super::whole::{LeftToDecide, left_of};
use super::super::{deputies, find, readable};
use super::{Acted, ItemAction, MOST, Selection};
use crate::{Context, Engine, EngineError, delegations};

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
            let whole = whole_of(&mut tx, ctx, *actor).await?;
            let wanted = Wanted { status: Some(LineItemStatus::InProgress), ..whole };
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
        && !has_signed(&mut tx, ctx, &campaign, *actor).await?
    {
        let status = campaign.status;
        return Err(EngineError::Conflict(format!("the campaign is {status}: nothing waits here")));
    }
    let definition = &campaign.definition;
    let certifies = *action == ItemAction::Decide(Verdict::Certify);
    if certifies && numbers.len() > 1 && !definition.allows.bulk_certify {
        return Err(EngineError::Conflict("the campaign leaves no certifying in bulk".into()));
    }
    if *action == ItemAction::SignOff && !definition.allows.partial_signoff {
        whole_is_decided(&mut tx, ctx, &campaign, &numbers).await?;
    }
    Ok((numbers, acted))
}

/// What is put to a person, meant as a whole: by themselves, by who stands in for them as far as that goes, and by
/// certification administrators.
async fn whole_of(tx: &mut Tx, ctx: &Context, actor: UserId) -> Result<Wanted, EngineError> {
    let all = Wanted { actor: Some(actor), ..Wanted::default() };
    let me = ctx.actor.user_id();
    if me == Some(actor) || ctx.actor.has(&[Authority::CertAdmin]) {
        return Ok(all);
    }
    match me {
        Some(me) if deputies::stands_in(tx, ctx, actor).await? => Ok(Wanted::for_deputy(actor, me)),
        // What is put to others is theirs to know.
        _ => Err(EngineError::forbidden("only what is put to yourself may be meant as a whole")),
    }
}

/// Why a deputy does not sign as a whole what they decided as far as it goes.
const WAITS_FOR_OTHERS: &str =
    "what others have to decide themselves is not decided: the campaign is signed as a whole";

/// Where a campaign is signed as a whole: whoever is asked about what is signed has decided everything that is put to
/// them, also what a deputy knows nothing of: of that no more is told than that there is some. What others left to them
/// is not theirs to decide, nor what they signed in an earlier stage as somebody else's deputy.
async fn whole_is_decided(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    numbers: &[i64],
) -> Result<(), EngineError> {
    let Some(me) = ctx.actor.user_id() else { return Ok(()) };
    let mut signers = vec![me];
    let stands_in_for = delegations::stood_in_for(tx, ctx).await?;
    if !stands_in_for.is_empty() {
        let rows = items::find(tx, campaign.number, numbers).await?;
        let signer = |row: &LineItem| {
            let place = row.in_place_of(campaign, me, &stands_in_for, ItemPermission::Signoff).ok()?;
            Some(place.unwrap_or(me))
        };
        signers = rows.iter().filter_map(signer).collect();
        signers.sort_unstable();
        signers.dedup();
    }
    let mut left = LeftToDecide::default();
    for signer in signers {
        let theirs = left_of(tx, campaign.number, signer, me).await?;
        left.seen += theirs.seen;
        left.unseen |= theirs.unseen;
    }
    let why = match (left.seen, left.unseen) {
        (0, false) => return Ok(()),
        (0, true) => WAITS_FOR_OTHERS.to_owned(),
        (count, _) => format!("{count} line items are not decided: the campaign is signed as a whole"),
    };
    Err(EngineError::Conflict(why))
}

/// Whether what is put to somebody was signed by them, or in their place by the caller: asking for it again is no
/// mistake.
async fn has_signed(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    actor: UserId,
) -> Result<bool, EngineError> {
    let me = ctx.actor.user_id().filter(|me| *me != actor);
    for signer in [Some(actor), me].into_iter().flatten() {
        let wanted = Wanted { actor: Some(actor), signed_by: Some(signer), ..Wanted::default() };
        if items::any(tx, campaign.number, &wanted).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whoever has line items in a campaign, stands in for somebody who has or did so, owns it, or reads every campaign may know
/// of it.
pub(in super::super) async fn may_know(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<bool, EngineError> {
    let Some(me) = ctx.actor.user_id() else { return Ok(readable(ctx).is_ok()) };
    if readable(ctx).is_ok() || campaign.definition.owner == me {
        return Ok(true);
    }
    if campaign.started.is_none() {
        return Ok(false);
    }
    let own = Wanted { actor: Some(me), ..Wanted::default() };
    if items::any(tx, campaign.number, &own).await? {
        return Ok(true);
    }
    for person in delegations::stood_in_for(tx, ctx).await? {
        if items::any(tx, campaign.number, &Wanted::for_deputy(person, me)).await? {
            return Ok(true);
        }
    }
    Ok(items::any_done_for_others(tx, campaign.number, me).await?)
}

/// Whoever it is put or left to, who stands in for one of these, who decided or signed it, the campaign's owner, and who
/// reads every campaign may know of a line item.
pub(in super::super) fn may_know_item(
    ctx: &Context,
    campaign: &Campaign,
    item: &LineItem,
    stands_in_for: &[UserId],
) -> bool {
    let asks = |who: UserId| item.reviewer == who || item.actors.iter().any(|(actor, _)| *actor == who);
    let is_theirs = |me: UserId| {
        let in_place = |person: &UserId| asks(*person) && item.reaches(*person, me);
        let did = [item.decided_by, item.signed_by].contains(&Some(me));
        let asked = asks(me) || did || stands_in_for.iter().any(in_place);
        campaign.definition.owner == me || (asked && campaign.started.is_some())
    };
    readable(ctx).is_ok() || ctx.actor.user_id().is_some_and(is_theirs)
}
