//! How far a campaign is.

use bailiwick::certification::{LineItemStatus, Verdict};
use bailiwick::id::UserId;
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

use super::wanted::has_part_in_others;
use super::{TABLE, Wanted, matching};
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

/// How many line items stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub total: i64,
    /// Those that wait to be signed.
    pub open: i64,
    /// Of those, the decided ones.
    pub decided: i64,
    /// Certified, signed or not.
    pub certify: i64,
    /// Revoked, signed or not.
    pub revoke: i64,
    /// Excepted, signed or not.
    pub exception: i64,
    /// Left undecided on purpose, signed or not.
    pub abstain: i64,
}

impl Counts {
    /// Not decided.
    pub const fn undecided(&self) -> i64 {
        self.total - self.certify - self.revoke - self.exception - self.abstain
    }

    fn add(&mut self, status: LineItemStatus, verdict: Option<Verdict>, count: i64) {
        self.total += count;
        if status == LineItemStatus::InProgress {
            self.open += count;
            self.decided += if verdict.is_some() { count } else { 0 };
        }
        match verdict {
            Some(Verdict::Certify) => self.certify += count,
            Some(Verdict::Revoke) => self.revoke += count,
            Some(Verdict::Exception) => self.exception += count,
            Some(Verdict::Abstain) => self.abstain += count,
            None => {}
        }
    }
}

/// How many of a campaign's line items stand how. Those of a reviewer, and all, are counted already.
pub async fn counts(tx: &mut Tx, campaign: i64, wanted: &Wanted) -> Result<Counts, StoreError> {
    let known =
        Wanted { actor: wanted.actor, status: wanted.status, verdict: wanted.verdict, ..Wanted::default() };
    let is_counted = *wanted == known
        && match wanted.actor {
            Some(actor) => !has_part_in_others(tx, campaign, actor).await?,
            None => true,
        };
    let statement = if is_counted {
        counted(campaign, wanted)
    } else {
        matching(tx, campaign, wanted)
            .await?
            .expr(Expr::col(("l", "status")))
            .expr(Expr::cust("COALESCE(l.verdict, '')"))
            .expr(Expr::cust("count(*)"))
            .group_by_col(("l", "status"))
            .group_by_col(("l", "verdict"))
            .take()
    };
    let mut counts = Counts::default();
    for (status, verdict, count) in tx.select::<(String, String, i64)>(&statement).await? {
        counts.add(word(&status, TABLE, "status")?, decided(&verdict)?, count);
    }
    Ok(counts)
}

fn counted(campaign: i64, wanted: &Wanted) -> SelectStatement {
    let c = |column: &'static str| Expr::col(("c", column));
    let mut statement = Query::select();
    statement
        .expr(c("status"))
        .expr(c("verdict"))
        .expr(Expr::cust("CAST(sum(c.items) AS BIGINT)"))
        .from_as("line_item_counts", "c")
        .and_where(c("campaign").eq(campaign))
        .group_by_col(("c", "status"))
        .group_by_col(("c", "verdict"));
    if let Some(actor) = wanted.actor {
        statement.and_where(c("reviewer_id").eq(actor.uuid()));
    }
    if let Some(status) = wanted.status {
        statement.and_where(c("status").eq(status.as_str()));
    }
    if let Some(verdict) = wanted.verdict {
        statement.and_where(c("verdict").eq(verdict.map_or("", Verdict::as_str)));
    }
    statement
}

fn decided(verdict: &str) -> Result<Option<Verdict>, StoreError> {
    if verdict.is_empty() { Ok(None) } else { word(verdict, TABLE, "verdict").map(Some) }
}

/// Counts line items that have just been made: those of a campaign behind a number.
pub(in crate::certifications) async fn add_made(
    tx: &mut Tx,
    campaign: i64,
    after: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO line_item_counts (campaign, reviewer_id, status, verdict, items) \
               SELECT campaign, reviewer_id, status, '', count(*) FROM line_items WHERE campaign = $1 AND number > $2 \
               GROUP BY campaign, reviewer_id, status ORDER BY reviewer_id \
               ON CONFLICT (campaign, reviewer_id, status, verdict) \
               DO UPDATE SET items = line_item_counts.items + excluded.items";
    tx.execute(sql, args![campaign, after]).await?;
    Ok(())
}

