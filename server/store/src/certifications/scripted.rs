//! Certifiers whom scripts name: what they are asked about, and what they said.

use bailiwick::certification::{Reviewed, Standing, TemplateDefinition};
use bailiwick::id::{AccountId, GrantId, ItemId, UserId};
use sea_query::{Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use super::certifier::Certifiers;
use super::generate::{Span, known};
use crate::error::StoreError;
use crate::glossary;
use crate::tx::{Tx, args};

/// So many rows are kept by one statement.
const CHUNK: usize = 500;

/// Something that somebody is to be named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unnamed {
    /// Which grant, definition, person or account.
    pub subject: Uuid,
    /// The grant; none where it is none.
    pub grant: Option<GrantId>,
    /// Whose; none for definitions.
    pub user: Option<UserId>,
    /// Of what; none for records.
    pub item: Option<ItemId>,
    /// By which account.
    pub account: Option<AccountId>,
}

/// What a script said about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// About which.
    pub subject: Uuid,
    /// In which stage; 0 for the first.
    pub stage: i16,
    /// Who certifies; nobody where the script named nobody who may.
    pub reviewer: Option<UserId>,
    /// Why nobody, where that is a fault.
    pub fault: Option<String>,
}

/// How the script of a stage went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which stage; 0 for the first.
    pub stage: i16,
    /// For how many rows it named somebody.
    pub named: i64,
    /// For how many it named nobody.
    pub nobody: i64,
    /// For how many it failed.
    pub failed: i64,
    /// Why, for one of them.
    pub fault: Option<String>,
}

/// What of a span would be reviewed if somebody is named.
///
/// # Errors
/// As [`super::generate::make`].
pub async fn unnamed(
    tx: &mut Tx,
    definition: &TemplateDefinition,
    span: Span,
) -> Result<Vec<Unnamed>, StoreError> {
    type Found = (Option<Uuid>, Option<Uuid>, Option<Uuid>, Option<Uuid>);
    let attributes = glossary::attributes(tx).await?;
    let certifiers = Certifiers::read(tx, definition).await?;
    let statement = Query::select()
        .exprs(["grant_id", "user_id", "item_id", "account_id"].map(|column| Expr::col(("k", column))))
        .from_subquery(known(&certifiers, span, &attributes)?, "k")
        .and_where(Expr::col(("k", "standing")).eq(Standing::Reviewed.as_str()))
        .order_by(("k", "user_id"), Order::Asc)
        .order_by(("k", "grant_id"), Order::Asc)
        .take();
    let rows = tx.select::<Found>(&statement).await?;
    let one = |(grant, user, item, account): Found| {
        let subject = match definition.kind.reviews() {
            Reviewed::Grants => grant,
            Reviewed::Definitions(_) => item,
            Reviewed::Records => user,
            Reviewed::Accounts => account,
        };
        Some(Unnamed {
            subject: subject?,
            grant: grant.map(GrantId),
            user: user.map(UserId),
            item: item.map(ItemId),
            account: account.map(AccountId),
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// Keeps what scripts said.
pub async fn name(tx: &mut Tx, campaign: i64, named: &[Named]) -> Result<(), StoreError> {
    for chunk in named.chunks(CHUNK) {
        let mut statement = Query::insert();
        statement.into_table("campaign_certifiers").columns([
            "campaign",
            "stage",
            "subject_id",
            "reviewer_id",
            "fault",
        ]);
        for one in chunk {
            // The columns are as many as the values.
            let _ = statement.values([
                campaign.into(),
                one.stage.into(),
                one.subject.into(),
                one.reviewer.map(UserId::uuid).into(),
                one.fault.clone().into(),
            ]);
        }
        tx.insert(&statement).await?;
    }
    Ok(())
}

/// How the scripts of a campaign went so far, by stage.
pub async fn told(tx: &mut Tx, campaign: i64) -> Result<Vec<Told>, StoreError> {
    let sql = "SELECT stage, CAST(count(reviewer_id) AS BIGINT), \
               CAST(sum(CASE WHEN reviewer_id IS NULL AND fault IS NULL THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(count(fault) AS BIGINT), min(fault) FROM campaign_certifiers WHERE campaign = $1 GROUP BY stage \
               ORDER BY stage";
    let rows = tx.rows::<(i16, i64, i64, i64, Option<String>)>(sql, args![campaign]).await?;
    let one = |(stage, named, nobody, failed, fault)| Told { stage, named, nobody, failed, fault };
    Ok(rows.into_iter().map(one).collect())
}
