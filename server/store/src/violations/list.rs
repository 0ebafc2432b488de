//! Lists of violations for the faces. Who may see a row is part of the statement.

use bailiwick::filter::list::ListQuery;
use bailiwick::id::UserId;
use bailiwick::policy::Violation;
use sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};

use super::{COLUMNS, Row};
use crate::error::StoreError;
use crate::filter::{Property, condition, rows_of};
use crate::tx::Tx;

/// Which violations are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those one of these people is or was asked about.
    AskedOf {
        /// The person, and those they stand in for.
        people: Vec<UserId>,
        /// Whether they are still asked; either when absent.
        active: Option<bool>,
    },
}

/// The searchable properties of a violation (contract 3.14, 4.1).
fn property(name: &str) -> Option<Property> {
    let v = |column: &'static str| Expr::col(("v", column));
    let u = |column: &'static str| Expr::col(("u", column));
    let rule = || rows_of("policy_rules", "r", "id", ("v", "rule_id"));
    let asked = || {
        Query::select()
            .expr(Expr::val(1))
            .from_as("request_actors", "a")
            .and_where(Expr::col(("a", "request_id")).equals(("v", "case_id")))
            .take()
    };
    let name = name.strip_prefix("violation.").unwrap_or(name);
    Some(match name {
        "id" => Property::Id(v("id")),
        "user.id" => Property::Id(u("id")),
        "user.userName" => Property::Norm(u("user_name_norm")),
        "user.sn" => Property::Norm(u("sn_norm")),
        "user.displayName" => Property::Norm(u("display_name_norm")),
        "user.mail" => Property::Word(u("mail")),
        "policyRule.id" => Property::Id(v("rule_id")),
        "policyRule.name" => {
            return Some(Property::any(rule(), Property::Norm(Expr::col(("r", "name_norm")))));
        }
        "policyRule.policyRuleOwner.id" => {
            return Some(Property::any(rule(), Property::Id(Expr::col(("r", "owner_id")))));
        }
        "policy.id" => Property::Id(v("policy_id")),
        "scan.id" => Property::Id(v("scan_id")),
        "decision.status" => Property::Word(v("status")),
        "decision.decision" => Property::Word(v("decision")),
        "decision.remediationStatus" => Property::Word(v("remediation_status")),
        "decision.startDate" | "metadata.created" | "metadata.createdDate" => Property::Time(v("created_at")),
        "decision.completionDate" => Property::Time(v("completed_at")),
        "decision.mitigatingControl.id" => Property::Id(v("control_id")),
        "decision.events.exception.date" => Property::Time(v("exception_until")),
        "decision.actors.active.id" => {
            let rows = asked().and_where(Expr::col(("a", "is_active"))).take();
            return Some(Property::any(rows, Property::Id(Expr::col(("a", "user_id")))));
        }
        "decision.actors.inactive.id" => {
            let rows = asked().and_where(Expr::col(("a", "is_active")).not()).take();
            return Some(Property::any(rows, Property::Id(Expr::col(("a", "user_id")))));
        }
        _ => return None,
    })
}

fn matching(which: &Which, list: &ListQuery) -> Result<SelectStatement, StoreError> {
    let mut statement = Query::select();
    statement
        .exprs(COLUMNS.map(|column| Expr::col(("v", column))))
        .from_as("violations", "v")
        .join_as(JoinType::InnerJoin, "users", "u", Expr::col(("u", "id")).equals(("v", "user_id")))
        .cond_where(condition(&list.filter.clone().normalised(), &property)?);
    if let Which::AskedOf { people, active } = which {
        let mut asked = Query::select();
        asked
            .expr(Expr::val(1))
            .from_as("request_actors", "a")
            .and_where(Expr::col(("a", "request_id")).equals(("v", "case_id")))
            .and_where(Expr::col(("a", "user_id")).is_in(people.iter().map(|user| user.uuid())));
        if let Some(active) = active {
            asked.and_where(Expr::col(("a", "is_active")).eq(*active));
        }
        statement.and_where(Expr::exists(asked));
    }
    Ok(statement)
}

/// One page of violations, and how many match; the latest first unless the list says otherwise.
pub async fn page(tx: &mut Tx, which: &Which, list: &ListQuery) -> Result<(Vec<Violation>, i64), StoreError> {
    let mut page = matching(which, list)?;
    let all = Query::select().expr(Expr::cust("count(*)")).from_subquery(page.clone(), "matching").take();
    let total = tx.select_count(&all).await?;
    if list.page_size == 0 {
        return Ok((Vec::new(), total));
    }
    for key in &list.sort {
        let order = if key.descending { Order::Desc } else { Order::Asc };
        let name = key.path.as_str();
        let column = match property(name) {
            Some(
                Property::Word(column)
                | Property::Norm(column)
                | Property::Id(column)
                | Property::Time(column),
            ) => column,
            Some(Property::Any(..)) if name == "policyRule.name" => {
                Expr::cust("(SELECT r.name_norm FROM policy_rules r WHERE r.id = v.rule_id)")
            }
            _ => return Err(StoreError::UnknownSortKey(name.to_owned())),
        };
        page.order_by_expr(column, order);
    }
    page.order_by(("v", "created_at"), Order::Desc)
        .order_by(("v", "id"), Order::Desc)
        .offset(list.offset)
        .limit(u64::from(list.page_size));
    let rows = tx.select::<Row>(&page).await?;
    let read =
        |row: Row| -> Result<Violation, StoreError> { <(Violation, i64)>::try_from(row).map(|(one, _)| one) };
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}
