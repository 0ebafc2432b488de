//! Lists of catalog items for the faces.

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::glossary::{Attribute, ObjectKind, ValueType};
use bailiwick::id::{ItemId, UserId};
use bailiwick::text::normalise;
use sea_query::{Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};

use uuid::Uuid;

use super::{BriefRow, select_briefs};
use crate::error::StoreError;
use crate::filter::{Property, Searchable, condition, rows_of};
use crate::glossary;
use crate::tx::Tx;

/// What the catalog can be searched by; besides, every attribute of a glossary.
pub const SEARCHABLE: &[Searchable] = &[
    Searchable::one("id", "string"),
    Searchable::one("item.type", "string"),
    Searchable::one("item.name", "string"),
    Searchable::one("item.description", "string"),
    Searchable::one("metadata.created", "date"),
    Searchable::many("tags", "string"),
    Searchable::many("owner.id", "string"),
    Searchable::many("owner.userName", "string"),
    Searchable::one("application.id", "string"),
    Searchable::one("application.name", "string"),
    Searchable::one("application.description", "string"),
    Searchable::many("applicationOwner.id", "string"),
    Searchable::one("glossary.idx./application.requestable", "boolean"),
    Searchable::one("glossary.idx./application.riskLevel", "string"),
    Searchable::many("glossary.idx./application.applicationOwner", "string"),
    Searchable::one("entitlement.id", "string"),
    Searchable::one("entitlement.displayName", "string"),
    Searchable::one("entitlement.description", "string"),
    Searchable::many("entitlementOwner.id", "string"),
    Searchable::one("assignment.id", "string"),
    Searchable::one("assignment.name", "string"),
    Searchable::one("assignment.description", "string"),
    Searchable::one("descriptor.idx./entitlement.displayName", "string"),
    Searchable::one("glossary.idx./entitlement.requestable", "boolean"),
    Searchable::one("glossary.idx./entitlement.riskLevel", "string"),
    Searchable::many("glossary.idx./entitlement.entitlementOwner", "string"),
    Searchable::one("role.id", "string"),
    Searchable::one("role.name", "string"),
    Searchable::one("role.description", "string"),
    Searchable::many("roleOwner.id", "string"),
    Searchable::one("glossary.idx./role.requestable", "boolean"),
    Searchable::one("glossary.idx./role.riskLevel", "string"),
    Searchable::many("glossary.idx./role.roleOwner", "string"),
];

/// What conditions of rules can name besides: the account that something is held by; and every attribute of accounts.
pub const OF_ACCOUNTS: &[Searchable] = &[
    Searchable::one("account.id", "string"),
    Searchable::one("account.name", "string"),
    Searchable::one("account.status", "string"),
    Searchable::one("account.created", "date"),
    Searchable::one("descriptor.idx./account.displayName", "string"),
];

/// Which account is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfAccount {
    /// The one that something is held by.
    Held,
    /// The one that a person has or would get to hold something by.
    WouldBe,
}

/// What of the catalog is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// What can be asked for.
    Requestable,
    /// That, and what a person owns or holds.
    Known(UserId),
    /// All that is in use.
    Everything,
}

