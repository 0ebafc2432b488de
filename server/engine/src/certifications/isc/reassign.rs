//! Handing certifications, or rows of them, to somebody else.

use bailiwick::certification::LineItemId;
use bailiwick::directory::Status;
use bailiwick::id::{CertificationId, ItemId, UserId};
use bailiwick::text::check_present;
use bailiwick_store::certifications::items::{self, ItemComment};
use bailiwick_store::certifications::reviews::{self, Held};
use bailiwick_store::{Tx, users};
use serde::{Deserialize, Serialize};

use super::{in_place_of, known, refused};
use crate::certifications::act::MOST_TEXT;
use crate::certifications::campaigns::told;
use crate::certifications::notices::tell_of_handover;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most parts that are handed over at once (contract B3).
const MOST: usize = 50;

/// What of a certification is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "type", content = "id")]
pub enum Target {
    /// One row.
    Item(String),
    /// Everything about a person.
    IdentitySummary(UserId),
    /// Everything of a thing.
    TargetSummary(ItemId),
}

/// To whom, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reassignment {
    /// Somebody who works here.
    pub to: UserId,
    /// Why.
    pub reason: String,
}

/// What a task hands over: a certification, and what of it; all when nothing is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handing {
    /// Which certification.
    pub certification: CertificationId,
    /// What of it.
    pub targets: Vec<Target>,
}

/// Hands parts of a certification over: who gets them decides anew. For its reviewer and for certification
/// administrators.
///
/// # Errors
/// `NotFound`; `Invalid`: too many, nothing that is there, or somebody who does not work here or would decide about
/// themselves; `Conflict`, `Forbidden`: the campaign asks nobody now, leaves no handing over, or a row is signed.
pub async fn reassign(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    targets: Vec<Target>,
    reassignment: &Reassignment,
) -> Result<(), EngineError> {
    counted(&targets, MOST)?;
    let handing = Handing { certification: id, targets };
    retry!(try_reassign(engine, ctx, &handing, reassignment))
}

async fn try_reassign(
    engine: &Engine,
    ctx: &Context,
    handing: &Handing,
    reassignment: &Reassignment,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    check(&mut tx, reassignment).await?;
    hand_over(&mut tx, engine, ctx, handing, reassignment).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) fn counted(targets: &[Target], most: usize) -> Result<(), EngineError> {
    if (1..=most).contains(&targets.len()) {
        Ok(())
    } else {
        Err(EngineError::invalid("reassign", format!("must name 1 to {most}")))
    }
}

pub(super) async fn check(tx: &mut Tx, reassignment: &Reassignment) -> Result<(), EngineError> {
    check_present(&reassignment.reason, MOST_TEXT).map_err(|fault| EngineError::invalid("reason", fault))?;
    if users::brief(tx, reassignment.to).await?.is_none_or(|user| user.status != Status::Active) {
        return Err(EngineError::invalid("reassignTo", "must be the id of somebody who works here"));
    }
    Ok(())
}

/// Hands everything over that is named, or nothing.
pub(super) async fn hand_over(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    handing: &Handing,
    reassignment: &Reassignment,
) -> Result<(), EngineError> {
    let (campaign, review) = known(tx, ctx, handing.certification).await?;
    let mut numbers = Vec::new();
    if handing.targets.is_empty() {
        numbers = reviews::numbers(tx, campaign.number, review.reviewer, None).await?;
    }
    for (place, target) in handing.targets.iter().enumerate() {
        let held = match target {
            Target::Item(id) => {
                let id = id.parse::<LineItemId>().ok().filter(|id| id.campaign == campaign.number);
                let field = || format!("reassign[{place}].id");
                let id = id.ok_or_else(|| EngineError::invalid(field(), "is no row of the certification"))?;
                numbers.push(id.number);
                continue;
            }
            Target::IdentitySummary(user) => Held::Of(*user),
            Target::TargetSummary(item) => Held::Item(*item),
        };
        let found = reviews::numbers(tx, campaign.number, review.reviewer, Some(held)).await?;
        if found.is_empty() {
            let field = format!("reassign[{place}].id");
            return Err(EngineError::invalid(field, "names nothing that waits in the certification"));
        }
        numbers.extend(found);
    }
    numbers.sort_unstable();
    numbers.dedup();
    if review.reviewer == reassignment.to {
        return Err(EngineError::invalid("reassignTo", "is asked already"));
    }
    let found = items::find(tx, campaign.number, &numbers).await?;
    if found.len() != numbers.len() || found.iter().any(|item| item.reviewer != review.reviewer) {
        return Err(EngineError::invalid("reassign", "names a row that is none of the certification"));
    }
    if found.is_empty() {
        return Err(EngineError::Conflict("nothing waits in the certification".into()));
    }
    let mut after = found.clone();
    for item in &mut after {
        let me = ctx.actor.user_id();
        if me.is_some() && me == item.user() && me != Some(item.reviewer) {
            let why = "nobody chooses who decides about what is their own";
            return Err(EngineError::forbidden(why));
        }
        let who = in_place_of(ctx, item).map_err(|refusal| refused(item, refusal))?;
        let handed = item.forward(&campaign, reassignment.to, who);
        handed.map_err(|refusal| match refused(item, refusal) {
            EngineError::Invalid { fault, .. } => EngineError::invalid("reassignTo", fault),
            error => error,
        })?;
    }
    items::update_many(tx, &found, &after).await?;
    for (before, after) in found.iter().zip(&after) {
        if before.actors != after.actors {
            items::set_actors(tx, after).await?;
        }
    }
    let said = ItemComment {
        user: ctx.actor.user_id(),
        name: ctx.actor.name().to_owned(),
        action: "forward".into(),
        comment: reassignment.reason.trim().to_owned(),
        at: ctx.now,
    };
    let ids: Vec<LineItemId> = after.iter().map(|item| item.id).collect();
    items::add_comments(tx, &ids, &said, || engine.new_id()).await?;
    tell_of_handover(tx, engine, ctx, &campaign, (&found, &after)).await?;
    let to = bailiwick::certification::isc::certification_id(campaign.number, reassignment.to);
    reviews::handed_over(tx, to, review.id, reassignment.reason.trim(), ctx.now).await?;
    told("act-on-line-items", &campaign)
        .set("action", "forward")
        .set("count", after.len())
        .set("reviewer", reassignment.to)
        .write(tx, engine, ctx)
        .await
}
