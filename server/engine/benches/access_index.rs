//! Reading who holds what from the database into the access index: 1,000,000 people with 20 grants each.

#![expect(clippy::unwrap_used, reason = "a benchmark may stop")]

#[path = "support/mod.rs"]
mod support;

use bailiwick_engine::Engine;
use bailiwick_engine::access_index::follower;
use bailiwick_store::testing::Company;
use support::{Taken, own_memory};

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let people = std::env::var("BENCH_PEOPLE").map_or(1_000_000, |count| count.parse().unwrap());
    let db = Company { people, entitlements: 50_000, each: 20 }.open(folder.path()).await;
    let engine = Engine::new(db.clone());
    for _ in 0..2 {
        let engine =
            if engine.access_index().snapshot().is_some() { Engine::new(db.clone()) } else { engine.clone() };
        let (before, taken) = (own_memory(), Taken::begin());
        let following = tokio::spawn(follower(engine.clone(), std::future::pending()));
        let pairs = engine.access_index().ready().await.pairs();
        println!(
            "{pairs} grants read from {}: {}; memory {before:.0} -> {:.0} MB",
            db.kind(),
            taken.shown(),
            own_memory()
        );
        following.abort();
    }
}
