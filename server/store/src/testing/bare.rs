//! The bare cost: the SQL that a use case cannot do without, and nothing else.

use bailiwick::id::{ItemId, UserId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::company::run;
use crate::tx::{Tx, args};
use crate::{Db, dialect, search};

/// Words of the catalog, evenly spread over the alphabet.
pub async fn some_words(db: &Db, count: usize) -> Vec<String> {
    let mut tx = db.read().await.expect("a transaction");
    let all: Vec<(String,)> =
        tx.rows("SELECT word FROM search_words ORDER BY word", args![]).await.expect("words");
    let words: Vec<String> = all
        .into_iter()
        .map(|(word,)| word)
        .filter(|word| word.chars().all(char::is_alphabetic) && word.len() > 2)
        .collect();
    let step = (words.len() / count).max(1);
    words.into_iter().step_by(step).take(count).collect()
}

/// The statements of a search: names that begin with the text, names with the words, anything
/// with the words. No ranking, no facets, no rows of the page.
pub async fn bare_search(db: &Db, text: &str) -> usize {
    const COLUMNS: &str =
        "SELECT i.number, i.id, i.kind, i.application_id, i.risk, i.name, i.created_at FROM items i";
    let (typed, words) = search::typed(text);
    let mut tx = db.read().await.expect("a transaction");
    let mut found = 0;
    match &mut tx {
        Tx::Sqlite(tx) => {
            let by_name = format!(
                "{COLUMNS} WHERE i.name_norm >= $1 AND i.name_norm < $2 AND i.requestable AND i.status = 'active' LIMIT 200"
            );
            let rows = sqlx::query(AssertSqlSafe(by_name)).bind(&typed).bind(format!("{typed}\u{10ffff}"));
            found += rows.fetch_all(&mut **tx).await.expect("rows").len();
            let terms: Vec<String> = words.iter().map(|word| format!("\"{word}\" *")).collect();
            for prefix in ["name : ", ""] {
                if found < search::MOST_CANDIDATES {
                    let sql = format!(
                        "{COLUMNS} JOIN item_search s ON s.rowid = i.number WHERE item_search MATCH $1 AND i.requestable AND i.status = 'active' LIMIT 1000"
                    );
                    let rows =
                        sqlx::query(AssertSqlSafe(sql)).bind(format!("{prefix}({})", terms.join(" AND ")));
                    found += rows.fetch_all(&mut **tx).await.expect("rows").len();
                }
            }
        }
        Tx::Postgres(tx) => {
            let by_name = format!(
                "{COLUMNS} WHERE i.name_norm >= $1 AND i.name_norm < $2 AND i.requestable AND i.status = 'active' LIMIT 200"
            );
            let rows = sqlx::query(AssertSqlSafe(by_name)).bind(&typed).bind(format!("{typed}\u{10ffff}"));
            found += rows.fetch_all(&mut **tx).await.expect("rows").len();
            sqlx::query(dialect::EXPECT_FEW).execute(&mut **tx).await.expect("a setting");
            for weight in ["A", ""] {
                if found < search::MOST_CANDIDATES {
                    let terms: Vec<String> = words.iter().map(|word| format!("'{word}':*{weight}")).collect();
                    let sql = format!(
                        "{COLUMNS} JOIN item_search s ON s.number = i.number WHERE s.words @@ CAST($1 AS tsquery) AND i.requestable AND i.status = 'active' LIMIT 1000"
                    );
                    let rows = sqlx::query(AssertSqlSafe(sql))
                        .bind(terms.join(" & "))
                        .fetch_all(&mut **tx)
                        .await
                        .expect("rows");
                    found += rows.len();
                }
            }
        }
    }
    found
}

/// The rows that asking, two approvals and a grant write, in as many transactions, without
/// reading, checking or deciding anything.
pub async fn bare_cycle(db: &Db, user: UserId, application: ItemId) {
    const AT: &str = "2026-01-05T09:00:00Z";
    let at = || chrono::DateTime::parse_from_rfc3339(AT).expect("a date").to_utc();
    let id = || Uuid::from_u128(rand());
    let (request, item) = (id().to_string(), id());
    let phases = [id(), id()];
    let mut tx = db.write().await.expect("a transaction");
    tx.execute(
        "INSERT INTO requests (id, kind, modifier, requester_id, requester_name, user_id, item_id, item_kind, application_id, \
         priority, justification, is_draft, status, started_at, modified_at, revision) VALUES ($1, 'entitlementGrant', 'add', \
         $2, 'x', $2, $3, 'entitlement', $4, 'low', 'bench', $5, 'in-progress', $6, $6, 1)",
        args![request.clone(), user.uuid(), item, application.uuid(), false, at()],
    )
    .await
    .expect("a request");
    phase(&mut tx, &request, phases[0], user, at()).await;
    audit(&mut tx, &request, at()).await;
    job(&mut tx, id(), at()).await;
    tx.commit().await.expect("a commit");
    for (done, next) in [(phases[0], Some(phases[1])), (phases[1], None)] {
        let mut tx = db.write().await.expect("a transaction");
        let sql = "UPDATE request_phases SET status = 'complete', decision = 'approve', completed_at = $2 WHERE id = $1";
        tx.execute(sql, args![done, at()]).await.expect("a phase");
        tx.execute("UPDATE request_actors SET is_active = $2 WHERE phase_id = $1", args![done, false])
            .await
            .expect("actors");
        let sql = "UPDATE requests SET modified_at = $2, revision = revision + 1 WHERE id = $1";
        tx.execute(sql, args![request.clone(), at()]).await.expect("a request");
        if let Some(next) = next {
            phase(&mut tx, &request, next, user, at()).await;
        }
        let sql = "INSERT INTO request_comments (id, request_id, user_id, user_name, action, comment, at) VALUES ($1, $2, $3, 'x', 'approve', 'fine', $4)";
        tx.execute(sql, args![id(), request.clone(), user.uuid(), at()]).await.expect("a comment");
        audit(&mut tx, &request, at()).await;
        job(&mut tx, id(), at()).await;
        tx.commit().await.expect("a commit");
    }
    let mut tx = db.write().await.expect("a transaction");
    let sql = "INSERT INTO grants (id, user_id, item_kind, item_id, origin, request_id, status, start_at) VALUES ($1, $2, 'entitlement', $3, 'request', $4, 'active', $5)";
    tx.execute(sql, args![id(), user.uuid(), item, request.clone(), at()]).await.expect("a grant");
    let sql = "UPDATE requests SET status = 'complete', outcome = 'provisioned', completed_at = $2, revision = revision + 1 WHERE id = $1";
    tx.execute(sql, args![request.clone(), at()]).await.expect("a request");
    audit(&mut tx, &request, at()).await;
    tx.commit().await.expect("a commit");
}

async fn phase(tx: &mut Tx, request: &str, phase: Uuid, user: UserId, at: chrono::DateTime<chrono::Utc>) {
    tx.execute(
        "INSERT INTO request_phases (id, request_id, position, name, display_name, kind, status, started_at) \
         VALUES ($1, $2, 0, $3, 'x', 'request', 'in-progress', $4)",
        args![phase, request, phase.to_string(), at],
    )
    .await
    .expect("a phase");
    let sql = "INSERT INTO request_actors (phase_id, user_id, request_id, permissions, is_active) VALUES ($1, $2, $3, 'approve', $4)";
    tx.execute(sql, args![phase, user.uuid(), request, true]).await.expect("an actor");
}

async fn audit(tx: &mut Tx, request: &str, at: chrono::DateTime<chrono::Utc>) {
    let sql = "INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, event, object_kind, object_id, object_name, trace_id, changes) \
               VALUES ($1, $2, 'user', 'x', 'x', 'bench', 'request', $3, 'x', 'x', '[]')";
    tx.execute(sql, args![Uuid::from_u128(rand()), at, request]).await.expect("an entry");
}

async fn job(tx: &mut Tx, id: Uuid, at: chrono::DateTime<chrono::Utc>) {
    let sql = "INSERT INTO jobs (id, kind, payload, due_at, attempts, state, created_at) VALUES ($1, 'bench', '{}', $2, 0, 'dead', $2)";
    tx.execute(sql, args![id, at]).await.expect("a job");
}

/// A workflow instance that waits to be carried out, with its request and its job.
#[derive(Debug, Clone)]
pub struct BareInstance {
    request: String,
    instance: Uuid,
    job: Uuid,
}

/// Adds the rows of an instance that is about to begin.
pub async fn bare_begin(db: &Db, user: UserId) -> BareInstance {
    let at = chrono::DateTime::UNIX_EPOCH;
    let id = || Uuid::from_u128(rand());
    let made = BareInstance { request: id().to_string(), instance: id(), job: id() };
    let mut tx = db.write().await.expect("a transaction");
    tx.execute(
        "INSERT INTO requests (id, kind, requester_id, requester_name, user_id, priority, justification, is_draft, status, \
         started_at, modified_at, revision) VALUES ($1, 'bench', $2, 'x', $2, 'low', 'bench', $3, 'in-progress', $4, $4, 1)",
        args![made.request.clone(), user.uuid(), false, at],
    )
    .await
    .expect("a request");
    let sql = "INSERT INTO workflow_versions (hash, body) VALUES ('bare', '{}') ON CONFLICT DO NOTHING";
    tx.execute(sql, args![]).await.expect("a version");
    tx.execute(
        "INSERT INTO workflow_instances (id, request_id, workflow_id, version, status, tokens, variables, turns, revision, \
         created_at, modified_at) VALUES ($1, $2, 'bench', 'bare', 'running', '[]', '{}', 1, 1, $3, $3)",
        args![made.instance, made.request.clone(), at],
    )
    .await
    .expect("an instance");
    job(&mut tx, made.job, at).await;
    tx.commit().await.expect("a commit");
    made
}

/// What carrying out an instance of so many steps writes, the last of which ends its request: in as many transactions,
/// without reading, running or deciding anything.
pub async fn bare_instance(db: &Db, of: &BareInstance, steps: u32) {
    let at = chrono::DateTime::UNIX_EPOCH;
    let mut tx = db.write().await.expect("a transaction");
    let sql = "UPDATE jobs SET state = 'running', leased_until = $2, attempts = 1 WHERE id = $1";
    tx.execute(sql, args![of.job, at]).await.expect("a job");
    tx.commit().await.expect("a commit");
    for step in 1..=steps {
        if step == steps {
            let mut tx = db.write().await.expect("a transaction");
            let sql = "INSERT INTO workflow_calls (instance_id, turn, number) VALUES ($1, $2, 0)";
            tx.execute(sql, args![of.instance, i64::from(step)]).await.expect("a call");
            let sql = "UPDATE requests SET status = 'complete', outcome = 'fulfilled', completed_at = $2, revision = revision + 1 WHERE id = $1";
            tx.execute(sql, args![of.request.clone(), at]).await.expect("a request");
            audit(&mut tx, &of.request, at).await;
            tx.commit().await.expect("a commit");
            let mut tx = db.write().await.expect("a transaction");
            let sql = "UPDATE workflow_calls SET answer = '{}' WHERE instance_id = $1";
            tx.execute(sql, args![of.instance]).await.expect("an answer");
            tx.commit().await.expect("a commit");
        }
        let mut tx = db.write().await.expect("a transaction");
        let sql = "UPDATE workflow_instances SET tokens = '[]', variables = '{\"count\":1}', turns = $2, modified_at = $3, \
                   revision = revision + 1 WHERE id = $1";
        tx.execute(sql, args![of.instance, i64::from(step), at]).await.expect("an instance");
        let sql = "DELETE FROM workflow_calls WHERE instance_id = $1";
        tx.execute(sql, args![of.instance]).await.expect("calls");
        if step == steps {
            tx.execute("DELETE FROM jobs WHERE id = $1", args![of.job]).await.expect("a job");
        } else {
            let sql = "UPDATE jobs SET leased_until = $2 WHERE id = $1";
            tx.execute(sql, args![of.job, at]).await.expect("a job");
        }
        tx.commit().await.expect("a commit");
    }
}

/// Different each time; not unpredictable.
fn rand() -> u128 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let half = || u128::from(RandomState::new().build_hasher().finish());
    half() << 64 | half()
}

