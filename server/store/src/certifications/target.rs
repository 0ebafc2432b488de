//! What a certification reviews, as conditions over a grant `g` of a person `u`, of an item `i`; or over a definition `i`
//! or a person `u` alone, or an account `c` in an application `i`, by filters that say something about them.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Reviewed, TemplateDefinition};
use bailiwick::filter::{Filter, Path};
use bailiwick::glossary::{Attribute, ObjectKind};
use bailiwick::id::OrganisationId;
use sea_query::{Alias, Condition, Expr, ExprTrait, Func, JoinType, Query, SelectStatement};
use serde_json::json;

use super::definitions::ALONE;
use crate::error::StoreError;
use crate::filter::{Property, Searchable, condition};
use crate::items::{OfAccount, property_of_grant};
use crate::{items, users};

/// What the filters of applications, entitlements and roles can name, relative to each.
pub const OF_ITEMS: &[Searchable] = &[
    Searchable::one("id", "string"),
    Searchable::one("name", "string"),
    Searchable::one("displayName", "string"),
    Searchable::one("description", "string"),
    Searchable::many("owner.id", "string"),
    Searchable::many("tags", "string"),
    Searchable::one("glossary.riskLevel", "string"),
    Searchable::one("glossary.requestable", "boolean"),
];

/// What the filter of accounts can name.
pub const OF_ACCOUNTS: &[Searchable] = &[
    Searchable::one("id", "string"),
    Searchable::one("displayName", "string"),
    Searchable::one("status", "string"),
    Searchable::one("created", "date"),
    Searchable::one("kind", "string"),
    Searchable::one("owner.id", "string"),
    Searchable::one("lastUsed", "date"),
];

/// What the filter of earlier decisions can name.
pub const OF_DECISIONS: &[Searchable] = &[
    Searchable::one("campaignId", "string"),
    Searchable::one("decision", "string"),
    Searchable::one("decisionBy", "string"),
    Searchable::one("decisionDate", "date"),
    Searchable::one("completedBy", "string"),
    Searchable::one("completionDate", "date"),
];

/// What the filters leave out.
pub(super) fn outside(
    definition: &TemplateDefinition,
    attributes: &[Attribute],
) -> Result<Condition, StoreError> {
    let target = &definition.target;
    let mut any = Condition::any();
    if target.user != Filter::All {
        any = any.add(Expr::col(("u", "id")).not_in_subquery(users::among(&target.user, attributes)?));
    }
    if !target.organisations.is_empty() {
        any = any
            .add(Expr::col(("u", "organisation_id")).is_null())
            .add(outside_organisations(&target.organisations, target.with_children));
    }
    if target.application != Filter::All {
        let application = Expr::cust("COALESCE(i.application_id, i.id)");
        let among = items::among(ItemKind::Application, &target.application, attributes)?;
        any = any.add(application.not_in_subquery(among));
    }
    for (kind, filter) in [
        (ItemKind::Application, &target.account_application),
        (ItemKind::Entitlement, &target.entitlement),
        (ItemKind::Role, &target.role),
    ] {
        if *filter != Filter::All {
            let is = Expr::col(("i", "kind")).eq(kind.as_str());
            let out = Expr::col(("i", "id")).not_in_subquery(items::among(kind, filter, attributes)?);
            any = any.add(Condition::all().add(is).add(out));
        }
    }
    if let Some(correlated) = target.correlated {
        match correlated_people(attributes)? {
            Some(people) if correlated => any = any.add(Expr::col(("u", "id")).not_in_subquery(people)),
            Some(people) => any = any.add(Expr::col(("u", "id")).in_subquery(people)),
            // Without authoritative applications everybody in the directory is known.
            None if !correlated => any = any.add(Expr::val(1).eq(1)),
            None => {}
        }
    }
    if target.account != Filter::All {
        let mut matching = matching_accounts(&target.account, attributes)?;
        any = any.add(if definition.kind.reviews() == Reviewed::Accounts {
            let among = matching.expr(Expr::col(("c", "id"))).and_where(Expr::cust(ALONE)).take();
            Expr::col(("c", "id")).not_in_subquery(among)
        } else {
            let held_by = Expr::col(("c", "id")).equals(("g", "account_id"));
            Expr::exists(matching.expr(Expr::val(1)).and_where(held_by).take()).not()
        });
    }
    if target.decision != Filter::All {
        any = any.add(decided_otherwise(&target.decision)?);
    }
    Ok(any)
}

