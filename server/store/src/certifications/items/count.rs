//! How far a campaign is.

use bailiwick::certification::{LineItemStatus, Verdict};
use bailiwick::id::UserId;
use sea_query::{Expr, Query};
use uuid::Uuid;

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

/// How many of a campaign's line items stand how.
pub async fn counts(tx: &mut Tx, campaign: i64, wanted: &Wanted) -> Result<Counts, StoreError> {
    let statement = matching(tx, campaign, wanted)
        .await?
        .expr(Expr::col(("l", "status")))
        .expr(Expr::col(("l", "verdict")))
        .expr(Expr::cust("count(*)"))
        .group_by_col(("l", "status"))
        .group_by_col(("l", "verdict"))
        .take();
    let mut counts = Counts::default();
    for (status, verdict, count) in tx.select::<(String, Option<String>, i64)>(&statement).await? {
        let verdict = verdict.map(|text| word(&text, TABLE, "verdict")).transpose()?;
        counts.add(word(&status, TABLE, "status")?, verdict, count);
    }
    Ok(counts)
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
    let sql = "SELECT reviewer_id, status, verdict, count(*) FROM line_items WHERE campaign = $1 \
               GROUP BY reviewer_id, status, verdict ORDER BY reviewer_id";
    let rows = tx.rows::<(Uuid, String, Option<String>, i64)>(sql, args![campaign]).await?;
    let mut all: Vec<ReviewerCounts> = Vec::new();
    for (reviewer, status, verdict, count) in rows {
        let reviewer = UserId(reviewer);
        if all.last().is_none_or(|last| last.reviewer != reviewer) {
            all.push(ReviewerCounts { reviewer, counts: Counts::default() });
        }
        let verdict = verdict.map(|text| word(&text, TABLE, "verdict")).transpose()?;
        if let Some(last) = all.last_mut() {
            last.counts.add(word(&status, TABLE, "status")?, verdict, count);
        }
    }
    Ok(all)
}

/// Line items that nobody signed yet.
pub async fn open(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    let statement = Query::select()
        .expr(Expr::cust("count(*)"))
        .from(TABLE)
        .and_where(Expr::cust("status = 'in-progress'"))
        .and_where(sea_query::ExprTrait::eq(Expr::col("campaign"), campaign))
        .take();
    tx.select_count(&statement).await
}

/// In how many campaigns something waits for a person's decision or signature.
pub async fn waiting(tx: &mut Tx, user: UserId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM campaigns c WHERE c.status = 'in-progress' AND (EXISTS (SELECT 1 FROM line_items l \
               WHERE l.campaign = c.number AND l.reviewer_id = $1 AND l.status = 'in-progress') \
               OR EXISTS (SELECT 1 FROM line_item_actors a JOIN line_items l ON l.campaign = a.campaign \
               AND l.number = a.number WHERE a.user_id = $1 AND a.campaign = c.number AND l.status = 'in-progress'))";
    tx.count(sql, args![user.uuid()]).await
}
