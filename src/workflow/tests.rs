//! Definitions, what is wrong with them, and how instances move.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::*;
use crate::id::{InstanceId, PhaseId, RequestId};

fn script(name: &str, next: &Json) -> Json {
    json!({"name": name, "displayName": name, "type": "scriptTask",
        "scriptTask": {"language": "javascript", "script": "", "nextStep": next}})
}

fn to(step: impl Into<Json>) -> Json {
    json!([{"condition": "true", "outcome": "done", "step": step.into()}])
}

fn choice(ways: &[(&str, &str)]) -> Json {
    ways.iter()
        .map(|(condition, step)| json!({"condition": condition, "outcome": condition, "step": step}))
        .collect()
}

fn approval(name: &str, approve: &str, reject: &str) -> Json {
    json!({"name": name, "displayName": name, "type": "approvalTask", "approvalTask": {
    "approvalMode": "any",
    "actors": {"isExpression": true, "value": "requestIndex.manager.id"},
    "events": {"expiration": {"action": "reject", "date": {"isExpression": true, "value": "new Date()"}}},
    "nextStep": [
        {"outcome": "APPROVE", "condition": null, "step": approve},
        {"outcome": "REJECT", "condition": null, "step": reject},
    ]}})
}

fn definition(steps: &[Json]) -> Definition {
    let body = json!({"id": "Test", "steps": steps});
    Definition::parse(body.as_object().unwrap().clone()).unwrap()
}

fn reasons(definition: &Definition) -> Vec<(String, String)> {
    let finding = |finding: Finding| (finding.step.unwrap_or_default(), finding.reason);
    findings(definition).into_iter().map(finding).collect()
}

fn begun(definition: &Definition) -> Instance {
    let (id, request) = (InstanceId(Uuid::nil()), RequestId("r".into()));
    Instance::begin(id, request, definition, "v".into(), Map::new()).unwrap()
}

fn steps_of(instance: &Instance) -> Vec<&str> {
    instance.tokens.iter().map(|token| token.step.as_str()).collect()
}

#[test]
fn a_sound_definition_has_no_findings() {
    let sound = definition(&[
        script("scriptTask-1", &to("approvalTask-2")),
        approval("approvalTask-2", "scriptTask-3", "scriptTask-4"),
        script("scriptTask-3", &to(Json::Null)),
        script("scriptTask-4", &to(Json::Null)),
    ]);
    assert_eq!(reasons(&sound), []);
    assert_eq!(sound.first.as_deref(), Some("scriptTask-1"));
    let sources: Vec<_> = sound.sources().iter().map(|(step, what, _)| (step.name.as_str(), *what)).collect();
    assert!(sources.contains(&("approvalTask-2", "expression")));
}

#[test]
fn findings_name_the_step_and_the_reason() {
    let faulty = definition(&[
        script("scriptTask-1", &to("scriptTask-2")),
        script("scriptTask-2", &choice(&[("a", "scriptTask-1"), ("b", "scriptTask-9")])),
        script("scriptTask-3", &to(Json::Null)),
        approval("approvalTask-4", "scriptTask-3", "scriptTask-3"),
        script("scriptTask-5", &json!([])),
        json!({"name": "odd-6", "type": "oddTask", "oddTask": {}}),
        json!({"displayName": "nameless"}),
    ]);
    let found = reasons(&faulty);
    let has = |step: &str, words: &str| found.iter().any(|(at, reason)| at == step && reason.contains(words));
    assert!(has("scriptTask-1", "without anything that waits"), "{found:?}");
    assert!(has("scriptTask-2", "`scriptTask-9`"), "{found:?}");
    assert!(has("scriptTask-3", "no way leads"), "{found:?}");
    assert!(has("scriptTask-5", "where this step leads"), "{found:?}");
    assert!(has("odd-6", "unknown"), "{found:?}");
    assert!(has("", "step 6 has no name"), "{found:?}");
}

#[test]
fn a_circle_with_an_approval_in_it_is_fine() {
    let asked_again = definition(&[
        approval("approvalTask-1", "scriptTask-3", "scriptTask-2"),
        script("scriptTask-2", &to("approvalTask-1")),
        script("scriptTask-3", &to(Json::Null)),
    ]);
    assert_eq!(reasons(&asked_again), []);
}

#[test]
fn ids_are_plain_and_the_servers_own_members_are_dropped() {
    for id in [json!(null), json!(""), json!("a/b"), json!("a b"), json!(7), json!("x".repeat(101))] {
        let body = json!({"id": id});
        assert!(Definition::parse(body.as_object().unwrap().clone()).is_err(), "{body}");
    }
    let body = json!({"name": "ByName", "_rev": 9, "status": "published", "mutable": false, "more": 1});
    let parsed = Definition::parse(body.as_object().unwrap().clone()).unwrap();
    assert_eq!(parsed.id.0, "ByName");
    let document = parsed.document(DefinitionStatus::Draft, 3, true);
    assert_eq!(
        (&document["_rev"], &document["status"], &document["more"]),
        (&json!(3), &json!("draft"), &json!(1))
    );
}

