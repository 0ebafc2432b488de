//! People: created, changed, deleted.

use bailiwick::authority::Authority;
use bailiwick::catalog::ItemKind;
use bailiwick::directory::Status;
use bailiwick::id::UserId;
use bailiwick::patch::Patch;
use bailiwick::request::{Action, RequestStatus};
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::{EngineError, people};
use bailiwick_store::{db_test, items, users};
use serde_json::{Value, json};

use super::*;

fn lena(user_name: &str) -> Value {
    json!({"userName": user_name, "givenName": "Lena", "sn": "Aho", "title": "Buyer"})
}

fn create(user_name: &str) -> Value {
    json!({"common": {"justification": "she begins in May"}, "user": {"object": lena(user_name)}})
}

async fn named(w: &World, user_name: &str) -> Option<UserId> {
    let mut tx = w.engine.db().read().await.unwrap();
    users::by_user_name(&mut tx, user_name).await.unwrap().map(|user| user.id)
}

async fn change(w: &World, user: UserId, patch: Value) {
    let patch = Patch::parse(&patch).unwrap();
    people::patch(&w.engine, &system(&w.engine), user, &patch, None).await.unwrap();
}

db_test!(a_person_is_created_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    let told = refused(&w, w.marta, "createUser", create("lena")).await;
    assert_eq!(told, "The requester is not permitted to create people");

    let rejected = ask(&w, w.grace, "createUser", create("lena")).await;
    assert_eq!(asked(&w.read(&rejected).await), [w.carl]);
    let own = w.act(w.grace, &rejected, Action::approve("")).await;
    assert!(matches!(own, Err(EngineError::Forbidden(_))), "nobody approves what they ask for");
    assert_eq!(end(&w.act(w.carl, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.grace, "createUser", create("lena")).await;
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);
    assert_eq!(named(&w, "lena").await, None);

    let id = ask(&w, w.grace, "createUser", create("lena")).await;
    assert_eq!(end(&w.approve(w.carl, &id).await), DONE);
    let lena = people::read(&w.engine, &w.by(w.otto), named(&w, "LENA").await.unwrap()).await.unwrap();
    assert_eq!((lena.user.display_name.as_str(), lena.user.title.as_deref()), ("Lena Aho", Some("Buyer")));

    let again = ask(&w, w.grace, "createUser", create("Lena")).await;
    let view = w.approve(w.carl, &again).await;
    assert_eq!(end(&view), NOT_DONE);
    assert!(failure(&view).contains("`userName` `Lena` is somebody else's"), "{}", failure(&view));

    assert_eq!(end(&by_program(&w, "createUser", create("ola")).await), DONE);
    assert!(named(&w, "ola").await.is_some());

    // What she was permitted when she asked, she is not any more when her request begins.
    let late = send(&w, &w.by(w.grace), "createUser", create("pia")).await.unwrap();
    let own =
        Patch::parse(&json!([{"operation": "replace", "field": "/accountStatus", "value": "inactive"}]))
            .unwrap();
    let refused = people::patch(&w.engine, &w.by(w.grace), w.grace, &own, None).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "nobody deactivates themselves: {refused:?}");
    let last = people::patch(&w.engine, &system(&w.engine), w.grace, &own, None).await;
    assert!(matches!(last, Err(EngineError::Conflict(_))), "somebody must be left: {last:?}");
    let mut tx = w.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, w.marta, Authority::AccessAdmin).await.unwrap();
    tx.commit().await.unwrap();
    change(&w, w.grace, json!([{"operation": "replace", "field": "/accountStatus", "value": "inactive"}]))
        .await;
    w.work().await;
    let view = w.read(&late).await;
    assert_eq!((end(&view), named(&w, "pia").await), (DENIED, None));
    assert!(failure(&view).contains("not permitted to create people"), "{}", failure(&view));
});

