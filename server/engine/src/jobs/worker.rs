//! Takes what is due, by lease, and does it.

use std::future::Future;
use std::pin::pin;
use std::time::Duration as StdDuration;

use super::{HEARTBEAT, Job, lease};
use crate::certifications;
use crate::controls;
use crate::notifications;
use crate::policies;
use crate::roles;
use crate::workflows::drive;
use crate::{Engine, EngineError};
use bailiwick::authority::Actor;
use bailiwick_store::jobs::{Claimed, claim, fail, finish, keep, next_due, release};
use chrono::Duration;

/// A job that failed so often waits for a person.
pub(crate) const MOST_ATTEMPTS: i64 = 12;
/// Jobs written by other nodes are seen at least so often.
const LONGEST_SLEEP: StdDuration = StdDuration::from_secs(5);

/// Makes the jobs of a process that died due again, where no other node can be at them, and plans what former versions did
/// not: call it before the first worker starts. Elsewhere leases run out.
///
/// # Errors
/// The database does not answer.
pub async fn recover(engine: &Engine) -> Result<(), EngineError> {
    if engine.db().is_embedded() {
        let mut tx = engine.write().await?;
        release(&mut tx).await?;
        tx.commit().await?;
    }
    certifications::take_up_stages(engine).await
}

/// Works until `stop` is ready; then finishes the job at hand.
pub async fn worker(engine: Engine, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    let _at_work = engine.at_work();
    loop {
        let pause = match run_due(&engine).await {
            Ok(true) => StdDuration::ZERO,
            Ok(false) => until_next(&engine).await,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the worker cannot take jobs");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = engine.rung() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn until_next(engine: &Engine) -> StdDuration {
    let now = engine.context(Actor::System, "").now;
    let due = match engine.read().await {
        Ok(mut tx) => next_due(&mut tx).await.ok().flatten(),
        Err(_) => None,
    };
    due.map_or(LONGEST_SLEEP, |due| {
        (due - now).to_std().unwrap_or(StdDuration::from_millis(1)).min(LONGEST_SLEEP)
    })
}

/// Takes one due job and does it; `false` when none is due. A failing job is tried again
/// later, ever more rarely.
pub async fn run_due(engine: &Engine) -> Result<bool, EngineError> {
    let worker = "worker";
    let ctx = engine.context(Actor::System, format!("job-{}", engine.new_id()));
    let mut tx = engine.write().await?;
    let Some(job) = claim(&mut tx, ctx.now, lease(ctx.now), worker).await? else { return Ok(false) };
    tx.commit().await?;
    if let Err(error) = run(engine, &job).await {
        let seconds = Duration::seconds(1 << job.attempts.clamp(0, 12));
        let due = (job.attempts < MOST_ATTEMPTS).then(|| ctx.now + seconds);
        tracing::warn!(
            kind = job.kind,
            attempts = job.attempts,
            error = &error as &dyn std::error::Error,
            "a job failed"
        );
        let mut tx = engine.write().await?;
        fail(&mut tx, &job, &full_text(&error), due).await?;
        tx.commit().await?;
    }
    Ok(true)
}

async fn run(engine: &Engine, job: &Claimed) -> Result<(), EngineError> {
    let ctx = engine.context(Actor::System, format!("job-{}", job.id));
    let what: Job =
        serde_json::from_str(&job.payload).map_err(|error| EngineError::Internal(Box::new(error)))?;
    match what {
        Job::Advance { instance } => return drive(engine, &ctx, job, instance).await,
        Job::ScanPolicies { scan } => return Box::pin(policies::run_scan(engine, &ctx, job, scan)).await,
        Job::MakeLineItems { campaign } => {
            return Box::pin(certifications::make_line_items(engine, &ctx, job, campaign)).await;
        }
        Job::ExpireCampaign { campaign, .. } => {
            return Box::pin(certifications::expire(engine, &ctx, job, campaign)).await;
        }
        Job::LookAfterStages { campaign, at, since } => {
            let look = certifications::look_after_stages(engine, &ctx, job, campaign, (since, at));
            return Box::pin(look).await;
        }
        Job::TellOfCampaign { campaign, cause, at } => {
            return Box::pin(certifications::tell_of_campaign(engine, &ctx, job, (campaign, cause, at)))
                .await;
        }
        Job::FollowAccess { campaign, .. } => {
            return Box::pin(certifications::sweep(engine, &ctx, job, campaign)).await;
        }
        Job::CloseLineItems { campaign } => {
            return Box::pin(certifications::close_line_items(engine, job, campaign)).await;
        }
        Job::DeleteCampaign { campaign } => {
            return Box::pin(certifications::take_campaign_away(engine, job, campaign)).await;
        }
        Job::RemoveRevoked { campaign, .. } => {
            return Box::pin(certifications::remove_revoked(engine, &ctx, job, campaign)).await;
        }
        Job::ReassignCertifications { task, actor, handings, reassignment } => {
            let reassigned =
                certifications::isc::carry_out(engine, &ctx, job, (task, actor), &handings, &reassignment);
            return Box::pin(reassigned).await;
        }
        Job::FollowMembers { role, .. } => {
            return Box::pin(roles::follow_members(engine, &ctx, job, role)).await;
        }
        Job::CheckControl { control, .. } => return controls::check(engine, &ctx, job, control).await,
        Job::SendMail { mail } => return Box::pin(notifications::send(engine, job, mail)).await,
        Job::ScheduledCampaign { template, revision, .. } => {
            certifications::plan_next_campaign(engine, &ctx, (template, revision)).await?;
        }
        Job::GenerateCampaign { template, revision, .. } => {
            certifications::isc::plan_next(engine, &ctx, (template, revision)).await?;
        }
        _ => {}
    }
    // Some go over many rows.
    let done = alive(engine, job, async {
        let mut tx = engine.write().await?;
        what.run(&mut tx, engine, &ctx).await?;
        Ok::<_, EngineError>(tx)
    });
    let mut tx = Box::pin(done).await?;
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Finishes a job whose work had transactions of its own.
pub(crate) async fn done(engine: &Engine, job: &Claimed) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Does what may take long, and says meanwhile that somebody is at the job.
pub(crate) async fn alive<T>(engine: &Engine, job: &Claimed, work: impl Future<Output = T>) -> T {
    beside(work, HEARTBEAT, || beat(engine, job)).await
}

/// Does something, and something else every so often beside it. Both go on at once: the work may hold the very
/// connection that the other one waits for.
async fn beside<T, B: Future<Output = ()>>(
    work: impl Future<Output = T>,
    every: StdDuration,
    other: impl Fn() -> B,
) -> T {
    let others = async {
        loop {
            tokio::time::sleep(every).await;
            other().await;
        }
    };
    tokio::select! {
        done = work => done,
        never = others => never,
    }
}

/// Keeps the job. When that fails the lease may run out: another worker then does the same once more, which harms
/// nothing.
async fn beat(engine: &Engine, job: &Claimed) {
    let kept = async {
        let now = engine.context(Actor::System, "").now;
        let mut tx = engine.write().await?;
        keep(&mut tx, job, lease(now)).await?;
        Ok::<_, EngineError>(tx.commit().await?)
    };
    if let Err(error) = kept.await {
        tracing::warn!(kind = job.kind, error = &error as &dyn std::error::Error, "a job could not be kept");
    }
}

fn full_text(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use bailiwick_store::db_test;

    use tokio::time::timeout;

    use super::*;
    use crate::testing::engine;

    db_test!(work_that_holds_the_database_is_not_stopped_by_saying_that_it_is_alive, |db| async move {
        let (engine, _) = engine(db);
        let work = async {
            let tx = engine.write().await.unwrap();
            tokio::time::sleep(StdDuration::from_millis(300)).await;
            tx.commit().await.unwrap();
            "done"
        };
        let other = || async {
            drop(engine.write().await);
        };
        let done =
            timeout(StdDuration::from_secs(5), beside(work, StdDuration::from_millis(20), other)).await;
        assert_eq!(done, Ok("done"));
    });
}
