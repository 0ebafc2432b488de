//! The reviewer's workspace: what stands beside a row, how it is looked through, and deciding many at once.

use bailiwick::catalog::{Item, ItemKind, Risk};
use bailiwick::certification::{Guard, LineItemStatus, Reason, Verdict};
use bailiwick::directory::Status;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_engine::certifications::{
    Ask, Chosen, GroupBy, ItemAction, Place, Selection, Show, Window, Workspace, act, act_on, look,
    reviewers_at_work, standing, waiting, workspace,
};
use bailiwick_engine::policies::{self, ScanMode, Started};
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::testing::system;
use bailiwick_engine::{Context, EngineError};
use bailiwick_store::{Db, db_test, items, users};
use chrono::Duration;
use serde_json::json;

use super::{Authority, Review, carl, object};

impl Review {
    async fn see(&self, who: UserId, id: CampaignId, ask: &Ask) -> Workspace {
        self.window(&self.w.by(who), id, ask, Window::First).await
    }

    async fn window(&self, ctx: &Context, id: CampaignId, ask: &Ask, window: Window) -> Workspace {
        workspace(&self.w.engine, ctx, id, ask, window, GroupBy::Person).await.unwrap()
    }

    /// Gives people more to hold: an entitlement of this risk.
    async fn more(&self, name: &str, risk: Risk, people: &[UserId]) -> ItemId {
        let id = ItemId(self.w.engine.new_id());
        let item = Item {
            id,
            kind: ItemKind::Entitlement,
            application: Some(self.w.sap),
            native_key: name.to_uppercase(),
            name: name.into(),
            description: String::new(),
            risk,
            requestable: true,
            status: Status::Active,
            owners: Vec::new(),
            tags: Vec::new(),
            created_at: system(&self.w.engine).now,
        };
        let mut tx = self.w.engine.db().write().await.unwrap();
        items::insert(&mut tx, &item).await.unwrap();
        tx.commit().await.unwrap();
        for user in people {
            let terms = Terms::default();
            let given =
                add(&self.w.engine, &system(&self.w.engine), *user, ItemKind::Entitlement, id, &terms).await;
            given.unwrap();
        }
        id
    }

    /// Jonas may not both pay and read: a scan finds that he does.
    async fn violated(&self) {
        let w = &self.w;
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
        tx.commit().await.unwrap();
        let carl = w.engine.context(
            bailiwick::authority::Actor::Person {
                id: w.carl,
                name: "Carl Berg".into(),
                authorities: vec![Authority::PolicyAdmin],
            },
            "test",
        );
        let side = |item: ItemId| json!({"type": ["entitlementGrant"], "operator": "EQUALS", "operand": {"targetName": "entitlement.id", "targetValue": item}});
        let rule = json!({
            "name": "Pay and read", "policyRuleOwner": {"id": w.carl}, "violationOwner": {"id": w.marta},
            "violationOwnerType": "user", "active": true, "maxExceptionDuration": 30,
            "scanTypes": {"preventative": false, "detective": true},
            "decisionOptions": {"allow": true, "exception": true, "remediate": true},
            "ruleDefinition": [side(w.pay), side(w.read)],
        });
        let rule = policies::create_rule(&w.engine, &carl, object(&rule)).await.unwrap().rule.id;
        let what = Started::Rule(rule);
        policies::begin_scan(&w.engine, &carl, what, ScanMode::Detect, false).await.unwrap();
        w.work().await;
    }
}

/// The names of what is held in these rows.
fn things(seen: &Workspace) -> Vec<&str> {
    seen.rows.iter().filter_map(|row| row.view.of.as_ref()).map(|item| item.name.as_str()).collect()
}

async fn with_conflict(db: Db) -> (Review, CampaignId) {
    let r = Review::on(db).await;
    r.violated().await;
    let w = &r.w;
    r.more("Usual", Risk::Low, &[w.jonas, w.hana, w.priya, w.grace, w.otto]).await;
    // Two more report to Marta, so that Jonas has colleagues.
    let mut tx = w.engine.db().write().await.unwrap();
    for user in [w.priya, w.grace] {
        let (mut whole, revision) = users::whole(&mut tx, user).await.unwrap().unwrap();
        whole.manager = Some(w.marta);
        users::claim(&mut tx, user, revision).await.unwrap();
        users::update(&mut tx, &whole, system(&w.engine).now).await.unwrap();
    }
    tx.commit().await.unwrap();
    let id = r.running(json!({})).await;
    (r, id)
}

