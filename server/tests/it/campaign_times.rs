//! What time does to campaigns: they start by themselves, people are told, exceptions end, late rows go on.

use bailiwick::certification::{CampaignStatus, Removal, Verdict};
use bailiwick::glossary::{Definition, ObjectKind, ValueType};
use bailiwick::id::{CampaignId, UserId};
use bailiwick::notification::Notification;
use bailiwick_engine::certifications::{ItemAction, all, create, read, remind, replace, set_deadline};
use bailiwick_engine::testing::system;
use bailiwick_engine::{glossary, notifications};
use bailiwick_store::{db_test, testing};
use chrono::Duration;
use serde_json::{Value, json};

use crate::certifications::{Review, carl, object};

impl Review {
    pub async fn told(&self, person: UserId, template: &str) -> Vec<Notification> {
        let mut told = notifications::mine(&self.w.engine, &self.w.by(person)).await.unwrap();
        told.retain(|one| one.template == template);
        told
    }

    pub async fn pass(&self, days: i64) {
        self.w.clock.advance(Duration::days(days));
        self.w.work().await;
    }

    async fn campaigns(&self) -> Vec<(CampaignId, CampaignStatus)> {
        let all = all(&self.w.engine, &carl(&self.w)).await.unwrap();
        all.into_iter().map(|campaign| (campaign.id, campaign.status)).collect()
    }
}

/// Once a week, from a day after on.
fn weekly(r: &Review) -> Value {
    let start = system(&r.w.engine).now + Duration::days(1);
    json!({"type": "simple", "startTime": start.to_rfc3339(), "repeatInterval": 7 * 86_400_000_i64, "repeatCount": -1})
}

/// Jobs that were given up.
const DEAD: &str = "SELECT count(*) FROM jobs WHERE state = 'dead'";

db_test!(a_campaign_starts_by_its_schedule, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut body = object(&r.body());
    body.insert("schedule".into(), weekly(&r));
    let template = create(&w.engine, &carl(w), body.clone()).await.unwrap();
    w.work().await;
    assert_eq!(r.campaigns().await.len(), 0);
    r.pass(1).await;
    assert_eq!(r.campaigns().await.len(), 1);
    r.pass(6).await;
    assert_eq!(r.campaigns().await.len(), 1, "not before a week is over");
    r.pass(1).await;
    assert_eq!(r.campaigns().await.len(), 2);
    assert!(r.campaigns().await.iter().all(|(_, status)| *status == CampaignStatus::InProgress));
    // Its owner leaves out the schedule: what was planned means nothing any more.
    body.remove("schedule");
    replace(&w.engine, &carl(w), template.id, body, None).await.unwrap();
    r.pass(14).await;
    assert_eq!(r.campaigns().await.len(), 2);
});

db_test!(a_campaign_that_cannot_start_by_its_schedule_says_why_and_the_next_one_is_tried, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let team = || Definition {
        object_kind: ObjectKind::Entitlement,
        name: "team".into(),
        display_name: String::new(),
        description: String::new(),
        value_type: ValueType::Text,
        is_multi_value: false,
        allowed_values: Vec::new(),
    };
    let attribute = glossary::define(&w.engine, &w.by(w.grace), team()).await.unwrap();
    let of_a_team = json!({"operator": "EQUALS",
        "operand": {"targetName": "glossary.idx./entitlement.team", "targetValue": "Treasury"}});
    let mut body = object(&r.body());
    body.insert("targetFilter".into(), json!({"type": ["entitlementGrant"], "entitlement": of_a_team}));
    body.insert("schedule".into(), weekly(&r));
    create(&w.engine, &carl(w), body).await.unwrap();
    // Somebody tidies up the glossary.
    glossary::delete(&w.engine, &w.by(w.grace), attribute.id).await.unwrap();
    for week in 1..=2 {
        r.pass(if week == 1 { 1 } else { 7 }).await;
        let all = r.campaigns().await;
        assert_eq!((all.len(), all[0].1), (week, CampaignStatus::Failed));
        let why = read(&w.engine, &carl(w), all[0].0).await.unwrap().campaign.failure.unwrap();
        assert!(why.contains("glossary.idx./entitlement.team"), "{why}");
        let told = r.told(w.carl, "certificationNotStarted").await;
        let latest = told.iter().find(|one| one.object_id == all[0].0.to_string()).unwrap();
        assert!(told.len() == week && latest.body.contains(&why), "{}", latest.body);
    }
    glossary::define(&w.engine, &w.by(w.grace), team()).await.unwrap();
    r.pass(7).await;
    let all = r.campaigns().await;
    assert_eq!((all.len(), all[0].1), (3, CampaignStatus::SignedOff), "nothing is of that team yet");
    assert_eq!(testing::count(w.engine.db(), DEAD).await, 0);
});

