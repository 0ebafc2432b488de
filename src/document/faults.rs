//! Faults of a document, all at once.

use super::Fault;

/// Faults found so far; reading goes on after each.
#[derive(Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn keep<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.0.push(fault)).ok()
    }

    pub(crate) fn keep_all<T>(&mut self, read: Result<T, Vec<Fault>>) -> Option<T> {
        read.map_err(|faults| self.0.extend(faults)).ok()
    }

    /// What must be there.
    pub(crate) fn required<T>(&mut self, name: &str, read: Result<Option<T>, Fault>) -> Option<T> {
        let found = self.keep(read)?;
        if found.is_none() {
            self.0.push(Fault::new(name, "is missing"));
        }
        found
    }
}
