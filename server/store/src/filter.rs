//! Filters of the faces as SQL conditions.
//!
//! Each list names its properties and what they are in the database; a filter over other
//! properties is refused by name. Conditions are never NULL, so that `NOT` means not.

use bailiwick::filter::{Filter, Op, Path, Value};
use bailiwick::id::user_id;
use bailiwick::text::normalise;
use sea_query::{Condition, Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement};
use uuid::Uuid;

use crate::error::StoreError;

/// What a property is in the database.
#[derive(Clone)]
pub(crate) enum Property {
    /// Text as it stands; compared without case where it is one of a set of small words.
    Word(Expr),
    /// Text that is stored normalised.
    Norm(Expr),
    /// An id.
    Id(Expr),
    /// A moment.
    Time(Expr),
    /// True or false.
    Truth(Expr),
    /// A whole number.
    Number(Expr),
    /// Any row of a selection has the inner property; the selection is tied to the outer row.
    Any(Box<SelectStatement>, Box<Property>),
}

impl Property {
    /// Any row of the selection has the property.
    pub(crate) fn any(rows: SelectStatement, inner: Self) -> Self {
        Self::Any(Box::new(rows), Box::new(inner))
    }
}

/// A property that a list can be searched by, as the faces tell their clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Searchable {
    /// Its name in filters.
    pub name: &'static str,
    /// `string`, `date`, `boolean` or `integer`.
    pub kind: &'static str,
    /// It has several values; a filter matches when one of them does.
    pub many: bool,
}

impl Searchable {
    /// A property with one value.
    pub(crate) const fn one(name: &'static str, kind: &'static str) -> Self {
        Self { name, kind, many: false }
    }

    /// A property with several values.
    pub(crate) const fn many(name: &'static str, kind: &'static str) -> Self {
        Self { name, kind, many: true }
    }
}

#[cfg(test)]
impl Property {
    /// What a client calls such a property.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Word(_) | Self::Norm(_) | Self::Id(_) => "string",
            Self::Time(_) => "date",
            Self::Truth(_) => "boolean",
            Self::Number(_) => "integer",
            Self::Any(_, inner) => inner.kind(),
        }
    }
}

/// The condition of a filter over the properties that `property` knows.
///
/// # Errors
/// [`StoreError::UnknownProperty`], or [`StoreError::WrongValue`] when a value does not fit.
pub(crate) fn condition(
    filter: &Filter,
    property: &impl Fn(&str) -> Option<Property>,
) -> Result<Condition, StoreError> {
    Ok(match filter {
        Filter::All => Condition::all(),
        Filter::None => Condition::all().add(Expr::val(1).eq(0)),
        Filter::And(parts) => {
            let mut all = Condition::all();
            for part in parts {
                all = all.add(condition(part, property)?);
            }
            all
        }
        Filter::Or(parts) if parts.is_empty() => Condition::all(),
        Filter::Or(parts) => {
            let mut any = Condition::any();
            for part in parts {
                any = any.add(condition(part, property)?);
            }
            any
        }
        Filter::Not(part) if **part == Filter::All => condition(&Filter::None, property)?,
        Filter::Not(part) => condition(part, property)?.not(),
        Filter::Compare { path, op, value } => {
            Condition::all().add(compare(known(path, property)?, *op, value, path)?)
        }
        Filter::Present(path) => Condition::all().add(present(known(path, property)?)),
        Filter::In { path, values } if values.is_empty() => {
            known(path, property)?;
            condition(&Filter::None, property)?
        }
        Filter::In { path, values } => Condition::all().add(among(known(path, property)?, values, path)?),
    })
}

fn known(path: &Path, property: &impl Fn(&str) -> Option<Property>) -> Result<Property, StoreError> {
    property(path.as_str()).ok_or_else(|| StoreError::UnknownProperty(path.as_str().to_owned()))
}

/// The property equals one of the values. One list, not a chain: databases bound how deep a
/// condition may be.
fn among(property: Property, values: &[Value], path: &Path) -> Result<Expr, StoreError> {
    let given = || values.iter().filter(|value| !value.is_null());
    Ok(match property {
        Property::Word(column) => {
            let lower = Expr::from(Func::lower(column.clone()));
            column.is_not_null().and(lower.is_in(given().map(|value| value.text().to_lowercase())))
        }
        Property::Norm(column) => {
            column.clone().is_not_null().and(column.is_in(given().map(|value| normalise(&value.text()))))
        }
        Property::Id(column) => {
            column.clone().is_not_null().and(column.is_in(given().filter_map(|value| id(&value.text()))))
        }
        Property::Any(mut rows, inner) => Expr::exists(rows.and_where(among(*inner, values, path)?).take()),
        other @ (Property::Time(_) | Property::Truth(_) | Property::Number(_)) => {
            let mut any = Expr::val(1).eq(0);
            for value in given().take(100) {
                any = any.or(compare(other.clone(), Op::Equals, value, path)?);
            }
            any
        }
    })
}

