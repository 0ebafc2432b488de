//! With whom people are compared: their team, or their organisation where that is too small; the same everywhere.

use bailiwick::catalog::Risk;
use bailiwick::certification::{Guard, Reason, Verdict};
use bailiwick::directory::{Colleagues, Organisation, Status, User};
use bailiwick::id::{CampaignId, ItemId, OrganisationId, UserId};
use bailiwick_engine::catalog::item;
use bailiwick_engine::certifications::{Ask, GroupBy, ReviewRow, Window, workspace};
use bailiwick_engine::testing::system;
use bailiwick_store::{Db, db_test, users};
use serde_json::json;
use uuid::Uuid;

use super::{Review, carl};

const FINANCE: OrganisationId = OrganisationId(Uuid::from_u128(0x51));

impl Review {
    /// Jonas, who shares his manager with Hana only, Priya, Grace, Otto, and Ida, who has left, belong to Finance.
    async fn with_finance(db: Db) -> Self {
        let r = Self::on(db).await;
        let w = &r.w;
        let mut tx = w.engine.db().write().await.unwrap();
        let finance = Organisation { id: FINANCE, name: "Finance".into(), parent: None };
        users::insert_organisation(&mut tx, &finance).await.unwrap();
        for user in [w.jonas, w.priya, w.grace, w.otto, w.ida] {
            let (mut whole, _) = users::whole(&mut tx, user).await.unwrap().unwrap();
            whole.organisation = Some(FINANCE);
            users::update(&mut tx, &whole, system(&w.engine).now).await.unwrap();
        }
        tx.commit().await.unwrap();
        r
    }

    /// What is told of something that a person holds.
    async fn row_of(&self, id: CampaignId, reviewer: UserId, user: UserId, of: ItemId) -> ReviewRow {
        let ask = Ask { reviewer: Some(reviewer), ..Ask::default() };
        let by = carl(&self.w);
        let seen = workspace(&self.w.engine, &by, id, &ask, Window::First, GroupBy::Person).await.unwrap();
        let fits = |row: &ReviewRow| row.view.item.user() == Some(user) && row.view.item.item() == Some(of);
        seen.rows.into_iter().find(fits).unwrap()
    }
}

db_test!(who_has_hardly_any_team_is_compared_with_the_organisation, |db| async move {
    let r = Review::with_finance(db).await;
    let w = &r.w;
    let usual = r.more("Usual", Risk::Low, &[w.jonas, w.hana, w.priya, w.grace]).await;
    let rare = r.more("Rare", Risk::Low, &[w.jonas, w.hana]).await;
    let id = r.running(json!({})).await;

    let jonas = r.row_of(id, w.marta, w.jonas, usual).await;
    assert_eq!(jonas.insight.colleagues, Colleagues::Organisation);
    assert_eq!(jonas.insight.evidence.peers, (2, 3), "of Priya, Grace and Otto; not Ida, who has left");
    assert_eq!(jonas.view.user.unwrap().organisation.as_deref(), Some("Finance"));
    assert_eq!(jonas.recommendation.verdict, Some(Verdict::Certify));
    assert_eq!(jonas.insight.evidence.guard(), None, "it may be certified with others");
    let alone = r.row_of(id, w.marta, w.jonas, rare).await;
    assert_eq!(alone.insight.evidence.peers, (0, 3));
    assert_eq!(alone.recommendation.reasons, [Reason::FewPeers(0, 3)]);
    assert_eq!(alone.recommendation.verdict, Some(Verdict::Revoke));

    // Who belongs to no organisation has the team that there is.
    let hana = r.row_of(id, w.marta, w.hana, usual).await;
    assert_eq!((hana.insight.colleagues, hana.insight.evidence.peers), (Colleagues::Team, (1, 1)));
    assert_eq!(hana.manager.as_deref(), Some("Marta Oyelaran"));
    assert_eq!(hana.insight.evidence.guard(), Some(Guard::UnlikePeers));
    // Who has a team is compared with that.
    let priya = r.row_of(id, w.carl, w.priya, usual).await;
    assert_eq!(priya.insight.colleagues, Colleagues::Team);
    assert_eq!(priya.insight.evidence.peers, (1, 3), "of Marta, Grace and Otto");

    // The catalog says the same.
    let found = item(&w.engine, &w.by(w.jonas), usual, None).await.unwrap();
    assert_eq!((found.peers, found.colleagues), ((2, 3), Colleagues::Organisation));
    let found = item(&w.engine, &w.by(w.priya), usual, None).await.unwrap();
    assert_eq!((found.peers, found.colleagues), ((1, 3), Colleagues::Team));
});

db_test!(people_without_a_manager_have_colleagues_too, |db| async move {
    let r = Review::with_finance(db).await;
    let w = &r.w;
    let usual = r.more("Usual", Risk::Low, &[w.jonas, w.priya, w.grace]).await;
    let mut tx = w.engine.db().write().await.unwrap();
    let (mut jonas, _) = users::whole(&mut tx, w.jonas).await.unwrap().unwrap();
    jonas.manager = None;
    users::update(&mut tx, &jonas, system(&w.engine).now).await.unwrap();
    tx.commit().await.unwrap();
    let marta = format!("managed/user/{}", w.marta);
    let asks_marta = json!({"stages": [{"certifierType": "user", "certifierId": marta}]});
    let id = r.running(asks_marta).await;
    let told = r.row_of(id, w.marta, w.jonas, usual).await;
    assert_eq!((told.insight.colleagues, told.manager), (Colleagues::Organisation, None));
    assert_eq!(told.insight.evidence.peers, (2, 3));
});

db_test!(a_whole_company_is_nobodys_colleague, |db| async move {
    let r = Review::with_finance(db).await;
    let w = &r.w;
    let usual = r.more("Usual", Risk::Low, &[w.jonas, w.priya, w.grace]).await;
    let mut tx = w.engine.db().write().await.unwrap();
    for n in 0..398_u128 {
        let user = User {
            id: UserId(Uuid::from_u128(0x9000 + n)),
            user_name: format!("clerk{n}"),
            given_name: "Clerk".into(),
            sn: n.to_string(),
            display_name: format!("Clerk {n}"),
            mail: None,
            title: None,
            organisation: Some(FINANCE),
            manager: None,
            status: Status::Active,
            created_at: system(&w.engine).now,
        };
        users::insert(&mut tx, &user).await.unwrap();
    }
    tx.commit().await.unwrap();
    let id = r.running(json!({})).await;
    let told = r.row_of(id, w.marta, w.jonas, usual).await;
    assert_eq!((told.insight.colleagues, told.insight.evidence.peers), (Colleagues::Team, (0, 1)));
    assert_eq!(told.recommendation.reasons, [Reason::NoPeers]);
    let found = item(&w.engine, &w.by(w.jonas), usual, None).await.unwrap();
    assert_eq!((found.peers, found.colleagues), ((0, 1), Colleagues::Team));
});
