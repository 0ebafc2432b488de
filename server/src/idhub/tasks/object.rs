//! A task, as the face has it (contract C1).

use bailiwick::directory::UserBrief;
use bailiwick::id::UserId;
use bailiwick::request::{Comment, Permission, Phase, PhaseDecision, PhaseKind, TaskState};
use bailiwick::view::{RequestView, TaskView};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::idhub::object::{DocumentId, ItemDocument, Payload, Person, UserRequest};

/// A task: what one phase of a request asks of people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Which.
    #[serde(rename = "_id")]
    id: DocumentId,
    /// Always `IDE`.
    #[serde(rename = "IDM")]
    idm: &'static str,
    /// Always `UserTask`.
    collection: &'static str,
    /// What is to be done.
    name: String,
    /// What it is about.
    title: String,
    /// The request in one line.
    summary: String,
    /// What the item lets people do.
    description: String,
    /// `ApprovalTask`, `FulfillmentTask` or `ViolationTask`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// `Assigned`, `Completed`, `Expired` or `Cancelled`.
    #[schema(value_type = String)]
    status: TaskState,
    /// The same.
    #[schema(value_type = String)]
    state: TaskState,
    /// How it was done, such as `APPROVE` or `MANAGERAPPROVE`; null while it waits.
    outcome: Option<String>,
    /// Sign-in name of whoever did it, has claimed it, or is asked alone; several are listed with commas.
    assignee: String,
    /// `user`; `role` while several are asked and none has claimed it.
    assignee_type: &'static str,
    /// Sign-in names of those who are told when nobody answers, with commas.
    escalation_assignee: Option<String>,
    /// The number of the request.
    #[serde(rename = "requestID")]
    request_number: String,
    /// The same.
    request_id: String,
    /// The request's id.
    request_object_id: String,
    /// The request.
    request_object: UserRequest,
    /// Why it was asked for.
    request_justification: String,
    /// What was asked for: an application, entitlement or role.
    entity_object: Option<ItemDocument>,
    /// What was asked for, by whom and for whom.
    payload: TaskPayload,
    /// What the request holds beside the common properties.
    #[schema(value_type = Object)]
    form: Map<String, Value>,
    /// What the caller can do now.
    possible_actions: Vec<PossibleAction>,
    /// What was said, oldest first.
    comments: Vec<TaskComment>,
    /// What happened, oldest first.
    history: Vec<TaskHistory>,
    /// Days that were given for it.
    expiry: Option<i64>,
    /// When it should be done.
    expiry_date: Option<DateTime<Utc>>,
    /// When it began.
    create_date: DateTime<Utc>,
    /// When something last happened to it.
    update_date: DateTime<Utc>,
    /// Sign-in name of who did that; `SYSTEM` for the product.
    updated_by: String,
    /// Their name.
    updated_by_display_name: String,
    /// In whose stead it was done, when by a deputy: a sign-in name.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
    /// How the request is decided.
    workflow_name: String,
    /// Always true.
    result: bool,
}

/// What was asked for, by whom and for whom.
#[derive(Debug, Serialize, ToSchema)]
struct TaskPayload {
    /// For whom.
    beneficiary: Person,
    /// Who asked.
    requester: Person,
    /// What.
    #[serde(flatten)]
    what: Payload,
}

/// Something the caller can do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PossibleAction {
    /// What the address takes.
    action: &'static str,
    /// As shown.
    display_name: &'static str,
}

/// Something said about a task.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TaskComment {
    /// The words.
    comment: String,
    /// The file beside it: `GET /idhub/api/tasks/attachments/{attachmentId}`.
    attachment_id: Option<String>,
    /// The file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    filename: Option<String>,
    /// When.
    timestamp: DateTime<Utc>,
    /// Who, by sign-in name; `SYSTEM` for the product.
    user_login: String,
}

