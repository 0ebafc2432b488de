//! `kill -9` at any moment between submit and grant loses no request and grants nothing twice.
//!
//! The real server is killed at random moments while people ask and decide over HTTP, started
//! again, and at the end everything that was acknowledged must be there, once.

#![expect(clippy::expect_used, clippy::panic, reason = "for tests only")]

#[macro_use]
mod story;

mod campaign;
mod client;
mod server;

use std::time::Duration;

use bailiwick::catalog::{Item, ItemKind, Risk, catalog_id};
use bailiwick::directory::Status;
use bailiwick::id::{ItemId, UserId};
use bailiwick_engine::testing::World;
use bailiwick_engine::{Engine, audit, identity};
use bailiwick_store::items;
use bailiwick_store::testing::TestDb;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::Client;
use crate::server::Server;

const ROUNDS: u32 = 8;
const ITEMS_A_ROUND: u32 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    crash_again_and_again(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    if let Some(db) = TestDb::postgres().await {
        crash_again_and_again(db).await;
    }
}

struct Tokens {
    jonas: String,
    marta: String,
    priya: String,
}

async fn crash_again_and_again(db: TestDb) {
    let world = World::on(Engine::new(db.db.clone()), std::sync::Arc::default()).await;
    let wanted = add_items(&world, ROUNDS * ITEMS_A_ROUND).await;
    let tokens = Tokens {
        jonas: token(&world, world.jonas).await,
        marta: token(&world, world.marta).await,
        priya: token(&world, world.priya).await,
    };
    let mut acknowledged = Vec::new();
    for (round, items) in wanted.chunks(ITEMS_A_ROUND as usize).enumerate() {
        let server = Server::start(&db.url()).await;
        let client = Client::new(server.address());
        // The moment of death moves through the whole story, a little differently each run; the last ones leave time
        // for some of it on any machine.
        let random = u64::from(world.engine.random_bytes::<1>()[0]);
        let death = Duration::from_millis(5 + 60 * (round * round) as u64 + random / 2);
        let (asked, ()) = tokio::join!(ask_and_decide(&client, &tokens, &world, items), async {
            tokio::time::sleep(death).await;
            server.kill();
        });
        acknowledged.extend(asked);
    }
    let server = Server::start(&db.url()).await;
    finish(&Client::new(server.address()), &tokens, &world).await;
    check(&world, &Client::new(server.address()), &tokens, &acknowledged).await;
    server.kill();
    db.close().await;
}

/// Asks for each item, and lets manager and owner approve; the ids of the requests that were
/// acknowledged before the server died.
async fn ask_and_decide(client: &Client, tokens: &Tokens, world: &World, items: &[ItemId]) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for item in items {
        let body = json!({
            "users": [world.jonas],
            "catalogs": [{ "type": "entitlement", "id": catalog_id(ItemKind::Entitlement, *item) }],
            "accessModifier": "add",
            "justification": "crash",
        });
        let Some((200, answer)) =
            client.post(&tokens.jonas, "/iga/governance/requests?_action=create", &body).await
        else {
            break;
        };
        let Some(id) = answer["result"][0].as_str() else { panic!("{answer}") };
        acknowledged.push(id.to_owned());
        approve(client, &tokens.marta, id).await;
        approve(client, &tokens.priya, id).await;
    }
    acknowledged
}

async fn approve(client: &Client, token: &str, id: &str) {
    let path = format!("/iga/governance/requests/{id}?_action=approve");
    client.post(token, &path, &json!({ "justification": "fine" })).await;
}

/// Everybody decides what comes to wait for them, until the workers have finished everything.
async fn finish(client: &Client, tokens: &Tokens, world: &World) {
    for _ in 0..600 {
        if open_requests(client, tokens, world).await == 0 {
            return;
        }
        for (token, person) in [(&tokens.marta, world.marta), (&tokens.priya, world.priya)] {
            let path = format!(
                "/iga/governance/user/{person}/approvals?_action=search&actorStatus=active&_pageSize=1000"
            );
            let (_, waiting) = client.post(token, &path, &json!({})).await.expect("an answer");
            for request in waiting["result"].as_array().expect("rows") {
                approve(client, token, request["id"].as_str().expect("an id")).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("requests stay open");
}

async fn open_requests(client: &Client, tokens: &Tokens, world: &World) -> u64 {
    let filter = json!({ "targetFilter": { "operator": "EQUALS", "operand": { "targetName": "decision.status", "targetValue": "in-progress" } } });
    let path = format!("/iga/governance/user/{}/requests?_action=search&_pageSize=0", world.jonas);
    let (_, open) = client.post(&tokens.jonas, &path, &filter).await.expect("an answer");
    open["totalCount"].as_u64().expect("a count")
}

async fn check(world: &World, client: &Client, tokens: &Tokens, acknowledged: &[String]) {
    assert!(!acknowledged.is_empty(), "no request was acknowledged: the test tests nothing");
    let path = format!("/iga/governance/user/{}/requests?_pageSize=1000", world.jonas);
    let (_, requests) = client.get(&tokens.jonas, &path).await.expect("an answer");
    let requests = requests["result"].as_array().expect("rows").clone();
    for id in acknowledged {
        assert!(
            requests.iter().any(|request| request["id"] == json!(id)),
            "{id} was acknowledged and is lost"
        );
    }
    assert!(requests.iter().all(|request| request["decision"]["outcome"] == "provisioned"), "{requests:?}");
    let mut asked: Vec<&Value> = requests.iter().map(|request| &request["catalog"]["id"]).collect();
    let all = asked.len();
    asked.sort_by_key(ToString::to_string);
    asked.dedup();
    assert_eq!(asked.len(), all, "no item was asked for twice");
    let held = world.holds(world.jonas).await;
    assert_eq!(held.len(), all, "each provisioned request is one grant");
    while audit::seal(&world.engine).await.expect("sealing") > 0 {}
    audit::verify(&world.engine).await.expect("the audit chain holds");
}

async fn add_items(world: &World, count: u32) -> Vec<ItemId> {
    let mut tx = world.engine.db().write().await.expect("a transaction");
    let mut ids = Vec::new();
    for n in 0..count {
        let item = Item {
            id: ItemId(Uuid::from_u128(0x9000 + u128::from(n))),
            kind: ItemKind::Entitlement,
            application: Some(world.sap),
            native_key: format!("CRASH_{n}"),
            name: format!("Crash {n}"),
            description: String::new(),
            risk: Risk::Low,
            requestable: true,
            status: Status::Active,
            owners: vec![world.priya],
            tags: Vec::new(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        items::insert(&mut tx, &item).await.expect("an item");
        ids.push(item.id);
    }
    tx.commit().await.expect("a commit");
    ids
}

async fn token(world: &World, person: UserId) -> String {
    let ctx = world.by(person);
    let token =
        identity::create_token(&world.engine, &ctx, "crash", ctx.now + chrono::Duration::days(1)).await;
    token.expect("a token").secret
}
