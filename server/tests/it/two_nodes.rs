//! Two nodes over one database, each with connections, workers and an access index of its own.

use bailiwick::authority::{Actor, Authority};
use bailiwick::catalog::ItemKind;
use bailiwick::id::{ItemId, RequestId, UserId};
use bailiwick::policy::ScanStatus;
use bailiwick::request::{Action, Outcome};
use bailiwick_engine::policies::{self, ScanMode, Started};
use bailiwick_engine::requests::act;
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::testing::{World, another, person, system};
use bailiwick_engine::{Engine, access_index, jobs, settings};
use bailiwick_store::testing::TestDb;
use bailiwick_store::{Db, DbOptions, users};
use serde_json::{Value, json};

use crate::support::{attached, world};

/// The first node is the world's.
struct Nodes {
    w: World,
    other: Engine,
}

impl Nodes {
    /// Nobody may both pay and read, and what would break that is prevented.
    async fn on(fresh: &TestDb) -> Self {
        let w = world(fresh.db.clone()).await;
        let db = Db::open(&DbOptions::new(fresh.url())).await.unwrap();
        let other = another(db, &w.clock);
        attached(&other);
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
        tx.commit().await.unwrap();
        let side = |item: ItemId| json!({"operator": "EQUALS", "operand": {"targetName": "id", "targetValue": item}});
        let rule = json!({
            "name": "Pay and read", "policyRuleOwner": {"id": w.carl}, "violationOwner": {"id": w.marta},
            "active": true, "maxExceptionDuration": 30, "scanTypes": {"preventative": true, "detective": true},
            "ruleDefinition": [side(w.pay), side(w.read)],
        });
        let carl = w.engine.context(
            Actor::Person { id: w.carl, name: "Carl Berg".into(), authorities: vec![Authority::PolicyAdmin] },
            "test",
        );
        policies::create_rule(&w.engine, &carl, object(&rule)).await.unwrap();
        let prevent = object(&json!({"preventRequestWithViolation": true}));
        settings::set_one(&w.engine, &system(&w.engine), "iga_access_request", &prevent).await.unwrap();
        Self { w, other }
    }

    /// Workers of both nodes go on until nothing is due.
    async fn work(&self) {
        let worker = async |engine: &Engine| {
            let mut done = 0;
            while jobs::run_due(engine).await.unwrap() {
                done += 1;
            }
            done
        };
        while tokio::join!(worker(&self.w.engine), worker(&self.other)) != (0, 0) {}
    }

    async fn approve(&self, on: &Engine, by: UserId, request: &RequestId) {
        act(on, &person(on, by, &[]), request, &Action::approve("fine")).await.unwrap();
    }

    async fn outcome(&self, request: &RequestId) -> Option<Outcome> {
        self.w.read(request).await.request.outcome
    }
}

fn object(value: &Value) -> serde_json::Map<String, Value> {
    value.as_object().cloned().unwrap()
}

/// The last approvals of two requests at the same instant, one on each node, carried on by the workers of both.
async fn not_both_are_granted(fresh: TestDb) {
    let nodes = Nodes::on(&fresh).await;
    let w = &nodes.w;
    for user in [w.jonas, w.hana] {
        let pay = w.ask(user, w.pay, user).await;
        let read = w.ask(user, w.read, user).await;
        w.approve(w.marta, &pay).await;
        w.approve(w.marta, &read).await;
        tokio::join!(nodes.approve(&w.engine, w.priya, &pay), nodes.approve(&nodes.other, w.priya, &read));
        Box::pin(nodes.work()).await;
        let mut outcomes = [nodes.outcome(&pay).await, nodes.outcome(&read).await];
        outcomes.sort();
        assert_eq!(outcomes, [Some(Outcome::Provisioned), Some(Outcome::NotProvisioned)], "{user}");
        assert_eq!(w.holds(user).await.len(), 1);
    }
    nodes.other.db().close().await;
    fresh.close().await;
}

/// What one node is given, a scan on the other one finds; and either carries it out.
async fn each_finds_what_the_other_gave(fresh: TestDb) {
    let nodes = Nodes::on(&fresh).await;
    let w = &nodes.w;
    for engine in [&w.engine, &nodes.other] {
        access_index::current(engine).await.unwrap();
    }
    let allowed = object(&json!({"preventRequestWithViolation": false}));
    settings::set_one(&w.engine, &system(&w.engine), "iga_access_request", &allowed).await.unwrap();
    let give = async |engine: &Engine, item| {
        let system = system(engine);
        add(engine, &system, w.jonas, ItemKind::Entitlement, item, &Terms::default()).await.unwrap();
    };
    tokio::join!(give(&w.engine, w.pay), give(&nodes.other, w.read));
    for engine in [&w.engine, &nodes.other] {
        let system = system(engine);
        let begun =
            policies::begin_scan(engine, &system, Started::Everything, ScanMode::Simulate, false).await;
        let scan = begun.unwrap();
        while jobs::run_due(engine).await.unwrap() {}
        let scan = policies::read_scan(engine, &system, scan.id).await.unwrap();
        assert_eq!((scan.status, scan.found), (ScanStatus::Complete, 1), "{:?}", scan.failure);
    }
    nodes.other.db().close().await;
    fresh.close().await;
}

macro_rules! on_both {
    ($($name:ident),*) => {$(
        mod $name {
            use super::*;

            // One file with two sets of connections: nobody runs it so, but it has to hold as well.
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(TestDb::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(fresh) = TestDb::postgres().await else { return };
                super::$name(fresh).await;
            }
        }
    )*};
}

on_both!(not_both_are_granted, each_finds_what_the_other_gave);
