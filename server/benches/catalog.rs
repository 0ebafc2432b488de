//! Catalog search at many items, over HTTP, against the bare SQL of the same search on the
//! same database.
//!
//! `BENCH_ITEMS` sets how many (1,000,000), `BENCH_DATABASE` a database to keep between runs.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark may stop")]

mod support;

use std::time::Instant;

use bailiwick_engine::demo::{DemoOptions, fill};
use bailiwick_engine::{Engine, identity, testing};
use bailiwick_store::testing::{bare_search, some_words};
use bailiwick_store::{Db, DbOptions, users};
use support::{Client, Server, Times};

const SEARCHES: usize = 1_000;

#[tokio::main]
async fn main() {
    let items: u32 = std::env::var("BENCH_ITEMS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    let database = std::env::var("BENCH_DATABASE")
        .unwrap_or_else(|_| format!("sqlite:{}", folder.path().join("bench.db").display()));
    let db = Db::open(&DbOptions::new(&database)).await.unwrap();
    let engine = Engine::new(db.clone());
    if users::count(&mut db.read().await.unwrap()).await.unwrap() == 0 {
        let begun = Instant::now();
        fill(&engine, &DemoOptions { people: 200, items: Some(items), ..DemoOptions::default() })
            .await
            .unwrap();
        println!("filled {items} items in {:.0} s", begun.elapsed().as_secs_f64());
    }
    let token = token(&engine).await;
    let words = some_words(&db, 400).await;
    let typed: Vec<String> = (0..SEARCHES).map(|n| typed(&words, n)).collect();

    let server = Server::start(&database);
    println!("memory of the idle server: {}", server.memory());
    let mut client = Client::new(server.address, &token);
    let mut http = Times::default();
    let mut bare = Times::default();
    for text in typed.iter().take(50) {
        search(&mut client, text);
        bare_search(&db, text).await;
    }
    for text in &typed {
        http.take(|| search(&mut client, text));
        let begun = Instant::now();
        bare_search(&db, text).await;
        bare.add(begun.elapsed());
    }
    println!("catalog search at {items} items on {}, {SEARCHES} searches, one client", db.kind());
    println!("  over HTTP: {}", http.line());
    println!("  bare SQL:  {}", bare.line());
    println!("  ratio:     p50 {:.2}, p99 {:.2}", http.at(0.5) / bare.at(0.5), http.at(0.99) / bare.at(0.99));
    println!("memory of the server after: {}", server.memory());
}

/// What people type: a word's first three to eight letters, at times two words.
fn typed(words: &[String], n: usize) -> String {
    let word = |n: usize, letters: usize| words[n % words.len()].chars().take(letters).collect::<String>();
    let first = word(n * 7, 3 + n % 6);
    if n.is_multiple_of(3) { format!("{first} {}", word(n * 13 + 5, 2 + n % 5)) } else { first }
}

fn search(client: &mut Client, text: &str) {
    let text = text.replace(' ', "%20");
    let (status, body) =
        client.call("GET", &format!("/iga/governance/catalog?_queryString={text}&_pageSize=25"), "");
    assert_eq!(status, 200, "{body}");
}

async fn token(engine: &Engine) -> String {
    let mut tx = engine.db().read().await.unwrap();
    let person = users::find(&mut tx, "jonas", 1).await.unwrap().remove(0);
    drop(tx);
    let ctx = testing::person(engine, person.id, &[]);
    identity::create_token(engine, &ctx, "bench", ctx.now + chrono::Duration::days(1)).await.unwrap().secret
}
