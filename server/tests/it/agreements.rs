//! Who has agreed to what: where all must, everybody has one voice, and it counts for what they were shown.

use bailiwick::id::{RequestId, UserId, WorkflowId};
use bailiwick::request::{Action, Shown};
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::delegations::{self, Naming};
use bailiwick_engine::requests::{self, Change};
use bailiwick_engine::testing::World;
use bailiwick_engine::{EngineError, notifications, workflows};
use bailiwick_store::{Db, db_test};
use chrono::Duration;
use serde_json::{Value as Json, json};

use crate::support::world;

/// The company, where manager and owner must both agree to every entitlement.
async fn both_agree(db: Db) -> World {
    let w = world(db).await;
    let shipped = WorkflowId("ManagerThenOwner".into());
    let shipped =
        workflows::read(&w.engine, &w.by(w.grace), &shipped, DefinitionStatus::Published).await.unwrap();
    let mut body = Json::Object(shipped.document());
    body["id"] = json!("BothAgree");
    body["name"] = json!("BothAgree");
    body["mutable"] = json!(true);
    let steps = body["steps"].as_array_mut().unwrap();
    let task = steps.iter_mut().find(|step| step["name"] == "approvalTask-manager").unwrap();
    task["approvalMode"] = json!("all");
    task["approvalTask"]["approvalMode"] = json!("all");
    let actor = |id: UserId| {
        json!({"id": format!("managed/user/{id}"), "permissions": {
            "approve": true, "reject": true, "comment": true, "reassign": true, "modify": true}})
    };
    task["approvalTask"]["actors"] = json!([actor(w.marta), actor(w.priya)]);
    let body = body.as_object().unwrap().clone();
    workflows::publish(&w.engine, &w.by(w.grace), body).await.unwrap();
    workflows::bind(&w.engine, &w.by(w.grace), &["entitlementGrant"], "BothAgree").await.unwrap();
    w
}

async fn named(w: &World, person: UserId, deputy: UserId) {
    let until = w.by(person).now + Duration::days(5);
    let naming = Naming { person, deputies: vec![deputy], from: None, until, note: String::new() };
    delegations::name(&w.engine, &w.by(person), &naming).await.unwrap();
}

async fn modify(w: &World, by: UserId, id: &RequestId, why: &str) -> Result<(), EngineError> {
    let given = json!({"common": {"justification": why}}).as_object().unwrap().clone();
    let change = Change::Modify { given, phase: None };
    requests::change(&w.engine, &w.by(by), id, &change).await.map(drop)
}

async fn asked(w: &World, id: &RequestId) -> Vec<UserId> {
    w.read(id).await.request.open_phase().map(bailiwick::request::Phase::active).unwrap_or_default()
}

db_test!(a_deputy_of_two_who_are_asked_answers_for_one_of_them, |db| async move {
    let w = both_agree(db).await;
    named(&w, w.marta, w.carl).await;
    named(&w, w.priya, w.carl).await;
    let id = w.ask(w.hana, w.pay, w.jonas).await;
    let shown = requests::read(&w.engine, &w.by(w.carl), &id).await.unwrap().shown();
    assert!(shown.on_behalf_of.is_some());

    // For the one he names, not for the one who comes first.
    let shown = Shown { on_behalf_of: Some(w.priya), ..shown };
    let yes = Action::approve("");
    requests::act_as_shown(&w.engine, &w.by(w.carl), &id, &yes, shown).await.unwrap();
    assert_eq!(asked(&w, &id).await, [w.marta]);
    let view = w.read(&id).await;
    assert_eq!(view.comments.last().unwrap().on_behalf_of, Some(w.priya));

    // A second yes of his is no second pair of eyes.
    let again = requests::act(&w.engine, &w.by(w.carl), &id, &yes).await;
    assert!(matches!(again, Err(EngineError::Forbidden(_))), "{again:?}");
    assert_eq!(requests::read(&w.engine, &w.by(w.carl), &id).await.unwrap().permissions, []);
    w.approve(w.marta, &id).await;
    assert_ne!(w.read(&id).await.request.phases[0].completed, None);
});

