//! Forms of the portal that bring files: the browser sends them by itself, and is led on to a page.

use axum::Extension;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bailiwick_app::drawn::policies::{CONTROLS, href};
use bailiwick_engine::Context;
use bailiwick_engine::controls::{self, NewEvidence};

use crate::api::upload;
use crate::iga::controls::evidence::{is_form, of_form};
use crate::message::message;
use crate::state::AppState;

/// Gives evidence of a control. What is refused leads back to the form, with the words that were typed.
pub async fn evidence(
    State(state): State<AppState>,
    Extension(ctx): Extension<Context>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let Ok(control) = id.parse() else {
        return message(StatusCode::NOT_FOUND, "there is nothing at this address");
    };
    if !is_form(&request) {
        return message(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "load the page again and send the form once more",
        );
    }
    let back = |fault: &str, comment: &str| {
        let query = [("fault", fault), ("comment", comment)];
        let query: Vec<(&str, &str)> = query.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let path = format!("{}/evidence", href(CONTROLS, &control, &[]));
        Redirect::to(&bailiwick_app::url::to(&path, &query)).into_response()
    };
    let form = match Multipart::from_request(request, &state).await {
        Ok(form) => of_form(form, &state).await,
        Err(_) => return back("The form could not be read", ""),
    };
    let new: NewEvidence = match form {
        Ok(new) => new,
        Err(refused) => return back(refused.text(), ""),
    };
    let comment = new.comment.clone();
    match controls::give(&state.engine, &ctx, control, new, &upload::taken(&state.config)).await {
        Ok(_) => Redirect::to(&href(CONTROLS, &control, &[("said", "evidence")])).into_response(),
        Err(error) => {
            tracing::debug!(error = &error as &dyn std::error::Error, "evidence was refused");
            back(&error.to_string(), &comment)
        }
    }
}
