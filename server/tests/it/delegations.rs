//! Deputies: what reaches them, what they decide, and what they never do.

use bailiwick::audit::{DEPUTY, ON_BEHALF_OF};
use bailiwick::authority::Actor;
use bailiwick::delegation::Acting;
use bailiwick::delegation::{Delegation, DelegationState, stood_in_for};
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{DelegationId, PhaseId, RequestId, RequestTypeId, UserId};
use bailiwick::request::{Action, CommentAction, Outcome, Permission, TaskState, permissions};
use bailiwick::view::AuditQuery;
use bailiwick_engine::delegations::{self, Naming};
use bailiwick_engine::requests::{inbox, inbox_count, read};
use bailiwick_engine::tasks::{TaskQuery, list as tasks};
use bailiwick_engine::testing::World;
use bailiwick_engine::{EngineError, audit, notifications};
use bailiwick_store::{db_test, delegations as store, requests as rows};
use chrono::{Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::support::world;

fn naming(w: &World, person: UserId, deputy: UserId, days: i64) -> Naming {
    Naming {
        person,
        deputies: vec![deputy],
        from: None,
        until: w.by(person).now + Duration::days(days),
        note: "I am at sea".into(),
    }
}

async fn named(w: &World, person: UserId, deputy: UserId) -> Delegation {
    let made = delegations::name(&w.engine, &w.by(person), &naming(w, person, deputy, 10)).await;
    made.unwrap().remove(0)
}

async fn waits_for(w: &World, person: UserId) -> Vec<RequestId> {
    let list = ListQuery::default();
    let found = inbox(&w.engine, &w.by(person), person, true, &Filter::All, &list).await.unwrap();
    assert_eq!(inbox_count(&w.engine, &w.by(person)).await.unwrap(), found.total);
    found.rows.into_iter().map(|view| view.request.id).collect()
}

db_test!(what_waits_for_a_person_reaches_the_deputy_who_decides_on_their_behalf, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    assert!(read(&w.engine, &w.by(w.hana), &id).await.is_err());
    named(&w, w.marta, w.hana).await;

    let waiting = std::slice::from_ref(&id);
    assert_eq!(waits_for(&w, w.hana).await, waiting);
    assert_eq!(waits_for(&w, w.marta).await, waiting, "it still waits for her");
    let view = read(&w.engine, &w.by(w.hana), &id).await.unwrap();
    assert_eq!(view.in_stead_of, Some(w.marta));
    assert!(view.permissions.contains(&Permission::Approve));

    let view = w.approve(w.hana, &id).await;
    let phase = &view.request.phases[0];
    assert_eq!((phase.completed_by, phase.on_behalf_of), (Some(w.hana), Some(w.marta)));
    assert_eq!(view.comments[0].on_behalf_of, Some(w.marta));
    assert!(view.person(w.marta).is_some());
    let query = AuditQuery { event: Some("approve-request".into()), limit: 5, ..AuditQuery::default() };
    let trail = audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap();
    let changes = &trail.rows[0].1.entry.changes;
    let told = changes.iter().find(|change| change.field == ON_BEHALF_OF).unwrap();
    assert_eq!(told.after, Some(w.marta.to_string()));

    w.approve(w.priya, &id).await;
    assert_eq!(w.read(&id).await.request.outcome, Some(Outcome::Provisioned));
    // When the period is over, what was decided can still be seen, and nothing more comes.
    w.clock.advance(Duration::days(11));
    let list = ListQuery::default();
    let done = inbox(&w.engine, &w.by(w.hana), w.hana, false, &Filter::All, &list).await.unwrap();
    assert_eq!(done.total, 1);
    assert!(read(&w.engine, &w.by(w.hana), &id).await.is_ok());
    w.ask(w.jonas, w.wiki, w.jonas).await;
    assert_eq!(waits_for(&w, w.hana).await, []);
});

