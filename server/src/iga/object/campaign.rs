//! Certification campaigns, with how far they are (contract 3.6).

use bailiwick::certification::{CampaignStatus, Verdict};
use bailiwick::directory::UserBrief;
use bailiwick::id::ItemId;
use bailiwick_engine::certifications::{CampaignView, Counts, Figure, MyReview, Statistics};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::User;

/// What to start.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `start` reads")]
pub struct NewCampaign {
    /// The id of a template.
    template_id: String,
    /// Of a template for events: `{userId, eventName, …}`.
    #[schema(value_type = Option<Object>)]
    parameters: Option<Value>,
}

/// What is to be changed about a campaign.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `change` reads")]
pub struct CampaignChange {
    /// What people call it.
    name: Option<String>,
    /// Who answers for it: an active person.
    owner_id: Option<String>,
}

/// Until when people decide.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `update-deadline` reads")]
pub struct NewDeadline {
    /// In the future.
    new_deadline: DateTime<Utc>,
}

/// How many grants, definitions or accounts of an application stand so, or how many roles or people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    /// `{id, name}`; null for roles and people.
    #[schema(value_type = Option<Object>)]
    pub application: Option<Value>,
    /// `reviewed`, `kind`, `filter`, `inactive-person`, `inactive-item`, `inactive-account`, `role-based`, `conditional` or
    /// `no-certifier`.
    pub standing: String,
    /// How many.
    pub grants: i64,
}

/// A campaign: its template as it was at the start, with where it stands.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `campaign_document` makes")]
pub struct Campaign {
    /// UUID.
    id: String,
    /// The template it was started from.
    template_id: Option<String>,
    /// What people call it.
    name: String,
    /// `creating`, `staging`, `in-progress`, `expired`, `cancelled`, `signed-off`, or `closed` when it could not be made.
    status: String,
    /// When it began.
    start_date: DateTime<Utc>,
    /// Until when people decide.
    deadline: Option<DateTime<Utc>>,
    /// When it ended.
    completion_date: Option<DateTime<Utc>>,
    /// What became of what nobody had decided, where whoever completed it over SailPoint's API said so; for its owner and who
    /// reads every campaign. `expirationAction` stays as it was defined.
    completion_action: Option<String>,
    /// Of one campaign: how many line items it has.
    total_items: Option<i64>,
    /// Of one campaign: how many are signed or closed.
    total_items_complete: Option<i64>,
    /// Of one campaign: from 0 to 1.
    progress: Option<f64>,
    /// Of one campaign: how many people, items or accounts it is about; for its owner and who reads every campaign, as are
    /// the moments of notices and all but `currentDecision` of the statistics.
    total_targets: Option<i64>,
    /// When people are told next that the deadline comes near.
    expiration_notification_date: Option<DateTime<Utc>>,
    /// When they are reminded next.
    reminder_notification_date: Option<DateTime<Utc>>,
    /// When somebody else is told next that they do not answer.
    escalation_notification_date: Option<DateTime<Utc>>,
    /// Of one campaign: `{currentDecision{certify, revoke, exception, abstain, noDecision}, userCount,
    /// primaryReviewer{complete, total}, decisionsByApplication[{application, certify, …, total}]}`.
    #[schema(value_type = Option<Object>)]
    statistics: Option<Value>,
}

/// A campaign with how far it is. Its reviewers read how it is conducted; who answers for it, the whole of it.
pub fn campaign_document(view: &CampaignView, statistics: Option<&Statistics>) -> Map<String, Value> {
    let mut document =
        if view.is_whole { view.campaign.document() } else { view.campaign.document_for_reviewers() };
    let counts = view.counts;
    if !view.messages.is_empty() {
        let errors = document.get("systemMessages").and_then(|said| said.get("errors")).cloned();
        document.insert("systemMessages".into(), json!({"info": view.messages, "errors": errors}));
    }
    document.insert("ownerInfo".into(), json!(view.owner.as_ref().map(User::long)));
    document.insert("totalItems".into(), json!(counts.total));
    document.insert("totalItemsComplete".into(), json!(counts.total - counts.open));
    document.insert("progress".into(), json!(progress(counts)));
    document.insert("percentItemsComplete".into(), json!(progress(counts) * 100.0));
    let mut shown = json!({"currentDecision": {
        "certify": counts.certify, "revoke": counts.revoke, "exception": counts.exception,
        "abstain": counts.abstain, "noDecision": counts.undecided(),
    }});
    if let Some(of) = statistics {
        let (reviewers, done) = of.reviewers;
        shown["userCount"] = json!(of.people);
        shown["primaryReviewer"] = json!({"complete": done, "total": reviewers});
        shown["decisionsByApplication"] = by_application(of);
        document.insert("totalTargets".into(), json!(of.targets));
        let [expiration, reminder, escalation] = of.notices;
        document.insert("expirationNotificationDate".into(), json!(expiration));
        document.insert("reminderNotificationDate".into(), json!(reminder));
        document.insert("escalationNotificationDate".into(), json!(escalation));
    }
    document.insert("statistics".into(), shown);
    document
}

