//! The face of managed objects and mail (`/openidm`), as scripts and older clients read and write them (contract 6.4).

mod email;
mod managed;
mod people;
mod template;

use axum::routing::any;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::not_there;
use crate::state::AppState;

/// The tag of this face in the OpenAPI document.
pub const TAG: &str = "Managed objects";
/// The tag of mail.
const MAIL: &str = "Mail";

/// Every operation of the face, and the document's share of it.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(people::create))
        .routes(routes!(managed::read, people::put, people::patch, people::delete))
        .routes(routes!(email::send))
        .routes(routes!(template::read, template::replace))
        .route("/openidm/{*rest}", any(not_there))
}
