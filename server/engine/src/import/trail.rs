//! What an import leaves in the audit trail beside an entry for every person and thing it touched: one for the file.

use super::Counts;
use crate::audit::Event;

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
