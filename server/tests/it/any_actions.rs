//! Whatever anybody does to a request, in whatever order: it stands where the contract says a request can stand,
//! nothing is granted without those who were to agree, and nobody does what their row does not offer.

use bailiwick::id::{RequestId, UserId};
use bailiwick::request::{
    Action, Decision, Outcome, Permission, Phase, PhaseDecision, PhaseKind, PhaseStatus, Request,
    RequestStatus,
};
use bailiwick_engine::EngineError;
use bailiwick_engine::requests::{Change, change, read};
use bailiwick_engine::testing::World;
use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::json;

use crate::support::world;

/// How many requests are played through, and how often somebody does something to each.
const REQUESTS: u64 = 25;
const TURNS: u64 = 10;

/// A small generator of one's own, so that a failure names the number it can be played again by.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        let sides = u64::try_from(all.len()).unwrap();
        all[usize::try_from(self.roll(sides)).unwrap()]
    }
}

/// What somebody tries.
#[derive(Debug, Clone)]
enum Try {
    Act(Action),
    Modify,
    /// Days pass.
    Wait(i64),
}

fn a_try(dice: &mut Dice, people: &[UserId]) -> Try {
    let decide =
        |decision| Try::Act(Action::Decide { decision, phase: None, justification: "as it is".into() });
    match dice.roll(14) {
        0..=4 => decide(PhaseDecision::Approve),
        5 => decide(PhaseDecision::Reject),
        6 => decide(PhaseDecision::Fulfil),
        7 => decide(PhaseDecision::Deny),
        8 => Try::Act(Action::Comment { comment: "hm".into() }),
        9 | 10 => {
            let actors = vec![dice.one_of(people)];
            Try::Act(Action::Reassign { phase: None, actors, comment: String::new() })
        }
        11 => Try::Act(Action::Cancel { comment: String::new() }),
        12 => Try::Modify,
        _ => Try::Wait(i64::try_from(1 + dice.roll(9)).unwrap()),
    }
}

/// What the row must offer for it.
fn needed(action: &Try) -> Option<Permission> {
    match action {
        Try::Act(Action::Decide { decision, .. }) => Some(decision.needs().1),
        Try::Act(Action::Reassign { .. }) => Some(Permission::Reassign),
        Try::Modify => Some(Permission::Modify),
        _ => None,
    }
}

/// The contract's states (5.1): under way, waiting for a date, and its five ends.
fn is_known(request: &Request) -> bool {
    use {Decision::*, Outcome as O, RequestStatus as S};
    let open = request.phases.iter().filter(|phase| phase.status == PhaseStatus::InProgress).count();
    match (request.status, request.decision, request.outcome) {
        (S::InProgress, None | Some(Approved), None) => true,
        (S::Suspended, None | Some(Approved), None) => {
            open > 0 && request.open_phases().all(|phase| phase.kind == PhaseKind::Scheduled)
        }
        (S::Complete, Some(Approved), Some(O::Provisioned | O::NotProvisioned))
        | (S::Complete, Some(Rejected), Some(O::Denied))
        | (S::Cancelled, _, Some(O::Cancelled)) => open == 0 && request.completed.is_some(),
        _ => false,
    }
}

async fn attempt(w: &World, who: UserId, id: &RequestId, action: &Try) -> Result<(), EngineError> {
    match action {
        Try::Act(action) => w.act(who, id, action.clone()).await.map(drop),
        Try::Modify => {
            let given = json!({"common": {"priority": "high"}}).as_object().unwrap().clone();
            change(&w.engine, &w.by(who), id, &Change::Modify { given, phase: None }).await.map(drop)
        }
        Try::Wait(days) => {
            w.clock.advance(Duration::days(*days));
            Ok(())
        }
    }
}

fn agreed(request: &Request, name: &str) -> bool {
    let yes = |phase: &Phase| phase.name == name && phase.decision == Some(PhaseDecision::Approve);
    request.phases.iter().any(yes)
}

async fn play(w: &World, seed: u64) {
    let mut dice = Dice(seed);
    let people = [w.jonas, w.hana, w.marta, w.priya, w.grace, w.otto, w.carl];
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    for turn in 0..TURNS {
        let told = format!("seed {seed}, turn {turn}");
        let before = w.read(&id).await.request;
        let who = dice.one_of(&people);
        let action = a_try(&mut dice, &people);
        let row = read(&w.engine, &w.by(who), &id).await;
        let done = attempt(w, who, &id, &action).await;
        w.work().await;
        let after = w.read(&id).await.request;
        let told = format!("{told}: {who} {action:?} {done:?}\n{before:?}\n{after:?}");
        assert!(is_known(&after), "{told}");
        match row {
            // Who does not see it does nothing to it.
            Err(EngineError::NotFound { .. }) if !matches!(action, Try::Wait(_)) => {
                assert!(matches!(done, Err(EngineError::NotFound { .. })), "{told}");
            }
            Ok(row) => {
                if let Some(needed) = needed(&action) {
                    let offered = row.permissions.contains(&needed);
                    assert!(done.is_err() || offered || who == w.grace, "not offered: {told}");
                    let own = who == before.user;
                    let is_reassigned_to_self = matches!(&action,
                        Try::Act(Action::Reassign { actors, .. }) if actors[..] == [before.user]);
                    assert!(
                        done.is_ok() || !offered || own || is_reassigned_to_self,
                        "offered, and refused: {told}"
                    );
                }
                if matches!(action, Try::Act(Action::Cancel { .. })) {
                    assert_eq!(done.is_ok(), row.may_cancel, "{told}");
                }
            }
            Err(_) => {}
        }
        if done.is_err() {
            assert_eq!(before, after, "a refusal changes nothing: {told}");
        }
        // Nobody decides for themselves, and what was decided stays.
        for phase in &after.phases {
            assert!(phase.decision.is_none() || phase.completed_by != Some(w.jonas), "{told}");
            let was = before.phases.iter().find(|one| one.id == phase.id);
            assert!(was.is_none_or(|was| was.decision.is_none() || was.decision == phase.decision), "{told}");
        }
        let held = !w.holds(w.jonas).await.is_empty();
        assert_eq!(held, after.outcome == Some(Outcome::Provisioned), "{told}");
        if held {
            for task in ["approvalTask-manager", "approvalTask-owner"] {
                assert!(agreed(&after, task), "granted without {task}: {told}");
            }
        }
    }
    // So that the next one can ask for it again.
    let last = w.read(&id).await.request;
    if last.status.is_open() {
        w.act(w.grace, &id, Action::Cancel { comment: String::new() }).await.unwrap();
    }
    if last.outcome == Some(Outcome::Provisioned) {
        let removal = w.try_ask(w.jonas, w.pay, w.jonas, bailiwick::request::Modifier::Remove).await.unwrap();
        for who in [w.marta, w.priya] {
            w.approve(who, &removal.requests[0]).await;
            w.work().await;
        }
    }
    w.work().await;
    assert!(w.holds(w.jonas).await.is_empty(), "seed {seed}");
}

db_test!(no_order_of_actions_gets_anybody_what_they_may_not_have, |db| async move {
    let w = world(db).await;
    for seed in 0..REQUESTS {
        play(&w, seed * 7_919 + 17).await;
    }
});
