//! A campaign while its line items are made: whatever else happens in that moment, none is lost, and none is about what was so
//! before.

use std::time::Duration as Real;

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Campaign, CampaignStatus, LineItemStatus};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, UserId};
use bailiwick_engine::certifications::{
    LineItemView, Wanted, cancel, change, create, delete_campaign, isc, line_items, read, start,
};
use bailiwick_engine::requests::provision::{Terms, remove};
use bailiwick_engine::testing::{World, system};
use bailiwick_store::certifications::{campaigns, turns};
use bailiwick_store::{Db, db_test, grants, testing, users};
use chrono::Duration;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::certifications::{Review, carl, object};

const ROWS: &str = "SELECT count(*) FROM line_items";
const OPEN: &str = "SELECT count(*) FROM line_items WHERE status = 'in-progress'";
const REVIEWED: &str =
    "SELECT CAST(COALESCE(sum(grants), 0) AS BIGINT) FROM campaign_ledger WHERE standing = 'reviewed'";
const DEAD_JOBS: &str = "SELECT count(*) FROM jobs WHERE state = 'dead' OR kind = 'make-line-items'";

/// Where line items are made and that is not committed yet, a gate. SQLite has one writer at a time, and nobody is in
/// between: there is no gate there.
struct Gate<'a>(&'a Db);

impl<'a> Gate<'a> {
    async fn shut(db: &'a Db) -> Self {
        let gate = Self(db);
        if gate.is_there() {
            for sql in [
                "CREATE TABLE gate (shut BOOLEAN)",
                "INSERT INTO gate VALUES (TRUE)",
                "CREATE FUNCTION wait_at_gate() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
                 PERFORM pg_advisory_xact_lock('gate'::regclass::oid::bigint); \
                 WHILE EXISTS (SELECT 1 FROM gate) LOOP PERFORM pg_sleep(0.02); END LOOP; RETURN NEW; END $$",
                "CREATE TRIGGER gate BEFORE UPDATE OF position ON campaigns \
                 FOR EACH ROW EXECUTE FUNCTION wait_at_gate()",
            ] {
                testing::execute(db, sql).await;
            }
        }
        gate
    }

    const fn is_there(&self) -> bool {
        matches!(self.0, Db::Postgres(_))
    }

    /// Until somebody stands before it.
    async fn is_reached(&self) {
        const STANDS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted \
                              AND objid = 'gate'::regclass::oid";
        let reached = async {
            while self.is_there() && testing::count(self.0, STANDS).await == 0 {
                sleep(Real::from_millis(10)).await;
            }
        };
        timeout(Real::from_secs(20), reached).await.unwrap();
    }

    /// Opens once somebody waits for who stands before it, or after a while: some do not wait.
    async fn opens(&self) {
        const WAIT: &str = "SELECT count(*) FROM pg_stat_activity a WHERE EXISTS (SELECT 1 FROM pg_locks \
                            WHERE locktype = 'advisory' AND granted AND objid = 'gate'::regclass::oid \
                            AND pid = ANY (pg_blocking_pids(a.pid)))";
        if !self.is_there() {
            return;
        }
        for _ in 0..100 {
            if testing::count(self.0, WAIT).await > 0 {
                break;
            }
            sleep(Real::from_millis(20)).await;
        }
        testing::execute(self.0, "DELETE FROM gate").await;
    }

    /// The database hangs up on who stands before it.
    async fn hangs_up(&self) {
        const HANG_UP: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' \
                               AND granted AND objid = 'gate'::regclass::oid";
        if self.is_there() {
            assert_eq!(testing::count(self.0, HANG_UP).await, 1);
            testing::execute(self.0, "DELETE FROM gate").await;
        }
    }

    /// Has line items made, and does something else before that is committed.
    async fn meanwhile<T>(&self, w: &World, other: impl Future<Output = T>) -> T {
        let other = async {
            self.is_reached().await;
            let (done, ()) = tokio::join!(other, self.opens());
            done
        };
        let ((), done) = tokio::join!(Box::pin(w.work()), other);
        w.work().await;
        done
    }
}

impl Review {
    /// A campaign whose line items are still to be made.
    async fn begun(&self, more: Value) -> CampaignId {
        let mut body = object(&self.body());
        body.extend(object(&more));
        let template = create(&self.w.engine, &carl(&self.w), body).await.unwrap();
        start(&self.w.engine, &carl(&self.w), template.id).await.unwrap().id
    }

    async fn campaign(&self, id: CampaignId) -> Campaign {
        read(&self.w.engine, &carl(&self.w), id).await.unwrap().campaign
    }

    async fn counts(&self, sql: &'static str) -> i64 {
        testing::count(self.w.engine.db(), sql).await
    }

