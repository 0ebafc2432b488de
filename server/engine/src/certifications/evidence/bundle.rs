//! The signed bundle: a ZIP of tables, a readable page, the definition, the hash of each, and a signature over these.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek, Write};

use bailiwick::certification::{Campaign, Reviewed};
use bailiwick::hex::hex;
use bailiwick_store::users;
use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::index::{Page, Tally};
use super::signer::Signer;
use super::{Digested, FORMAT, KEY, MANIFEST, Manifest, SIGNATURE, VERSION, broken, index, table};
use crate::{Context, Engine, EngineError};

/// Writes the bundle into a file of its own.
pub(super) async fn write(engine: &Engine, ctx: &Context, campaign: &Campaign) -> Result<File, EngineError> {
    let signer = Signer::of(engine, ctx).await?;
    let mut tx = engine.read().await?;
    // As it stands in the state of the data that everything else is read from.
    let campaign = super::owned(&mut tx, ctx, campaign.id).await?;
    let owner = users::brief(&mut tx, campaign.definition.owner).await?;
    let ended_by = match campaign.completed_by {
        Some(user) => users::brief(&mut tx, user).await?,
        None => None,
    };
    let mut bundle = Bundle::new()?;
    let mut tally = Tally::default();
    let rows = table::rows(&mut tx, &campaign, bundle.file("rows.csv")?, &mut tally).await?;
    bundle.end("rows.csv");
    let decisions = table::decisions(&mut tx, &campaign, bundle.file("decisions.csv")?).await?;
    bundle.end("decisions.csv");
    let ledger = table::ledger(&mut tx, &campaign, bundle.file("ledger.csv")?).await?;
    bundle.end("ledger.csv");
    let sources = table::sources(&mut tx, &campaign, bundle.file("sources.csv")?).await?;
    bundle.end("sources.csv");
    if campaign.definition.kind.reviews() != Reviewed::Grants {
        table::seen(&mut tx, &campaign, bundle.file("seen.csv")?).await?;
        bundle.end("seen.csv");
    }
    drop(tx);
    bundle.put("campaign.json", &json(&campaign.document())?)?;
    let key = signer.public();
    let page = Page {
        campaign: &campaign,
        owner: owner.as_ref().map(|owner| owner.display_name.as_str()),
        ended_by: ended_by.as_ref().map(|user| user.display_name.as_str()),
        tally: &tally,
        ledger: &ledger,
        sources: &sources,
        decisions,
        key: &key,
        read_at: ctx.now,
        read_by: ctx.actor.name(),
    };
    bundle.put("index.html", index::html(&page).as_bytes())?;
    let manifest = Manifest {
        format: FORMAT.into(),
        version: VERSION,
        campaign: campaign.id,
        name: campaign.definition.name.clone(),
        status: campaign.status.to_string(),
        read_at: ctx.now,
        read_by: ctx.actor.name().to_owned(),
        rows,
        decisions,
        files: std::mem::take(&mut bundle.files),
        key,
    };
    let text = json(&manifest)?;
    bundle.put(SIGNATURE, &signer.sign(&text))?;
    bundle.put(MANIFEST, &text)?;
    bundle.put(KEY, manifest.key.pem().as_bytes())?;
    bundle.finish()
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, EngineError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(broken)?;
    text.push(b'\n');
    Ok(text)
}

/// A bundle that is being written.
struct Bundle {
    zip: ZipWriter<File>,
    digest: Sha256,
    bytes: u64,
    files: BTreeMap<String, Digested>,
}

impl Bundle {
    fn new() -> Result<Self, EngineError> {
        let zip = ZipWriter::new(tempfile::tempfile().map_err(broken)?);
        Ok(Self { zip, digest: Sha256::new(), bytes: 0, files: BTreeMap::new() })
    }

    /// Begins a file; what is written goes there until it is ended.
    fn file(&mut self, name: &str) -> Result<&mut Self, EngineError> {
        // Of any size, and without a time of its own: the manifest says when.
        let options = SimpleFileOptions::default().large_file(true);
        self.zip.start_file(name, options).map_err(broken)?;
        (self.digest, self.bytes) = (Sha256::new(), 0);
        Ok(self)
    }

    /// Ends it: its hash is known.
    fn end(&mut self, name: &str) {
        let digest = std::mem::take(&mut self.digest);
        let entry = Digested { sha256: hex(digest.finalize()), bytes: self.bytes };
        self.files.insert(name.to_owned(), entry);
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), EngineError> {
        self.file(name)?.write_all(content).map_err(broken)?;
        self.end(name);
        Ok(())
    }

    fn finish(self) -> Result<File, EngineError> {
        let mut file = self.zip.finish().map_err(broken)?;
        file.rewind().map_err(broken)?;
        Ok(file)
    }
}

impl Write for Bundle {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.zip.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}
