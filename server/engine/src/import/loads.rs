//! What is kept of a load for each application that a file is about, so that no certification rests on what is not known.

use std::collections::HashMap;

use bailiwick::certification::{Failed, LoadKind, Loaded};
use bailiwick::id::ItemId;
use bailiwick_store::{Tx, source_loads};

use super::Faults;
use super::found::Applications;
use super::job::Kind;
use super::table::{Cell, Table};
use crate::engine::retry;
use crate::{Context, Engine, EngineError, certifications};

/// What of applications a file of such a kind is about.
const fn about(kind: Kind) -> Option<LoadKind> {
    match kind {
        Kind::Accounts => Some(LoadKind::Accounts),
        Kind::Entitlements => Some(LoadKind::Entitlements),
        Kind::Grants => Some(LoadKind::Grants),
        Kind::Users | Kind::Applications => None,
    }
}

/// How many rows are about each application, as far as it is known.
async fn rows(tx: &mut Tx, table: &Table) -> Result<HashMap<ItemId, i64>, EngineError> {
    let Some(place) = super::fields::exact(table.kind, "application") else { return Ok(HashMap::new()) };
    let mut named: HashMap<&str, i64> = HashMap::new();
    for line in &table.rows {
        if let Some(Cell::Text(name)) = line.cells.get(place) {
            *named.entry(name).or_default() += 1;
        }
    }
    let applications = Applications::load(tx).await?;
    let mut rows = HashMap::new();
    for (name, count) in named {
        if let Ok(application) = applications.find(name) {
            *rows.entry(application.id).or_default() += count;
        }
    }
    Ok(rows)
}

/// What a file is called, as far as it is kept.
fn called(file: &str) -> String {
    file.chars().take(200).collect()
}

/// Keeps, in the load's own transaction, that a file was loaded, once everything else of it is written; and follows what
/// that tells of access that was revoked.
pub(super) async fn loaded(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    file: &str,
    table: &Table,
) -> Result<(), EngineError> {
    let Some(kind) = about(table.kind) else { return Ok(()) };
    let file = called(file);
    source_loads::lift(tx, kind, &file).await?;
    // In one order: two files about the same applications do not wait for each other.
    let mut rows = Vec::from_iter(rows(tx, table).await?);
    rows.sort_unstable();
    let mut loads = Vec::with_capacity(rows.len());
    for (application, rows) in rows {
        let before = source_loads::last_rows(tx, application, kind).await?;
        let loaded = Loaded { at: ctx.now, rows, file: file.clone(), sha256: table.sha256.clone() };
        source_loads::loaded(tx, application, kind, &loaded).await?;
        loads.push((application, loaded, before));
    }
    certifications::follow_load(tx, engine, ctx, kind, &loads).await
}

/// What is to be said of a file that was not loaded.
pub(super) fn told(faults: &Faults) -> String {
    let told = faults.told.first().map(|fault| {
        let field = fault.field.as_ref().map(|field| format!(", `{field}`")).unwrap_or_default();
        let more = match faults.count() - 1 {
            0 => String::new(),
            1 => " (and another fault)".to_owned(),
            more => format!(" (and {more} other faults)"),
        };
        format!("line {}{field}: {}{more}", fault.line, fault.reason)
    });
    told.unwrap_or_default()
}

/// Keeps that a file was not loaded, once everything of it is undone: of the applications in the rows that were read,
/// and of those that the file told of last time, since their rows may be what is missing. Without a table nothing was
/// read.
pub(super) async fn failed(
    engine: &Engine,
    ctx: &Context,
    kind: Kind,
    file: &str,
    table: Option<&Table>,
    why: &str,
) -> Result<(), EngineError> {
    let Some(kind) = about(kind) else { return Ok(()) };
    retry!(try_failed(engine, ctx, kind, file, table, why))
}

async fn try_failed(
    engine: &Engine,
    ctx: &Context,
    kind: LoadKind,
    file: &str,
    table: Option<&Table>,
    why: &str,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let mut missed = match table {
        Some(table) => rows(&mut tx, table).await?,
        None => HashMap::new(),
    };
    for application in source_loads::of_file(&mut tx, kind, &called(file)).await? {
        missed.entry(application).or_default();
    }
    for (application, rows) in missed {
        let failed = Failed { at: ctx.now, rows, why: why.chars().take(500).collect() };
        source_loads::failed(&mut tx, application, kind, &called(file), &failed).await?;
    }
    Ok(tx.commit().await?)
}
