//! The life of a request, decision by decision.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use serde_json::Map;
use uuid::Uuid;

use super::*;
use crate::authority::{Actor, Authority};
use crate::catalog::ItemKind;
use crate::id::{ItemId, PhaseId, RequestId, RequestTypeId, UserId};
use crate::settings::AccessRequestSettings;
use crate::workflow::{Events, Task, TaskActors, TaskKind, TaskMode};

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
        request_type: RequestTypeId("entitlementGrant".into()),
        requester: Requester { user: Some(requester), name: "someone".into() },
        user: JONAS,
        access: Some(Access {
            modifier: Modifier::Add,
            kind: ItemKind::Entitlement,
            item: ItemId(Uuid::from_u128(9)),
            application: None,
        }),
        content: Map::new(),
        unique_key: None,
        priority: Priority::Low,
        justification: String::new(),
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
        started: now(),
        completed: None,
        completed_by: None,
        phases: Vec::new(),
    }
}

fn task(mode: TaskMode) -> Task {
    Task {
        kind: TaskKind::Approval,
        mode,
        actors: TaskActors::Listed(Vec::new()),
        events: Events::default(),
        approved_by_asking: true,
    }
}

fn asking(n: u128, name: &str, people: &[UserId]) -> Asking {
    let everything =
        |user: &UserId| Asked { user: *user, permissions: Permission::of(PhaseKind::Approval).to_vec() };
    Asking {
        id: PhaseId(Uuid::from_u128(n)),
        name: name.into(),
        display_name: name.into(),
        asked: people.iter().map(everything).collect(),
        fallback: vec![ADMIN],
        events: PhaseEvents::default(),
    }
}

fn asked(requester: UserId, people: &[UserId]) -> Request {
    let mut request = request(requester);
    request.ask(&task(TaskMode::Any), asking(1, "approvalTask-1", people), now());
    request
}

fn done(request: Request, action: &Action, by: UserId) -> Result<Request, Refusal> {
    act(request, action, &person(by), &AccessRequestSettings::default(), now()).map(|(request, _)| request)
}

#[test]
fn whoever_is_asked_decides_and_is_asked_no_longer() {
    let request = done(asked(JONAS, &[MARTA, PRIYA]), &Action::approve("fine"), PRIYA).unwrap();
    let phase = &request.phases[0];
    assert_eq!((phase.status, phase.decision), (PhaseStatus::Complete, Some(PhaseDecision::Approve)));
    assert_eq!((phase.completed_by, phase.justification.as_deref()), (Some(PRIYA), Some("fine")));
    assert!(phase.actors.iter().all(|actor| !actor.active));
    let again = done(request, &Action::approve(""), MARTA);
    assert!(matches!(again, Err(Refusal::PhaseNotOpen(_))));
}

#[test]
fn where_all_must_agree_the_last_one_ends_it_and_one_no_is_enough() {
    let both = || {
        let mut request = request(JONAS);
        request.ask(&task(TaskMode::All), asking(1, "approvalTask-1", &[MARTA, PRIYA]), now());
        request
    };
    let first = done(both(), &Action::approve(""), MARTA).unwrap();
    assert_eq!(first.open_phases().count(), 1);
    let twice = done(first.clone(), &Action::approve(""), MARTA);
    assert!(matches!(twice, Err(Refusal::NotPermitted(_))));
    assert_eq!(done(first, &Action::approve(""), PRIYA).unwrap().open_phases().count(), 0);
    let refused = done(both(), &Action::reject("no"), PRIYA).unwrap();
    assert_eq!(refused.phases[0].decision, Some(PhaseDecision::Reject));
}

#[test]
fn a_decision_fits_the_kind_of_phase() {
    let mut request = request(JONAS);
    let fulfil = Task { kind: TaskKind::Fulfilment, ..task(TaskMode::Any) };
    let mut asking = asking(1, "fulfillmentTask-1", &[MARTA]);
    asking.asked[0].permissions = Permission::of(PhaseKind::Fulfilment).to_vec();
    request.ask(&fulfil, asking, now());
    assert!(done(request.clone(), &Action::approve(""), MARTA).is_err());
    let decision = PhaseDecision::Fulfil;
    let carried_out = Action::Decide { decision, phase: None, justification: String::new() };
    assert_eq!(done(request, &carried_out, MARTA).unwrap().phases[0].decision, Some(decision));
}

