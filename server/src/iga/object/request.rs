//! Requests (contract 3.2).

use std::collections::BTreeMap;

use bailiwick::catalog::ItemKind;
use bailiwick::delegation::reaches;
use bailiwick::id::UserId;
use bailiwick::request::{self as domain, Priority};
use bailiwick::view::RequestView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::decision::{permissions, person};
use super::{Application, Assignment, CatalogRef, Decision, Entitlement, Indexed, Role, User};

/// A request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// UUID, behind the creator's prefix.
    pub id: String,
    /// `entitlementGrant` and others that are built in, or one that was defined here.
    #[schema(example = "entitlementGrant")]
    pub request_type: String,
    /// Who asked; id `managed/user/{uuid}` or `SYSTEM`.
    pub requester: User,
    /// Whom it is for.
    pub user: User,
    /// The manager of whom it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<User>,
    /// What was asked: `common`, and what else its type holds.
    #[schema(value_type = RequestContent)]
    pub request: Map<String, Value>,
    /// How it is decided.
    pub workflow: Workflow,
    /// The application asked for, or the one the entitlement belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// Who answers for that application.
    pub application_owner: Vec<User>,
    /// The entitlement asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<Entitlement>,
    /// The entitlement as its application knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    /// Who answers for the entitlement (for its application when it has no owner of its own).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement_owner: Option<Vec<User>>,
    /// The role asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Who answers for the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_owner: Option<Vec<User>>,
    /// What is known about the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glossary: Option<Indexed>,
    /// How the item is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descriptor: Option<Indexed>,
    /// Where the item is in the catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogRef>,
    /// Where the request stands.
    pub decision: Decision,
    /// When it was made and changed.
    pub metadata: RequestDates,
    /// On lists of approvals and tasks: the person's own phases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<MyPhase>>,
}

/// What was asked.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what `content` writes")]
pub struct RequestContent {
    /// What every type of request has; also what the type adds to it.
    common: CommonFields,
    /// What types hold that were defined here; in the same way `user`, `role`, `entitlement` and `entity`.
    #[schema(value_type = Option<Object>)]
    custom: Option<Map<String, Value>>,
}

/// What every type of request has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommonFields {
    /// Whom it is for.
    pub user_id: String,
    /// The application asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<String>,
    /// The entitlement asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement_id: Option<String>,
    /// The role asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
    /// Why.
    pub justification: String,
    /// `low`, `medium` or `high`.
    #[schema(value_type = String)]
    pub priority: Priority,
    /// It is kept, and not sent yet.
    pub is_draft: bool,
    /// From when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<DateTime<Utc>>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<DateTime<Utc>>,
    /// Called off when not finished by then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<DateTime<Utc>>,
    /// The creator's own name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_request_id: Option<String>,
    /// What was put before the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id_prefix: Option<String>,
    /// What brought it about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, example = json!({"type": "request"}))]
    pub context: Option<Value>,
    /// Requests that were sent together share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<uuid::Uuid>,
}

/// How a request is decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct Workflow {
    /// The definition's name.
    #[schema(example = "BasicEntitlementGrant")]
    pub id: String,
    /// Always `bpmn`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// When a request was made and changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestDates {
    /// When it was made.
    pub created_date: DateTime<Utc>,
    /// When something last happened to it.
    pub modified_date: DateTime<Utc>,
    /// The number people call it by.
    pub primary_key: i64,
    /// Which edition of what it asks for this is: one more with every change of a request that was sent.
    pub edition: i64,
}

/// A phase in which a person is, or was, asked to act.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyPhase {
    /// The phase's name.
    pub name: String,
    /// What the person may do in it.
    pub permissions: BTreeMap<String, bool>,
    /// In whose stead, when as a deputy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<User>,
}

