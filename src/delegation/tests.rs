//! Who acts for whom, and that nobody comes to decide for themselves.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::Map;
use uuid::Uuid;

use super::*;
use crate::authority::Authority;
use crate::id::{PhaseId, RequestId, RequestTypeId};
use crate::request::{
    Action, Permission, Phase, PhaseActor, PhaseDecision, PhaseEvents, PhaseKind, PhaseStatus, Priority,
    Refusal, RequestStatus, Requester, act, may_see, permissions,
};
use crate::settings::AccessRequestSettings;
use crate::workflow::TaskMode;

const ANN: UserId = user(1);
const BEN: UserId = user(2);
const CAI: UserId = user(3);
const DEE: UserId = user(4);

const fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_603_600 + minute * 60, 0).unwrap()
}

fn names(person: UserId, deputy: UserId, from: i64, until: i64) -> Delegation {
    Delegation {
        id: DelegationId(Uuid::nil()),
        person,
        deputy,
        from: at(from),
        until: at(until),
        note: String::new(),
        created_at: at(0),
        ended_at: None,
    }
}

fn check_at_zero(new: &Delegation, open: &[Delegation]) -> Result<(), String> {
    check(new, Status::Active, Status::Active, open, at(0)).map_err(|fault| fault.to_string())
}

fn request(user: UserId, requester: UserId, actors: &[UserId], mode: TaskMode) -> Request {
    let actor = |user: &UserId| PhaseActor {
        user: *user,
        permissions: Permission::of(PhaseKind::Approval).to_vec(),
        active: true,
        agreed_by: None,
    };
    let mut actors: Vec<PhaseActor> = actors.iter().map(actor).collect();
    actors.sort_by_key(|actor| actor.user);
    actors.dedup_by_key(|actor| actor.user);
    Request {
        id: RequestId("r".into()),
        number: 1,
        request_type: RequestTypeId("custom".into()),
        requester: Requester { user: Some(requester), name: "someone".into() },
        user,
        access: None,
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
        started: at(0),
        completed: None,
        completed_by: None,
        phases: vec![Phase {
            id: PhaseId(Uuid::from_u128(1)),
            name: "approvalTask-1".into(),
            display_name: "Approval".into(),
            kind: PhaseKind::Approval,
            status: PhaseStatus::InProgress,
            decision: None,
            started: at(0),
            due: None,
            completed: None,
            completed_by: None,
            claim: None,
            on_behalf_of: None,
            justification: None,
            mode,
            events: PhaseEvents::default(),
            actors,
        }],
    }
}

fn person(id: UserId) -> Actor {
    Actor::Person { id, name: "someone".into(), authorities: Vec::new() }
}

fn decided(request: Request, by: UserId, stands_in_for: &[UserId]) -> Result<Request, Refusal> {
    let settings = AccessRequestSettings::default();
    let actor = person(by);
    let by = Acting { actor: &actor, stands_in_for };
    act(request, &Action::approve(""), by, &settings, at(0)).map(|(request, _)| request)
}

#[test]
fn the_first_and_the_last_moment_of_a_period_count() {
    let one = names(ANN, BEN, 10, 20);
    let state = |minute| one.state(at(minute));
    assert_eq!((state(9), state(10)), (DelegationState::Future, DelegationState::Current));
    assert_eq!((state(20), state(21)), (DelegationState::Current, DelegationState::Past));
    let ended = Delegation { ended_at: Some(at(12)), ..one };
    assert_eq!(ended.state(at(15)), DelegationState::Past);
}

#[test]
fn a_deputys_deputy_stands_in_for_the_deputy_alone() {
    let chain = [names(ANN, BEN, 0, 100), names(BEN, CAI, 0, 100), names(CAI, ANN, 0, 100)];
    let all = |_| true;
    assert_eq!(stood_in_for(&chain, BEN, all, at(50)), [ANN]);
    assert_eq!(stood_in_for(&chain, CAI, all, at(50)), [BEN]);
    assert_eq!(stood_in_for(&chain, CAI, all, at(101)), []);
    assert_eq!(stood_in_for(&chain, BEN, |user| user != ANN, at(50)), []);
    assert_eq!(stood_in_for(&chain, BEN, |user| user != BEN, at(50)), []);
}

