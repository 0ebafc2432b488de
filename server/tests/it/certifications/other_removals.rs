//! Somebody else has asked already that what is revoked be taken away.

use bailiwick::certification::{Removal, Verdict};
use bailiwick::id::{ItemId, RequestId, UserId};
use bailiwick::request::{Action, Modifier, RequestStatus};
use bailiwick_engine::certifications::{ItemAction, LineItemView, create as template, start};
use bailiwick_engine::requests::{Mode, NewLine, NewRequests, create};
use bailiwick_store::certifications::items::removal_request;
use bailiwick_store::db_test;
use bailiwick_store::testing::execute;
use chrono::Duration;
use serde_json::json;

use super::remediation::published_asking;
use super::{Review, carl, object, publisher};

/// Hana has the role by rule.
const BY_RULE: &str = "INSERT INTO role_conditions (role_id, condition) SELECT id, '{\"operator\": \"EQUALS\", \
                       \"operand\": {\"targetName\": \"user.userName\", \"targetValue\": \"hana\"}}' \
                       FROM items WHERE name = 'Accounts payable analyst'";

impl Review {
    /// Somebody asks that something be taken from them, on a day where one is named.
    async fn gives_up(&self, user: UserId, item: ItemId, days: Option<i64>) -> RequestId {
        let w = &self.w;
        let by = w.by(user);
        let end = days.map(|days| by.now + Duration::days(days));
        let line = NewLine { end, ..NewLine::new(user, item, Modifier::Remove) };
        let new = NewRequests { lines: vec![line], ..NewRequests::default() };
        let submitted = create(&w.engine, &by, &new, Mode::Create).await.unwrap();
        assert_eq!(submitted.faults, []);
        w.work().await;
        submitted.requests[0].clone()
    }

    async fn removal_asked(&self, row: &LineItemView) -> Option<RequestId> {
        removal_request(&mut self.w.engine.db().read().await.unwrap(), row.item.id).await.unwrap()
    }
}

fn says(row: &LineItemView, words: &str) -> bool {
    row.comments.iter().any(|said| said.comment.contains(words))
}

db_test!(nobody_puts_off_a_revoke_by_asking_for_the_same, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    // One waits for consent, the other was agreed to and waits for a day next year.
    let asked = r.gives_up(w.jonas, w.pay, None).await;
    let later = r.gives_up(w.jonas, w.read, Some(300)).await;
    for who in [w.marta, w.priya] {
        w.approve(who, &later).await;
    }
    assert_eq!(w.read(&later).await.request.status, RequestStatus::Suspended);
    let rows = [r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await];
    let both: Vec<&LineItemView> = rows.iter().collect();
    r.decide(w.marta, id, &both, Verdict::Revoke).await;
    r.act(w.marta, id, &both, ItemAction::SignOff).await;
    for (item, request) in [(w.pay, &asked), (w.read, &later)] {
        let row = r.row(id, w.jonas, item).await;
        assert_eq!(row.item.removal, Some(Removal::Complete), "{:?}", row.comments);
        assert!(
            says(&row, &format!("The request `{request}` was to take it away later")),
            "{:?}",
            row.comments
        );
        assert_ne!(r.removal_asked(&row).await.as_ref(), Some(request));
        let called_off = w.read(request).await;
        assert_eq!(called_off.request.status, RequestStatus::Cancelled);
        let why = "The certification Quarterly review takes the access away now.";
        assert!(called_off.comments.iter().any(|said| said.comment == why), "{:?}", called_off.comments);
    }
    assert!(w.holds(w.jonas).await.is_empty());
    // Nothing is left of the day that was awaited.
    w.clock.advance(Duration::days(301));
    w.work().await;
    assert_eq!(r.row(id, w.jonas, w.read).await.item.removal, Some(Removal::Complete));
});

