//! Campaigns of several stages: who is asked next, and how long each has.

use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Verdict};
use bailiwick::id::{CampaignId, ItemId};
use bailiwick_engine::certifications::{ItemAction, my_reviews};
use bailiwick_engine::jobs;
use bailiwick_engine::testing::system;
use bailiwick_store::{db_test, testing};
use chrono::Duration;
use serde_json::{Value, json};

use crate::certifications::Review;

/// The manager, then Grace.
fn manager_then_grace(r: &Review) -> Value {
    json!([{"certifierType": "manager"},
           {"certifierType": "user", "certifierId": format!("managed/user/{}", r.w.grace)}])
}

impl Review {
    /// Minutes go by, and whatever is due by then runs, be it late.
    async fn later(&self, minutes: i64) {
        self.w.clock.advance(Duration::minutes(minutes));
        self.w.work().await;
    }

    async fn marta_signs(&self, id: CampaignId, item: ItemId) {
        let row = self.row(id, self.w.jonas, item).await;
        self.decide(self.w.marta, id, &[&row], Verdict::Certify).await;
        self.act(self.w.marta, id, &[&row], ItemAction::SignOff).await;
    }
}

/// How many looks at campaigns are planned.
const LOOKS: &str = "SELECT count(*) FROM jobs WHERE kind = 'look-after-stages'";

db_test!(a_stage_in_which_nobody_decides_is_passed_over, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let nobody = json!({"certifierType": "organizationAdmin", "name": "Administrators"});
    let grace = json!({"certifierType": "user", "certifierId": format!("managed/user/{}", w.grace)});
    let id = r.running(json!({"stages": [{"certifierType": "manager"}, nobody, grace]})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.stage, pay.item.reviewer), (2, w.grace));
    assert_eq!((pay.item.status, pay.item.verdict), (LineItemStatus::InProgress, None));
    let said = pay.comments.iter().find(|said| said.action == "stage-passed-over").unwrap();
    assert_eq!(said.comment, "Stage 2 (Administrators) was passed over: it has nobody to decide.");

    // Where nobody is left at all, what was signed counts.
    let id =
        r.running(json!({"name": "Nobody next", "stages": [{"certifierType": "manager"}, nobody]})).await;
    let read = r.row(id, w.jonas, w.read).await;
    r.decide(w.marta, id, &[&read], Verdict::Revoke).await;
    r.act(w.marta, id, &[&read], ItemAction::SignOff).await;
    let read = r.row(id, w.jonas, w.read).await;
    assert_eq!((read.item.status, read.item.removal), (LineItemStatus::SignedOff, Some(Removal::Complete)));
    assert!(read.comments.iter().any(|said| said.action == "stage-passed-over"), "{:?}", read.comments);
});

db_test!(what_is_late_in_a_stage_goes_on_as_the_template_says, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let began = system(&w.engine).now;
    let id = r.running(json!({"expirationAction": "revoke", "stages": manager_then_grace(&r)})).await;
    let due = async |who| my_reviews(&w.engine, &w.by(who)).await.unwrap()[0].due;
    assert_eq!(due(w.marta).await, Some(began + Duration::days(14)), "a stage's days, not the campaign's");
    r.pass(3).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    assert_eq!(due(w.grace).await, Some(began + Duration::days(17)), "counted from when it came to her");

    // Marta's time is over: what she left goes to Grace, as if it were signed.
    r.pass(12).await;
    let late = r.row(id, w.jonas, w.read).await;
    assert_eq!((late.item.stage, late.item.reviewer, late.item.verdict), (1, w.grace, None));
    let waits = r.row(id, w.jonas, w.pay).await;
    assert_eq!((waits.item.status, waits.item.reviewer), (LineItemStatus::InProgress, w.grace));

    // So is Grace's for what came to her first; the campaign goes on.
    r.pass(3).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.verdict, pay.item.signed_by), (Some(Verdict::Revoke), None));
    assert_eq!(pay.item.removal, Some(Removal::Complete), "{:?}", pay.comments);
    assert_eq!(r.row(id, w.jonas, w.read).await.item.status, LineItemStatus::InProgress);
    assert_eq!(
        due(w.grace).await,
        Some(began + Duration::days(28)),
        "nothing lasts longer than the campaign"
    );
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    r.pass(11).await;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(late_in_a_stage_goes_to_somebody_else_who_has_as_long, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let began = system(&w.engine).now;
    let id = r
        .running(json!({"expirationAction": "reassign", "stages": manager_then_grace(&r),
            "expirationReassignee": format!("managed/user/{}", w.priya)}))
        .await;
    r.pass(15).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.stage, pay.item.reviewer), (0, w.priya));
    let due = my_reviews(&w.engine, &w.by(w.priya)).await.unwrap()[0].due;
    assert_eq!(due, Some(began + Duration::days(28)));
});

