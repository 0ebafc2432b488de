//! The ISC face: campaigns and certifications of SailPoint Identity Security Cloud, by every spelling of their
//! addresses: `/v3/campaigns`, `/beta/campaigns`, `/v2024/campaigns` and on, `/campaigns/v1`. All lead to the same
//! handlers; the document shows the first.

mod campaigns;
mod certifications;
mod change;
mod errors;
mod filters;
mod items;
mod limit;
mod object;
mod older;
mod params;
mod reports;
mod summaries;
mod tasks;
mod templates;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::not_there;
use crate::state::AppState;

pub use limit::Limits;

/// The tag of this face in the OpenAPI document.
pub const TAG: &str = "ISC";

/// The versions beside the documented one, the shapes of which are the same.
const VERSIONS: [&str; 3] = ["/v2024", "/v2025", "/v2026"];

fn campaign_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(campaigns::list, campaigns::create))
        .routes(routes!(campaigns::delete))
        .routes(routes!(campaigns::read, change::patch))
        .routes(routes!(change::activate))
        .routes(routes!(change::complete))
        .routes(routes!(change::reassign))
        .routes(routes!(reports::list))
        .routes(routes!(reports::run))
        .routes(routes!(reports::scan))
        .routes(routes!(reports::configuration, reports::set_configuration))
}

/// What is the same in every version.
fn parts_of_certifications() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(certifications::read))
        .routes(routes!(certifications::reviewers))
        .routes(routes!(certifications::decide))
        .routes(routes!(certifications::sign_off))
        .routes(routes!(certifications::reassign))
        .routes(routes!(certifications::reassign_later))
        .routes(routes!(items::list))
        .routes(routes!(items::permissions))
        .routes(routes!(summaries::decisions))
        .routes(routes!(summaries::identities))
        .routes(routes!(summaries::identity))
        .routes(routes!(summaries::access))
}

fn certification_routes() -> OpenApiRouter<AppState> {
    parts_of_certifications().routes(routes!(certifications::list))
}

/// The older version has an object of its own in lists.
fn older_certification_routes() -> Router<AppState> {
    parts_of_certifications()
        .split_for_parts()
        .0
        .route("/", get(older::list))
        .route("/{id}/tasks/{task}", get(older::task))
        .route("/{id}/tasks-pending", get(older::pending))
}

fn task_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(tasks::list)).routes(routes!(tasks::read))
}

fn template_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(templates::list, templates::create))
        .routes(routes!(templates::read, templates::patch, templates::delete))
        .routes(routes!(templates::generate))
        .routes(routes!(templates::schedule, templates::set_schedule, templates::delete_schedule))
}

fn filter_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(filters::list, filters::create))
        .routes(routes!(filters::delete))
        .routes(routes!(filters::read, filters::replace))
}

fn report_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(reports::read))
}

/// The routes of a collection.
type Routes = fn() -> OpenApiRouter<AppState>;

/// The collections that are the same in every version, by name.
fn collections() -> [(&'static str, Routes); 5] {
    [
        ("campaigns", campaign_routes),
        ("campaign-templates", template_routes),
        ("campaign-filters", filter_routes),
        ("certification-tasks", task_routes),
        ("reports", report_routes),
    ]
}

/// Every operation of the face, and the document's share of it.
pub fn router(state: Option<&AppState>) -> OpenApiRouter<AppState> {
    let mut router = OpenApiRouter::new().nest("/v3/certifications", certification_routes());
    let plain = |routes: OpenApiRouter<AppState>| OpenApiRouter::from(routes.split_for_parts().0);
    router = router
        .nest("/beta/certifications", OpenApiRouter::from(older_certification_routes()))
        .nest("/certifications/v1", plain(certification_routes()));
    for version in VERSIONS {
        router = router.nest(&format!("{version}/certifications"), plain(certification_routes()));
    }
    for (name, routes) in collections() {
        router = router
            .nest(&format!("/v3/{name}"), routes())
            .nest(&format!("/beta/{name}"), plain(routes()))
            .nest(&format!("/{name}/v1"), plain(routes()));
        for version in VERSIONS {
            router = router.nest(&format!("{version}/{name}"), plain(routes()));
        }
    }
    for version in ["/v3", "/beta"].iter().chain(&VERSIONS) {
        router = router.route(&format!("{version}/{{*rest}}"), any(not_there));
    }
    // The document needs no state.
    if let Some(state) = state {
        router = router.layer(from_fn_with_state(state.clone(), limit::limit));
    }
    router.layer(from_fn(errors::translate))
}
