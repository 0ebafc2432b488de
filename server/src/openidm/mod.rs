//! The face of managed objects (`/openidm/managed`), as scripts and older clients read and write them (contract 6.4).

mod managed;

use axum::routing::any;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::not_there;
use crate::state::AppState;

/// The tag of this face in the OpenAPI document.
pub const TAG: &str = "Managed objects";

/// Every operation of the face, and the document's share of it.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(managed::read)).route("/openidm/{*rest}", any(not_there))
}
