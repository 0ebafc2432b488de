//! Certification: a campaign from its template to the access that is gone.

mod attention;
mod colleagues;
mod deadline;
mod deputies;
mod four_eyes;
mod lapsed;
mod let_in;
mod many_rows;
mod nested;
mod other_removals;
mod remediation;
mod reviews;
mod unused;

use bailiwick::authority::{Actor, Authority};
use bailiwick::catalog::{Item, ItemKind, Risk};
use bailiwick::certification::{CampaignStatus, ItemPermission, LineItemStatus, Removal, Standing, Verdict};
use bailiwick::directory::Status;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_engine::certifications::{
    Acted, ItemAction, LineItemView, Selection, Wanted, act, activate, cancel, create, delete_campaign,
    forecast, ledger, left_to_decide, line_items, my_reviews, read, set_deadline, start,
};
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::{Context, EngineError, jobs};
use bailiwick_store::{Db, db_test, items, testing, users};
use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::support::world;

/// Carl runs certifications. Jonas and Hana, whom Marta manages, hold things, and so does Marta.
pub struct Review {
    pub w: World,
}

pub fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

pub fn carl(w: &World) -> Context {
    let authorities = vec![Authority::CertAdmin];
    w.engine.context(Actor::Person { id: w.carl, name: "Carl Berg".into(), authorities }, "test")
}

/// Carl where he may publish workflows too: scripts act with the product's own authority.
pub fn publisher(w: &World) -> Context {
    let authorities = vec![Authority::CertAdmin, Authority::AccessAdmin];
    w.engine.context(Actor::Person { id: w.carl, name: "Carl Berg".into(), authorities }, "test")
}

impl Review {
    pub async fn on(db: Db) -> Self {
        let w = world(db).await;
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::CertAdmin).await.unwrap();
        tx.commit().await.unwrap();
        let review = Self { w };
        let w = &review.w;
        for (user, kind, item) in [
            (w.jonas, ItemKind::Entitlement, w.pay),
            (w.jonas, ItemKind::Entitlement, w.read),
            (w.hana, ItemKind::Role, w.analyst),
            (w.marta, ItemKind::Entitlement, w.pay),
        ] {
            add(&w.engine, &system(&w.engine), user, kind, item, &Terms::default()).await.unwrap();
        }
        w.work().await;
        review
    }

    /// Everything that people hold, put to their managers.
    pub fn body(&self) -> Value {
        json!({
            "name": "Quarterly review", "certificationType": "identity", "ownerId": self.w.carl,
            "stages": [{"certifierType": "manager"}], "stageDuration": 14, "exceptionDuration": 30,
            "allowBulkCertify": true, "allowPartialSignoff": true, "enableForward": true, "enableReassign": true,
            "remediationRule": "BasicRevocation",
            "targetFilter": {"type": ["entitlementGrant", "roleMembership"]},
        })
    }

    /// A campaign that runs, with these changes to its template.
    pub async fn running(&self, more: Value) -> CampaignId {
        let mut body = object(&self.body());
        body.extend(object(&more));
        let is_scripted = more.to_string().contains("certifierScript");
        let by = if is_scripted { publisher(&self.w) } else { carl(&self.w) };
        let template = create(&self.w.engine, &by, body).await.unwrap();
        let campaign = start(&self.w.engine, &carl(&self.w), template.id).await.unwrap();
        assert_eq!(campaign.status, CampaignStatus::Creating);
        self.w.work().await;
        campaign.id
    }

    /// So many more entitlements of one application, without owners.
    pub async fn more_entitlements(&self, count: usize) -> Vec<ItemId> {
        let w = &self.w;
        let mut made = Vec::with_capacity(count);
        let mut tx = w.engine.db().write().await.unwrap();
        for place in 0..count {
            let item = Item {
                id: ItemId(w.engine.new_id()),
                kind: ItemKind::Entitlement,
                application: Some(w.sap),
                native_key: format!("COMPANY_{place}"),
                name: format!("Company code {place}"),
                description: String::new(),
                risk: Risk::Low,
                requestable: true,
                status: Status::Active,
                owners: Vec::new(),
                tags: Vec::new(),
                created_at: system(&w.engine).now,
            };
            items::insert(&mut tx, &item).await.unwrap();
            made.push(item.id);
        }
        tx.commit().await.unwrap();
        made
    }

    pub async fn status(&self, id: CampaignId) -> CampaignStatus {
        read(&self.w.engine, &carl(&self.w), id).await.unwrap().campaign.status
    }

    /// A campaign in which the manager has signed what Jonas may pay, and its owner is asked next.
    async fn signed_in_the_first_of_two_stages(&self) -> CampaignId {
        let w = &self.w;
        let owners = json!({"certificationType": "entitlement", "targetFilter": {},
            "stages": [{"certifierType": "manager"}, {"certifierType": "entitlementOwner"}]});
        let id = self.running(owners).await;
        let pay = self.row(id, w.jonas, w.pay).await;
        self.decide(w.marta, id, &[&pay], Verdict::Certify).await;
        self.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
        id
    }

    /// What a person sees.
    pub async fn rows(&self, id: CampaignId, who: UserId) -> Vec<LineItemView> {
        let wanted = Wanted { actor: Some(who), ..Wanted::default() };
        line_items(&self.w.engine, &self.w.by(who), id, &wanted, &ListQuery::rows(0, 100)).await.unwrap().rows
    }

    pub async fn row(&self, id: CampaignId, user: UserId, item: ItemId) -> LineItemView {
        let page =
            line_items(&self.w.engine, &carl(&self.w), id, &Wanted::default(), &ListQuery::rows(0, 100))
                .await
                .unwrap();
        page.rows
            .into_iter()
            .find(|row| row.item.user() == Some(user) && row.item.item() == Some(item))
            .unwrap()
    }

    pub async fn act(
        &self,
        who: UserId,
        id: CampaignId,
        rows: &[&LineItemView],
        action: ItemAction,
    ) -> Acted {
        let ids = rows.iter().map(|row| row.item.id.to_string()).collect();
        let acted =
            act(&self.w.engine, &self.w.by(who), id, &Selection::Items(ids), &action, "because").await;
        self.w.work().await;
        acted.unwrap()
    }

    pub async fn decide(
        &self,
        who: UserId,
        id: CampaignId,
        rows: &[&LineItemView],
        verdict: Verdict,
    ) -> Acted {
        self.act(who, id, rows, ItemAction::Decide(verdict)).await
    }
}

