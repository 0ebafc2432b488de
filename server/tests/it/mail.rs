//! What people are told, in the product and by a real mail server.

use std::sync::Arc;

use bailiwick::id::{RequestId, WorkflowId};
use bailiwick::notification::{NotificationKind, Preferences};
use bailiwick::request::{Action, Outcome};
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::workflows::{ACCESS_TYPES, bind, publish, read};
use bailiwick_engine::{Engine, SystemRandom, jobs, notifications};
use bailiwick_server::config::{Config, SmtpSecurity};
use bailiwick_store::mail::outbox;
use bailiwick_store::testing::{TestDb, execute};
use bailiwick_store::{Db, DbOptions, db_test};
use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::mail_server::{MailServer, attach, free_port, settings};
use crate::support::{attached, world};

/// A company where everybody has a mail address.
async fn company(db: Db, config: Config) -> World {
    let w = world(db.clone()).await;
    execute(&db, "UPDATE users SET mail = user_name || '@example.com'").await;
    attach(&w.engine, config);
    w
}

/// Lets time pass, and what is due happen; the mail that follows a second later too.
async fn pass(w: &World, time: Duration) {
    w.clock.advance(time);
    w.work().await;
    w.clock.advance(Duration::seconds(1));
    w.work().await;
}

async fn count(w: &World, state: &str) -> i64 {
    outbox::count(&mut w.engine.db().read().await.unwrap(), state).await.unwrap()
}

fn about(name: &str) -> String {
    format!("{name}: access to Post vendor payments for Jonas Lindqvist")
}

db_test!(who_is_asked_and_who_asked_are_told, |db| async move {
    let Some(server) = MailServer::start(0) else { return };
    let w = company(db, settings(server.port)).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    assert_eq!(count(&w, "waiting").await, 1);
    pass(&w, Duration::zero()).await;
    let asked = server.mails(1).await.remove(0);
    assert_eq!(asked.to, ["marta@example.com"]);
    assert_eq!(asked.header("Subject"), about("Please decide"));
    assert_eq!(asked.header("From"), "Bailiwick <bailiwick@example.com>");
    assert!(asked.header("Message-ID").ends_with("@example.com>"), "{asked:?}");
    let link = format!("https://access.example.com/requests/{}", w.read(&id).await.request.number);
    assert!(asked.text.contains(&format!("Open the request: {link}\n")), "{asked:?}");
    assert!(
        asked.text.contains(&format!("<a href=3D\"{link}\">"))
            || asked.text.contains(&format!("<a href=\"{link}\">"))
    );
    assert!(asked.text.contains("Reason: needed"), "{asked:?}");

    let told = notifications::mine(&w.engine, &w.by(w.marta)).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].subject.clone(), told[0].object_id.clone()),
        (about("Please decide"), id.to_string())
    );
    assert!(!told[0].body.contains("https:"), "{}", told[0].body);
    assert_eq!(notifications::unread(&w.engine, &w.by(w.marta)).await.unwrap(), 1);
    assert_eq!(notifications::mark_read(&w.engine, &w.by(w.hana), Some(&[told[0].id])).await.unwrap(), 0);
    assert_eq!(notifications::mark_read(&w.engine, &w.by(w.marta), None).await.unwrap(), 1);
    assert_eq!(notifications::unread(&w.engine, &w.by(w.marta)).await.unwrap(), 0);

    let handed = Action::Reassign { phase: None, actors: vec![w.carl], comment: String::new() };
    w.act(w.marta, &id, handed).await.unwrap();
    w.approve(w.carl, &id).await;
    w.approve(w.priya, &id).await;
    pass(&w, Duration::zero()).await;
    let mails = server.mails(4).await;
    let mut later: Vec<(String, String)> =
        mails[1..].iter().map(|mail| (mail.to[0].clone(), mail.header("Subject"))).collect();
    later.sort();
    let expected = [
        ("carl@example.com", about("Handed to you")),
        ("jonas@example.com", about("Granted")),
        ("priya@example.com", about("Please decide")),
    ];
    assert_eq!(later, expected.map(|(to, subject)| (to.to_owned(), subject)));
    assert_eq!((count(&w, "waiting").await, count(&w, "sent").await), (0, 4));
});

