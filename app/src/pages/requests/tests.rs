//! How requests are told, from sending to the end.

use bailiwick::catalog::{ItemBrief, ItemKind, Risk};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{ItemId, PhaseId, RequestId, RequestTypeId, UserId};
use bailiwick::request::{
    Access, Comment, CommentAction, Decision, Modifier, Outcome, Permission, Phase, PhaseActor,
    PhaseDecision, PhaseEvents, PhaseKind, PhaseStatus, Priority, Request, RequestStatus, Requester,
};
use bailiwick::view::RequestView;
use bailiwick::workflow::TaskMode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::history::history;
use super::words::{any_of, badge, stands, title};
use crate::clock::Clock;
use crate::components::Tone;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn clock() -> Clock {
    Clock { now: at("2026-11-19T10:44:00Z"), zone: 0 }
}

fn person(n: u128, name: &str) -> UserBrief {
    UserBrief {
        id: UserId(Uuid::from_u128(n)),
        user_name: name.to_lowercase(),
        given_name: name.to_owned(),
        sn: String::new(),
        display_name: name.to_owned(),
        mail: None,
        title: None,
        organisation: None,
        manager: None,
        status: Status::Active,
    }
}

fn phase(name: &str, display_name: &str, actor: &UserBrief, due: &str) -> Phase {
    Phase {
        id: PhaseId(Uuid::nil()),
        name: name.to_owned(),
        display_name: display_name.to_owned(),
        kind: PhaseKind::Approval,
        status: PhaseStatus::InProgress,
        decision: None,
        started: at("2026-11-12T14:03:00Z"),
        due: Some(at(due)),
        completed: None,
        completed_by: None,
        claim: None,
        on_behalf_of: None,
        justification: None,
        mode: TaskMode::Any,
        events: PhaseEvents::default(),
        actors: vec![PhaseActor {
            user: actor.id,
            permissions: Permission::of(PhaseKind::Approval).to_vec(),
            active: true,
            agreed_by: None,
        }],
    }
}

/// Jonas asks for himself; Marta, his manager, is asked; Priya owns the item.
fn asked() -> RequestView {
    let (jonas, marta, priya) = (person(1, "Jonas"), person(2, "Marta"), person(3, "Priya"));
    let item = ItemBrief {
        id: ItemId(Uuid::from_u128(9)),
        kind: ItemKind::Entitlement,
        name: "Post payments".into(),
        description: String::new(),
        native_key: "PAY".into(),
        application: None,
        application_name: Some("SAP".into()),
        risk: Risk::High,
        requestable: true,
        status: Status::Active,
        created_at: at("2020-01-01T00:00:00Z"),
    };
    let request = Request {
        id: RequestId("r".into()),
        number: 17,
        request_type: RequestTypeId("entitlementGrant".into()),
        requester: Requester { user: Some(jonas.id), name: "Jonas".into() },
        user: jonas.id,
        access: Some(Access { modifier: Modifier::Add, kind: item.kind, item: item.id, application: None }),
        content: serde_json::Map::new(),
        unique_key: None,
        priority: Priority::Medium,
        justification: "I cover for Hana.".into(),
        start: None,
        end: None,
        expires: None,
        external_id: None,
        context: None,
        correlation: None,
        is_draft: false,
        edition: 1,
        status: RequestStatus::InProgress,
        decision: None,
        outcome: None,
        started: at("2026-11-12T14:03:00Z"),
        completed: None,
        completed_by: None,
        phases: vec![phase("approvalTask-manager", "Manager approval", &marta, "2026-11-24T14:03:00Z")],
    };
    RequestView {
        request,
        user: jonas.clone(),
        item: Some(item),
        about: None,
        type_name: "Grant Entitlement".into(),
        facts: Vec::new(),
        comments: Vec::new(),
        people: vec![jonas, marta, priya.clone()],
        owners: vec![priya],
        application_owners: Vec::new(),
        manager: None,
        workflow: "ManagerThenOwner".into(),
        to_come: vec!["Owner approval".into()],
        permissions: Vec::new(),
        in_stead_of: None,
        may_cancel: true,
    }
}

/// Marta said yes or no, with these words.
fn decided(mut view: RequestView, decision: PhaseDecision, words: &str) -> RequestView {
    let (marta, now) = (view.people[1].id, at("2026-11-13T09:00:00Z"));
    let phase = &mut view.request.phases[0];
    phase.status = PhaseStatus::Complete;
    phase.decision = Some(decision);
    (phase.completed, phase.completed_by) = (Some(now), Some(marta));
    let action =
        if decision == PhaseDecision::Approve { CommentAction::Approve } else { CommentAction::Reject };
    let (name, phase) = ("Marta".to_owned(), Some(phase.name.clone()));
    view.comments.push(Comment {
        user: Some(marta),
        name,
        on_behalf_of: None,
        action,
        comment: words.to_owned(),
        phase,
        at: now,
        attachment: None,
    });
    view
}