db_test!(what_a_decision_needs_stands_beside_each_row, |db| async move {
    let (r, id) = with_conflict(db).await;
    let w = &r.w;
    let seen = r.see(w.marta, id, &Ask::default()).await;
    assert!(seen.is_own);
    let of = |name: &str, user: UserId| {
        let fits = |row: &&bailiwick_engine::certifications::ReviewRow| {
            row.view.item.user() == Some(user) && row.view.of.as_ref().is_some_and(|item| item.name == name)
        };
        seen.rows.iter().find(fits).unwrap()
    };
    let usual = of("Usual", w.jonas);
    assert_eq!(usual.insight.evidence.peers, (3, 3), "Hana, Priya and Grace; not Ida, who has left");
    assert_eq!(usual.recommendation.verdict, Some(Verdict::Certify));
    assert_eq!(usual.recommendation.reasons, [Reason::MostPeers(3, 3)]);
    let pay = of("Post vendor payments", w.jonas);
    assert_eq!(pay.insight.violations.len(), 1);
    assert_eq!(pay.insight.violations[0].1, "Pay and read");
    assert_eq!(pay.recommendation.verdict, Some(Verdict::Revoke));
    assert_eq!(pay.recommendation.reasons[0], Reason::Violations(1));
    assert_eq!(of("Post vendor payments", w.hana).view.through.as_ref().unwrap().id, w.analyst);
    assert_eq!(seen.groups[0].name, "Hana Sato", "most of her rows wait");
    assert_eq!(seen.counts.total, seen.matching.unwrap());
    assert_eq!(waiting(&w.engine, &w.by(w.marta)).await.unwrap(), 1);
});

db_test!(what_can_be_decided_still_is_counted_beside_what_is_shown, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    let counted = async |ask: &Ask| {
        let seen = r.see(w.marta, id, ask).await;
        (seen.matching, seen.waiting)
    };
    assert_eq!(counted(&Ask::default()).await, (Some(5), Some(5)), "until it is signed it can be changed");
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    assert_eq!(counted(&Ask::default()).await, (Some(5), Some(4)));
    let of_jonas = Ask { user: Some(w.jonas), ..Ask::default() };
    assert_eq!(counted(&of_jonas).await, (Some(2), Some(1)));
    let certified = Ask { show: Show::Decided(Verdict::Certify), ..Ask::default() };
    assert_eq!(counted(&certified).await, (Some(1), Some(0)));
    let all = look(&w.engine, &w.by(w.marta), id, &Chosen::All(of_jonas)).await.unwrap();
    assert_eq!(all.all.len(), 1, "as many as are decided together");
});

db_test!(what_was_decided_before_stands_beside_the_same_grant, |db| async move {
    let (r, first) = with_conflict(db).await;
    let w = &r.w;
    let pay = r.row(first, w.jonas, w.pay).await;
    r.decide(w.marta, first, &[&pay], Verdict::Certify).await;
    r.act(w.marta, first, &[&pay], ItemAction::SignOff).await;
    let second = r.running(json!({"name": "The next one"})).await;
    let seen = r.see(w.marta, second, &Ask::default()).await;
    let again = seen.rows.iter().find(|row| row.view.item.held() == pay.item.held()).unwrap();
    let (verdict, at) = again.insight.evidence.before.unwrap();
    assert_eq!(verdict, Verdict::Certify);
    assert_eq!(Some(at), r.row(first, w.jonas, w.pay).await.item.signed);
    let other = seen.rows.iter().find(|row| row.view.item.item() == Some(w.read)).unwrap();
    assert_eq!(other.insight.evidence.before, None);
});

