//! Access that comes with a membership, while it is reviewed.

use bailiwick::certification::{LineItemStatus, Reason, Removal, Revocability, Verdict};
use bailiwick::grant::Origin;
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{Ask, GroupBy, ItemAction, Window, workspace};
use bailiwick_engine::requests::provision::remove;
use bailiwick_store::{Db, db_test};
use serde_json::json;

use super::{CampaignId, ItemKind, Review, Standing, Terms, carl, ledger, system};
use crate::nesting::{PAY, READ, ROOT, nest};
use crate::role_members::{call, publish, titled};

/// Jonas and Hana pay: whoever does reads, and whoever reads is a superuser.
async fn nested(db: Db, more: serde_json::Value) -> (Review, CampaignId) {
    let r = Review::on(db).await;
    assert_eq!(nest(&r.w, &[(PAY, READ), (READ, ROOT)]).await.faults, []);
    let id = r.running(more).await;
    (r, id)
}

db_test!(a_row_tells_by_which_way_it_is_held_and_what_would_have_to_change, |db| async move {
    let (r, id) = nested(db, json!({})).await;
    let w = &r.w;
    let seen = workspace(&w.engine, &w.by(w.marta), id, &Ask::default(), Window::First, GroupBy::Person)
        .await
        .unwrap();
    let of = |user, through| {
        let row = |row: &&bailiwick_engine::certifications::ReviewRow| {
            row.view.item.user() == Some(user)
                && row.view.item.item() == Some(w.root)
                && row.view.item.through() == Some(through)
        };
        seen.rows.iter().find(row).unwrap()
    };
    let by_pay = of(w.jonas, w.pay);
    let way: Vec<_> = by_pay.view.way.iter().map(|item| item.id).collect();
    assert_eq!(way, [w.pay, w.read, w.root], "through what that is in itself");
    assert_eq!(by_pay.view.grant.as_ref().unwrap().origin, Origin::Nested);
    assert_eq!(of(w.jonas, w.read).view.way.len(), 2, "Jonas reads for himself, too");
    assert_eq!(by_pay.insight.evidence.through, Some(ItemKind::Entitlement));
    let mut lonely = by_pay.insight.evidence.clone();
    lonely.violations = 1;
    let advice = lonely.recommend();
    assert_eq!((advice.verdict, advice.reasons.last()), (None, Some(&Reason::ThroughMembership)));
});

db_test!(every_row_tells_how_it_can_be_taken_away_and_what_would_have_to_change, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    assert_eq!(nest(w, &[(PAY, ROOT)]).await.faults, []);
    call(w, w.hana, "Accountant").await;
    let accountant = publish(w, titled("Accountant")).await.unwrap();
    let id = r.running(json!({})).await;
    let rows = r.rows(id, w.marta).await;
    let of = |user, item, through| {
        let row = rows.iter().find(|row| {
            (row.item.user(), row.item.item(), row.item.through()) == (Some(user), Some(item), through)
        });
        let row = row.unwrap();
        (row.revocability.unwrap(), row.to_change().map(|item| item.id))
    };
    assert_eq!(of(w.jonas, w.pay, None), (Revocability::Direct, None));
    assert_eq!(of(w.hana, w.analyst, None), (Revocability::Direct, None));
    assert_eq!(of(w.hana, w.pay, Some(w.analyst)), (Revocability::Role, Some(w.analyst)));
    assert_eq!(of(w.hana, w.pay, Some(accountant)), (Revocability::Role, Some(accountant)));
    assert_eq!(of(w.hana, accountant, None), (Revocability::Rule, Some(accountant)), "its condition");
    assert_eq!(of(w.hana, w.root, Some(w.pay)), (Revocability::Nested, Some(w.pay)));
    let of_root =
        rows.iter().filter(|row| (row.item.user(), row.item.item()) == (Some(w.hana), Some(w.root)));
    assert_eq!(of_root.count(), 1, "one, for both roles that bring what brings it");

    let kept = evidence(&w.engine, &carl(w), id, Part::Rows).await.unwrap();
    let kept = std::io::read_to_string(kept.file).unwrap();
    let says = |parts: &[&str], how: &str| {
        let is = |line: &&str| parts.iter().all(|part| line.contains(part)) && line.ends_with(how);
        assert_eq!(kept.lines().filter(is).count(), 1, "{parts:?} {how}: {kept}");
    };
    says(&["hana,", ",Superuser,", ",Post vendor payments,"], ",nested,");
    says(&["hana,", ",Accountant,"], ",rule,");
    says(&["jonas,", ",Post vendor payments,"], ",admin,");
    says(
        &["hana,", ",Post vendor payments,", ",Accounts payable analyst,"],
        ",role,with the role Accountant",
    );
});

db_test!(a_revoke_of_what_a_membership_brings_fails_and_names_it, |db| async move {
    let (r, id) = nested(db, json!({})).await;
    let w = &r.w;
    let root = r.row(id, w.hana, w.root).await;
    r.decide(w.marta, id, &[&root], Verdict::Revoke).await;
    r.act(w.marta, id, &[&root], ItemAction::SignOff).await;
    let row = r.row(id, w.hana, w.root).await;
    assert_eq!(row.item.removal, Some(Removal::Failed));
    let said = row.comments.iter().find(|said| said.action == "removal-failed").unwrap();
    let through = row.item.through().unwrap();
    let words =
        format!("Membership of `{through}` brings it: end that, or have `{through}` taken out of it.");
    assert_eq!(said.comment, words);
});

db_test!(rows_close_when_the_membership_ends, |db| async move {
    let (r, id) = nested(db, json!({})).await;
    let w = &r.w;
    for item in [w.pay, w.read] {
        let (system, terms) = (system(&w.engine), Terms::default());
        remove(&w.engine, &system, w.jonas, ItemKind::Entitlement, item, &terms).await.unwrap();
    }
    w.work().await;
    assert_eq!(r.row(id, w.jonas, w.root).await.item.status, LineItemStatus::Cancelled);
    assert_eq!(r.row(id, w.hana, w.root).await.item.status, LineItemStatus::InProgress);
    assert_eq!(nest(w, &[(PAY, ""), (READ, "")]).await.faults, []);
    w.work().await;
    assert_eq!(r.row(id, w.hana, w.root).await.item.status, LineItemStatus::Cancelled);
});

db_test!(whoever_leaves_out_what_roles_bring_leaves_out_memberships_by_their_own_name, |db| async move {
    let (r, id) = nested(db, json!({"excludeRoleBasedAccess": true})).await;
    let (lines, _) = ledger(&r.w.engine, &carl(&r.w), id).await.unwrap();
    let sum = |standing: Standing| -> i64 {
        lines.iter().filter(|line| line.standing == standing).map(|line| line.grants).sum()
    };
    // Jonas: two superusers and a reader; Hana: the same by her role; Marta: a reader and a superuser.
    assert_eq!(sum(Standing::Nested), 8, "{lines:?}");
    assert_eq!(sum(Standing::RoleBased), 2);
});