db_test!(it_does_not_travel_on_and_reaches_nothing_of_ones_own, |db| async move {
    let w = world(db).await;
    named(&w, w.marta, w.jonas).await;
    named(&w, w.jonas, w.hana).await;
    named(&w, w.hana, w.marta).await;
    let own = w.ask(w.jonas, w.pay, w.jonas).await;
    assert_eq!(waits_for(&w, w.jonas).await, [], "he asks for himself");
    assert_eq!(waits_for(&w, w.hana).await, [], "he is not asked himself");
    let refused = w.act(w.jonas, &own, Action::approve("")).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{refused:?}");
    let to_hana = Action::Reassign { phase: None, actors: vec![w.hana], comment: String::new() };
    assert!(w.act(w.jonas, &own, to_hana).await.is_err());
    assert!(matches!(
        w.act(w.hana, &own, Action::approve("")).await,
        Err(EngineError::NotFound { .. } | EngineError::Forbidden(_))
    ));

    // What he asks for a colleague, he does not decide in their manager's stead either.
    let others = w.ask(w.jonas, w.pay, w.hana).await;
    assert_eq!(waits_for(&w, w.jonas).await, []);
    assert!(w.act(w.jonas, &others, Action::approve("")).await.is_err());
    // What a colleague asks for, he does.
    let hers = w.ask(w.hana, w.wiki, w.hana).await;
    assert_eq!(waits_for(&w, w.jonas).await, std::slice::from_ref(&hers));
    w.approve(w.jonas, &hers).await;
});

db_test!(who_is_gone_neither_stands_in_nor_is_stood_in_for, |db| async move {
    let w = world(db).await;
    let ida = naming(&w, w.marta, w.ida, 10);
    let gone = delegations::name(&w.engine, &w.by(w.marta), &ida).await;
    assert!(matches!(gone, Err(EngineError::Invalid { ref field, .. }) if field == "deputy"), "{gone:?}");
    // Somebody who leaves while they stand in.
    let now = w.by(w.marta).now;
    let one = Delegation {
        id: DelegationId(Uuid::from_u128(77)),
        person: w.ida,
        deputy: w.hana,
        from: now,
        until: now + Duration::days(1),
        note: String::new(),
        created_at: now,
        ended_at: None,
    };
    let mut tx = w.engine.db().write().await.unwrap();
    store::insert(&mut tx, &one).await.unwrap();
    let other = Delegation { id: DelegationId(Uuid::from_u128(78)), person: w.marta, deputy: w.ida, ..one };
    store::insert(&mut tx, &other).await.unwrap();
    assert_eq!(store::stood_in_for(&mut tx, w.hana, now).await.unwrap(), []);
    assert_eq!(store::stood_in_for(&mut tx, w.ida, now).await.unwrap(), []);
});

db_test!(naming_and_ending_are_told_and_written_down, |db| async move {
    let w = world(db).await;
    let made = named(&w, w.marta, w.hana).await;
    let told = notifications::mine(&w.engine, &w.by(w.hana)).await.unwrap();
    assert_eq!(told[0].subject, "You stand in for Marta Oyelaran");
    assert!(told[0].body.contains("I am at sea"), "{}", told[0].body);
    let again = delegations::name(&w.engine, &w.by(w.marta), &naming(&w, w.marta, w.hana, 3)).await;
    assert!(matches!(again, Err(EngineError::Conflict(_))), "{again:?}");

    // What is assigned from now on is told to both.
    w.ask(w.jonas, w.pay, w.jonas).await;
    let subjects = async |who| {
        let told = notifications::mine(&w.engine, &w.by(who)).await.unwrap();
        told.into_iter().map(|one| one.subject).collect::<Vec<_>>()
    };
    assert!(subjects(w.hana).await.iter().any(|one| one.starts_with("Please decide:")));
    assert!(subjects(w.marta).await.iter().any(|one| one.starts_with("Please decide:")));
    assert_eq!(subjects(w.jonas).await, Vec::<String>::new());

    let stranger = delegations::end(&w.engine, &w.by(w.jonas), made.id).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })));
    let list = delegations::deputies(&w.engine, &w.by(w.jonas), w.marta).await;
    assert!(matches!(list, Err(EngineError::NotFound { .. })));
    delegations::end(&w.engine, &w.by(w.marta), made.id).await.unwrap();
    let twice = delegations::end(&w.engine, &w.by(w.marta), made.id).await;
    assert!(matches!(twice, Err(EngineError::Conflict(_))));
    assert_eq!(waits_for(&w, w.hana).await, []);
    let mine = delegations::deputies(&w.engine, &w.by(w.marta), w.marta).await.unwrap();
    assert_eq!((mine.len(), mine[0].state), (1, DelegationState::Past));
    let hers = delegations::persons(&w.engine, &w.by(w.otto), w.hana).await.unwrap();
    assert_eq!(hers[0].person.id, w.marta, "auditors may read it");

    let query = AuditQuery { object_id: Some(made.id.to_string()), limit: 9, ..AuditQuery::default() };
    let trail = audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap();
    let events: Vec<&str> = trail.rows.iter().map(|(_, sealed)| sealed.entry.event.as_str()).collect();
    assert_eq!(events, ["end-deputy", "name-deputy"]);
    let changes = &trail.rows[1].1.entry.changes;
    assert!(changes.iter().any(|change| change.field == DEPUTY && change.after == Some(w.hana.to_string())));
});

