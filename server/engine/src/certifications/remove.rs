//! Revoked access goes: each signed revoke becomes a request that takes it away, and counts as done once the grant is
//! gone (contract 8). Definitions and records are corrected instead, and accounts disabled (`correct.rs`).

use bailiwick::cart::LineFault;
use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Campaign, Held, LineItem, LineItemId, Removal};
use bailiwick::grant::GrantStatus;
use bailiwick::id::{CampaignId, ItemId, WorkflowId};
use bailiwick::request::Modifier;
use bailiwick::text::check;
use bailiwick_store::certifications::campaigns;
use bailiwick_store::certifications::items::{self, ItemComment, SinceSigned};
use bailiwick_store::jobs::Claimed;
use bailiwick_store::{Tx, grants, items as catalog};
use chrono::Duration;
use serde_json::json;

use super::act::MOST_TEXT;
use super::also_held::{given_since, still_held};
use super::correct;
use super::living::by_product;
use super::notices::tell_of_failures;
use super::other_removals::make_way;
use super::templates::SHIPPED_RULES;
use super::verify::plan_verification;
use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::{Job, alive, done};
use crate::requests::{NewLine, NewRequests, judge, send};
use crate::workflows::published;
use crate::{Context, Engine, EngineError};

/// So many are looked for at once.
const BATCH: u64 = 200;
/// What is said where there is nothing to take away any more.
const GONE: &str = "The access was gone already.";

/// Asks for the removal of what was revoked and whose delay is over.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: CampaignId,
) -> Result<(), EngineError> {
    Box::pin(alive(engine, job, carry_out(engine, &ctx.as_system(), id))).await?;
    done(engine, job).await?;
    engine.ring();
    Ok(())
}

async fn carry_out(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    retry!(plan_next(engine, ctx, id))?;
    loop {
        let mut tx = engine.read().await?;
        let Some(campaign) = campaigns::find(&mut tx, id).await? else { return Ok(()) };
        let delay = Duration::days(i64::from(campaign.definition.remediation_delay_days));
        let due = items::removals(&mut tx, campaign.number, ctx.now - delay, ctx.now, BATCH).await?;
        drop(tx);
        if due.is_empty() {
            return Ok(());
        }
        for item in &due {
            match item.held() {
                Some(held) => retry!(remove(engine, ctx, &campaign, item, held))?,
                None => correct::ask(engine, ctx, &campaign, item).await?,
            }
        }
        engine.ring();
    }
}

