//! Deputies in reviews: what reaches them, what they decide and sign in whose place, and what stays with who named them.

use std::collections::BTreeSet;
use std::io::Read;

use bailiwick::audit::ON_BEHALF_OF;
use bailiwick::catalog::Risk;
use bailiwick::certification::{ItemPermission, LineItemStatus, Removal, Verdict};
use bailiwick::delegation::Delegation;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, UserId};
use bailiwick::view::AuditQuery;
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{
    Ask, Chosen, GroupBy, ItemAction, LeftToDecide, LineItemView, Selection, Wanted, Window, Workspace, act,
    act_on, cancel, left_to_decide, line_items, my_reviews, one_item, standing, waiting, workspace,
};
use bailiwick_engine::delegations::{self, Naming};
use bailiwick_engine::{EngineError, audit, notifications};
use bailiwick_store::certifications::items;
use bailiwick_store::{db_test, testing};
use chrono::Duration;
use serde_json::json;

use super::{Review, carl};

impl Review {
    /// A person names a deputy for ten days.
    pub(super) async fn named(&self, person: UserId, deputy: UserId) -> Delegation {
        let by = self.w.by(person);
        let naming = Naming {
            person,
            deputies: vec![deputy],
            from: None,
            until: by.now + Duration::days(10),
            note: String::new(),
        };
        delegations::name(&self.w.engine, &by, &naming).await.unwrap().remove(0)
    }

    /// What a deputy sees of what is put to a person, or of everything.
    pub(super) async fn seen_by(
        &self,
        deputy: UserId,
        id: CampaignId,
        person: Option<UserId>,
    ) -> Vec<LineItemView> {
        let wanted = Wanted { actor: person, ..Wanted::default() };
        let page =
            line_items(&self.w.engine, &self.w.by(deputy), id, &wanted, &ListQuery::rows(0, 100)).await;
        page.unwrap().rows
    }

    pub(super) async fn looked_through(
        &self,
        deputy: UserId,
        id: CampaignId,
        ask: &Ask,
    ) -> Result<Workspace, EngineError> {
        workspace(&self.w.engine, &self.w.by(deputy), id, ask, Window::First, GroupBy::Person).await
    }
}

fn of(person: UserId) -> Ask {
    Ask { reviewer: Some(person), ..Ask::default() }
}