fn told(view: &RequestView, reader: Option<UserId>) -> Vec<String> {
    let line = |event: super::history::Event| {
        [event.who.unwrap_or_default(), event.what].join(" ").trim().to_owned()
    };
    history(view, reader, clock()).into_iter().map(line).collect()
}

#[test]
fn an_open_request_says_whom_it_waits_for() {
    let view = asked();
    assert_eq!(title(&view), "Post payments, for Jonas");
    assert_eq!(stands(&view, None, clock()), "waits for Marta, due Tue 24 Nov");
    assert_eq!(stands(&view, Some(view.people[1].id), clock()), "waits for you, due Tue 24 Nov");
    assert_eq!(badge(&view.request, clock()), (Tone::Progress, "Waits for approval".into()));
}

#[test]
fn a_late_one_says_how_late() {
    let mut view = asked();
    view.request.phases[0].due = Some(at("2026-11-17T10:00:00Z"));
    assert_eq!(stands(&view, None, clock()), "waits for Marta, 2 days overdue");
    assert_eq!(badge(&view.request, clock()), (Tone::Overdue, "Approval 2 days overdue".into()));
}

#[test]
fn the_timeline_goes_from_the_past_to_what_is_to_come() {
    let mut view = decided(asked(), PhaseDecision::Approve, "Right.");
    let priya = view.owners[0].clone();
    view.to_come.clear();
    view.request.phases.push(phase("approvalTask-owner", "Owner approval", &priya, "2026-11-24T14:03:00Z"));
    assert_eq!(
        told(&view, Some(view.user.id)),
        [
            "You sent the request",
            "Marta approved (manager approval)",
            "Owner approval, waits for Priya, due Tue 24 Nov",
            "The access is granted",
        ]
    );
}

#[test]
fn who_asked_for_somebody_else_had_agreed_already() {
    let mut view = decided(asked(), PhaseDecision::Approve, "");
    view.comments.clear();
    assert_eq!(told(&view, None)[1], "Marta had agreed already (manager approval)");
}

#[test]
fn a_refused_request_says_who_refused() {
    let mut view = decided(asked(), PhaseDecision::Reject, "Not needed.");
    view.request.status = RequestStatus::Complete;
    view.to_come.clear();
    view.request.decision = Some(Decision::Rejected);
    view.request.outcome = Some(Outcome::Denied);
    view.request.completed = Some(at("2026-11-13T09:00:00Z"));
    assert_eq!(stands(&view, None, clock()), "refused by Marta 6 days ago");
    assert_eq!(told(&view, None), ["Jonas sent the request", "Marta rejected it (manager approval)"]);
    assert_eq!(badge(&view.request, clock()).1, "Rejected");
}

#[test]
fn a_removal_ends_by_removing() {
    let mut view = decided(asked(), PhaseDecision::Approve, "");
    view.request.access = view.request.access.map(|access| Access { modifier: Modifier::Remove, ..access });
    view.request.status = RequestStatus::Complete;
    view.to_come.clear();
    view.request.outcome = Some(Outcome::Provisioned);
    view.request.completed = Some(at("2026-11-19T10:43:30Z"));
    assert_eq!(stands(&view, None, clock()), "removed just now");
    assert_eq!(badge(&view.request, clock()), (Tone::Revoked, "Removed".into()));
    assert_eq!(told(&view, None).last().unwrap(), "Removed: Jonas does not hold it any more");
}

#[test]
fn several_people_are_named_shortly_the_reader_first() {
    let people = [person(1, "Ann"), person(2, "Ben"), person(3, "Cid")];
    assert_eq!(any_of(&people[..2], None), "Ann or Ben");
    assert_eq!(any_of(&people, Some(people[2].id)), "you or 2 others");
    assert_eq!(any_of(&[], None), "an administrator");
}

#[test]
fn a_file_beside_a_comment_can_be_loaded_down() {
    let mut view = decided(asked(), PhaseDecision::Approve, "plan.pdf");
    let id = uuid::Uuid::from_u128(7);
    view.comments[0].attachment = Some((id.into(), "plan.pdf".to_owned()));
    let events = history(&view, None, clock());
    let event = events.iter().find(|event| event.file.is_some()).unwrap();
    let href = format!("/idhub/api/tasks/attachments/{id}");
    assert_eq!(event.file, Some((href, "plan.pdf".to_owned())));
    assert_eq!(event.words, None, "its name is not said twice");
}