db_test!(a_person_is_changed_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    let about = |user: UserId, object: Value| json!({"user": {"userId": user.to_string(), "object": object}});
    let title = |title: &str| json!({"title": title, "_rev": "9"});
    for (user, why) in [(w.carl, "their manager"), (w.priya, "a stranger"), (w.marta, "themselves")] {
        let told = refused(&w, w.marta, "modifyUser", about(user, title("x"))).await;
        assert_eq!(told, "The requester is not permitted to change this person", "{why}");
    }
    let told = refused(&w, w.marta, "modifyUser", json!({"user": {"userId": "../x", "object": {}}})).await;
    assert_eq!(told, "`user.userId` must be the id of a person");

    let long =
        json!({"user": {"userId": format!("managed/user/{}", w.jonas), "object": title("Controller")}});
    let id = ask(&w, w.marta, "modifyUser", long).await;
    let view = w.read(&id).await;
    assert_eq!((asked(&view), view.user.id), (vec![w.carl], w.marta), "it is kept with who asked");
    let told = |name: &str, value: &str| view.facts.contains(&(name.to_owned(), value.to_owned()));
    assert!(told("User", "Jonas Lindqvist") && told("Title", "Controller"), "{:?}", view.facts);
    assert!(
        requests::read(&w.engine, &w.by(w.jonas), &id).await.is_err(),
        "whom it is about learns nothing of it"
    );
    assert_eq!(end(&w.approve(w.carl, &id).await), DONE);
    let jonas = people::read(&w.engine, &w.by(w.otto), w.jonas).await.unwrap();
    assert_eq!((jonas.user.title.as_deref(), jonas.revision), (Some("Controller"), 2));

    let nothing = json!({"title": null, "mail": null});
    let id = ask(&w, w.marta, "modifyUser", about(w.jonas, nothing)).await;
    assert_eq!(end(&w.approve(w.carl, &id).await), DONE);
    assert_eq!(people::read(&w.engine, &w.by(w.otto), w.jonas).await.unwrap().user.title, None);

    let rejected = ask(&w, w.marta, "modifyUser", about(w.jonas, title("x"))).await;
    assert_eq!(end(&w.act(w.carl, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.marta, "modifyUser", about(w.jonas, title("x"))).await;
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);
    for (object, why) in [
        (json!({"shoeSize": 43}), "`shoeSize` is no property of a person"),
        (json!({"userName": null}), "`userName` is missing"),
        (json!({"userName": "Carl"}), "`userName` `Carl` is somebody else's"),
        (json!({"manager": format!("managed/user/{}", w.jonas)}), "leads back to the person themselves"),
    ] {
        let view = w.approve(w.carl, &ask(&w, w.marta, "modifyUser", about(w.jonas, object)).await).await;
        assert_eq!(end(&view), NOT_DONE);
        assert!(failure(&view).contains(why), "{}", failure(&view));
    }
    assert_eq!(end(&by_program(&w, "modifyUser", about(w.ida, title("Gone"))).await), DONE);

    let not_hers = send(&w, &w.by(w.marta), "modifyUser", about(w.jonas, title("x"))).await.unwrap();
    change(&w, w.jonas, json!([{"operation": "remove", "field": "/manager"}])).await;
    let nobody = send(&w, &w.by(w.marta), "modifyUser", about(w.hana, title("x"))).await.unwrap();
    people::delete(&w.engine, &w.by(w.grace), w.hana, None).await.unwrap();
    w.work().await;
    for (id, why) in
        [(not_hers, "not permitted to change this person"), (nobody, "The person does not exist.")]
    {
        let view = w.read(&id).await;
        assert_eq!(end(&view), DENIED);
        assert!(failure(&view).contains(why), "{}", failure(&view));
    }
});