db_test!(a_revoke_that_is_signed_takes_the_access_away, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    let mine = r.rows(id, w.marta).await;
    assert_eq!(mine.len(), 5, "what Jonas holds, and Hana: a role and what it brings");
    assert!(mine.windows(2).all(|two| two[0].item.risk >= two[1].item.risk), "the riskiest first");
    assert_eq!(my_reviews(&w.engine, &w.by(w.marta)).await.unwrap()[0].counts.open, 5);

    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    let others: Vec<&LineItemView> = mine.iter().filter(|row| row.item.id != pay.item.id).collect();
    assert_eq!(r.decide(w.marta, id, &others, Verdict::Certify).await.done, 4);
    assert!(
        w.holds(w.jonas).await.iter().any(|name| name.contains("pay")),
        "nothing goes before it is signed"
    );
    let all: Vec<&LineItemView> = mine.iter().collect();
    assert_eq!(r.act(w.marta, id, &all, ItemAction::SignOff).await.done, 5);

    let row = r.row(id, w.jonas, w.pay).await;
    assert_eq!(row.item.status, LineItemStatus::SignedOff);
    assert_eq!(row.item.removal, Some(Removal::Complete), "{:?}", row.comments);
    assert!(!w.holds(w.jonas).await.iter().any(|name| name.contains("pay")));
    assert_eq!(r.status(id).await, CampaignStatus::InProgress, "Carl has a row of his own to sign");
    let of_carl = r.rows(id, w.carl).await;
    r.decide(w.carl, id, &of_carl.iter().collect::<Vec<_>>(), Verdict::Certify).await;
    r.act(w.carl, id, &of_carl.iter().collect::<Vec<_>>(), ItemAction::SignOff).await;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
});

