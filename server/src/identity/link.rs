//! `POST /welcome`: sets a password by a one-time link.

use axum::Form;
use axum::extract::State;
use axum::response::Redirect;
use bailiwick_app::url;
use bailiwick_engine::EngineError;
use bailiwick_engine::identity::use_link;
use serde::Deserialize;

use super::{Ctx, Identity};

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Welcome {
    token: String,
    password: String,
    /// The password once more; pages without such a field do not send it.
    repeat: Option<String>,
}

/// Sets the password and goes to sign in; else back to the page, which is told why (`error`).
pub(super) async fn set_password(
    State(Identity { engine, .. }): State<Identity>,
    Ctx(ctx): Ctx,
    Form(form): Form<Welcome>,
) -> Redirect {
    if form.repeat.as_ref().is_some_and(|repeat| *repeat != form.password) {
        return again(&form.token, "repeat");
    }
    match use_link(&engine, &ctx, &form.token, &form.password).await {
        Ok(()) => Redirect::to("/signin?notice=password-set"),
        Err(EngineError::Invalid { .. }) => again(&form.token, "password"),
        Err(EngineError::Conflict(_)) => Redirect::to("/signin?error=link"),
        Err(EngineError::TooMany { .. } | EngineError::Busy(_) | EngineError::Overloaded(_)) => {
            again(&form.token, "busy")
        }
        Err(error) => {
            tracing::error!(error = ?error, "a one-time link could not be used");
            again(&form.token, "failed")
        }
    }
}

fn again(token: &str, error: &str) -> Redirect {
    Redirect::to(&url::to("/welcome", &[("token", token), ("error", error)]))
}