db_test!(rows_are_found_by_what_is_known_about_them, |db| async move {
    let (r, id) = with_conflict(db).await;
    let w = &r.w;
    let all = r.see(w.marta, id, &Ask::default()).await;
    let count = |ask: Ask| {
        let r = &r;
        async move { r.see(w.marta, id, &ask).await.rows.len() }
    };
    assert_eq!(count(Ask { violations: true, ..Ask::default() }).await, 4, "Jonas, and Hana by her role");
    assert_eq!(count(Ask { person: "SATO".into(), ..Ask::default() }).await, 4);
    assert_eq!(count(Ask { person: "%".into(), ..Ask::default() }).await, 0, "no wildcard of the database");
    assert_eq!(count(Ask { user: Some(w.jonas), ..Ask::default() }).await, 3);
    assert_eq!(count(Ask { application: Some(None), ..Ask::default() }).await, 1, "the role");
    assert_eq!(count(Ask { risk: Some(Risk::Low), ..Ask::default() }).await, 4);
    let recommended =
        r.see(w.marta, id, &Ask { recommended: Some(Verdict::Certify), ..Ask::default() }).await;
    assert_eq!(things(&recommended), ["Usual"; 4]);
    assert_eq!(recommended.matching, None);
    assert_eq!(count(Ask { new: true, ..Ask::default() }).await, all.rows.len());
    w.clock.advance(Duration::days(100));
    assert_eq!(count(Ask { new: true, ..Ask::default() }).await, 0);
    let pay = r.row(id, w.jonas, w.pay).await;
    w.clock.advance(-Duration::days(100));
    r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    assert_eq!(count(Ask { show: Show::Undecided, ..Ask::default() }).await, all.rows.len() - 1);
    assert_eq!(count(Ask { show: Show::Decided(Verdict::Revoke), ..Ask::default() }).await, 1);
});

db_test!(pages_go_on_where_the_one_before_ended, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    for n in 0..120 {
        let risk = [Risk::Low, Risk::Critical, Risk::Medium, Risk::High][n % 4];
        r.more(&format!("Right {n}"), risk, &[w.jonas]).await;
    }
    let id = r.running(json!({})).await;
    let (marta, ask) = (w.by(w.marta), Ask::default());
    let (mut seen, mut window) = (Vec::new(), Window::First);
    let mut pages: Vec<Vec<Place>> = Vec::new();
    loop {
        let page = r.window(&marta, id, &ask, window).await;
        let places: Vec<Place> = page.rows.iter().map(|row| Place::of(&row.view.item)).collect();
        assert_eq!(page.previous.is_some(), !seen.is_empty());
        seen.extend(page.rows.iter().map(|row| (std::cmp::Reverse(row.view.item.risk), row.view.item.id)));
        pages.push(places);
        match page.next {
            Some(place) => window = Window::After(place),
            None => break,
        }
    }
    assert_eq!((pages.len(), seen.len()), (3, 125));
    assert!(seen.is_sorted(), "the riskiest first, each once");
    let back = r.window(&marta, id, &ask, Window::Before(pages[1][0])).await;
    assert_eq!(back.rows.iter().map(|row| Place::of(&row.view.item)).collect::<Vec<_>>(), pages[0]);
    assert_eq!((back.previous, back.next), (None, pages[0].last().copied()));
    // A row that is decided meanwhile moves none of the others.
    let undecided = Ask { show: Show::Undecided, ..Ask::default() };
    let first = Selection::Places(vec![pages[0][0].number]);
    act(&w.engine, &marta, id, &first, &ItemAction::Decide(Verdict::Certify), "").await.unwrap();
    let next = r.window(&marta, id, &undecided, Window::After(pages[0][49])).await;
    assert_eq!(Place::of(&next.rows[0].view.item), pages[1][0]);
});

