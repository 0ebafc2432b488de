//! What nobody signs in time stays for a while where the template excepts it.

use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Verdict};
use bailiwick_engine::certifications::ItemAction;
use bailiwick_store::{db_test, testing};
use chrono::Duration;
use serde_json::json;

use super::{Review, system};

db_test!(late_rows_are_excepted_and_go_when_that_ends, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"expirationAction": "exception", "exceptionDuration": 20})).await;
    let (pay, read) = (r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await);
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    r.pass(13).await;
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    assert_eq!(r.row(id, w.jonas, w.read).await.item.verdict, None);

    // The time is over: what was decided counts, the rest is excepted, and nobody has signed that.
    r.pass(1).await;
    let now = system(&w.engine).now;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
    let pay = r.row(id, w.jonas, w.pay).await.item;
    assert_eq!(
        (pay.verdict, pay.until, pay.status),
        (Some(Verdict::Certify), None, LineItemStatus::SignedOff)
    );
    let late = r.row(id, w.jonas, w.read).await;
    assert_eq!((late.item.verdict, late.item.decided_by), (Some(Verdict::Exception), None));
    assert_eq!((late.item.status, late.item.signed_by), (LineItemStatus::SignedOff, None));
    assert_eq!((late.item.until, late.item.removal), (Some(now + Duration::days(20)), None));
    assert!(late.comments.iter().any(|said| said.action == "expire"), "{:?}", late.comments);
    assert_eq!(r.act(w.marta, id, &[&read], ItemAction::Reset).await.done, 0, "nobody decides any more");

    let holds = async || w.holds(w.jonas).await.iter().any(|name| name == "Display documents");
    r.pass(19).await;
    assert!(holds().await);
    r.pass(2).await;
    let ended = r.row(id, w.jonas, w.read).await;
    assert_eq!(ended.item.removal, Some(Removal::Complete), "{:?}", ended.comments);
    assert!(ended.comments.iter().any(|said| said.action == "exception-ended"));
    assert!(!holds().await);
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.removal, None);
    assert!(w.holds(w.jonas).await.iter().any(|name| name.contains("pay")), "that was certified");
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});
