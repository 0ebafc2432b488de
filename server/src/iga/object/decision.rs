//! Where a request stands: who decides, who has decided, what was said (contract 3.2).

use std::collections::BTreeMap;

use bailiwick::id::UserId;
use bailiwick::request::{self as domain, PhaseActor, PhaseKind};
use bailiwick::view::RequestView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::User;

/// Where a request stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Always `request`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `in-progress`, `suspended`, `complete` or `cancelled`.
    #[schema(value_type = String, example = "in-progress")]
    pub status: domain::RequestStatus,
    /// `approved` or `rejected`, once decided.
    #[schema(value_type = Option<String>)]
    pub decision: Option<domain::Decision>,
    /// `provisioned`, `not provisioned`, `denied`, `fulfilled` or `cancelled`, once ended.
    #[schema(value_type = Option<String>)]
    pub outcome: Option<domain::Outcome>,
    /// When it was sent.
    pub start_date: DateTime<Utc>,
    /// When it ended.
    pub completion_date: Option<DateTime<Utc>>,
    /// Who ended it, when a person did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_by: Option<User>,
    /// What was said, oldest first.
    pub comments: Vec<Comment>,
    /// Who is and who was asked.
    pub actors: Actors,
    /// The phases so far, oldest first.
    pub phases: Vec<Phase>,
}

/// Who is and who was asked to act.
#[derive(Debug, Serialize, ToSchema)]
pub struct Actors {
    /// It waits for these.
    pub active: Vec<Actor>,
    /// It no longer waits for these.
    pub inactive: Vec<Actor>,
}

/// Somebody asked to act.
#[derive(Debug, Serialize, ToSchema)]
pub struct Actor {
    /// Who.
    #[serde(flatten)]
    pub user: User,
    /// What they may do.
    #[schema(example = json!({"approve": true, "reject": true, "comment": true}))]
    pub permissions: BTreeMap<String, bool>,
    /// In which phase.
    pub phase: String,
}

/// Something said about a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// Who said it.
    pub user: User,
    /// In whose stead, when as a deputy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<User>,
    /// The words.
    pub comment: String,
    /// What it came with: `comment`, `approve`, `reject`, `reassign`, `claim`, `release`, `cancel` or `failure`.
    #[schema(value_type = String)]
    pub action: domain::CommentAction,
    /// When.
    pub time_stamp: DateTime<Utc>,
    /// The phase it belongs to.
    pub phase: Option<String>,
    /// The file beside it: `GET /idhub/api/tasks/attachments/{id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment: Option<CommentFile>,
}

/// A file beside a comment.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentFile {
    /// UUID.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A phase: somebody decides, or a date is awaited.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Phase {
    /// The step's name; what `phaseName` of an action takes.
    #[schema(example = "approvalTask-manager")]
    pub name: String,
    /// As shown.
    pub display_name: String,
    /// `request` for a decision, `fulfillment` for work to be done, `scheduled` for a date.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: PhaseKind,
    /// `in-progress`, `complete` or `cancelled`.
    #[schema(value_type = String)]
    pub status: domain::PhaseStatus,
    /// `approve`, `reject`, `fulfill` or `deny`, once decided.
    #[schema(value_type = Option<String>)]
    pub decision: Option<domain::PhaseDecision>,
    /// When it began.
    pub start_date: DateTime<Utc>,
    /// When it ended.
    pub completion_date: Option<DateTime<Utc>>,
    /// Who decided.
    pub completed_by: Option<User>,
    /// In whose stead, when as a deputy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<User>,
    /// Why.
    pub justification: Option<String>,
    /// What happens in it: assignment, reassign, expiration, or the date awaited.
    #[schema(value_type = Object)]
    pub events: Value,
}

/// What an actor may do, as the contract writes it.
pub fn permissions(actor: &PhaseActor, kind: PhaseKind) -> BTreeMap<String, bool> {
    let has = |permission: &domain::Permission| actor.permissions.contains(permission);
    domain::Permission::of(kind).iter().map(|p| (p.as_str().to_owned(), has(p))).collect()
}

