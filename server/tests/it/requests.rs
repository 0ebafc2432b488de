//! From asking to holding.

use bailiwick::authority::Actor;
use bailiwick::cart::LineFault;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{RequestTypeId, UserId};
use bailiwick::patch::Patch;
use bailiwick::request::{Action, Decision, Modifier, Outcome, RequestStatus};
use bailiwick::settings::ACCESS_REQUEST;
use bailiwick::view::AuditQuery;
use bailiwick_engine::requests::{
    Mode, NewLine, NewRequests, create, inbox, inbox_count, mine, publish, read,
};
use bailiwick_engine::{EngineError, audit, request_types, settings};
use bailiwick_store::db_test;
use serde_json::{Map, Value, json};

use crate::support::world;

db_test!(an_employee_asks_manager_and_owner_approve_and_the_access_is_held, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    assert_eq!(inbox_count(&w.engine, &w.by(w.marta)).await.unwrap(), 1);
    assert_eq!(inbox_count(&w.engine, &w.by(w.priya)).await.unwrap(), 0);

    let view = w.approve(w.marta, &id).await;
    assert_eq!(view.request.open_phase().unwrap().display_name, "Owner approval");
    assert_eq!(w.holds(w.jonas).await, Vec::<String>::new());

    w.approve(w.priya, &id).await;
    w.work().await;
    let view = w.read(&id).await;
    assert_eq!(view.request.status, RequestStatus::Complete);
    assert_eq!(view.request.decision, Some(Decision::Approved));
    assert_eq!(view.request.outcome, Some(Outcome::Provisioned));
    assert_eq!(w.holds(w.jonas).await, ["Post vendor payments"]);
});

db_test!(a_role_brings_its_entitlements_and_takes_them_with_it, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.analyst, w.jonas).await;
    // Marta is manager and owner: asked once.
    w.approve(w.marta, &id).await;
    w.work().await;
    let mut held = w.holds(w.jonas).await;
    held.sort();
    assert_eq!(held, ["Accounts payable analyst", "Display documents", "Post vendor payments"]);
    let given = AuditQuery { event: Some("grant-role".into()), limit: 5, ..AuditQuery::default() };
    let trail = audit::search(&w.engine, &w.by(w.otto), &given).await.unwrap();
    let told = |name: &str| {
        let changes = &trail.rows[0].1.entry.changes;
        changes.iter().find(|change| change.field == name).and_then(|change| change.after.clone())
    };
    assert_eq!(told("entitlements").as_deref(), Some("Display documents, Post vendor payments"));

    let submitted = w.try_ask(w.jonas, w.analyst, w.jonas, Modifier::Remove).await.unwrap();
    w.approve(w.marta, &submitted.requests[0]).await;
    w.work().await;
    assert_eq!(w.holds(w.jonas).await, Vec::<String>::new());
});

db_test!(a_manager_who_asks_for_a_report_has_decided_by_asking, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.marta, w.pay, w.jonas).await;
    let view = w.read(&id).await;
    assert_eq!(view.request.phases[0].completed_by, Some(w.marta));
    assert_eq!(view.request.open_phase().unwrap().display_name, "Owner approval");
});

db_test!(nobody_decides_about_their_own_access, |db| async move {
    let w = world(db).await;
    // Priya owns what she asks for: the administrator decides in her place.
    let id = w.ask(w.priya, w.pay, w.priya).await;
    w.approve(w.carl, &id).await;
    let refused = w.act(w.priya, &id, Action::approve("")).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{refused:?}");
    w.approve(w.grace, &id).await;
    w.work().await;
    assert_eq!(w.holds(w.priya).await, ["Post vendor payments"]);
});

db_test!(where_manager_and_owner_are_missing_the_administrator_decides, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.carl, w.wiki, w.carl).await;
    assert_eq!(inbox_count(&w.engine, &w.by(w.grace)).await.unwrap(), 1);
    w.approve(w.grace, &id).await;
    w.work().await;
    assert_eq!(w.holds(w.carl).await, ["Wiki"]);
});

db_test!(the_configured_default_approver_comes_before_the_administrator, |db| async move {
    let w = world(db).await;
    let set = |by, id: String| {
        let w = &w;
        async move {
            let new = json!({"defaultApprover": id}).as_object().unwrap().clone();
            settings::set_one(&w.engine, &w.by(by), ACCESS_REQUEST, &new).await
        }
    };
    assert!(matches!(set(w.jonas, format!("managed/user/{}", w.hana)).await, Err(EngineError::Forbidden(_))));
    assert!(set(w.grace, "hana".into()).await.is_err());
    assert!(set(w.grace, format!("managed/user/{}", w.ida)).await.is_err(), "she has left");
    set(w.grace, format!("managed/user/{}", w.hana)).await.unwrap();
    let id = w.ask(w.jonas, w.wiki, w.jonas).await;
    w.approve(w.marta, &id).await;
    w.approve(w.hana, &id).await;
    w.work().await;
    assert_eq!(w.holds(w.jonas).await, ["Wiki"]);
});

