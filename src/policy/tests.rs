use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value as Json, json};

use super::*;
use crate::catalog::ItemKind;

const PERSON: &str = "managed/user/0190a5b0-0000-7000-8000-000000000001";

fn object(value: &Json) -> Map<String, Json> {
    value.as_object().cloned().unwrap()
}

fn leaf(name: &str, value: &str) -> Json {
    json!({"operator": "EQUALS", "operand": {"targetName": name, "targetValue": value}})
}

fn rule() -> Json {
    json!({
        "name": "Pay and approve", "policyRuleOwner": {"id": PERSON, "mail": "x@y.z"},
        "violationOwner": {"id": PERSON}, "violationOwnerType": "user", "active": true,
        "scanTypes": {"preventative": true, "detective": true}, "maxExceptionDuration": 30,
        "decisionOptions": {"allow": true, "exception": true, "remediate": true},
        "userFilter": {"operator": "ALL", "operand": []},
        "ruleDefinition": [
            {"type": ["entitlementGrant"], "operator": "EQUALS", "operand": {"targetName": "entitlement.displayName", "targetValue": "Pay"}},
            leaf("application.name", "Bank & Co"),
        ],
        "workflow": {"type": "bpmn", "id": "BasicViolationProcess"},
        "violationLifecycle": {"expiration": {"expires": true, "action": "reassign", "duration": 10}},
        "unknown": {"kept": 1},
    })
}

fn with(member: &str, value: Json) -> Result<RuleDefinition, Vec<String>> {
    let mut body = object(&rule());
    body.insert(member.into(), value);
    RuleDefinition::parse(body).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

#[test]
fn a_rule_is_read_and_kept_as_it_came() {
    let read = RuleDefinition::parse(object(&rule())).unwrap();
    assert_eq!(read.sides.len(), 2);
    assert_eq!(read.sides[0].kinds, [ItemKind::Entitlement]);
    assert_eq!(read.sides[1].kinds, ItemKind::ALL);
    assert_eq!(read.lifecycle.expires_after_days, Some(10));
    assert_eq!(read.body()["unknown"], json!({"kept": 1}));
    assert_eq!(read.body()["policyRuleOwner"], json!({"id": PERSON}), "owners are filled in when read");
}

#[test]
fn everything_that_is_wrong_is_named() {
    let faults = RuleDefinition::parse(object(&json!({"ruleDefinition": [{}]}))).unwrap_err();
    let named: Vec<&str> = faults.iter().map(|fault| fault.property.as_str()).collect();
    assert_eq!(
        named,
        ["name", "policyRuleOwner.id", "violationOwner.id", "maxExceptionDuration", "ruleDefinition[0]"]
    );
}

#[test]
fn an_empty_condition_too_many_and_an_unknown_type_are_refused() {
    let all = json!([{"operator": "AND", "operand": []}]);
    assert!(with("ruleDefinition", all).unwrap_err()[0].contains("would match everything"));
    let many: Vec<Json> = (0..10_000).map(|n| leaf("entitlement.id", &n.to_string())).collect();
    assert!(with("ruleDefinition", Json::Array(many.clone())).unwrap_err()[0].contains("is larger than"));
    let many = many[..1_001].to_vec();
    assert!(with("ruleDefinition", Json::Array(many.clone())).unwrap_err()[0].contains("1 to 20 conditions"));
    let wide = json!([{"operator": "OR", "operand": many}]);
    assert!(with("ruleDefinition", wide).unwrap_err()[0].starts_with("`ruleDefinition[0]`"));
    let mut odd = leaf("entitlement.id", "x");
    odd["type"] = json!(["grant"]);
    assert!(with("ruleDefinition", json!([odd])).unwrap_err()[0].contains("entitlementGrant"));
    let none = json!({"allow": false, "exception": false, "remediate": false});
    assert!(with("decisionOptions", none).unwrap_err()[0].contains("at least one"));
}

#[test]
fn tags_hold_each_condition_in_both_orders() {
    let tags = tags(&RuleDefinition::parse(object(&rule())).unwrap().sides);
    assert_eq!(
        tags,
        [
            "targetName=entitlement.displayName&targetValue=Pay",
            "targetValue=Pay&targetName=entitlement.displayName",
            "targetName=application.name&targetValue=Bank%20%26%20Co",
            "targetValue=Bank%20%26%20Co&targetName=application.name",
        ]
    );
}

fn policy(schedule: &Json) -> Result<PolicyDefinition, String> {
    let body =
        json!({"name": "Money", "policyOwner": {"id": PERSON}, "policyRuleIds": [], "schedule": schedule});
    PolicyDefinition::parse(object(&body)).map_err(|faults| faults[0].to_string())
}

fn day(day: i64, hour: i64) -> DateTime<Utc> {
    // A Thursday.
    DateTime::UNIX_EPOCH + Duration::days(day) + Duration::hours(hour)
}

#[test]
fn a_schedule_says_when_it_is_time_again() {
    let next = |schedule: &Json, now| policy(schedule).unwrap().schedule.unwrap().next_after(now, day(0, 0));
    let nightly = json!({"type": "cron", "schedule": "0 3 * * *"});
    assert_eq!(next(&nightly, day(1, 2)), Some(day(1, 3)));
    assert_eq!(next(&nightly, day(1, 3)), Some(day(2, 3)), "not twice in the same minute");
    let mondays = json!({"type": "cron", "schedule": "0 0 6 ? * MON"});
    assert_eq!(next(&mondays, day(0, 0)), Some(day(4, 6)));
    let weekly = json!({"type": "simple", "startTime": "1970-01-02T00:00:00Z", "repeatInterval": 604_800_000, "repeatCount": 1});
    assert_eq!(next(&weekly, day(0, 0)), Some(day(1, 0)));
    assert_eq!(next(&weekly, day(1, 0)), Some(day(8, 0)));
    assert_eq!(next(&weekly, day(8, 0)), None, "it repeats once");
    let ended = json!({"type": "cron", "schedule": "0 3 * * *", "endTime": "1970-01-02T00:00:00Z"});
    assert_eq!(next(&ended, day(2, 0)), None);
}

#[test]
fn a_schedule_that_cannot_be_is_refused_and_one_switched_off_is_none() {
    assert!(
        policy(&json!({"type": "cron", "schedule": "every day"})).unwrap_err().contains("schedule.schedule")
    );
    assert!(policy(&json!({"type": "simple", "repeatInterval": 5})).unwrap_err().contains("a minute"));
    assert!(policy(&json!({"type": "hourly"})).unwrap_err().contains("schedule.type"));
    let off = json!({"type": "cron", "schedule": "0 3 * * *", "enabled": false});
    assert_eq!(policy(&off).unwrap().schedule, None);
    assert_eq!(policy(&json!({})).unwrap().schedule, None);
}
