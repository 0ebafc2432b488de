//! The pages that the server draws whole.

pub mod ask;
pub mod audit;
pub mod campaigns;
pub mod cart;
mod conditions;
pub mod delegates;
pub mod forms;
pub mod notifications;
pub mod policies;
pub mod request_types;
pub mod reviews;
pub mod roles;
pub mod violations;
pub mod workflows;

use std::collections::BTreeMap;

use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::location::Url;

use crate::api::PortalError;
use crate::server::refuse;

/// The query of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(BTreeMap<String, String>);

impl From<Query> for BTreeMap<String, String> {
    fn from(query: Query) -> Self {
        query.0
    }
}

impl Query {
    /// Reads it, without its question mark; what is malformed counts as nothing.
    pub fn parse(text: &str) -> Self {
        Self(serde_qs::from_str(text).unwrap_or_default())
    }

    /// The value of that name; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// Draws the page of an address: its title, a line break, its HTML. Who may not see a page is told
/// that there is none.
///
/// # Errors
/// [`PortalError::NotFound`]: there is no such page.
pub async fn page(address: &str) -> Result<String, PortalError> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let query = Query::parse(query);
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let segments: Vec<String> = segments.map(Url::unescape).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let drawn = match segments.as_slice() {
        ["audit"] => audit::page(&query).await,
        ["notifications"] => notifications::page(&query).await,
        ["delegates"] => delegates::page(&query).await,
        ["admin", "workflows"] => workflows::list::page(&query).await,
        ["admin", "workflows", id] => workflows::one::page(id, &query).await,
        ["admin", "request-types"] => request_types::list::page(&query).await,
        ["admin", "request-types", id] => request_types::one::page(id, &query).await,
        ["admin", "forms"] => forms::list::page(&query).await,
        ["admin", "forms", id] => forms::one::page(id, &query).await,
        ["cart", "form", line] => cart::page(line, &query).await,
        ["admin", "policies"] => policies::list::page(&query).await,
        ["admin", "policies", "rules", "new"] => policies::edit::page(None, &query).await,
        ["admin", "policies", "rules", id] => policies::one::page(id, &query).await,
        ["admin", "policies", "rules", id, "edit"] => policies::edit::page(Some(id), &query).await,
        ["admin", "policies", "sets"] => policies::sets::page(&query).await,
        ["admin", "policies", "sets", id] => policies::set::page(id, &query).await,
        ["admin", "policies", "scans"] => policies::scans::page(&query).await,
        ["admin", "policies", "scans", id] => policies::scan::page(id, &query).await,
        ["admin", "policies", "controls"] => policies::controls::list::page(&query).await,
        ["admin", "policies", "controls", "new"] => policies::controls::edit::page(None).await,
        ["admin", "policies", "controls", id] => policies::controls::one::page(id, &query).await,
        ["admin", "policies", "controls", id, "edit"] => policies::controls::edit::page(Some(id)).await,
        ["admin", "policies", "controls", id, "evidence"] => {
            policies::controls::evidence::page(id, &query).await
        }
        ["admin", "policies", "matrix"] => policies::matrix::page().await,
        ["campaigns"] => campaigns::list::page(&query).await,
        ["campaigns", "templates"] => campaigns::templates::page(&query).await,
        ["campaigns", "templates", "new"] => campaigns::wizard::page(None, &query).await,
        ["campaigns", "templates", id] => campaigns::template::page(id, &query).await,
        ["campaigns", "templates", id, "edit"] => campaigns::wizard::page(Some(id), &query).await,
        ["campaigns", id] => campaigns::one::page(id, &query).await,
        ["violations"] => violations::list::page(&query).await,
        ["violations", "fix"] => violations::fix::page(&query).await,
        ["violations", id] => violations::one::page(id, &query).await,
        ["reviews"] => reviews::list::page().await,
        ["reviews", id] => reviews::workspace::page(id, &query).await,
        ["reviews", id, "all"] => reviews::many::page(id, &query).await,
        ["reviews", id, "sign-off"] => reviews::sign_off::page(id, &query).await,
        ["roles", id] => roles::page(id, &query).await,
        ["ask"] => ask::list::page(&query).await,
        ["ask", id] => ask::one::page(id, &query).await,
        _ => Err(PortalError::NotFound),
    };
    drawn.map_err(|error| match error {
        PortalError::Forbidden => refuse(PortalError::NotFound),
        error => refuse(error),
    })
}

/// Draws a page of that title.
fn draw(title: &str, view: impl FnOnce() -> AnyView) -> String {
    // What was refused on the way is told on the page itself.
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::OK);
    }
    let title: String = title.chars().filter(|c| !c.is_control()).collect();
    let html = Owner::new().with(|| view().to_html());
    format!("{title}\n{html}")
}
