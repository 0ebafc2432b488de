//! What time does to campaigns: they start by themselves, people are told, exceptions end, late rows go on.

use bailiwick::certification::{CampaignStatus, Removal, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick::notification::Notification;
use bailiwick_engine::certifications::{ItemAction, all, create, remind, replace, set_deadline};
use bailiwick_engine::notifications;
use bailiwick_engine::testing::system;
use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::json;

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

db_test!(a_campaign_starts_by_its_schedule, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let start = system(&w.engine).now + Duration::days(1);
    let mut body = object(&r.body());
    body.insert("schedule".into(), json!({
        "type": "simple", "startTime": start.to_rfc3339(), "repeatInterval": 7 * 86_400_000_i64, "repeatCount": -1,
    }));
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
    let late =
        json!({"expirationAction": "reassign", "expirationReassignee": format!("managed/user/{}", w.priya)});
    let id = r.running(late).await;
    r.pass(15).await;
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.reviewer, pay.item.verdict), (w.priya, None));
    r.pass(15).await;
    assert_eq!(r.status(id).await, CampaignStatus::Expired);
    let status = r.row(id, w.jonas, w.pay).await.item.status;
    assert_eq!(status, bailiwick::certification::LineItemStatus::Expired);
});
