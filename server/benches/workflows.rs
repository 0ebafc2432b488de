//! 1,000 workflow instances of three steps each, carried out by four workers, against the bare SQL writes of the
//! same rows in as many transactions.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark may stop")]

use std::time::{Duration, Instant};

use bailiwick::authority::Actor;
use bailiwick::id::{RequestTypeId, UserId};
use bailiwick_engine::testing::World;
use bailiwick_engine::{Engine, jobs, request_types, requests, workflows};
use bailiwick_script_host::Launch;
use bailiwick_server::config::Config;
use bailiwick_server::state::AppState;
use bailiwick_server::workflows::{SCRIPT_HOST, attach};
use bailiwick_store::testing::{bare_begin, bare_instance};
use bailiwick_store::{Db, DbOptions};
use serde_json::{Map, Value, json};

const INSTANCES: u32 = 1_000;
const STEPS: u32 = 3;
const WORKERS: usize = 4;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let database = std::env::var("BENCH_DATABASE")
        .unwrap_or_else(|_| format!("sqlite:{}", folder.path().join("bench.db").display()));
    let db = Db::open(&DbOptions::new(&database)).await.unwrap();
    let engine = Engine::new(db.clone());
    let host =
        Launch::Program { path: env!("CARGO_BIN_EXE_bailiwick").into(), args: vec![SCRIPT_HOST.into()] };
    attach(&AppState::new(engine.clone(), Config::default()).unwrap(), host);
    let world = World::on(engine.clone(), std::sync::Arc::default()).await;
    define(&world).await;

    // One after another, to know what a step takes by itself.
    let mut alone = Vec::new();
    for _ in 0..100 {
        ask(&world, world.jonas).await;
        let begun = Instant::now();
        while jobs::run_due(&engine).await.unwrap() {}
        alone.push(begun.elapsed() / STEPS);
    }
    alone.sort_unstable();

    for _ in 0..INSTANCES {
        ask(&world, world.jonas).await;
    }
    let begun = Instant::now();
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let engine = engine.clone();
            tokio::spawn(async move { while jobs::run_due(&engine).await.unwrap() {} })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let ours = begun.elapsed();

    let mut waiting = Vec::new();
    for _ in 0..INSTANCES {
        waiting.push(bare_begin(&db, world.jonas).await);
    }
    let mut bare_alone = Vec::new();
    let begun = Instant::now();
    for instance in &waiting {
        let one = Instant::now();
        bare_instance(&db, instance, STEPS).await;
        bare_alone.push(one.elapsed() / STEPS);
    }
    let bare = begun.elapsed();
    bare_alone.sort_unstable();

    println!("{INSTANCES} instances of {STEPS} steps each on {}, {WORKERS} workers", db.kind());
    println!("  workflows: {} in all", shown(ours));
    println!(
        "  bare SQL:  {} in all (the same rows in as many transactions, one after another)",
        shown(bare)
    );
    println!("  ratio:     {:.2}", ours.as_secs_f64() / bare.as_secs_f64());
    let median = |times: &[Duration]| times.get(times.len() / 2).copied().expect("times");
    let (one, other) = (median(&alone), median(&bare_alone));
    println!(
        "  a step, one instance after another: median {}, bare {}; the engine and its script add {}",
        shown(one),
        shown(other),
        shown(one.saturating_sub(other))
    );
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

/// A workflow of two scripts that compute and one that ends the request, and a type that goes by it.
async fn define(world: &World) {
    let script = |name: &str, script: &str, next: Option<&str>| {
        json!({"name": name, "displayName": name, "type": "scriptTask", "scriptTask": {
            "language": "javascript", "script": script,
            "nextStep": [{"condition": "true", "outcome": "done", "step": next}]}})
    };
    let end = "openidm.action('iga/governance/requests/' + execution.getVariables().get('id'), 'POST', \
               {status: 'complete', decision: 'approved', outcome: 'fulfilled'}, {_action: 'update'})";
    let definition = json!({"id": "bench", "steps": [
        script("scriptTask-1", "execution.setVariable('count', 1)", Some("scriptTask-2")),
        script("scriptTask-2", "execution.setVariable('count', execution.getVariables().get('count') + 1)", Some("scriptTask-3")),
        script("scriptTask-3", end, None),
    ]});
    let ctx = world.engine.context(Actor::System, "bench");
    workflows::publish(&world.engine, &ctx, object(definition)).await.unwrap();
    let request_type = json!({"id": "bench", "workflow": {"id": "bench"}, "schemas": {}});
    request_types::create(&world.engine, &ctx, object(request_type)).await.unwrap();
}

async fn ask(world: &World, who: UserId) {
    let payload = object(json!({"common": {"justification": "bench"}}));
    requests::publish(&world.engine, &world.by(who), &RequestTypeId("bench".into()), &payload).await.unwrap();
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