/// How the line items of each application are decided; roles are in none.
fn by_application(of: &Statistics) -> Value {
    let mut places: Vec<Option<ItemId>> = of.figures.iter().map(|figure| figure.application).collect();
    places.sort_unstable();
    places.dedup();
    let one = |place: Option<ItemId>| {
        let count = |is: &dyn Fn(&Figure) -> bool| -> i64 {
            let here = of.figures.iter().filter(|figure| figure.application == place && is(figure));
            here.map(|figure| figure.items).sum()
        };
        let decided = |verdict| count(&move |figure: &Figure| figure.verdict == Some(verdict));
        json!({
            "application": place.map(|id| json!({"id": id, "name": of.applications.get(&id)})),
            "certify": decided(Verdict::Certify), "revoke": decided(Verdict::Revoke),
            "exception": decided(Verdict::Exception), "abstain": decided(Verdict::Abstain),
            "noDecision": count(&|figure| figure.verdict.is_none()), "total": count(&|_| true),
        })
    };
    places.into_iter().map(one).collect()
}

/// How much is signed or closed, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits than it has")]
fn progress(counts: Counts) -> f64 {
    if counts.total == 0 { 1.0 } else { (counts.total - counts.open) as f64 / counts.total as f64 }
}

/// How far one reviewer is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewerProgress {
    /// Who.
    pub actor: User,
    /// How many line items wait.
    pub in_progress: i64,
    /// How many are signed or closed.
    pub complete: i64,
    /// All.
    pub total: i64,
    /// From 0 to 1.
    pub progress: f64,
    /// `in-progress` or `signed-off`.
    pub status: &'static str,
}

impl From<&(UserBrief, Counts)> for ReviewerProgress {
    fn from((reviewer, counts): &(UserBrief, Counts)) -> Self {
        Self {
            actor: User::long(reviewer),
            in_progress: counts.open,
            complete: counts.total - counts.open,
            total: counts.total,
            progress: progress(*counts),
            status: if counts.open > 0 { "in-progress" } else { "signed-off" },
        }
    }
}

/// What a campaign asks of the caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// `active`, `expired` or `complete`.
    pub status: &'static str,
    /// The campaign.
    pub campaign_id: String,
    /// What people call it.
    pub campaign_name: String,
    /// Whom it asks: the caller, or somebody they stand in for, or did.
    pub certifier_id: String,
    /// The same person, with `type` and `key`.
    #[schema(value_type = Object)]
    pub certifier: Value,
    /// When it began.
    pub start_date: Option<DateTime<Utc>>,
    /// Until when they decide.
    pub deadline: Option<DateTime<Utc>>,
    /// `{in-progress, total}`.
    #[schema(value_type = Object)]
    pub totals: Value,
    /// From 0 to 1.
    pub progress: f64,
}

impl From<&MyReview> for Review {
    fn from(review: &MyReview) -> Self {
        let (campaign, counts) = (&review.campaign, review.counts);
        let status = match campaign.status {
            CampaignStatus::Expired => "expired",
            status if status.is_open() && counts.open > 0 && review.decides => "active",
            _ => "complete",
        };
        let mut certifier = json!(User::long(&review.reviewer));
        certifier["type"] = json!("user");
        certifier["key"] = json!(format!("managed/user/{}", review.reviewer.id));
        Self {
            status,
            certifier_id: review.reviewer.id.to_string(),
            certifier,
            campaign_id: campaign.id.to_string(),
            campaign_name: campaign.definition.name.clone(),
            start_date: campaign.started,
            deadline: review.due,
            totals: json!({"in-progress": counts.open, "total": counts.total}),
            progress: progress(counts),
        }
    }
}
