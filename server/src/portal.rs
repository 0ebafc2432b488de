//! The portal: its pages, rendered here, and its server functions.

mod export;
mod upload;

use axum::Router;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{any, get, post};
use bailiwick_app::{App, shell};
use bailiwick_engine::Context;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list};

use crate::message::message;
use crate::state::AppState;
use crate::{assets, headers};

/// All pages and server functions, each with the engine and the caller's context at hand.
pub fn router(state: &AppState) -> Router<AppState> {
    let (engine, sign_in) = (state.engine.clone(), state.sign_in.clone());
    let at_hand = move || {
        provide_context(engine.clone());
        provide_context(sign_in.clone());
        let Some(parts) = use_context::<Parts>() else { return };
        if let Some(ctx) = parts.extensions.get::<Context>() {
            provide_context(ctx.clone());
        }
        if let Some(headers::Nonce(nonce)) = parts.extensions.get() {
            provide_context(Nonce::from_value(nonce.clone()));
        }
    };
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), at_hand, || shell(assets::names()))
        .route("/export/policies/scans/{name}", get(export::scan))
        .route("/export/policies/matrix.csv", get(export::matrix))
        .route("/export/campaigns/{id}/{part}", get(export::campaign))
        .route("/upload/controls/{id}", post(upload::evidence))
        .route("/api/{*function}", any(unknown_function))
}

/// A browser that still runs the program of an older server asks for functions that are gone.
async fn unknown_function() -> Response {
    message(StatusCode::NOT_FOUND, "there is no such function: load the page again")
}