db_test!(a_deputy_does_not_decide_for_another_than_they_were_shown, |db| async move {
    let w = both_agree(db).await;
    named(&w, w.marta, w.carl).await;
    let id = w.ask(w.hana, w.pay, w.jonas).await;
    let shown = Shown { edition: None, on_behalf_of: Some(w.priya) };
    let refused = requests::act_as_shown(&w.engine, &w.by(w.carl), &id, &Action::approve(""), shown).await;
    assert!(matches!(refused, Err(EngineError::NotFound { .. } | EngineError::Forbidden(_))), "{refused:?}");
    assert_eq!(asked(&w, &id).await.len(), 2);
});

db_test!(who_agreed_to_something_else_is_asked_again, |db| async move {
    let w = both_agree(db).await;
    let id = w.ask(w.hana, w.pay, w.jonas).await;
    w.approve(w.marta, &id).await;
    assert_eq!(asked(&w, &id).await, [w.priya]);
    let before = notifications::mine(&w.engine, &w.by(w.marta)).await.unwrap().len();

    w.clock.advance(Duration::minutes(1));
    modify(&w, w.priya, &id, "for the whole of next year").await.unwrap();
    assert_eq!(asked(&w, &id).await, [w.marta, w.priya]);
    let view = w.read(&id).await;
    assert_eq!(view.request.edition, 2);
    let words = &view.comments.last().unwrap().comment;
    assert_eq!(words, "common.justification; had agreed and is asked again: Marta Oyelaran");
    let after = notifications::mine(&w.engine, &w.by(w.marta)).await.unwrap();
    assert_eq!(after.len(), before + 1, "she is told, too");
    w.approve(w.priya, &id).await;
    assert_eq!(asked(&w, &id).await, [w.marta]);
});

async fn owner_is_asked(w: &World, changed: bool) -> bool {
    let id = w.ask(w.priya, w.pay, w.jonas).await;
    if changed {
        modify(w, w.marta, &id, "for good").await.unwrap();
    }
    w.approve(w.marta, &id).await;
    w.read(&id).await.request.open_phase().is_some()
}

db_test!(who_asks_has_agreed_to_what_they_asked_for, |db| async move {
    assert!(!owner_is_asked(&world(db).await, false).await);
});

db_test!(who_asks_has_not_agreed_to_what_was_changed_since, |db| async move {
    assert!(owner_is_asked(&world(db).await, true).await);
});

db_test!(nobody_decides_about_something_else_than_they_were_shown, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    let shown = requests::read(&w.engine, &w.by(w.marta), &id).await.unwrap().shown();
    let admin = json!({"common": {"justification": "for good"}}).as_object().unwrap().clone();
    let change = Change::Modify { given: admin, phase: None };
    requests::change(&w.engine, &w.by(w.grace), &id, &change).await.unwrap();
    let late = requests::act_as_shown(&w.engine, &w.by(w.marta), &id, &Action::approve(""), shown).await;
    assert!(matches!(late, Err(EngineError::Overtaken(_))), "{late:?}");
    assert_eq!(asked(&w, &id).await, [w.marta]);
    // Words need no agreement.
    let words = Action::Comment { comment: "why?".into() };
    requests::act_as_shown(&w.engine, &w.by(w.marta), &id, &words, shown).await.unwrap();
});

db_test!(a_decision_and_a_change_at_once_never_decide_what_was_not_shown, |db| async move {
    let w = world(db).await;
    for round in 0..6 {
        let id = w.ask(w.jonas, if round % 2 == 0 { w.pay } else { w.read }, w.jonas).await;
        let (marta, yes) = (w.by(w.marta), Action::approve(""));
        let (decided, changed) = tokio::join!(
            requests::act(&w.engine, &marta, &id, &yes),
            modify(&w, w.grace, &id, "something else"),
        );
        let view = w.read(&id).await;
        match (&decided, &changed) {
            (Ok(_), Ok(())) => {
                // One after the other: who changed it did so in the next phase, or it was changed before it was read.
                let by = view.request.phases[0].completed_by;
                assert_eq!(by, Some(w.marta));
            }
            (Err(EngineError::Overtaken(_)), Ok(())) => assert_eq!(asked(&w, &id).await, [w.marta]),
            (Ok(_), Err(_)) => assert_eq!(view.request.edition, 1),
            other => unreachable!("{other:?}"),
        }
        w.act(w.jonas, &id, Action::Cancel { comment: String::new() }).await.unwrap();
    }
});
