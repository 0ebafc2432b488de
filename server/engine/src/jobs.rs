//! Durable work: written in the transaction of its cause, run at least once, idempotent.

mod count;
mod worker;

pub use count::counts;
pub(crate) use worker::{MOST_ATTEMPTS, alive, done};
pub use worker::{recover, run_due, worker};

use bailiwick::authority::Actor;
use bailiwick::id::{
    CampaignId, CampaignTemplateId, CertificationTaskId, ControlId, GrantId, InstanceId, ItemId, JobId,
    MailId, PhaseId, PolicyId, RequestId, ScanId, TemplateId, UserId, ViolationId,
};
use bailiwick::request::Request;
use bailiwick_store::Tx;
use bailiwick_store::jobs::{NewJob, insert};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::certifications::isc::{Handing, Reassignment};
use crate::requests::provision::Terms;
use crate::requests::{planned_end, provision, timers};
use crate::workflows::{PhaseEvent, phase_event};
use crate::{Context, Engine, EngineError, certifications, controls, policies, violations};

/// A worker that says nothing of its job for so long is taken for dead.
const LEASE_SECONDS: i64 = 15;
/// Every so often it says that it is still at it.
const HEARTBEAT: std::time::Duration = std::time::Duration::from_secs(4);

/// Until when a job taken now is its worker's.
pub(crate) fn lease(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::seconds(LEASE_SECONDS)
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Job {
    /// Carry an instance of a workflow on until it waits.
    Advance { instance: InstanceId },
    /// Something happens to a phase of a request.
    PhaseEvent { request: RequestId, phase: PhaseId, event: PhaseEvent, at: DateTime<Utc> },
    /// A request was to be finished by now.
    ExpireRequest {
        request: RequestId,
        /// Absent in jobs of former versions.
        #[serde(default)]
        at: Option<DateTime<Utc>>,
    },
    /// The start of an access has come.
    BeginGrant { user: UserId, item: ItemId, terms: Terms },
    /// A grant's end date has come.
    EndGrant {
        grant: GrantId,
        /// Absent in jobs of former versions.
        #[serde(default)]
        at: Option<DateTime<Utc>>,
    },
    /// A mail is to be sent.
    SendMail { mail: MailId },
    /// Who breaks some rules is to be found.
    ScanPolicies { scan: ScanId },
    /// The time of a policy's scan has come; `revision` is the policy's when that was planned.
    ScheduledScan { policy: PolicyId, revision: i64, at: DateTime<Utc> },
    /// The line items of a campaign are to be made.
    MakeLineItems { campaign: CampaignId },
    /// The time of a campaign has come.
    ExpireCampaign { campaign: CampaignId, at: DateTime<Utc> },
    /// Line items of a campaign may be late in their stage.
    LookAfterStages {
        campaign: CampaignId,
        at: DateTime<Utc>,
        /// When it was looked through before; absent in jobs of former versions.
        #[serde(default)]
        since: Option<DateTime<Utc>>,
    },
    /// What nobody signed in a campaign that has ended is to be closed.
    CloseLineItems { campaign: CampaignId },
    /// A campaign that was deleted is to be taken away with its line items.
    DeleteCampaign { campaign: CampaignId },
    /// People are to be told about a campaign.
    TellOfCampaign { campaign: CampaignId, cause: certifications::NoticeCause, at: DateTime<Utc> },
    /// The time of a template's campaign has come; `revision` is the template's when that was planned.
    ScheduledCampaign { template: TemplateId, revision: i64, at: DateTime<Utc> },
    /// Line items whose access is gone are to be closed.
    FollowAccess { campaign: CampaignId, at: DateTime<Utc> },
    /// Access that was removed is to be looked at again.
    VerifyRemoved { campaign: CampaignId, at: DateTime<Utc> },
    /// Exceptions of a campaign have ended.
    EndExceptions { campaign: CampaignId, at: DateTime<Utc> },
    /// Access that a campaign revoked is to go.
    RemoveRevoked { campaign: CampaignId, at: DateTime<Utc> },
    /// The time of a template's campaign has come, as SailPoint's API has it; `revision` is the template's then.
    GenerateCampaign { template: CampaignTemplateId, revision: i64, at: DateTime<Utc> },
    /// Certifications, or parts of them, are to be handed over, as somebody said.
    ReassignCertifications {
        task: CertificationTaskId,
        actor: Actor,
        handings: Vec<Handing>,
        reassignment: Reassignment,
    },
    /// The end of an exception has come.
    EndException { violation: ViolationId, at: DateTime<Utc> },
    /// The evidence of a control runs out soon.
    RemindOfControl { control: ControlId, until: DateTime<Utc> },
    /// Who has a role by rule is to get it, and others to lose it.
    FollowMembers { role: ItemId, at: DateTime<Utc> },
    /// Exceptions that rest on a control may have lost it.
    CheckControl { control: ControlId, at: DateTime<Utc> },
}

impl Job {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Advance { .. } => "advance",
            Self::PhaseEvent { .. } => "phase-event",
            Self::ExpireRequest { .. } => "expire-request",
            Self::BeginGrant { .. } => "begin-grant",
            Self::EndGrant { .. } => "end-grant",
            Self::SendMail { .. } => "send-mail",
            Self::ScanPolicies { .. } => "scan-policies",
            Self::ScheduledScan { .. } => "scheduled-scan",
            Self::EndException { .. } => "end-exception",
            Self::MakeLineItems { .. } => "make-line-items",
            Self::ExpireCampaign { .. } => "expire-campaign",
            Self::LookAfterStages { .. } => "look-after-stages",
            Self::CloseLineItems { .. } => "close-line-items",
            Self::DeleteCampaign { .. } => "delete-campaign",
            Self::TellOfCampaign { cause, .. } => cause.as_str(),
            Self::ScheduledCampaign { .. } => "scheduled-campaign",
            Self::FollowAccess { .. } => "follow-access",
            Self::VerifyRemoved { .. } => "verify-removed",
            Self::EndExceptions { .. } => "end-exceptions",
            Self::RemoveRevoked { .. } => "remove-revoked",
            Self::ReassignCertifications { .. } => "reassign-certifications",
            Self::GenerateCampaign { .. } => "generate-campaign",
            Self::RemindOfControl { .. } => "remind-of-control",
            Self::CheckControl { .. } => "check-control",
            Self::FollowMembers { .. } => "follow-members",
        }
    }

    /// What makes a second one superfluous.
    pub(crate) fn unique_key(&self) -> String {
        match self {
            Self::Advance { instance } => format!("{}:{instance}", self.kind()),
            Self::PhaseEvent { phase, event, at, .. } => {
                format!("{}:{phase}:{}", event.as_str(), at.timestamp_micros())
            }
            Self::ExpireRequest { request, at: None } => format!("{}:{request}", self.kind()),
            Self::ExpireRequest { request, at: Some(at) } => {
                format!("{}:{request}:{}", self.kind(), at.timestamp_micros())
            }
            Self::BeginGrant { user, item, .. } => format!("{}:{user}:{item}", self.kind()),
            Self::EndGrant { grant, at: None } => format!("{}:{grant}", self.kind()),
            Self::EndGrant { grant, at: Some(at) } => {
                format!("{}:{grant}:{}", self.kind(), at.timestamp_micros())
            }
            Self::SendMail { mail } => format!("{}:{mail}", self.kind()),
            Self::ScanPolicies { scan } => format!("{}:{scan}", self.kind()),
            Self::ScheduledScan { policy, revision, at } => {
                format!("{}:{policy}:{revision}:{}", self.kind(), at.timestamp_micros())
            }
            Self::EndException { violation, at } => {
                format!("{}:{violation}:{}", self.kind(), at.timestamp_micros())
            }
            Self::GenerateCampaign { template, revision, at } => {
                format!("{}:{template}:{revision}:{}", self.kind(), at.timestamp_micros())
            }
            Self::ReassignCertifications { task, .. } => format!("{}:{task}", self.kind()),
            Self::MakeLineItems { campaign }
            | Self::CloseLineItems { campaign }
            | Self::DeleteCampaign { campaign } => {
                format!("{}:{campaign}", self.kind())
            }
            Self::ScheduledCampaign { template, revision, at } => {
                format!("{}:{template}:{revision}:{}", self.kind(), at.timestamp_micros())
            }
            Self::TellOfCampaign { campaign, at, .. }
            | Self::ExpireCampaign { campaign, at }
            | Self::LookAfterStages { campaign, at, .. }
            | Self::FollowAccess { campaign, at }
            | Self::VerifyRemoved { campaign, at }
            | Self::EndExceptions { campaign, at }
            | Self::RemoveRevoked { campaign, at } => {
                format!("{}:{campaign}:{}", self.kind(), at.timestamp_micros())
            }
            Self::FollowMembers { role, at } => format!("{}:{role}:{}", self.kind(), at.timestamp_micros()),
            Self::RemindOfControl { control, until: at } | Self::CheckControl { control, at } => {
                format!("{}:{control}:{}", self.kind(), at.timestamp_micros())
            }
        }
    }

    /// Ends a grant at a date.
    pub(crate) const fn end_grant(grant: GrantId, at: DateTime<Utc>) -> Self {
        Self::EndGrant { grant, at: Some(at) }
    }

    /// Calls the request off at a date.
    pub(crate) fn expire(request: &Request, at: DateTime<Utc>) -> Self {
        Self::ExpireRequest { request: request.id.clone(), at: Some(at) }
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

    /// Does it, in the transaction that also finishes it; what drives a workflow, sends mail or goes over many has
    /// transactions of its own.
    async fn run(&self, tx: &mut Tx, engine: &Engine, ctx: &Context) -> Result<(), EngineError> {
        match self {
            Self::Advance { .. }
            | Self::SendMail { .. }
            | Self::ScanPolicies { .. }
            | Self::MakeLineItems { .. }
            | Self::ExpireCampaign { .. }
            | Self::LookAfterStages { .. }
            | Self::CloseLineItems { .. }
            | Self::DeleteCampaign { .. }
            | Self::FollowAccess { .. }
            | Self::TellOfCampaign { .. }
            | Self::RemoveRevoked { .. }
            | Self::ReassignCertifications { .. }
            | Self::FollowMembers { .. }
            | Self::CheckControl { .. } => Ok(()),
            Self::ScheduledCampaign { template, revision, .. } => {
                certifications::scheduled_campaign(tx, engine, ctx, (*template, *revision)).await
            }
            Self::GenerateCampaign { template, revision, at } => {
                certifications::isc::scheduled(tx, engine, ctx, (*template, *revision, *at)).await
            }
            Self::VerifyRemoved { campaign, .. } => certifications::verify(tx, engine, ctx, *campaign).await,
            Self::EndExceptions { campaign, .. } => {
                certifications::end_exceptions(tx, engine, ctx, *campaign).await
            }
            Self::ScheduledScan { policy, revision, .. } => {
                policies::scheduled_scan(tx, engine, ctx, *policy, *revision).await
            }
            Self::EndException { violation, .. } => {
                violations::end_exception(tx, engine, ctx, *violation).await
            }
            Self::RemindOfControl { control, until } => {
                controls::remind(tx, engine, ctx, *control, *until).await
            }
            Self::PhaseEvent { request, phase, event, .. } => {
                phase_event(tx, engine, ctx, request, *phase, *event).await
            }
            Self::ExpireRequest { request, .. } => timers::expire(tx, engine, ctx, request).await,
            Self::BeginGrant { user, item, terms } => {
                provision::begin_grant(tx, engine, ctx, *user, *item, terms).await
            }
            Self::EndGrant { grant, .. } => planned_end::end_grant(tx, engine, ctx, *grant).await,
        }
    }
}