/// An id in any spelling: bare, or the last part of `managed/…/{id}`.
fn id(text: &str) -> Option<Uuid> {
    user_id(text).map(Uuid::from).or_else(|| text.rsplit('/').next().and_then(|id| id.parse().ok()))
}

fn present(property: Property) -> Expr {
    match property {
        Property::Word(column)
        | Property::Norm(column)
        | Property::Id(column)
        | Property::Time(column)
        | Property::Truth(column)
        | Property::Number(column) => column.is_not_null(),
        Property::Any(rows, _) => Expr::exists(*rows),
    }
}

fn compare(property: Property, op: Op, value: &Value, path: &Path) -> Result<Expr, StoreError> {
    let wrong = |what: &'static str| StoreError::WrongValue { property: path.as_str().to_owned(), what };
    if value.is_null() {
        return Ok(if op == Op::Equals { present(property).not() } else { Expr::val(1).eq(0) });
    }
    match property {
        Property::Word(column) => {
            let lower = Expr::from(Func::lower(column.clone()));
            Ok(texts(column, &lower, op, &value.text().to_lowercase()))
        }
        Property::Norm(column) => Ok(texts(column.clone(), &column, op, &normalise(&value.text()))),
        Property::Id(column) => match (op, id(&value.text())) {
            (Op::Equals, Some(id)) => Ok(column.clone().is_not_null().and(column.eq(id))),
            (Op::Equals, None) => Ok(Expr::val(1).eq(0)),
            _ => Err(wrong("an id: it can only be compared for equality")),
        },
        Property::Time(column) => {
            let at = value.instant().ok_or_else(|| wrong("a date: give it as ISO 8601"))?;
            ordered(column, op, at).ok_or_else(|| wrong("a date: it has no parts of text"))
        }
        Property::Number(column) => {
            let number =
                value.number().and_then(|number| number.as_i64()).ok_or_else(|| wrong("a whole number"))?;
            ordered(column, op, number).ok_or_else(|| wrong("a number: it has no parts of text"))
        }
        Property::Truth(column) => {
            let truth = value.truth().ok_or_else(|| wrong("true or false"))?;
            match op {
                Op::Equals => Ok(column.clone().is_not_null().and(column.eq(truth))),
                _ => Err(wrong("true or false: it can only be compared for equality")),
            }
        }
        Property::Any(mut rows, inner) => {
            Ok(Expr::exists(rows.and_where(compare(*inner, op, value, path)?).take()))
        }
    }
}

fn ordered<T: Into<sea_query::Value>>(column: Expr, op: Op, value: T) -> Option<Expr> {
    let value = value.into();
    let compared = match op {
        Op::Equals => column.clone().eq(value),
        Op::GreaterThan => column.clone().gt(value),
        Op::GreaterOrEqual => column.clone().gte(value),
        Op::LessThan => column.clone().lt(value),
        Op::LessOrEqual => column.clone().lte(value),
        Op::Contains | Op::StartsWith | Op::EndsWith => return None,
    };
    Some(column.is_not_null().and(compared))
}

fn texts(raw: Expr, column: &Expr, op: Op, value: &str) -> Expr {
    let escaped = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = |pattern: String| column.clone().like(LikeExpr::new(pattern).escape('\\'));
    let compared = match op {
        Op::Equals => column.clone().eq(value),
        Op::Contains => like(format!("%{escaped}%")),
        Op::StartsWith => like(format!("{escaped}%")),
        Op::EndsWith => like(format!("%{escaped}")),
        Op::GreaterThan => column.clone().gt(value),
        Op::GreaterOrEqual => column.clone().gte(value),
        Op::LessThan => column.clone().lt(value),
        Op::LessOrEqual => column.clone().lte(value),
    };
    raw.is_not_null().and(compared)
}

/// Rows of `table` (known as `alias`) whose `column` equals the outer row's `outer`.
pub(crate) fn rows_of(
    table: &'static str,
    alias: &'static str,
    column: &'static str,
    outer: (&'static str, &'static str),
) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(table, alias)
        .and_where(Expr::col((alias, column)).equals(outer))
        .take()
}
