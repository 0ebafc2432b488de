//! What pages of the portal offer as files: comma-separated values, as spreadsheets read them.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick::grant::Grant;
use bailiwick::id::ScanId;
use bailiwick::policy::{Found, Standing};
use bailiwick_engine::policies::{self, ScanPage, Wanted};
use bailiwick_engine::{Context, Engine, EngineError, certifications};

use crate::api::evidence;
use crate::message::message;
use crate::state::AppState;

/// Findings read at once.
const PAGE: u32 = 1_000;

/// What a scan found: a line for each grant that causes it.
pub async fn scan(
    State(state): State<AppState>,
    Extension(ctx): Extension<Context>,
    Path(name): Path<String>,
) -> Response {
    let Some(id) = name.strip_suffix(".csv").and_then(|id| id.parse().ok()) else { return missing() };
    answer(scan_lines(&state.engine, &ctx, id).await, "scan.csv")
}

/// The evidence of a campaign, or a part of it: `bundle.zip`, `rows.csv`, `decisions.csv`, `ledger.csv`.
pub async fn campaign(
    State(state): State<AppState>,
    Extension(ctx): Extension<Context>,
    Path((id, name)): Path<(String, String)>,
) -> Response {
    let word = name.strip_suffix(".zip").or_else(|| name.strip_suffix(".csv")).unwrap_or_default();
    let part = evidence::PARTS.into_iter().find(|(known, _)| *known == word).map(|(_, part)| part);
    let (Ok(id), Some(part)) = (id.parse(), part) else { return missing() };
    match certifications::evidence::evidence(&state.engine, &ctx, id, part).await {
        Ok(evidence) => evidence::send(evidence),
        Err(error) => refused(&error),
    }
}

/// The conflict matrix.
pub async fn matrix(State(state): State<AppState>, Extension(ctx): Extension<Context>) -> Response {
    answer(matrix_lines(&state.engine, &ctx).await, "conflict-matrix.csv")
}

async fn scan_lines(engine: &Engine, ctx: &Context, id: ScanId) -> Result<String, EngineError> {
    let scan = policies::read_scan(engine, ctx, id).await?;
    let compared = scan.as_of.is_some();
    let mut csv = line(
        [
            "rule",
            "user name",
            "person",
            "side",
            "access",
            "application",
            "risk",
            "held by",
            "role",
            "since",
            "until",
        ]
        .into_iter()
        .chain(compared.then_some("compared with today")),
    );
    let mut offset = 0;
    loop {
        let page = policies::results(engine, ctx, id, Wanted::default(), offset, PAGE).await?;
        for one in &page.found {
            let rule =
                scan.rules.iter().find(|(rule, _)| *rule == one.rule).map_or("", |(_, name)| name.as_str());
            for (place, side) in one.access.iter().enumerate() {
                for grant in side {
                    csv.push_str(&grant_line(rule, one, place + 1, grant, &page));
                }
            }
        }
        offset += PAGE;
        if page.found.len() < PAGE as usize {
            return Ok(csv);
        }
    }
}

fn grant_line(broken: &str, one: &Found, side: usize, grant: &Grant, page: &ScanPage) -> String {
    let person = page.user(one);
    let item = page.items.get(&grant.item);
    let through = grant.through.and_then(|id| page.items.get(&id)).map_or("", |found| found.name.as_str());
    line(
        [
            broken,
            person.map_or("", |person| person.user_name.as_str()),
            person.map_or("", |person| person.display_name.as_str()),
            &side.to_string(),
            item.map_or("", |item| item.name.as_str()),
            item.and_then(|item| item.application_name.as_deref()).unwrap_or_default(),
            item.map_or("", |item| item.risk.as_str()),
            grant.origin.as_str(),
            through,
            &grant.start.to_rfc3339(),
            &grant.end.map(|end| end.to_rfc3339()).unwrap_or_default(),
        ]
        .into_iter()
        .chain(one.standing.map(Standing::as_str)),
    )
}

async fn matrix_lines(engine: &Engine, ctx: &Context) -> Result<String, EngineError> {
    let matrix = policies::matrix(engine, ctx).await?;
    let applications = matrix.applications.iter().map(|(_, name)| name.as_str());
    let mut csv = line(["rule", "people"].into_iter().chain(applications));
    for row in &matrix.rows {
        let counts = std::iter::once(row.people).chain(row.cells.iter().copied());
        let counts: Vec<String> = counts.map(|count| count.to_string()).collect();
        csv.push_str(&line(std::iter::once(row.name.as_str()).chain(counts.iter().map(String::as_str))));
    }
    Ok(csv)
}

/// A line of values. What a spreadsheet would take for a formula is made plain text.
fn line<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let value = |text: &str| {
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let values: Vec<String> = values.into_iter().map(value).collect();
    format!("{}\r\n", values.join(","))
}

fn answer(csv: Result<String, EngineError>, name: &str) -> Response {
    match csv {
        Ok(csv) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
            ];
            (headers, csv).into_response()
        }
        Err(error) => refused(&error),
    }
}

fn refused(error: &EngineError) -> Response {
    match error {
        EngineError::NotAuthenticated => message(StatusCode::UNAUTHORIZED, "sign in first"),
        EngineError::Forbidden(_) | EngineError::NotFound { .. } => missing(),
        EngineError::Conflict(why) => message(StatusCode::CONFLICT, why),
        error => {
            tracing::error!(error = error as &dyn std::error::Error, "an export failed");
            message(StatusCode::SERVICE_UNAVAILABLE, "the export could not be made: try again")
        }
    }
}

fn missing() -> Response {
    message(StatusCode::NOT_FOUND, "there is nothing at this address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_values() {
        assert_eq!(line(["a,b", "say \"x\"", "=1+1"]), "\"a,b\",\"say \"\"x\"\"\",\"'=1+1\"\r\n");
    }
}