db_test!(the_ledger_accounts_for_every_grant, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let only_sap = json!({"targetFilter": {"type": ["entitlementGrant"], "application": {
        "operator": "EQUALS", "operand": {"targetName": "id", "targetValue": w.sap}}},
        "excludeRoleBasedAccess": true});
    let id = r.running(only_sap).await;
    let (lines, _) = ledger(&w.engine, &carl(w), id).await.unwrap();
    let of =
        |standing| lines.iter().filter(|line| line.standing == standing).map(|line| line.grants).sum::<i64>();
    assert_eq!(of(Standing::Reviewed), 3);
    assert_eq!(of(Standing::RoleBased), 2, "what Hana's role brings");
    let known = lines.iter().map(|line| line.grants).sum::<i64>();
    let mut tx = w.engine.db().read().await.unwrap();
    let everybody = [w.jonas, w.hana, w.marta, w.priya, w.grace, w.otto, w.carl, w.ida];
    let held = bailiwick_store::grants::of_users(&mut tx, &everybody).await.unwrap().len();
    drop(tx);
    assert_eq!(usize::try_from(known).unwrap(), held);
    let template = read(&w.engine, &carl(w), id).await.unwrap().campaign.template.unwrap();
    let found = forecast(&w.engine, &carl(w), template).await.unwrap();
    assert_eq!(found.items(), 3);
    assert_eq!(
        found.reviewers.iter().map(|(user, n)| (user.id, *n)).collect::<Vec<_>>(),
        [(w.marta, 2), (w.carl, 1)]
    );
});

db_test!(nobody_is_asked_before_a_staged_campaign_begins, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"stagingEnabled": true})).await;
    assert_eq!(r.status(id).await, CampaignStatus::Staging);
    assert_eq!(my_reviews(&w.engine, &w.by(w.marta)).await.unwrap(), []);
    let hidden = read(&w.engine, &w.by(w.marta), id).await;
    assert!(matches!(hidden, Err(EngineError::NotFound { .. })));
    activate(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!(r.rows(id, w.marta).await.len(), 5);
    assert!(activate(&w.engine, &carl(w), id).await.is_err(), "the second click");
});

db_test!(rows_are_for_who_is_asked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let stranger =
        line_items(&w.engine, &w.by(w.priya), id, &Wanted::default(), &ListQuery::rows(0, 10)).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })));
    let wanted = Wanted { actor: Some(w.carl), ..Wanted::default() };
    let of_others = line_items(&w.engine, &w.by(w.marta), id, &wanted, &ListQuery::rows(0, 10)).await;
    assert!(matches!(of_others, Err(EngineError::Forbidden(_))), "{of_others:?}");
    let own = r.row(id, w.marta, w.pay).await;
    let left = r.decide(w.marta, id, &[&own], Verdict::Certify).await;
    assert_eq!((left.done, left.left.len()), (0, 1), "what she holds herself is put to Carl");

    // Handed over, it is theirs alone.
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!(r.act(w.marta, id, &[&pay], ItemAction::Forward { to: w.priya }).await.done, 1);
    assert_eq!(r.rows(id, w.priya).await.len(), 1);
    assert_eq!(r.decide(w.marta, id, &[&pay], Verdict::Certify).await.done, 0);
    assert_eq!(r.decide(w.priya, id, &[&pay], Verdict::Certify).await.done, 1);
    let (priya, only) = (w.by(w.priya), Selection::Items(vec![pay.item.id.to_string()]));
    let to_jonas = act(&w.engine, &priya, id, &only, &ItemAction::Forward { to: w.jonas }, "").await;
    assert!(matches!(to_jonas, Err(EngineError::Invalid { ref field, .. }) if field == "newActorId"));
});

db_test!(a_campaign_is_signed_as_a_whole_where_it_says_so, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"allowPartialSignoff": false, "allowBulkCertify": false})).await;
    let rows = r.rows(id, w.marta).await;
    let ids = Selection::Items(rows.iter().map(|row| row.item.id.to_string()).collect());
    let bulk = act(&w.engine, &w.by(w.marta), id, &ids, &ItemAction::Decide(Verdict::Certify), "").await;
    assert!(matches!(bulk, Err(EngineError::Conflict(_))), "{bulk:?}");
    r.decide(w.marta, id, &[&rows[0]], Verdict::Certify).await;
    let early = act(&w.engine, &w.by(w.marta), id, &ids, &ItemAction::SignOff, "").await;
    assert!(
        matches!(early, Err(EngineError::Conflict(ref why)) if why.contains("4 line items")),
        "{early:?}"
    );
});