#[test]
fn a_certification_goes_before_what_waits_for_consent_or_a_day_only() {
    let waits = asked(JONAS, &[MARTA]);
    assert!(waits.gives_way_to_certifications());
    let mut later = request(JONAS);
    assert!(!later.gives_way_to_certifications(), "it goes on at this moment");
    later.await_date(PhaseId(Uuid::from_u128(1)), "waitTask-1", "Wait", now() + Duration::days(300), now());
    assert!(later.gives_way_to_certifications());

    let mut by_hand = waits.clone();
    let fulfil = Task { kind: TaskKind::Fulfilment, ..task(TaskMode::Any) };
    by_hand.ask(&fulfil, asking(2, "fulfillmentTask-1", &[PRIYA]), now());
    assert_eq!(by_hand.open_phases().count(), 2);
    assert!(!by_hand.gives_way_to_certifications(), "somebody is taking it away");
    let context = Some(serde_json::json!({"type": "certification"}));
    assert!(!Request { context, ..waits }.gives_way_to_certifications(), "that is one itself");
}

#[test]
fn what_waits_for_consent_or_a_later_day_does_not_see_to_an_end_that_has_come() {
    let (id, day) = (PhaseId(Uuid::from_u128(1)), now() + Duration::days(3));
    let mut waits = request(JONAS);
    assert!(!waits.sees_to_the_end(day), "it may ask somebody yet");
    waits.await_date(id, "waitTask-1", "Wait", day, now());
    assert!(!waits.sees_to_the_end(now()));
    assert!(waits.sees_to_the_end(day));
    let context = Some(serde_json::json!({"type": "admin"}));
    let theirs = Request { context, ..waits.clone() };
    assert!(theirs.sees_to_the_end(now()), "administrators moved the day");
    assert!(Request { phases: Vec::new(), ..theirs }.sees_to_the_end(day), "its workflow has only begun");
    assert!(waits.resume(id, day));
    assert!(waits.sees_to_the_end(day), "it goes on at this moment");

    assert!(!asked(JONAS, &[MARTA]).sees_to_the_end(day));
    let mut by_hand = request(JONAS);
    let fulfil = Task { kind: TaskKind::Fulfilment, ..task(TaskMode::Any) };
    by_hand.ask(&fulfil, asking(2, "fulfillmentTask-1", &[PRIYA]), now());
    assert!(by_hand.sees_to_the_end(day), "somebody is taking it away");
}

#[test]
fn an_actor_without_the_permission_may_not() {
    let mut request = request(JONAS);
    let mut asking = asking(1, "approvalTask-1", &[MARTA]);
    asking.asked[0].permissions = vec![Permission::Reject];
    request.ask(&task(TaskMode::Any), asking, now());
    assert!(matches!(done(request.clone(), &Action::approve(""), MARTA), Err(Refusal::NotPermitted(_))));
    assert!(done(request, &Action::reject(""), MARTA).is_ok());
}

#[test]
fn whoever_asks_for_another_has_said_yes_where_that_counts() {
    let mut made = request(MARTA);
    assert_eq!(made.ask(&task(TaskMode::Any), asking(1, "a", &[MARTA]), now()), Opened::Agreed);
    assert_eq!(made.phases[0].completed_by, Some(MARTA));
    let mut strict = request(MARTA);
    let task = Task { approved_by_asking: false, ..task(TaskMode::Any) };
    assert_eq!(strict.ask(&task, asking(1, "a", &[MARTA]), now()), Opened::Waits);
}

#[test]
fn nobody_is_asked_about_their_own_access_while_there_is_another() {
    assert_eq!(asked(JONAS, &[JONAS]).open_phase().unwrap().actors[0].user, ADMIN);
    let mut alone = request(JONAS);
    let own = Asking { fallback: Vec::new(), ..asking(1, "a", &[JONAS]) };
    alone.ask(&task(TaskMode::Any), own, now());
    assert!(matches!(done(alone, &Action::approve(""), JONAS), Err(Refusal::NotPermitted(_))));
    let mut nobody = request(JONAS);
    let none = Asking { fallback: Vec::new(), ..asking(1, "a", &[]) };
    assert_eq!(nobody.ask(&task(TaskMode::Any), none, now()), Opened::Nobody);
}

#[test]
fn a_request_that_awaits_only_a_date_is_suspended() {
    let date = now() + Duration::days(3);
    let id = PhaseId(Uuid::from_u128(1));
    let mut request = request(JONAS);
    request.await_date(id, "waitTask-1", "Wait", date, now());
    assert_eq!(request.status, RequestStatus::Suspended);
    let admin = Actor::Person { id: ADMIN, name: "a".into(), authorities: vec![Authority::AccessAdmin] };
    let refused = act(request.clone(), &Action::reject(""), &admin, &AccessRequestSettings::default(), now());
    assert!(matches!(refused, Err(Refusal::PhaseNotOpen(_))), "a date is nobody's to decide");
    assert!(!request.resume(id, now()), "the date has not come");
    request.move_date(now() + Duration::days(9)).unwrap();
    assert!(!request.resume(id, date), "the date was moved");
    assert!(request.resume(id, now() + Duration::days(9)));
    assert_eq!(request.status, RequestStatus::InProgress);
}

