//! Roles: created, changed, published, deleted.

use bailiwick::catalog::RoleStatus::{self, Active, Draft, Pending};
use bailiwick::id::ItemId;
use bailiwick::request::{Action, RequestStatus};
use bailiwick_engine::EngineError;
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::roles::{self, RoleView};
use bailiwick_engine::testing::World;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use super::*;

fn about(role: ItemId, status: &str, object: &Value) -> Value {
    json!({"role": {"roleId": role.to_string(), "status": status, "object": object}})
}

fn gone(role: ItemId, status: &str) -> Value {
    json!({"role": {"roleId": role.to_string(), "status": status}})
}

/// A draft that Priya owns.
async fn draft(w: &World, name: &str, entitlements: &[ItemId]) -> ItemId {
    let body = json!({
        "role": {"name": name, "entitlements": entitlements},
        "glossary": {"requestable": true, "roleOwner": [format!("managed/user/{}", w.priya)]},
    });
    roles::create(&w.engine, &w.by(w.grace), body.as_object().unwrap()).await.unwrap().id
}

async fn version(w: &World, id: ItemId, status: RoleStatus) -> Option<RoleView> {
    roles::read(&w.engine, &w.by(w.otto), id, status).await.ok()
}

async fn hold(w: &World, role: ItemId) {
    let kind = bailiwick::catalog::ItemKind::Role;
    add(&w.engine, &system(&w.engine), w.jonas, kind, role, &Terms::default()).await.unwrap();
}

async fn sorted(w: &World) -> Vec<String> {
    let mut held = w.holds(w.jonas).await;
    held.sort();
    held
}

db_test!(a_role_is_drafted_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    let create = |object: Value| json!({"role": {"object": object, "glossary": {"riskLevel": "high"}}});
    let rejected = ask(&w, w.jonas, "createRole", create(json!({"name": "Buyer"}))).await;
    assert_eq!(asked(&w.read(&rejected).await), [w.carl]);
    assert_eq!(end(&w.act(w.carl, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.jonas, "createRole", create(json!({"name": "Buyer"}))).await;
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);
    for (object, why) in [
        (json!({}), "The role has no name."),
        (json!({"name": "accounts payable ANALYST"}), "There is a role of that name already."),
    ] {
        let id = ask(&w, w.jonas, "createRole", create(object)).await;
        let view = w.read(&id).await;
        assert_eq!(end(&view), DENIED);
        assert!(failure(&view).contains(why), "{}", failure(&view));
    }
    let wrong = create(json!({"name": "Buyer", "entitlements": [w.sap.to_string()]}));
    let view = w.approve(w.carl, &ask(&w, w.jonas, "createRole", wrong).await).await;
    assert_eq!(end(&view), NOT_DONE);
    assert!(failure(&view).contains("which is no entitlement"), "{}", failure(&view));

    let chosen = ItemId(uuid::Uuid::from_u128(77));
    let mut with_id = create(json!({"name": "Buyer", "entitlements": [w.pay.to_string()]}));
    with_id["role"]["roleId"] = json!(chosen.to_string());
    let id = ask(&w, w.jonas, "createRole", with_id.clone()).await;
    assert_eq!(end(&w.approve(w.carl, &id).await), DONE);
    let made = version(&w, chosen, Draft).await.unwrap();
    assert_eq!((made.object.name.as_str(), made.object.entitlements), ("Buyer", vec![w.pay]));
    assert_eq!(made.glossary["riskLevel"], "high");
    assert!(version(&w, chosen, Active).await.is_none());
    let told = refused(&w, w.jonas, "createRole", with_id).await;
    assert_eq!(told, "`role.roleId` names no role", "a draft of others is theirs");
    let named = by_program(&w, "createRole", create(json!({"name": "Seller"}))).await;
    assert_eq!(end(&named), DONE);
    let mine = roles::list(&w.engine, &w.by(w.jonas)).await.unwrap();
    assert_eq!(
        mine.iter().map(|role| role.object.name.as_str()).collect::<Vec<_>>(),
        ["Accounts payable analyst"]
    );
    assert_eq!(roles::list(&w.engine, &w.by(w.otto)).await.unwrap().len(), 3);
});

