//! What the server functions stand on: the request at hand, and the engine.

use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use crate::api::{PortalError, me::Me, sign_in::SignInOptions, theme::Theme};

/// The engine, as the person of this request. Until it is there, nothing can be answered.
fn engine() -> Result<std::convert::Infallible, PortalError> {
    Err(PortalError::Unavailable)
}

/// Who has signed in.
pub async fn me() -> Result<Me, PortalError> {
    match engine()? {}
}

/// What the sign-in page offers.
pub async fn sign_in_options() -> Result<SignInOptions, PortalError> {
    match engine()? {}
}

/// The look this browser asked for.
pub fn theme() -> Theme {
    cookie("theme").and_then(|name| name.parse().ok()).unwrap_or_default()
}

/// Minutes east of UTC, as this browser said; 0 before it did.
pub fn zone() -> i32 {
    let zone = cookie("zone").and_then(|zone| zone.parse().ok());
    zone.filter(|minutes| (-24 * 60..24 * 60).contains(minutes)).unwrap_or_default()
}

/// The value of this request's cookie of that name.
pub fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let mut pairs = parts
        .headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// Keeps a harmless choice in the browser for a year. The value must be plain ASCII.
pub fn keep_cookie(name: &str, value: &str) -> Result<(), PortalError> {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
    let cookie = HeaderValue::try_from(cookie).map_err(|_| PortalError::Unavailable)?;
    expect_context::<ResponseOptions>().append_header(header::SET_COOKIE, cookie);
    Ok(())
}

/// Gives the answer the error's status, unless a browser sent a plain form: that is redirected
/// back to its page, and a status would stop it.
pub fn refuse(error: PortalError) -> PortalError {
    let plain_form = use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        accept.is_some_and(|accept| accept.contains("text/html"))
    });
    if let (false, Some(response), Ok(status)) =
        (plain_form, use_context::<ResponseOptions>(), StatusCode::from_u16(error.status()))
    {
        response.set_status(status);
    }
    error
}
