//! Making line items inside the database, for some people, definitions or accounts at a time.

use bailiwick::certification::{Reviewed, Standing, TemplateDefinition};
use bailiwick::glossary::Attribute;
use bailiwick::grant::Origin;
use bailiwick::id::{CampaignId, ItemId, UserId};
use sea_query::{
    CaseStatement, CommonTableExpression, Expr, ExprTrait, Func, InsertStatement, JoinType, OnConflict,
    Order, Query, SelectStatement, WithClause,
};
use uuid::Uuid;

use super::certifier::Certifiers;
use super::definitions::{ALONE, accounts, definitions, records};
use super::items::add_made;
use super::target::outside;
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{dialect, glossary};

/// Some of what is looked through, by id: those after the first, up to the second. Of people, what they hold or their
/// records; of items, their definitions; of accounts, themselves.
pub type Span = (Option<Uuid>, Uuid);

/// The last of so many people, items or accounts after one; none when there is nothing after it.
pub async fn next(
    tx: &mut Tx,
    reviewed: Reviewed,
    after: Option<Uuid>,
    count: i64,
) -> Result<Option<Uuid>, StoreError> {
    let after = after.unwrap_or_default();
    let rows = match reviewed {
        Reviewed::Grants | Reviewed::Records => {
            let sql = "SELECT id FROM users WHERE id > $1 ORDER BY id LIMIT $2";
            tx.rows::<(Uuid,)>(sql, args![after, count]).await?
        }
        Reviewed::Definitions(kind) => {
            let sql = "SELECT id FROM items WHERE id > $1 AND kind = $3 ORDER BY id LIMIT $2";
            tx.rows::<(Uuid,)>(sql, args![after, count, kind.as_str()]).await?
        }
        Reviewed::Accounts => {
            let c = |column: &'static str| Expr::col(("c", column));
            let statement = Query::select()
                .expr(c("id"))
                .from_as("accounts", "c")
                .and_where(Expr::cust(ALONE))
                .and_where(c("id").gt(after))
                .order_by(("c", "id"), Order::Asc)
                .limit(u64::try_from(count).unwrap_or_default())
                .take();
            tx.select::<(Uuid,)>(&statement).await?
        }
    };
    Ok(rows.last().map(|(id,)| *id))
}

/// How far the making of a campaign's line items is.
pub async fn position(tx: &mut Tx, campaign: CampaignId) -> Result<Option<Uuid>, StoreError> {
    let row: Option<(Option<Uuid>,)> =
        tx.row("SELECT position FROM campaigns WHERE id = $1", args![campaign.uuid()]).await?;
    Ok(row.and_then(|(id,)| id))
}

/// Says how far it is.
pub async fn set_position(
    tx: &mut Tx,
    campaign: CampaignId,
    position: Uuid,
    items: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE campaigns SET position = $2, items = $3 WHERE id = $1";
    tx.execute(sql, args![campaign.uuid(), position, items]).await?;
    Ok(())
}

/// Makes the line items about some people's grants or records, or some definitions or accounts, numbered after `made` others, and
/// enters every one of them in the ledger. How many were made.
///
/// # Errors
/// [`StoreError::UnknownProperty`] and [`StoreError::WrongValue`] for a filter that cannot be searched by;
/// [`StoreError::Unusable`] for a certifier that cannot be found.
pub async fn make(
    tx: &mut Tx,
    campaign: i64,
    definition: &TemplateDefinition,
    span: Span,
    made: i64,
) -> Result<i64, StoreError> {
    let attributes = glossary::attributes(tx).await?;
    let certifiers = Certifiers::read(tx, definition).await?.of_campaign(campaign, "g.id");
    let known = known(&certifiers, span, &attributes)?;
    dialect::expect_many(tx).await?;
    let reviewed = definition.kind.reviews();
    let added = match tx {
        Tx::Sqlite(_) => {
            let known = Query::select().from_subquery(known, "k").take();
            tx.insert(&ledger(campaign, known.clone())).await?;
            tx.insert(&line_items(campaign, reviewed, known, made)).await?
        }
        // One statement does both, so that what is known is found once, and is of one moment: two would not see the same.
        Tx::Postgres(_) => {
            let k = Query::select().from("k").take();
            let known =
                CommonTableExpression::new().table_name("k").materialized(true).query(known).to_owned();
            let counted = ledger(campaign, k.clone());
            let counted = CommonTableExpression::new().table_name("counted").query(counted).to_owned();
            let with = WithClause::new().cte(known).cte(counted).to_owned();
            tx.insert(line_items(campaign, reviewed, k, made).with_cte(with)).await?
        }
    };
    add_made(tx, campaign, made).await?;
    Ok(i64::try_from(added).unwrap_or(i64::MAX))
}