db_test!(a_role_is_changed_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    hold(&w, w.analyst).await;
    let rejected =
        ask(&w, w.jonas, "modifyRole", about(w.analyst, "active", &json!({"description": "x"}))).await;
    assert_eq!(asked(&w.read(&rejected).await), [w.marta]);
    assert_eq!(end(&w.act(w.marta, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired =
        ask(&w, w.jonas, "modifyRole", about(w.analyst, "active", &json!({"description": "x"}))).await;
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);

    let content = json!({"name": "Analyst", "entitlements": [w.pay, w.root]});
    let id = ask(&w, w.jonas, "modifyRole", about(w.analyst, "active", &content)).await;
    assert_eq!(end(&w.approve(w.marta, &id).await), DONE);
    assert_eq!(
        sorted(&w).await,
        ["Analyst", "Post vendor payments", "Superuser"],
        "who holds it holds what it brings"
    );
    for (object, why) in [
        (json!({"colour": "red"}), "`role.colour` is no property of a role"),
        (json!({"name": null}), "`role.name` is missing"),
    ] {
        let view = w
            .approve(w.marta, &ask(&w, w.jonas, "modifyRole", about(w.analyst, "active", &object)).await)
            .await;
        assert_eq!(end(&view), NOT_DONE);
        assert!(failure(&view).contains(why), "{}", failure(&view));
    }
    for (status, why) in [("pending", "The role is being published."), ("draft", "could not be read")] {
        let view = w.read(&ask(&w, w.jonas, "modifyRole", about(w.analyst, status, &json!({}))).await).await;
        assert_eq!(end(&view), DENIED);
        assert!(failure(&view).contains(why), "{}", failure(&view));
    }
    let buyer = draft(&w, "Buyer", &[w.pay]).await;
    let told = refused(&w, w.jonas, "modifyRole", about(buyer, "draft", &json!({}))).await;
    assert_eq!(told, "`role.roleId` names no role");
    let id = ask(&w, w.grace, "modifyRole", about(buyer, "draft", &json!({"description": "Buys"}))).await;
    assert_eq!(asked(&w.read(&id).await), [w.priya], "a draft has its owner");
    assert_eq!(end(&w.approve(w.priya, &id).await), DONE);
    assert_eq!(version(&w, buyer, Draft).await.unwrap().object.description, "Buys");
    let by_itself =
        by_program(&w, "modifyRole", about(w.analyst, "active", &json!({"description": "y"}))).await;
    assert_eq!(end(&by_itself), DONE);
});

db_test!(a_role_is_published_refused_or_a_draft_again, |db| async move {
    let w = world(db).await;
    let buyer = draft(&w, "Buyer", &[w.pay]).await;
    let publish =
        |object: Value| json!({"role": {"roleId": buyer.to_string(), "object": object, "updateIdm": true}});
    let rejected = ask(&w, w.grace, "publishRole", publish(json!({}))).await;
    assert_eq!(asked(&w.read(&rejected).await), [w.priya]);
    assert_eq!(end(&w.act(w.priya, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.grace, "publishRole", publish(json!({}))).await;
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);

    let wrong = ask(&w, w.grace, "publishRole", publish(json!({"colour": "red"}))).await;
    let view = w.approve(w.priya, &wrong).await;
    assert_eq!(end(&view), NOT_DONE);
    assert!(failure(&view).contains("`role.colour`"), "{}", failure(&view));
    assert!(version(&w, buyer, Draft).await.is_some(), "it is a draft again");
    assert!(version(&w, buyer, Pending).await.is_none());

    let id = ask(&w, w.grace, "publishRole", publish(json!({"description": "Buys"}))).await;
    assert_eq!(end(&w.approve(w.priya, &id).await), DONE);
    let role = version(&w, buyer, Active).await.unwrap();
    assert_eq!((role.object.description.as_str(), &role.glossary["requestable"]), ("Buys", &json!(true)));
    assert!(version(&w, buyer, Draft).await.is_none());
    // It can be asked for, and its owner decides.
    let asked_for = w.ask(w.jonas, buyer, w.jonas).await;
    w.approve(w.marta, &asked_for).await;
    w.approve(w.priya, &asked_for).await;
    assert_eq!(sorted(&w).await, ["Buyer", "Post vendor payments"]);

    for (status, why) in [
        (json!(null), "could not be read"),
        (json!("active"), "published already"),
        (json!("pending"), "being published already"),
    ] {
        let mut payload = publish(json!({}));
        payload["role"]["status"] = status;
        let view = w.read(&ask(&w, w.grace, "publishRole", payload).await).await;
        assert_eq!(end(&view), DENIED);
        assert!(failure(&view).contains(why), "{}", failure(&view));
    }
    // A second draft of the same role becomes the role.
    let body = json!({"role": {"name": "Buyer", "entitlements": [w.read]}});
    roles::put(&w.engine, &w.by(w.grace), buyer, Draft, body.as_object().unwrap()).await.unwrap();
    assert_eq!(end(&by_program(&w, "publishRole", publish(json!({}))).await), DONE);
    assert_eq!(sorted(&w).await, ["Buyer", "Display documents"]);
    let late = draft(&w, "Seller", &[]).await;
    let payload = json!({"role": {"roleId": late.to_string()}});
    let id = ask(&w, w.grace, "publishRole", payload).await;
    roles::delete(&w.engine, &w.by(w.grace), late, Draft).await.unwrap();
    // Its owner was asked while it was there.
    let view = w.approve(w.priya, &id).await;
    assert_eq!(end(&view), NOT_DONE);
});

db_test!(a_role_is_deleted_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    hold(&w, w.analyst).await;
    let rejected = ask(&w, w.jonas, "deleteRole", gone(w.analyst, "active")).await;
    assert_eq!(end(&w.act(w.marta, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.jonas, "deleteRole", gone(w.analyst, "active")).await;
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);
    let open = w.ask(w.hana, w.analyst, w.hana).await;
    let pending = ask(&w, w.jonas, "deleteRole", gone(w.analyst, "pending")).await;
    assert_eq!(end(&w.read(&pending).await), DENIED);

    let (one, other) = (
        ask(&w, w.jonas, "deleteRole", gone(w.analyst, "active")).await,
        ask(&w, w.jonas, "deleteRole", gone(w.analyst, "active")).await,
    );
    assert_eq!(end(&w.approve(w.marta, &one).await), DONE);
    assert!(w.holds(w.jonas).await.is_empty());
    assert_eq!(w.read(&open).await.request.status, RequestStatus::Cancelled);
    assert!(version(&w, w.analyst, Active).await.is_none());
    let view = w.approve(w.marta, &other).await;
    assert_eq!(end(&view), NOT_DONE);
    let told = refused(&w, w.jonas, "deleteRole", gone(w.analyst, "active")).await;
    assert_eq!(told, "`role.roleId` names no role");
    let seller = draft(&w, "Seller", &[]).await;
    assert_eq!(end(&by_program(&w, "deleteRole", gone(seller, "draft")).await), DONE);
    assert!(version(&w, seller, Draft).await.is_none());
});

db_test!(only_administrators_write_roles_and_only_step_by_step, |db| async move {
    let w = world(db).await;
    let body = json!({"role": {"name": "Buyer"}});
    let body = body.as_object().unwrap();
    for who in [w.jonas, w.otto, w.marta] {
        let made = roles::create(&w.engine, &w.by(who), body).await;
        assert!(matches!(made, Err(EngineError::Forbidden(_))), "{made:?}");
        let gone = roles::delete(&w.engine, &w.by(who), w.analyst, Active).await;
        assert!(matches!(gone, Err(EngineError::Forbidden(_))), "{gone:?}");
    }
    let becomes = |status: &str| {
        let patch = json!([{"operation": "replace", "field": "/status", "value": status}]);
        bailiwick::patch::Patch::parse(&patch).unwrap()
    };
    let grace = w.by(w.grace);
    let id = roles::create(&w.engine, &grace, body).await.unwrap().id;
    assert!(matches!(
        roles::patch(&w.engine, &grace, id, Draft, &becomes("active")).await,
        Err(EngineError::Conflict(_))
    ));
    roles::patch(&w.engine, &grace, id, Draft, &becomes("pending")).await.unwrap();
    for refused in [
        roles::put(&w.engine, &grace, id, Pending, body).await,
        roles::patch(&w.engine, &grace, id, Pending, &becomes("pending")).await,
        roles::delete(&w.engine, &grace, id, Pending).await,
    ] {
        assert!(matches!(refused, Err(EngineError::Conflict(_))), "{refused:?}");
    }
    let twice =
        roles::create(&w.engine, &grace, json!({"role": {"name": "BUYER"}}).as_object().unwrap()).await;
    assert!(matches!(twice, Err(EngineError::Invalid { .. })), "{twice:?}");
    roles::patch(&w.engine, &grace, id, Pending, &becomes("active")).await.unwrap();
    assert!(matches!(
        roles::patch(&w.engine, &grace, id, Active, &becomes("draft")).await,
        Err(EngineError::Conflict(_))
    ));
});
