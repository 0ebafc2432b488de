//! `bailiwick evidence`.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use bailiwick::authority::Actor;
use bailiwick_engine::certifications::evidence::{forget_key, kept_key, public_key, verify};
use bailiwick_engine::{Context, Engine};

use super::run::Outcome;
use crate::evidence_key;

#[derive(clap::Subcommand)]
pub(super) enum Evidence {
    /// Checks that a bundle is what was signed; nothing but the file is needed.
    ///
    /// Prints what it is about, and which key signed it. Whether that is the key of the right installation only a
    /// comparison with what `bailiwick evidence key` prints there can tell. Ends with an error when anything was changed.
    Verify {
        /// The bundle.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The fingerprint of the key that must have signed it.
        #[arg(long, value_name = "FINGERPRINT")]
        key: Option<String>,
    },
    /// Prints the public key that this installation signs evidence with, and its fingerprint.
    Key,
    /// Moves the key that evidence is signed with out of the database into a new file, for `evidence_key_file`.
    ///
    /// To be run while no server does. Backups of the database that were made before hold the key still.
    TakeKey {
        /// The file; nobody but its owner can read it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl Evidence {
    /// Whether it needs no database.
    pub(super) const fn is_about_a_file(&self) -> bool {
        matches!(self, Self::Verify { .. })
    }

    /// Checks a bundle.
    pub(super) fn verify_file(&self) -> Outcome {
        let Self::Verify { file: path, key } = self else { return Ok(()) };
        let file = File::open(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        let checked = verify(BufReader::new(file), key.as_deref())?;
        println!("the bundle holds: {} files, {} line items", checked.files, checked.rows);
        println!("campaign: {} ({}), {}", checked.name, checked.campaign, checked.status);
        println!("read: {}", checked.read_at.to_rfc3339());
        let compared = if key.is_some() { "" } else { "; compare it with the installation's" };
        println!("signed by: {}{compared}", checked.key.fingerprint);
        Ok(())
    }

    pub(super) async fn run(self, engine: &Engine) -> Outcome {
        let ctx = engine.context(Actor::System, "evidence");
        if let Self::TakeKey { file } = &self {
            take_key(engine, &ctx, file).await?;
            engine.close().await;
            return Ok(());
        }
        let key = public_key(engine, &ctx).await?;
        print!("{}", key.pem());
        println!("fingerprint: {}", key.fingerprint);
        engine.close().await;
        Ok(())
    }
}

/// Only what is in the file is taken out of the database.
async fn take_key(engine: &Engine, ctx: &Context, path: &Path) -> Outcome {
    let key = kept_key(engine, ctx).await?.ok_or("there is no key in the database")?;
    evidence_key::write(path, &key).map_err(|error| format!("`{}`: {error}", path.display()))?;
    forget_key(engine, ctx).await?;
    println!("the key is in `{}` only: name it as `evidence_key_file` on every node", path.display());
    Ok(())
}
