//! Campaigns: one run of a certification (contract 3.6, 8).

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value as Json, json};

use super::{ExpirationAction, TemplateDefinition};
use crate::id::{CampaignId, TemplateId, UserId};

/// The members of a campaign that its reviewers read.
const FOR_REVIEWERS: [&str; 24] = [
    "id",
    "templateId",
    "name",
    "description",
    "certificationType",
    "ownerId",
    "status",
    "startDate",
    "deadline",
    "completionDate",
    "completedBy",
    "stageDuration",
    "exceptionDuration",
    "remediationDelay",
    "expirationAction",
    "allowBulkCertify",
    "allowPartialSignoff",
    "allowSelfCertification",
    "selfCertificationRule",
    "enableForward",
    "enableReassign",
    "reassignPermissions",
    "requireJustification",
    "uiConfig",
];

/// So many days before its deadline a campaign ends soon, where its template does not say.
const SOON_DAYS: u32 = 7;

crate::words! {
    /// Where a campaign stands.
    pub enum CampaignStatus {
        /// Its line items are being made.
        Creating = "creating",
        /// They are made, and looked through before anybody is asked.
        Staging = "staging",
        /// People decide.
        InProgress = "in-progress",
        /// Its deadline has passed: what nobody signed is being dealt with.
        Expiring = "expiring",
        /// Its deadline has passed with line items that nobody signed.
        Expired = "expired",
        /// It was called off.
        Cancelled = "cancelled",
        /// Every line item is signed.
        SignedOff = "signed-off",
        /// Its line items could not be made.
        Failed = "closed",
    }
}

impl CampaignStatus {
    /// Whether somebody may still decide something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::InProgress)
    }

    /// Whether its line items follow what becomes of what they are about: somebody decides about them, or is going to.
    pub const fn is_living(self) -> bool {
        matches!(self, Self::Creating | Self::Staging | Self::InProgress)
    }

    /// Whether it has ended.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Expired | Self::Cancelled | Self::SignedOff | Self::Failed)
    }
}

/// One run of a certification.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Server-made.
    pub id: CampaignId,
    /// What its line items are kept under; also what people call it by.
    pub number: i64,
    /// What it was started from.
    pub template: Option<TemplateId>,
    /// What is reviewed, and how, as it was at the start.
    pub definition: TemplateDefinition,
    /// Where it stands.
    pub status: CampaignStatus,
    /// How many line items it has.
    pub items: i64,
    /// Since when people decide.
    pub started: Option<DateTime<Utc>>,
    /// Until when.
    pub deadline: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed: Option<DateTime<Utc>>,
    /// Who ended it, from the moment they did; absent when the product did.
    pub completed_by: Option<UserId>,
    /// What becomes of what nobody decided, where whoever ended it said so.
    pub rest: Option<ExpirationAction>,
    /// Why its line items could not be made.
    pub failure: Option<String>,
    /// 1 at first, one more with every change.
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Campaign {
    /// People are asked from now on, until the deadline if one was set before.
    pub fn begin(&mut self, now: DateTime<Utc>) {
        self.status = CampaignStatus::InProgress;
        self.started = Some(now);
        let set = self.deadline.filter(|deadline| *deadline > now);
        self.deadline = set.or_else(|| self.end_of_all_stages(now));
    }

    /// Whoever is asked from now on has as long as those before; since when people decide stays as it was.
    pub fn renew(&mut self, now: DateTime<Utc>) {
        self.status = CampaignStatus::InProgress;
        self.deadline = self.end_of_all_stages(now);
    }

    fn end_of_all_stages(&self, began: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let stages = i64::try_from(self.definition.stages.len()).unwrap_or(1);
        let days = i64::from(self.definition.stage_days).saturating_mul(stages);
        began.checked_add_signed(Duration::days(days))
    }

    /// Whether its time is over: its deadline, and the days behind it.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        let days = Duration::days(i64::from(self.definition.expiration.delay_days));
        self.deadline.and_then(|deadline| deadline.checked_add_signed(days)).is_some_and(|end| end <= now)
    }

    /// What becomes of what nobody signs in time: as whoever ended it said, else as its definition does.
    pub fn late_action(&self) -> ExpirationAction {
        self.rest.unwrap_or(self.definition.expiration.action)
    }

    /// How long a stage lasts: its days, and what the deadline was moved by since it was planned.
    fn stage_time(&self) -> Option<Duration> {
        let days = Duration::days(i64::from(self.definition.stage_days));
        let stages = i32::try_from(self.definition.stages.len()).unwrap_or(1);
        let planned = self.started?.checked_add_signed(days * stages)?;
        Some(days + (self.deadline? - planned).max(Duration::zero()))
    }

    /// Until when a line item is to be signed that came to its stage then, or with the campaign: no stage lasts longer
    /// than the campaign.
    pub fn due(&self, stage_began: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let (Some(started), Some(time)) = (self.started, self.stage_time()) else { return self.deadline };
        let began = stage_began.map_or(started, |began| began.max(started));
        let due = began.checked_add_signed(time);
        due.into_iter().chain(self.deadline).min()
    }

    /// The moment by which a line item must have come to its stage to be due at another moment.
    pub fn began_if_due(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        at.checked_sub_signed(self.stage_time()?)
    }

    /// Whether line items have several stages, each with a time of its own.
    pub const fn has_several_stages(&self) -> bool {
        self.definition.stages.len() > 1
    }

    /// Whether it runs and its deadline is near: as near as its notice of that is.
    pub fn ends_soon(&self, now: DateTime<Utc>) -> bool {
        let days = i64::from(self.definition.notices.expiration_days.unwrap_or(SOON_DAYS));
        let is_near = |deadline: DateTime<Utc>| deadline > now && deadline - now <= Duration::days(days);
        self.status.is_open() && self.deadline.is_some_and(is_near)
    }

    /// When people are told that the deadline comes near.
    pub fn expiration_notice(&self) -> Option<DateTime<Utc>> {
        let days = self.definition.notices.expiration_days?;
        self.deadline?.checked_sub_signed(Duration::days(days.into()))
    }

    /// When people are told next of something that comes every so many days while it runs.
    pub fn next_notice(&self, days: Option<u32>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = i64::from(days.filter(|days| *days > 0 && self.status.is_open())?);
        let passed = (now - self.started?).num_days().max(0) / days;
        self.started?.checked_add_signed(Duration::days(days.saturating_mul(passed + 1)))
    }

    /// It ends.
    pub fn end(&mut self, status: CampaignStatus, by: Option<UserId>, now: DateTime<Utc>) {
        self.status = status;
        self.completed = Some(now);
        self.completed_by = by;
    }

    /// What its reviewers read of it: how it is conducted, not whom else it asks nor how that was found.
    pub fn document_for_reviewers(&self) -> Map<String, Json> {
        let mut document = self.document();
        document.retain(|name, _| FOR_REVIEWERS.contains(&name.as_str()));
        document
    }

    /// The campaign as clients read it, without its figures: its definition with where it stands.
    pub fn document(&self) -> Map<String, Json> {
        let mut document = self.definition.body().clone();
        let own = json!({
            "id": self.id,
            "templateId": self.template,
            "status": self.status,
            "startDate": self.started.unwrap_or(self.created_at),
            "deadline": self.deadline,
            "completionDate": self.completed,
            "completedBy": self.completed_by,
            "systemMessages": {"info": [], "errors": self.failure.iter().collect::<Vec<_>>()},
        });
        if let Json::Object(own) = own {
            document.extend(own);
        }
        if let Some(rest) = self.rest {
            document.insert("completionAction".into(), json!(rest));
        }
        document
    }
}