/// The searchable properties of a catalog item (contract 2.5, 4.1); `attributes` are those that
/// administrators defined.
fn property(name: &str, attributes: &[Attribute]) -> Option<Property> {
    let i = |column: &'static str| Expr::col(("i", column));
    let of_kind = |kind: ItemKind, inner: Property| {
        let rows = rows_of("items", "k", "id", ("i", "id"))
            .and_where(Expr::col(("k", "kind")).eq(kind.as_str()))
            .take();
        Some(Property::any(rows, inner))
    };
    let k = |column: &'static str| Expr::col(("k", column));
    Some(match name {
        "id" | "item.id" => Property::Id(i("id")),
        "item.type" => {
            return Some(Property::Word(Expr::cust(
                "CASE i.kind WHEN 'application' THEN 'accountGrant' WHEN 'entitlement' THEN 'entitlementGrant' \
                 ELSE 'roleMembership' END",
            )));
        }
        "item.name" | "name" => Property::Norm(i("name_norm")),
        "item.description" | "description" => Property::Word(i("description")),
        "metadata.created" | "metadata.firstCreated" => Property::Time(i("created_at")),
        "application.id" => {
            Property::Id(Expr::cust("CASE i.kind WHEN 'application' THEN i.id ELSE i.application_id END"))
        }
        "application.name" => {
            Property::Norm(Expr::cust("CASE i.kind WHEN 'application' THEN i.name_norm ELSE a.name_norm END"))
        }
        "application.description" => return of_kind(ItemKind::Application, Property::Word(k("description"))),
        "entitlement.displayName"
        | "entitlement.name"
        | "assignment.name"
        | "descriptor.idx./entitlement.displayName" => {
            return of_kind(ItemKind::Entitlement, Property::Norm(k("name_norm")));
        }
        "entitlement.id" | "entitlement._id" | "assignment.id" => {
            return of_kind(ItemKind::Entitlement, Property::Id(k("id")));
        }
        "entitlement.description" | "assignment.description" => {
            return of_kind(ItemKind::Entitlement, Property::Word(k("description")));
        }
        "role.id" => return of_kind(ItemKind::Role, Property::Id(k("id"))),
        "role.name" => return of_kind(ItemKind::Role, Property::Norm(k("name_norm"))),
        "role.description" => return of_kind(ItemKind::Role, Property::Word(k("description"))),
        "tag" | "tags" => {
            let rows = rows_of("item_tags", "t", "item_id", ("i", "id"));
            return Some(Property::any(rows, Property::Word(Expr::col(("t", "tag")))));
        }
        "applicationOwner.id" | "entitlementOwner.id" | "roleOwner.id" | "owner.id" => {
            let rows = rows_of("item_owners", "o", "item_id", ("i", "id"));
            return Some(Property::any(rows, Property::Id(Expr::col(("o", "user_id")))));
        }
        "owner.userName" => {
            let mut rows = rows_of("item_owners", "o", "item_id", ("i", "id"));
            rows.join_as(JoinType::InnerJoin, "users", "w", Expr::col(("w", "id")).equals(("o", "user_id")));
            return Some(Property::any(rows.take(), Property::Norm(Expr::col(("w", "user_name_norm")))));
        }
        name => return of_glossary(name, attributes, &i),
    })
}

/// The searchable properties of what is held: those of the item, and of the account it is held by (`c`).
pub(crate) fn property_of_grant(name: &str, attributes: &[Attribute], whose: OfAccount) -> Option<Property> {
    let c = |column: &'static str| Expr::col(("c", column));
    let or_new = |column: &'static str, new: &'static str| match whose {
        OfAccount::Held => c(column),
        OfAccount::WouldBe => {
            Expr::cust(format!("CASE WHEN i.kind <> 'role' THEN COALESCE(c.{column}, {new}) END"))
        }
    };
    Some(match name {
        "account.id" => Property::Id(c("id")),
        "account.name"
        | "account.displayName"
        | "account.__NAME__"
        | "descriptor.idx./account.displayName" => Property::Word(or_new("name", "u.user_name")),
        "account.status" => Property::Word(or_new("status", "'active'")),
        "account.created" => Property::Time(c("created_at")),
        "account.kind" => Property::Word(or_new("kind", "'personal'")),
        "account.owner.id" => Property::Id(c("owner_id")),
        "account.lastUsed" => Property::Time(c("last_used_at")),
        name => match attribute_of(name, "account") {
            Some(attribute) => {
                defined(attribute, attributes, |kind| kind == ObjectKind::Account, ("c", "id"))?
            }
            None => return property(name, attributes),
        },
    })
}

/// The attribute of a kind that a name means: `glossary.idx./account.tier` and `glossary.account.tier`.
pub(crate) fn attribute_of<'n>(name: &'n str, kind: &str) -> Option<&'n str> {
    let rest = name.strip_prefix("glossary.idx./").or_else(|| name.strip_prefix("glossary."))?;
    rest.strip_prefix(kind)?.strip_prefix('.')
}

