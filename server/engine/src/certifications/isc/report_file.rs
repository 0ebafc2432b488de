//! A report as a file: as evidence, it is written outside of memory, some rows at a time, on one state of the data.

use std::collections::HashMap;
use std::io::{Seek, Write};

use bailiwick::certification::isc::{AccessType, Decision, ReportType};
use bailiwick::certification::{Campaign, Revocability};
use bailiwick::directory::UserBrief;
use bailiwick::id::{AttributeId, UserId};
use bailiwick_store::certifications::isc::campaigns as kept;
use bailiwick_store::certifications::items;
use bailiwick_store::certifications::reviews::{self, Progress};
use bailiwick_store::{Tx, glossary, users};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::campaigns::existing;
use super::reports::{columns, is_of_people};
use crate::certifications::csv::line;
use crate::certifications::evidence::{Evidence, broken, turn};
use crate::certifications::views::{distinct, views};
use crate::certifications::{LineItemView, Shown, readable};
use crate::{Context, Engine, EngineError};

/// So many rows are read at once.
const PAGE: i64 = 500;
/// So many reviewers are counted at once.
const CHUNK: usize = 500;

/// Writes a report, as things stand now. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Overloaded`: others have theirs written, and nobody was done in time.
pub async fn report(engine: &Engine, ctx: &Context, id: Uuid) -> Result<Evidence, EngineError> {
    readable(ctx)?;
    let missing = || EngineError::not_found("report", id);
    let _turn = turn(engine).await?;
    let mut tx = engine.read().await?;
    let (campaign, kind) = kept::run(&mut tx, id).await?.ok_or_else(missing)?;
    let kind: ReportType = kind.parse().map_err(|_| missing())?;
    let campaign = existing(&mut tx, campaign).await?;
    let mut file = tempfile::tempfile().map_err(broken)?;
    let mut out = std::io::BufWriter::new(&mut file);
    if kind == ReportType::Signoff {
        reviewers(&mut tx, &campaign, &mut out).await?;
    } else {
        Box::pin(rows(&mut tx, ctx, &campaign, kind, &mut out)).await?;
    }
    out.flush().map_err(broken)?;
    drop(out);
    file.rewind().map_err(broken)?;
    let name = format!("{}.csv", kind.as_str().to_lowercase());
    Ok(Evidence { file, name, content_type: "text/csv; charset=utf-8" })
}

/// How far each reviewer is.
async fn reviewers(
    tx: &mut Tx,
    campaign: &Campaign,
    out: &mut (impl Write + Send),
) -> Result<(), EngineError> {
    let head = ["reviewer", "email", "decisions made", "decisions", "phase", "signed"];
    line(out, head.map(str::to_owned))?;
    let asked = reviews::reviewers(tx, campaign.number).await?;
    let mut progress: HashMap<UserId, Progress> = HashMap::new();
    for chunk in asked.chunks(CHUNK) {
        progress.extend(reviews::progress(tx, campaign.number, chunk).await?);
    }
    let mut people: Vec<UserBrief> = users::briefs(tx, &asked).await?;
    people.sort_by(|a, b| a.display_name.cmp(&b.display_name));
    for user in people {
        // Who has nothing any more was asked once.
        let Some(progress) = progress.get(&user.id) else { continue };
        let cells = [
            user.display_name,
            user.mail.unwrap_or_default(),
            progress.made.to_string(),
            progress.total.to_string(),
            progress.phase(campaign.started.is_some()).to_string(),
            moment(progress.signed.filter(|_| progress.open == 0)),
        ];
        line(out, cells)?;
    }
    Ok(())
}

async fn rows(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    kind: ReportType,
    out: &mut (impl Write + Send),
) -> Result<(), EngineError> {
    let columns = columns(tx).await?;
    let known = glossary::attributes(tx).await?;
    let of_people = |name: &String| known.iter().find(|one| is_of_people(one, name)).map(|one| one.id);
    let attributes: Vec<Option<AttributeId>> = columns.iter().map(of_people).collect();
    let own: &[&str] = match kind {
        ReportType::Remediation => &["revoked by", "signed", "remediation"],
        ReportType::Status => &["status", "decision", "decided by", "decided", "signed", "comment"],
        _ => &["risk", "revocable"],
    };
    let head = ["identity", "user name", "reviewer", "type", "access", "source"];
    line(out, head.iter().chain(own).map(|name| (*name).to_owned()).chain(columns))?;
    let mut after = 0;
    while after < campaign.items {
        let numbers: Vec<i64> = (after + 1..=(after + PAGE).min(campaign.items)).collect();
        let mut found = items::find(tx, campaign.number, &numbers).await?;
        if kind == ReportType::Remediation {
            found.retain(|item| item.removal.is_some());
        }
        let page = views(tx, ctx, campaign, found, false).await?;
        let people = distinct(page.iter().filter_map(|row| Some(row.item.user()?.uuid())));
        let values =
            if attributes.is_empty() { HashMap::new() } else { glossary::values(tx, &people).await? };
        for row in &page {
            let of_person = row.item.user().and_then(|user| values.get(&user.uuid()));
            let value = |attribute: &Option<AttributeId>| {
                let values = attribute.as_ref().and_then(|id| of_person?.get(id));
                values.map(|values| values.join("; ")).unwrap_or_default()
            };
            line(out, cells(row, kind).into_iter().chain(attributes.iter().map(value)))?;
        }
        after += PAGE;
        tokio::task::yield_now().await;
    }
    Ok(())
}

fn cells(row: &LineItemView, kind: ReportType) -> Vec<String> {
    let item = &row.item;
    let person = |id: Option<UserId>| {
        let found = id.and_then(|id| row.people.iter().find(|user| user.id == id));
        found.map(|user| user.display_name.clone()).unwrap_or_default()
    };
    let of = row.of.as_ref();
    let (kind_of, access, source) = match &row.shown {
        Some(Shown::Account(shown)) => {
            let source = shown.application.as_ref().map(|application| application.name.clone());
            (Some(AccessType::Account), Some(shown.account.name.clone()), source)
        }
        _ => (
            item.kind().map(AccessType::of),
            of.map(|item| item.name.clone()),
            of.and_then(|item| item.application_name.clone()),
        ),
    };
    let mut cells = vec![
        row.user.as_ref().map(|user| user.display_name.clone()).unwrap_or_default(),
        row.user.as_ref().map(|user| user.user_name.clone()).unwrap_or_default(),
        person(Some(item.reviewer)),
        kind_of.map(|kind| kind.to_string()).unwrap_or_default(),
        access.unwrap_or_default(),
        source.unwrap_or_default(),
    ];
    match kind {
        ReportType::Remediation => cells.extend([
            person(item.decided_by),
            moment(item.signed),
            item.removal.map(|removal| removal.to_string()).unwrap_or_default(),
        ]),
        ReportType::Status => cells.extend([
            item.status.to_string(),
            item.verdict.and_then(Decision::of).map(|decision| decision.to_string()).unwrap_or_default(),
            person(item.decided_by),
            moment(item.decided),
            moment(item.signed),
            row.comments.last().map(|said| said.comment.clone()).unwrap_or_default(),
        ]),
        _ => {
            let revocable = row.revocability.is_none_or(Revocability::is_direct);
            cells.extend([item.risk.to_string(), revocable.to_string()]);
        }
    }
    cells
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.to_rfc3339()).unwrap_or_default()
}
