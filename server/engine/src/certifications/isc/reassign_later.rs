//! Handing certifications over as a task in the background.

use bailiwick::authority::Actor;
use bailiwick::id::{CampaignId, CertificationId, CertificationTaskId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::isc::tasks as store;
use bailiwick_store::certifications::reviews;
use bailiwick_store::jobs::{Claimed, finish};
use serde_json::json;

use super::campaigns::existing;
use super::reassign::{Handing, Reassignment, Target, check, counted, hand_over};
use super::{Task, known, tasks};
use crate::certifications::writable;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// The most parts of a certification (contract B3).
const MOST: usize = 500;
/// The most certifications of a campaign (contract B2).
const MOST_CERTIFICATIONS: usize = 250;

/// As [`super::reassign()`], in the background.
///
/// # Errors
/// As there, but for what is found only when it is done: that is in the task.
pub async fn reassign_later(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    targets: Vec<Target>,
    reassignment: Reassignment,
) -> Result<Task, EngineError> {
    counted(&targets, MOST)?;
    let mut tx = engine.write().await?;
    known(&mut tx, ctx, id).await?;
    check(&mut tx, &reassignment).await?;
    let task = tasks::new(engine, ctx, "REASSIGN", ("CERTIFICATION", id.uuid()));
    queue(tx, engine, ctx, task, vec![Handing { certification: id, targets }], reassignment).await
}

/// Hands certifications of a campaign over, in the background. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid`: too many, some of another campaign, or somebody who does not work here.
pub async fn reassign_campaign(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    certifications: &[CertificationId],
    reassignment: Reassignment,
) -> Result<Task, EngineError> {
    writable(ctx)?;
    if certifications.is_empty() || certifications.len() > MOST_CERTIFICATIONS {
        let fault = format!("must name 1 to {MOST_CERTIFICATIONS} certifications");
        return Err(EngineError::invalid("certificationIds", fault));
    }
    let mut tx = engine.write().await?;
    let campaign = existing(&mut tx, id).await?;
    if !campaign.status.is_open() {
        return Err(EngineError::Conflict(format!("the campaign is {}: nobody is asked", campaign.status)));
    }
    check(&mut tx, &reassignment).await?;
    let mut handings = Vec::with_capacity(certifications.len());
    for (place, certification) in certifications.iter().enumerate() {
        let found = reviews::find(&mut tx, *certification).await?;
        if found.is_none_or(|review| review.campaign != campaign.number) {
            let field = format!("certificationIds[{place}]");
            return Err(EngineError::invalid(field, "is no certification of the campaign"));
        }
        handings.push(Handing { certification: *certification, targets: Vec::new() });
    }
    let task = tasks::new(engine, ctx, "ADMIN_REASSIGN", ("CAMPAIGN", id.uuid()));
    queue(tx, engine, ctx, task, handings, reassignment).await
}

async fn queue(
    mut tx: Tx,
    engine: &Engine,
    ctx: &Context,
    task: Task,
    handings: Vec<Handing>,
    reassignment: Reassignment,
) -> Result<Task, EngineError> {
    store::put(&mut tx, &task).await?;
    let job = Job::ReassignCertifications { task: task.id, actor: ctx.actor.clone(), handings, reassignment };
    job.write(&mut tx, engine, ctx, ctx.now).await?;
    tx.commit().await?;
    engine.ring();
    Ok(task)
}

/// Does what a task says, all of it or nothing, and says how it went.
pub(crate) async fn carry_out(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    (id, actor): (CertificationTaskId, Actor),
    handings: &[Handing],
    reassignment: &Reassignment,
) -> Result<(), EngineError> {
    let ctx = &Context { actor, ..ctx.clone() };
    let mut tx = engine.write().await?;
    let Some(mut task) = store::find(&mut tx, id).await? else {
        finish(&mut tx, job).await?;
        return Ok(tx.commit().await?);
    };
    match hand_all_over(&mut tx, engine, ctx, handings, reassignment).await {
        Ok(owners) => {
            task.status = "SUCCESS".into();
            let kind = if task.kind == "REASSIGN" { "MANUAL_REASSIGNMENT" } else { "ADMIN_REASSIGNMENT" };
            let trail = |owner| json!({"previousOwner": owner, "newOwner": reassignment.to, "reassignmentType": kind});
            task.trail = owners.into_iter().map(trail).collect();
        }
        Err(error) if error.passes() || matches!(error, EngineError::Internal(_)) => return Err(error),
        Err(error) => {
            drop(tx);
            tx = engine.write().await?;
            task.status = "ERROR".into();
            task.errors = vec![error.to_string()];
        }
    }
    store::put(&mut tx, &task).await?;
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn hand_all_over(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    handings: &[Handing],
    reassignment: &Reassignment,
) -> Result<Vec<UserId>, EngineError> {
    let mut owners = Vec::new();
    for handing in handings {
        owners.extend(reviews::find(tx, handing.certification).await?.map(|review| review.reviewer));
        hand_over(tx, engine, ctx, handing, reassignment).await?;
    }
    Ok(owners)
}