/// Once all are made: the database looks at how they are spread, to plan well what is asked of them from now on. SQLite
/// plans without.
pub async fn survey(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        tx.execute("ANALYZE line_items", args![]).await?;
    }
    Ok(())
}

/// How a certification would begin: how much stands how, and how many each certifier would be asked about.
pub async fn count(
    tx: &mut Tx,
    definition: &TemplateDefinition,
) -> Result<(Vec<(Standing, i64)>, Vec<(UserId, i64)>), StoreError> {
    let attributes = glossary::attributes(tx).await?;
    let certifiers = Certifiers::read(tx, definition).await?;
    let known = known(&certifiers, (None, Uuid::max()), &attributes)?;
    let by = |column: &'static str, condition: Expr| {
        Query::select()
            .column(("k", column))
            .expr(Expr::cust("count(*)"))
            .from_subquery(known.clone(), "k")
            .and_where(condition)
            .group_by_col(("k", column))
            .take()
    };
    let standings = tx.select::<(String, i64)>(&by("standing", Expr::val(1).eq(1))).await?;
    let standing = |(word, count): (String, i64)| Ok((crate::word(&word, "line_items", "standing")?, count));
    let standings = standings.into_iter().map(standing).collect::<Result<_, StoreError>>()?;
    let reviewed = Expr::col(("k", "standing")).eq(Standing::Reviewed.as_str());
    let reviewers = tx.select::<(Uuid, i64)>(&by("reviewer_id", reviewed)).await?;
    Ok((standings, reviewers.into_iter().map(|(id, count)| (UserId(id), count)).collect()))
}

/// Whether line items could be made by a definition.
///
/// # Errors
/// As [`make`].
pub async fn check(tx: &mut Tx, definition: &TemplateDefinition) -> Result<(), StoreError> {
    let attributes = glossary::attributes(tx).await?;
    let certifiers = Certifiers::read(tx, definition).await?;
    known(&certifiers, (None, Uuid::nil()), &attributes)?;
    for stage in 1..definition.stages.len() {
        certifiers.of(stage)?;
    }
    Ok(())
}

/// How risky an item `i` is: from 0, the riskiest.
pub(super) const RISK: &str = risk_of!("i");

/// Everything that is known of these, with who would decide and how it stands.
pub(super) fn known(
    certifiers: &Certifiers<'_>,
    span: Span,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    Ok(standing(looked_through(certifiers, span, attributes)?))
}

/// The same of everybody; of grants and accounts only those of these applications and of what is in them, so that no others
/// are looked at.
pub(super) fn known_of(
    certifiers: &Certifiers<'_>,
    applications: &[ItemId],
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    let mut all = looked_through(certifiers, (None, Uuid::max()), attributes)?;
    if matches!(certifiers.definition.kind.reviews(), Reviewed::Grants | Reviewed::Accounts) {
        let is_of =
            |column: &'static str| Expr::col(("i", column)).is_in(applications.iter().map(|id| id.uuid()));
        all.and_where(is_of("id").or(is_of("application_id")));
    }
    Ok(standing(all))
}

fn looked_through(
    certifiers: &Certifiers<'_>,
    span: Span,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    match certifiers.definition.kind.reviews() {
        Reviewed::Grants => grants(certifiers, span, attributes),
        Reviewed::Definitions(kind) => definitions(certifiers, kind, span, attributes),
        Reviewed::Records => records(certifiers, span, attributes),
        Reviewed::Accounts => accounts(certifiers, span, attributes),
    }
}

/// What is looked through, with how it stands.
fn standing(all: SelectStatement) -> SelectStatement {
    let standing = Expr::cust(
        "CASE WHEN n.left_out IS NOT NULL THEN n.left_out WHEN n.reviewer_id IS NULL THEN 'no-certifier' \
         ELSE 'reviewed' END",
    );
    let columns = [
        "user_id",
        "item_kind",
        "item_id",
        "account_id",
        "role_id",
        "grant_id",
        "application_id",
        "risk",
        "reviewer_id",
    ];
    Query::select()
        .exprs(columns.map(|column| Expr::col(("n", column))))
        .expr_as(standing, "standing")
        // Where the ledger has it: roles and people are in no application.
        .expr_as(Func::coalesce([Expr::col(("n", "application_id")), Expr::val(Uuid::nil())]), "place")
        .from_subquery(all, "n")
        .take()
}