db_test!(a_mail_server_that_is_away_gets_the_mail_when_it_is_back, |db| async move {
    let port = free_port();
    let w = company(db, settings(port)).await;
    w.ask(w.jonas, w.pay, w.jonas).await;
    pass(&w, Duration::zero()).await;
    assert_eq!((count(&w, "waiting").await, count(&w, "sent").await), (1, 0));
    let Some(server) = MailServer::start(port) else { return };
    pass(&w, Duration::seconds(57)).await;
    server.mails(0).await;
    pass(&w, Duration::seconds(1)).await;
    server.mails(1).await;
    pass(&w, Duration::hours(1)).await;
    server.mails(1).await;
    assert_eq!((count(&w, "waiting").await, count(&w, "sent").await), (0, 1));
});

db_test!(mail_is_given_up_after_so_many_retries, |db| async move {
    let w = company(db, settings(free_port())).await;
    w.ask(w.jonas, w.pay, w.jonas).await;
    pass(&w, Duration::zero()).await;
    for _ in 0..2 {
        pass(&w, Duration::seconds(60)).await;
    }
    assert_eq!((count(&w, "waiting").await, count(&w, "dead").await), (1, 0));
    pass(&w, Duration::seconds(60)).await;
    assert_eq!((count(&w, "waiting").await, count(&w, "dead").await), (0, 1));
    let counts = jobs::counts(&w.engine).await.unwrap();
    assert!(counts.contains(&("dead", 1)), "{counts:?}");
});

db_test!(no_mail_goes_to_a_server_whose_certificate_is_not_trusted, |db| async move {
    let Some(server) = MailServer::start(0) else { return };
    let untrusted = Config { smtp_security: SmtpSecurity::Starttls, ..settings(server.port) };
    let w = company(db, untrusted).await;
    w.ask(w.jonas, w.pay, w.jonas).await;
    pass(&w, Duration::zero()).await;
    server.mails(0).await;
    assert_eq!((count(&w, "waiting").await, count(&w, "sent").await), (1, 0));
});

db_test!(those_who_do_not_answer_are_reminded_until_time_is_up, |db| async move {
    let Some(server) = MailServer::start(0) else { return };
    let w = company(db, settings(server.port)).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    pass(&w, Duration::zero()).await;
    pass(&w, Duration::days(2)).await;
    server.mails(1).await;
    pass(&w, Duration::days(1)).await;
    let reminder = server.mails(2).await.remove(1);
    assert_eq!(
        (reminder.to[0].as_str(), reminder.header("Subject")),
        ("marta@example.com", about("Still waiting for you"))
    );
    pass(&w, Duration::days(2)).await;
    server.mails(2).await;
    pass(&w, Duration::days(1)).await;
    assert_eq!(server.mails(3).await[2].header("Subject"), about("Still waiting for you"));
    pass(&w, Duration::days(1)).await;
    assert_eq!(w.read(&id).await.request.outcome, Some(Outcome::Denied));
    let mut last: Vec<String> =
        server.mails(5).await[3..].iter().map(|mail| mail.header("Subject")).collect();
    last.sort();
    assert_eq!(last, [about("Refused"), about("Time is up")]);
    pass(&w, Duration::days(30)).await;
    server.mails(5).await;
});