db_test!(administrators_name_deputies_for_others_but_not_themselves, |db| async move {
    let w = world(db).await;
    let stranger = delegations::name(&w.engine, &w.by(w.hana), &naming(&w, w.marta, w.hana, 1)).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })), "{stranger:?}");
    let herself = delegations::name(&w.engine, &w.by(w.grace), &naming(&w, w.marta, w.grace, 1)).await;
    assert!(matches!(herself, Err(EngineError::Forbidden(_))), "{herself:?}");
    delegations::name(&w.engine, &w.by(w.grace), &naming(&w, w.marta, w.hana, 1)).await.unwrap();
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    assert_eq!(waits_for(&w, w.hana).await, [id]);
    let ended = delegations::end_those(&w.engine, &w.by(w.grace), w.marta, &[w.hana.uuid()]).await;
    assert_eq!(ended.unwrap(), 1);
    let none = delegations::end_those(&w.engine, &w.by(w.grace), w.marta, &[w.hana.uuid()]).await;
    assert!(matches!(none, Err(EngineError::Invalid { .. })));
});

db_test!(two_who_name_the_same_deputy_at_once_name_them_once, |db| async move {
    let w = world(db).await;
    let (marta, grace) = (w.by(w.marta), w.by(w.grace));
    let naming = naming(&w, w.marta, w.hana, 5);
    let (a, b) = tokio::join!(
        delegations::name(&w.engine, &marta, &naming),
        delegations::name(&w.engine, &grace, &naming)
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
});

db_test!(a_person_and_their_deputy_who_decide_at_once_decide_once, |db| async move {
    let w = world(db).await;
    named(&w, w.marta, w.hana).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    let (a, b) =
        tokio::join!(w.act(w.marta, &id, Action::approve("")), w.act(w.hana, &id, Action::reject("no")));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert_eq!(w.read(&id).await.comments.len(), 1);
});

db_test!(the_statement_says_what_the_rule_says, |db| async move {
    let w = world(db).await;
    let people = [w.jonas, w.hana, w.marta, w.priya, w.carl, w.ida];
    let start = w.by(w.marta).now;
    let mut all = Vec::new();
    let mut tx = w.engine.db().write().await.unwrap();
    for n in 0..60_usize {
        let (person, deputy) = (people[n % 6], people[(n * 7 + n / 6 + 1) % 6]);
        let from = start + Duration::minutes(i64::try_from(n * 37 % 50).unwrap());
        let one = Delegation {
            id: DelegationId(Uuid::from_u128(n as u128)),
            person,
            deputy,
            from,
            until: from + Duration::minutes(i64::try_from(n % 9).unwrap()),
            note: String::new(),
            created_at: start,
            ended_at: (n % 8 == 0).then_some(start),
        };
        store::insert(&mut tx, &one).await.unwrap();
        all.push(one);
    }
    for minute in 0..60 {
        let at = start + Duration::minutes(minute);
        for deputy in people {
            let by_rule = stood_in_for(&all, deputy, |person| person != w.ida, at.with_timezone(&Utc));
            assert_eq!(store::stood_in_for(&mut tx, deputy, at).await.unwrap(), by_rule, "{deputy} {minute}");
        }
    }
});

async fn claimed_by(w: &World, id: &RequestId) -> Option<UserId> {
    w.read(id).await.request.open_phase().unwrap().claim.map(|claim| claim.by)
}

async fn claimed(w: &World, by: UserId) -> RequestId {
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    w.act(by, &id, Action::Claim { phase: None, comment: String::new() }).await.unwrap();
    assert_eq!(claimed_by(w, &id).await, Some(by));
    id
}

db_test!(what_a_deputy_claimed_is_free_when_the_delegation_is_ended, |db| async move {
    let w = world(db).await;
    let (one, _) = (named(&w, w.marta, w.hana).await, named(&w, w.marta, w.carl).await);
    let id = claimed(&w, w.hana).await;
    assert!(w.act(w.carl, &id, Action::approve("")).await.is_err());
    w.clock.advance(Duration::minutes(1));
    delegations::end(&w.engine, &w.by(w.marta), one.id).await.unwrap();
    assert_eq!(claimed_by(&w, &id).await, None);
    let view = w.read(&id).await;
    let last = view.comments.last().unwrap();
    assert_eq!((last.action, last.user), (CommentAction::Release, None));
    w.approve(w.carl, &id).await;
});

db_test!(what_a_deputy_claimed_is_free_when_their_time_is_over, |db| async move {
    let w = world(db).await;
    named(&w, w.marta, w.hana).await;
    let (theirs, system) = (claimed(&w, w.hana).await, w.by(w.grace).as_system());
    assert_eq!(delegations::end_claims(&w.engine, &system).await.unwrap(), 0);
    let later = bailiwick_engine::Context { now: system.now + Duration::days(11), ..system };
    assert_eq!(delegations::end_claims(&w.engine, &later).await.unwrap(), 1);
    assert_eq!(claimed_by(&w, &theirs).await, None);
    assert_eq!(delegations::end_claims(&w.engine, &later).await.unwrap(), 0);
});

db_test!(what_one_claimed_oneself_stays_claimed, |db| async move {
    let w = world(db).await;
    let id = claimed(&w, w.marta).await;
    delegations::end_claims(&w.engine, &w.by(w.grace).as_system()).await.unwrap();
    assert_eq!(claimed_by(&w, &id).await, Some(w.marta));
});

db_test!(the_lists_of_a_deputy_say_what_the_rule_says, |db| async move {
    let w = world(db).await;
    let asked = w.ask(w.jonas, w.pay, w.jonas).await;
    named(&w, w.marta, w.hana).await;
    let (pattern, _) = rows::find(&mut w.engine.db().read().await.unwrap(), &asked).await.unwrap().unwrap();
    w.act(w.jonas, &asked, Action::Cancel { comment: String::new() }).await.unwrap();
    let people = [w.jonas, w.hana, w.marta, w.carl];
    let mut by_rule = Vec::new();
    let hana = Actor::Person { id: w.hana, name: "Hana".into(), authorities: Vec::new() };
    let mut tx = w.engine.db().write().await.unwrap();
    for n in 0..64_usize {
        let mut one = pattern.clone();
        one.id = RequestId(format!("made-{n}"));
        one.request_type = RequestTypeId("modifyUser".into());
        (one.access, one.number) = (None, 0);
        one.user = people[n % 4];
        one.requester.user = Some(people[n / 4 % 4]);
        let about = json!({"user": {"userId": format!("managed/user/{}", people[n / 16])}});
        one.content.clone_from(about.as_object().unwrap());
        one.phases.truncate(1);
        one.phases[0].id = PhaseId(Uuid::from_u128(9_000 + n as u128));
        one.phases[0].actors[0].user = w.marta;
        rows::insert(&mut tx, &one, one.started).await.unwrap();
        if !permissions(&one, Acting { actor: &hana, stands_in_for: &[w.marta] }).0.is_empty() {
            by_rule.push(one.id);
        }
    }
    tx.commit().await.unwrap();
    by_rule.sort();
    assert!((1..64).contains(&by_rule.len()));
    let everything = ListQuery { page_size: 100, ..ListQuery::default() };
    let listed = inbox(&w.engine, &w.by(w.hana), w.hana, true, &Filter::All, &everything).await.unwrap();
    let mut listed: Vec<RequestId> = listed.rows.into_iter().map(|view| view.request.id).collect();
    listed.sort();
    assert_eq!(listed, by_rule);
    for states in [vec![TaskState::Assigned], Vec::new()] {
        let query = TaskQuery { user: Some(w.hana), states, ..TaskQuery::default() };
        let found = tasks(&w.engine, &w.by(w.hana), &query, 100).await.unwrap();
        let ids = found.into_iter().map(|task| task.view.request.id);
        let mut found: Vec<RequestId> = ids.filter(|id| *id != asked).collect();
        found.sort();
        assert_eq!(found, by_rule);
    }
});

db_test!(a_task_that_was_handed_on_waits_for_whoever_has_it_now, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    let assigned = async |who| {
        let query = TaskQuery { user: Some(who), states: vec![TaskState::Assigned], ..TaskQuery::default() };
        tasks(&w.engine, &w.by(who), &query, 10).await.unwrap().len()
    };
    assert_eq!((assigned(w.marta).await, assigned(w.carl).await), (1, 0));
    let to_carl = Action::Reassign { phase: None, actors: vec![w.carl], comment: String::new() };
    w.act(w.marta, &id, to_carl).await.unwrap();
    assert_eq!((assigned(w.marta).await, assigned(w.carl).await), (0, 1));
    let all = TaskQuery { user: Some(w.marta), ..TaskQuery::default() };
    assert_eq!(tasks(&w.engine, &w.by(w.marta), &all, 10).await.unwrap().len(), 1, "she was asked once");
});