/// People with an account in an authoritative application: one whose attribute `authoritative` is true. None where no
/// such attribute is defined.
fn correlated_people(attributes: &[Attribute]) -> Result<Option<SelectStatement>, StoreError> {
    const AUTHORITATIVE: &str = "authoritative";
    let is_meant = |known: &Attribute| {
        known.definition.object_kind == ObjectKind::Application && known.definition.name == AUTHORITATIVE
    };
    if !attributes.iter().any(is_meant) {
        return Ok(None);
    }
    let path = Path::dotted(&format!("glossary.application.{AUTHORITATIVE}"))
        .map_err(|fault| StoreError::Unusable(fault.to_string()))?;
    let sources = items::among(ItemKind::Application, &Filter::equals(path, true), attributes)?;
    Ok(Some(
        Query::select()
            .expr(Expr::col(("c", "user_id")))
            .from_as("accounts", "c")
            .and_where(Expr::col(("c", "user_id")).is_not_null())
            .and_where(Expr::col(("c", "application_id")).in_subquery(sources))
            .take(),
    ))
}

/// People in none of these organisations, nor below them where that is meant.
fn outside_organisations(organisations: &[OrganisationId], with_children: bool) -> Expr {
    let ids = organisations.iter().map(|id| id.uuid());
    if !with_children {
        return Expr::col(("u", "organisation_id")).is_not_in(ids);
    }
    let mut below = Query::select();
    below.column("id").from("organisations").and_where(Expr::col("id").is_in(ids));
    let mut children = Query::select();
    children.column(("o", "id")).from_as("organisations", "o").join(
        JoinType::InnerJoin,
        "below",
        Expr::col(("below", "id")).equals(("o", "parent_id")),
    );
    below.union(sea_query::UnionType::Distinct, children.take());
    let mut table = sea_query::CommonTableExpression::new();
    table.table_name(Alias::new("below")).column("id").query(below.take());
    let with = sea_query::WithClause::new().recursive(true).cte(table.clone()).clone();
    let chosen = Query::select().column("id").from("below").take().with_cte(with).take();
    Expr::col(("u", "organisation_id")).not_in_subquery(chosen)
}

/// The accounts that the filter matches.
fn matching_accounts(filter: &Filter, attributes: &[Attribute]) -> Result<SelectStatement, StoreError> {
    let relative = |name: &str| {
        let full = if name.contains("account.") {
            name.to_owned()
        } else if let Some(attribute) = name.strip_prefix("glossary.") {
            format!("glossary.account.{attribute}")
        } else {
            format!("account.{name}")
        };
        property_of_grant(&full, attributes, OfAccount::Held)
    };
    Ok(Query::select()
        .from_as("accounts", "c")
        .cond_where(condition(&filter.clone().normalised(), &relative)?)
        .take())
}

/// What was signed last about the same grant does not match; nor does what was never decided, when that would not.
fn decided_otherwise(filter: &Filter) -> Result<Condition, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let property = |name: &str| {
        let name = name.rsplit('.').next().unwrap_or(name);
        Some(match name {
            "campaignId" => {
                let campaign = Query::select()
                    .from_as("campaigns", "k")
                    .and_where(Expr::col(("k", "number")).equals(("l", "campaign")))
                    .take();
                Property::any(campaign, Property::Id(Expr::col(("k", "id"))))
            }
            "decision" => Property::Word(l("verdict")),
            "status" => Property::Word(l("status")),
            "decisionBy" => Property::Id(l("decided_by")),
            "completedBy" => Property::Id(l("signed_by")),
            "decisionDate" => Property::Time(l("decided_at")),
            "completionDate" => Property::Time(l("signed_at")),
            _ => return None,
        })
    };
    let last = Query::select()
        .expr(Func::max(Expr::col(("z", "signed_at"))))
        .from_as("line_items", "z")
        .and_where(Expr::col(("z", "grant_id")).equals(("g", "id")))
        .and_where(Expr::col(("z", "verdict")).is_not_null())
        .take();
    let signed = Query::select()
        .expr(Expr::val(1))
        .from_as("line_items", "l")
        .and_where(l("grant_id").equals(("g", "id")))
        .and_where(l("signed_at").is_not_null())
        .and_where(l("verdict").is_not_null())
        .take();
    let mut matching = signed.clone();
    matching
        .and_where(l("signed_at").in_subquery(last))
        .cond_where(condition(&filter.clone().normalised(), &property)?);
    let out = Condition::all().add(Expr::exists(matching).not());
    // What was never decided is taken for a decision of which nothing is known.
    Ok(if filter.matches(&json!({})) { out.add(Expr::exists(signed)) } else { out })
}