db_test!(what_is_only_left_to_somebody_keeps_them_from_signing_nothing, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"allowPartialSignoff": false})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.act(w.marta, id, &[&pay], ItemAction::Forward { to: w.priya }).await;
    // Priya asks Marta what she thinks of it: it stays Priya's to decide.
    let asks = ItemAction::Reassign { to: w.marta, permissions: vec![ItemPermission::Comment] };
    assert_eq!(r.act(w.priya, id, &[&pay], asks).await.done, 1);
    let rows = r.rows(id, w.marta).await;
    let mine: Vec<&LineItemView> = rows.iter().filter(|row| row.item.id != pay.item.id).collect();
    assert_eq!((rows.len(), mine.len()), (5, 4));
    let (marta, all) = (w.by(w.marta), Selection::AllOf(w.marta));
    let first = async || left_to_decide(&w.engine, &marta, id, None).await.unwrap().seen;
    assert_eq!(r.decide(w.marta, id, &mine[1..], Verdict::Certify).await.done, 3);
    let early = act(&w.engine, &marta, id, &all, &ItemAction::SignOff, "").await;
    assert!(
        matches!(early, Err(EngineError::Conflict(ref why)) if why.contains("1 line items")),
        "{early:?}"
    );
    assert_eq!(first().await, 1, "the page says so before she tries");
    r.decide(w.marta, id, &mine[..1], Verdict::Certify).await;
    assert_eq!(first().await, 0);
    let signed = act(&w.engine, &marta, id, &all, &ItemAction::SignOff, "").await.unwrap();
    assert_eq!((signed.done, signed.left.len()), (4, 1));
    let refused =
        act(&w.engine, &w.by(w.priya), id, &Selection::AllOf(w.priya), &ItemAction::SignOff, "").await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))), "hers is not decided: {refused:?}");
});

