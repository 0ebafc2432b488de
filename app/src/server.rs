//! What the server functions stand on: the request at hand, and the engine.
//!
//! The server provides, as contexts of every page and server function, the [`Engine`], the
//! [`Context`] of the call (who acts, when), and the [`SignInOptions`].

pub mod access;
pub mod ask;
pub mod audit;
pub mod campaigns;
pub mod cart;
pub mod cart_form;
pub mod catalog;
pub mod conditions;
pub mod decisions;
pub mod delegates;
pub mod filled;
pub mod forms;
pub mod home;
pub mod notifications;
pub mod policies;
pub mod request_types;
pub mod requests;
pub mod reviews;
pub mod roles;
pub mod tokens;
pub mod trial;
pub mod violations;
pub mod workflows;

use bailiwick::authority::Authority;
use bailiwick::filter::list::ListQuery;
use bailiwick_engine::certifications::sees_campaigns;
use bailiwick_engine::{Context, Engine, EngineError, carts, people};
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use crate::api::{
    PortalError,
    me::{Counts, May, Me},
    sign_in::SignInOptions,
    theme::Theme,
};
use crate::clock::Clock;
use crate::drawn::policies::is_upload_form;

/// The engine, and the call it is used in. Who acts may be nobody: the engine refuses where that matters.
pub fn call() -> Result<(Engine, Context), PortalError> {
    if let (Some(engine), Some(context)) = (use_context(), use_context()) {
        return Ok((engine, context));
    }
    tracing::error!("a server function was called without an engine or without a context");
    Err(refuse(PortalError::Unavailable))
}

/// The moment of the call, in the reader's zone.
pub fn clock(ctx: &Context) -> Clock {
    Clock { now: ctx.now, zone: zone() }
}

/// The engine's refusal, as the portal says it. What is nobody's business goes to the log.
pub fn failed(error: EngineError) -> PortalError {
    refuse(match error {
        EngineError::NotAuthenticated => PortalError::SignedOut,
        EngineError::Forbidden(_) => PortalError::Forbidden,
        EngineError::NotFound { .. } => PortalError::NotFound,
        EngineError::InvalidAll(faults) => PortalError::Conflict(faults.join("; ")),
        EngineError::Invalid { field, fault } => PortalError::invalid(field, format!("This {fault}")),
        EngineError::Conflict(message) | EngineError::Changed(message) | EngineError::Overtaken(message) => {
            PortalError::Conflict(message)
        }
        EngineError::TooMany { .. } | EngineError::Busy(_) | EngineError::Overloaded(_) => {
            PortalError::Conflict(error.to_string())
        }
        EngineError::Internal(cause) => {
            tracing::error!(error = &*cause, "a use case of the portal failed");
            PortalError::Unavailable
        }
    })
}

/// Who has signed in.
pub async fn me() -> Result<Me, PortalError> {
    let (engine, ctx) = call()?;
    let me = people::me(&engine, &ctx).await.map_err(failed)?;
    let cart = carts::count(&engine, &ctx).await.map_err(failed)?;
    let inbox = bailiwick_engine::requests::inbox_count(&engine, &ctx).await.map_err(failed)?;
    let unread = bailiwick_engine::notifications::unread(&engine, &ctx).await.map_err(failed)?;
    let reviews = bailiwick_engine::certifications::waiting(&engine, &ctx).await.map_err(failed)?;
    let policies = ctx.actor.has(&[Authority::PolicyAdmin, Authority::AccessAdmin, Authority::Auditor]);
    let violations = policies || is_asked(&engine, &ctx).await?;
    Ok(Me {
        id: me.id,
        name: me.display_name,
        given_name: me.given_name,
        title: me.title,
        organisation: me.organisation,
        may: May {
            audit: ctx.actor.has(&[Authority::Auditor]),
            administer: ctx.actor.is_access_admin(),
            policies,
            violations,
            campaigns: sees_campaigns(&engine, &ctx).await.map_err(failed)?,
        },
        counts: Counts {
            cart: number(cart),
            inbox: number(inbox),
            reviews: number(reviews),
            unread: number(unread),
        },
        theme: theme(),
        clock: clock(&ctx),
    })
}

/// Whether the reader is or was asked about a violation.
async fn is_asked(engine: &Engine, ctx: &Context) -> Result<bool, PortalError> {
    let none = ListQuery { page_size: 0, ..ListQuery::default() };
    let (_, total) = bailiwick_engine::violations::mine(engine, ctx, None, &none).await.map_err(failed)?;
    Ok(total > 0)
}

/// A count, as it goes over the wire.
fn number(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// What the sign-in page offers: whatever the server was set up with.
pub fn sign_in_options() -> SignInOptions {
    use_context().unwrap_or_default()
}

/// Whether the page at hand is one in which the program runs: it sends no files.
pub fn runs_the_program() -> bool {
    use_context::<Parts>().is_none_or(|parts| !is_upload_form(parts.uri.path()))
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

/// Whether a browser asked for a page or sent a plain form, rather than the program for an answer.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        accept.is_some_and(|accept| accept.contains("text/html"))
    })
}

/// Gives the answer the error's status, unless a browser sent a plain form: that is redirected
/// back to its page, and a status would stop it.
pub fn refuse(error: PortalError) -> PortalError {
    if let (false, Some(response), Ok(status)) =
        (is_plain_form(), use_context::<ResponseOptions>(), StatusCode::from_u16(error.status()))
    {
        response.set_status(status);
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::{Owner, provide_context};

    fn asked_with(headers: &[(http::HeaderName, &str)], then: impl FnOnce()) {
        Owner::new().with(|| {
            let request =
                headers.iter().fold(http::Request::builder(), |r, (name, value)| r.header(name, *value));
            provide_context(request.body(()).unwrap().into_parts().0);
            provide_context(ResponseOptions::default());
            then();
        });
    }

    #[test]
    fn finds_a_cookie_among_others() {
        asked_with(&[(header::COOKIE, "session=a=b; theme=dark"), (header::COOKIE, "zone=-300")], || {
            assert_eq!(cookie("session").as_deref(), Some("a=b"));
            assert_eq!((theme(), zone()), (Theme::Dark, -300));
            assert_eq!(cookie("them"), None);
        });
        asked_with(&[(header::COOKIE, "zone=99999; theme=<b>")], || {
            assert_eq!((theme(), zone()), (Theme::System, 0));
        });
    }

    #[test]
    fn a_plain_form_gets_no_status_and_a_program_does() {
        let status = || expect_context::<ResponseOptions>().0.read().unwrap().status;
        asked_with(&[(header::ACCEPT, "text/html,*/*")], || {
            refuse(PortalError::NotFound);
            assert_eq!(status(), None);
        });
        asked_with(&[(header::ACCEPT, "application/json")], || {
            refuse(PortalError::invalid("until", "wrong"));
            assert_eq!(status(), Some(StatusCode::UNPROCESSABLE_ENTITY));
        });
    }
}