/// The values of an attribute that administrators defined for such kinds, of the outer row's object.
pub(crate) fn defined(
    attribute: &str,
    attributes: &[Attribute],
    is_meant: impl Fn(ObjectKind) -> bool,
    outer: (&'static str, &'static str),
) -> Option<Property> {
    let wanted = normalise(attribute);
    let meant = |known: &&Attribute| {
        normalise(&known.definition.name) == wanted && is_meant(known.definition.object_kind)
    };
    let meant: Vec<&Attribute> = attributes.iter().filter(meant).collect();
    let first = meant.first()?.definition.value_type;
    let alike = meant.iter().all(|known| known.definition.value_type == first);
    let rows = rows_of("glossary_values", "g", "object_id", outer)
        .and_where(Expr::col(("g", "attribute_id")).is_in(meant.iter().map(|known| known.id.uuid())))
        .take();
    let g = |column: &'static str| Expr::col(("g", column));
    let inner = match first {
        ValueType::Integer if alike => Property::Number(g("number_value")),
        ValueType::Date if alike => Property::Time(g("time_value")),
        ValueType::Boolean if alike => Property::Truth(g("norm_value").eq("true")),
        _ => Property::Norm(g("norm_value")),
    };
    Some(Property::any(rows, inner))
}

/// `glossary.idx./entitlement.requestable` and its like: the built-in ones are columns, the
/// others values. Without a kind, as in `glossary.requestable`, those of every kind are meant.
fn of_glossary(name: &str, attributes: &[Attribute], i: &impl Fn(&'static str) -> Expr) -> Option<Property> {
    let rest = name.strip_prefix("glossary.idx./").or_else(|| name.strip_prefix("glossary."))?;
    let (kind, attribute) = ItemKind::ALL
        .iter()
        .find_map(|kind| Some((Some(*kind), rest.strip_prefix(kind.as_str())?.strip_prefix('.')?)))
        .unwrap_or((None, rest));
    Some(match attribute {
        "requestable" => Property::Truth(i("requestable")),
        "risk" | "riskLevel" => Property::Word(i("risk")),
        "owner" | "applicationOwner" | "entitlementOwner" | "roleOwner" => return property("owner.id", &[]),
        attribute => {
            let wanted = kind.map(ObjectKind::from);
            let of_items = [ObjectKind::Application, ObjectKind::Entitlement, ObjectKind::Role];
            let is_meant = |kind| wanted.map_or_else(|| of_items.contains(&kind), |wanted| kind == wanted);
            return defined(attribute, attributes, is_meant, ("i", "id"));
        }
    })
}

fn matching(filter: &Filter, attributes: &[Attribute], reach: Reach) -> Result<SelectStatement, StoreError> {
    let mut statement = select_briefs();
    statement
        .cond_where(condition(filter, &|name: &str| property(name, attributes))?)
        .and_where(Expr::col(("i", "status")).eq("active"));
    let requestable = Expr::col(("i", "requestable")).eq(true);
    match reach {
        Reach::Everything => {}
        Reach::Requestable => {
            statement.and_where(requestable);
        }
        Reach::Known(user) => {
            let of = |table: &'static str, alias: &'static str| {
                let mut rows = rows_of(table, alias, "item_id", ("i", "id"));
                rows.and_where(Expr::col((alias, "user_id")).eq(user.uuid())).take()
            };
            let mut held = of("grants", "h");
            held.and_where(Expr::col(("h", "status")).eq("active"));
            let known = Condition::any().add(requestable).add(Expr::exists(of("item_owners", "o")));
            statement.cond_where(known.add(Expr::exists(held)));
        }
    }
    Ok(statement.take())
}

/// What is in use and somebody may know of.
pub(crate) fn in_reach(reach: Reach) -> Result<SelectStatement, StoreError> {
    matching(&Filter::All, &[], reach)
}

/// One page of items, and how many match. In catalog order unless the list says otherwise.
pub async fn page(
    tx: &mut Tx,
    filter: &Filter,
    list: &ListQuery,
    reach: Reach,
) -> Result<(Vec<ItemBrief>, i64), StoreError> {
    let filter = filter.clone().and(list.filter.clone()).normalised();
    let attributes = glossary::attributes(tx).await?;
    let mut page = matching(&filter, &attributes, reach)?;
    let all = Query::select().expr(Expr::cust("count(*)")).from_subquery(page.clone(), "matching").take();
    let total = tx.select_count(&all).await?;
    if list.page_size == 0 {
        return Ok((Vec::new(), total));
    }
    for key in &list.sort {
        let order = if key.descending { Order::Desc } else { Order::Asc };
        page.order_by_expr(sort_column(key.path.as_str(), &attributes)?, order);
    }
    page.order_by(("i", "number"), Order::Asc).offset(list.offset).limit(u64::from(list.page_size));
    let rows = tx.select::<BriefRow>(&page).await?;
    Ok((rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total))
}

/// Every item of some kinds that a filter matches, also those that are not in the catalog any more: they may still be
/// held.
pub async fn matching_ids(
    tx: &mut Tx,
    filter: &Filter,
    kinds: &[ItemKind],
) -> Result<Vec<ItemId>, StoreError> {
    let attributes = glossary::attributes(tx).await?;
    let mut statement = select_briefs();
    statement
        .clear_selects()
        .expr(Expr::col(("i", "id")))
        .cond_where(condition(&filter.clone().normalised(), &|name: &str| property(name, &attributes))?)
        .and_where(Expr::col(("i", "kind")).is_in(kinds.iter().map(|kind| kind.as_str())));
    let rows = tx.select::<(Uuid,)>(&statement).await?;
    Ok(rows.into_iter().map(|(id,)| ItemId(id)).collect())
}

/// The ids of what a filter matches among things of a kind; names in it may be relative: `id`, `name`, `displayName`,
/// `glossary.…`.
pub(crate) fn among(
    kind: ItemKind,
    filter: &Filter,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    let relative = |name: &str| {
        let prefix = format!("{kind}.");
        let name = name.strip_prefix(prefix.as_str()).unwrap_or(name);
        match name {
            "displayName" => property("name", attributes),
            name => property(name, attributes),
        }
    };
    let mut statement = select_briefs();
    statement
        .clear_selects()
        .expr(Expr::col(("i", "id")))
        .cond_where(condition(&filter.clone().normalised(), &relative)?)
        .and_where(Expr::col(("i", "kind")).eq(kind.as_str()));
    Ok(statement.take())
}

pub(crate) fn sort_column(name: &str, attributes: &[Attribute]) -> Result<Expr, StoreError> {
    match name {
        "entitlement.displayName"
        | "descriptor.idx./entitlement.displayName"
        | "role.name"
        | "assignment.name" => Ok(Expr::col(("i", "name_norm"))),
        name => match property(name, attributes) {
            Some(
                Property::Word(column)
                | Property::Norm(column)
                | Property::Time(column)
                | Property::Number(column)
                | Property::Truth(column)
                | Property::Id(column),
            ) => Ok(column),
            _ => Err(StoreError::UnknownSortKey(name.to_owned())),
        },
    }
}

#[cfg(test)]
mod tests {
    use bailiwick::policy::is_of_account;

    use super::*;

    #[test]
    fn what_is_said_to_be_searchable_is() {
        for searchable in SEARCHABLE {
            let kind = property(searchable.name, &[]).map(|property| property.kind());
            assert_eq!(kind, Some(searchable.kind), "{}", searchable.name);
            assert!(!is_of_account(searchable.name), "{}", searchable.name);
        }
        for searchable in OF_ACCOUNTS {
            for whose in [OfAccount::Held, OfAccount::WouldBe] {
                let kind = property_of_grant(searchable.name, &[], whose).map(|property| property.kind());
                assert_eq!(kind, Some(searchable.kind), "{}", searchable.name);
            }
            assert!(is_of_account(searchable.name), "{}", searchable.name);
        }
    }
}
