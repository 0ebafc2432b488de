//! The documents of the face (contract C1).

use bailiwick::catalog::{ItemBrief, ItemKind, Risk};
use bailiwick::directory::UserBrief;
use bailiwick::request::{CommentAction, Decision, Modifier, Outcome, Request, RequestStatus};
use bailiwick::view::{HeldAccess, RequestView};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A document's id.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DocumentId {
    /// A UUID, or a request's id.
    #[serde(rename = "$oid")]
    pub oid: String,
}

impl DocumentId {
    fn of(id: &impl ToString) -> Self {
        Self { oid: id.to_string() }
    }
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Document {
    /// An application, entitlement or role.
    Item(Box<ItemDocument>),
    /// A person.
    User(Box<UserDocument>),
}

/// An application, entitlement or role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItemDocument {
    /// Which.
    #[serde(rename = "_id")]
    pub id: DocumentId,
    /// `TargetSystem`, `Entitlement` or `Roles`.
    pub collection: &'static str,
    /// The name the application itself uses.
    pub name: String,
    /// As shown.
    pub display_name: String,
    /// What it lets people do.
    pub description: String,
    /// `low`, `medium`, `high` or `critical`.
    #[schema(value_type = String)]
    pub risk_level: Risk,
    /// Whether it can be asked for.
    pub is_requestable: bool,
    /// The application of an entitlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_system_id: Option<DocumentId>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_system_name: Option<String>,
    /// When it came into the catalog.
    pub create_date: DateTime<Utc>,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserDocument {
    /// Which.
    #[serde(rename = "_id")]
    pub id: DocumentId,
    /// Always `Users`.
    pub collection: &'static str,
    /// The name they sign in with.
    pub login: String,
    /// As shown.
    pub display_name: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Mail address.
    pub email: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// Where they belong.
    pub organization: Option<String>,
    /// What they hold, for who may know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_list: Option<AccessList>,
}

/// What a person holds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessList {
    /// Applications held.
    pub application_count: i64,
    /// Entitlements held.
    pub entitlement_count: i64,
    /// Names of the first 50 applications.
    pub applications: Vec<String>,
    /// Names of the first 50 roles.
    pub roles: Vec<String>,
}

impl From<&ItemBrief> for ItemDocument {
    fn from(item: &ItemBrief) -> Self {
        Self {
            id: DocumentId::of(&item.id),
            collection: match item.kind {
                ItemKind::Application => "TargetSystem",
                ItemKind::Entitlement => "Entitlement",
                ItemKind::Role => "Roles",
            },
            name: item.native_key.clone(),
            display_name: item.name.clone(),
            description: item.description.clone(),
            risk_level: item.risk,
            is_requestable: item.requestable,
            target_system_id: item.application.as_ref().map(DocumentId::of),
            target_system_name: item.application_name.clone(),
            create_date: item.created_at,
        }
    }
}

impl UserDocument {
    /// Of a person, with what they hold where the caller may know it.
    pub fn of(user: &UserBrief, access_list: Option<AccessList>) -> Self {
        Self {
            id: DocumentId::of(&user.id),
            collection: "Users",
            login: user.user_name.clone(),
            display_name: user.display_name.clone(),
            first_name: user.given_name.clone(),
            last_name: user.sn.clone(),
            email: user.mail.clone(),
            title: user.title.clone(),
            organization: user.organisation.clone(),
            access_list,
        }
    }
}

impl AccessList {
    /// Of counts and names.
    pub fn of(counts: &HeldAccess, applications: Vec<String>, roles: Vec<String>) -> Self {
        Self {
            application_count: counts.applications,
            entitlement_count: counts.entitlements,
            applications,
            roles,
        }
    }
}

/// A request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserRequest {
    /// Which.
    #[serde(rename = "_id")]
    pub id: DocumentId,
    /// Always `IDE`.
    #[serde(rename = "IDM")]
    pub idm: &'static str,
    /// Always `UserRequest`.
    pub collection: &'static str,
    /// When it was sent.
    pub create_date: DateTime<Utc>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Why it was asked for.
    pub justification: String,
    /// What was asked for.
    pub payload: Payload,
    /// Always `Access`.
    pub request_type: &'static str,
    /// Who asked.
    pub requester: Person,
    /// Whom it is for.
    pub beneficiary: Person,
    /// `Initiated`, `Approved`, `Rejected`, `Completed`, `Failed` or `Cancelled`.
    pub resolution: &'static str,
    /// `Waiting for Manager Approval`, `Waiting for Approval`, `Waiting for Date`, `Request Submitted`,
    /// `Completed` or `Cancelled`.
    pub status: &'static str,
    /// In one line.
    pub summary: String,
    /// How it is decided.
    pub workflow_name: String,
    /// Requests that were sent together share it.
    pub correlation_id: Option<uuid::Uuid>,
}