    /// Every row about a person.
    async fn about(&self, id: CampaignId, user: UserId) -> Vec<LineItemView> {
        let (list, all) = (ListQuery::rows(0, 100), Wanted::default());
        let page = line_items(&self.w.engine, &carl(&self.w), id, &all, &list).await.unwrap();
        page.rows.into_iter().filter(|row| row.item.user() == Some(user)).collect()
    }
}

db_test!(a_campaign_that_is_renamed_and_handed_on_keeps_every_row, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let gate = Gate::shut(w.engine.db()).await;
    let id = r.begun(json!({"expirationAction": "certify"})).await;
    let (carl, name) = (carl(w), Some("Renamed"));
    let renamed = Box::pin(change(&w.engine, &carl, id, name, Some(w.priya)));
    gate.meanwhile(w, renamed).await.unwrap();
    let campaign = r.campaign(id).await;
    assert_eq!((campaign.status, campaign.definition.name.as_str()), (CampaignStatus::InProgress, "Renamed"));
    assert_eq!(campaign.definition.owner, w.priya);
    let rows = r.counts(ROWS).await;
    assert!(rows > 0);
    assert_eq!((campaign.items, r.counts(REVIEWED).await), (rows, rows));
    w.clock.advance(Duration::days(15));
    w.work().await;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
    assert_eq!(r.counts(OPEN).await, 0, "the deadline finds every row");
});

db_test!(a_campaign_that_is_called_off_leaves_no_row_behind, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let gate = Gate::shut(w.engine.db()).await;
    let id = r.begun(json!({})).await;
    gate.meanwhile(w, Box::pin(cancel(&w.engine, &carl(w), id))).await.unwrap();
    assert_eq!(r.status(id).await, CampaignStatus::Cancelled);
    assert_eq!((r.campaign(id).await.items, r.counts(OPEN).await), (r.counts(ROWS).await, 0));
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
    delete_campaign(&w.engine, &carl(w), id).await.unwrap();
    w.work().await;
    assert_eq!((r.counts(ROWS).await, r.counts(DEAD_JOBS).await), (0, 0));
});

db_test!(a_campaign_that_is_deleted_over_another_api_leaves_no_row_open, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let gate = Gate::shut(w.engine.db()).await;
    let ids = [r.begun(json!({})).await.to_string()];
    gate.meanwhile(w, Box::pin(isc::delete(&w.engine, &carl(w), &ids))).await.unwrap();
    assert_eq!(r.counts(OPEN).await, 0);
    let cancelled = "SELECT count(*) FROM campaigns WHERE status = 'cancelled'";
    assert_eq!((r.counts(cancelled).await, r.counts(DEAD_JOBS).await), (1, 0));
});

db_test!(nobody_goes_on_with_a_campaign_that_is_gone, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.begun(json!({})).await;
    cancel(&w.engine, &carl(w), id).await.unwrap();
    delete_campaign(&w.engine, &carl(w), id).await.unwrap();
    w.work().await;
    assert_eq!((r.counts(ROWS).await, r.counts(DEAD_JOBS).await), (0, 0));
});

