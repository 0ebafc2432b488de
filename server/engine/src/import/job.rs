//! One file from beginning to end.

use std::collections::BTreeMap;
use std::io::Read;

use bailiwick::authority::Authority;

use super::table::{self, Table};
use super::{
    Counts, Faults, ImportReport, accounts, applications, entitlements, fields, grants, loads, trail, users,
};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

bailiwick::words! {
    /// What a file is about.
    pub enum Kind {
        /// People.
        Users = "users",
        /// Applications.
        Applications = "applications",
        /// Accounts in applications.
        Accounts = "accounts",
        /// Rights in applications.
        Entitlements = "entitlements",
        /// Who holds what.
        Grants = "grants",
    }
}

bailiwick::words! {
    /// How a file is written.
    pub enum Format {
        /// Values separated by commas, with a header.
        Csv = "csv",
        /// One JSON object a line.
        JsonLines = "jsonl",
    }
}

/// Which column means which field, where they are not called alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, Option<String>>);

/// A mapping that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingFault {
    /// There is no `=` in it.
    #[error("`{0}` is not of the form COLUMN=FIELD")]
    NotPair(String),
    /// One column is mapped twice.
    #[error("column `{0}` is mapped twice")]
    Twice(String),
}

impl Mapping {
    /// Adds `COLUMN=FIELD`; `COLUMN=-` leaves the column out.
    ///
    /// # Errors
    /// It is not of that form, or the column is mapped already.
    pub fn add(&mut self, text: &str) -> Result<(), MappingFault> {
        let (column, field) = text.rsplit_once('=').ok_or_else(|| MappingFault::NotPair(text.into()))?;
        let field = (field.trim() != "-").then(|| field.trim().to_owned());
        match self.0.insert(column.trim().to_owned(), field) {
            None => Ok(()),
            Some(_) => Err(MappingFault::Twice(column.trim().into())),
        }
    }

    /// The field a column means; nothing when the column is left out.
    pub(super) fn field<'a>(&'a self, column: &'a str) -> Option<&'a str> {
        match self.0.get(column) {
            Some(field) => field.as_deref(),
            None => Some(column),
        }
    }

    /// Fields that are mapped to and do not exist.
    fn unknown(&self, kind: Kind) -> Option<&str> {
        let is_known = |field: &&String| {
            fields::place(kind, field).is_some() || fields::attribute(kind, field).is_some()
        };
        self.0.values().flatten().find(|field| !is_known(field)).map(String::as_str)
    }
}

/// A file to be loaded.
pub struct ImportJob<R> {
    /// What it is about.
    pub kind: Kind,
    /// How it is written.
    pub format: Format,
    /// What its columns mean.
    pub mapping: Mapping,
    /// What it is called, for the audit trail.
    pub name: String,
    /// How many rows it must have, where its source says so: with fewer it is cut off.
    pub rows: Option<u64>,
    /// What is in it.
    pub reader: R,
}

/// Loads a file: all of it, or nothing when a row is bad. Needs `ACCESS_ADMIN`.
///
/// What is there already is changed where the file says otherwise; columns that the file does
/// not have leave things as they are. Nothing is ever deleted.
///
/// # Errors
/// `Forbidden`; `Invalid` (the mapping names a field that does not exist, or the file cannot
/// be read). Bad rows are no error: the report tells of them.
pub async fn run<R: Read + Send + 'static>(
    engine: &Engine,
    ctx: &Context,
    job: ImportJob<R>,
) -> Result<ImportReport, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let (kind, name, expected) = (job.kind, job.name.clone(), job.rows);
    if let Some(field) = job.mapping.unknown(kind) {
        let known: Vec<&str> = fields::fields(kind).iter().map(|field| field.name).collect();
        let fault = format!("names the field `{field}`, which is not one of {}", known.join(", "));
        return Err(EngineError::invalid("mapping", fault));
    }
    let read = tokio::task::spawn_blocking(move || table::read(job)).await;
    let (table, mut faults) = match read.map_err(|error| EngineError::Internal(Box::new(error)))? {
        Ok(read) => read,
        Err(error) => {
            loads::failed(engine, ctx, kind, &name, None, &error.to_string()).await?;
            return Err(error);
        }
    };
    let mut report = ImportReport {
        read: table.rows.len() as u64,
        sha256: table.sha256.clone(),
        ..ImportReport::default()
    };
    if let Some(expected) = expected.filter(|expected| *expected != report.read) {
        let line = table.rows.last().map_or(1, |last| last.number);
        let reason = format!("is the last of {} rows, of which there must be {expected}", report.read);
        faults.add(line, None, reason);
    }
    if faults.is_empty() {
        let (counts, found) = retry!(load(engine, ctx, kind, &name, &table))?;
        report.added = counts.added;
        report.changed = counts.changed;
        report.unchanged = counts.unchanged;
        faults = found;
    }
    if !faults.is_empty() {
        loads::failed(engine, ctx, kind, &name, Some(&table), &loads::told(&faults)).await?;
    }
    report.faults = faults.told;
    report.faults.sort_by_key(|fault| fault.line);
    report.more_faults = faults.more;
    Ok(report)
}

/// Checks the rows against what is there and loads them, in one transaction that is undone
/// when there is a fault.
async fn load(
    engine: &Engine,
    ctx: &Context,
    kind: Kind,
    name: &str,
    table: &Table,
) -> Result<(Counts, Faults), EngineError> {
    let mut faults = Faults::default();
    let mut tx = engine.write().await?;
    let counts = match kind {
        Kind::Users => users::load(&mut tx, engine, ctx, table, &mut faults).await?,
        Kind::Applications => applications::load(&mut tx, engine, ctx, table, &mut faults).await?,
        Kind::Accounts => accounts::load(&mut tx, engine, ctx, table, &mut faults).await?,
        Kind::Entitlements => entitlements::load(&mut tx, engine, ctx, table, &mut faults).await?,
        Kind::Grants => grants::load(&mut tx, engine, ctx, table, &mut faults).await?,
    };
    if !faults.is_empty() {
        return Ok((Counts::default(), faults));
    }
    loads::loaded(&mut tx, engine, ctx, name, table).await?;
    trail::summary(kind.as_str(), name, &table.sha256, &counts).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    engine.ring();
    Ok((counts, faults))
}