/// Something that happened to a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// What.
    pub diff: HistoryDiff,
    /// When.
    pub time_stamp: DateTime<Utc>,
}

/// What happened to a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryDiff {
    /// `comment`, `approve`, `reject`, `reassign`, `claim`, `release`, `cancel` or `failure`.
    #[schema(value_type = String)]
    pub action: CommentAction,
    /// By whom.
    pub by: String,
    /// What was said.
    pub comment: String,
}

/// What was asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    /// What.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_id: Option<DocumentId>,
    /// `TargetSystem`, `Entitlement` or `Role`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_type: Option<&'static str>,
    /// Its name.
    pub display_name: String,
    /// `create` or `revoke`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A person in a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The name they sign in with; `SYSTEM` for programs.
    pub login: String,
    /// As shown.
    pub display_name: String,
    /// Mail address.
    pub email: Option<String>,
}

impl From<&UserBrief> for Person {
    fn from(user: &UserBrief) -> Self {
        Self {
            login: user.user_name.clone(),
            display_name: user.display_name.clone(),
            email: user.mail.clone(),
        }
    }
}

impl From<&RequestView> for UserRequest {
    fn from(view: &RequestView) -> Self {
        let (request, item) = (&view.request, view.item.as_ref());
        let by_name =
            || Person { login: "SYSTEM".into(), display_name: request.requester.name.clone(), email: None };
        let (verb, kind) = match request.access.map(|access| access.modifier) {
            Some(Modifier::Add) => ("New Access Request", "create"),
            Some(Modifier::Remove) => ("Revoke Access Request", "revoke"),
            None => ("New Request", "create"),
        };
        let entry = |comment: &bailiwick::request::Comment| HistoryEntry {
            diff: HistoryDiff {
                action: comment.action,
                by: comment.name.clone(),
                comment: comment.comment.clone(),
            },
            time_stamp: comment.at,
        };
        Self {
            id: DocumentId::of(&request.id),
            idm: "IDE",
            collection: "UserRequest",
            create_date: request.started,
            history: view.comments.iter().map(entry).collect(),
            justification: request.justification.clone(),
            payload: Payload {
                entity_id: item.map(|item| DocumentId::of(&item.id)),
                entity_type: item.map(|item| match item.kind {
                    ItemKind::Application => "TargetSystem",
                    ItemKind::Entitlement => "Entitlement",
                    ItemKind::Role => "Role",
                }),
                display_name: view.what().to_owned(),
                kind,
            },
            request_type: "Access",
            requester: request
                .requester
                .user
                .and_then(|id| view.person(id))
                .map_or_else(by_name, Person::from),
            beneficiary: Person::from(&view.user),
            resolution: resolution(request),
            status: status(request),
            summary: format!("{verb} - {} for {}", view.what(), view.user.display_name),
            workflow_name: view.workflow.clone(),
            correlation_id: request.correlation,
        }
    }
}

fn resolution(request: &Request) -> &'static str {
    match (request.outcome, request.decision) {
        (Some(Outcome::Provisioned | Outcome::Fulfilled), _) => "Completed",
        (Some(Outcome::NotProvisioned), _) => "Failed",
        (Some(Outcome::Denied), _) | (None, Some(Decision::Rejected)) => "Rejected",
        (Some(Outcome::Cancelled), _) => "Cancelled",
        (None, Some(Decision::Approved)) => "Approved",
        (None, None) => "Initiated",
    }
}

fn status(request: &Request) -> &'static str {
    match (request.status, request.open_phase()) {
        (RequestStatus::Complete, _) => "Completed",
        (RequestStatus::Cancelled, _) => "Cancelled",
        (RequestStatus::Suspended, _) => "Waiting for Date",
        (RequestStatus::InProgress, None) => "Request Submitted",
        // The words of the contract; only a manager is told apart.
        (RequestStatus::InProgress, Some(phase)) if phase.display_name.starts_with("Manager") => {
            "Waiting for Manager Approval"
        }
        (RequestStatus::InProgress, Some(_)) => "Waiting for Approval",
    }
}