db_test!(access_that_goes_in_that_moment_is_not_certified, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let gate = Gate::shut(w.engine.db()).await;
    let id = r.begun(json!({})).await;
    let (system, terms) = (system(&w.engine), Terms::default());
    let gone = Box::pin(remove(&w.engine, &system, w.jonas, ItemKind::Entitlement, w.pay, &terms));
    gate.meanwhile(w, gone).await.unwrap();
    let pay: Vec<LineItemStatus> = r
        .about(id, w.jonas)
        .await
        .into_iter()
        .filter(|row| row.item.item() == Some(w.pay))
        .map(|row| row.item.status)
        .collect();
    assert!(pay.iter().all(|status| *status == LineItemStatus::Cancelled), "{pay:?}");
    assert_eq!(r.counts(REVIEWED).await, r.counts(ROWS).await, "the ledger adds up");
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(what_was_under_way_when_a_campaign_began_is_waited_for, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.begun(json!({})).await;
    // Jonas loses access and Hana gets another manager; whom that concerns was looked for before there were any rows.
    let now = system(&w.engine).now;
    let mut tx = w.engine.db().write().await.unwrap();
    grants::end(&mut tx, w.jonas, w.pay, "test", now).await.unwrap();
    let (mut hana, _) = users::whole(&mut tx, w.hana).await.unwrap().unwrap();
    hana.manager = Some(w.priya);
    users::update(&mut tx, &hana, now).await.unwrap();
    turns::to_follow(&mut tx).await.unwrap();
    let commit = async {
        sleep(Real::from_millis(400)).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(w.work(), commit);
    w.work().await;
    let of_jonas: Vec<_> = r.about(id, w.jonas).await.into_iter().map(|row| row.item.item()).collect();
    assert_eq!(of_jonas, [Some(w.read)]);
    let of_hana = r.about(id, w.hana).await;
    assert!(!of_hana.is_empty() && of_hana.iter().all(|row| row.item.reviewer == w.priya), "{of_hana:?}");
});

db_test!(who_waits_to_make_rows_keeps_nobody_else_waiting, |db| async move {
    // SQLite has one writer at a time.
    if matches!(db, Db::Sqlite { .. }) {
        return;
    }
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.begun(json!({})).await;
    // A file of people, say, takes long.
    let mut long = w.engine.db().write().await.unwrap();
    turns::to_follow(&mut long).await.unwrap();
    let others = async {
        sleep(Real::from_millis(400)).await;
        let mut short = w.engine.db().write().await.unwrap();
        timeout(Real::from_secs(5), turns::to_follow(&mut short)).await.unwrap().unwrap();
        short.commit().await.unwrap();
        let creating = r.status(id).await;
        long.commit().await.unwrap();
        creating
    };
    let ((), before) = tokio::join!(Box::pin(w.work()), others);
    assert_eq!(before, CampaignStatus::Creating);
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    assert_eq!(r.counts(REVIEWED).await, r.counts(ROWS).await);
});

db_test!(a_campaign_that_stops_when_all_is_made_begins_with_just_that, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.begun(json!({})).await;
    testing::execute(w.engine.db(), "ALTER TABLE certifications RENAME TO mislaid_certifications").await;
    w.work().await;
    let rows = r.counts(ROWS).await;
    assert!(rows > 0);
    assert_eq!(r.counts("SELECT count(*) FROM campaigns WHERE status = 'creating'").await, 1);
    testing::execute(w.engine.db(), "ALTER TABLE mislaid_certifications RENAME TO certifications").await;
    w.clock.advance(Duration::minutes(1));
    w.work().await;
    let campaign = r.campaign(id).await;
    assert_eq!((campaign.status, campaign.failure), (CampaignStatus::InProgress, None));
    assert_eq!((campaign.items, r.counts(ROWS).await, r.counts(REVIEWED).await), (rows, rows, rows));
    assert!(r.counts("SELECT count(*) FROM certifications").await > 0, "whom it asks is known by an id");
});

db_test!(a_campaign_outlives_a_connection_that_is_cut, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let gate = Gate::shut(w.engine.db()).await;
    let id = r.begun(json!({})).await;
    let cut = async {
        gate.is_reached().await;
        gate.hangs_up().await;
    };
    tokio::join!(w.work(), cut);
    w.clock.advance(Duration::minutes(1));
    w.work().await;
    let campaign = r.campaign(id).await;
    assert_eq!((campaign.status, campaign.failure), (CampaignStatus::InProgress, None));
    assert_eq!((campaign.items, r.counts(REVIEWED).await), (r.counts(ROWS).await, r.counts(ROWS).await));
});

db_test!(what_the_database_refuses_is_tried_again_and_not_for_ever, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let [mislaid, found] = [
        "ALTER TABLE campaign_ledger RENAME TO mislaid_ledger",
        "ALTER TABLE mislaid_ledger RENAME TO campaign_ledger",
    ];
    let id = r.begun(json!({})).await;
    testing::execute(w.engine.db(), mislaid).await;
    w.work().await;
    assert_eq!(r.counts("SELECT count(*) FROM campaigns WHERE status = 'creating'").await, 1);
    testing::execute(w.engine.db(), found).await;
    w.clock.advance(Duration::minutes(1));
    w.work().await;
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);

    let id = r.begun(json!({"name": "Once more"})).await;
    testing::execute(w.engine.db(), mislaid).await;
    for _ in 0..8 {
        w.work().await;
        w.clock.advance(Duration::minutes(5));
    }
    testing::execute(w.engine.db(), found).await;
    let campaign = r.campaign(id).await;
    assert_eq!(campaign.status, CampaignStatus::Failed);
    assert!(campaign.failure.is_some(), "it says so");
    assert_eq!(r.counts(DEAD_JOBS).await, 0);
});

db_test!(campaigns_that_start_at_the_same_instant_have_a_number_each, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let template = create(&w.engine, &carl(w), object(&r.body())).await.unwrap();
    let mut tx = w.engine.db().write().await.unwrap();
    let first = Campaign {
        id: CampaignId(w.engine.new_id()),
        number: campaigns::next_number(&mut tx).await.unwrap(),
        template: Some(template.id),
        definition: template.definition.clone(),
        status: CampaignStatus::Staging,
        items: 0,
        started: None,
        deadline: None,
        completed: None,
        completed_by: None,
        failure: None,
        rest: None,
        revision: 1,
        created_at: template.created_at,
    };
    campaigns::insert(&mut tx, &first).await.unwrap();
    let commit = async {
        sleep(Real::from_millis(400)).await;
        tx.commit().await.unwrap();
    };
    let carl = carl(w);
    let (second, ()) = tokio::join!(start(&w.engine, &carl, template.id), commit);
    assert_eq!(second.unwrap().number, first.number + 1);
});
