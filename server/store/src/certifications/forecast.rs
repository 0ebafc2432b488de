//! How a campaign would begin, counted without making anything.

use bailiwick::certification::{LedgerLine, Standing, TemplateDefinition};
use bailiwick::id::{ItemId, UserId};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

use super::certifier::Certifiers;
use super::generate::{known, known_of};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::{glossary, word};

/// How a campaign would begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Begin {
    /// What would become of what is known of each application.
    pub ledger: Vec<LedgerLine>,
    /// How many line items each reviewer would get.
    pub reviewers: Vec<(UserId, i64)>,
    /// How many people would be reviewed.
    pub people: i64,
}

/// Counts it.
///
/// # Errors
/// As [`super::generate::make`].
pub async fn count(tx: &mut Tx, definition: &TemplateDefinition) -> Result<Begin, StoreError> {
    let attributes = glossary::attributes(tx).await?;
    let certifiers = Certifiers::read(tx, definition).await?;
    let known = known(&certifiers, (None, Uuid::max()), &attributes)?;
    let mut begin = Begin::default();
    let by_place = over(&known, &["place", "standing"]);
    for (place, standing, grants) in tx.select::<(Uuid, String, i64)>(&by_place).await? {
        begin.ledger.push(LedgerLine {
            application: Some(ItemId(place)).filter(|id| !id.uuid().is_nil()),
            standing: word(&standing, "line_items", "standing")?,
            grants,
        });
    }
    let reviewed = || Expr::col(("k", "standing")).eq(Standing::Reviewed.as_str());
    let by_reviewer = over(&known, &["reviewer_id"]).and_where(reviewed()).take();
    let reviewers = tx.select::<(Uuid, i64)>(&by_reviewer).await?;
    begin.reviewers = reviewers.into_iter().map(|(id, items)| (UserId(id), items)).collect();
    let people = Query::select()
        .expr(Expr::cust("count(DISTINCT k.user_id)"))
        .from_subquery(known, "k")
        .and_where(reviewed())
        .take();
    begin.people = tx.select_count(&people).await?;
    Ok(begin)
}

/// Of these applications those of which something would be reviewed.
///
/// # Errors
/// As [`super::generate::make`].
pub async fn covered(
    tx: &mut Tx,
    definition: &TemplateDefinition,
    applications: &[ItemId],
) -> Result<Vec<ItemId>, StoreError> {
    let attributes = glossary::attributes(tx).await?;
    let certifiers = Certifiers::read(tx, definition).await?;
    let known = known_of(&certifiers, applications, &attributes)?;
    let statement = Query::select()
        .distinct()
        .column(("k", "place"))
        .from_subquery(known, "k")
        .and_where(Expr::col(("k", "standing")).eq(Standing::Reviewed.as_str()))
        .and_where(Expr::col(("k", "place")).is_in(applications.iter().map(|id| id.uuid())))
        .take();
    Ok(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| ItemId(id)).collect())
}

fn over(known: &SelectStatement, columns: &[&'static str]) -> SelectStatement {
    let mut statement = Query::select();
    for column in columns {
        statement.column(("k", *column)).group_by_col(("k", *column));
    }
    statement.expr(Expr::cust("count(*)")).from_subquery(known.clone(), "k").take()
}
