//! How often one caller may call (contract B1).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bailiwick::authority::Actor;
use bailiwick_engine::Context;
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::state::AppState;

/// So many seconds are looked at together.
const WINDOW: i64 = 10;
/// So many callers are kept at most before those of former windows are forgotten.
const MOST_KEPT: usize = 10_000;

/// How often each has called, and since when.
type Calls = HashMap<String, (DateTime<Utc>, u32)>;

/// Who has called how often since when; for this process.
#[derive(Debug, Clone, Default)]
pub struct Limits(Arc<Mutex<Calls>>);

impl Limits {
    /// Counts a call. When it is one too many: the seconds until the next may be made.
    fn count(&self, caller: String, most: u32, now: DateTime<Utc>) -> Option<i64> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, (since, _)| (now - *since).num_seconds() < WINDOW);
        }
        let (since, calls) = kept.entry(caller).or_insert((now, 0));
        let passed = (now - *since).num_seconds();
        if !(0..WINDOW).contains(&passed) {
            (*since, *calls) = (now, 0);
        }
        *calls = calls.saturating_add(1);
        (*calls > most).then(|| WINDOW - passed.clamp(0, WINDOW - 1))
    }
}

/// The layer: calls beyond the limit are refused. Whoever has not signed in gets nothing anyway.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let most = state.config.isc_rate_limit;
    let caller = request.extensions().get::<Context>().and_then(|ctx| match &ctx.actor {
        Actor::Person { id, .. } => Some((format!("person {id}"), ctx.now)),
        Actor::Client { id, .. } => Some((format!("client {id}"), ctx.now)),
        Actor::System | Actor::Anonymous => None,
    });
    if let Some((caller, now)) = caller.filter(|_| most > 0)
        && let Some(seconds) = state.isc_limits.count(caller, most, now)
    {
        let body = Json(json!({"message": " Rate Limit Exceeded "}));
        let mut response = (StatusCode::TOO_MANY_REQUESTS, body).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return response;
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

    use super::*;

    #[test]
    fn each_caller_has_so_many_calls_in_ten_seconds() {
        let (limits, start) = (Limits::default(), Utc.timestamp_opt(1_000_000, 0).unwrap());
        let call = |who: &str, seconds: i64| limits.count(who.into(), 2, start + Duration::seconds(seconds));
        assert_eq!([call("a", 0), call("a", 1), call("a", 4)], [None, None, Some(6)]);
        assert_eq!(call("b", 4), None, "others are not in the way");
        assert_eq!([call("a", 9), call("a", 10)], [Some(1), None]);
    }
}