db_test!(a_day_that_was_agreed_to_stays_where_the_campaigns_own_workflow_refuses, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    published_asking(w, "AskFirst").await;
    let mut body = object(&r.body());
    body.insert("remediationRule".into(), json!("AskFirst"));
    let made = template(&w.engine, &publisher(w), body).await.unwrap();
    let id = start(&w.engine, &carl(w), made.id).await.unwrap().id;
    w.work().await;
    let last_day = r.gives_up(w.jonas, w.read, Some(10)).await;
    for who in [w.marta, w.priya] {
        w.approve(who, &last_day).await;
    }
    assert_eq!(w.read(&last_day).await.request.status, RequestStatus::Suspended);
    let row = r.row(id, w.jonas, w.read).await;
    r.decide(w.marta, id, &[&row], Verdict::Revoke).await;
    r.act(w.marta, id, &[&row], ItemAction::SignOff).await;
    let called_off = w.read(&last_day).await;
    assert_eq!(called_off.request.status, RequestStatus::Cancelled);
    let is_told = |words: &str| called_off.comments.iter().any(|said| said.comment.contains(words));
    assert!(is_told("asks now for the access to be taken away"), "{:?}", called_off.comments);
    assert!(is_told("The access ends on"), "{:?}", called_off.comments);

    let asked = r.removal_asked(&row).await.unwrap();
    assert_ne!(asked, last_day);
    w.act(w.marta, &asked, Action::reject("still needed")).await.unwrap();
    let refused = r.row(id, w.jonas, w.read).await;
    assert_eq!(refused.item.removal, Some(Removal::Failed), "{:?}", refused.comments);
    assert_eq!(w.holds(w.jonas).await.len(), 2);
    w.clock.advance(Duration::days(10));
    w.work().await;
    assert_eq!(w.holds(w.jonas).await, ["Post vendor payments"]);
});

db_test!(a_revoke_that_cannot_be_asked_for_calls_nothing_off, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let role = r.row(id, w.hana, w.analyst).await;
    r.decide(w.marta, id, &[&role], Verdict::Revoke).await;
    let asked = r.gives_up(w.hana, w.analyst, None).await;
    // A rule has given her the role since.
    execute(w.engine.db(), BY_RULE).await;
    execute(w.engine.db(), "UPDATE grants SET origin = 'rule' WHERE item_kind = 'role'").await;
    r.act(w.marta, id, &[&role], ItemAction::SignOff).await;
    let failed = r.row(id, w.hana, w.analyst).await;
    assert_eq!(failed.item.removal, Some(Removal::Failed), "{:?}", failed.comments);
    assert!(says(&failed, "a rule gives it") && !says(&failed, "called off"), "{:?}", failed.comments);
    assert_eq!(w.read(&asked).await.request.status, RequestStatus::InProgress);
});

db_test!(a_revoke_waits_for_that_of_another_campaign_and_goes_on_where_it_fails, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    published_asking(w, "AskFirst").await;
    let mut body = object(&r.body());
    body.insert("name".into(), json!("By asking"));
    body.insert("remediationRule".into(), json!("AskFirst"));
    let made = template(&w.engine, &publisher(w), body).await.unwrap();
    let asks = start(&w.engine, &carl(w), made.id).await.unwrap().id;
    w.work().await;
    let waits = r.running(json!({})).await;
    for (item, is_agreed) in [(w.pay, false), (w.read, true)] {
        for id in [asks, waits] {
            let row = r.row(id, w.jonas, item).await;
            r.decide(w.marta, id, &[&row], Verdict::Revoke).await;
            r.act(w.marta, id, &[&row], ItemAction::SignOff).await;
        }
        let request = r.removal_asked(&r.row(asks, w.jonas, item).await).await.unwrap();
        let waiting = r.row(waits, w.jonas, item).await;
        assert_eq!(waiting.item.removal, Some(Removal::Pending), "{:?}", waiting.comments);
        assert!(says(&waiting, &format!("`{request}` takes it away already")), "{:?}", waiting.comments);
        assert_eq!(r.removal_asked(&waiting).await.as_ref(), Some(&request));
        if is_agreed {
            for who in [w.marta, w.priya] {
                w.approve(who, &request).await;
            }
        } else {
            w.act(w.grace, &request, Action::Cancel { comment: "not so".into() }).await.unwrap();
        }
        let done = r.row(waits, w.jonas, item).await;
        assert_eq!(done.item.removal, Some(Removal::Complete), "{:?}", done.comments);
        assert_eq!(r.removal_asked(&done).await.as_ref() == Some(&request), is_agreed);
        let of_asks = if is_agreed { Removal::Complete } else { Removal::Failed };
        assert_eq!(r.row(asks, w.jonas, item).await.item.removal, Some(of_asks));
        let held = w.holds(w.jonas).await;
        assert_eq!(held.len(), usize::from(!is_agreed), "{held:?}");
    }
});
