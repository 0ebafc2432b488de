//! `bailiwick import`.

use std::fs::File;
use std::path::PathBuf;

use bailiwick::authority::Actor;
use bailiwick_engine::import::{Format, ImportJob, ImportReport, Kind, Mapping, role_mining, run};
use bailiwick_engine::{Context, Engine, audit};

use super::run::Outcome;

/// A file to be loaded.
///
/// Every row is checked; when one is bad, all bad rows are named and nothing is loaded. Loading
/// a file again changes nothing. Load users first, then applications, accounts, entitlements and
/// grants.
#[derive(clap::Args)]
pub(super) struct Import {
    /// What the file is about: `users`, `applications`, `accounts`, `entitlements`, `grants`; or
    /// `role-mining` for lines of the form `user permission 1`.
    what: What,
    /// The file.
    file: PathBuf,
    /// `csv` or `jsonl`; the file's ending unless said.
    #[arg(long)]
    format: Option<Format>,
    /// A column that is called otherwise than its field; `COLUMN=-` leaves one out. May be repeated.
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    maps: Vec<String>,
    /// How many rows the file must have; with another number it is taken for cut off, and not loaded.
    #[arg(long)]
    rows: Option<u64>,
    /// The application that a `role-mining` file is about; the file's name unless said.
    #[arg(long)]
    application: Option<String>,
}

#[derive(Clone, Copy)]
enum What {
    Objects(Kind),
    RoleMining,
}

impl std::str::FromStr for What {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "role-mining" {
            return Ok(Self::RoleMining);
        }
        text.parse()
            .map(Self::Objects)
            .map_err(|error: bailiwick::word::UnknownWord| format!("{error}, role-mining"))
    }
}

impl Import {
    pub(super) async fn run(self, engine: &Engine) -> Outcome {
        let ctx = engine.context(Actor::System, "import");
        let report = self.load(engine, &ctx).await?;
        audit::seal(engine).await?;
        engine.close().await;
        tell(&report)
    }

    async fn load(&self, engine: &Engine, ctx: &Context) -> Outcome<ImportReport> {
        let path = self.file.display();
        let reader = File::open(&self.file).map_err(|error| format!("`{path}`: {error}"))?;
        let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let kind = match self.what {
            What::Objects(kind) => kind,
            What::RoleMining => {
                let application = self.application.clone().unwrap_or_else(|| part(self.file.file_stem()));
                return Ok(role_mining(engine, ctx, &application, reader).await?);
            }
        };
        let ending = part(self.file.extension());
        let format = match (self.format, ending.as_str()) {
            (Some(format), _) => format,
            (None, "csv") => Format::Csv,
            (None, "jsonl" | "ndjson") => Format::JsonLines,
            _ => return Err(format!("`{path}` has no known ending: say `--format csv` or `jsonl`").into()),
        };
        let mut mapping = Mapping::default();
        for map in &self.maps {
            mapping.add(map)?;
        }
        let name = part(self.file.file_name());
        Ok(run(engine, ctx, ImportJob { kind, format, mapping, name, rows: self.rows, reader }).await?)
    }
}

/// Says what came of it; bad rows are an error.
fn tell(report: &ImportReport) -> Outcome {
    let ImportReport { read, added, changed, unchanged, faults, more_faults, .. } = report;
    for fault in faults {
        let field = fault.field.as_ref().map(|field| format!(", `{field}`")).unwrap_or_default();
        eprintln!("line {}{field}: {}", fault.line, fault.reason);
    }
    if *more_faults > 0 {
        eprintln!("and {more_faults} more");
    }
    if !report.is_loaded() {
        return Err("nothing was loaded".into());
    }
    println!("{read} rows read: {added} added, {changed} changed, {unchanged} unchanged");
    Ok(())
}
