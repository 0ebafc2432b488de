//! A type of request of one's own, with a workflow of its own: badges.

use serde_json::{Value, json};

use super::House;

const WORKFLOWS: &str = "/iga/governance/workflow";

pub async fn publish(house: &House, definition: &Value) -> Value {
    house.post("zoe", &format!("{WORKFLOWS}?_action=publish"), definition.clone()).await.is(200)
}

pub fn script(name: &str, script: &str, next: &Value) -> Value {
    json!({"name": name, "displayName": name, "type": "scriptTask",
        "scriptTask": {"language": "javascript", "script": script, "nextStep": next}})
}

pub fn done(step: &str) -> Value {
    json!([{"condition": "true", "outcome": "done", "step": if step.is_empty() { json!(null) } else { json!(step) }}])
}

pub fn task(kind: &str, name: &str, actors: &str, next: &[(&str, &str)]) -> Value {
    let next: Vec<Value> = next
        .iter()
        .map(|(outcome, step)| json!({"outcome": outcome, "condition": null, "step": step}))
        .collect();
    json!({"name": name, "displayName": name, "type": kind, kind: {
        "approvalMode": "any", "actors": {"isExpression": true, "value": actors},
        "events": {"expiration": {"action": "reject", "date": {"isExpression": true,
            "value": "new Date(new Date().getTime() + 7 * 24 * 60 * 60 * 1000).toISOString()"}}},
        "nextStep": next}})
}

const END: &str = "openidm.action('iga/governance/requests/' + execution.getVariables().get('id'), 'POST', \
                   {status: 'complete', decision: DECISION, outcome: OUTCOME}, {_action: 'update'});";

pub fn ends(decision: &str, outcome: &str) -> String {
    END.replace("DECISION", &format!("'{decision}'")).replace("OUTCOME", &format!("'{outcome}'"))
}

/// The manager agrees, a person carries it out.
pub fn order_badge() -> Value {
    json!({"id": "orderBadge", "displayName": "Order a badge", "description": "With a person at the end", "steps": [
        script("scriptTask-1", "execution.setVariable('colour', openidm.action('iga/governance/requests/' + \
            execution.getVariables().get('id'), 'GET', {}, {}).request.custom.colour);", &done("exclusiveGateway-2")),
        json!({"name": "exclusiveGateway-2", "displayName": "Which colour", "type": "scriptTask", "scriptTask": {
            "language": "javascript", "script": "", "nextStep": [
                {"condition": "colour == 'gold'", "outcome": "gold", "step": "scriptTask-5"},
                {"condition": "neverSet == null", "outcome": "plain", "step": "approvalTask-3"}]}}),
        task("approvalTask", "approvalTask-3", "requestIndex.manager.id", &[("APPROVE", "fulfillmentTask-4"), ("REJECT", "scriptTask-5")]),
        task("fulfillmentTask", "fulfillmentTask-4", "[{id: 'managed/user/OLI', permissions: {fulfill: true, deny: true}}]",
            &[("FULFILL", "scriptTask-6"), ("DENY", "scriptTask-5")]),
        script("scriptTask-5", &ends("rejected", "denied"), &done("")),
        script("scriptTask-6", &ends("approved", "fulfilled"), &done("")),
    ]})
}

pub async fn with_badges(house: &House) {
    let definition = order_badge().to_string().replace("OLI", &house.user("oli").to_string());
    publish(house, &serde_json::from_str(&definition).unwrap()).await;
    let badge = json!({
        "id": "badge", "displayName": "Order a badge", "workflow": {"id": "orderBadge", "type": "bpmn"},
        "schemas": {"custom": [{
            "_meta": {"properties": {"colour": {"isRequired": true}, "copies": {}}},
            "properties": {"colour": {"type": "text"}, "copies": {"type": "number", "defaultValue": 1}},
        }]},
        "uniqueKeys": ["custom.colour"],
        "validation": {"source": "({errors: request.custom.colour == 'black' ? ['Black badges have run out'] : [], comments: []})"},
    });
    house.post("zoe", "/iga/governance/requestTypes", badge).await.is(200);
}

pub async fn order(house: &House, who: &str, colour: &str) -> super::Answer {
    let payload = json!({"custom": {"colour": colour}, "common": {"justification": "lost the old one"}});
    house.post(who, "/iga/governance/requests/badge?_action=publish", payload).await
}