#[test]
fn gateways_are_told_by_their_names() {
    let gateways = definition(&[
        script("exclusiveGateway-1", &choice(&[("a", "x"), ("b", "y"), ("c", "z")])),
        script("inclusiveGateway-2", &choice(&[("a", "x"), ("b", "y"), ("c", "z")])),
    ]);
    let ways = |step: &str, holds: &[bool]| -> Vec<String> {
        let ways = gateways.step(step).unwrap().ways(holds).unwrap();
        ways.into_iter().map(|next| next.step.clone().unwrap()).collect()
    };
    assert_eq!(ways("exclusiveGateway-1", &[false, true, true]), ["y"]);
    assert_eq!(ways("inclusiveGateway-2", &[false, true, true]), ["y", "z"]);
    let none = gateways.step("exclusiveGateway-1").unwrap().ways(&[false, false, false]);
    assert!(matches!(none, Err(Stuck::NoWay { .. })));
}

#[test]
fn an_instance_waits_for_people_and_ends() {
    let flow = definition(&[
        approval("approvalTask-1", "scriptTask-2", "scriptTask-2"),
        script("scriptTask-2", &to(Json::Null)),
    ]);
    let mut instance = begun(&flow);
    let turn = instance.ready().unwrap().turn;
    let phase = PhaseId(Uuid::from_u128(1));
    instance.wait(turn, phase);
    assert_eq!(instance.ready(), None);
    assert_eq!(instance.waiting_for(phase).unwrap().step, "approvalTask-1");
    let way = flow.step("approvalTask-1").unwrap().way_after(&["EXPIRATION", "REJECT"]).unwrap();
    instance.leave(&flow, turn, &[way]).unwrap();
    assert_eq!(steps_of(&instance), ["scriptTask-2"]);
    let turn = instance.ready().unwrap().turn;
    let ways = flow.step("scriptTask-2").unwrap().ways(&[true]).unwrap();
    instance.leave(&flow, turn, &ways).unwrap();
    assert_eq!(instance.status, InstanceStatus::Complete);
}

/// A split into two approvals, which come together again.
fn split() -> Definition {
    definition(&[
        script("inclusiveGateway-1", &choice(&[("a", "approvalTask-2"), ("b", "approvalTask-3")])),
        approval("approvalTask-2", "inclusiveGateway-4", "scriptTask-5"),
        approval("approvalTask-3", "inclusiveGateway-4", "scriptTask-5"),
        script("inclusiveGateway-4", &to("scriptTask-5")),
        script("scriptTask-5", &to(Json::Null)),
    ])
}

#[test]
fn branches_come_together_at_an_inclusive_gateway() {
    let flow = split();
    let mut instance = begun(&flow);
    let turn = instance.ready().unwrap().turn;
    instance
        .leave(&flow, turn, &flow.step("inclusiveGateway-1").unwrap().ways(&[true, true]).unwrap())
        .unwrap();
    assert_eq!(steps_of(&instance), ["approvalTask-2", "approvalTask-3"]);
    for (n, name) in [(1, "approvalTask-2"), (2, "approvalTask-3")] {
        let turn = instance.tokens.iter().find(|token| token.step == name).unwrap().turn;
        instance.wait(turn, PhaseId(Uuid::from_u128(n)));
    }
    let first = instance.waiting_for(PhaseId(Uuid::from_u128(1))).unwrap().turn;
    instance
        .leave(&flow, first, &[flow.step("approvalTask-2").unwrap().way_after(&["APPROVE"]).unwrap()])
        .unwrap();
    assert_eq!(instance.ready(), None, "the other branch may still come");
    let second = instance.waiting_for(PhaseId(Uuid::from_u128(2))).unwrap().turn;
    instance
        .leave(&flow, second, &[flow.step("approvalTask-3").unwrap().way_after(&["APPROVE"]).unwrap()])
        .unwrap();
    assert_eq!(steps_of(&instance), ["inclusiveGateway-4"]);
    assert!(instance.ready().is_some());
}

#[test]
fn going_in_circles_ends() {
    let circle = definition(&[script("scriptTask-1", &to("scriptTask-1"))]);
    let mut instance = begun(&circle);
    let ended = loop {
        let turn = instance.ready().unwrap().turn;
        let way = &circle.step("scriptTask-1").unwrap().next[0];
        if let Err(stuck) = instance.leave(&circle, turn, &[way]) {
            break stuck;
        }
    };
    assert_eq!(ended, Stuck::TooLong);
}

proptest! {
    /// Whatever the answers, in whatever order: an instance has a token or has ended, no step has two, and
    /// no branch waits for others that cannot come.
    #[test]
    fn an_instance_always_stands_somewhere_or_has_ended(answers in prop::collection::vec((any::<bool>(), any::<bool>(), 0_usize..3), 0..12)) {
        let flow = split();
        let mut instance = begun(&flow);
        for (a, b, pick) in answers {
            if instance.tokens.is_empty() { break }
            let token = instance.tokens[pick % instance.tokens.len()].clone();
            if token.state == TokenState::Joining { continue }
            let step = flow.step(&token.step).unwrap();
            let ways = if step.kind.waits() {
                vec![step.way_after(&[if a { "APPROVE" } else { "REJECT" }]).unwrap()]
            } else {
                match step.ways(&[a, b][..step.next.len()]) { Ok(ways) => ways, Err(_) => continue }
            };
            instance.leave(&flow, token.turn, &ways).unwrap();
            let mut names = steps_of(&instance);
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), instance.tokens.len());
            prop_assert_eq!(instance.tokens.is_empty(), instance.status == InstanceStatus::Complete);
            prop_assert!(instance.tokens.is_empty() || instance.tokens.iter().any(|token| token.state != TokenState::Joining));
        }
    }
}
