//! A database that has no turn left.

use std::time::{Duration, Instant};

use bailiwick_engine::testing::{engine, system};
use bailiwick_engine::{EngineError, settings};
use bailiwick_store::testing::TestDb;
use bailiwick_store::{Db, DbOptions};

/// A call is told within its patience, and not tried again and again.
async fn is_told_soon(fresh: TestDb) {
    let patience = Duration::from_millis(200);
    let options = DbOptions { connections: 1, patience, ..DbOptions::new(fresh.url()) };
    let (engine, _) = engine(Db::open(&options).await.unwrap());
    let somebody_else = engine.db().write().await.unwrap();
    let begun = Instant::now();
    let given = serde_json::Map::new();
    let refused = settings::set_one(&engine, &system(&engine), "iga_global", &given).await;
    assert!(matches!(refused, Err(EngineError::Overloaded(_))));
    assert!(begun.elapsed() < patience * 4, "{:?}", begun.elapsed());
    drop(somebody_else);
    settings::set_one(&engine, &system(&engine), "iga_global", &given).await.unwrap();
    engine.db().close().await;
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    is_told_soon(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    if let Some(fresh) = TestDb::postgres().await {
        is_told_soon(fresh).await;
    }
}
