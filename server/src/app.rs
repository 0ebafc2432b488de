//! The whole router on one screen.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::identity::IdentitySettings;
use crate::message::message;
use crate::state::AppState;
use crate::{assets, headers, health, identity, limit, metrics, openapi, portal, trace};

/// Every route and layer. A request passes the layers from the last to the first.
pub fn app(state: &AppState) -> Router {
    let AppState { engine, config, .. } = state.clone();
    let settings = IdentitySettings { secure_cookies: config.cookies_are_secure() };

    // Who calls matters here.
    let product = Router::new()
        .merge(openapi::faces(Some(state)).split_for_parts().0)
        .merge(portal::router(state))
        .merge(identity::router(engine.clone(), settings, state.openid.clone()))
        .fallback(unknown);

    // Who calls does not matter here.
    let routes = Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::page))
        .merge(openapi::routes())
        .merge(assets::router())
        .merge(identity::guard(product, engine.clone()))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(state.clone(), limit::limit))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked));

    headers::guard(routes, engine, config.cookies_are_secure())
        .layer(from_fn_with_state(state.clone(), trace::trace))
        .with_state(state.clone())
}

async fn unknown() -> Response {
    message(StatusCode::NOT_FOUND, "there is nothing at this address")
}

async fn wrong_method() -> Response {
    message(StatusCode::METHOD_NOT_ALLOWED, "this address does not take this method")
}

/// The hook of the log has written what happened; the caller learns only that it did.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    message(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side")
}

#[cfg(test)]
mod tests;
