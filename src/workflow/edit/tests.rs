//! Definitions, changed piece by piece.

use serde_json::{Value as Json, json};

use super::*;
use crate::workflow::{findings, seeded};

const APPROVAL: &str = "approvalTask-4e4e98967fd1";

fn shipped() -> &'static Definition {
    seeded().iter().find(|one| one.id.0 == "BasicEntitlementGrant").unwrap()
}

fn parsed(body: Members) -> Definition {
    Definition::parse(body).unwrap()
}

fn unchanged(definition: &Definition, name: &str) -> StepChange {
    let step = definition.step(name).unwrap();
    StepChange { display_name: step.display_name.clone(), ways: step.next.clone(), ..StepChange::default() }
}

#[test]
fn a_new_definition_can_be_published_as_it_is() {
    let id = WorkflowId("badge".into());
    let made = parsed(blank(&id, "Badge", "approvalTask-1"));
    assert_eq!(findings(&made), []);
    assert_eq!((made.display_name.as_str(), made.first.as_deref()), ("Badge", Some("approvalTask-1")));
    let copy = parsed(copied(shipped(), &id, "Badge"));
    assert_eq!(
        (findings(&copy), copy.id.0.as_str(), copy.steps.len()),
        (vec![], "badge", shipped().steps.len())
    );
}

#[test]
fn what_a_form_does_not_know_stays_as_it_is() {
    let same = parsed(change_step(shipped(), APPROVAL, &unchanged(shipped(), APPROVAL)).unwrap());
    assert_eq!(same, *shipped());
}

#[test]
fn days_become_the_usual_expressions_and_others_stay() {
    let days =
        EventDays { reminder: None, expiration: Some(5), action: "approve".into(), ..EventDays::default() };
    let change = StepChange { events: Some(days.clone()), ..unchanged(shipped(), APPROVAL) };
    let body = change_step(shipped(), APPROVAL, &change).unwrap();
    let events = |body: &Members| -> Json {
        let steps = body["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["name"] == json!(APPROVAL)).unwrap();
        step["approvalTask"]["events"].clone()
    };
    let now = events(&body);
    assert_eq!(now["reminder"], Json::Null);
    assert_eq!(
        (&now["expiration"]["action"], &now["expiration"]["date"]["value"]),
        (&json!("approve"), &json!(in_days(5)))
    );
    assert_eq!(now["assignment"], json!({"notification": "requestAssigned"}));

    let own = serde_json::to_string(&body).unwrap().replace(&in_days(5), "soon()");
    let own = parsed(serde_json::from_str(&own).unwrap());
    let change = StepChange { events: Some(EventDays::default()), ..unchanged(&own, APPROVAL) };
    let kept = events(&change_step(&own, APPROVAL, &change).unwrap());
    assert_eq!(kept["expiration"]["date"]["value"], json!("soon()"));

    let escalation = EventDays { escalation: Some(2), ..days };
    let change = StepChange { events: Some(escalation), ..unchanged(shipped(), APPROVAL) };
    let fault = change_step(shipped(), APPROVAL, &change).unwrap_err();
    assert_eq!(fault.field, "escalation");
}

#[test]
fn sources_go_where_their_kind_keeps_them() {
    for (step, source, found) in [
        (APPROVAL, r#"["managed/user/1"]"#, json!(["managed/user/1"])),
        (APPROVAL, "owner()", json!({"isExpression": true, "value": "owner()"})),
        ("waitTask-98e2ded4fd35", "tomorrow()", json!({"isExpression": true, "value": "tomorrow()"})),
        ("scriptTask-e55621c04f9e", "x = 1;", json!("x = 1;")),
    ] {
        let change = StepChange { source: Some(source.into()), ..unchanged(shipped(), step) };
        let body = change_step(shipped(), step, &change).unwrap();
        let steps = body["steps"].as_array().unwrap();
        let stored = steps.iter().find(|one| one["name"] == json!(step)).unwrap();
        let inner = &stored[stored["type"].as_str().unwrap()];
        let value = ["actors", "resumeDate", "script"].iter().find_map(|name| inner.get(*name));
        assert_eq!(value, Some(&found), "{source}");
    }
    let nobody = StepChange { source: Some(" ".into()), ..unchanged(shipped(), APPROVAL) };
    assert_eq!(change_step(shipped(), APPROVAL, &nobody).unwrap_err().field, "source");
    let nameless = StepChange { display_name: " ".into(), ..unchanged(shipped(), APPROVAL) };
    assert_eq!(change_step(shipped(), APPROVAL, &nameless).unwrap_err().field, "name");
    assert_eq!(change_step(shipped(), "gone", &StepChange::default()).unwrap_err().field, "step");
}

#[test]
fn a_step_of_any_kind_is_put_in_and_taken_out_again() {
    for kind in NewStep::ALL {
        for after in [None, Some(APPROVAL)] {
            let name = format!("{kind}-0123456789ab");
            let more = parsed(add_step(shipped(), after, *kind, &name, "New").unwrap());
            assert_eq!(more.steps.len(), shipped().steps.len() + 1, "{kind}");
            assert_eq!(findings(&more), [], "{kind} after {after:?}");
            let fewer = parsed(remove_step(&more, &name).unwrap());
            assert_eq!(fewer.steps, shipped().steps, "{kind} after {after:?}");
            assert_eq!(fewer.first, shipped().first);
        }
    }
    assert!(add_step(shipped(), Some("gone"), NewStep::Script, "s", "S").is_err());
    assert!(remove_step(shipped(), "gone").is_err());
}
