//! Many entries at once.

use bailiwick::audit::Entry;
use bailiwick_store::{Tx, bulk};

use super::Event;
use crate::{Context, Engine, EngineError};

/// Entries written at once.
const PIECE: usize = 5_000;

/// Entries for all that one change touched, in order.
#[derive(Default)]
pub(crate) struct Trail(Vec<Entry>);

impl Trail {
    pub(crate) fn add(&mut self, engine: &Engine, ctx: &Context, event: Event) {
        self.0.push(event.entry(engine, ctx));
    }

    /// Writes them in the transaction of the change they tell of.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), EngineError> {
        for piece in self.0.chunks(PIECE) {
            bulk::insert_audit(tx, piece).await?;
        }
        Ok(())
    }
}