db_test!(a_rejection_ends_the_request_and_a_second_decision_is_refused, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    let reject = Action::reject("not now");
    let view = w.act(w.marta, &id, reject.clone()).await.unwrap();
    assert_eq!(view.request.outcome, Some(Outcome::Denied));
    assert!(matches!(w.act(w.marta, &id, reject).await, Err(EngineError::Conflict(_))));
    w.work().await;
    assert_eq!(w.holds(w.jonas).await, Vec::<String>::new());
});

db_test!(lines_say_what_stands_in_their_way, |db| async move {
    let w = world(db).await;
    let first = w.ask(w.jonas, w.pay, w.jonas).await;
    let fault = |item, user, modifier| {
        let w = &w;
        async move {
            w.try_ask(w.jonas, item, user, modifier).await.unwrap().faults.pop().map(|fault| fault.fault)
        }
    };
    assert_eq!(
        fault(w.pay, w.jonas, Modifier::Add).await,
        Some(LineFault::Duplicate { request: first.clone() })
    );
    assert_eq!(fault(w.root, w.jonas, Modifier::Add).await, Some(LineFault::NotRequestable));
    assert_eq!(fault(w.pay, w.ida, Modifier::Add).await, Some(LineFault::InactiveUser));
    assert_eq!(fault(w.read, w.jonas, Modifier::Remove).await, Some(LineFault::NoAccess));
    w.approve(w.marta, &first).await;
    w.approve(w.priya, &first).await;
    w.work().await;
    assert_eq!(fault(w.pay, w.jonas, Modifier::Add).await, Some(LineFault::ExistingAccess));
});

db_test!(validating_changes_nothing, |db| async move {
    let w = world(db).await;
    let new =
        NewRequests { lines: vec![NewLine::new(w.jonas, w.pay, Modifier::Add)], ..NewRequests::default() };
    let checked = create(&w.engine, &w.by(w.jonas), &new, Mode::Validate).await.unwrap();
    assert_eq!((checked.requests.len(), checked.faults.len()), (0, 0));
    let all = mine(&w.engine, &w.by(w.jonas), w.jonas, &Filter::All, &ListQuery::default()).await.unwrap();
    assert_eq!(all.total, 0);
});

db_test!(a_request_does_not_exist_for_those_it_does_not_concern, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    let seen = |person| {
        let (w, id) = (&w, &id);
        async move { read(&w.engine, &w.by(person), id).await.is_ok() }
    };
    assert!(seen(w.jonas).await && seen(w.marta).await && seen(w.otto).await);
    assert!(!seen(w.hana).await);
    assert!(!seen(w.priya).await, "the owner is not asked yet");
    let hana = w.act(w.hana, &id, Action::Comment { comment: "hello".into() }).await;
    assert!(matches!(hana, Err(EngineError::NotFound { .. })));
    let lists = mine(&w.engine, &w.by(w.hana), w.jonas, &Filter::All, &ListQuery::default()).await;
    assert!(matches!(lists, Err(EngineError::NotFound { .. })));
    let auditor = w.act(w.otto, &id, Action::approve("")).await;
    assert!(matches!(auditor, Err(EngineError::Forbidden(_))), "auditors change nothing");
});

db_test!(a_task_is_handed_over, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    let to_ida = Action::Reassign { phase: None, actors: vec![w.ida], comment: String::new() };
    assert!(matches!(w.act(w.marta, &id, to_ida).await, Err(EngineError::Invalid { .. })), "she has left");
    let to_hana = Action::Reassign { phase: None, actors: vec![w.hana], comment: "you know it".into() };
    w.act(w.marta, &id, to_hana).await.unwrap();
    let waits =
        inbox(&w.engine, &w.by(w.hana), w.hana, true, &Filter::All, &ListQuery::default()).await.unwrap();
    assert_eq!(waits.total, 1);
    let waited =
        inbox(&w.engine, &w.by(w.marta), w.marta, false, &Filter::All, &ListQuery::default()).await.unwrap();
    assert_eq!(waited.total, 1);
    w.approve(w.hana, &id).await;
});

