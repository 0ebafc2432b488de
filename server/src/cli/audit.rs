//! `bailiwick audit`.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use bailiwick_engine::Engine;
use bailiwick_engine::audit::{Verified, export, verify, verify_export};

use super::run::Outcome;

#[derive(clap::Subcommand)]
pub(super) enum Audit {
    /// Checks that no entry was changed, removed or put in between.
    ///
    /// Prints the hash of the last entry. Kept elsewhere, it proves later that the trail up to
    /// there was not made anew. Ends with an error when the chain does not hold.
    Verify {
        /// Checks this export instead of the database; nothing but the file is needed.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Writes the sealed entries as JSON Lines: a header, then one entry a line.
    Export {
        /// Where to; standard output when absent. The file must not exist yet.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

impl Audit {
    /// The export to be checked, when it is one and not the database.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::Verify { file } => file.as_deref(),
            Self::Export { .. } => None,
        }
    }

    /// Checks that export.
    pub(super) fn verify_file(&self) -> Outcome {
        let Some(path) = self.file() else { return Ok(()) };
        let file = File::open(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        tell(&verify_export(BufReader::new(file))?);
        Ok(())
    }

    pub(super) async fn run(self, engine: &Engine) -> Outcome {
        match self {
            Self::Verify { .. } => tell(&verify(engine).await?),
            Self::Export { file: None } => {
                export(engine, &mut tokio::io::BufWriter::new(tokio::io::stdout())).await?;
            }
            Self::Export { file: Some(path) } => {
                let file = tokio::fs::File::create_new(&path).await;
                let file = file.map_err(|error| format!("`{}`: {error}", path.display()))?;
                let written = export(engine, &mut tokio::io::BufWriter::new(file)).await?;
                eprintln!("{} entries written to `{}`", written.sealed, path.display());
            }
        }
        engine.close().await;
        Ok(())
    }
}

fn tell(verified: &Verified) {
    println!("the chain holds: {} entries", verified.sealed);
    if verified.unsealed > 0 {
        println!("not sealed yet: {} entries", verified.unsealed);
    }
    println!("head: {}", verified.head);
}
