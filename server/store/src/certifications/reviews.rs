//! Certifications: what a campaign asks of a reviewer, with an id of its own.

mod rows;
mod summary;

use std::collections::{HashMap, HashSet};

use bailiwick::certification::isc::{Phase, certification_id};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CertificationId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Func, JoinType, NullOrdering, OnConflict, Order, Query, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::items::by_reviewer;
use crate::error::StoreError;
use crate::filter::{Property, condition};
use crate::tx::{Tx, args};

pub use rows::{Held, ItemFilter, items, numbers};
pub use summary::{Identity, KindCount, Way, accesses, accounts, by_kind, identities, ways};

/// So many are added by one statement.
const CHUNK: usize = 500;

/// What a campaign asks of a reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Which.
    pub id: CertificationId,
    /// The number of the campaign.
    pub campaign: i64,
    /// Who is asked.
    pub reviewer: UserId,
    /// The certification it was handed over from.
    pub from: Option<CertificationId>,
    /// Why.
    pub comment: Option<String>,
    /// When it came about.
    pub created: DateTime<Utc>,
}

/// How far a certification is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many people it is about.
    pub people: i64,
    /// About how many everything is decided.
    pub people_done: i64,
    /// How many decisions there are to be made.
    pub total: i64,
    /// How many are made.
    pub made: i64,
    /// How many rows wait to be signed.
    pub open: i64,
    /// When something was decided last.
    pub decided: Option<DateTime<Utc>>,
    /// When something was signed last.
    pub signed: Option<DateTime<Utc>>,
}