#[test]
fn what_cannot_be_named_is_refused_by_name() {
    assert_eq!(check_at_zero(&names(ANN, BEN, 0, 10), &[]), Ok(()));
    let refused = |new: Delegation| check_at_zero(&new, &[]).unwrap_err();
    assert_eq!(refused(names(ANN, ANN, 0, 10)), "`deputy` must be somebody else");
    assert_eq!(refused(names(ANN, BEN, 10, 9)), "`until` must not be before its beginning");
    assert_eq!(refused(names(ANN, BEN, -10, -5)), "`until` must be in the future");
    assert_eq!(refused(names(ANN, BEN, 0, 600_000)), "`until` must be within a year of its beginning");
    assert_eq!(refused(names(ANN, BEN, 600_000, 600_001)), "`from` must be within a year");
    let long = Delegation { note: "x".repeat(MOST_NOTE + 1), ..names(ANN, BEN, 0, 10) };
    assert!(refused(long).starts_with("`note` "));
    let gone = check(&names(ANN, BEN, 0, 10), Status::Active, Status::Inactive, &[], at(0));
    assert_eq!(gone.unwrap_err().to_string(), "`deputy` must be an active person");
    assert!(check(&names(ANN, BEN, 0, 10), Status::Inactive, Status::Active, &[], at(0)).is_err());
}

#[test]
fn the_same_deputy_is_not_named_twice_at_a_time_and_several_may_be() {
    let there = [names(ANN, BEN, 10, 20)];
    assert!(check_at_zero(&names(ANN, BEN, 20, 30), &there).is_err(), "both ends count");
    assert_eq!(check_at_zero(&names(ANN, BEN, 21, 30), &there), Ok(()));
    assert_eq!(check_at_zero(&names(ANN, CAI, 10, 20), &there), Ok(()));
    assert_eq!(check_at_zero(&names(BEN, ANN, 10, 20), &there), Ok(()), "they may stand in for one another");
    let ended = [Delegation { ended_at: Some(at(-1)), ..names(ANN, BEN, 10, 20) }];
    assert_eq!(check_at_zero(&names(ANN, BEN, 10, 20), &ended), Ok(()));
    let many: Vec<Delegation> =
        (0..MOST_DELEGATIONS).map(|n| names(ANN, user(100 + n as u128), 0, 10)).collect();
    assert!(check_at_zero(&names(ANN, BEN, 10, 20), &many).is_err());
}

#[test]
fn a_deputy_decides_in_the_persons_stead_and_it_is_written_down() {
    let asked = request(DEE, DEE, &[ANN], TaskMode::Any);
    assert_eq!(decided(asked.clone(), BEN, &[]), Err(Refusal::NotVisible));
    let done = decided(asked.clone(), BEN, &[ANN]).unwrap();
    assert_eq!((done.phases[0].completed_by, done.phases[0].on_behalf_of), (Some(BEN), Some(ANN)));
    let own = decided(asked, ANN, &[BEN]).unwrap();
    assert_eq!((own.phases[0].completed_by, own.phases[0].on_behalf_of), (Some(ANN), None));
    assert!(may_see(&done, &person(BEN)), "who decided may see it when the period is over, too");
}

#[test]
fn where_all_must_agree_a_deputy_answers_for_one() {
    let asked = request(DEE, DEE, &[ANN, CAI], TaskMode::All);
    let first = decided(asked, BEN, &[ANN]).unwrap();
    assert_eq!(first.phases[0].active(), [CAI]);
    assert!(matches!(decided(first, BEN, &[ANN]), Err(Refusal::NotPermitted(_))));
}