#[test]
fn nothing_is_handed_to_the_person_it_is_about() {
    let to_jonas = Action::Reassign { phase: None, actors: vec![JONAS], comment: String::new() };
    let refused = done(asked(JONAS, &[MARTA]), &to_jonas, MARTA);
    assert!(matches!(refused, Err(Refusal::Field { field: "updatedActors", .. })));
}

#[test]
fn required_words_are_required() {
    let strict =
        AccessRequestSettings { require_reject_justification: true, ..AccessRequestSettings::default() };
    let refused = act(asked(JONAS, &[MARTA]), &Action::reject(""), &person(MARTA), &strict, now());
    assert!(matches!(refused, Err(Refusal::Field { field: "justification", .. })));
    let nul = Action::Comment { comment: "a\0".into() };
    assert!(done(asked(JONAS, &[MARTA]), &nul, JONAS).is_err());
}

#[test]
fn strangers_do_not_see_it_and_auditors_do_not_touch_it() {
    let settings = AccessRequestSettings::default();
    let comment = Action::Comment { comment: "hello".into() };
    let request = || asked(JONAS, &[MARTA]);
    assert_eq!(act(request(), &comment, &person(ADMIN), &settings, now()), Err(Refusal::NotVisible));
    let auditor = Actor::Person { id: ADMIN, name: "a".into(), authorities: vec![Authority::Auditor] };
    for action in [Action::approve(""), comment, Action::Cancel { comment: String::new() }] {
        assert!(matches!(act(request(), &action, &auditor, &settings, now()), Err(Refusal::NotPermitted(_))));
    }
}

#[test]
fn only_the_product_writes_back_and_only_ends_that_the_contract_names() {
    let end = |decision, outcome| Update {
        status: Some(RequestStatus::Complete),
        decision,
        outcome,
        ..Update::default()
    };
    let approved = Some(Decision::Approved);
    let granted = end(approved, Some(Outcome::Provisioned));
    let by_admin = granted.apply(
        request(JONAS),
        &Actor::Person { id: ADMIN, name: "a".into(), authorities: vec![Authority::OrgAdmin] },
        now(),
    );
    assert!(matches!(by_admin, Err(Refusal::NotPermitted(_))));
    let (ended, _) = granted.apply(asked(JONAS, &[MARTA]), &Actor::System, now()).unwrap();
    assert_eq!((ended.status, ended.open_phases().count()), (RequestStatus::Complete, 0));
    assert_eq!(
        granted.apply(ended, &Actor::System, now()).unwrap_err(),
        Refusal::Ended(RequestStatus::Complete)
    );
    for wrong in [
        end(approved, None),
        end(None, Some(Outcome::Provisioned)),
        end(approved, Some(Outcome::Denied)),
        end(Some(Decision::Rejected), Some(Outcome::Fulfilled)),
    ] {
        let refused = wrong.apply(request(JONAS), &Actor::System, now());
        assert!(matches!(refused, Err(Refusal::Field { field: "outcome", .. })), "{wrong:?}");
    }
    let comment = Update { comment: Some("it broke".into()), failure: true, ..Update::default() };
    let (_, said) = comment.apply(request(JONAS), &Actor::System, now()).unwrap();
    assert_eq!(said.unwrap().action, CommentAction::Failure);
}