db_test!(what_nobody_signs_in_time_is_dealt_with_as_the_template_says, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"expirationAction": "revoke", "expirationActionDelay": 1})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    // The deadline is moved: the first one means nothing any more.
    let later = system(&w.engine).now + Duration::days(20);
    set_deadline(&w.engine, &carl(w), id, later).await.unwrap();
    w.clock.advance(Duration::days(16));
    w.work().await;
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    w.clock.advance(Duration::days(5));
    w.work().await;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.verdict, Some(Verdict::Certify), "decided, it counts");
    let read = r.row(id, w.jonas, w.read).await;
    assert_eq!((read.item.verdict, read.item.signed_by), (Some(Verdict::Revoke), None));
    assert_eq!(read.item.removal, Some(Removal::Complete), "{:?}", read.comments);
    let late = r.decide(w.marta, id, &[&read], Verdict::Certify).await;
    assert_eq!(late.done, 0);
    assert_eq!(testing::count(r.w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(what_is_called_off_keeps_what_is_signed, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    cancel(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.status, LineItemStatus::SignedOff);
    assert_eq!(r.row(id, w.jonas, w.read).await.item.status, LineItemStatus::Cancelled);
    assert!(cancel(&w.engine, &carl(w), id).await.is_err());
    assert_eq!(testing::count(r.w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(a_campaign_in_which_nothing_was_signed_can_be_deleted, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let left = async || testing::count(w.engine.db(), "SELECT count(*) FROM line_items").await;
    let id = r.running(json!({})).await;
    let row = r.row(id, w.jonas, w.pay).await;
    let refused = async |id| delete_campaign(&w.engine, &carl(w), id).await.unwrap_err().to_string();
    assert!(refused(id).await.contains("call it off first"));
    r.decide(w.marta, id, &[&row], Verdict::Certify).await;
    cancel(&w.engine, &carl(w), id).await.unwrap();
    // A decision that nobody signed counts for nothing.
    assert!(matches!(delete_campaign(&w.engine, &w.by(w.marta), id).await, Err(EngineError::Forbidden(_))));
    delete_campaign(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!(left().await, 0);
    assert!(matches!(read(&w.engine, &carl(w), id).await, Err(EngineError::NotFound { .. })));
    w.clock.advance(Duration::days(40));
    w.work().await;
    assert_eq!(testing::count(w.engine.db(), "SELECT count(*) FROM jobs WHERE state = 'dead'").await, 0);
    // The next one has another number: nobody who kept the address of a row comes to a row of it.
    let signed = r.running(json!({"name": "Another"})).await;
    let other = r.row(signed, w.jonas, w.pay).await;
    assert_ne!(other.item.id.campaign, row.item.id.campaign);
    r.decide(w.marta, signed, &[&other], Verdict::Certify).await;
    r.act(w.marta, signed, &[&other], ItemAction::SignOff).await;
    cancel(&w.engine, &carl(w), signed).await.unwrap();
    assert!(refused(signed).await.contains("1 of its line items are signed"));
    assert!(left().await > 0);
});

db_test!(what_was_signed_in_one_of_several_stages_is_not_deleted, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = Box::pin(r.signed_in_the_first_of_two_stages()).await;
    cancel(&w.engine, &carl(w), id).await.unwrap();
    let refused = delete_campaign(&w.engine, &carl(w), id).await.unwrap_err().to_string();
    assert!(refused.contains("1 of its line items are signed"), "{refused}");
});

db_test!(what_is_revoked_is_asked_for_once_whoever_works_at_it, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    for item in [w.pay, w.read] {
        let row = r.row(id, w.jonas, item).await;
        r.decide(w.marta, id, &[&row], Verdict::Revoke).await;
        // Signed one after another, each with a job of its own for all that is signed.
        let ids = Selection::Items(vec![row.item.id.to_string()]);
        act(&w.engine, &w.by(w.marta), id, &ids, &ItemAction::SignOff, "").await.unwrap();
        w.clock.advance(Duration::milliseconds(1));
    }
    let work = async || while jobs::run_due(&w.engine).await.unwrap() {};
    tokio::join!(work(), work(), work(), work());
    for item in [w.pay, w.read] {
        assert_eq!(r.row(id, w.jonas, item).await.item.removal, Some(Removal::Complete));
    }
    let asked = "SELECT count(*) FROM requests WHERE modifier = 'remove'";
    assert_eq!(testing::count(w.engine.db(), asked).await, 2);
});

db_test!(a_second_stage_decides_anew, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = Box::pin(r.signed_in_the_first_of_two_stages()).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.stage, pay.item.reviewer, pay.item.verdict), (1, w.priya, None));
    r.decide(w.priya, id, &[&pay], Verdict::Revoke).await;
    r.act(w.priya, id, &[&pay], ItemAction::SignOff).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.removal, Some(Removal::Complete));
    assert_eq!(testing::count(r.w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(whoever_loses_access_cannot_stop_that, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"remediationDelay": 2})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.removal, Some(Removal::Pending));
    // Somebody else's reviews are nobody else's to name.
    let others = Selection::AllOf(w.marta);
    let named = act(&w.engine, &w.by(w.carl), id, &others, &ItemAction::Reset, "").await;
    assert!(matches!(named, Err(EngineError::Forbidden(_))), "{named:?}");
    w.clock.advance(Duration::days(3));
    w.work().await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.removal, Some(Removal::Complete));
    assert!(!w.holds(w.jonas).await.iter().any(|name| name.contains("pay")));
});

db_test!(two_who_act_at_the_same_instant_have_one_winner, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Certify).await;
    let ids = Selection::Items(vec![pay.item.id.to_string()]);
    let (marta, forward) = (w.by(w.marta), ItemAction::Forward { to: w.priya });
    let (signed, handed) = tokio::join!(
        act(&w.engine, &marta, id, &ids, &ItemAction::SignOff, ""),
        act(&w.engine, &marta, id, &ids, &forward, ""),
    );
    let (signed, handed) = (signed.unwrap(), handed.unwrap());
    assert_eq!(signed.done + handed.done, 1, "{signed:?} {handed:?}");
    assert_eq!(signed.left.len() + handed.left.len(), 1);
    assert_eq!(testing::count(r.w.engine.db(), testing::MISCOUNTED).await, 0);
});