db_test!(what_was_missed_is_not_made_up_for, |db| async move {
    let w = company(db, Config::default()).await;
    let mut body = body_of(&w, "ManagerThenOwner").await;
    for step in body["steps"].as_array_mut().unwrap() {
        if let Some(events) = step.pointer_mut("/approvalTask/events").and_then(Value::as_object_mut) {
            events.remove("expiration");
        }
    }
    go_by(&w, body).await;
    w.ask(w.jonas, w.pay, w.jonas).await;
    for (days, reminders) in [(20, 1), (0, 1), (1, 2), (2, 2), (1, 3)] {
        pass(&w, Duration::days(days)).await;
        let told = notifications::mine(&w.engine, &w.by(w.marta)).await.unwrap();
        let found = told.iter().filter(|one| one.kind == NotificationKind::Reminder).count();
        assert_eq!(found, reminders, "after {days} more days");
    }
});

/// A definition that ships, under another name.
async fn body_of(w: &World, name: &str) -> Value {
    let shipped =
        read(&w.engine, &w.by(w.grace), &WorkflowId(name.into()), DefinitionStatus::Published).await.unwrap();
    let mut body = Value::Object(shipped.definition.body().clone());
    for member in ["mutable", "status", "_rev"] {
        body.as_object_mut().unwrap().remove(member);
    }
    body["id"] = json!("ours");
    body["name"] = json!("ours");
    body
}

/// Lets requests go by a definition.
async fn go_by(w: &World, body: Value) {
    let body: Map<String, Value> = body.as_object().unwrap().clone();
    publish(&w.engine, &w.by(w.grace), body).await.unwrap();
    bind(&w.engine, &system(&w.engine), &ACCESS_TYPES, "ours").await.unwrap();
}

db_test!(others_are_told_when_nobody_answers, |db| async move {
    let w = company(db, Config::default()).await;
    let mut body = body_of(&w, "ManagerThenOwner").await;
    for step in body["steps"].as_array_mut().unwrap() {
        if let Some(events) = step.pointer_mut("/approvalTask/events").and_then(Value::as_object_mut) {
            let at = "(new Date(new Date().getTime() + 2 * 86400000)).toISOString()";
            events["reminder"] = json!(null);
            events.insert(
                "escalation".into(),
                json!({
                    "notification": "requestEscalated",
                    "frequency": 2,
                    "date": {"isExpression": true, "value": at},
                    "actors": [{"id": format!("managed/user/{}", w.carl)}],
                }),
            );
        }
    }
    go_by(&w, body).await;
    w.ask(w.jonas, w.pay, w.jonas).await;
    let told = async || {
        let told = notifications::mine(&w.engine, &w.by(w.carl)).await.unwrap();
        told.into_iter().map(|one| one.subject).collect::<Vec<_>>()
    };
    pass(&w, Duration::days(1)).await;
    assert!(told().await.is_empty());
    pass(&w, Duration::days(1)).await;
    assert_eq!(told().await, [about("Nobody has answered")]);
    pass(&w, Duration::days(2)).await;
    assert_eq!(told().await.len(), 2);
    assert_eq!(count(&w, "waiting").await + count(&w, "sent").await, 0, "no mail without a mail server");
});

/// A workflow that sends a mail and ends one way or the other.
fn mailing(to: &Value, template: &str) -> Value {
    let end = |name: &str, outcome: &str| {
        let (decision, outcome) =
            if outcome == "denied" { ("rejected", outcome) } else { ("approved", outcome) };
        let script = format!(
            "openidm.action('iga/governance/requests/' + execution.getVariables().get('id'), 'POST', \
             {{ status: 'complete', decision: '{decision}', outcome: '{outcome}' }}, {{ _action: 'update' }});"
        );
        json!({
            "name": name, "displayName": name, "type": "scriptTask",
            "scriptTask": {"language": "javascript", "script": script,
                "nextStep": [{"condition": "true", "outcome": "done", "step": null}]},
        })
    };
    json!({
        "id": "ours", "name": "ours", "displayName": "Mail", "type": "provisioning", "childType": false,
        "steps": [
            {
                "name": "emailTask-000000000001", "displayName": "Tell", "type": "emailTask",
                "emailTask": {
                    "to": to, "cc": "otto@example.com", "templateName": template,
                    "object": {"isExpression": true, "value": "({ to: { givenName: 'Zo\\r\\nBcc: x@example.com' } })"},
                    "nextStep": [
                        {"condition": null, "outcome": "SUCCESS", "step": "scriptTask-000000000002"},
                        {"condition": null, "outcome": "FAILED", "step": "scriptTask-000000000003"},
                    ],
                },
            },
            end("scriptTask-000000000002", "provisioned"),
            end("scriptTask-000000000003", "denied"),
        ],
    })
}