/// What is to go at a date goes then: the next such date is planned first, however this goes on, and whoever signed over
/// whichever face.
async fn plan_next(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let Some(campaign) = campaigns::find(&mut tx, id).await? else { return Ok(()) };
    if let Some(at) = items::next_removal(&mut tx, campaign.number, ctx.now).await? {
        Job::RemoveRevoked { campaign: id, at }.write(&mut tx, engine, ctx, at).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Asks for one removal, in one transaction with saying so: none is asked for twice.
async fn remove(
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    item: &LineItem,
    held: &Held,
) -> Result<(), EngineError> {
    let context =
        json!({"type": "certification", "campaignId": campaign.id, "lineItemId": item.id.to_string()});
    let workflow = own_workflow(&mut engine.read().await?, campaign).await?;
    let new = NewRequests {
        workflow,
        lines: vec![NewLine::new(held.user, held.item, Modifier::Remove)],
        justification: format!("Revoked in the certification {}.", campaign.definition.name),
        context: Some(context),
        ..NewRequests::default()
    };
    if let Some(through) = held.through {
        let Some(mut tx) = claimed(engine, item).await? else { return Ok(()) };
        if is_active(&mut tx, held).await? {
            let words = what_brings_it(&mut tx, through).await?;
            end(&mut tx, engine, ctx, item, Removal::Failed, &words).await?;
        } else {
            end_gone(&mut tx, engine, ctx, item).await?;
        }
        return Ok(tx.commit().await?);
    }
    let judged = judge(engine, ctx, &new).await?;
    let Some(mut tx) = claimed(engine, item).await? else { return Ok(()) };
    if !is_active(&mut tx, held).await? {
        end_gone(&mut tx, engine, ctx, item).await?;
        return Ok(tx.commit().await?);
    }
    let mut submitted = send(&mut tx, engine, ctx, &new, &judged).await?;
    if let Some(LineFault::Duplicate { request }) = submitted.faults.first().map(|fault| &fault.fault) {
        let other = (request, new.workflow.is_some());
        if !make_way(&mut tx, engine, ctx, campaign, item, other).await? {
            return Ok(tx.commit().await?);
        }
        submitted = send(&mut tx, engine, ctx, &new, &judged).await?;
        if !submitted.faults.is_empty() {
            // What cannot be asked for calls nothing off.
            drop(tx);
            let Some(again) = claimed(engine, item).await? else { return Ok(()) };
            tx = again;
        }
    }
    match (submitted.requests.first(), submitted.faults.first().map(|fault| &fault.fault)) {
        (Some(request), _) => {
            items::set_removal(&mut tx, item.id, (item.removal, Removal::Pending), Some(request)).await?;
        }
        (None, Some(LineFault::NoAccess)) => {
            end(&mut tx, engine, ctx, item, Removal::Complete, GONE).await?;
        }
        (None, fault) => {
            let words = fault.map(ToString::to_string).unwrap_or_default();
            end(&mut tx, engine, ctx, item, Removal::Failed, &words).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// What to do about what cannot be taken away by itself.
async fn what_brings_it(tx: &mut Tx, through: ItemId) -> Result<String, EngineError> {
    let is_role = catalog::brief(tx, through).await?.is_none_or(|found| found.kind == ItemKind::Role);
    Ok(if is_role {
        format!("The role `{through}` brings it: take the role away instead.")
    } else {
        format!("Membership of `{through}` brings it: end that, or have `{through}` taken out of it.")
    })
}

/// Ends the removal of what went before it was to be taken away.
async fn end_gone(tx: &mut Tx, engine: &Engine, ctx: &Context, item: &LineItem) -> Result<(), EngineError> {
    let (removal, words) = if given_since(tx, item.id).await?.is_empty() {
        (Removal::Complete, GONE)
    } else {
        (Removal::Failed, "It went, and was given again since: what was given since is left as it is.")
    };
    end(tx, engine, ctx, item, removal, words).await
}

/// The workflow that a campaign names for what is revoked, where it is none of the product's own: those go by the type of
/// their request. One that is published no more is not waited for.
async fn own_workflow(tx: &mut Tx, campaign: &Campaign) -> Result<Option<WorkflowId>, EngineError> {
    let Some(rule) = campaign.definition.remediation_rule.as_deref() else { return Ok(None) };
    if SHIPPED_RULES.contains(&rule) {
        return Ok(None);
    }
    let id = WorkflowId(rule.to_owned());
    Ok(published(tx, &id).await?.map(|_| id))
}

/// A transaction in which nobody else asks for the same; none when somebody has.
pub(super) async fn claimed(engine: &Engine, item: &LineItem) -> Result<Option<Tx>, EngineError> {
    let mut tx = engine.write().await?;
    Ok(items::claim_removal(&mut tx, item.id).await?.then_some(tx))
}

pub(super) async fn end(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    item: &LineItem,
    removal: Removal,
    words: &str,
) -> Result<(), EngineError> {
    let id = item.id;
    items::set_removal(tx, id, (item.removal, removal), None).await?;
    // Whether access is gone or an account disabled can be seen again later; whether something is right cannot.
    if removal == Removal::Complete && (item.held().is_some() || item.account().is_some()) {
        items::set_removed(tx, id, ctx.now).await?;
        if let Some(campaign) = campaigns::of_number(tx, id.campaign).await? {
            plan_verification(tx, engine, ctx, campaign.id).await?;
        }
    }
    if removal == Removal::Failed
        && let Some(campaign) = campaigns::of_number(tx, id.campaign).await?
    {
        tell_of_failures(tx, engine, ctx, &campaign).await?;
    }
    note(tx, engine, ctx, id, removal, words).await?;
    if removal == Removal::Complete
        && item.held().is_some()
        && let Some(ways) = still_held(tx, id).await?
    {
        // In the product's own name: what is said above may be somebody's own words.
        let said = by_product(ctx, "still-held", &format!("Still held {ways}."));
        items::add_comments(tx, &[id], &said, || engine.new_id()).await?;
    }
    Event::new("update-removal", "line-item", id, "").set("removal", removal).write(tx, engine, ctx).await
}

/// Notes how a removal went, in which words.
pub(super) async fn note(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: LineItemId,
    removal: Removal,
    words: &str,
) -> Result<(), EngineError> {
    let said = ItemComment {
        user: ctx.actor.user_id(),
        name: ctx.actor.name().to_owned(),
        action: format!("removal-{removal}"),
        comment: words.to_owned(),
        at: ctx.now,
    };
    Ok(items::add_comments(tx, &[id], &said, || engine.new_id()).await?)
}

/// Whether the grant that was reviewed is in force.
pub(super) async fn is_active(tx: &mut Tx, held: &Held) -> Result<bool, EngineError> {
    Ok(grants::find(tx, held.grant).await?.is_some_and(|grant| grant.status == GrantStatus::Active))
}

/// Says how a removal went (contract 2.8, `updateRemediationStatus`): it is complete only when the grant is gone and was
/// not given again, though another way may hold the same all along; or the definition or record was changed since it was
/// signed or is gone, or the account is inactive. For workflows and certification administrators.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: nothing is to be removed, the access is still held or was given again, or nothing
/// was corrected or disabled; it is complete already, or failed and is said to be pending.
pub async fn set_removal_status(
    engine: &Engine,
    ctx: &Context,
    item: LineItemId,
    removal: Removal,
    comment: &str,
) -> Result<(), EngineError> {
    super::writable(ctx)?;
    check(comment, MOST_TEXT).map_err(|fault| EngineError::invalid("comment", fault))?;
    retry!(try_set_removal_status(engine, ctx, item, removal, comment))
}

async fn try_set_removal_status(
    engine: &Engine,
    ctx: &Context,
    item: LineItemId,
    removal: Removal,
    comment: &str,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("line item", item);
    let found = items::find(&mut tx, item.campaign, &[item.number]).await?.pop().ok_or_else(missing)?;
    let Some(before) = found.removal else {
        return Err(EngineError::Conflict("the line item is not revoked, or not signed".into()));
    };
    if found.user().is_some() && ctx.actor.user_id() == found.user() {
        return Err(EngineError::forbidden("nobody decides about their own access"));
    }
    before.may_become(removal).map_err(|why| EngineError::Conflict(why.into()))?;
    if before == removal {
        // Said twice, it is done once; what is said with it is kept.
        if !comment.trim().is_empty() {
            note(&mut tx, engine, ctx, item, removal, comment).await?;
            tx.commit().await?;
        }
        return Ok(());
    }
    if removal == Removal::Complete {
        match found.held() {
            Some(held) => {
                if is_active(&mut tx, held).await? {
                    return Err(EngineError::Conflict("the access is still held".into()));
                }
                let since = given_since(&mut tx, item).await?;
                if since.iter().any(|one| one.is_in_its_place || one.through.is_none()) {
                    return Err(EngineError::Conflict("the access went, and was given again since".into()));
                }
            }
            None if items::since_signed(&mut tx, item).await? == SinceSigned::Same => {
                let fault = if found.account().is_some() {
                    "the account is active still, as far as is known here"
                } else {
                    "it is as it was when it was revoked"
                };
                return Err(EngineError::Conflict(fault.into()));
            }
            None => {}
        }
    }
    end(&mut tx, engine, ctx, &found, removal, comment).await?;
    tx.commit().await?;
    Ok(())
}
