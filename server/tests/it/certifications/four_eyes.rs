//! Several stages are several pairs of eyes: whoever signed one of them does not come to sign another by standing in for
//! somebody, by being handed it, or as an administrator.

use bailiwick::certification::isc::{Decision, certification_id};
use bailiwick::certification::{CampaignStatus, ItemPermission, LineItemStatus, Signature, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{
    Acted, Ask, Chosen, ItemAction, LeftToDecide, LineItemView, Selection, act, act_on, isc, left_to_decide,
    my_reviews, one_item, waiting,
};
use bailiwick_store::{db_test, testing};
use chrono::Duration;
use serde_json::{Value, json};

use super::{Review, carl};

/// Somebody, as a stage's certifier.
fn user(id: UserId) -> Value {
    json!({"certifierType": "user", "certifierId": format!("managed/user/{id}")})
}

impl Review {
    /// Decides about a row, and signs it.
    async fn signs(&self, who: UserId, id: CampaignId, row: &LineItemView) -> (Acted, Acted) {
        let decided = self.decide(who, id, &[row], Verdict::Certify).await;
        (decided, self.act(who, id, &[row], ItemAction::SignOff).await)
    }
}

db_test!(whoever_signed_a_stage_does_not_stand_in_for_who_is_asked_next, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"stages": [{"certifierType": "manager"}, user(w.priya)]})).await;
    r.named(w.marta, w.hana).await;
    r.named(w.priya, w.hana).await;
    let hana = w.by(w.hana);
    let (pay, read) = (r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await);
    let (_, signed) = r.signs(w.hana, id, &pay).await;
    assert_eq!(signed.done, 1);
    let next = r.row(id, w.jonas, w.pay).await.item;
    assert_eq!((next.stage, next.reviewer), (1, w.priya));
    assert_eq!(next.earlier, [Signature { by: w.hana, is_own: false }]);

    // As Priya's deputy she neither sees it nor does anything with it, in no way.
    assert_eq!(r.seen_by(w.hana, id, Some(w.priya)).await, []);
    let seen = r.seen_by(w.hana, id, None).await;
    assert_eq!(seen.iter().map(|row| row.item.id).collect::<Vec<_>>(), [read.item.id]);
    let of_priya = Ask { reviewer: Some(w.priya), ..Ask::default() };
    assert_eq!(r.looked_through(w.hana, id, &of_priya).await.unwrap().counts.total, 0);
    let asked: Vec<UserId> =
        my_reviews(&w.engine, &hana).await.unwrap().iter().map(|one| one.reviewer.id).collect();
    assert_eq!((asked, waiting(&w.engine, &hana).await.unwrap()), (vec![w.marta], 1));
    let hidden = one_item(&w.engine, &hana, id, pay.item.id).await;
    assert!(matches!(hidden, Err(EngineError::NotFound { .. })), "{hidden:?}");
    let certify = ItemAction::Decide(Verdict::Certify);
    for action in [&certify, &ItemAction::SignOff] {
        assert_eq!(r.act(w.hana, id, &[&pay], action.clone()).await.done, 0);
        let all = act(&w.engine, &hana, id, &Selection::AllOf(w.priya), action, "").await.unwrap();
        assert_eq!(all, Acted::default());
    }
    for chosen in [Chosen::All(of_priya), Chosen::Rows(vec![pay.item.id.number])] {
        let many = act_on(&w.engine, &hana, id, &chosen, &certify, "").await;
        assert!(matches!(many, Err(EngineError::Conflict(_))), "{many:?}");
    }

    // What Marta signs herself she signs for Priya; and Priya herself what Hana signed for Marta.
    r.signs(w.marta, id, &read).await;
    assert_eq!(r.seen_by(w.hana, id, Some(w.priya)).await.len(), 1);
    r.signs(w.hana, id, &read).await;
    r.signs(w.priya, id, &pay).await;
    for (item, signer) in [(w.read, w.hana), (w.pay, w.priya)] {
        let row = r.row(id, w.jonas, item).await.item;
        assert_eq!((row.status, row.signed_by), (LineItemStatus::SignedOff, Some(signer)));
    }
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(where_the_deputy_is_asked_next_whoever_decides_when_nobody_else_can_does, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.named(w.marta, w.priya).await;
    let stages = json!([{"certifierType": "manager"}, user(w.priya)]);
    let default = format!("managed/user/{}", w.otto);
    let id = r.running(json!({"stages": stages, "defaultCertifierId": default})).await;
    let (pay, read) = (r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await);
    r.signs(w.priya, id, &pay).await;
    let next = r.row(id, w.jonas, w.pay).await;
    assert_eq!((next.item.stage, next.item.reviewer), (1, w.otto));
    assert!(!Review::noted(&next, "no-certifier"));
    r.signs(w.marta, id, &read).await;
    assert_eq!(r.row(id, w.jonas, w.read).await.item.reviewer, w.priya, "this one she has not signed");
    r.signs(w.otto, id, &pay).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.signed_by, Some(w.otto));
});