db_test!(a_deputy_sees_decides_and_signs_in_the_place_of_who_is_away, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let priya = w.by(w.priya);
    assert_eq!(my_reviews(&w.engine, &priya).await.unwrap(), []);
    let stranger = r.looked_through(w.priya, id, &of(w.marta)).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })), "{stranger:?}");

    r.named(w.marta, w.priya).await;
    let reviews = my_reviews(&w.engine, &priya).await.unwrap();
    assert_eq!(reviews.len(), 1);
    assert_eq!((reviews[0].reviewer.id, reviews[0].is_own, reviews[0].counts.open), (w.marta, false, 5));
    assert_eq!(waiting(&w.engine, &priya).await.unwrap(), 1);
    assert_eq!(my_reviews(&w.engine, &w.by(w.marta)).await.unwrap().len(), 1, "it still asks Marta, once");
    let rows = r.seen_by(w.priya, id, Some(w.marta)).await;
    assert_eq!(rows.len(), 5);
    assert_eq!(r.seen_by(w.priya, id, None).await.len(), 5);
    assert!(rows.iter().all(|row| row.permissions.contains(&ItemPermission::Signoff)));
    assert!(rows.iter().all(|row| !row.permissions.contains(&ItemPermission::Forward)));
    let seen = r.looked_through(w.priya, id, &of(w.marta)).await.unwrap();
    assert_eq!((seen.is_own, seen.decides, seen.counts.total, seen.rows.len()), (false, true, 5, 5));

    // One by itself, the others together; nothing is handed on.
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!(r.act(w.priya, id, &[&pay], ItemAction::Forward { to: w.carl }).await.done, 0);
    assert_eq!(r.decide(w.priya, id, &[&pay], Verdict::Revoke).await.done, 1);
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.reviewer, pay.item.decided_by), (w.marta, Some(w.priya)));
    let said = pay.comments.last().unwrap();
    assert_eq!(said.user, Some(w.priya));
    assert_eq!(said.name, format!("{} for Marta Oyelaran", priya.actor.name()));
    let others: Vec<i64> =
        rows.iter().map(|row| row.item.id.number).filter(|number| *number != pay.item.id.number).collect();
    let abstain = ItemAction::Decide(Verdict::Abstain);
    let acted = act_on(&w.engine, &priya, id, &Chosen::Rows(others), &abstain, "").await.unwrap();
    assert_eq!((acted.done, acted.left.len()), (4, 0));
    let reset =
        act_on(&w.engine, &priya, id, &Chosen::All(of(w.marta)), &ItemAction::Reset, "").await.unwrap();
    assert_eq!(reset.done, 5, "all that is put to Marta");
    let revoke = ItemAction::Decide(Verdict::Revoke);
    act_on(&w.engine, &priya, id, &Chosen::All(of(w.marta)), &revoke, "").await.unwrap();
    let (_, open, person) = standing(&w.engine, &priya, id, Some(w.marta)).await.unwrap();
    assert_eq!((open.decided, person.map(|person| person.id)), (5, Some(w.marta)));

    let all = Selection::AllOf(w.marta);
    assert_eq!(act(&w.engine, &priya, id, &all, &ItemAction::SignOff, "").await.unwrap().done, 5);
    w.work().await;
    let pay = r.row(id, w.jonas, w.pay).await.item;
    assert_eq!((pay.status, pay.signed_by), (LineItemStatus::SignedOff, Some(w.priya)));
    assert_eq!(pay.removal, Some(Removal::Complete));
    assert_eq!(act(&w.engine, &priya, id, &all, &ItemAction::SignOff, "").await.unwrap().done, 0, "again");
    assert_eq!(waiting(&w.engine, &priya).await.unwrap(), 0);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);

    // The trail and the evidence name both.
    let query = AuditQuery { event: Some("act-on-line-items".into()), limit: 50, ..AuditQuery::default() };
    let trail = audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap();
    assert!(trail.rows.len() >= 5);
    for (_, record) in &trail.rows {
        let told = record.entry.changes.iter().find(|change| change.field == ON_BEHALF_OF).unwrap();
        assert_eq!(told.after, Some(w.marta.to_string()));
    }
    let mut table = String::new();
    let mut taken = evidence(&w.engine, &carl(w), id, Part::Decisions).await.unwrap();
    taken.file.read_to_string(&mut table).unwrap();
    assert!(table.contains(" for Marta Oyelaran"), "{table}");
});

db_test!(what_one_is_asked_about_oneself_is_done_in_nobodys_place, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    r.named(w.carl, w.marta).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    let said = r.row(id, w.jonas, w.pay).await.comments.pop().unwrap();
    assert_eq!(said.name, w.by(w.marta).actor.name());
    assert_eq!(r.seen_by(w.marta, id, None).await.len(), 5, "what is put to Carl is about her");
    assert_eq!(my_reviews(&w.engine, &w.by(w.marta)).await.unwrap().len(), 1);
});

db_test!(nobody_decides_about_their_own_access_as_a_deputy, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    for rule in ["none", "all"] {
        let id = r.running(json!({"name": rule, "selfCertificationRule": rule})).await;
        if rule == "none" {
            r.named(w.marta, w.hana).await;
        }
        let about_jonas = r.seen_by(w.hana, id, Some(w.marta)).await;
        assert_eq!(about_jonas.len(), 2, "{rule}");
        assert!(about_jonas.iter().all(|row| row.item.user() == Some(w.jonas)));
        assert_eq!(r.seen_by(w.hana, id, None).await.len(), 2);
        let seen = r.looked_through(w.hana, id, &of(w.marta)).await.unwrap();
        assert_eq!((seen.counts.total, seen.groups.len()), (2, 1), "nor is it counted");

        let own = r.row(id, w.hana, w.analyst).await;
        for verdict in [Verdict::Certify, Verdict::Revoke] {
            assert_eq!(r.decide(w.hana, id, &[&own], verdict).await.done, 0);
        }
        let read = one_item(&w.engine, &w.by(w.hana), id, own.item.id).await;
        assert!(matches!(read, Err(EngineError::NotFound { .. })), "{read:?}");
        let all = Selection::AllOf(w.marta);
        let certify = ItemAction::Decide(Verdict::Certify);
        let acted = act(&w.engine, &w.by(w.hana), id, &all, &certify, "").await.unwrap();
        assert_eq!((acted.done, acted.left), (2, Vec::new()), "{rule}");
        assert_eq!(r.row(id, w.hana, w.analyst).await.item.verdict, None, "it stays Marta's");
    }
});

