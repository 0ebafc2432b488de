//! The OpenAPI document of the REST faces, and the page that shows it.

mod example;
pub(crate) mod html;
mod page;
mod schema;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use utoipa::openapi::security::{
    ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme,
};
use utoipa::openapi::{Components, OpenApi, SecurityRequirement};
use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;
use crate::{idhub, iga, isc, openidm};

/// The operations of all faces, with their share of the document, which needs no state.
pub fn faces(state: Option<&AppState>) -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(base())
        .merge(iga::router())
        .merge(isc::router(state))
        .merge(idhub::router())
        .merge(openidm::router())
}

/// The document.
pub fn document() -> OpenApi {
    faces(None).into_openapi()
}

/// The document as it is served and kept in `docs/openapi.json`.
///
/// # Errors
/// Never, as far as is known: the document is plain data.
pub fn json() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&document())?;
    text.push('\n');
    Ok(text)
}

/// `/openapi.json` and `/docs`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/openapi.json", get(serve_json))
        .route("/docs", get(serve_page))
        .route("/docs/style.css", get(serve_style))
}

async fn serve_json() -> impl IntoResponse {
    static JSON: LazyLock<String> = LazyLock::new(|| json().unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json"), CACHE], JSON.as_str())
}

async fn serve_page() -> impl IntoResponse {
    static PAGE: LazyLock<String> = LazyLock::new(|| {
        serde_json::to_value(document()).map(|document| page::page(&document)).unwrap_or_default()
    });
    ([CACHE], Html(PAGE.as_str()))
}

async fn serve_style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), CACHE], include_str!("openapi/style.css"))
}

const CACHE: (header::HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=300");

/// What the document says beside the operations.
fn base() -> OpenApi {
    let mut document = <Described as utoipa::OpenApi>::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A personal token, made in the portal under one's name, or a client's access token.",
        ))
        .build();
    let client =
        OAuth2::new([Flow::ClientCredentials(ClientCredentials::new("/oauth/token", Scopes::new()))]);
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    components.add_security_scheme("client", SecurityScheme::OAuth2(client));
    let either = |name: &str| SecurityRequirement::new(name, Vec::<String>::new());
    document.security = Some(vec![either("bearer"), either("client")]);
    document
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Bailiwick",
        description = "Who has access to what, why, and should they still? Several faces over one engine: what is \
                       done over one is seen over the others and in the portal.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "IGA", description = "Identity governance: requests, approvals, catalog, grants and audit, as clients of PingOne Advanced Identity Cloud know them."),
        (name = "ISC", description = "Campaigns and certifications, as clients of SailPoint Identity Security Cloud know them; also below `/beta`, `/v2024`, `/v2025` and `/v2026`, and as `/campaigns/v1` and so on."),
        (name = "IDHub", description = "Search, cart and requests, as scripts written for Sath IDHub know them."),
        (name = "Managed objects", description = "People, applications, entitlements and roles, as scripts of workflows read them."),
        (name = "Mail", description = "Sending mail, and the templates that its words come from."),
        (name = "Tokens", description = "How programs prove who they are."),
    ),
    paths(token),
)]
struct Described;

/// Get an access token
///
/// OAuth 2.0 client credentials. The client's id and secret come among the fields of the form or by
/// `Authorization: Basic`.
#[utoipa::path(
    post,
    path = "/oauth/token",
    operation_id = "issueToken",
    tag = "Tokens",
    security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A token", body = AccessToken),
        (status = 400, description = "A field is missing or wrong", body = TokenRefused),
        (status = 401, description = "The client is unknown or its secret is wrong", body = TokenRefused),
    ),
)]
#[expect(dead_code, reason = "describes an operation of the identity module")]
fn token() {}

/// The fields of the form.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what the identity module reads")]
struct TokenRequest {
    /// Always `client_credentials`.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// Unless it comes by `Authorization: Basic`.
    client_id: Option<String>,
    /// Unless it comes by `Authorization: Basic`.
    client_secret: Option<String>,
}

/// An access token.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what the identity module answers")]
struct AccessToken {
    /// What is sent as `Authorization: Bearer`.
    access_token: String,
    /// Always `Bearer`.
    token_type: String,
    /// Seconds until it expires.
    expires_in: i64,
}

/// Why there is no token (RFC 6749, 5.2).
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what the identity module answers")]
struct TokenRefused {
    /// Such as `invalid_client`.
    error: String,
    /// In words.
    error_description: Option<String>,
}