db_test!(a_schedule_outlives_a_campaign_that_the_product_fails_to_start, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut body = object(&r.body());
    body.insert("schedule".into(), weekly(&r));
    create(&w.engine, &carl(w), body).await.unwrap();
    // Something is wrong with the database for longer than anything is tried.
    testing::execute(w.engine.db(), "ALTER TABLE source_loads RENAME TO source_loads_gone").await;
    r.pass(1).await;
    for _ in 0..14 {
        w.clock.advance(Duration::hours(2));
        w.work().await;
    }
    testing::execute(w.engine.db(), "ALTER TABLE source_loads_gone RENAME TO source_loads").await;
    assert_eq!((r.campaigns().await.len(), testing::count(w.engine.db(), DEAD).await), (0, 1));
    r.pass(7).await;
    let all = r.campaigns().await;
    assert_eq!((all.len(), all[0].1), (1, CampaignStatus::InProgress), "the week after it starts");
});

db_test!(reviewers_are_told_reminded_and_reported, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({
        "assignmentNotification": "emailTemplate/certificationAssigned", "reassignNotification": "emailTemplate/certificationReassigned",
        "reminderFrequency": 5, "expirationNotificationDay": 2, "escalationFrequency": 10,
        "escalationOwner": format!("managed/user/{}", w.grace),
    })).await;
    let told = r.told(w.marta, "certificationAssigned").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "Please review access: Quarterly review");
    assert_eq!((told[0].object_kind.as_str(), &told[0].object_id), ("campaign", &id.to_string()));
    assert!(told[0].body.contains("Line items: "), "{}", told[0].body);
    let pay = r.row(id, w.jonas, w.pay).await;
    r.act(w.marta, id, &[&pay], ItemAction::Forward { to: w.priya }).await;
    assert_eq!(r.told(w.priya, "certificationReassigned").await.len(), 1);
    // At the same moment another part of what goes to her: no part is passed over in silence.
    let read = r.row(id, w.jonas, w.read).await;
    r.act(w.marta, id, &[&read], ItemAction::Forward { to: w.priya }).await;
    assert_eq!(r.told(w.priya, "certificationReassigned").await.len(), 2);
    r.pass(5).await;
    assert_eq!(r.told(w.marta, "certificationReminder").await.len(), 1);
    assert_eq!(r.told(w.priya, "certificationReminder").await.len(), 1);
    r.pass(5).await;
    assert_eq!(r.told(w.marta, "certificationReminder").await.len(), 2);
    let escalated = r.told(w.grace, "certificationEscalated").await;
    assert_eq!(escalated.len(), 1);
    // The deadline is moved: they are told that it comes near before the new one only.
    set_deadline(&w.engine, &carl(w), id, system(&w.engine).now + Duration::days(7)).await.unwrap();
    r.pass(2).await;
    assert_eq!(r.told(w.marta, "certificationExpiration").await.len(), 0);
    r.pass(3).await;
    assert_eq!(r.told(w.marta, "certificationExpiration").await.len(), 1);
    // Who has signed everything is left in peace.
    r.decide(w.priya, id, &[&pay, &read], Verdict::Certify).await;
    r.act(w.priya, id, &[&pay, &read], ItemAction::SignOff).await;
    let before = r.told(w.priya, "certificationReminder").await.len();
    r.pass(1).await;
    assert_eq!(r.told(w.priya, "certificationReminder").await.len(), before);
    r.pass(20).await;
    let told = r.told(w.marta, "certificationReminder").await.len();
    r.pass(20).await;
    assert_eq!(r.told(w.marta, "certificationReminder").await.len(), told, "what has ended reminds nobody");
});

