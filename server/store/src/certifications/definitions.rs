//! What there is to be reviewed beside what people hold: definitions of entitlements and roles, records of people, and
//! accounts of machines and of nobody.
//! Each with who would decide and why it is left out, in the columns of grants.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::Standing;
use bailiwick::glossary::Attribute;
use sea_query::{CaseStatement, Expr, ExprTrait, JoinType, Query, SelectStatement};

use super::certifier::Certifiers;
use super::generate::{RISK, Span};
use super::target::outside;
use crate::error::StoreError;

/// Nothing, where the database wants to know of what type.
const NO_ID: &str = "CAST(NULL AS UUID)";

/// The definitions of a kind, among these items.
pub(super) fn definitions(
    certifiers: &Certifiers<'_>,
    kind: ItemKind,
    (after, until): Span,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    let i = |column: &'static str| Expr::col(("i", column));
    let not_in_use = i("status").ne("active");
    let mut all = Query::select();
    all.expr_as(i("kind"), "item_kind").expr_as(i("id"), "item_id").expr(i("application_id"));
    for column in ["user_id", "account_id", "role_id", "grant_id"] {
        all.expr_as(Expr::cust(NO_ID), column);
    }
    all.expr_as(Expr::cust(RISK), "risk")
        .expr_as(certifiers.of(0)?, "reviewer_id")
        .expr_as(left_out(certifiers, not_in_use, Standing::InactiveItem, attributes)?, "left_out")
        .from_as("items", "i")
        .and_where(i("kind").eq(kind.as_str()))
        .and_where(i("id").gt(after.unwrap_or_default()))
        .and_where(i("id").lte(until));
    Ok(all.take())
}

/// The records of these people; those of deleted people are no records any more.
pub(super) fn records(
    certifiers: &Certifiers<'_>,
    (after, until): Span,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    let u = |column: &'static str| Expr::col(("u", column));
    let has_left = u("status").ne("active");
    let mut all = Query::select();
    all.expr_as(u("id"), "user_id").expr_as(Expr::cust("CAST(NULL AS TEXT)"), "item_kind");
    for column in ["item_id", "account_id", "role_id", "grant_id", "application_id"] {
        all.expr_as(Expr::cust(NO_ID), column);
    }
    // A record has no risk of its own: it stands with the lowest.
    all.expr_as(Expr::cust("3"), "risk")
        .expr_as(certifiers.of(0)?, "reviewer_id")
        .expr_as(left_out(certifiers, has_left, Standing::InactivePerson, attributes)?, "left_out")
        .from_as("users", "u")
        .join_as(JoinType::LeftJoin, "users", "m", Expr::col(("m", "id")).equals(("u", "manager_id")))
        .and_where(u("deleted_at").is_null())
        .and_where(u("id").gt(after.unwrap_or_default()))
        .and_where(u("id").lte(until));
    Ok(all.take())
}

/// How risky an account `c` in an application `i` is: as risky as that, or the riskiest that it may do.
const RISK_OF_ACCOUNT: &str = concat!(
    "(SELECT min(r.risk) FROM (SELECT ",
    risk_of!("i"),
    " AS risk UNION ALL SELECT ",
    risk_of!("x"),
    " FROM account_entitlements e JOIN items x ON x.id = e.item_id WHERE e.account_id = c.id UNION ALL SELECT ",
    risk_of!("z"),
    " FROM account_entitlements e JOIN entitlement_closure n ON n.inner_id = e.item_id \
     JOIN items z ON z.id = n.outer_id WHERE e.account_id = c.id UNION ALL SELECT ",
    risk_of!("y"),
    " FROM grants h JOIN items y ON y.id = h.item_id \
     WHERE h.user_id = c.user_id AND h.account_id = c.id AND h.status = 'active') r)"
);

/// Those of these accounts that are a machine's or nobody's.
pub(super) fn accounts(
    certifiers: &Certifiers<'_>,
    (after, until): Span,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    let c = |column: &'static str| Expr::col(("c", column));
    let not_in_use = CaseStatement::new()
        .case(c("status").ne("active"), Expr::val(Standing::InactiveAccount.as_str()))
        .case(Expr::col(("i", "status")).ne("active"), Expr::val(Standing::InactiveItem.as_str()));
    let mut all = Query::select();
    all.expr_as(c("id"), "account_id")
        .expr(c("application_id"))
        .expr_as(Expr::cust("CAST(NULL AS TEXT)"), "item_kind");
    for column in ["user_id", "item_id", "role_id", "grant_id"] {
        all.expr_as(Expr::cust(NO_ID), column);
    }
    all.expr_as(Expr::cust(RISK_OF_ACCOUNT), "risk")
        .expr_as(certifiers.of(0)?, "reviewer_id")
        .expr_as(outside_target(certifiers, not_in_use, attributes)?, "left_out")
        .from_as("accounts", "c")
        .join_as(JoinType::InnerJoin, "items", "i", Expr::col(("i", "id")).equals(("c", "application_id")))
        .and_where(Expr::cust(ALONE))
        .and_where(c("id").gt(after.unwrap_or_default()))
        .and_where(c("id").lte(until));
    Ok(all.take())
}

/// Which accounts `c` are reviewed by themselves.
pub(super) const ALONE: &str = "(c.kind = 'machine' OR c.user_id IS NULL)";

/// Why it is left out; NULL when it is not.
fn left_out(
    certifiers: &Certifiers<'_>,
    is_inactive: Expr,
    inactive: Standing,
    attributes: &[Attribute],
) -> Result<Expr, StoreError> {
    let case = CaseStatement::new().case(is_inactive, Expr::val(inactive.as_str()));
    outside_target(certifiers, case, attributes)
}

/// That, and what the filters leave out of the rest.
fn outside_target(
    certifiers: &Certifiers<'_>,
    case: CaseStatement,
    attributes: &[Attribute],
) -> Result<Expr, StoreError> {
    let target = outside(certifiers.definition, attributes)?;
    if target.is_empty() {
        return Ok(case.into());
    }
    Ok(case.case(target, Expr::val(Standing::Filter.as_str())).into())
}