/// Every grant in force of these people.
fn grants(
    certifiers: &Certifiers<'_>,
    (after, until): Span,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    let (definition, reviewer) = (certifiers.definition, certifiers.of(0)?);
    let g = |column: &'static str| Expr::col(("g", column));
    let mut grants = Query::select();
    grants
        .exprs(["user_id", "item_kind", "item_id", "account_id", "role_id"].map(g))
        .expr_as(g("id"), "grant_id")
        .expr_as(
            Expr::cust("CASE i.kind WHEN 'application' THEN i.id ELSE i.application_id END"),
            "application_id",
        )
        .expr_as(Expr::cust(RISK), "risk")
        .expr_as(reviewer, "reviewer_id")
        .expr_as(left_out(definition, attributes)?, "left_out")
        .from_as("grants", "g")
        .join_as(JoinType::InnerJoin, "users", "u", Expr::col(("u", "id")).equals(("g", "user_id")))
        .join_as(JoinType::InnerJoin, "items", "i", Expr::col(("i", "id")).equals(("g", "item_id")))
        .join_as(JoinType::LeftJoin, "users", "m", Expr::col(("m", "id")).equals(("u", "manager_id")))
        .and_where(g("status").eq("active"));
    // Said of both, so that no plan reads everybody to find some.
    for person in [Expr::col(("g", "user_id")), Expr::col(("u", "id"))] {
        grants.and_where(person.clone().gt(after.unwrap_or_default())).and_where(person.lte(until));
    }
    Ok(grants.take())
}

/// Why a grant is left out; NULL when it is not.
fn left_out(definition: &TemplateDefinition, attributes: &[Attribute]) -> Result<Expr, StoreError> {
    let word = |standing: Standing| Expr::val(standing.as_str());
    let kinds = definition.target.kinds.iter().map(|kind| kind.as_str());
    let mut case = CaseStatement::new()
        .case(Expr::col(("g", "item_kind")).is_not_in(kinds), word(Standing::Kind))
        .case(Expr::col(("u", "status")).ne("active"), word(Standing::InactivePerson));
    if definition.leaves_out_role_based {
        case = case
            .case(Expr::col(("g", "origin")).eq(Origin::Nested.as_str()), word(Standing::Nested))
            .case(Expr::col(("g", "role_id")).is_not_null(), word(Standing::RoleBased));
    }
    if definition.leaves_out_conditional {
        case = case.case(Expr::col(("g", "origin")).eq("rule"), word(Standing::Conditional));
    }
    let target = outside(definition, attributes)?;
    if !target.is_empty() {
        case = case.case(target, word(Standing::Filter));
    }
    Ok(case.into())
}

/// Counts what is known, `k`, into the ledger.
fn ledger(campaign: i64, mut known: SelectStatement) -> InsertStatement {
    known
        .expr(Expr::val(campaign))
        .column(("k", "place"))
        .column(("k", "standing"))
        .expr(Expr::cust("count(*)"))
        .group_by_col(("k", "place"))
        .group_by_col(("k", "standing"));
    let mut statement = Query::insert();
    statement.into_table("campaign_ledger").columns(["campaign", "application_id", "standing", "grants"]);
    statement.on_conflict(
        OnConflict::columns(["campaign", "application_id", "standing"])
            .value("grants", Expr::cust("campaign_ledger.grants + excluded.grants"))
            .to_owned(),
    );
    // The columns are as many as the expressions.
    let _ = statement.select_from(known);
    statement
}

/// Makes a line item of everything known, `k`, that is to be reviewed.
fn line_items(campaign: i64, reviewed: Reviewed, mut known: SelectStatement, made: i64) -> InsertStatement {
    const TAKEN: [&str; 9] = [
        "user_id",
        "item_kind",
        "item_id",
        "application_id",
        "account_id",
        "grant_id",
        "role_id",
        "risk",
        "reviewer_id",
    ];
    let place = match reviewed {
        Reviewed::Grants => "row_number() OVER (ORDER BY k.user_id, k.grant_id)",
        Reviewed::Definitions(_) => "row_number() OVER (ORDER BY k.item_id)",
        Reviewed::Records => "row_number() OVER (ORDER BY k.user_id)",
        Reviewed::Accounts => "row_number() OVER (ORDER BY k.account_id)",
    };
    known
        .expr(Expr::val(campaign))
        .expr(Expr::cust(place).add(made))
        .exprs(TAKEN.map(|column| Expr::col(("k", column))))
        .expr(Expr::val(0_i16))
        .expr(Expr::val("in-progress"))
        .expr(Expr::val(1_i64))
        .and_where(Expr::col(("k", "standing")).eq(Standing::Reviewed.as_str()));
    let mut statement = Query::insert();
    statement
        .into_table("line_items")
        .columns(["campaign", "number"].into_iter().chain(TAKEN).chain(["stage", "status", "revision"]));
    // The columns are as many as the expressions.
    let _ = statement.select_from(known);
    statement
}
