//! The parameters of lists, for the document (contract 1.3); `api::Params` reads them.

use bailiwick::filter::Filter;
use bailiwick::filter::list::{DEFAULT_PAGE_SIZE, ListQuery, MAX_PAGE_SIZE};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::api::{ApiError, Params};

/// The parameters of a list, narrowed by the filter of its body.
///
/// # Errors
/// A parameter is wrong.
pub fn narrowed(params: &Params, filter: Filter) -> Result<ListQuery, ApiError> {
    let mut list = params.list()?;
    list.filter = filter.and(list.filter).normalised();
    Ok(list)
}

/// `_fields`, `_pageSize`, `_pagedResultsOffset`, `_sortKeys`, `_sortDir`, `_sortType`, `_searchAfter`.
pub struct Paging;

/// [`Paging`] and `_queryFilter`.
pub struct Query;

/// Only `_fields`.
pub struct Projection;

impl IntoParams for Projection {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![text(
            "_fields",
            "fields to answer, joined by commas; nested ones as `user.userName`; all when missing",
        )]
    }
}

impl IntoParams for Paging {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let sizes = format!(
            "rows on a page, at most {MAX_PAGE_SIZE}; {DEFAULT_PAGE_SIZE} when missing; 0 asks for the totals only"
        );
        let mut all = Projection::into_params(place);
        all.extend([
            parameter("_pageSize", Type::Integer, &sizes),
            parameter("_pagedResultsOffset", Type::Integer, "rows to skip"),
            text("_searchAfter", "the `searchAfterKey` of the page before: answers the page behind it"),
            text("_sortKeys", "fields to sort by, joined by commas; `-` before one turns its order"),
            text("_sortDir", "`asc` or `desc`"),
            text("_sortType", "`date` or `integer`; properties are sorted by what they are in any case"),
        ]);
        all
    }
}

impl IntoParams for Query {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut all = Paging::into_params(place);
        all.push(text(
            "_queryFilter",
            "filter, such as `decision.status eq \"in-progress\" and user.userName sw \"a\"`",
        ));
        all
    }
}

fn text(name: &str, description: &str) -> Parameter {
    parameter(name, Type::String, description)
}

fn parameter(name: &str, kind: Type, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .build()
}
