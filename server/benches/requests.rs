//! Submit, approve, approve, grant: cycles a second over HTTP, against the bare SQL writes of
//! the same rows on the same database.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark may stop")]

mod support;

use std::time::{Duration, Instant};

use bailiwick::authority::Actor;
use bailiwick::catalog::{Item, ItemKind, Risk, catalog_id};
use bailiwick::directory::Status;
use bailiwick::id::{ItemId, UserId};
use bailiwick_engine::testing::World;
use bailiwick_engine::{Engine, identity};
use bailiwick_store::testing::bare_cycle;
use bailiwick_store::{Db, DbOptions, items, jobs};
use support::{Client, Server, Times};
use uuid::Uuid;

const CYCLES: u32 = 500;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let database = std::env::var("BENCH_DATABASE")
        .unwrap_or_else(|_| format!("sqlite:{}", folder.path().join("bench.db").display()));
    let db = Db::open(&DbOptions::new(&database)).await.unwrap();
    let world = World::on(Engine::new(db.clone()), std::sync::Arc::default()).await;
    let wanted = add_items(&world).await;
    let server = Server::start(&database);
    let mut jonas = Client::new(server.address, &token(&world, world.jonas).await);
    let mut marta = Client::new(server.address, &token(&world, world.marta).await);
    let mut priya = Client::new(server.address, &token(&world, world.priya).await);

    let mut cycles = Times::default();
    let begun = Instant::now();
    for item in &wanted {
        cycles.take(|| cycle(*item, world.jonas, &mut jonas, [&mut marta, &mut priya]));
    }
    while unfinished(&world, &db).await {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let http = f64::from(CYCLES) / begun.elapsed().as_secs_f64();

    let mut bare_cycles = Times::default();
    let begun = Instant::now();
    for _ in 0..CYCLES {
        let one = Instant::now();
        bare_cycle(&db, world.jonas, world.sap).await;
        bare_cycles.add(one.elapsed());
    }
    let bare = f64::from(CYCLES) / begun.elapsed().as_secs_f64();
    println!("submit, two approvals, grant: {CYCLES} cycles on {}, one after another", db.kind());
    println!("  over HTTP: {http:.0} cycles/s; submit and approvals {}", cycles.line());
    println!(
        "  bare SQL:  {bare:.0} cycles/s; {} (the same rows in as many transactions)",
        bare_cycles.line()
    );
    println!("  ratio:     {:.2}", bare / http);
    println!("memory of the server after: {}", server.memory());
}

/// Asks for an item and lets both decide.
fn cycle(item: ItemId, user: UserId, requester: &mut Client, deciders: [&mut Client; 2]) {
    let body = format!(
        r#"{{"users":["{user}"],"catalogs":[{{"type":"entitlement","id":"{}"}}],"accessModifier":"add","justification":"bench"}}"#,
        catalog_id(ItemKind::Entitlement, item)
    );
    let (status, answer) = requester.call("POST", "/iga/governance/requests?_action=create", &body);
    assert_eq!(status, 200, "{answer}");
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let id = answer["result"][0].as_str().unwrap();
    for decider in deciders {
        let path = format!("/iga/governance/requests/{id}?_action=approve");
        let (status, answer) = decider.call("POST", &path, r#"{"justification":"fine"}"#);
        assert_eq!(status, 200, "{answer}");
    }
}

async fn unfinished(world: &World, db: &Db) -> bool {
    let now = world.engine.context(Actor::System, "").now;
    jobs::due(&mut db.read().await.unwrap(), now).await.unwrap() > 0
}

async fn add_items(world: &World) -> Vec<ItemId> {
    let mut tx = world.engine.db().write().await.unwrap();
    let mut ids = Vec::new();
    for n in 0..CYCLES {
        let item = Item {
            id: ItemId(Uuid::from_u128(0x9000 + u128::from(n))),
            kind: ItemKind::Entitlement,
            application: Some(world.sap),
            native_key: format!("BENCH_{n}"),
            name: format!("Bench {n}"),
            description: String::new(),
            risk: Risk::Low,
            requestable: true,
            status: Status::Active,
            owners: vec![world.priya],
            tags: Vec::new(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        items::insert(&mut tx, &item).await.unwrap();
        ids.push(item.id);
    }
    tx.commit().await.unwrap();
    ids
}

async fn token(world: &World, person: UserId) -> String {
    let ctx = world.by(person);
    identity::create_token(&world.engine, &ctx, "bench", ctx.now + chrono::Duration::days(1))
        .await
        .unwrap()
        .secret
}
