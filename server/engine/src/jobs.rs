//! Durable work: written in the transaction of its cause, run at least once, idempotent.

mod count;
mod worker;

pub use count::counts;
pub use worker::{run_due, worker};

use bailiwick::id::{GrantId, JobId, RequestId};
use bailiwick_store::Tx;
use bailiwick_store::jobs::{NewJob, insert};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::requests::{provision, timers};
use crate::{Context, Engine, EngineError};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Job {
    /// Carry out an approved request.
    Provision { request: RequestId },
    /// A request's awaited date has come.
    ResumeRequest { request: RequestId },
    /// A request was to be finished by now.
    ExpireRequest { request: RequestId },
    /// A phase was to be decided by now.
    ExpirePhase { request: RequestId, phase: String },
    /// A grant's end date has come.
    EndGrant { grant: GrantId },
}

impl Job {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Provision { .. } => "provision",
            Self::ResumeRequest { .. } => "resume-request",
            Self::ExpireRequest { .. } => "expire-request",
            Self::ExpirePhase { .. } => "expire-phase",
            Self::EndGrant { .. } => "end-grant",
        }
    }

    /// What makes a second one superfluous.
    fn unique_key(&self) -> String {
        match self {
            Self::Provision { request }
            | Self::ResumeRequest { request }
            | Self::ExpireRequest { request } => {
                format!("{}:{request}", self.kind())
            }
            Self::ExpirePhase { request, phase } => format!("{}:{request}:{phase}", self.kind()),
            Self::EndGrant { grant } => format!("{}:{grant}", self.kind()),
        }
    }

    /// Writes the job, to be done at `due`, in the transaction of its cause.
    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        due: DateTime<Utc>,
    ) -> Result<(), EngineError> {
        let payload = serde_json::to_string(self).map_err(|error| EngineError::Internal(Box::new(error)))?;
        let id = JobId(engine.new_id());
        let job = NewJob { id, kind: self.kind(), payload, unique_key: Some(self.unique_key()), due };
        Ok(insert(tx, &job, ctx.now).await?)
    }

    /// Does it, in the transaction that also finishes it.
    async fn run(&self, tx: &mut Tx, engine: &Engine, ctx: &Context) -> Result<(), EngineError> {
        match self {
            Self::Provision { request } => provision::provision(tx, engine, ctx, request).await,
            Self::ResumeRequest { request } => timers::resume(tx, engine, ctx, request).await,
            Self::ExpireRequest { request } => timers::expire(tx, engine, ctx, request).await,
            Self::ExpirePhase { request, phase } => {
                timers::expire_phase(tx, engine, ctx, request, phase).await
            }
            Self::EndGrant { grant } => provision::end_grant(tx, engine, ctx, *grant).await,
        }
    }
}