impl From<&RequestView> for Request {
    fn from(view: &RequestView) -> Self {
        let (request, item) = (&view.request, view.item.as_ref().or(view.about.as_ref()));
        let owners_of = |kind: ItemKind| {
            let is_it = item.is_some_and(|item| item.kind == kind);
            is_it.then(|| view.owners.iter().map(User::bare).collect())
        };
        let requester = request.requester.user.and_then(|id| view.person(id)).map(User::long);
        Self {
            id: request.id.0.clone(),
            request_type: request.request_type.0.clone(),
            requester: requester
                .unwrap_or_else(|| User::named(request.requester.user, &request.requester.name)),
            user: User::bare(&view.user),
            manager: view.manager.as_ref().map(User::bare),
            request: content(request),
            workflow: Workflow { id: view.workflow.clone(), kind: "bpmn" },
            application: item.and_then(Application::around),
            application_owner: view.application_owners.iter().map(User::bare).collect(),
            entitlement: item.and_then(Entitlement::of),
            assignment: item.and_then(Assignment::of),
            entitlement_owner: owners_of(ItemKind::Entitlement),
            role: item.and_then(Role::of),
            role_owner: owners_of(ItemKind::Role),
            glossary: item.map(|item| Indexed::glossary(item.kind, item.requestable, item.risk)),
            descriptor: item.map(|item| Indexed::descriptor(item.kind, &item.name)),
            catalog: item.map(CatalogRef::of),
            decision: Decision::of(view),
            metadata: RequestDates {
                created_date: request.started,
                modified_date: modified(view),
                primary_key: request.number,
                edition: request.edition,
            },
            phases: None,
        }
    }
}

impl Request {
    /// A row of a person's approvals or tasks: with the phases that wait, or once waited, for them or
    /// for whom they stand in for.
    pub fn for_actor(view: &RequestView, user: UserId, persons: &[UserId], active: bool) -> Self {
        let reached: Vec<UserId> =
            persons.iter().copied().filter(|person| reaches(&view.request, *person, user)).collect();
        let of_phase = |phase: &domain::Phase| {
            let of =
                |who: UserId| phase.actors.iter().find(|actor| actor.user == who && actor.active == active);
            let instead = phase.on_behalf_of.filter(|_| phase.completed_by == Some(user));
            let mut instead = instead.into_iter().chain(reached.iter().copied());
            let actor = of(user).or_else(|| instead.find_map(of))?;
            Some(MyPhase {
                name: phase.name.clone(),
                permissions: permissions(actor, phase.kind),
                on_behalf_of: (actor.user != user).then(|| person(view, actor.user)),
            })
        };
        Self { phases: Some(view.request.phases.iter().filter_map(of_phase).collect()), ..Self::from(view) }
    }
}

/// What was asked, section by section.
fn content(request: &domain::Request) -> Map<String, Value> {
    let mut content = request.content.clone();
    let common = content.entry("common").or_insert_with(|| Value::Object(Map::new()));
    if let (Value::Object(common), Ok(Value::Object(fields))) =
        (common, serde_json::to_value(CommonFields::of(request)))
    {
        common.extend(fields);
    }
    content
}

impl CommonFields {
    fn of(request: &domain::Request) -> Self {
        let item = |kind: ItemKind| {
            request.access.filter(|access| access.kind == kind).map(|access| access.item.to_string())
        };
        Self {
            user_id: request.user.to_string(),
            application_id: item(ItemKind::Application),
            entitlement_id: item(ItemKind::Entitlement),
            role_id: item(ItemKind::Role),
            justification: request.justification.clone(),
            priority: request.priority,
            is_draft: request.is_draft,
            start_date: request.start,
            end_date: request.end,
            expiry_date: request.expires,
            external_request_id: request.external_id.clone(),
            request_id_prefix: request.id.prefix().map(str::to_owned),
            context: request.context.clone(),
            correlation_id: request.correlation,
        }
    }
}

fn modified(view: &RequestView) -> DateTime<Utc> {
    let request = &view.request;
    let phases = request.phases.iter().flat_map(|phase| [Some(phase.started), phase.completed]);
    let said = view.comments.iter().map(|comment| Some(comment.at));
    let all = phases.chain(said).chain([request.completed]).flatten();
    all.max().map_or(request.started, |last| last.max(request.started))
}