db_test!(where_nobody_else_is_the_deputy_hands_it_on_and_the_owner_is_told, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.named(w.marta, w.priya).await;
    let id = r.running(json!({"stages": [{"certifierType": "manager"}, user(w.priya)]})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.signs(w.priya, id, &pay).await;
    let next = r.row(id, w.jonas, w.pay).await;
    assert_eq!((next.item.stage, next.item.reviewer), (1, w.priya));
    assert!(Review::noted(&next, "no-certifier"), "{:?}", next.comments);
    let (decided, signed) = r.signs(w.priya, id, &next).await;
    assert_eq!((decided.done, signed.done), (0, 0));
    assert!(decided.left[0].1.contains("an earlier stage"), "{decided:?}");
    let own = r.rows(id, w.priya).await.remove(0);
    assert!(!own.permissions.contains(&ItemPermission::Certify), "{:?}", own.permissions);
    assert!(own.permissions.contains(&ItemPermission::Forward), "{:?}", own.permissions);
    w.clock.advance(Duration::hours(1));
    w.work().await;
    assert_eq!(r.told(w.carl, "certificationWithoutCertifier").await.len(), 1);

    // It is handed on, but not to who signed before.
    let only = Selection::Items(vec![pay.item.id.to_string()]);
    assert_eq!(r.act(w.priya, id, &[&pay], ItemAction::Forward { to: w.grace }).await.done, 1);
    let back = ItemAction::Forward { to: w.priya };
    let refused = act(&w.engine, &w.by(w.grace), id, &only, &back, "").await;
    assert!(matches!(refused, Err(EngineError::Invalid { ref field, .. }) if field == "newActorId"));
    r.signs(w.grace, id, &pay).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.signed_by, Some(w.grace));
});

