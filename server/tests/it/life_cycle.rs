//! The definitions that create, change and delete people, entitlements and roles, each run to its ends (contract 6.7).

mod entitlements;
mod people;
mod roles;

use bailiwick::id::{RequestId, RequestTypeId, UserId};
use bailiwick::request::{CommentAction, Decision, Outcome, RequestStatus};
use bailiwick::settings::ACCESS_REQUEST;
use bailiwick::view::RequestView;
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::{Context, EngineError, requests, settings};
use bailiwick_store::Db;
use chrono::Duration;
use serde_json::{Value, json};

type End = (RequestStatus, Option<Decision>, Option<Outcome>);
const DONE: End = (RequestStatus::Complete, Some(Decision::Approved), Some(Outcome::Provisioned));
const NOT_DONE: End = (RequestStatus::Complete, Some(Decision::Approved), Some(Outcome::NotProvisioned));
const DENIED: End = (RequestStatus::Complete, Some(Decision::Rejected), Some(Outcome::Denied));

/// A world where Carl decides what nobody else is asked for.
async fn world(db: Db) -> World {
    let w = crate::support::world(db).await;
    let approver = json!({"defaultApprover": format!("managed/user/{}", w.carl)});
    settings::set_one(&w.engine, &w.by(w.grace), ACCESS_REQUEST, approver.as_object().unwrap())
        .await
        .unwrap();
    w
}

/// Asks, and leaves the workflow where it begins.
async fn send(w: &World, by: &Context, kind: &str, payload: Value) -> Result<RequestId, EngineError> {
    let payload = payload.as_object().unwrap();
    let view = requests::publish(&w.engine, by, &RequestTypeId(kind.into()), payload).await?;
    Ok(view.request.id)
}

/// Asks as a person; the workflow comes to where it waits.
async fn ask(w: &World, by: UserId, kind: &str, payload: Value) -> RequestId {
    let id = send(w, &w.by(by), kind, payload).await.unwrap();
    w.work().await;
    id
}

/// Asks as a program: nobody is asked.
async fn by_program(w: &World, kind: &str, payload: Value) -> RequestView {
    let id = send(w, &system(&w.engine), kind, payload).await.unwrap();
    w.work().await;
    let view = w.read(&id).await;
    assert_eq!(view.request.phases.len(), 0, "{kind}");
    view
}

/// What a request that is refused when it is asked for is told.
async fn refused(w: &World, by: UserId, kind: &str, payload: Value) -> String {
    send(w, &w.by(by), kind, payload).await.unwrap_err().to_string()
}

fn end(view: &RequestView) -> End {
    (view.request.status, view.request.decision, view.request.outcome)
}

/// What was said of a failure.
fn failure(view: &RequestView) -> &str {
    let said = view.comments.iter().find(|comment| comment.action == CommentAction::Failure);
    said.map_or("", |comment| comment.comment.as_str())
}

/// Nobody answers for a week.
async fn wait_a_week(w: &World) {
    w.clock.advance(Duration::days(7));
    w.work().await;
}

/// Who is asked.
fn asked(view: &RequestView) -> Vec<UserId> {
    view.request.open_phase().map_or_else(Vec::new, bailiwick::request::Phase::active)
}