db_test!(a_person_is_deleted_refused_or_left_alone, |db| async move {
    let w = world(db).await;
    let about = |user: UserId| json!({"user": {"userId": user.to_string()}});
    let told = refused(&w, w.marta, "deleteUser", about(w.jonas)).await;
    assert_eq!(told, "The requester is not permitted to delete this person");
    let rejected = ask(&w, w.grace, "deleteUser", about(w.hana)).await;
    assert_eq!(end(&w.act(w.carl, &rejected, Action::reject("no")).await.unwrap()), DENIED);
    let expired = ask(&w, w.grace, "deleteUser", about(w.hana)).await;
    wait_a_week(&w).await;
    assert_eq!(end(&w.read(&expired).await), DENIED);

    let (one, other) = (
        ask(&w, w.grace, "deleteUser", about(w.hana)).await,
        ask(&w, w.grace, "deleteUser", about(w.hana)).await,
    );
    assert_eq!(end(&w.approve(w.carl, &one).await), DONE);
    assert!(matches!(
        people::read(&w.engine, &w.by(w.grace), w.hana).await,
        Err(EngineError::NotFound { .. })
    ));
    assert_eq!(end(&w.approve(w.carl, &other).await), DONE, "gone already counts as done");

    let about_carl = ask(&w, w.grace, "deleteUser", about(w.carl)).await;
    let own = w.act(w.carl, &about_carl, Action::approve("")).await;
    assert!(matches!(own, Err(EngineError::Forbidden(_))), "nobody decides about themselves: {own:?}");
    let on = Action::Reassign { phase: None, actors: vec![w.marta], comment: String::new() };
    w.act(w.carl, &about_carl, on).await.unwrap();
    let needed = w.approve(w.marta, &about_carl).await;
    assert_eq!(end(&needed), NOT_DONE);
    assert!(failure(&needed).contains("default approver"), "{}", failure(&needed));
    assert_eq!(end(&by_program(&w, "deleteUser", about(w.ida)).await), DONE);
    let unknown = UserId(uuid::Uuid::from_u128(99));
    let view = by_program(&w, "deleteUser", about(unknown)).await;
    assert_eq!(end(&view), DENIED);
    assert!(failure(&view).contains("The person does not exist."), "{}", failure(&view));
});

db_test!(who_is_deleted_leaves_nothing_hanging, |db| async move {
    let w = world(db).await;
    add(&w.engine, &system(&w.engine), w.marta, ItemKind::Role, w.analyst, &Terms::default()).await.unwrap();
    let for_her = w.ask(w.jonas, w.wiki, w.marta).await;
    let waits_for_her = w.ask(w.jonas, w.pay, w.jonas).await;
    assert_eq!(asked(&w.read(&waits_for_her).await), [w.marta]);
    let by_her = w.ask(w.marta, w.read, w.priya).await;

    for (by, who) in [(w.marta, w.marta), (w.otto, w.marta), (w.jonas, w.marta), (w.grace, w.grace)] {
        let refused = people::delete(&w.engine, &w.by(by), who, None).await;
        assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{refused:?}");
    }
    let last = people::delete(&w.engine, &system(&w.engine), w.grace, None).await;
    assert!(matches!(last, Err(EngineError::Conflict(_))), "{last:?}");
    let stale = people::delete(&w.engine, &w.by(w.grace), w.marta, Some(7)).await;
    assert!(matches!(stale, Err(EngineError::Changed(_))), "{stale:?}");

    people::delete(&w.engine, &w.by(w.grace), w.marta, Some(1)).await.unwrap();
    assert!(w.holds(w.marta).await.is_empty());
    assert_eq!(w.read(&for_her).await.request.status, RequestStatus::Cancelled);
    assert_eq!(asked(&w.read(&waits_for_her).await), [w.carl], "the default approver decides in her place");
    assert_eq!(w.read(&by_her).await.request.status, RequestStatus::InProgress, "others' requests go on");
    let mut tx = w.engine.db().read().await.unwrap();
    assert_eq!(users::manager_of(&mut tx, w.jonas).await.unwrap(), Some(w.carl));
    assert_eq!(items::owners(&mut tx, w.analyst).await.unwrap(), []);
    assert_eq!(users::by_user_name(&mut tx, "marta").await.unwrap(), None);
    let kept = users::brief(&mut tx, w.marta).await.unwrap().unwrap();
    assert_eq!(
        (kept.display_name.as_str(), kept.status, kept.mail),
        ("Marta Oyelaran", Status::Inactive, None)
    );
    drop(tx);
    let second = json!({"userName": "marta", "givenName": "Marta", "sn": "Berg"});
    people::create(&w.engine, &w.by(w.grace), second.as_object().unwrap()).await.unwrap();
});