db_test!(a_campaign_that_is_signed_as_a_whole_waits_for_what_stays_with_who_is_away, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"allowPartialSignoff": false})).await;
    r.named(w.marta, w.hana).await;
    let (hana, all) = (w.by(w.hana), Selection::AllOf(w.marta));
    act(&w.engine, &hana, id, &all, &ItemAction::Decide(Verdict::Certify), "").await.unwrap();
    let early =
        async || act(&w.engine, &hana, id, &all, &ItemAction::SignOff, "").await.unwrap_err().to_string();
    let left = async || left_to_decide(&w.engine, &hana, id, Some(w.marta)).await.unwrap();
    assert_eq!(left().await, LeftToDecide { seen: 0, unseen: true }, "nor does the page know how much");
    let why = early().await;
    assert!(why.contains("others have to decide themselves"), "{why}");
    assert!(!why.contains('3'), "how much there is that she does not see is not hers to know: {why}");
    let rows = r.seen_by(w.hana, id, Some(w.marta)).await;
    act(&w.engine, &hana, id, &Selection::Places(vec![rows[0].item.id.number]), &ItemAction::Reset, "")
        .await
        .unwrap();
    let why = early().await;
    assert!(why.contains("1 line items"), "what she can decide is counted, and nothing else: {why}");
    assert_eq!(left().await, LeftToDecide { seen: 1, unseen: true });
    r.decide(w.hana, id, &[&rows[0]], Verdict::Certify).await;
    let rows = r.rows(id, w.marta).await;
    let rest: Vec<&LineItemView> = rows.iter().filter(|row| row.item.verdict.is_none()).collect();
    r.decide(w.marta, id, &rest, Verdict::Certify).await;
    assert!(left().await.is_nothing());
    assert_eq!(act(&w.engine, &hana, id, &all, &ItemAction::SignOff, "").await.unwrap().done, 2);
    let marta = w.by(w.marta);
    assert_eq!(act(&w.engine, &marta, id, &all, &ItemAction::SignOff, "").await.unwrap().done, 3);
});

