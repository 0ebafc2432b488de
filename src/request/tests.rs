//! The life of a request, decision by decision.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::authority::{Actor, Authority};
use crate::catalog::ItemKind;
use crate::id::{ItemId, PhaseId, RequestId, UserId};
use crate::settings::AccessRequestSettings;

const JONAS: UserId = UserId(Uuid::from_u128(1));
const MARTA: UserId = UserId(Uuid::from_u128(2));
const PRIYA: UserId = UserId(Uuid::from_u128(3));
const ADMIN: UserId = UserId(Uuid::from_u128(4));

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_603_600, 0).unwrap()
}

fn person(id: UserId) -> Actor {
    Actor::Person { id, name: "someone".into(), authorities: Vec::new() }
}

fn request(requester: UserId) -> Request {
    Request {
        id: RequestId("r".into()),
        number: 1,
        modifier: Modifier::Add,
        requester: Requester { user: Some(requester), name: "someone".into() },
        user: JONAS,
        kind: ItemKind::Entitlement,
        item: ItemId(Uuid::from_u128(9)),
        application: None,
        priority: Priority::Low,
        justification: String::new(),
        start: None,
        end: None,
        expires: None,
        external_id: None,
        correlation: None,
        status: RequestStatus::InProgress,
        decision: None,
        outcome: None,
        started: now(),
        completed: None,
        completed_by: None,
        phases: Vec::new(),
    }
}

fn approvers() -> Approvers {
    Approvers { manager: Some(MARTA), owners: vec![PRIYA], fallback: vec![ADMIN] }
}

fn ids() -> impl FnMut() -> PhaseId {
    let mut last = 0;
    move || {
        last += 1;
        PhaseId(Uuid::from_u128(last))
    }
}

fn opened(requester: UserId) -> Request {
    open(request(requester), &approvers(), ids(), now()).request
}

fn done(request: Request, action: &Action, by: UserId) -> Result<Transition, Refusal> {
    let (request, _) = act(request, action, &person(by), &AccessRequestSettings::default(), now())?;
    Ok(advance(request, &approvers(), || PhaseId(Uuid::from_u128(99)), now()))
}

fn approve() -> Action {
    Action::Approve { phase: None, justification: String::new() }
}

fn reject() -> Action {
    Action::Reject { phase: None, justification: String::new() }
}

#[test]
fn manager_then_owner_then_provisioning() {
    let first = open(request(JONAS), &approvers(), ids(), now());
    assert!(matches!(&first.effects[..], [Effect::Assigned { actors, .. }] if actors == &[MARTA]));
    let second = done(first.request, &approve(), MARTA).unwrap();
    assert!(matches!(&second.effects[..], [Effect::Assigned { actors, .. }] if actors == &[PRIYA]));
    let third = done(second.request, &approve(), PRIYA).unwrap();
    assert_eq!(third.effects, [Effect::Provision]);
    assert_eq!(third.request.decision, Some(Decision::Approved));
}

#[test]
fn one_no_ends_it() {
    let ended = done(opened(JONAS), &reject(), MARTA).unwrap();
    assert_eq!(ended.effects, [Effect::Ended(Outcome::Denied)]);
    assert_eq!(ended.request.status, RequestStatus::Complete);
}

#[test]
fn whoever_asks_for_another_has_said_yes() {
    let request = opened(MARTA);
    assert_eq!(request.phases[0].completed_by, Some(MARTA));
    assert_eq!(request.open_phase().unwrap().name, Step::Owner.phase_name());
}

#[test]
fn nobody_is_asked_about_their_own_access_while_there_is_another() {
    let own = Approvers { manager: Some(JONAS), owners: vec![JONAS], fallback: vec![ADMIN] };
    let request = open(request(JONAS), &own, ids(), now()).request;
    assert_eq!(request.open_phase().unwrap().actors[0].user, ADMIN);
}