db_test!(people_are_told_that_their_stage_ends_and_may_be_late_where_nothing_is_done, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"expirationNotificationDay": 2, "stages": manager_then_grace(&r)})).await;
    let told = async |who| r.told(who, "certificationExpiration").await.len();
    r.pass(11).await;
    assert_eq!(told(w.marta).await, 0);
    r.pass(1).await;
    assert_eq!((told(w.marta).await, told(w.grace).await), (1, 0));
    r.pass(1).await;
    assert_eq!(told(w.marta).await, 1, "once");
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    r.pass(12).await;
    assert_eq!((told(w.marta).await, told(w.grace).await), (1, 1));
    // Marta is late. As long as the campaign runs she may decide all the same.
    let read = r.row(id, w.jonas, w.read).await;
    assert_eq!(r.decide(w.marta, id, &[&read], Verdict::Certify).await.done, 1);
    r.pass(4).await;
    assert_eq!(r.status(id).await, CampaignStatus::Expired);
});

db_test!(looks_that_run_late_tell_nobody_twice_and_leave_nobody_out, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"expirationNotificationDay": 2, "stages": manager_then_grace(&r)})).await;
    let told = async |who| r.told(who, "certificationExpiration").await.len();
    // One comes to Grace an hour and five minutes into the fourth day, the other one on the day after.
    r.pass(3).await;
    r.later(65).await;
    r.marta_signs(id, w.pay).await;
    r.pass(1).await;
    r.later(23).await;
    r.marta_signs(id, w.read).await;
    // Twelve days later to the minute she is to be told. The look before that moment runs five minutes after it.
    r.pass(10).await;
    r.later(24 * 60 - 18).await;
    r.later(60).await;
    assert_eq!(told(w.grace).await, 1);
    r.later(55).await;
    assert_eq!(told(w.grace).await, 1, "once");
    // Nothing runs for more than a day, in which the time of the other one comes.
    r.later(26 * 60 + 7).await;
    assert_eq!(told(w.grace).await, 2);
    r.later(60).await;
    assert_eq!((told(w.grace).await, told(w.marta).await), (2, 1));
    assert_eq!(testing::count(w.engine.db(), LOOKS).await, 1, "one look plans one");
});

db_test!(where_a_stage_is_not_longer_than_its_notice_the_assignment_tells_of_its_end, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"expirationNotificationDay": 14, "stages": manager_then_grace(&r)})).await;
    let told = async |who| r.told(who, "certificationExpiration").await.len();
    r.pass(1).await;
    r.later(20).await;
    r.marta_signs(id, w.pay).await;
    r.later(60).await;
    r.pass(1).await;
    assert_eq!((told(w.marta).await, told(w.grace).await), (0, 0));
    r.pass(12).await;
    assert_eq!((told(w.marta).await, told(w.grace).await), (1, 1), "of the campaign's own end");
});

db_test!(what_began_before_stages_had_times_is_looked_through_once_this_version_starts, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"expirationAction": "certify", "stages": manager_then_grace(&r)})).await;
    let single = r.running(json!({"name": "One stage", "expirationAction": "certify"})).await;
    testing::execute(w.engine.db(), "DELETE FROM jobs WHERE kind = 'look-after-stages'").await;
    w.clock.advance(Duration::days(2));
    for _ in 0..2 {
        jobs::recover(&w.engine).await.unwrap();
        assert_eq!(testing::count(w.engine.db(), LOOKS).await, 1, "every node that starts asks");
    }
    r.pass(13).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.reviewer, w.grace);
    assert_eq!(r.status(single).await, CampaignStatus::SignedOff);
    assert_eq!(testing::count(w.engine.db(), LOOKS).await, 1);
});
