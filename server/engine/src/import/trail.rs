//! What an import leaves in the audit trail: one entry for the file, and one for every person
//! and thing it touched.

use bailiwick::audit::Entry;
use bailiwick_store::{Tx, bulk};

use super::Counts;
use crate::audit::Event;
use crate::{Context, Engine, EngineError};

/// Entries written at once.
const PIECE: usize = 5_000;

/// The entry for the file.
pub(super) fn summary(kind: &str, name: &str, sha256: &str, counts: &Counts) -> Event {
    let name: String = name.chars().take(200).collect();
    Event::new("import", "import", sha256, name)
        .set("kind", kind)
        .set("sha256", sha256)
        .set("added", counts.added)
        .set("changed", counts.changed)
        .set("unchanged", counts.unchanged)
}

/// Entries for what the file touched, in order.
#[derive(Default)]
pub(super) struct Trail(Vec<Entry>);

impl Trail {
    pub(super) fn add(&mut self, engine: &Engine, ctx: &Context, event: Event) {
        self.0.push(event.entry(engine, ctx));
    }

    pub(super) async fn write(self, tx: &mut Tx) -> Result<(), EngineError> {
        for piece in self.0.chunks(PIECE) {
            bulk::insert_audit(tx, piece).await?;
        }
        Ok(())
    }
}
