//! A large company, made inside the database: for benchmarks.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::tx::Tx;
use crate::{Db, DbOptions};

/// How large a company is. Each person has one manager for every ten, the first is their own chief; each application has
/// one owner; half of what people hold is popular.
#[derive(Debug, Clone, Copy)]
pub struct Company {
    /// People, numbered from 1.
    pub people: i64,
    /// Entitlements; a hundred an application.
    pub entitlements: i64,
    /// Grants of each person, 2 at least.
    pub each: i64,
}

/// So many of the entitlements are popular.
const POPULAR: i64 = 500;
const SET_APART: i64 = 1_000_000_000;

impl Company {
    /// The id of a person.
    pub fn person(number: i64) -> Uuid {
        id(number)
    }

    /// The database that `BENCH_DATABASE` names, or a file in a folder, with the company in it.
    pub async fn open(self, folder: &std::path::Path) -> Db {
        let url = std::env::var("BENCH_DATABASE")
            .unwrap_or_else(|_| format!("sqlite:{}", folder.join("company.db").display()));
        let db = Db::open(&DbOptions::new(url)).await.expect("a database");
        self.fill(&db).await;
        db
    }

    /// Fills an empty database; leaves one alone that has people.
    pub async fn fill(self, db: &Db) {
        let Self { people, entitlements, each } = self;
        let mut tx = db.write().await.expect("a transaction");
        let known = tx.count("SELECT count(*) FROM users", Vec::new()).await.expect("a count");
        if known > 0 {
            return;
        }
        let applications = entitlements / 100;
        let is_sqlite = matches!(tx, Tx::Sqlite(_));
        let id = |n: &str| {
            if is_sqlite {
                format!("unhex(printf('%08x00007000800000%010x', {n}, {n}))")
            } else {
                format!("(lpad(to_hex({n}), 8, '0') || '00007000800000' || lpad(to_hex({n}), 10, '0'))::uuid")
            }
        };
        let now =
            if is_sqlite { "'2026-01-05T08:00:00+00:00'" } else { "'2026-01-05T08:00:00Z'::timestamptz" };
        let numbers = |count: i64| {
            format!(
                "WITH RECURSIVE s(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n < {count})"
            )
        };
        let application = format!("{SET_APART} + s.n");
        let of = format!("{SET_APART} + 1 + (s.n - 1) / 100");
        let statements = [
            format!(
                "INSERT INTO users (id, user_name, user_name_norm, given_name, sn, display_name, display_name_norm, sn_norm, \
                 manager_id, status, created_at, modified_at) {numbers} SELECT {id}, 'p' || n, 'p' || n, 'P', 'N' || n, \
                 'P N' || n, 'p n' || n, 'n' || n, {manager}, 'active', {now}, {now} FROM s",
                numbers = numbers(people),
                id = id("n"),
                manager = id("(n + 9) / 10"),
            ),
            format!(
                "INSERT INTO items (id, kind, application_id, native_key, name, name_norm, description, risk, requestable, status, \
                 created_at, modified_at) {numbers} SELECT {id}, 'application', NULL, 'a' || n, 'A' || n, 'a' || n, '', 'low', TRUE, \
                 'active', {now}, {now} FROM s",
                numbers = numbers(applications),
                id = id(&application),
            ),
            format!(
                "INSERT INTO items (id, kind, application_id, native_key, name, name_norm, description, risk, requestable, status, \
                 created_at, modified_at) {numbers} SELECT {id}, 'entitlement', {of}, 'e' || n, 'E' || n, 'e' || n, '', \
                 CASE n % 10 WHEN 0 THEN 'high' WHEN 1 THEN 'medium' ELSE 'low' END, TRUE, 'active', {now}, {now} FROM s",
                numbers = numbers(entitlements),
                id = id("n"),
                of = id(&of),
            ),
            format!(
                "INSERT INTO item_owners (item_id, user_id, position) {numbers} SELECT {application}, {owner}, 0 FROM s",
                numbers = numbers(applications),
                application = id(&application),
                owner = id("n"),
            ),
        ];
        for sql in statements {
            run(&mut tx, sql).await;
        }
        // Millions of rows go in faster before there are indexes, and leave less behind in many transactions.
        let indexes = indexes(&mut tx).await;
        for (name, _) in &indexes {
            run(&mut tx, format!("DROP INDEX {name}")).await;
        }
        tx.commit().await.expect("a commit");
        for first in (1..=people).step_by(50_000) {
            let last = people.min(first + 49_999);
            let grants = format!(
                "INSERT INTO grants (id, user_id, item_kind, item_id, origin, status, start_at) WITH RECURSIVE s(n) AS \
                 (SELECT CAST({first} AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n < {last}), j(k) AS (SELECT \
                 CAST(0 AS BIGINT) UNION ALL SELECT k + 1 FROM j WHERE k + 1 < {each}) SELECT {grant}, {person}, 'entitlement', \
                 CASE WHEN k < {each} / 2 THEN {popular} ELSE {rare} END, 'reconciliation', 'active', {now} FROM s CROSS JOIN j",
                grant = id(&format!("(n * {each} + k)")),
                person = id("n"),
                popular = id(&format!("(1 + (n + k * 37) % {POPULAR})")),
                rare = id(&format!("({POPULAR} + 1 + (n * 7919 + k * 104729) % {})", entitlements - POPULAR)),
            );
            alone(db, grants).await;
        }
        for (_, sql) in indexes {
            alone(db, sql).await;
        }
        alone(db, "ANALYZE".into()).await;
    }
}

/// The indexes of grants: their names, and how they are made.
async fn indexes(tx: &mut Tx) -> Vec<(String, String)> {
    let sql = match tx {
        Tx::Sqlite(_) => {
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'grants' AND sql IS NOT NULL"
        }
        Tx::Postgres(_) => {
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'grants' AND schemaname = current_schema() \
             AND indexname <> 'grants_pkey'"
        }
    };
    tx.rows::<(String, String)>(sql, Vec::new()).await.expect("indexes")
}

/// The id that the statements make of a number.
fn id(number: i64) -> Uuid {
    let number = u128::try_from(number).expect("a number of something");
    Uuid::from_u128((number << 96) | (0x7000_8000 << 48) | number)
}

/// A statement in a transaction of its own.
async fn alone(db: &Db, sql: String) {
    let mut tx = db.write().await.expect("a transaction");
    if matches!(tx, Tx::Postgres(_)) {
        // Twenty million look-ups of people who are there.
        run(&mut tx, "SET LOCAL session_replication_role = replica".into()).await;
    }
    run(&mut tx, sql).await;
    tx.commit().await.expect("a commit");
}

pub(super) async fn run(tx: &mut Tx, sql: String) {
    match tx {
        Tx::Sqlite(tx) => sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.map(|_| ()),
        Tx::Postgres(tx) => sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.map(|_| ()),
    }
    .expect("the statement is accepted");
}