db_test!(certifying_in_bulk_leaves_out_what_needs_a_look, |db| async move {
    let (r, id) = with_conflict(db).await;
    let w = &r.w;
    let root = r.see(w.marta, id, &Ask::default()).await;
    let all = Chosen::All(Ask::default());
    let looked = look(&w.engine, &w.by(w.marta), id, &all).await.unwrap();
    assert_eq!(looked.all.len(), root.rows.len());
    assert_eq!(looked.safe.len(), 4, "what all hold");
    assert_eq!(looked.left[&Guard::Violation].len(), 4);
    assert_eq!(looked.left[&Guard::UnlikePeers].len(), 1, "the role that only Hana has");
    let certify = ItemAction::Decide(Verdict::Certify);
    let acted = act_on(&w.engine, &w.by(w.marta), id, &all, &certify, "").await.unwrap();
    assert_eq!((acted.done, acted.left.len()), (4, 5));
    assert!(acted.left.iter().any(|(_, why)| why == "part of an open violation"), "{acted:?}");
    // One that is chosen by itself is the reviewer's to certify, in bulk it is not.
    let pay = r.row(id, w.jonas, w.pay).await;
    let one = Chosen::Rows(vec![pay.item.id.number]);
    assert_eq!(act_on(&w.engine, &w.by(w.marta), id, &one, &certify, "").await.unwrap().done, 0);
    assert_eq!(r.decide(w.marta, id, &[&pay], Verdict::Certify).await.done, 1);
    // What was recommended is kept with the decision.
    let followed = async || {
        let reviewers = reviewers_at_work(&w.engine, &carl(w), id).await.unwrap();
        let marta = reviewers.into_iter().find(|one| one.user.id == w.marta).unwrap().conduct;
        (marta.advised, marta.followed)
    };
    assert_eq!(followed().await, (5, 4), "the usual ones, and not the one in violation");
    // Everything else is done with all that match.
    let of_jonas = Chosen::All(Ask { user: Some(w.jonas), ..Ask::default() });
    let revoke = ItemAction::Decide(Verdict::Revoke);
    assert_eq!(act_on(&w.engine, &w.by(w.marta), id, &of_jonas, &revoke, "").await.unwrap().done, 3);
    let (_, open, _) = standing(&w.engine, &w.by(w.marta), id, None).await.unwrap();
    assert_eq!((open.revoke, open.certify, open.undecided()), (3, 3, 3));
    assert_eq!(followed().await, (6, 5), "two in violation are revoked, and so is a usual one");
});

db_test!(what_is_put_to_others_is_looked_at_and_not_decided, |db| async move {
    let (r, id) = with_conflict(db).await;
    let w = &r.w;
    let of_marta = Ask { reviewer: Some(w.marta), ..Ask::default() };
    let seen = r.window(&w.by(w.otto), id, &of_marta, Window::First).await;
    assert!(!seen.is_own && seen.rows.len() == 9);
    assert!(seen.rows.iter().all(|row| row.view.permissions.is_empty()));
    let of_auditor = Chosen::All(of_marta.clone());
    let nothing =
        act_on(&w.engine, &w.by(w.otto), id, &of_auditor, &ItemAction::Decide(Verdict::Revoke), "").await;
    assert!(matches!(nothing, Err(EngineError::Forbidden(_))), "{nothing:?}");
    let of_carl = Ask { reviewer: Some(w.carl), ..Ask::default() };
    let theirs = workspace(&w.engine, &w.by(w.marta), id, &of_carl, Window::First, GroupBy::Item).await;
    assert!(matches!(theirs, Err(EngineError::Forbidden(_))), "{theirs:?}");
    let stranger =
        workspace(&w.engine, &w.by(w.jonas), id, &Ask::default(), Window::First, GroupBy::Item).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })), "{stranger:?}");
    let mine = r.window(&carl(w), id, &Ask::default(), Window::First).await;
    assert!(mine.is_own, "an administrator sees their own rows first");
});

db_test!(an_exception_ends_on_its_date_and_within_what_the_campaign_leaves, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    let now = system(&w.engine).now;
    let except = |until| {
        let only = Selection::Items(vec![pay.item.id.to_string()]);
        let (engine, marta) = (&w.engine, w.by(w.marta));
        async move { act(engine, &marta, id, &only, &ItemAction::Except { until }, "for the move").await }
    };
    for wrong in [now, now - Duration::days(1), now + Duration::days(31)] {
        let refused = except(wrong).await;
        assert!(
            matches!(refused, Err(EngineError::Invalid { ref field, .. }) if field == "until"),
            "{refused:?}"
        );
    }
    let until = now + Duration::days(10);
    assert_eq!(except(until).await.unwrap().done, 1);
    let item = r.row(id, w.jonas, w.pay).await.item;
    assert_eq!((item.verdict, item.until), (Some(Verdict::Exception), Some(until)));
});

db_test!(a_row_that_was_signed_meanwhile_says_so, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    let late = r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    assert_eq!(late.left[0].1, "the line item is signed-off: nothing can be decided");
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.status, LineItemStatus::SignedOff);
    let nobodys = Selection::Places(vec![9_999]);
    let left = act(&w.engine, &w.by(w.marta), id, &nobodys, &ItemAction::Reset, "").await.unwrap();
    assert_eq!(left.left[0].1, "there is no such line item");
});
