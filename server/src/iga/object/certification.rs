//! Certification (contract 3.5, 3.6, 3.18).

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::certification::{
    CampaignStatus, LineItemStatus, Removal, Revocability, Template, Verdict,
};
use bailiwick::directory::UserBrief;
use bailiwick::grant::GrantStatus;
use bailiwick::id::{ItemId, UserId, user_id};
use bailiwick::view::AccessView;
use bailiwick_engine::certifications::{
    CameBack, CampaignView, Counts, Figure, LineItemView, MyReview, Statistics,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::reviewed::reviewed;
use super::{Grant, User};

/// A certification that can be run; members that mean nothing here are kept.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the domain reads")]
pub struct CertificationTemplate {
    /// UUID, made by the server.
    id: Option<String>,
    /// What people call it.
    name: String,
    /// `identity`, `entitlement`, `roleMembership`, `entitlementComposition`, `roleComposition`, `identityProfile` or
    /// `account`.
    certification_type: String,
    /// Who answers for it: the id of a person.
    owner_id: String,
    /// Who decides: `[{certifierType, certifierId}]`.
    #[schema(value_type = Vec<Object>)]
    stages: Vec<Value>,
    /// How many days each stage has.
    stage_duration: u32,
    /// What is reviewed: `{type, user, application, account, entitlement, role, decision, memberOfOrg}`.
    #[schema(value_type = Object)]
    target_filter: Value,
    /// Revokes are carried out by this rule; without one they are only written down.
    remediation_rule: Option<String>,
}

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

/// How many line items a filter gives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetCount {
    /// How many.
    pub total_count: i64,
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

/// How a removal went.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `updateRemediationStatus` reads")]
pub struct NewRemediationStatus {
    /// `complete` or `failed`.
    remediation_status: String,
    /// What is said with it.
    comment: Option<String>,
}

/// With which line items something is done.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `act` reads")]
pub struct ManyLineItems {
    /// Which, at most 10,000; with `selectAllActorId` none.
    ids: Option<Vec<String>>,
    /// Why; with `comment` it must be there.
    comment: Option<String>,
    /// With `forward` and `reassign`: to whom.
    new_actor_id: Option<String>,
    /// With `reassign`: what they may.
    permissions: Option<Vec<String>>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineItemBulk {
    /// That it is done.
    #[schema(example = "Action 'certify' complete.")]
    pub message: String,
    /// Those that were left as they are.
    pub ids_not_acted_on: Vec<String>,
}

/// How a campaign would begin.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// How many line items it would have.
    pub items: i64,
    /// How many grants, definitions, records or accounts stand how.
    #[schema(value_type = Object, example = json!({"reviewed": 45, "filter": 12}))]
    pub ledger: Map<String, Value>,
    /// Who would get how many, the most first: `[{user, items}]`.
    #[schema(value_type = Vec<Object>)]
    pub reviewers: Vec<Value>,
    /// Why it would not be started: what is known of an application is too old, or was not loaded to its end.
    pub sources: Vec<String>,
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

/// A template with whom it names (contract 3.5).
pub fn template_document(template: &Template, people: &[UserBrief]) -> Map<String, Value> {
    let mut document = template.document();
    let info = |id: &Value| {
        let id = user_id(id.as_str()?)?;
        people.iter().find(|user| user.id == id).map(User::long)
    };
    for (member, of) in [
        ("ownerInfo", "ownerId"),
        ("defaultCertifierInfo", "defaultCertifierId"),
        ("escalationOwnerInfo", "escalationOwner"),
        ("expirationReassigneeInfo", "expirationReassignee"),
    ] {
        if let Some(found) = document.get(of).and_then(info) {
            document.insert(member.into(), json!(found));
        }
    }
    for stage in document.get_mut("stages").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(found) = stage.get("certifierId").and_then(info) {
            stage["certifierInfo"] = json!(found);
        }
    }
    document
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
    /// The caller's id.
    pub certifier_id: String,
    /// The caller, with `type` and `key`.
    #[schema(value_type = Object)]
    pub certifier: Value,
    /// When it began.
    pub start_date: Option<DateTime<Utc>>,
    /// Until when the caller decides.
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
            status if status.is_open() && counts.open > 0 => "active",
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

/// A row of a campaign: the members of a grant, a definition, a person or an account, and `decision.certification`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineItem {
    /// UUID.
    pub id: String,
    /// What is held, and by whom; the entitlement or role with its owners, its glossary, `holderCount` and what a role
    /// brings; the person with title, organisation, manager and `accountCount`; the account with its kind, owner, last use and what it
    /// may do. Absent when it is gone altogether.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub subject: Map<String, Value>,
    /// `{certification: {…}}` (contract 3.18).
    #[schema(value_type = Object)]
    pub decision: Value,
    /// What the caller may do with it.
    #[schema(value_type = Object, example = json!({"certify": true}))]
    pub permissions: Map<String, Value>,
}

impl From<&LineItemView> for LineItem {
    fn from(view: &LineItemView) -> Self {
        Self::of(view)
    }
}

impl LineItem {
    /// As clients read it.
    fn of(view: &LineItemView) -> Self {
        let item = &view.item;
        let person = |id: UserId| view.people.iter().find(|user| user.id == id).map(User::bare);
        let actors = item.actors.iter().filter_map(|(id, permissions)| {
            let may: Map<String, Value> =
                permissions.iter().map(|one| (one.as_str().to_owned(), json!(true))).collect();
            let mut actor = json!(person(*id)?);
            actor["permissions"] = json!(may);
            Some(actor)
        });
        let comments = view.comments.iter().map(|said| {
            json!({"user": User::named(said.user, &said.name), "action": said.action, "comment": said.comment,
                   "timeStamp": said.at})
        });
        let mut certification = json!({
            "campaignId": view.campaign,
            "targetId": view.target(),
            "status": item.status,
            "decision": item.verdict,
            "decisionDate": item.decided,
            "decisionBy": item.decided_by.and_then(person),
            "completionDate": item.signed,
            "completedBy": item.signed_by.and_then(person),
            "exceptionExpirationDate": item.until,
            "remediationStatus": item.removal,
            "remediated": item.removal == Some(Removal::Complete),
            "deadline": view.deadline,
            "stageIndex": item.stage,
            "isExpired": item.status == LineItemStatus::Expired,
            "primaryReviewer": person(item.reviewer),
            "actors": actors.collect::<Vec<_>>(),
            "comments": comments.collect::<Vec<_>>(),
        });
        if let Some(after) = &view.after {
            certification["remediationDate"] = json!(after.gone);
            certification["returned"] = json!(after.came_back.as_ref().map(returned));
        }
        if item.held().is_some() {
            let is_held = view.grant.as_ref().is_some_and(|grant| grant.status == GrantStatus::Active);
            certification["isHeld"] = json!(is_held);
            certification["revocability"] = revocability(view);
        }
        let may = view.permissions.iter().map(|one| (one.as_str().to_owned(), json!(true)));
        Self {
            id: item.id.to_string(),
            subject: match &view.shown {
                Some(shown) => reviewed(view, shown),
                None => grant(view),
            },
            decision: json!({"certification": certification}),
            permissions: may.collect(),
        }
    }
}

/// Whether the access can be taken away by itself, and what would have to change where it cannot.
fn revocability(view: &LineItemView) -> Value {
    let named = |item: &ItemBrief| json!({"type": item.kind, "id": item.id, "name": item.name});
    let mut shown = json!({
        "revocable": view.revocability.is_none_or(Revocability::is_direct),
        "type": view.revocability,
    });
    if let Some(item) = view.to_change() {
        shown["change"] = named(item);
    }
    if !view.way.is_empty() {
        shown["way"] = view.way.iter().map(named).collect();
    }
    shown
}

/// How access came back: a member of our own.
fn returned(one: &CameBack) -> Value {
    let brought = |kind: ItemKind| {
        let through = one.through.as_ref().filter(|item| item.kind == kind);
        through.map(|item| json!({"id": item.id, "name": item.name}))
    };
    json!({
        "date": one.at,
        "origin": one.origin,
        "by": one.by.as_ref().map(User::bare),
        "requestId": one.request,
        "requester": one.asked_by.as_ref().map(User::bare),
        "role": brought(ItemKind::Role),
        "member": brought(ItemKind::Entitlement),
        "description": format!("Came back {}.", one.how()),
    })
}

/// The members of the grant, but for its own id and standing.
fn grant(view: &LineItemView) -> Map<String, Value> {
    let (Some(user), Some(of), Some(grant)) = (&view.user, &view.of, &view.grant) else {
        return Map::new();
    };
    let access = AccessView {
        item: of.clone(),
        through: view.through.clone(),
        account: None,
        granted_by: None,
        request_number: None,
        justification: None,
        grant: grant.clone(),
    };
    let shown = serde_json::to_value(Grant::of(&access, user)).unwrap_or_default();
    let Value::Object(mut members) = shown else { return Map::new() };
    for own in ["id", "decision", "permissions"] {
        members.remove(own);
    }
    members
}