impl Progress {
    /// Where it stands in a campaign that has begun, or not.
    pub const fn phase(&self, has_begun: bool) -> Phase {
        match (has_begun, self.open) {
            (false, _) => Phase::Staged,
            (true, 0) => Phase::Signed,
            (true, _) => Phase::Active,
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    campaign: i64,
    reviewer_id: Uuid,
    from_id: Option<Uuid>,
    comment: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Review {
    fn from(row: Row) -> Self {
        Self {
            id: CertificationId(row.id),
            campaign: row.campaign,
            reviewer: UserId(row.reviewer_id),
            from: row.from_id.map(CertificationId),
            comment: row.comment,
            created: row.created_at,
        }
    }
}

/// Gives what a campaign asks of these reviewers its ids, where it has none.
pub async fn note(tx: &mut Tx, campaign: i64, reviewers: &[UserId]) -> Result<(), StoreError> {
    for chunk in reviewers.chunks(CHUNK) {
        let begun = Query::select()
            .column("created_at")
            .from("campaigns")
            .and_where(Expr::col("number").eq(campaign))
            .take();
        let mut statement = Query::insert();
        statement
            .into_table("certifications")
            .columns(["id", "campaign", "reviewer_id", "created_at"])
            .on_conflict(OnConflict::new().do_nothing().to_owned());
        for reviewer in chunk {
            // The columns are as many as the values.
            let _ = statement.values([
                certification_id(campaign, *reviewer).uuid().into(),
                campaign.into(),
                reviewer.uuid().into(),
                Expr::SubQuery(None, Box::new(begun.clone().into())),
            ]);
        }
        tx.insert(&statement).await?;
    }
    Ok(())
}

/// The same for everybody whom a campaign asks.
pub async fn note_all(tx: &mut Tx, campaign: i64) -> Result<(), StoreError> {
    let reviewers = by_reviewer(tx, campaign).await?;
    let reviewers: Vec<UserId> = reviewers.into_iter().map(|one| one.reviewer).collect();
    note(tx, campaign, &reviewers).await
}

/// Everybody whom a campaign asks or asked.
pub async fn reviewers(tx: &mut Tx, campaign: i64) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT reviewer_id FROM certifications WHERE campaign = $1 ORDER BY reviewer_id";
    Ok(tx.rows::<(Uuid,)>(sql, args![campaign]).await?.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Says whom a certification was handed over from, and why.
pub async fn handed_over(
    tx: &mut Tx,
    to: CertificationId,
    from: CertificationId,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "UPDATE certifications SET from_id = $2, comment = $3, created_at = $4 WHERE id = $1";
    tx.execute(sql, args![to.uuid(), from.uuid(), comment, now]).await?;
    Ok(())
}

/// One certification; also one from which everything was handed over.
pub async fn find(tx: &mut Tx, id: CertificationId) -> Result<Option<Review>, StoreError> {
    let sql =
        "SELECT id, campaign, reviewer_id, from_id, comment, created_at FROM certifications WHERE id = $1";
    Ok(tx.row::<Row>(sql, args![id.uuid()]).await?.map(Into::into))
}

const OPEN: &str = "EXISTS (SELECT 1 FROM line_items l WHERE l.campaign = c.campaign \
                    AND l.reviewer_id = c.reviewer_id AND l.status = 'in-progress')";

fn property(name: &str) -> Option<Property> {
    Some(match name {
        "id" => Property::Id(Expr::col(("c", "id"))),
        "campaign.id" => Property::Id(Expr::col(("p", "id"))),
        "phase" => Property::Word(Expr::cust(format!(
            "CASE WHEN p.started_at IS NULL THEN 'STAGED' WHEN {OPEN} THEN 'ACTIVE' ELSE 'SIGNED' END"
        ))),
        "completed" => Property::Truth(Expr::cust(
            "NOT EXISTS (SELECT 1 FROM line_items l WHERE l.campaign = c.campaign \
             AND l.reviewer_id = c.reviewer_id AND l.status = 'in-progress' AND l.verdict IS NULL)",
        )),
        _ => return None,
    })
}

fn sort(name: &str) -> Option<Vec<Expr>> {
    Some(match name {
        "name" => vec![Expr::col(("p", "name_norm")), Expr::col(("u", "display_name_norm"))],
        "due" => vec![Expr::col(("p", "deadline"))],
        "signed" => vec![Expr::cust(
            "(SELECT max(l.signed_at) FROM line_items l WHERE l.campaign = c.campaign \
             AND l.reviewer_id = c.reviewer_id)",
        )],
        _ => return None,
    })
}

/// Which certifications are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Whose {
    /// Put to this person.
    pub reviewer: Option<UserId>,
    /// Those of campaigns that have begun only.
    pub begun: bool,
}

/// A page of certifications that ask something, those of the latest campaign first; and how many there are. Those of
/// campaigns that were deleted over this API are left out.
pub async fn page(tx: &mut Tx, whose: Whose, list: &ListQuery) -> Result<(Vec<Review>, i64), StoreError> {
    let mut all = Query::select();
    all.from_as("certifications", "c")
        .join_as(JoinType::InnerJoin, "campaigns", "p", Expr::col(("p", "number")).equals(("c", "campaign")))
        .join_as(JoinType::LeftJoin, "users", "u", Expr::col(("u", "id")).equals(("c", "reviewer_id")))
        .and_where(Expr::cust(
            "EXISTS (SELECT 1 FROM line_items l WHERE l.campaign = c.campaign AND l.reviewer_id = c.reviewer_id)",
        ))
        .and_where(Expr::cust(
            "NOT EXISTS (SELECT 1 FROM isc_campaigns d WHERE d.campaign_id = p.id AND d.deleted_at IS NOT NULL)",
        ))
        .and_where(Expr::cust("NOT EXISTS (SELECT 1 FROM deleted_campaigns g WHERE g.number = c.campaign)"))
        // That API has no words for records of people.
        .and_where(Expr::col(("p", "kind")).ne("identityProfile"))
        .cond_where(condition(&list.filter, &property)?);
    if let Some(reviewer) = whose.reviewer {
        all.and_where(Expr::col(("c", "reviewer_id")).eq(reviewer.uuid()));
    }
    if whose.begun {
        all.and_where(Expr::col(("p", "started_at")).is_not_null());
    }
    let total = tx.select_count(all.clone().expr(Expr::cust("count(*)"))).await?;
    all.exprs(
        ["id", "campaign", "reviewer_id", "from_id", "comment", "created_at"]
            .map(|column| Expr::col(("c", column))),
    );
    order(&mut all, list, sort)?;
    all.order_by(("c", "campaign"), Order::Desc)
        .order_by(("u", "display_name_norm"), Order::Asc)
        .order_by(("c", "id"), Order::Asc)
        .offset(list.offset)
        .limit(list.page_size.into());
    let rows = tx.select::<Row>(&all).await?;
    Ok((rows.into_iter().map(Into::into).collect(), total))
}

/// Puts rows in the order of a list; what has no value comes last.
fn order(
    statement: &mut SelectStatement,
    list: &ListQuery,
    columns: impl Fn(&str) -> Option<Vec<Expr>>,
) -> Result<(), StoreError> {
    for key in &list.sort {
        let name = key.path.as_str();
        let order = if key.descending { Order::Desc } else { Order::Asc };
        for column in columns(name).ok_or_else(|| StoreError::UnknownSortKey(name.to_owned()))? {
            statement.order_by_expr_with_nulls(column, order.clone(), NullOrdering::Last);
        }
    }
    Ok(())
}

#[derive(FromRow)]
struct ProgressRow {
    reviewer_id: Uuid,
    people: i64,
    people_done: i64,
    total: i64,
    made: i64,
    open: i64,
    decided: Option<DateTime<Utc>>,
    signed: Option<DateTime<Utc>>,
}

/// How far these reviewers of a campaign are; those who are asked nothing are missing.
pub async fn progress(
    tx: &mut Tx,
    campaign: i64,
    reviewers: &[UserId],
) -> Result<HashMap<UserId, Progress>, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let by_person = Query::select()
        .expr(l("reviewer_id"))
        .expr(l("user_id"))
        .expr_as(Expr::cust("count(*)"), "total")
        .expr_as(
            Expr::cust("sum(CASE WHEN l.verdict IS NULL AND l.status = 'in-progress' THEN 0 ELSE 1 END)"),
            "made",
        )
        .expr_as(Expr::cust("sum(CASE WHEN l.status = 'in-progress' THEN 1 ELSE 0 END)"), "open")
        .expr_as(Func::max(l("decided_at")), "decided")
        .expr_as(Func::max(l("signed_at")), "signed")
        .from_as("line_items", "l")
        .and_where(l("campaign").eq(campaign))
        .and_where(l("reviewer_id").is_in(reviewers.iter().map(|id| id.uuid())))
        .group_by_col(("l", "reviewer_id"))
        .group_by_col(("l", "user_id"))
        .take();
    let whole = |sql: &'static str| Expr::cust(format!("CAST({sql} AS BIGINT)"));
    let statement = Query::select()
        .column(("k", "reviewer_id"))
        .expr_as(whole("count(k.user_id)"), "people")
        .expr_as(
            whole("sum(CASE WHEN k.user_id IS NOT NULL AND k.made = k.total THEN 1 ELSE 0 END)"),
            "people_done",
        )
        .expr_as(whole("sum(k.total)"), "total")
        .expr_as(whole("sum(k.made)"), "made")
        .expr_as(whole("sum(k.open)"), "open")
        .expr_as(Func::max(Expr::col(("k", "decided"))), "decided")
        .expr_as(Func::max(Expr::col(("k", "signed"))), "signed")
        .from_subquery(by_person, "k")
        .group_by_col(("k", "reviewer_id"))
        .take();
    let of = |row: ProgressRow| {
        let ProgressRow { people, people_done, total, made, open, decided, signed, .. } = row;
        (UserId(row.reviewer_id), Progress { people, people_done, total, made, open, decided, signed })
    };
    Ok(tx.select::<ProgressRow>(&statement).await?.into_iter().map(of).collect())
}

/// How many certifications these campaigns have, and how many of them are signed.
pub async fn totals(tx: &mut Tx, campaigns: &[i64]) -> Result<HashMap<i64, (i64, i64)>, StoreError> {
    let statement = Query::select()
        .column(("c", "campaign"))
        .expr(Expr::cust("count(*)"))
        .expr(Expr::cust(format!("CAST(sum(CASE WHEN {OPEN} THEN 0 ELSE 1 END) AS BIGINT)")))
        .from_as("certifications", "c")
        .and_where(Expr::col(("c", "campaign")).is_in(campaigns.iter().copied()))
        .and_where(Expr::cust(
            "EXISTS (SELECT 1 FROM line_items l WHERE l.campaign = c.campaign AND l.reviewer_id = c.reviewer_id)",
        ))
        .group_by_col(("c", "campaign"))
        .take();
    let rows = tx.select::<(i64, i64, i64)>(&statement).await?;
    Ok(rows.into_iter().map(|(campaign, total, done)| (campaign, (total, done))).collect())
}

/// Who decides about rows of a certification beside its reviewer.
pub async fn beside(tx: &mut Tx, review: &Review) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT DISTINCT a.user_id FROM line_item_actors a JOIN line_items l ON l.campaign = a.campaign \
               AND l.number = a.number WHERE l.campaign = $1 AND l.reviewer_id = $2 AND a.user_id <> $2";
    let rows = tx.rows::<(Uuid,)>(sql, args![review.campaign, review.reviewer.uuid()]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Those of some people about whom everything is decided in a certification.
pub async fn done_among(
    tx: &mut Tx,
    review: &Review,
    people: &[UserId],
) -> Result<HashSet<UserId>, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let open = Query::select()
        .distinct()
        .expr(l("user_id"))
        .from_as("line_items", "l")
        .and_where(l("campaign").eq(review.campaign))
        .and_where(l("reviewer_id").eq(review.reviewer.uuid()))
        .and_where(l("user_id").is_in(people.iter().map(|id| id.uuid())))
        .and_where(l("status").eq("in-progress"))
        .and_where(l("verdict").is_null())
        .take();
    let mut done: HashSet<UserId> = people.iter().copied().collect();
    for (id,) in tx.select::<(Uuid,)>(&open).await? {
        done.remove(&UserId(id));
    }
    Ok(done)
}
