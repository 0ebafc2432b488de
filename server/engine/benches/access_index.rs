//! Reading who holds what from the database into the access index: 1,000,000 people with 20 grants each.

#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a benchmark may stop and need not be exact"
)]

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
    let (before, taken) = (own_memory(), Taken::begin());
    let following = tokio::spawn(follower(engine.clone(), std::future::pending()));
    let pairs = engine.access_index().ready().await.pairs();
    let (shown, rate) = (taken.shown(), pairs as f64 / taken.seconds() / 1e6);
    let kind = db.kind();
    println!("{pairs} grants read from {kind}: {shown}, {rate:.1} million a second");
    println!("  memory of the process's own: {before:.0} MB before, {:.0} MB after", own_memory());
    following.abort();
}