/// What happens while a phase waits (contract 3.2); what does not happen is left out.
fn events(phase: &domain::Phase) -> Value {
    let mut events = Map::new();
    if phase.kind == PhaseKind::Scheduled {
        events.insert("scheduled".into(), json!({"date": phase.due}));
    }
    let told = &phase.events;
    let ids =
        |people: &[UserId]| -> Vec<String> { people.iter().map(|id| format!("managed/user/{id}")).collect() };
    if let Some(notification) = &told.assignment {
        events.insert("assignment".into(), json!({"notification": notification}));
    }
    if let Some(notification) = &told.reassign {
        events.insert("reassign".into(), json!({"notification": notification}));
    }
    if let Some(event) = &told.reminder {
        let shown =
            json!({"date": event.date, "notification": event.notification, "frequency": event.frequency});
        events.insert("reminder".into(), shown);
    }
    if let Some(event) = &told.escalation {
        let mut shown =
            json!({"date": event.date, "notification": event.notification, "frequency": event.frequency});
        shown["actors"] = json!(ids(&event.actors));
        events.insert("escalation".into(), shown);
    }
    if let Some(event) = &told.expiration {
        let mut shown =
            json!({"date": event.date, "notification": event.notification, "action": event.action});
        shown["actors"] = json!(ids(&event.actors));
        events.insert("expiration".into(), shown);
    }
    Value::Object(events)
}

/// Somebody the request names, with the long id.
pub fn person(view: &RequestView, id: UserId) -> User {
    view.person(id).map_or_else(|| User::named(Some(id), ""), User::long)
}

impl Decision {
    /// Of a request.
    pub fn of(view: &RequestView) -> Self {
        let request = &view.request;
        Self {
            kind: "request",
            status: request.status,
            decision: request.decision,
            outcome: request.outcome,
            start_date: request.started,
            completion_date: request.completed,
            completed_by: request.completed_by.map(|id| person(view, id)),
            comments: view.comments.iter().map(|comment| Comment::of(view, comment)).collect(),
            actors: Actors { active: actors(view, true), inactive: actors(view, false) },
            phases: request.phases.iter().map(|phase| Phase::of(view, phase)).collect(),
        }
    }
}

fn actors(view: &RequestView, active: bool) -> Vec<Actor> {
    let of_phase = |phase: &domain::Phase| -> Vec<Actor> {
        let wanted = phase.actors.iter().filter(|actor| actor.active == active);
        let actor = |actor: &PhaseActor| Actor {
            user: person(view, actor.user),
            permissions: permissions(actor, phase.kind),
            phase: phase.name.clone(),
        };
        wanted.map(actor).collect()
    };
    view.request.phases.iter().flat_map(of_phase).collect()
}

impl Comment {
    fn of(view: &RequestView, comment: &domain::Comment) -> Self {
        let known = comment.user.and_then(|id| view.person(id));
        Self {
            user: known.map_or_else(|| User::named(comment.user, &comment.name), User::long),
            on_behalf_of: comment.on_behalf_of.map(|id| person(view, id)),
            comment: comment.comment.clone(),
            action: comment.action,
            time_stamp: comment.at,
            phase: comment.phase.clone(),
            attachment: comment
                .attachment
                .as_ref()
                .map(|(id, name)| CommentFile { id: id.to_string(), name: name.clone() }),
        }
    }
}

impl Phase {
    fn of(view: &RequestView, phase: &domain::Phase) -> Self {
        let events = events(phase);
        Self {
            name: phase.name.clone(),
            display_name: phase.display_name.clone(),
            kind: phase.kind,
            status: phase.status,
            decision: phase.decision,
            start_date: phase.started,
            completion_date: phase.completed,
            completed_by: phase.completed_by.map(|id| person(view, id)),
            on_behalf_of: phase.on_behalf_of.map(|id| person(view, id)),
            justification: phase.justification.clone(),
            events,
        }
    }
}
