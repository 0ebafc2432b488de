//! Reviewers let others in: what these were given is kept by line item and person.

use bailiwick::certification::{ItemPermission, LineItemStatus, Verdict};
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{ItemAction, Selection, act, my_reviews};
use bailiwick_store::{db_test, testing};
use serde_json::json;

use super::Review;

/// Who was let in where.
const LET_IN: &str = "SELECT count(*) FROM line_item_actors";

db_test!(what_others_were_given_is_kept_until_the_row_is_handed_over, |db| async move {
    use ItemPermission::{Certify, Comment, Revoke, Signoff};
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let (pay, read) = (r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await);
    let let_in =
        |to, permissions: &[ItemPermission]| ItemAction::Reassign { to, permissions: permissions.to_vec() };
    let kept = async || testing::count(w.engine.db(), LET_IN).await;
    let (priya, only) = (w.by(w.priya), Selection::Items(vec![pay.item.id.to_string()]));
    let stranger = act(&w.engine, &priya, id, &only, &let_in(w.grace, &[Comment]), "").await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })), "{stranger:?}");
    assert_eq!(kept().await, 0);

    assert_eq!(r.act(w.marta, id, &[&pay, &read], let_in(w.priya, &[Comment, Revoke])).await.done, 2);
    assert_eq!(kept().await, 2);
    let row = r.row(id, w.jonas, w.pay).await.item;
    assert_eq!((row.reviewer, row.actors), (w.marta, vec![(w.priya, vec![Comment, Revoke])]));
    let hers = r.rows(id, w.priya).await;
    assert_eq!(hers.len(), 2, "and nothing else");
    assert!(hers.iter().all(|row| row.permissions == [Comment, Revoke]));
    assert_eq!(my_reviews(&w.engine, &w.by(w.priya)).await.unwrap()[0].counts.open, 2);
    let refused = r.decide(w.priya, id, &[&pay, &read], Verdict::Certify).await;
    assert_eq!((refused.done, refused.left.len()), (0, 2));
    assert_eq!(r.decide(w.priya, id, &[&pay], Verdict::Revoke).await.done, 1);
    let row = r.row(id, w.jonas, w.pay).await.item;
    assert_eq!((row.verdict, row.decided_by, row.reviewer), (Some(Verdict::Revoke), Some(w.priya), w.marta));

    // Somebody else beside her; and she herself anew.
    assert_eq!(r.act(w.marta, id, &[&pay], let_in(w.grace, &[Comment])).await.done, 1);
    assert_eq!(r.act(w.marta, id, &[&pay], let_in(w.priya, &[Certify, Signoff])).await.done, 1);
    assert_eq!(kept().await, 3);
    let mut actors = r.row(id, w.jonas, w.pay).await.item.actors;
    actors.sort_by_key(|(who, _)| *who != w.grace);
    assert_eq!(actors, [(w.grace, vec![Comment]), (w.priya, vec![Certify, Signoff])]);
    assert_eq!(r.decide(w.priya, id, &[&pay], Verdict::Revoke).await.done, 0);
    assert_eq!(r.decide(w.priya, id, &[&pay], Verdict::Certify).await.done, 1);
    assert_eq!(r.act(w.grace, id, &[&pay], ItemAction::SignOff).await.done, 0);
    assert_eq!(r.act(w.priya, id, &[&pay], ItemAction::SignOff).await.done, 1);
    let signed = r.row(id, w.jonas, w.pay).await.item;
    assert_eq!((signed.status, signed.signed_by), (LineItemStatus::SignedOff, Some(w.priya)));

    // Handed over, it is only theirs to whom it went.
    assert_eq!(r.act(w.marta, id, &[&read], ItemAction::Forward { to: w.otto }).await.done, 1);
    let row = r.row(id, w.jonas, w.read).await.item;
    assert_eq!((row.reviewer, row.actors), (w.otto, Vec::new()));
    assert_eq!(kept().await, 2, "of what is signed");
    assert_eq!(r.decide(w.priya, id, &[&read], Verdict::Revoke).await.done, 0);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});
