//! Figures of a campaign, counted inside the database.

use bailiwick::certification::{LineItemStatus, Removal, Reviewed, Targets, Verdict};
use bailiwick::id::{CampaignId, ItemId, UserId};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

const TABLE: &str = "line_items";

/// How many line items of an application stand so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// The application; none for roles.
    pub application: Option<ItemId>,
    /// How they stand.
    pub status: LineItemStatus,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// How far the removal is.
    pub removal: Option<Removal>,
    /// Whether a later look saw that it is gone.
    pub verified: bool,
    /// How many.
    pub items: i64,
}

/// A figure as it is read.
type Counted = (Option<Uuid>, String, Option<String>, Option<String>, i64, i64);

/// How many line items stand how, by application.
pub async fn figures(tx: &mut Tx, campaign: i64) -> Result<Vec<Figure>, StoreError> {
    let sql = "SELECT application_id, status, verdict, removal, count(verified_at), count(*) FROM line_items \
               WHERE campaign = $1 GROUP BY application_id, status, verdict, removal, verified_at IS NULL";
    let rows = tx.rows::<Counted>(sql, args![campaign]).await?;
    let figure = |(application, status, verdict, removal, verified, items): Counted| {
        Ok(Figure {
            application: application.map(ItemId),
            status: word(&status, TABLE, "status")?,
            verdict: verdict.map(|text| word(&text, TABLE, "verdict")).transpose()?,
            removal: removal.map(|text| word(&text, TABLE, "removal")).transpose()?,
            verified: verified > 0,
            items,
        })
    };
    rows.into_iter().map(figure).collect()
}

/// How many people a campaign's line items are about.
pub async fn people(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM (SELECT DISTINCT user_id FROM line_items WHERE campaign = $1 AND user_id IS NOT NULL) p";
    tx.count(sql, args![campaign]).await
}

/// How many of those that a campaign puts together its line items are about.
pub async fn targets(tx: &mut Tx, campaign: i64, targets: Targets) -> Result<i64, StoreError> {
    let sql = match targets {
        Targets::People => return people(tx, campaign).await,
        Targets::Items => {
            "SELECT count(*) FROM (SELECT DISTINCT item_id FROM line_items WHERE campaign = $1) t"
        }
        Targets::Accounts => {
            "SELECT count(*) FROM (SELECT DISTINCT account_id FROM line_items WHERE campaign = $1) t"
        }
    };
    tx.count(sql, args![campaign]).await
}

/// How many people, definitions or accounts were looked at while a campaign's line items are made, and how many there are.
pub async fn looked_at(
    tx: &mut Tx,
    campaign: CampaignId,
    reviewed: Reviewed,
) -> Result<(i64, i64), StoreError> {
    let row = match reviewed {
        Reviewed::Grants | Reviewed::Records => {
            let sql = "SELECT (SELECT count(*) FROM users u WHERE u.id <= c.position), \
                       (SELECT count(*) FROM users) FROM campaigns c WHERE c.id = $1";
            tx.row::<(i64, i64)>(sql, args![campaign.uuid()]).await?
        }
        Reviewed::Definitions(kind) => {
            let sql = "SELECT (SELECT count(*) FROM items i WHERE i.kind = $2 AND i.id <= c.position), \
                       (SELECT count(*) FROM items i WHERE i.kind = $2) FROM campaigns c WHERE c.id = $1";
            tx.row::<(i64, i64)>(sql, args![campaign.uuid(), kind.as_str()]).await?
        }
        Reviewed::Accounts => {
            let sql = "SELECT (SELECT count(*) FROM accounts a WHERE (a.kind = 'machine' OR a.user_id IS NULL) \
                       AND a.id <= c.position), (SELECT count(*) FROM accounts a \
                       WHERE a.kind = 'machine' OR a.user_id IS NULL) FROM campaigns c WHERE c.id = $1";
            tx.row::<(i64, i64)>(sql, args![campaign.uuid()]).await?
        }
    };
    Ok(row.unwrap_or_default())
}

/// How many line items were decided last on each day, and signed, in UTC; days without either are missing.
pub async fn by_day(tx: &mut Tx, campaign: i64) -> Result<Vec<(NaiveDate, i64, i64)>, StoreError> {
    let sql = match tx {
        Tx::Sqlite(_) => {
            "SELECT day, sum(decided), sum(signed) FROM (\
             SELECT substr(decided_at, 1, 10) AS day, count(*) AS decided, 0 AS signed FROM line_items \
             WHERE campaign = $1 AND decided_at IS NOT NULL GROUP BY 1 UNION ALL \
             SELECT substr(signed_at, 1, 10), 0, count(*) FROM line_items \
             WHERE campaign = $1 AND signed_at IS NOT NULL GROUP BY 1) AS d GROUP BY day ORDER BY day"
        }
        Tx::Postgres(_) => {
            "SELECT day, CAST(sum(decided) AS BIGINT), CAST(sum(signed) AS BIGINT) FROM (\
             SELECT to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*) AS decided, 0 AS signed \
             FROM line_items WHERE campaign = $1 AND decided_at IS NOT NULL GROUP BY 1 UNION ALL \
             SELECT to_char(signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 0, count(*) FROM line_items \
             WHERE campaign = $1 AND signed_at IS NOT NULL GROUP BY 1) AS d GROUP BY day ORDER BY day"
        }
    };
    let rows = tx.rows::<(String, i64, i64)>(sql, args![campaign]).await?;
    let day = |(day, decided, signed): (String, i64, i64)| {
        let corrupt =
            |_| StoreError::Corrupt { table: TABLE, column: "decided_at", fault: "is no date".into() };
        Ok((day.parse().map_err(corrupt)?, decided, signed))
    };
    rows.into_iter().map(day).collect()
}