#[test]
fn without_another_the_owner_may_still_not_decide_about_themselves() {
    let alone = Approvers { manager: None, owners: vec![JONAS], fallback: Vec::new() };
    let request = open(request(JONAS), &alone, ids(), now()).request;
    assert!(matches!(done(request, &approve(), JONAS), Err(Refusal::NotPermitted(_))));
}

#[test]
fn a_later_start_is_awaited_after_the_last_yes() {
    let start = now() + Duration::days(3);
    let mut request = opened(JONAS);
    request.start = Some(start);
    let request = done(request, &approve(), MARTA).unwrap().request;
    let waiting = done(request, &approve(), PRIYA).unwrap();
    assert_eq!(waiting.effects, [Effect::ResumeAt(start)]);
    assert_eq!(waiting.request.status, RequestStatus::Suspended);
    let admin = Actor::Person { id: ADMIN, name: "a".into(), authorities: vec![Authority::AccessAdmin] };
    let refused = act(waiting.request.clone(), &reject(), &admin, &AccessRequestSettings::default(), now());
    assert!(matches!(refused, Err(Refusal::PhaseNotOpen(_))), "a date is nobody's to decide");
    let mut request = waiting.request;
    request.resume(start);
    let going = advance(request, &approvers(), ids(), start);
    assert_eq!(going.effects, [Effect::Provision]);
}

#[test]
fn nothing_is_handed_to_the_person_it_is_about() {
    let to_jonas = Action::Reassign { phase: None, actors: vec![JONAS], comment: String::new() };
    assert!(matches!(
        done(opened(JONAS), &to_jonas, MARTA),
        Err(Refusal::Field { field: "updatedActors", .. })
    ));
}

#[test]
fn required_words_are_required() {
    let strict =
        AccessRequestSettings { require_reject_justification: true, ..AccessRequestSettings::default() };
    let refused = act(opened(JONAS), &reject(), &person(MARTA), &strict, now());
    assert!(matches!(refused, Err(Refusal::Field { field: "justification", .. })));
    let nul = Action::Comment { comment: "a\0".into() };
    assert!(act(opened(JONAS), &nul, &person(JONAS), &AccessRequestSettings::default(), now()).is_err());
}

#[test]
fn strangers_do_not_see_it_and_auditors_do_not_touch_it() {
    let settings = AccessRequestSettings::default();
    let comment = Action::Comment { comment: "hello".into() };
    assert_eq!(act(opened(JONAS), &comment, &person(ADMIN), &settings, now()), Err(Refusal::NotVisible));
    let auditor = Actor::Person { id: ADMIN, name: "a".into(), authorities: vec![Authority::Auditor] };
    for action in [approve(), comment, Action::Cancel { comment: String::new() }] {
        assert!(matches!(
            act(opened(JONAS), &action, &auditor, &settings, now()),
            Err(Refusal::NotPermitted(_))
        ));
    }
}

proptest! {
    /// Whatever people try, in whatever order: access is given only after an approval by somebody
    /// else than the person it is for, and never after a rejection or cancellation.
    #[test]
    fn access_is_never_given_without_a_yes(steps in prop::collection::vec((0_usize..4, 0_usize..4), 0..12)) {
        let people = [JONAS, MARTA, PRIYA, ADMIN];
        let mut request = opened(JONAS);
        for (who, what) in steps {
            let action = match what {
                0 => approve(),
                1 => reject(),
                2 => Action::Cancel { comment: String::new() },
                _ => Action::Reassign { phase: None, actors: vec![people[(who + 1) % 4]], comment: String::new() },
            };
            if let Ok(next) = done(request.clone(), &action, people[who]) {
                if next.effects.contains(&Effect::Provision) {
                    let said_yes = |p: &Phase| p.decision == Some(PhaseDecision::Approve) && p.completed_by != Some(JONAS);
                    prop_assert!(next.request.phases.iter().filter(|p| p.kind == PhaseKind::Approval).all(said_yes));
                    prop_assert!(next.request.status == RequestStatus::InProgress);
                }
                request = next.request;
            }
        }
    }
}
