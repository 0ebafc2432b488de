//! What reviewers of definitions and records saw when they decided.

use bailiwick::view::GlossaryFact;
use chrono::{DateTime, Utc};
use sea_query::{OnConflict, Query};

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

const TABLE: &str = "line_item_seen";
/// So many are kept by one statement.
const CHUNK: usize = 500;

/// What was seen of a line item, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its place in the campaign.
    pub number: i64,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// What stood there.
    pub facts: Vec<GlossaryFact>,
}

/// Keeps what was seen; what was seen of the same line items before is forgotten.
pub async fn keep(tx: &mut Tx, campaign: i64, all: &[Seen]) -> Result<(), StoreError> {
    for chunk in all.chunks(CHUNK) {
        let mut statement = Query::insert();
        statement.into_table(TABLE).columns(["campaign", "number", "at", "facts"]).on_conflict(
            OnConflict::columns(["campaign", "number"]).update_columns(["at", "facts"]).to_owned(),
        );
        for one in chunk {
            let facts = json_text(&one.facts)?;
            // The columns are as many as the values.
            let _ = statement.values([campaign.into(), one.number.into(), one.at.into(), facts.into()]);
        }
        tx.insert(&statement).await?;
    }
    Ok(())
}

/// What was seen of the line items behind a place, in order; at most so many.
pub async fn behind(tx: &mut Tx, campaign: i64, after: i64, limit: i64) -> Result<Vec<Seen>, StoreError> {
    let sql = "SELECT number, at, facts FROM line_item_seen WHERE campaign = $1 AND number > $2 ORDER BY number LIMIT $3";
    let rows: Vec<(i64, DateTime<Utc>, String)> = tx.rows(sql, args![campaign, after, limit]).await?;
    let read = |(number, at, facts): (i64, DateTime<Utc>, String)| {
        Ok(Seen { number, at, facts: json(&facts, TABLE, "facts")? })
    };
    rows.into_iter().map(read).collect()
}