/// Something that happened to a task.
#[derive(Debug, Serialize, ToSchema)]
struct TaskHistory {
    /// When.
    timestamp: DateTime<Utc>,
    /// Who, by sign-in name; `SYSTEM` for the product.
    perpetrator: String,
    /// Where the task stood afterwards.
    #[schema(value_type = Object)]
    snapshot: Value,
    /// What was done.
    #[schema(value_type = Object)]
    delta: Value,
}

fn login(view: &RequestView, user: Option<UserId>) -> String {
    let known = user.and_then(|user| view.person(user));
    known.map_or_else(|| "SYSTEM".to_owned(), |person| person.user_name.clone())
}

fn logins(view: &RequestView, users: &[UserId]) -> String {
    let names: Vec<&str> =
        users.iter().filter_map(|user| view.person(*user)).map(|person| person.user_name.as_str()).collect();
    names.join(",")
}

/// The word for a decision; a manager's is told apart, as the contract's samples do.
fn outcome(phase: &Phase) -> Option<String> {
    let word = phase.decision?.outcome();
    let by_manager = phase.display_name.starts_with("Manager");
    Some(if by_manager { format!("MANAGER{word}") } else { word.to_owned() })
}

fn assignee(view: &RequestView, phase: &Phase) -> (String, &'static str) {
    if let Some(user) = phase.completed_by.or(phase.claim.map(|claim| claim.by)) {
        return (login(view, Some(user)), "user");
    }
    let active = phase.active();
    let asked: Vec<UserId> =
        if active.is_empty() { phase.actors.iter().map(|actor| actor.user).collect() } else { active };
    (logins(view, &asked), if asked.len() > 1 { "role" } else { "user" })
}

/// What the caller can do: the request says what in the phase that waits for them.
fn possible(view: &RequestView, phase: &Phase, me: Option<UserId>) -> Vec<PossibleAction> {
    let acts_as = view.in_stead_of.or(me);
    let waits = view
        .request
        .open_phases()
        .find(|open| open.actors.iter().any(|actor| actor.active && Some(actor.user) == acts_as));
    if waits.is_none_or(|waits| waits.id != phase.id) {
        return Vec::new();
    }
    let may = |permission: &Permission| view.permissions.contains(permission);
    let decides = may(&Permission::Approve) || may(&Permission::Fulfil);
    let one = |action, display_name| PossibleAction { action, display_name };
    let mut actions = Vec::new();
    match phase.claim {
        None if decides && phase.active().len() > 1 => actions.push(one("Claim", "Claim")),
        Some(claim) if decides && Some(claim.by) == me => actions.push(one("Release", "Release")),
        _ => {}
    }
    if decides {
        actions.push(one("Approve", if may(&Permission::Fulfil) { "Done" } else { "Approve" }));
    }
    if may(&Permission::Reject) || may(&Permission::Deny) {
        actions.push(one("Reject", if may(&Permission::Deny) { "Not possible" } else { "Reject" }));
    }
    if may(&Permission::Reassign) {
        actions.extend([one("Escalate", "Escalate"), one("Re-Assign", "Reassign")]);
    }
    actions
}

/// What was said while a phase was open, or with it.
fn said<'a>(view: &'a RequestView, phase: &'a Phase) -> impl Iterator<Item = &'a Comment> {
    let within = |comment: &&Comment| {
        comment.at >= phase.started && phase.completed.is_none_or(|completed| comment.at <= completed)
    };
    let of_phase = |comment: &&Comment| comment.phase.as_ref().is_none_or(|name| *name == phase.name);
    view.comments.iter().filter(of_phase).filter(move |comment| within(comment))
}

fn history(view: &RequestView, phase: &Phase) -> Vec<TaskHistory> {
    let (assignee, _) = assignee(view, phase);
    let snapshot = |state: TaskState| json!({ "name": phase.name, "status": state, "assignee": assignee });
    let mut all = vec![TaskHistory {
        timestamp: phase.started,
        perpetrator: "SYSTEM".into(),
        snapshot: snapshot(TaskState::Assigned),
        delta: json!({ "status": TaskState::Assigned }),
    }];
    for comment in said(view, phase) {
        let decided = phase.completed == Some(comment.at);
        all.push(TaskHistory {
            timestamp: comment.at,
            perpetrator: login(view, comment.user),
            snapshot: snapshot(if decided { phase.task_state() } else { TaskState::Assigned }),
            delta: json!({ "action": comment.action, "comment": comment.comment }),
        });
    }
    all
}

