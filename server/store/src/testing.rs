//! Fresh databases for tests: a SQLite file of its own, a PostgreSQL schema of its own.
//!
//! PostgreSQL is used when `TEST_POSTGRES_URL` names a server; without it the PostgreSQL
//! half of each test says that it was skipped.

#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "for tests only")]

mod bare;
mod company;

pub use bare::{bare_begin, bare_cycle, bare_instance, bare_line_items, bare_search, some_words};
pub use company::Company;

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::tx::args;
use crate::{Db, DbOptions};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database that goes away with the test.
pub struct TestDb {
    /// The database, migrated and empty.
    pub db: Db,
    _folder: Option<tempfile::TempDir>,
    schema: Option<(String, String)>,
    url: String,
}

impl TestDb {
    /// A fresh SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let db = Db::open(&DbOptions::new(url.clone())).await.expect("a SQLite database");
        Self { db, _folder: Some(folder), schema: None, url }
    }

    /// A fresh PostgreSQL schema; `None`, saying so, when there is no server.
    pub async fn postgres() -> Option<Self> {
        let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
            eprintln!("skipped on PostgreSQL: TEST_POSTGRES_URL is not set");
            return None;
        };
        let schema = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&url).await.expect("the test server");
        let create = format!("CREATE SCHEMA {schema}");
        sqlx::query(AssertSqlSafe(create)).execute(&mut connection).await.expect("a schema");
        let options =
            DbOptions { schema: Some(schema.clone()), connections: 6, ..DbOptions::new(url.clone()) };
        let db = Db::open(&options).await.expect("a PostgreSQL database");
        let own = format!("{url}?options=-c%20search_path%3D{schema}");
        Some(Self { db, _folder: None, schema: Some((url, schema)), url: own })
    }

    /// Where it is, for another process.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Closes and removes the database.
    pub async fn close(self) {
        self.db.close().await;
        if let Some((url, schema)) = self.schema {
            let mut connection = PgConnection::connect(&url).await.expect("the test server");
            let drop = format!("DROP SCHEMA {schema} CASCADE");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut connection).await.expect("the schema goes");
        }
    }
}

/// Runs a statement past all use cases, as somebody would who tampers with the database.
pub async fn execute(db: &Db, sql: &'static str) {
    let mut tx = db.write().await.expect("a transaction");
    tx.execute(sql, Vec::new()).await.expect("the statement is accepted");
    tx.commit().await.expect("a commit");
}

/// What a statement counts, past all use cases.
pub async fn count(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.expect("a transaction");
    tx.count(sql, Vec::new()).await.expect("a count")
}

/// How many jobs are due or at work, past all use cases.
pub async fn unfinished_jobs(db: &Db, now: DateTime<Utc>) -> i64 {
    let sql = "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'waiting' AND due_at <= $1)";
    let mut tx = db.read().await.expect("a transaction");
    tx.count(sql, args![now]).await.expect("a count")
}

/// In how many places the counts of line items do not agree with the line items: for [`count`].
pub const MISCOUNTED: &str = "SELECT count(*) FROM (SELECT campaign, reviewer_id, status, COALESCE(verdict, '') AS verdict, \
     count(*) AS items FROM line_items GROUP BY 1, 2, 3, 4) l FULL JOIN (SELECT * FROM line_item_counts \
     WHERE items <> 0) c ON c.campaign = l.campaign AND c.reviewer_id = l.reviewer_id AND c.status = l.status \
     AND c.verdict = l.verdict WHERE l.items IS DISTINCT FROM c.items";

/// Makes two tests of one body, one on each database: `db_test!(name, |db| async move { … })`.
#[macro_export]
macro_rules! db_test {
    ($(#[$meta:meta])* $name:ident, |$db:ident| $body:expr) => {
        $(#[$meta])*
        mod $name {
            #[expect(unused_imports, reason = "not every test needs what its module names")]
            use super::*;

            async fn test($db: $crate::Db) {
                $body.await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let fresh = $crate::testing::TestDb::sqlite().await;
                test(fresh.db.clone()).await;
                fresh.close().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(fresh) = $crate::testing::TestDb::postgres().await else { return };
                test(fresh.db.clone()).await;
                fresh.close().await;
            }
        }
    };
}
