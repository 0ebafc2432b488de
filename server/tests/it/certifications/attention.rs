//! Attention checks: what a reviewer certified in haste or against a recommendation is looked at again before it is signed.

use std::collections::BTreeMap;
use std::io::Read;

use bailiwick::audit::ON_BEHALF_OF;
use bailiwick::catalog::Risk;
use bailiwick::certification::attention::{CheckOutcome, Doubt};
use bailiwick::certification::{LineItemStatus, Verdict};
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick::view::AuditQuery;
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{
    Check, ItemAction, Selection, SignedOff, act, checks, reviewers_at_work, sign_off,
};
use bailiwick_engine::{EngineError, audit};
use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::json;

use super::{Review, carl};

const NONE: BTreeMap<i64, CheckOutcome> = BTreeMap::new();

impl Review {
    /// Marta certifies what Jonas holds, by itself.
    async fn certify(&self, id: CampaignId, item: ItemId, comment: &str) {
        let number = self.number(id, item).await;
        let certify = ItemAction::Decide(Verdict::Certify);
        let marta = self.w.by(self.w.marta);
        let acted =
            act(&self.w.engine, &marta, id, &Selection::Places(vec![number]), &certify, comment).await;
        assert_eq!(acted.unwrap().done, 1);
    }

    async fn number(&self, id: CampaignId, item: ItemId) -> i64 {
        self.row(id, self.w.jonas, item).await.item.id.number
    }

    /// What she is asked to look at again.
    async fn again(&self, id: CampaignId) -> Vec<Check> {
        checks(&self.w.engine, &self.w.by(self.w.marta), id, None).await.unwrap()
    }

    async fn sign(
        &self,
        id: CampaignId,
        answers: &BTreeMap<i64, CheckOutcome>,
    ) -> Result<SignedOff, EngineError> {
        sign_off(&self.w.engine, &self.w.by(self.w.marta), id, None, answers, "").await
    }

    /// How many checks a person answered, and changed.
    async fn answered(&self, id: CampaignId, who: UserId) -> (i64, i64) {
        let all = reviewers_at_work(&self.w.engine, &carl(&self.w), id).await.unwrap();
        let conduct = all.into_iter().find(|one| one.user.id == who).unwrap().conduct;
        (conduct.checks, conduct.changed)
    }
}

fn told(checks: &[Check]) -> Vec<(ItemId, Vec<Doubt>)> {
    checks.iter().map(|check| (check.view.item.item().unwrap(), check.doubts.clone())).collect()
}

db_test!(what_was_certified_in_doubt_is_looked_at_again_before_it_is_signed, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.violated().await;
    let vault = r.more("Vault", Risk::Critical, &[w.jonas]).await;
    let safe = r.more("Safe", Risk::High, &[w.jonas]).await;
    let id = r.running(json!({})).await;
    r.certify(id, w.pay, "").await;
    w.clock.advance(Duration::minutes(1));
    r.certify(id, vault, "").await;
    w.clock.advance(Duration::seconds(1));
    r.certify(id, safe, "").await;

    let again = r.again(id).await;
    assert_eq!(
        told(&again),
        [(w.pay, vec![Doubt::Violation, Doubt::Against]), (safe, vec![Doubt::Quick])],
        "and not the vault, at which she looked for a minute"
    );
    assert_eq!(told(&r.again(id).await), told(&again), "whoever looks twice is asked the same");
    let [pay, safe] = [r.number(id, w.pay).await, r.number(id, safe).await];
    let half = r.sign(id, &BTreeMap::from([(pay, CheckOutcome::Changed)])).await;
    assert!(matches!(half, Err(EngineError::Conflict(_))), "{half:?}");
    assert_eq!(r.answered(id, w.marta).await, (0, 0), "half an answer is none");

    // One is taken back, and nothing is signed; the other is not asked about again.
    let answers = BTreeMap::from([(pay, CheckOutcome::Changed), (safe, CheckOutcome::Kept)]);
    assert_eq!(r.sign(id, &answers).await.unwrap(), SignedOff::TakenBack(1));
    let row = r.row(id, w.jonas, w.pay).await;
    assert_eq!((row.item.verdict, row.item.status), (None, LineItemStatus::InProgress));
    let said = row.comments.last().unwrap();
    assert_eq!((said.action.as_str(), said.user), ("attention-check-changed", Some(w.marta)));
    assert_eq!(said.comment, "it is part of an open violation; revoking it was recommended");
    assert!(r.again(id).await.is_empty());
    assert_eq!(r.answered(id, w.marta).await, (2, 1));

    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    let signed = r.sign(id, &NONE).await.unwrap();
    assert!(matches!(&signed, SignedOff::Signed(acted) if acted.done == 3), "{signed:?}");
    let mut table = String::new();
    let mut taken = evidence(&w.engine, &carl(w), id, Part::Decisions).await.unwrap();
    taken.file.read_to_string(&mut table).unwrap();
    assert!(table.contains("attention-check-kept") && table.contains("attention-check-changed"), "{table}");
});

db_test!(who_reviews_carefully_is_asked_nothing, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.violated().await;
    let vault = r.more("Vault", Risk::Critical, &[w.jonas]).await;
    let safe = r.more("Safe", Risk::High, &[w.jonas]).await;
    let id = r.running(json!({})).await;
    r.certify(id, w.pay, "paying and reading are looked at by Otto each month").await;
    w.clock.advance(Duration::seconds(40));
    r.certify(id, vault, "").await;
    w.clock.advance(Duration::seconds(40));
    r.certify(id, safe, "").await;
    assert!(r.again(id).await.is_empty());
    let signed = r.sign(id, &NONE).await.unwrap();
    assert!(matches!(&signed, SignedOff::Signed(acted) if acted.done == 3), "{signed:?}");
    assert_eq!(r.answered(id, w.marta).await, (0, 0));
});

