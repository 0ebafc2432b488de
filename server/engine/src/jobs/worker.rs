//! Takes what is due, by lease, and does it.

use std::future::Future;
use std::pin::pin;
use std::time::Duration as StdDuration;

use bailiwick::authority::Actor;
use bailiwick_store::jobs::{Claimed, claim, fail, finish, keep, next_due, release};
use chrono::Duration;
use tokio::time::timeout;

use super::{HEARTBEAT, Job, lease};
use crate::notifications;
use crate::workflows::drive;
use crate::{Engine, EngineError};

/// A job that failed so often waits for a person.
const MOST_ATTEMPTS: i64 = 12;
/// Jobs written by other nodes are seen at least so often.
const LONGEST_SLEEP: StdDuration = StdDuration::from_secs(5);

/// Makes the jobs of a process that died due again, where no other node can be at them: call it before the first worker
/// starts. Elsewhere their leases run out.
///
/// # Errors
/// The database does not answer.
pub async fn recover(engine: &Engine) -> Result<(), EngineError> {
    if engine.db().is_embedded() {
        let mut tx = engine.write().await?;
        release(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
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
        Job::SendMail { mail } => return Box::pin(notifications::send(engine, job, mail)).await,
        _ => {}
    }
    let mut tx = engine.write().await?;
    what.run(&mut tx, engine, &ctx).await?;
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Does what may take long, and says meanwhile that somebody is at the job.
pub(crate) async fn alive<T>(
    engine: &Engine,
    job: &Claimed,
    work: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, EngineError> {
    let mut work = pin!(work);
    loop {
        if let Ok(done) = timeout(HEARTBEAT, &mut work).await {
            return done;
        }
        let now = engine.context(Actor::System, "").now;
        let mut tx = engine.write().await?;
        keep(&mut tx, job, lease(now)).await?;
        tx.commit().await?;
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