/// What one reviewer has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewerCounts {
    /// Who.
    pub reviewer: UserId,
    /// How far they are.
    pub counts: Counts,
}

/// How far each reviewer of a campaign is.
pub async fn by_reviewer(tx: &mut Tx, campaign: i64) -> Result<Vec<ReviewerCounts>, StoreError> {
    let sql = "SELECT reviewer_id, status, verdict, items FROM line_item_counts WHERE campaign = $1 AND items > 0 \
               ORDER BY reviewer_id";
    let rows = tx.rows::<(Uuid, String, String, i64)>(sql, args![campaign]).await?;
    let mut all: Vec<ReviewerCounts> = Vec::new();
    for (reviewer, status, verdict, count) in rows {
        let reviewer = UserId(reviewer);
        if all.last().is_none_or(|last| last.reviewer != reviewer) {
            all.push(ReviewerCounts { reviewer, counts: Counts::default() });
        }
        let verdict = decided(&verdict)?;
        if let Some(last) = all.last_mut() {
            last.counts.add(word(&status, TABLE, "status")?, verdict, count);
        }
    }
    Ok(all)
}

/// Line items that are put to a person and that they have to decide still; neither what others left to them, nor what
/// somebody else decides because of what they signed in an earlier stage (`bailiwick::certification::LineItem::is_barred`).
pub async fn undecided(tx: &mut Tx, campaign: i64, reviewer: UserId) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(COALESCE(sum(items), 0) AS BIGINT) - (SELECT count(DISTINCT l.number) \
               FROM line_item_signatures s JOIN line_items l ON l.campaign = s.campaign AND l.number = s.number \
               WHERE s.campaign = $1 AND s.user_id = $2 AND NOT s.is_own AND l.reviewer_id = $2 \
               AND l.status = 'in-progress' AND l.verdict IS NULL) FROM line_item_counts WHERE campaign = $1 \
               AND reviewer_id = $2 AND status = 'in-progress' AND verdict = ''";
    tx.count(sql, args![campaign, reviewer.uuid()]).await
}

/// Line items that nobody signed yet.
pub async fn open(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    let wanted = Wanted { status: Some(LineItemStatus::InProgress), ..Wanted::default() };
    Ok(counts(tx, campaign, &wanted).await?.total)
}

/// Signed revokes that could not be carried out.
pub async fn failed(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM line_items WHERE campaign = $1 AND removal = 'failed'";
    tx.count(sql, args![campaign]).await
}

/// In how many campaigns something waits for a person's decision or signature.
pub async fn waiting(tx: &mut Tx, user: UserId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM campaigns c WHERE c.status = 'in-progress' AND (EXISTS (SELECT 1 FROM line_items l \
               WHERE l.campaign = c.number AND l.reviewer_id = $1 AND l.status = 'in-progress') \
               OR EXISTS (SELECT 1 FROM line_item_actors a JOIN line_items l ON l.campaign = a.campaign \
               AND l.number = a.number WHERE a.user_id = $1 AND a.campaign = c.number AND l.status = 'in-progress'))";
    tx.count(sql, args![user.uuid()]).await
}

/// In how many campaigns something waits for a person about which this deputy stands in for them: about neither of both,
/// and where the deputy signed no earlier stage.
pub async fn waiting_for_deputy(tx: &mut Tx, person: UserId, deputy: UserId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM campaigns c WHERE c.status = 'in-progress' AND (EXISTS (SELECT 1 FROM line_items l \
               WHERE l.campaign = c.number AND l.reviewer_id = $1 AND l.status = 'in-progress' \
               AND (l.user_id IS NULL OR l.user_id NOT IN ($1, $2)) AND NOT EXISTS (SELECT 1 FROM line_item_signatures s \
               WHERE s.campaign = l.campaign AND s.number = l.number AND s.user_id = $2)) \
               OR EXISTS (SELECT 1 FROM line_item_actors a JOIN line_items l ON l.campaign = a.campaign \
               AND l.number = a.number WHERE a.user_id = $1 AND a.campaign = c.number AND l.status = 'in-progress' \
               AND (l.user_id IS NULL OR l.user_id NOT IN ($1, $2)) AND NOT EXISTS (SELECT 1 FROM line_item_signatures s \
               WHERE s.campaign = l.campaign AND s.number = l.number AND s.user_id = $2)))";
    tx.count(sql, args![person.uuid(), deputy.uuid()]).await
}