#[test]
fn where_all_must_agree_a_deputy_of_two_has_one_voice() {
    let asked = request(DEE, DEE, &[ANN, CAI], TaskMode::All);
    let first = decided(asked, BEN, &[ANN, CAI]).unwrap();
    assert_eq!(first.phases[0].active(), [CAI]);
    assert_eq!(first.phases[0].actors[0].agreed_by, Some(BEN));
    assert!(matches!(decided(first.clone(), BEN, &[ANN, CAI]), Err(Refusal::NotPermitted(_))));
    let actor = person(BEN);
    assert_eq!(permissions(&first, Acting { actor: &actor, stands_in_for: &[ANN, CAI] }).0, []);
    assert!(decided(first, CAI, &[]).unwrap().open_phase().is_none());
}

#[test]
fn standing_in_does_not_reach_what_one_has_a_part_in() {
    let nothing = |request: &Request, by, whom: &[UserId]| {
        let actor = person(by);
        permissions(request, Acting { actor: &actor, stands_in_for: whom }).0.is_empty()
    };
    for own in [
        request(BEN, DEE, &[ANN], TaskMode::Any),
        request(DEE, BEN, &[ANN], TaskMode::Any),
        request(ANN, DEE, &[ANN], TaskMode::Any),
    ] {
        assert!(decided(own.clone(), BEN, &[ANN]).is_err());
        assert!(nothing(&own, BEN, &[ANN]));
    }
    assert!(!nothing(&request(DEE, DEE, &[ANN], TaskMode::Any), BEN, &[ANN]));
}

fn delegation() -> impl Strategy<Value = Delegation> {
    (0..6_u128, 0..6_u128, 0..60_i64, 0..60_i64, any::<bool>()).prop_map(
        |(person, deputy, from, long, ended)| {
            let one = names(user(person), user(deputy), from, from + long);
            Delegation { ended_at: (ended && long % 5 == 0).then(|| at(from)), ..one }
        },
    )
}

proptest! {
    #[test]
    fn nobody_ever_decides_for_themselves(
        delegations in prop::collection::vec(delegation(), 0..25),
        whose in 0..6_u128,
        asks in 0..6_u128,
        asked in prop::collection::vec(0..6_u128, 1..5),
        all in any::<bool>(),
        tries in prop::collection::vec((0..6_u128, 0..130_i64, 0..4_u8, 0..6_u128), 1..40),
    ) {
        let settings = AccessRequestSettings::default();
        prop_assert!(!settings.allow_self_approval);
        let (whose, asks) = (user(whose), user(asks));
        let asked: Vec<UserId> = asked.into_iter().map(user).collect();
        let mode = if all { TaskMode::All } else { TaskMode::Any };
        let mut request = request(whose, asks, &asked, mode);
        for (who, minute, what, other) in tries {
            let who = user(who);
            let authorities = if who == user(5) { vec![Authority::AccessAdmin] } else { Vec::new() };
            let actor = Actor::Person { id: who, name: "someone".into(), authorities };
            let whom = stood_in_for(&delegations, who, |user| user != DEE, at(minute));
            let by = Acting { actor: &actor, stands_in_for: &whom };
            let decision = if what == 0 { PhaseDecision::Reject } else { PhaseDecision::Approve };
            let action = match what {
                3 => Action::Reassign { phase: None, actors: vec![user(other)], comment: String::new() },
                _ => Action::Decide { decision, phase: None, justification: String::new() },
            };
            let waited_for = request.phases[0].active();
            let Ok((next, comment)) = act(request.clone(), &action, by, &settings, at(minute)) else { continue };
            if what != 3 {
                prop_assert_ne!(who, whose, "for themselves");
                prop_assert_ne!(comment.on_behalf_of, Some(whose), "in their own stead");
            }
            if let Some(person) = comment.on_behalf_of {
                prop_assert_ne!(who, whose);
                prop_assert_ne!(who, asks, "who asked");
                prop_assert!(waited_for.contains(&person), "in the stead of somebody who was not asked");
                let direct = delegations.iter().any(|one| {
                    one.person == person && one.deputy == who && one.state(at(minute)) == DelegationState::Current
                });
                prop_assert!(direct, "through somebody else");
            } else if what != 3 {
                prop_assert!(waited_for.contains(&who) || who == user(5));
            }
            request = next;
        }
    }
}
