//! Requests for the pages: which are asked of the engine, and how they are paged.

use bailiwick::filter::list::{ListQuery, SortKey, SortType};
use bailiwick::filter::{Filter, Op, Path, Value};
use bailiwick::id::{RequestId, UserId};
use bailiwick::request::RequestStatus;
use bailiwick::view::{Page, RequestView};
use bailiwick_engine::{Context, Engine, EngineError, requests};

use super::{call, clock, failed};
use crate::api::PortalError;
use crate::api::requests::{MyRequests, OneRequest, OpenTask, REQUESTS_A_PAGE, Shown, TASKS_A_PAGE, Tasks};

/// The most requests of one sending that are shown.
const MOST_TOGETHER: u32 = 50;

/// The reader's requests.
pub async fn mine(of: Shown, q: &str, page: u32, sent: &str) -> Result<MyRequests, PortalError> {
    let (engine, ctx) = call()?;
    let reader = ctx.person().map_err(failed)?;
    let words = with_words(q)?;
    let offset = u64::from(page) * u64::from(REQUESTS_A_PAGE);
    let query = ListQuery { page_size: REQUESTS_A_PAGE, offset, ..ListQuery::default() };
    let filter = shown(of)?.and(words.clone());
    let found = requests::mine(&engine, &ctx, reader, &filter, &query).await.map_err(failed)?;
    let mut counts = Vec::new();
    let none = ListQuery { page_size: 0, ..ListQuery::default() };
    for of in Shown::ALL {
        let filter = shown(*of)?.and(words.clone());
        counts.push(requests::mine(&engine, &ctx, reader, &filter, &none).await.map_err(failed)?.total);
    }
    let sent = match sent.parse() {
        Ok(correlation) => together(&engine, &ctx, reader, correlation).await?,
        Err(_) => Vec::new(),
    };
    Ok(MyRequests { clock: clock(&ctx), reader, rows: found.rows, total: found.total, counts, sent })
}

/// One request, with what was sent with it.
pub async fn one(key: &str) -> Result<OneRequest, PortalError> {
    let (engine, ctx) = call()?;
    let view = read(&engine, &ctx, key).await?;
    let reader = ctx.actor.user_id();
    let together = match (view.request.correlation, reader) {
        (Some(correlation), Some(reader)) => together(&engine, &ctx, reader, correlation).await?,
        _ => Vec::new(),
    };
    let together = together.into_iter().filter(|other| other.request.id != view.request.id).collect();
    let conflicts = requests::conflicts(&engine, &ctx, &view.request.id).await.map_err(failed)?;
    Ok(OneRequest { clock: clock(&ctx), reader, view, conflicts, together })
}

/// A request by its number or its id.
pub async fn read(engine: &Engine, ctx: &Context, key: &str) -> Result<RequestView, PortalError> {
    let found = match key.parse() {
        Ok(number) => requests::by_number(engine, ctx, number).await,
        Err(_) => requests::read(engine, ctx, &RequestId(key.to_owned())).await,
    };
    found.map_err(failed)
}

/// What waits for the reader, or what they decided.
pub async fn tasks(done: bool, page: u32) -> Result<Tasks, PortalError> {
    let (engine, ctx) = call()?;
    let found = inbox(&engine, &ctx, done, page).await?;
    let waiting = requests::inbox_count(&engine, &ctx).await.map_err(failed)?;
    let reader = ctx.person().map_err(failed)?;
    let none = ListQuery { page_size: 0, ..ListQuery::default() };
    let past = requests::inbox(&engine, &ctx, reader, false, &Filter::All, &none).await.map_err(failed)?;
    Ok(Tasks { clock: clock(&ctx), rows: found.rows, total: found.total, waiting, done: past.total })
}

/// The open task, with its neighbours in the list.
pub async fn open_task(number: i64, done: bool, page: u32) -> Result<Option<OpenTask>, PortalError> {
    let (engine, ctx) = call()?;
    let rows = inbox(&engine, &ctx, done, page).await?.rows;
    let numbers: Vec<i64> = rows.iter().map(|view| view.request.number).collect();
    let Some(number) = Some(number).filter(|number| *number != 0).or(numbers.first().copied()) else {
        return Ok(None);
    };
    let at = numbers.iter().position(|one| *one == number);
    let view = requests::by_number(&engine, &ctx, number).await.map_err(failed)?;
    let context = requests::context(&engine, &ctx, &view.request.id).await.map_err(failed)?;
    let previous = at.and_then(|at| numbers.get(at.checked_sub(1)?)).copied();
    let next = at.and_then(|at| numbers.get(at + 1)).copied();
    Ok(Some(OpenTask { clock: clock(&ctx), reader: ctx.actor.user_id(), context, previous, next }))
}

async fn inbox(
    engine: &Engine,
    ctx: &Context,
    done: bool,
    page: u32,
) -> Result<Page<RequestView>, PortalError> {
    let reader = ctx.person().map_err(failed)?;
    let offset = u64::from(page) * u64::from(TASKS_A_PAGE);
    let due = SortKey { path: path("phase.due")?, descending: false, kind: SortType::Date };
    let sort = if done { Vec::new() } else { vec![due] };
    let query = ListQuery { page_size: TASKS_A_PAGE, offset, sort, ..ListQuery::default() };
    requests::inbox(engine, ctx, reader, !done, &Filter::All, &query).await.map_err(failed)
}

/// What the reader sent, or was sent for them, in one go.
async fn together(
    engine: &Engine,
    ctx: &Context,
    reader: UserId,
    correlation: uuid::Uuid,
) -> Result<Vec<RequestView>, PortalError> {
    let filter = Filter::equals(path("request.common.correlationId")?, correlation.to_string());
    let query = ListQuery { page_size: MOST_TOGETHER, ..ListQuery::default() };
    Ok(requests::mine(engine, ctx, reader, &filter, &query).await.map_err(failed)?.rows)
}

/// Requests that can still go on, or those that have ended.
fn shown(shown: Shown) -> Result<Filter, PortalError> {
    // What is not sent yet has a page of its own.
    let sent = Filter::equals(path("request.common.isDraft")?, false);
    let open = match shown {
        Shown::Open => true,
        Shown::Ended => false,
        Shown::All => return Ok(sent),
    };
    let statuses = RequestStatus::ALL.iter().filter(|status| status.is_open() == open);
    let values = statuses.map(|status| Value::from(status.as_str())).collect();
    Ok(sent.and(Filter::In { path: path("decision.status")?, values }))
}

/// Requests whose item or person has this in the name, or that have this number.
fn with_words(words: &str) -> Result<Filter, PortalError> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(Filter::All);
    }
    let contains =
        |name| Ok(Filter::Compare { path: path(name)?, op: Op::Contains, value: Value::from(words) });
    let mut parts =
        vec![contains("item.name")?, contains("application.name")?, contains("user.displayName")?];
    let digits = words.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    if let Ok(number) = digits.parse::<i64>() {
        parts.push(Filter::equals(path("metadata.primaryKey")?, number));
    }
    Ok(Filter::Or(parts))
}

fn path(name: &str) -> Result<Path, PortalError> {
    Path::dotted(name).map_err(|error| failed(EngineError::invalid("filter", error)))
}