proptest! {
    /// Whatever people try, in whatever order, while a workflow asks two steps: only who is asked decides, nobody
    /// about themselves, and every end is one that the contract names.
    #[test]
    fn no_order_of_actions_brings_a_request_where_it_must_not_be(
        steps in prop::collection::vec((0_usize..4, 0_usize..5), 0..16),
    ) {
        let people = [JONAS, MARTA, PRIYA, ADMIN];
        let mut request = asked(JONAS, &[MARTA]);
        for (at, (who, what)) in (0_u128..).zip(steps) {
            let action = match what {
                0 => Action::approve(""),
                1 => Action::reject(""),
                2 => Action::Cancel { comment: String::new() },
                3 => Action::Comment { comment: "hm".into() },
                _ => Action::Reassign { phase: None, actors: vec![people[(who + 1) % 4]], comment: String::new() },
            };
            let decides = matches!(action, Action::Decide { .. });
            let was_asked = request.open_phases().flat_map(|phase| &phase.actors).any(|a| a.active && a.user == people[who]);
            let Ok(next) = done(request.clone(), &action, people[who]) else { continue };
            prop_assert!(!decides || (was_asked && people[who] != JONAS));
            request = next;
            // What the workflow does then.
            if request.status.is_open() && request.open_phase().is_none() {
                let refused = request.phases.iter().any(|phase| phase.decision == Some(PhaseDecision::Reject));
                if refused || request.phases.len() > 1 {
                    let (decision, outcome) = if refused {
                        (Decision::Rejected, Outcome::Denied)
                    } else {
                        (Decision::Approved, Outcome::Provisioned)
                    };
                    let end = Update { status: Some(RequestStatus::Complete), decision: Some(decision), outcome: Some(outcome), ..Update::default() };
                    request = end.apply(request, &Actor::System, now()).unwrap().0;
                } else {
                    request.ask(&task(TaskMode::Any), asking(10 + at, "approvalTask-2", &[PRIYA]), now());
                }
            }
            let ends = (request.status, request.decision, request.outcome);
            prop_assert!(matches!(ends,
                (RequestStatus::InProgress, None, None)
                | (RequestStatus::Complete, Some(Decision::Approved), Some(Outcome::Provisioned))
                | (RequestStatus::Complete, Some(Decision::Rejected), Some(Outcome::Denied))
                | (RequestStatus::Cancelled, _, Some(Outcome::Cancelled))), "{:?}", ends);
            if request.outcome == Some(Outcome::Provisioned) {
                let said_yes = |phase: &Phase| phase.decision == Some(PhaseDecision::Approve) && phase.completed_by != Some(JONAS);
                prop_assert!(request.phases.iter().all(said_yes));
            }
            prop_assert!(request.status.is_open() || request.open_phase().is_none());
        }
    }
}

#[test]
fn what_one_has_claimed_others_do_not_decide() {
    let claim = || Action::Claim { phase: None, comment: String::new() };
    let release = || Action::Release { phase: None, comment: String::new() };
    let open = asked(JONAS, &[MARTA, PRIYA]);
    assert!(done(open.clone(), &release(), MARTA).is_err(), "nobody has claimed it");
    let claimed = done(open, &claim(), MARTA).unwrap();
    assert!(matches!(done(claimed.clone(), &claim(), PRIYA), Err(Refusal::Claim(_))));
    assert!(matches!(done(claimed.clone(), &claim(), MARTA), Err(Refusal::Claim(_))));
    assert!(matches!(done(claimed.clone(), &Action::approve(""), PRIYA), Err(Refusal::NotPermitted(_))));
    assert!(matches!(done(claimed.clone(), &release(), PRIYA), Err(Refusal::NotPermitted(_))));
    let actor = person(PRIYA);
    assert_eq!(permissions(&claimed, (&actor).into()).0, [Permission::Comment]);
    let decided = done(claimed.clone(), &Action::approve(""), MARTA).unwrap();
    assert_eq!(decided.phases[0].claim, None);
    let free = done(claimed.clone(), &release(), MARTA).unwrap();
    assert!(done(free, &Action::approve(""), PRIYA).is_ok());
    let handed = Action::Reassign { phase: None, actors: vec![PRIYA], comment: String::new() };
    let handed = done(claimed.clone(), &handed, MARTA).unwrap();
    assert_eq!((handed.phases[0].claim, handed.phases[0].active()), (None, vec![PRIYA]));
    // Whoever is stood in for may take it back; administrators and the product go on past it.
    let actor = person(PRIYA);
    let by = crate::delegation::Acting { actor: &actor, stands_in_for: &[MARTA] };
    let settings = AccessRequestSettings::default();
    let deputy = act(asked(JONAS, &[MARTA]), &claim(), by, &settings, now()).unwrap().0;
    assert_eq!(deputy.phases[0].claim, Some(Claim { by: PRIYA, on_behalf_of: Some(MARTA) }));
    assert!(done(deputy, &Action::approve(""), MARTA).is_ok());
    assert!(act(claimed, &Action::approve(""), &Actor::System, &settings, now()).is_ok());
}

#[test]
fn nobody_claims_what_they_could_not_decide_alone() {
    let claim = || Action::Claim { phase: None, comment: String::new() };
    let mut both = request(JONAS);
    both.ask(&task(TaskMode::All), asking(1, "approvalTask-1", &[MARTA, PRIYA]), now());
    assert!(matches!(done(both, &claim(), MARTA), Err(Refusal::Claim(_))));
    let mut own = asked(MARTA, &[PRIYA]);
    own.phases[0].actors[0].user = JONAS;
    assert!(matches!(done(own, &claim(), JONAS), Err(Refusal::NotPermitted(_))), "it is for him");
    let admin = Actor::Person { id: ADMIN, name: "a".into(), authorities: vec![Authority::AccessAdmin] };
    let settings = AccessRequestSettings::default();
    assert!(act(asked(JONAS, &[PRIYA]), &claim(), &admin, &settings, now()).is_err(), "she is not asked");
}
