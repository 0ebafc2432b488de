//! The definitions that ship with the product, each run to its ends (contract 6.7, 5.1).

use bailiwick::directory::Status;
use bailiwick::id::{ItemId, RequestId, UserId};
use bailiwick::request::{Action, CommentAction, Decision, Modifier, Outcome, RequestStatus};
use bailiwick::view::RequestView;
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::requests::{Mode, NewLine, NewRequests, create};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::workflows::bind;
use bailiwick_store::{db_test, users};
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::world;

const SHIPPED: [(&str, &str); 6] = [
    ("applicationGrant", "BasicApplicationGrant"),
    ("applicationRemove", "BasicApplicationRemove"),
    ("entitlementGrant", "BasicEntitlementGrant"),
    ("entitlementRemove", "BasicEntitlementRemove"),
    ("roleGrant", "BasicRoleGrant"),
    ("roleRemove", "BasicRoleRemove"),
];

type End = (RequestStatus, Option<Decision>, Option<Outcome>);
const GRANTED: End = (RequestStatus::Complete, Some(Decision::Approved), Some(Outcome::Provisioned));
const NOT_GRANTED: End = (RequestStatus::Complete, Some(Decision::Approved), Some(Outcome::NotProvisioned));
const DENIED: End = (RequestStatus::Complete, Some(Decision::Rejected), Some(Outcome::Denied));

/// A world whose requests go by what ships, and an application, an entitlement and a role of it with their owners.
async fn shipped(db: bailiwick_store::Db) -> (World, [(ItemId, UserId); 3]) {
    let w = world(db).await;
    for (request_type, workflow) in SHIPPED {
        bind(&w.engine, &system(&w.engine), &[request_type], workflow).await.unwrap();
    }
    let items = [(w.sap, w.priya), (w.pay, w.priya), (w.analyst, w.marta)];
    (w, items)
}

async fn ask(
    w: &World,
    item: ItemId,
    modifier: Modifier,
    days: (Option<i64>, Option<i64>),
    context: Option<Value>,
) -> RequestId {
    let by = if context.is_some() { w.grace } else { w.jonas };
    let now = w.by(by).now;
    let mut line = NewLine::new(w.jonas, item, modifier);
    (line.start, line.end) =
        (days.0.map(|days| now + Duration::days(days)), days.1.map(|days| now + Duration::days(days)));
    let new = NewRequests { lines: vec![line], context, ..NewRequests::default() };
    let submitted = create(&w.engine, &w.by(by), &new, Mode::Create).await.unwrap();
    assert_eq!(submitted.faults, []);
    w.work().await;
    submitted.requests[0].clone()
}

fn end(view: &RequestView) -> End {
    (view.request.status, view.request.decision, view.request.outcome)
}

async fn give(w: &World, item: ItemId) {
    let kind = bailiwick_store::items::brief(&mut w.engine.db().read().await.unwrap(), item)
        .await
        .unwrap()
        .unwrap()
        .kind;
    add(&w.engine, &system(&w.engine), w.jonas, kind, item, &Terms::default()).await.unwrap();
}

async fn take(w: &World, item: ItemId) {
    let kind = bailiwick_store::items::brief(&mut w.engine.db().read().await.unwrap(), item)
        .await
        .unwrap()
        .unwrap()
        .kind;
    remove(&w.engine, &system(&w.engine), w.jonas, kind, item, &Terms::default()).await.unwrap();
}

db_test!(a_grant_is_given_refused_or_left_alone, |db| async move {
    let (w, items) = shipped(db).await;
    for (item, owner) in items {
        let refused = ask(&w, item, Modifier::Add, (None, None), None).await;
        let view = w.act(owner, &refused, Action::reject("not needed")).await.unwrap();
        assert_eq!(end(&view), DENIED);

        let expired = ask(&w, item, Modifier::Add, (None, None), None).await;
        w.clock.advance(Duration::days(7));
        w.work().await;
        assert_eq!(end(&w.read(&expired).await), DENIED);

        // They come to hold it another way while the owner thinks about it.
        let late = ask(&w, item, Modifier::Add, (None, None), None).await;
        give(&w, item).await;
        let view = w.approve(owner, &late).await;
        assert_eq!(end(&view), NOT_GRANTED);
        assert!(
            view.comments.iter().any(|comment| comment.action == CommentAction::Failure),
            "{:?}",
            view.comments
        );
        take(&w, item).await;

        let granted = ask(&w, item, Modifier::Add, (None, None), None).await;
        assert_eq!(w.read(&granted).await.request.open_phase().unwrap().actors[0].user, owner);
        assert_eq!(end(&w.approve(owner, &granted).await), GRANTED);
        take(&w, item).await;

        let by_administrator =
            ask(&w, item, Modifier::Add, (None, None), Some(json!({"type": "admin"}))).await;
        let view = w.read(&by_administrator).await;
        assert_eq!((end(&view), view.request.phases.len()), (GRANTED, 0));
        assert!(view.comments.iter().any(|comment| comment.comment.contains("admin")), "{:?}", view.comments);
        take(&w, item).await;
    }
    assert!(w.holds(w.jonas).await.is_empty());
});