impl Task {
    /// A task, as somebody sees it.
    pub fn of(task: &TaskView, me: Option<UserId>) -> Option<Self> {
        let (view, phase) = (&task.view, task.phase()?);
        let request = UserRequest::from(view);
        let last = said(view, phase).last();
        let updated = last.map(|comment| comment.at).into_iter().chain(phase.completed).max();
        let updated_by = phase.completed_by.or(last.and_then(|comment| comment.user));
        let (assignee, assignee_type) = assignee(view, phase);
        let escalation = phase.events.escalation.as_ref().map(|event| logins(view, &event.actors));
        let number = view.request.number.to_string();
        let mut form = view.request.content.clone();
        form.remove("common");
        Some(Self {
            id: DocumentId { oid: phase.id.to_string() },
            idm: "IDE",
            collection: "UserTask",
            name: phase.display_name.clone(),
            title: view.what().to_owned(),
            summary: request.summary.clone(),
            description: view.item.as_ref().map(|item| item.description.clone()).unwrap_or_default(),
            kind: match phase.kind {
                PhaseKind::Fulfilment => "FulfillmentTask",
                PhaseKind::Violation => "ViolationTask",
                PhaseKind::Approval | PhaseKind::Scheduled => "ApprovalTask",
            },
            status: phase.task_state(),
            state: phase.task_state(),
            outcome: outcome(phase),
            assignee,
            assignee_type,
            escalation_assignee: escalation.filter(|names| !names.is_empty()),
            request_number: number.clone(),
            request_id: number,
            request_object_id: view.request.id.0.clone(),
            request_justification: view.request.justification.clone(),
            entity_object: view.item.as_ref().map(ItemDocument::from),
            payload: TaskPayload {
                beneficiary: Person::from(&view.user),
                requester: request.requester.clone(),
                what: request.payload.clone(),
            },
            request_object: request,
            form,
            possible_actions: possible(view, phase, me),
            comments: said(view, phase).map(|comment| TaskComment::of(view, comment)).collect(),
            history: history(view, phase),
            expiry: phase.due.map(|due| (due - phase.started).num_days()),
            expiry_date: phase.due,
            create_date: phase.started,
            update_date: updated.unwrap_or(phase.started),
            updated_by: login(view, updated_by),
            updated_by_display_name: updated_by
                .and_then(|user| view.person(user))
                .map_or_else(|| "SYSTEM".to_owned(), |person: &UserBrief| person.display_name.clone()),
            on_behalf_of: phase.on_behalf_of.map(|user| login(view, Some(user))),
            workflow_name: view.workflow.clone(),
            result: true,
        })
    }
}

impl TaskComment {
    fn of(view: &RequestView, comment: &Comment) -> Self {
        Self {
            comment: comment.comment.clone(),
            attachment_id: comment.attachment.as_ref().map(|(id, _)| id.to_string()),
            filename: comment.attachment.as_ref().map(|(_, name)| name.clone()),
            timestamp: comment.at,
            user_login: login(view, comment.user),
        }
    }
}

/// The decisions that a filter's word means.
pub fn decisions(word: &str) -> Option<Vec<PhaseDecision>> {
    let word = word.to_uppercase();
    let word = word.strip_prefix("MANAGER").unwrap_or(&word);
    match word {
        "APPROVE" | "APPROVED" => Some(vec![PhaseDecision::Approve, PhaseDecision::Fulfil]),
        "REJECT" | "REJECTED" => Some(vec![PhaseDecision::Reject, PhaseDecision::Deny]),
        other => PhaseDecision::ALL.iter().find(|one| one.outcome() == other).map(|one| vec![*one]),
    }
}
