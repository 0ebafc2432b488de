//! The real differences between the two databases: full-text search and claiming jobs.

use sea_query::{Expr, ExprTrait, SelectStatement};

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Narrows a selection from `items i` to those that have, for each word, a word that begins
/// with it; in the name only, or anywhere. Words are letters and digits ([`bailiwick::text::words`]).
pub(crate) fn match_words(tx: &Tx, statement: &mut SelectStatement, words: &[String], only_name: bool) {
    match tx {
        Tx::Sqlite(_) => {
            let terms: Vec<String> = words.iter().map(|word| format!("\"{word}\" *")).collect();
            let query = format!("{}({})", if only_name { "name : " } else { "" }, terms.join(" AND "));
            statement
                .join_as(
                    sea_query::JoinType::InnerJoin,
                    "item_search",
                    "s",
                    Expr::col(("s", "rowid")).equals(("i", "number")),
                )
                .and_where(Expr::cust_with_values("item_search MATCH ?", [query]));
        }
        Tx::Postgres(_) => {
            let weight = if only_name { "A" } else { "" };
            let terms: Vec<String> = words.iter().map(|word| format!("'{word}':*{weight}")).collect();
            statement
                .join_as(
                    sea_query::JoinType::InnerJoin,
                    "item_search",
                    "s",
                    Expr::col(("s", "number")).equals(("i", "number")),
                )
                .and_where(Expr::cust_with_values("s.words @@ CAST($1 AS tsquery)", [terms.join(" & ")]));
        }
    }
}

/// See [`expect_few`].
pub(crate) const EXPECT_FEW: &str = "SELECT set_config('enable_mergejoin', 'off', true), \
                                     set_config('plan_cache_mode', 'force_custom_plan', true)";

/// Before a search that takes the first of many matches: PostgreSQL would read items and words
/// side by side from the beginning, which is three times as slow as looking each match up, and
/// plan once for rare and frequent words alike. Holds until the transaction ends.
pub(crate) async fn expect_few(tx: &mut Tx) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        tx.execute(EXPECT_FEW, args![]).await?;
    }
    Ok(())
}

/// Before a statement that sorts tens of thousands of rows: PostgreSQL would write them to disk for it. Holds until the
/// transaction ends.
pub(crate) async fn expect_many(tx: &mut Tx) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        tx.execute("SELECT set_config('work_mem', '32MB', true)", args![]).await?;
    }
    Ok(())
}

/// For how many days a grant `g` is known not to have been used, NULL where nobody says: what
/// [`bailiwick::grant::Grant::unused_days`] says of one.
pub(crate) const fn unused_days(tx: &Tx) -> &'static str {
    match tx {
        // A day is a floating number there: a tenth of a second more makes up for what it lacks.
        Tx::Sqlite(_) => {
            "CAST(julianday(g.use_told_at) - julianday(max(g.start_at, COALESCE(g.last_used_at, g.start_at))) \
             + 0.000001 AS INTEGER)"
        }
        Tx::Postgres(_) => {
            "floor(extract(epoch FROM g.use_told_at - GREATEST(g.start_at, g.last_used_at)) / 86400)::bigint"
        }
    }
}

/// Stores the words of an item, replacing those it had.
pub(crate) async fn index_words(tx: &mut Tx, number: i64, name: &str, other: &str) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(_) => {
            tx.execute("DELETE FROM item_search WHERE rowid = $1", args![number]).await?;
            tx.execute(
                "INSERT INTO item_search (rowid, name, other) VALUES ($1, $2, $3)",
                args![number, name, other],
            )
            .await?;
        }
        Tx::Postgres(_) => {
            tx.execute(
                "INSERT INTO item_search (number, words) VALUES \
                 ($1, setweight(to_tsvector('simple', $2), 'A') || to_tsvector('simple', $3)) \
                 ON CONFLICT (number) DO UPDATE SET words = excluded.words",
                args![number, name, other],
            )
            .await?;
        }
    }
    Ok(())
}

/// The statement that claims the next due job: `$1` now, `$2` lease end, `$3` who.
pub(crate) const fn claim_job(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => {
            "UPDATE jobs SET state = 'running', leased_until = $2, leased_by = $3, attempts = attempts + 1 \
             WHERE id = (SELECT id FROM jobs WHERE (state = 'waiting' AND due_at <= $1) \
             OR (state = 'running' AND leased_until < $1) ORDER BY due_at, id LIMIT 1) \
             RETURNING id, kind, payload, attempts"
        }
        Tx::Postgres(_) => {
            "UPDATE jobs SET state = 'running', leased_until = $2, leased_by = $3, attempts = attempts + 1 \
             WHERE id = (SELECT id FROM jobs WHERE (state = 'waiting' AND due_at <= $1) \
             OR (state = 'running' AND leased_until < $1) ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
             RETURNING id, kind, payload, attempts"
        }
    }
}