/// Line items of every grant, put to the managers, into a table like that of line items with the same indexes: how many.
pub async fn bare_line_items(db: &Db) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    run(&mut tx, "DROP TABLE IF EXISTS bare_line_items".to_owned()).await;
    for sql in bare_table(&mut tx).await {
        run(&mut tx, sql).await;
    }
    tx.commit().await.expect("a commit");
    let mut tx = db.write().await.expect("a transaction");
    let sql = "INSERT INTO bare_line_items (campaign, number, user_id, item_kind, item_id, application_id, account_id, \
               grant_id, role_id, risk, reviewer_id, stage, status, revision) \
               SELECT 1, row_number() OVER (ORDER BY g.user_id, g.id), g.user_id, g.item_kind, g.item_id, i.application_id, \
               g.account_id, g.id, g.role_id, CASE i.risk WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, m.id, 0, \
               'in-progress', 1 FROM grants g JOIN users u ON u.id = g.user_id JOIN items i ON i.id = g.item_id \
               JOIN users m ON m.id = u.manager_id WHERE g.status = 'active' AND m.id <> u.id";
    let made = tx.execute(sql, args![]).await.expect("line items");
    tx.commit().await.expect("a commit");
    i64::try_from(made).expect("a count")
}

/// The table of line items under another name, with the same indexes.
async fn bare_table(tx: &mut Tx) -> Vec<String> {
    match tx {
        Tx::Sqlite(_) => {
            let sql = "SELECT sql FROM sqlite_master WHERE tbl_name = 'line_items' AND type IN ('table', 'index') \
                       AND sql IS NOT NULL ORDER BY type DESC";
            let all: Vec<(String,)> = tx.rows(sql, args![]).await.expect("the table");
            all.into_iter().map(|(sql,)| sql.replace("line_items", "bare_line_items")).collect()
        }
        Tx::Postgres(_) => vec!["CREATE TABLE bare_line_items (LIKE line_items INCLUDING ALL)".into()],
    }
}
