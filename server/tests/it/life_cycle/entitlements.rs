//! Entitlements: created, changed.

use bailiwick::catalog::ItemKind;
use bailiwick::id::{ItemId, UserId};
use bailiwick::patch::Patch;
use bailiwick::request::Action;
use bailiwick_engine::people;
use bailiwick_engine::testing::World;
use bailiwick_store::{db_test, items};
use serde_json::{Value, json};

use super::*;

fn create(application: ItemId, key: &str) -> Value {
    json!({"entitlement": {
        "applicationId": application.to_string(), "objectType": "Group",
        "object": {"displayName": "Approve invoices", "description": "Up to 10,000", "__NAME__": key},
        "glossary": {"requestable": true, "riskLevel": "high"},
    }})
}

fn change(entitlement: ItemId, object: &Value) -> Value {
    json!({"entitlement": {"entitlementId": entitlement.to_string(), "object": object}})
}

async fn of_sap(w: &World, key: &str) -> Option<ItemId> {
    let mut tx = w.engine.db().read().await.unwrap();
    items::by_key(&mut tx, ItemKind::Entitlement, Some(w.sap), key).await.unwrap()
}

async fn leave(w: &World, person: UserId) {
    let patch = json!([{"operation": "replace", "field": "/accountStatus", "value": "inactive"}]);
    people::patch(&w.engine, &system(&w.engine), person, &Patch::parse(&patch).unwrap(), None).await.unwrap();
}

db_test!(an_entitlement_is_created_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    for (by, application) in [(w.jonas, w.sap), (w.priya, w.wiki)] {
        let told = refused(&w, by, "createEntitlement", create(application, "FI")).await;
        assert_eq!(told, "The requester is not permitted to create entitlements of this application");
    }
    let told = refused(
        &w,
        w.jonas,
        "createEntitlement",
        json!({"entitlement": {
        "applicationId": "../role", "objectType": "Group"}}),
    )
    .await;
    assert_eq!(told, "`entitlement.applicationId` must be the id of an application");

    let by_owner = ask(&w, w.priya, "createEntitlement", create(w.sap, "FI")).await;
    assert_eq!(asked(&w.read(&by_owner).await), [w.carl], "nobody decides what they ask for");
    assert_eq!(end(&w.act(w.carl, &by_owner, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.grace, "createEntitlement", create(w.sap, "FI")).await;
    assert_eq!(asked(&w.read(&expired).await), [w.priya]);
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);
    assert_eq!(of_sap(&w, "FI").await, None);

    let id = ask(&w, w.grace, "createEntitlement", create(w.sap, "FI")).await;
    assert_eq!(end(&w.approve(w.priya, &id).await), DONE);
    let made = of_sap(&w, "FI").await.unwrap();
    let brief = items::brief(&mut w.engine.db().read().await.unwrap(), made).await.unwrap().unwrap();
    assert_eq!(
        (brief.name.as_str(), brief.requestable, brief.risk.as_str()),
        ("Approve invoices", true, "high")
    );
    // It can be asked for at once.
    w.ask(w.jonas, made, w.jonas).await;

    let again = ask(&w, w.grace, "createEntitlement", create(w.sap, "FI")).await;
    let view = w.approve(w.priya, &again).await;
    assert_eq!(end(&view), NOT_DONE);
    assert!(failure(&view).contains("`FI` is another entitlement's"), "{}", failure(&view));
    assert_eq!(end(&by_program(&w, "createEntitlement", create(w.wiki, "EDIT")).await), DONE);
    let nowhere = by_program(&w, "createEntitlement", create(ItemId(uuid::Uuid::from_u128(99)), "X")).await;
    assert_eq!(end(&nowhere), DENIED);
    assert!(failure(&nowhere).contains("The application does not exist."), "{}", failure(&nowhere));

    let late = send(&w, &w.by(w.priya), "createEntitlement", create(w.sap, "LATE")).await.unwrap();
    leave(&w, w.priya).await;
    w.work().await;
    let view = w.read(&late).await;
    assert_eq!(end(&view), DENIED);
    assert!(failure(&view).contains("not permitted to create entitlements"), "{}", failure(&view));
});

db_test!(an_entitlement_is_changed_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    let told = refused(&w, w.jonas, "modifyEntitlement", change(w.pay, &json!({}))).await;
    assert_eq!(told, "The requester is not permitted to change this entitlement");
    let hidden = refused(&w, w.jonas, "modifyEntitlement", change(w.root, &json!({}))).await;
    assert!(hidden.contains("not permitted to change") || hidden.contains("does not exist"), "{hidden}");

    let named = |name: &str| json!({"displayName": name});
    let rejected = ask(&w, w.grace, "modifyEntitlement", change(w.pay, &named("Pay"))).await;
    assert_eq!(asked(&w.read(&rejected).await), [w.priya]);
    assert_eq!(end(&w.act(w.priya, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.grace, "modifyEntitlement", change(w.read, &named("Read"))).await;
    assert_eq!(asked(&w.read(&expired).await), [w.priya], "the application's owner answers for it");
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);

    let mut both = change(w.pay, &named("Pay"));
    both["entitlement"]["glossary"] = json!({"riskLevel": "critical"});
    let id = ask(&w, w.grace, "modifyEntitlement", both).await;
    assert_eq!(end(&w.approve(w.priya, &id).await), DONE);
    let brief = items::brief(&mut w.engine.db().read().await.unwrap(), w.pay).await.unwrap().unwrap();
    assert_eq!((brief.name.as_str(), brief.risk.as_str()), ("Pay", "critical"));
    assert_eq!(brief.description, "Release outgoing payments", "what is not given stays");

    let wrong = ask(&w, w.grace, "modifyEntitlement", change(w.pay, &json!({"colour": "red"}))).await;
    let view = w.approve(w.priya, &wrong).await;
    assert_eq!(end(&view), NOT_DONE);
    assert!(failure(&view).contains("`object.colour` is no property"), "{}", failure(&view));
    assert_eq!(end(&by_program(&w, "modifyEntitlement", change(w.pay, &named("Pay vendors"))).await), DONE);
    let gone = change(ItemId(uuid::Uuid::from_u128(99)), &named("x"));
    assert_eq!(end(&by_program(&w, "modifyEntitlement", gone).await), DENIED);

    let late = send(&w, &w.by(w.priya), "modifyEntitlement", change(w.pay, &named("x"))).await.unwrap();
    leave(&w, w.priya).await;
    w.work().await;
    let view = w.read(&late).await;
    assert_eq!(end(&view), DENIED);
    assert!(failure(&view).contains("not permitted to change this entitlement"), "{}", failure(&view));
});