db_test!(managers_are_told_once_for_whom_of_their_people_something_waits, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let more = [format!("managed/user/{}", w.priya), format!("managed/role/{}", w.analyst), "manager".into()];
    let id = r.running(json!({
        "assignmentNotification": "emailTemplate/certificationAssigned", "assignmentNotificationIncludeManager": true,
        "events": {
            "reminder": {"frequency": 5, "includeActor": false, "includeManager": true},
            "escalation": {"frequency": 10, "actors": more},
        },
    })).await;
    let (told, managers) = ("certificationReminder", "certificationManager");
    assert_eq!(r.told(w.marta, "certificationAssigned").await.len(), 1);
    // Carl reviews too, and reports to nobody.
    assert_eq!(r.told(w.carl, "certificationAssigned").await.len(), 1);
    let of_carl = r.told(w.carl, managers).await;
    assert_eq!(of_carl.len(), 1);
    assert_eq!(of_carl[0].subject, "Your people review access: Quarterly review");
    assert!(of_carl[0].body.contains("5 in all: Marta Oyelaran (5)."), "{}", of_carl[0].body);

    let pay = r.row(id, w.jonas, w.pay).await;
    r.act(w.marta, id, &[&pay], ItemAction::Forward { to: w.priya }).await;
    r.pass(5).await;
    let of_carl = r.told(w.carl, managers).await;
    assert_eq!(of_carl.len(), 2, "one for both of his people");
    let both = "5 in all: Marta Oyelaran (4), Priya Raghunathan (1).";
    assert!(of_carl.iter().any(|one| one.body.contains(both)), "{of_carl:?}");
    for reviewer in [w.marta, w.priya, w.carl] {
        assert_eq!(r.told(reviewer, told).await.len(), 0, "only their managers are reminded");
    }
    // Whoever runs the campaign reminds the reviewers themselves.
    remind(&w.engine, &carl(w), id).await.unwrap();
    w.work().await;
    assert_eq!((r.told(w.marta, told).await.len(), r.told(w.carl, managers).await.len()), (1, 2));

    r.pass(5).await;
    for escalated in [w.carl, w.priya, w.hana] {
        assert_eq!(r.told(escalated, "certificationEscalated").await.len(), 1);
    }
    assert_eq!(r.told(w.marta, "certificationEscalated").await.len(), 0);
    assert_eq!(r.told(w.carl, managers).await.len(), 4, "with the reminder, and that nobody answers");
});

db_test!(an_exception_ends_and_the_access_goes, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let (pay, read) = (r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await);
    r.decide(w.marta, id, &[&pay, &read], Verdict::Exception).await;
    r.act(w.marta, id, &[&pay, &read], ItemAction::SignOff).await;
    r.pass(29).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.removal, None);
    // Whoever reviews it again meanwhile decides anew.
    let again = r.running(json!({"name": "Again"})).await;
    let kept = r.row(again, w.jonas, w.read).await;
    r.decide(w.marta, again, &[&kept], Verdict::Certify).await;
    r.act(w.marta, again, &[&kept], ItemAction::SignOff).await;
    r.pass(3).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!(pay.item.removal, Some(Removal::Complete), "{:?}", pay.comments);
    assert!(pay.comments.iter().any(|said| said.action == "exception-ended"));
    assert_eq!(r.row(id, w.jonas, w.read).await.item.removal, None);
    assert!(w.holds(w.jonas).await.iter().any(|name| name == "Display documents"));
});

db_test!(late_rows_go_to_somebody_else_once, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let late = json!({"expirationAction": "reassign", "expirationReassignee": format!("managed/user/{}", w.priya),
        "reassignNotification": "emailTemplate/certificationReassigned"});
    let id = r.running(late).await;
    let began = system(&w.engine).now;
    r.pass(15).await;
    let campaign = read(&w.engine, &carl(w), id).await.unwrap().campaign;
    assert_eq!((campaign.status, campaign.started), (CampaignStatus::InProgress, Some(began)));
    assert_eq!(campaign.deadline, Some(began + Duration::days(29)), "she has as long as those before");
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.reviewer, pay.item.verdict), (w.priya, None));
    // One message says of all of it, and until when she has.
    let told = r.told(w.priya, "certificationReassigned").await;
    assert_eq!(told.len(), 1);
    let all = r.rows(id, w.priya).await.len();
    let words = format!("Line items: {all}. Please finish it, until 3 February 2026.");
    assert!(all > 1 && told[0].body.contains(&words), "{}", told[0].body);
    r.pass(15).await;
    assert_eq!(r.status(id).await, CampaignStatus::Expired);
    let status = r.row(id, w.jonas, w.pay).await.item.status;
    assert_eq!(status, bailiwick::certification::LineItemStatus::Expired);
    assert_eq!(r.told(w.priya, "certificationReassigned").await.len(), 1);
});
