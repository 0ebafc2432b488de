//! Certifications.

use bailiwick::certification::isc::Phase;
use bailiwick::directory::UserBrief;
use bailiwick_engine::certifications::isc::ReviewView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CampaignReference, IdentityReference};

/// The certification that one was handed over from.
#[derive(Debug, Serialize, ToSchema)]
pub struct CertificationReference {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// Always `CERTIFICATION`.
    #[serde(rename = "type")]
    #[schema(example = "CERTIFICATION")]
    kind: &'static str,
    /// Who was asked.
    reviewer: Option<IdentityReference>,
}

/// How a certification came to its reviewer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reassignment {
    /// From there.
    from: CertificationReference,
    /// Why.
    comment: Option<String>,
}

/// What a campaign asks of a reviewer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Certification {
    /// Server-made.
    id: String,
    /// The campaign's name and the reviewer's.
    name: String,
    /// The campaign.
    campaign: CampaignReference,
    /// Everything is decided.
    completed: bool,
    /// About how many people everything is decided.
    identities_completed: i64,
    /// How many people it is about.
    identities_total: i64,
    /// When it came about.
    created: DateTime<Utc>,
    /// When something was decided or signed last.
    modified: DateTime<Utc>,
    /// How many decisions are made.
    decisions_made: i64,
    /// How many there are to be made.
    decisions_total: i64,
    /// Until when.
    due: Option<DateTime<Utc>>,
    /// When it was signed off.
    signed: Option<DateTime<Utc>>,
    /// Who is asked.
    reviewer: Option<IdentityReference>,
    /// How it came to them, where somebody else was asked before.
    reassignment: Option<Reassignment>,
    /// Always false: a campaign with errors has no certifications.
    has_errors: bool,
    /// Always null.
    error_message: Option<String>,
    /// `STAGED`, `ACTIVE` or `SIGNED`.
    #[schema(example = "ACTIVE")]
    phase: &'static str,
}

fn name(view: &ReviewView, reviewer: Option<&UserBrief>) -> String {
    let campaign = &view.campaign.campaign.definition.name;
    reviewer.map_or_else(|| campaign.clone(), |user| format!("{campaign} for {}", user.display_name))
}

fn phase(view: &ReviewView) -> Phase {
    view.progress.phase(view.campaign.campaign.started.is_some())
}

fn signed(view: &ReviewView) -> Option<DateTime<Utc>> {
    view.progress.signed.filter(|_| phase(view) == Phase::Signed)
}

fn reassignment(view: &ReviewView) -> Option<Reassignment> {
    view.from.as_ref().map(|(from, reviewer)| Reassignment {
        from: CertificationReference {
            id: from.id.to_string(),
            name: name(view, reviewer.as_ref()),
            kind: "CERTIFICATION",
            reviewer: reviewer.as_ref().map(IdentityReference::from),
        },
        comment: view.review.comment.clone(),
    })
}

impl From<&ReviewView> for Certification {
    fn from(view: &ReviewView) -> Self {
        let progress = &view.progress;
        let changed = [progress.decided, progress.signed].into_iter().flatten().max();
        Self {
            id: view.review.id.to_string(),
            name: name(view, view.reviewer.as_ref()),
            campaign: (&view.campaign).into(),
            completed: progress.made == progress.total,
            identities_completed: progress.people_done,
            identities_total: progress.people,
            created: view.review.created,
            modified: changed.map_or(view.review.created, |at| at.max(view.review.created)),
            decisions_made: progress.made,
            decisions_total: progress.total,
            due: view.campaign.campaign.deadline,
            signed: signed(view),
            reviewer: view.reviewer.as_ref().map(IdentityReference::from),
            reassignment: reassignment(view),
            has_errors: false,
            error_message: None,
            phase: phase(view).as_str(),
        }
    }
}

/// The same as the older version has it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OlderCertification {
    id: String,
    name: String,
    campaign_ref: CampaignReference,
    phase: &'static str,
    due: Option<DateTime<Utc>>,
    signed: Option<DateTime<Utc>>,
    reviewer: Option<IdentityReference>,
    reassignment: Option<Reassignment>,
    has_errors: bool,
    error_message: Option<String>,
    completed: bool,
    decisions_made: i64,
    decisions_total: i64,
    entities_completed: i64,
    entities_total: i64,
}

impl From<&ReviewView> for OlderCertification {
    fn from(view: &ReviewView) -> Self {
        let Certification { id, name, campaign, phase, due, signed, reviewer, reassignment, .. } =
            view.into();
        let progress = &view.progress;
        Self {
            id,
            name,
            campaign_ref: campaign,
            phase,
            due,
            signed,
            reviewer,
            reassignment,
            has_errors: false,
            error_message: None,
            completed: progress.made == progress.total,
            decisions_made: progress.made,
            decisions_total: progress.total,
            entities_completed: progress.people_done,
            entities_total: progress.people,
        }
    }
}