db_test!(what_a_deputy_may_ends_with_the_delegation, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let one = r.named(w.marta, w.priya).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!(r.decide(w.priya, id, &[&pay], Verdict::Certify).await.done, 1);
    let rest = r.row(id, w.jonas, w.read).await;
    let gone = async || {
        let priya = w.by(w.priya);
        for row in [&pay, &rest] {
            for action in [ItemAction::Decide(Verdict::Revoke), ItemAction::Comment, ItemAction::SignOff] {
                assert_eq!(r.act(w.priya, id, &[row], action).await.done, 0);
            }
        }
        let signed = act(&w.engine, &priya, id, &Selection::AllOf(w.marta), &ItemAction::SignOff, "").await;
        assert!(matches!(signed, Err(EngineError::Forbidden(_))), "{signed:?}");
        let hidden = one_item(&w.engine, &priya, id, rest.item.id).await;
        assert!(matches!(hidden, Err(EngineError::NotFound { .. })), "{hidden:?}");
        assert_eq!(waiting(&w.engine, &priya).await.unwrap(), 0);

        // What she decided she reads, and nothing else.
        let seen = r.looked_through(w.priya, id, &of(w.marta)).await.unwrap();
        assert_eq!((seen.decides, seen.is_past, seen.counts.total), (false, true, 1));
        assert_eq!(seen.rows.iter().map(|row| row.view.item.id).collect::<Vec<_>>(), [pay.item.id]);
        assert_eq!(r.seen_by(w.priya, id, Some(w.marta)).await[0].permissions, []);
        let past = my_reviews(&w.engine, &priya).await.unwrap();
        assert_eq!(past.len(), 1);
        assert_eq!((past[0].reviewer.id, past[0].decides, past[0].counts.total), (w.marta, false, 1));
    };
    delegations::end(&w.engine, &w.by(w.marta), one.id).await.unwrap();
    Box::pin(gone()).await;
    assert_eq!(
        r.row(id, w.jonas, w.pay).await.item.verdict,
        Some(Verdict::Certify),
        "what was decided counts"
    );
    // As it does when its time is over.
    r.named(w.marta, w.priya).await;
    assert_eq!(r.decide(w.priya, id, &[&pay], Verdict::Certify).await.done, 1);
    w.clock.advance(Duration::days(11));
    Box::pin(gone()).await;
    // Where somebody decides otherwise, it is nothing of hers any more.
    r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    assert_eq!(my_reviews(&w.engine, &w.by(w.priya)).await.unwrap(), []);
    let seen = r.looked_through(w.priya, id, &of(w.marta)).await;
    assert!(matches!(seen, Err(EngineError::NotFound { .. })), "{seen:?}");
});

db_test!(for_whom_somebody_did_much_is_told_once_and_the_latest_first, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.more("Usual", Risk::Low, &[w.jonas, w.hana, w.priya]).await;
    let ids = [r.running(json!({})).await, r.running(json!({"name": "Once more"})).await];
    let much = "UPDATE line_items SET decided_by = (SELECT id FROM users WHERE user_name = 'grace'), \
                signed_by = (SELECT id FROM users WHERE user_name = 'grace')";
    testing::execute(w.engine.db(), much).await;
    let mut expected = BTreeSet::new();
    for id in ids {
        let (all, list) = (Wanted::default(), ListQuery::rows(0, 100));
        let page = line_items(&w.engine, &carl(w), id, &all, &list).await.unwrap();
        expected.extend(page.rows.iter().map(|row| (row.item.id.campaign, row.item.reviewer)));
    }
    let expected: Vec<(i64, UserId)> = expected.into_iter().rev().collect();
    assert!(expected.len() > 3, "{expected:?}");
    let mut tx = w.engine.db().write().await.unwrap();
    assert_eq!(items::done_for_others(&mut tx, w.grace, 100).await.unwrap(), expected);
    assert_eq!(items::done_for_others(&mut tx, w.grace, 3).await.unwrap(), expected[..3]);
    assert!(items::done_for_others(&mut tx, w.otto, 3).await.unwrap().is_empty());
});

db_test!(what_a_deputy_signed_stays_theirs_to_read, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let one = r.named(w.marta, w.priya).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    // Marta decides, and Priya signs.
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    r.act(w.priya, id, &[&pay], ItemAction::SignOff).await;
    delegations::end(&w.engine, &w.by(w.marta), one.id).await.unwrap();
    cancel(&w.engine, &carl(w), id).await.unwrap();
    w.work().await;
    let past = my_reviews(&w.engine, &w.by(w.priya)).await.unwrap();
    assert_eq!((past.len(), past[0].decides, past[0].counts.certify), (1, false, 1));
    assert_eq!(r.seen_by(w.priya, id, Some(w.marta)).await.len(), 1);
    let read = one_item(&w.engine, &w.by(w.priya), id, pay.item.id).await.unwrap();
    assert_eq!((read.item.signed_by, read.permissions), (Some(w.priya), Vec::new()));
    // What was left to somebody themselves is no such thing.
    assert_eq!(my_reviews(&w.engine, &w.by(w.marta)).await.unwrap().len(), 1);
});