db_test!(a_workflow_sends_mail_and_knows_whether_it_could, |db| async move {
    let Some(server) = MailServer::start(0) else { return };
    let w = company(db, settings(server.port)).await;
    let outcome = async |to: Value, template: &str| {
        go_by(&w, mailing(&to, template)).await;
        let id: RequestId = w.ask(w.jonas, w.wiki, w.jonas).await;
        w.read(&id).await.request.outcome
    };
    let nobody = json!(format!("managed/user/{}", w.ida));
    assert_eq!(outcome(nobody, "requestAssigned").await, Some(Outcome::Denied));
    assert_eq!(outcome(json!("zoe@example.com"), "noSuchTemplate").await, Some(Outcome::Denied));
    let to = json!([format!("managed/user/{}", w.priya), "zoe@example.com"]);
    assert_eq!(outcome(to, "requestAssigned").await, Some(Outcome::Provisioned));
    pass(&w, Duration::zero()).await;
    let mails = server.mails(4).await;
    let sent = mails.iter().find(|mail| mail.to.len() == 3).unwrap();
    assert_eq!(sent.to, ["priya@example.com", "zoe@example.com", "otto@example.com"]);
    assert_eq!(sent.header("Bcc"), "");
});

db_test!(who_wants_no_mail_is_told_in_the_product_only, |db| async move {
    let w = company(db, settings(free_port())).await;
    let mut preferences = Preferences::default();
    preferences.mail.insert(NotificationKind::Assigned, false);
    notifications::set_preferences(&w.engine, &w.by(w.marta), &preferences).await.unwrap();
    assert_eq!(notifications::preferences(&w.engine, &w.by(w.marta)).await.unwrap(), preferences);
    w.ask(w.jonas, w.pay, w.jonas).await;
    assert_eq!(count(&w, "waiting").await, 0);
    assert_eq!(notifications::unread(&w.engine, &w.by(w.marta)).await.unwrap(), 1);
    pass(&w, Duration::days(3)).await;
    assert_eq!(count(&w, "waiting").await, 1, "the reminder is wanted");
});

/// Two servers on one database, both at work: each thing is said once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_send_each_mail_once() {
    let Some(fresh) = TestDb::postgres().await else { return };
    let Some(server) = MailServer::start(0) else { return };
    let w = company(fresh.db.clone(), settings(server.port)).await;
    let options = DbOptions { connections: 4, ..DbOptions::new(fresh.url()) };
    let other = Engine::with(Db::open(&options).await.unwrap(), w.clock.clone(), Arc::new(SystemRandom));
    attached(&other);
    attach(&other, settings(server.port));
    for item in [w.pay, w.read, w.wiki, w.analyst] {
        w.ask(w.jonas, item, w.jonas).await;
        w.ask(w.hana, item, w.hana).await;
    }
    let work = async |engine: &Engine| while jobs::run_due(engine).await.unwrap() {};
    for days in [0, 3] {
        w.clock.advance(Duration::days(days));
        tokio::join!(work(&w.engine), work(&other), work(&w.engine), work(&other));
        w.clock.advance(Duration::seconds(1));
        tokio::join!(work(&w.engine), work(&other), work(&w.engine), work(&other));
    }
    let mails = server.mails(16).await;
    let mut ids: Vec<String> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 16);
    other.db().close().await;
    fresh.close().await;
}