db_test!(what_one_may_not_decide_keeps_nobody_from_signing_the_rest_as_a_whole, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.named(w.marta, w.priya).await;
    let stages = json!([{"certifierType": "manager"}, user(w.priya)]);
    let id = r
        .running(json!({"stages": stages, "allowPartialSignoff": false, "enableForward": false,
            "enableReassign": false}))
        .await;
    // Priya signs the first stage for Marta, and is asked in the second: that she may neither decide nor hand on.
    let of_marta = r.rows(id, w.marta).await;
    let all = of_marta.iter().collect::<Vec<_>>();
    assert_eq!(r.decide(w.priya, id, &all, Verdict::Certify).await.done, 5);
    assert_eq!(r.act(w.priya, id, &all, ItemAction::SignOff).await.done, 5);
    let barred = r.rows(id, w.priya).await;
    assert!(barred.len() == 5 && barred.iter().all(|row| row.item.is_barred(w.priya)), "{barred:?}");
    for none in [ItemPermission::Certify, ItemPermission::Forward, ItemPermission::Reassign] {
        assert!(barred.iter().all(|row| !row.permissions.contains(&none)), "{barred:?}");
    }
    let left = async |who: UserId, whose: Option<UserId>| {
        left_to_decide(&w.engine, &w.by(who), id, whose).await.unwrap()
    };
    assert!(left(w.priya, None).await.is_nothing());

    // What Carl signed she decides, and signs; so does who stands in for her.
    let own = r.row(id, w.marta, w.pay).await;
    r.signs(w.carl, id, &own).await;
    r.named(w.priya, w.grace).await;
    let one = LeftToDecide { seen: 1, unseen: false };
    assert_eq!((left(w.priya, None).await, left(w.grace, Some(w.priya)).await), (one, one));
    let signs = async |who: UserId| {
        act(&w.engine, &w.by(who), id, &Selection::AllOf(w.priya), &ItemAction::SignOff, "").await
    };
    for who in [w.priya, w.grace] {
        let early = signs(who).await;
        assert!(
            matches!(early, Err(EngineError::Conflict(ref why)) if why.starts_with("1 line items")),
            "{early:?}"
        );
    }
    assert_eq!(r.decide(w.priya, id, &[&own], Verdict::Certify).await.done, 1);
    assert!(left(w.priya, None).await.is_nothing() && left(w.grace, Some(w.priya)).await.is_nothing());
    let signed = signs(w.priya).await.unwrap();
    assert_eq!((signed.done, signed.left.len()), (1, 5));
    let own = r.row(id, w.marta, w.pay).await.item;
    assert_eq!((own.status, own.signed_by), (LineItemStatus::SignedOff, Some(w.priya)));
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.status, LineItemStatus::InProgress);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(whoever_the_template_itself_asks_twice_signs_twice, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"stages": [user(w.marta), {"certifierType": "manager"}]})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    for stage in [0, 1] {
        assert_eq!(r.row(id, w.jonas, w.pay).await.item.stage, stage);
        let (decided, signed) = r.signs(w.marta, id, &pay).await;
        assert_eq!((decided.done, signed.done), (1, 1));
    }
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.status, LineItemStatus::SignedOff);

    // Where somebody handed it to her first, she is no other pair of eyes than the one that comes next.
    let handed = json!({"name": "Handed", "stages": [user(w.grace), {"certifierType": "manager"}]});
    let id = r.running(handed).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.act(w.grace, id, &[&pay], ItemAction::Forward { to: w.marta }).await;
    r.signs(w.marta, id, &pay).await;
    let next = r.row(id, w.jonas, w.pay).await;
    assert_eq!((next.item.stage, next.item.reviewer), (1, w.marta));
    assert!(Review::noted(&next, "no-certifier"), "{:?}", next.comments);
    assert_eq!(r.decide(w.marta, id, &[&pay], Verdict::Certify).await.done, 0);
});

db_test!(what_is_late_is_not_put_to_who_signed_an_earlier_stage, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let late = json!({"stages": [{"certifierType": "manager"}, user(w.grace)], "expirationAction": "reassign",
        "expirationReassignee": format!("managed/user/{}", w.marta)});
    let id = r.running(late).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.signs(w.marta, id, &pay).await;
    r.pass(16).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.reviewer, w.grace);
    r.pass(14).await;
    assert_eq!(r.status(id).await, CampaignStatus::Expired, "nothing is left to be put to her");
});

db_test!(an_administrator_who_signed_a_stage_signs_no_other_in_anothers_place, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"stages": [{"certifierType": "manager"}, user(w.grace)]})).await;
    let rows = r.rows(id, w.marta).await;
    r.decide(w.marta, id, &rows.iter().collect::<Vec<_>>(), Verdict::Certify).await;
    let number = rows[0].item.id.campaign;
    isc::sign_off(&w.engine, &carl(w), certification_id(number, w.marta)).await.unwrap();
    let next = r.rows(id, w.grace).await;
    let of_grace: Vec<&LineItemView> = next.iter().filter(|row| row.item.reviewer == w.grace).collect();
    assert_eq!(of_grace.len(), rows.len());
    r.decide(w.grace, id, &of_grace, Verdict::Certify).await;
    let second = certification_id(number, w.grace);
    let signed = isc::sign_off(&w.engine, &carl(w), second).await;
    assert!(matches!(signed, Err(EngineError::Forbidden(_))), "{signed:?}");
    let decision = isc::NewDecision {
        id: of_grace[0].item.id.to_string(),
        decision: Decision::Revoke,
        bulk: false,
        comment: String::new(),
        until: None,
    };
    let decided = isc::decide(&w.engine, &carl(w), second, &[decision]).await;
    assert!(matches!(decided, Err(EngineError::Forbidden(_))), "{decided:?}");
    isc::sign_off(&w.engine, &w.by(w.grace), second).await.unwrap();
});