db_test!(five_of_what_was_certified_together_are_asked_about_and_others_are_not_touched, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut risky = Vec::new();
    for n in 0..7 {
        risky.push(r.more(&format!("Right {n}"), Risk::High, &[w.jonas]).await);
    }
    let id = r.running(json!({})).await;
    let all = Selection::AllOf(w.marta);
    let certify = ItemAction::Decide(Verdict::Certify);
    let acted = act(&w.engine, &w.by(w.marta), id, &all, &certify, "all fine").await.unwrap();
    assert_eq!(acted.done, 12, "the right to sign all at once is the client's; the portal leaves these out");
    w.clock.advance(Duration::minutes(1));
    let again = r.again(id).await;
    assert_eq!(again.len(), 5);
    assert!(again.iter().all(|check| check.doubts == [Doubt::Together(11)]), "{again:?}");

    // Who answers more than was asked has answered what was asked.
    let asked: Vec<i64> = again.iter().map(|check| check.view.item.id.number).collect();
    let mut answers: BTreeMap<i64, CheckOutcome> =
        asked.iter().map(|number| (*number, CheckOutcome::Kept)).collect();
    for item in &risky {
        answers.entry(r.number(id, *item).await).or_insert(CheckOutcome::Changed);
    }
    assert_eq!(answers.len(), 7);
    let signed = r.sign(id, &answers).await.unwrap();
    assert!(matches!(&signed, SignedOff::Signed(acted) if acted.done == 12), "{signed:?}");
    assert_eq!(r.answered(id, w.marta).await, (5, 0));
    assert_eq!(r.row(id, w.jonas, risky[0]).await.item.verdict, Some(Verdict::Certify));
});

db_test!(what_was_said_in_an_earlier_stage_explains_nothing_in_the_next, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.violated().await;
    let marta = json!({"certifierType": "user", "certifierId": format!("managed/user/{}", w.marta)});
    let id = r.running(json!({"stages": [marta, {"certifierType": "manager"}]})).await;
    r.certify(id, w.pay, "paying and reading are looked at by Otto each month").await;
    w.clock.advance(Duration::minutes(1));
    let signed = r.sign(id, &NONE).await.unwrap();
    assert!(matches!(&signed, SignedOff::Signed(acted) if acted.done == 1), "{signed:?}");
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.stage, 1);

    w.clock.advance(Duration::minutes(1));
    r.certify(id, w.pay, "").await;
    let again = told(&r.again(id).await);
    assert!(again.len() == 1 && again[0].0 == w.pay, "{again:?}");
    assert!(again[0].1.contains(&Doubt::Violation), "{again:?}");
});

db_test!(what_another_tab_certifies_meanwhile_is_not_signed_unasked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.violated().await;
    let id = r.running(json!({})).await;
    let (marta, certify) = (w.by(w.marta), ItemAction::Decide(Verdict::Certify));
    let only = Selection::Places(vec![r.number(id, w.pay).await]);
    // At every moment of the sign-off, as far as that can be had.
    for pause in 0..12 {
        let certifies = act(&w.engine, &marta, id, &only, &certify, "");
        let signs = async {
            tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
            r.sign(id, &NONE).await
        };
        let (certified, signed) = tokio::join!(certifies, signs);
        assert_eq!(certified.unwrap().done, 1);
        match signed {
            Ok(SignedOff::Signed(acted)) => assert_eq!(acted.done, 0, "{pause}: {acted:?}"),
            other => assert!(matches!(other, Err(EngineError::Conflict(_))), "{pause}: {other:?}"),
        }
        let row = r.row(id, w.jonas, w.pay).await;
        assert_eq!((row.item.verdict, row.item.status), (Some(Verdict::Certify), LineItemStatus::InProgress));
        assert_eq!(r.act(w.marta, id, &[&row], ItemAction::Reset).await.done, 1);
    }
});

db_test!(a_client_signs_without_being_asked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.violated().await;
    let id = r.running(json!({})).await;
    r.certify(id, w.pay, "").await;
    assert_eq!(r.again(id).await.len(), 1);
    let all = Selection::AllOf(w.marta);
    let signed = act(&w.engine, &w.by(w.marta), id, &all, &ItemAction::SignOff, "").await.unwrap();
    assert_eq!(signed.done, 1);
    assert!(r.again(id).await.is_empty(), "what is signed is not asked about");
});

db_test!(whoever_signs_in_another_s_place_is_asked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.violated().await;
    let id = r.running(json!({})).await;
    r.certify(id, w.pay, "").await;
    r.named(w.marta, w.priya).await;
    let priya = w.by(w.priya);
    let again = checks(&w.engine, &priya, id, Some(w.marta)).await.unwrap();
    assert_eq!(again.len(), 1);
    let kept = BTreeMap::from([(again[0].view.item.id.number, CheckOutcome::Kept)]);
    let signed = sign_off(&w.engine, &priya, id, Some(w.marta), &kept, "").await.unwrap();
    assert!(matches!(&signed, SignedOff::Signed(acted) if acted.done == 1), "{signed:?}");
    assert_eq!(r.answered(id, w.priya).await, (1, 0));
    let query = AuditQuery { event: Some("attention-check".into()), limit: 50, ..AuditQuery::default() };
    let trail = audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap();
    assert_eq!(trail.rows.len(), 1);
    let changes = &trail.rows[0].1.entry.changes;
    let after = |field: &str| changes.iter().find(|one| one.field == field).and_then(|one| one.after.clone());
    assert_eq!((after("kept"), after("changed")), (Some("1".into()), Some("0".into())));
    assert_eq!(after(ON_BEHALF_OF), Some(w.marta.to_string()));
});