db_test!(a_grant_for_a_time_waits_begins_and_ends, |db| async move {
    let (w, items) = shipped(db).await;
    for (item, owner) in items {
        let id = ask(&w, item, Modifier::Add, (Some(2), Some(5)), None).await;
        let view = w.approve(owner, &id).await;
        assert_eq!(end(&view), (RequestStatus::Suspended, Some(Decision::Approved), None));
        w.clock.advance(Duration::days(2));
        w.work().await;
        assert_eq!(end(&w.read(&id).await), GRANTED);
        assert!(!w.holds(w.jonas).await.is_empty());
        w.clock.advance(Duration::days(3));
        w.work().await;
        assert!(w.holds(w.jonas).await.is_empty());
    }
});

db_test!(what_cannot_be_given_any_more_is_said_to_be_so, |db| async move {
    let (w, items) = shipped(db).await;
    for (item, owner) in items {
        let id = ask(&w, item, Modifier::Add, (Some(2), None), None).await;
        w.approve(owner, &id).await;
        set_status(&w, Status::Inactive).await;
        w.clock.advance(Duration::days(2));
        w.work().await;
        let view = w.read(&id).await;
        assert_eq!(end(&view), NOT_GRANTED);
        let said = view.comments.iter().find(|comment| comment.action == CommentAction::Failure).unwrap();
        assert!(said.comment.contains("no longer active"), "{}", said.comment);
        set_status(&w, Status::Active).await;
    }
});

async fn set_status(w: &World, status: Status) {
    let mut tx = w.engine.db().write().await.unwrap();
    let brief = users::brief(&mut tx, w.jonas).await.unwrap().unwrap();
    let user = bailiwick::directory::User {
        id: brief.id,
        user_name: brief.user_name,
        given_name: brief.given_name,
        sn: brief.sn,
        display_name: brief.display_name,
        mail: brief.mail,
        title: brief.title,
        organisation: None,
        manager: brief.manager,
        status,
        created_at: system(&w.engine).now,
    };
    users::update(&mut tx, &user, system(&w.engine).now).await.unwrap();
    tx.commit().await.unwrap();
}

db_test!(a_removal_is_done_refused_awaited_or_found_done_already, |db| async move {
    let (w, items) = shipped(db).await;
    for (item, owner) in items {
        give(&w, item).await;
        let refused = ask(&w, item, Modifier::Remove, (None, None), None).await;
        assert_eq!(end(&w.act(owner, &refused, Action::reject("still needed")).await.unwrap()), DENIED);
        let expired = ask(&w, item, Modifier::Remove, (None, None), None).await;
        w.clock.advance(Duration::days(7));
        w.work().await;
        assert_eq!(end(&w.read(&expired).await), DENIED);

        let later = ask(&w, item, Modifier::Remove, (None, Some(3)), None).await;
        assert_eq!(w.approve(owner, &later).await.request.status, RequestStatus::Suspended);
        w.clock.advance(Duration::days(3));
        w.work().await;
        assert_eq!(end(&w.read(&later).await), GRANTED);
        assert!(w.holds(w.jonas).await.is_empty());

        give(&w, item).await;
        for context in ["admin", "certification"] {
            let context = json!({"type": context, "campaignId": "c", "lineItemId": null});
            let by_itself = ask(&w, item, Modifier::Remove, (None, None), Some(context)).await;
            assert_eq!(end(&w.read(&by_itself).await), GRANTED);
            give(&w, item).await;
        }
        let gone = ask(&w, item, Modifier::Remove, (None, None), None).await;
        take(&w, item).await;
        assert_eq!(end(&w.approve(owner, &gone).await), NOT_GRANTED);
    }
});

db_test!(a_task_that_names_nobody_asks_an_administrator, |db| async move {
    let (w, _) = shipped(db).await;
    let id = ask(&w, w.wiki, Modifier::Add, (None, None), None).await;
    let view = w.read(&id).await;
    let asked: Vec<UserId> =
        view.request.open_phase().unwrap().actors.iter().map(|actor| actor.user).collect();
    assert_eq!(asked, [w.grace], "the wiki has no owner");
    assert_eq!(end(&w.approve(w.grace, &id).await), GRANTED);
});

db_test!(a_request_that_is_called_off_stops_its_workflow, |db| async move {
    let (w, _) = shipped(db).await;
    let id = ask(&w, w.pay, Modifier::Add, (Some(2), None), None).await;
    w.approve(w.priya, &id).await;
    w.act(w.jonas, &id, Action::Cancel { comment: String::new() }).await.unwrap();
    w.clock.advance(Duration::days(3));
    w.work().await;
    assert_eq!(w.read(&id).await.request.status, RequestStatus::Cancelled);
    assert!(w.holds(w.jonas).await.is_empty());
});