/// Decisions of one person that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// Who.
    pub who: UserId,
    /// How.
    pub verdict: Verdict,
    /// What was recommended then, if anything.
    pub recommended: Option<Verdict>,
    /// How many.
    pub items: i64,
}

/// What each person decided.
pub async fn verdicts(tx: &mut Tx, campaign: i64) -> Result<Vec<Decided>, StoreError> {
    let sql = "SELECT decided_by, verdict, recommended, count(*) FROM line_items \
               WHERE campaign = $1 AND decided_by IS NOT NULL AND verdict IS NOT NULL \
               GROUP BY decided_by, verdict, recommended";
    let rows = tx.rows::<(Uuid, String, Option<String>, i64)>(sql, args![campaign]).await?;
    let one = |(who, verdict, recommended, items): (Uuid, String, Option<String>, i64)| {
        Ok(Decided {
            who: UserId(who),
            verdict: word(&verdict, TABLE, "verdict")?,
            recommended: recommended.map(|text| word(&text, TABLE, "recommended")).transpose()?,
            items,
        })
    };
    rows.into_iter().map(one).collect()
}

/// Pauses between clicks of one person that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Who.
    pub who: UserId,
    /// Seconds since the click before, an hour at most; none for the first.
    pub seconds: Option<i64>,
    /// How many clicks came after such a pause.
    pub clicks: i64,
    /// How many line items were decided by clicks that decided several.
    pub in_bulk: i64,
}

macro_rules! pauses {
    ($epoch:literal) => {
        concat!(
            "WITH clicks AS (SELECT decided_by AS who, decided_at AS at, count(*) AS items FROM line_items \
             WHERE campaign = $1 AND decided_by IS NOT NULL GROUP BY decided_by, decided_at), \
             gaps AS (SELECT who, items, ",
            $epoch,
            " - lag(",
            $epoch,
            ") OVER (PARTITION BY who ORDER BY at) AS gap FROM clicks), \
             capped AS (SELECT who, items, CASE WHEN gap > 3600 THEN 3600 ELSE gap END AS gap FROM gaps) \
             SELECT who, gap, count(*), CAST(sum(CASE WHEN items > 1 THEN items ELSE 0 END) AS BIGINT) \
             FROM capped GROUP BY who, gap"
        )
    };
}

/// How long people paused between clicks. What one click decided has one moment.
pub async fn pauses(tx: &mut Tx, campaign: i64) -> Result<Vec<Pause>, StoreError> {
    let sql = match tx {
        Tx::Sqlite(_) => pauses!("CAST(strftime('%s', at) AS BIGINT)"),
        Tx::Postgres(_) => pauses!("CAST(floor(EXTRACT(EPOCH FROM at)) AS BIGINT)"),
    };
    let rows = tx.rows::<(Uuid, Option<i64>, i64, i64)>(sql, args![campaign]).await?;
    let pause = |(who, seconds, clicks, in_bulk)| Pause { who: UserId(who), seconds, clicks, in_bulk };
    Ok(rows.into_iter().map(pause).collect())
}

/// The most that each person certified within one minute.
pub async fn busiest_minutes(tx: &mut Tx, campaign: i64) -> Result<Vec<(UserId, i64)>, StoreError> {
    let sql = match tx {
        Tx::Sqlite(_) => {
            "SELECT who, max(items) FROM (SELECT decided_by AS who, \
             strftime('%Y-%m-%dT%H:%M', decided_at) AS minute, count(*) AS items FROM line_items \
             WHERE campaign = $1 AND decided_by IS NOT NULL AND verdict = 'certify' GROUP BY 1, 2) AS m GROUP BY who"
        }
        Tx::Postgres(_) => {
            "SELECT who, max(items) FROM (SELECT decided_by AS who, date_trunc('minute', decided_at) AS minute, \
             count(*) AS items FROM line_items \
             WHERE campaign = $1 AND decided_by IS NOT NULL AND verdict = 'certify' GROUP BY 1, 2) AS m GROUP BY who"
        }
    };
    let rows = tx.rows::<(Uuid, i64)>(sql, args![campaign]).await?;
    Ok(rows.into_iter().map(|(who, items)| (UserId(who), items)).collect())
}

/// How often each person certified and revoked the same thing: thing, person, whether certified, how often; the same
/// things one after another.
pub async fn alike(tx: &mut Tx, campaign: i64) -> Result<Vec<(ItemId, UserId, bool, i64)>, StoreError> {
    let sql = "SELECT item_id, decided_by, verdict, count(*) FROM line_items WHERE campaign = $1 \
               AND item_id IS NOT NULL AND decided_by IS NOT NULL AND verdict IN ('certify', 'revoke') \
               GROUP BY item_id, decided_by, verdict ORDER BY item_id";
    let rows = tx.rows::<(Uuid, Uuid, String, i64)>(sql, args![campaign]).await?;
    let one = |(item, who, verdict, times): (Uuid, Uuid, String, i64)| {
        (ItemId(item), UserId(who), verdict == Verdict::Certify.as_str(), times)
    };
    Ok(rows.into_iter().map(one).collect())
}