db_test!(a_person_and_their_deputy_at_the_same_row_sign_it_once, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.named(w.marta, w.priya).await;
    let (marta, priya) = (w.by(w.marta), w.by(w.priya));
    for round in 0..6 {
        let id = r.running(json!({"name": format!("Round {round}")})).await;
        let pay = r.row(id, w.jonas, w.pay).await;
        let only = Selection::Items(vec![pay.item.id.to_string()]);
        let (certify, abstain) = (ItemAction::Decide(Verdict::Certify), ItemAction::Decide(Verdict::Abstain));
        let (a, b) = tokio::join!(
            act(&w.engine, &marta, id, &only, &certify, ""),
            act(&w.engine, &priya, id, &only, &abstain, "")
        );
        assert_eq!((a.unwrap().done, b.unwrap().done), (1, 1), "until it is signed both may");
        let row = r.row(id, w.jonas, w.pay).await;
        let last = (row.item.verdict, row.item.decided_by);
        assert!(
            last == (Some(Verdict::Certify), Some(w.marta))
                || last == (Some(Verdict::Abstain), Some(w.priya)),
            "whoever decided last: {last:?}"
        );
        assert_eq!(row.comments.len(), 2);
        let (a, b) = tokio::join!(
            act(&w.engine, &marta, id, &only, &ItemAction::SignOff, ""),
            act(&w.engine, &priya, id, &only, &ItemAction::SignOff, "")
        );
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!((a.done + b.done, a.left.len() + b.left.len()), (1, 1), "{a:?} {b:?}");
        let signer = if a.done == 1 { w.marta } else { w.priya };
        assert_eq!(r.row(id, w.jonas, w.pay).await.item.signed_by, Some(signer));
        assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
    }
});

db_test!(deputies_are_told_for_whom_something_waits, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.named(w.marta, w.priya).await;
    r.named(w.carl, w.marta).await;
    let notices =
        json!({"assignmentNotification": "emailTemplate/certificationAssigned", "reminderFrequency": 5});
    r.running(notices).await;
    let told = async |who: UserId, template: &str| {
        let told = notifications::mine(&w.engine, &w.by(who)).await.unwrap();
        told.into_iter().filter(|one| one.template == template).map(|one| one.subject).collect::<Vec<_>>()
    };
    let assigned = "certificationAssigned";
    assert_eq!(
        told(w.marta, assigned).await,
        ["Please review access: Quarterly review"],
        "not of her own access"
    );
    assert_eq!(
        told(w.priya, assigned).await,
        ["Please review access: Quarterly review (for Marta Oyelaran)"]
    );
    w.clock.advance(Duration::days(5));
    w.work().await;
    assert_eq!(told(w.priya, "certificationReminder").await.len(), 1);
});

db_test!(the_mail_of_a_hand_over_counts_what_the_deputy_sees, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let priya = json!({"certifierType": "user", "certifierId": format!("managed/user/{}", w.priya)});
    let id = r
        .running(json!({"stages": [priya], "reassignNotification": "emailTemplate/certificationReassigned"}))
        .await;
    r.named(w.marta, w.hana).await;
    // Marta has rows already about which Hana stands in; of what comes to her now one is about Hana.
    let (pay, read, own) = (
        r.row(id, w.jonas, w.pay).await,
        r.row(id, w.jonas, w.read).await,
        r.row(id, w.hana, w.analyst).await,
    );
    r.act(w.priya, id, &[&pay], ItemAction::Forward { to: w.marta }).await;
    w.clock.advance(Duration::minutes(1));
    r.act(w.priya, id, &[&read, &own], ItemAction::Forward { to: w.marta }).await;
    let told = async |who: UserId| {
        let told = notifications::mine(&w.engine, &w.by(who)).await.unwrap();
        let told = told.into_iter().filter(|one| one.template == "certificationReassigned");
        told.map(|one| one.body).collect::<Vec<_>>()
    };
    let counts = |told: &[String], count: usize| {
        told.iter().filter(|body| body.contains(&format!("Line items: {count}."))).count()
    };
    let (marta, hana) = (told(w.marta).await, told(w.hana).await);
    assert_eq!((marta.len(), counts(&marta, 1), counts(&marta, 2)), (2, 1, 1), "{marta:?}");
    assert_eq!((hana.len(), counts(&hana, 1)), (2, 2), "{hana:?}");
});
