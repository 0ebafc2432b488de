//! What clients call the properties of a line item (contract 3.18, 4.1): those of the person, of what is held and of the
//! account, and `decision.certification.…`.

use bailiwick::certification::LineItemId;
use bailiwick::filter::{Filter, Op, Path, Value};
use bailiwick::glossary::Attribute;
use sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType};

use crate::error::StoreError;
use crate::filter::{Property, condition, rows_of};
use crate::items::{OfAccount, property_of_grant, sort_column as column_of_item};
use crate::users::property_of_user;

/// Adds whom and what line items `l` are about: the person `u`, the item `i`, the application `a`, the account `c`.
pub(in crate::certifications) fn with_subjects(statement: &mut SelectStatement) {
    let of = |alias: &'static str, column: &'static str| Expr::col((alias, "id")).equals(("l", column));
    statement
        .join_as(JoinType::LeftJoin, "users", "u", of("u", "user_id"))
        .join_as(JoinType::LeftJoin, "items", "i", of("i", "item_id"))
        .join_as(JoinType::LeftJoin, "items", "a", of("a", "application_id"))
        .join_as(JoinType::LeftJoin, "accounts", "c", of("c", "account_id"));
}

/// Leaves what a filter matches; the statement has its subjects.
pub(super) fn narrow(
    statement: &mut SelectStatement,
    campaign: i64,
    filter: &Filter,
    attributes: &[Attribute],
) -> Result<(), StoreError> {
    let filter = by_number(filter.clone(), campaign)?.normalised();
    statement.cond_where(condition(&filter, &|name: &str| property(name, attributes))?);
    Ok(())
}

fn property(name: &str, attributes: &[Attribute]) -> Option<Property> {
    let l = |column: &'static str| Expr::col(("l", column));
    if let Some(of_decision) = name.strip_prefix("decision.certification.") {
        return decision(of_decision);
    }
    Some(match name {
        "number" => Property::Word(Expr::cust("CAST(l.number AS TEXT)")),
        "item.id" | "keys.entitlementId" | "keys.roleId" => Property::Id(l("item_id")),
        "item.type" => Property::Word(Expr::cust(
            "CASE WHEN l.grant_id IS NOT NULL THEN CASE l.item_kind WHEN 'application' THEN 'accountGrant' \
             WHEN 'entitlement' THEN 'entitlementGrant' ELSE 'roleMembership' END \
             WHEN l.item_kind IS NOT NULL THEN l.item_kind WHEN l.user_id IS NOT NULL THEN 'user' ELSE 'account' END",
        )),
        "application.id" | "keys.applicationId" => Property::Id(l("application_id")),
        "application.name" => Property::Norm(Expr::col(("a", "name_norm"))),
        "account.id" | "keys.accountId" => Property::Id(l("account_id")),
        "keys.userId" => Property::Id(l("user_id")),
        name if name.starts_with("user.") || name.starts_with("glossary.idx./user.") => {
            return property_of_user(name, attributes);
        }
        name => return property_of_grant(name, attributes, OfAccount::Held),
    })
}

fn decision(name: &str) -> Option<Property> {
    let l = |column: &'static str| Expr::col(("l", column));
    Some(match name {
        "campaignId" => {
            let campaign = rows_of("campaigns", "k", "number", ("l", "campaign"));
            return Some(Property::any(campaign, Property::Id(Expr::col(("k", "id")))));
        }
        "status" => Property::Word(l("status")),
        "decision" => Property::Word(l("verdict")),
        "decisionDate" => Property::Time(l("decided_at")),
        "decisionBy.id" => Property::Id(l("decided_by")),
        "completionDate" => Property::Time(l("signed_at")),
        "completedBy.id" => Property::Id(l("signed_by")),
        "exceptionExpirationDate" => Property::Time(l("until_at")),
        "remediationStatus" => Property::Word(l("removal")),
        "stageIndex" => Property::Number(l("stage")),
        "isExpired" => Property::Truth(l("status").eq("expired")),
        "primaryReviewer.id" => Property::Id(l("reviewer_id")),
        "actors.id" => {
            let others = Query::select()
                .expr(Expr::col(("o", "user_id")))
                .from_as("line_item_actors", "o")
                .and_where(Expr::col(("o", "campaign")).equals(("l", "campaign")))
                .and_where(Expr::col(("o", "number")).equals(("l", "number")))
                .take();
            let all =
                Query::select().expr_as(l("reviewer_id"), "user_id").union(UnionType::All, others).take();
            let actors = Query::select().expr(Expr::val(1)).from_subquery(all, "k").take();
            return Some(Property::any(actors, Property::Id(Expr::col(("k", "user_id")))));
        }
        _ => return None,
    })
}

/// What line items are sorted by.
pub(super) fn sort_column(name: &str, attributes: &[Attribute]) -> Result<Expr, StoreError> {
    match property(name, attributes) {
        Some(
            Property::Word(column)
            | Property::Norm(column)
            | Property::Id(column)
            | Property::Time(column)
            | Property::Truth(column)
            | Property::Number(column),
        ) => Ok(column),
        _ => column_of_item(name, attributes),
    }
}

/// Line items have their places in the database, and ids outside.
pub(in crate::certifications) fn by_number(filter: Filter, campaign: i64) -> Result<Filter, StoreError> {
    let number = |value: &Value| {
        let id = value.text().parse::<LineItemId>().ok().filter(|id| id.campaign == campaign)?;
        Some(Value::from(id.number.to_string()))
    };
    let path = || Path::dotted("number").map_err(|fault| StoreError::Unusable(fault.to_string()));
    let all = |parts: Vec<Filter>| -> Result<Vec<Filter>, StoreError> {
        parts.into_iter().map(|part| by_number(part, campaign)).collect()
    };
    Ok(match filter {
        Filter::And(parts) => Filter::And(all(parts)?),
        Filter::Or(parts) => Filter::Or(all(parts)?),
        Filter::Not(part) => Filter::Not(Box::new(by_number(*part, campaign)?)),
        Filter::Compare { path: of, op: Op::Equals, value } if of.as_str() == "id" => {
            Filter::In { path: path()?, values: number(&value).into_iter().collect() }
        }
        Filter::In { path: of, values } if of.as_str() == "id" => {
            Filter::In { path: path()?, values: values.iter().filter_map(number).collect() }
        }
        other => other,
    })
}