db_test!(what_was_called_off_stays_off, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    let cancel = Action::Cancel { comment: String::new() };
    assert!(matches!(w.act(w.marta, &id, cancel.clone()).await, Err(EngineError::Forbidden(_))));
    let view = w.act(w.jonas, &id, cancel).await.unwrap();
    assert_eq!(view.request.status, RequestStatus::Cancelled);
    assert_eq!(inbox_count(&w.engine, &w.by(w.marta)).await.unwrap(), 0);
    w.ask(w.jonas, w.pay, w.jonas).await;
});

db_test!(two_who_decide_at_once_decide_once, |db| async move {
    let w = world(db).await;
    for item in [w.pay, w.read, w.wiki] {
        let id = w.ask(w.jonas, item, w.jonas).await;
        let approve = || Action::approve("");
        let reject = Action::reject("no");
        let (a, b) = tokio::join!(w.act(w.marta, &id, approve()), w.act(w.marta, &id, reject));
        // Either the rejection came first and nothing follows, or the approval did and the
        // rejection meets the next phase, which Marta is not asked to decide.
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert_eq!(w.read(&id).await.comments.len(), 1);
    }
});

db_test!(two_who_ask_for_the_same_at_once_make_one_request, |db| async move {
    let w = world(db).await;
    let (a, b) = tokio::join!(
        w.try_ask(w.jonas, w.pay, w.jonas, Modifier::Add),
        w.try_ask(w.marta, w.pay, w.jonas, Modifier::Add)
    );
    let (a, b) = (a.unwrap(), b.unwrap());
    assert_eq!(a.requests.len() + b.requests.len(), 1);
    assert!(matches!(a.faults.iter().chain(&b.faults).next().unwrap().fault, LineFault::Duplicate { .. }));
});

db_test!(a_request_of_a_type_is_checked_by_the_type, |db| async move {
    let w = world(db).await;
    let grant = RequestTypeId("entitlementGrant".into());
    let payload = |user: UserId, more: Value| {
        let mut common = json!({"userId": user.to_string(), "entitlementId": w.pay.to_string()});
        common.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Map::from_iter([("common".to_owned(), common)])
    };
    let by = w.by(w.jonas);
    let told = async |payload: Map<String, Value>| match publish(&w.engine, &by, &grant, &payload).await {
        Err(error) => error.to_string(),
        Ok(view) => view.request.id.0,
    };
    let wrong = json!({"entitlementId": 7, "endDat": "2026-03-01", "isDraft": "no"});
    assert_eq!(
        told(payload(w.jonas, wrong)).await,
        "`common.endDat` is no property of this type of request; `common.entitlementId` must be a text; \
         `common.isDraft` must be true or false"
    );
    assert_eq!(told(Map::new()).await, "`common.entitlementId` is missing; `common.userId` is missing");
    assert_eq!(told(payload(w.ida, json!({}))).await, "the person is not active");

    let more = json!({
        "justification": "to pay", "priority": "high", "requestIdPrefix": "FIN", "externalRequestId": "T-1",
        "endDate": "2026-06-01T00:00:00Z", "context": {"type": "request"},
    });
    let view = publish(&w.engine, &by, &grant, &payload(w.jonas, more)).await.unwrap();
    w.work().await;
    let request = &w.read(&view.request.id).await.request;
    assert!(request.id.0.starts_with("FIN-"));
    assert_eq!(
        (request.request_type.0.as_str(), request.external_id.as_deref()),
        ("entitlementGrant", Some("T-1"))
    );
    assert_eq!(request.open_phase().unwrap().display_name, "Manager approval");
    assert_eq!(
        told(payload(w.jonas, json!({}))).await,
        format!("an unfinished request asks for the same: `{}`", request.id)
    );
    // What a tool adds to the type holds from then on.
    let rule = json!([{
        "operation": "replace", "field": "/schemas/common/1/_meta/properties/endDate", "value": {"isRequired": true}
    }]);
    let rule = Patch::parse(&rule).unwrap();
    request_types::patch(&w.engine, &w.by(w.grace), &grant, &rule, true).await.unwrap();
    assert_eq!(told(payload(w.hana, json!({}))).await, "`common.endDate` is missing");
    for (type_id, code) in [("createUser", "conflict"), ("nothing", "not-found")] {
        let refused = publish(&w.engine, &by, &RequestTypeId(type_id.into()), &Map::new()).await;
        assert_eq!(refused.unwrap_err().code(), code);
    }
    let nobody = w.engine.context(Actor::Anonymous, "test");
    let refused = publish(&w.engine, &nobody, &grant, &Map::new()).await;
    assert_eq!(refused.unwrap_err().code(), "not-authenticated");
});
