//! Decisions of a certification: all that are named, or none.

use bailiwick::certification::isc::Decision;
use bailiwick::certification::{Campaign, ItemRefusal, LineItem, LineItemId, Verdict};
use bailiwick::id::CertificationId;
use bailiwick::text::check;
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::{self, ItemComment};
use chrono::{DateTime, Utc};

use super::super::insight::advice;
use super::super::seen::keep;
use super::{Review, administers, decides_as, known, refused};
use crate::certifications::act::MOST_TEXT;
use crate::certifications::campaigns::told;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most decisions at once (contract B3).
const MOST: usize = 250;

/// What somebody decides about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// The row's id.
    pub id: String,
    /// What.
    pub decision: Decision,
    /// It is one of many that were made at once.
    pub bulk: bool,
    /// What is said with it.
    pub comment: String,
    /// When revoked access is to go; at once when absent.
    pub until: Option<DateTime<Utc>>,
}

/// Decides about rows of a certification; until it is signed off, the last decision counts. For its reviewer and for
/// certification administrators, of whom nobody decides about what they hold themselves.
///
/// # Errors
/// `NotFound`; `Invalid`: too many, a row that is not one of it, a comment that is missing; `Conflict`: the campaign asks
/// nobody now, the row is signed, or the campaign leaves no certification in bulk.
pub async fn decide(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    decisions: &[NewDecision],
) -> Result<(), EngineError> {
    if decisions.is_empty() || decisions.len() > MOST {
        return Err(EngineError::invalid("decisions", format!("must be 1 to {MOST}")));
    }
    retry!(try_decide(engine, ctx, id, decisions))
}

async fn try_decide(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    decisions: &[NewDecision],
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let (campaign, review) = known(&mut tx, ctx, id).await?;
    let approved = decisions.iter().filter(|one| one.bulk && one.decision == Decision::Approve).count();
    if approved > 1 && !campaign.definition.allows.bulk_certify {
        return Err(EngineError::Conflict("the campaign leaves no certifying in bulk".into()));
    }
    let found = rows(&mut tx, &campaign, &review, decisions.iter().map(|one| one.id.as_str())).await?;
    let advised = advice(&mut tx, ctx, &campaign, &found).await?;
    let mut after = found.clone();
    let mut said: Vec<(ItemComment, Vec<LineItemId>)> = Vec::new();
    for (place, decision) in decisions.iter().enumerate() {
        let wrong = |member: &str, fault: String| EngineError::invalid(format!("[{place}].{member}"), fault);
        check(&decision.comment, MOST_TEXT).map_err(|fault| wrong("comments", fault.to_string()))?;
        let Some(item) = after.iter_mut().find(|item| item.id.to_string() == decision.id) else {
            return Err(wrong("id", "is no row of the certification".into()));
        };
        decided(item, &campaign, ctx, decision).map_err(|refusal| match refusal {
            ItemRefusal::Field { field: "comment", fault } => wrong("comments", fault),
            refusal => refused(item, refusal),
        })?;
        item.recommended = advised.get(&item.id.number).copied();
        if let Some(until) = decision.until {
            if decision.decision != Decision::Revoke {
                return Err(wrong("proposedEndDate", "is for `REVOKE` only".into()));
            }
            if until <= ctx.now {
                return Err(wrong("proposedEndDate", "must lie in the future".into()));
            }
            item.until = Some(until);
        }
        let comment = ItemComment {
            user: ctx.actor.user_id(),
            name: ctx.actor.name().to_owned(),
            action: decision.decision.verdict().as_str().to_owned(),
            comment: decision.comment.trim().to_owned(),
            at: ctx.now,
        };
        match said.iter_mut().find(|(same, _)| *same == comment) {
            Some((_, ids)) => ids.push(item.id),
            None => said.push((comment, vec![item.id])),
        }
    }
    items::update_many(&mut tx, &found, &after).await?;
    keep(&mut tx, ctx, &campaign, &after).await?;
    for (comment, ids) in &said {
        items::add_comments(&mut tx, ids, comment, || engine.new_id()).await?;
    }
    told("act-on-line-items", &campaign)
        .set("action", "decide")
        .set("count", after.len())
        .set("reviewer", review.reviewer)
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The rows of a certification by their ids, in the order of their places.
async fn rows<'a>(
    tx: &mut Tx,
    campaign: &Campaign,
    review: &Review,
    ids: impl Iterator<Item = &'a str>,
) -> Result<Vec<LineItem>, EngineError> {
    let mut numbers: Vec<i64> = ids
        .filter_map(|id| id.parse::<LineItemId>().ok())
        .filter(|id| id.campaign == campaign.number)
        .map(|id| id.number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut found = items::find(tx, campaign.number, &numbers).await?;
    found.retain(|item| item.reviewer == review.reviewer);
    Ok(found)
}

fn decided(
    item: &mut LineItem,
    campaign: &Campaign,
    ctx: &Context,
    decision: &NewDecision,
) -> Result<(), ItemRefusal> {
    let verdict = decision.decision.verdict();
    let me = ctx.actor.user_id();
    // Whoever stands in for a reviewer is bound as they would be themselves.
    if verdict == Verdict::Certify
        && administers(ctx)
        && me.is_some()
        && me == item.user()
        && me != Some(item.reviewer)
    {
        return Err(ItemRefusal::NotPermitted("nobody certifies what they hold themselves"));
    }
    let who = decides_as(ctx, item)?;
    item.decide(campaign, verdict, &decision.comment, who, ctx.now)?;
    item.decided_by = me;
    Ok(())
}
