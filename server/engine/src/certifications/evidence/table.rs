//! Evidence as tables: comma-separated values, as spreadsheets read them.

use std::fs::File;
use std::io::{Seek, Write};

use bailiwick::certification::{Campaign, LineItemId, Removal, Reviewed};
use bailiwick::id::ItemId;
use bailiwick_store::certifications::evidence::{self as store, EvidenceDecision, EvidenceRow};
use bailiwick_store::certifications::{ledger, seen};
use bailiwick_store::{Tx, items, source_loads};
use chrono::{DateTime, SecondsFormat, Utc};

use super::index::Tally;
use super::{Part, broken};
use crate::certifications::also_held::{OtherWay, ways_of};
use crate::certifications::csv::line;
use crate::certifications::returned::{Afterwards, CameBack, afterwards};
use crate::{Engine, EngineError};

/// So many line items are read at once.
const PAGE: i64 = 2_000;

const ROWS: [&str; 38] = [
    "line item",
    "user name",
    "person",
    "user id",
    "kind",
    "access",
    "access id",
    "application",
    "account",
    "grant id",
    "through",
    "risk",
    "stage",
    "reviewer",
    "status",
    "decision",
    "recommended",
    "decided by",
    "decided at",
    "exception until",
    "signed by",
    "signed at",
    "removal",
    "removal request",
    "removed at",
    "verified at",
    "verified by",
    "number",
    "about",
    "last used",
    "use known at",
    "account id",
    "account kind",
    "account owner",
    "came back at",
    "came back",
    "held by",
    "also held",
];
const DECISIONS: [&str; 6] = ["line item", "at", "action", "user name", "person", "comment"];
const SOURCES: [&str; 7] = ["application", "application id", "about", "loaded at", "rows", "file", "sha256"];
const SEEN: [&str; 4] = ["line item", "decided at", "what", "value"];
const LEDGER: [&str; 4] = ["application", "application id", "standing", "grants"];

/// Writes one table into a file of its own.
pub(super) async fn write(engine: &Engine, campaign: &Campaign, part: Part) -> Result<File, EngineError> {
    let mut tx = engine.read().await?;
    let mut file = tempfile::tempfile().map_err(broken)?;
    let mut out = std::io::BufWriter::new(&mut file);
    match part {
        Part::Bundle | Part::Rows => {
            rows(&mut tx, campaign, &mut out, &mut Tally::default()).await.map(|_| ())?;
        }
        Part::Decisions => {
            decisions(&mut tx, campaign, &mut out, &mut Tally::default()).await.map(|_| ())?;
        }
        Part::Ledger => self::ledger(&mut tx, campaign, &mut out).await.map(|_| ())?,
    }
    out.flush().map_err(broken)?;
    drop(out);
    file.rewind().map_err(broken)?;
    Ok(file)
}

/// Writes every line item, and counts them. How many.
pub(super) async fn rows(
    tx: &mut Tx,
    campaign: &Campaign,
    out: &mut (impl Write + Send),
    tally: &mut Tally,
) -> Result<i64, EngineError> {
    line(out, ROWS.map(str::to_owned))?;
    let (mut after, mut written) = (0, 0);
    loop {
        let page = store::rows(tx, campaign.number, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(written) };
        after = last.number;
        let gone = page.iter().filter(|row| row.removal.as_deref() == Some(Removal::Complete.as_str()));
        let gone: Vec<i64> = gone.map(|row| row.number).collect();
        let after = afterwards(tx, campaign.number, &gone).await?;
        let grants = page.iter().filter(|row| row.grant_id.is_some());
        let grants: Vec<i64> = grants.map(|row| row.number).collect();
        let ways = ways_of(tx, campaign.number, &grants, &gone).await?;
        for row in &page {
            tally.add(row);
            let also_held = ways.get(&row.number).and_then(|ways| OtherWay::all(ways));
            line(out, cells(campaign.number, row, after.get(&row.number), also_held))?;
            written += 1;
        }
        tokio::task::yield_now().await;
    }
}

fn cells(
    campaign: i64,
    row: &EvidenceRow,
    after: Option<&Afterwards>,
    also_held: Option<String>,
) -> [String; 38] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let uuid = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let about = match (row.grant_id, row.item_id, row.user_id) {
        (Some(_), ..) => "grant",
        (None, Some(_), _) => "definition",
        (None, None, Some(_)) => "record",
        (None, None, None) => "account",
    };
    let id = LineItemId { campaign, number: row.number };
    let came_back = after.and_then(|after| after.came_back.as_ref());
    [
        id.to_string(),
        text(&row.user_name),
        text(&row.person),
        uuid(row.user_id),
        text(&row.item_kind),
        text(&row.item),
        uuid(row.item_id),
        text(&row.application),
        text(&row.account),
        uuid(row.grant_id),
        text(&row.role),
        risk(row.risk).to_owned(),
        (i32::from(row.stage) + 1).to_string(),
        text(&row.reviewer),
        row.status.clone(),
        text(&row.verdict),
        text(&row.recommended),
        text(&row.decided_by),
        moment(row.decided_at),
        moment(row.until_at),
        text(&row.signed_by),
        moment(row.signed_at),
        text(&row.removal),
        text(&row.removal_request),
        moment(row.removed_at),
        moment(row.verified_at),
        after.and_then(Afterwards::verified_by).unwrap_or_default(),
        row.number.to_string(),
        about.to_owned(),
        moment(row.last_used_at),
        moment(row.use_told_at),
        uuid(row.account_id),
        text(&row.account_kind),
        text(&row.account_owner),
        moment(came_back.map(|one| one.at)),
        came_back.map(CameBack::how).unwrap_or_default(),
        text(&row.origin),
        also_held.unwrap_or_default(),
    ]
}

