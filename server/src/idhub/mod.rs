//! The IDHub face (`/idhub/api`): search, cart, requests, tasks and certifications of Sath IDHub.
//!
//! The source names operations but no addresses, statuses or errors: these are chosen here.
//! Documents are as a document database has them: `_id: {"$oid": …}`.

mod cart;
mod certifications;
mod object;
mod requests;
mod search;
mod submit;
mod tasks;

use axum::routing::any;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::not_there;
use crate::state::AppState;

/// The tag of this face in the OpenAPI document.
pub const TAG: &str = "IDHub";

/// Every operation of the face, and the document's share of it.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(search::search))
        .routes(routes!(cart::create))
        .routes(routes!(requests::list, submit::submit))
        .routes(routes!(requests::read))
        .routes(routes!(tasks::list::list))
        .routes(routes!(tasks::comment::comment))
        .routes(routes!(tasks::attachment::read))
        .routes(routes!(tasks::act::act))
        .routes(routes!(certifications::list, certifications::create))
        .routes(routes!(certifications::run))
        .route("/idhub/{*rest}", any(not_there))
}