const fn risk(risk: i16) -> &'static str {
    match risk {
        0 => "critical",
        1 => "high",
        2 => "medium",
        _ => "low",
    }
}

/// Writes what was done with line items, and counts what was answered at checks. How many times something was done.
pub(super) async fn decisions(
    tx: &mut Tx,
    campaign: &Campaign,
    out: &mut (impl Write + Send),
    tally: &mut Tally,
) -> Result<i64, EngineError> {
    line(out, DECISIONS.map(str::to_owned))?;
    let (mut after, mut written) = (0, 0);
    while after < campaign.items {
        let until = after + PAGE;
        for said in store::decisions(tx, campaign.number, after, until).await? {
            tally.add_answer(&said);
            let EvidenceDecision { number, at, action, user_name, person, comment } = said;
            let id = LineItemId { campaign: campaign.number, number };
            let at = moment(Some(at));
            line(out, [id.to_string(), at, action, user_name.unwrap_or_default(), person, comment])?;
            written += 1;
        }
        after = until;
        tokio::task::yield_now().await;
    }
    Ok(written)
}

/// Writes what stood beside definitions and records when they were decided, a line for each value.
pub(super) async fn seen(
    tx: &mut Tx,
    campaign: &Campaign,
    out: &mut (impl Write + Send),
) -> Result<(), EngineError> {
    line(out, SEEN.map(str::to_owned))?;
    let mut after = 0;
    loop {
        let page = seen::behind(tx, campaign.number, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.number;
        for one in page {
            let id = LineItemId { campaign: campaign.number, number: one.number };
            for fact in one.facts {
                for value in fact.values {
                    line(out, [id.to_string(), moment(Some(one.at)), fact.label.clone(), value])?;
                }
            }
        }
        tokio::task::yield_now().await;
    }
}

/// Application, standing, grants.
pub(super) type Entry = (String, String, i64);

/// Writes the ledger, and gives it back.
pub(super) async fn ledger(
    tx: &mut Tx,
    campaign: &Campaign,
    out: &mut (impl Write + Send),
) -> Result<Vec<Entry>, EngineError> {
    line(out, LEDGER.map(str::to_owned))?;
    let lines = ledger::of_campaign(tx, campaign.number).await?;
    let mut places: Vec<ItemId> = lines.iter().filter_map(|line| line.application).collect();
    places.dedup();
    let names = items::briefs(tx, &places).await?;
    let mut entries = Vec::with_capacity(lines.len());
    for one in lines {
        let name = match one.application {
            None if campaign.definition.kind.reviews() == Reviewed::Records => "People".to_owned(),
            None => "Roles".to_owned(),
            Some(id) => {
                names.iter().find(|item| item.id == id).map(|item| item.name.clone()).unwrap_or_default()
            }
        };
        let id = one.application.map(|id| id.to_string()).unwrap_or_default();
        line(out, [name.clone(), id, one.standing.to_string(), one.grants.to_string()])?;
        entries.push((name, one.standing.to_string(), one.grants));
    }
    Ok(entries)
}

/// Application, what of it, when, rows, file.
pub(super) type Source = (String, String, DateTime<Utc>, i64, String);

/// Writes which files the campaign rests on, and gives them back.
pub(super) async fn sources(
    tx: &mut Tx,
    campaign: &Campaign,
    out: &mut (impl Write + Send),
) -> Result<Vec<Source>, EngineError> {
    line(out, SOURCES.map(str::to_owned))?;
    let loads = source_loads::of_campaign(tx, campaign.number).await?;
    let mut places: Vec<ItemId> = loads.iter().map(|load| load.application).collect();
    places.dedup();
    let names = items::briefs(tx, &places).await?;
    let mut sources = Vec::with_capacity(loads.len());
    for load in loads {
        let Some(loaded) = load.loaded else { continue };
        let name = names.iter().find(|item| item.id == load.application);
        let name = name.map(|item| item.name.clone()).unwrap_or_default();
        let (id, about) = (load.application.to_string(), load.kind.to_string());
        let (at, rows, file) = (moment(Some(loaded.at)), loaded.rows.to_string(), loaded.file.clone());
        line(out, [name.clone(), id, about.clone(), at, rows, file, loaded.sha256])?;
        sources.push((name, about, loaded.at, loaded.rows, loaded.file));
    }
    Ok(sources)
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true)).unwrap_or_default()
}
