//! Loading people and access from files: every row is checked, bad rows are reported by line
//! and reason, and a file is loaded as a whole or not at all. Loading it again changes
//! nothing, since rows are recognised by their natural keys.

mod account_entitlements;
mod accounts;
mod applications;
mod correlated;
mod entitlements;
mod fields;
mod found;
mod glossary;
mod grants;
mod items;
mod job;
mod loads;
mod mining;
mod nesting;
mod row;
mod table;
mod trail;
mod users;

#[cfg(test)]
mod tests;

pub use fields::{Field, fields};
pub use job::{Format, ImportJob, Kind, Mapping, MappingFault, run};
pub use mining::role_mining;

/// The most rows a file may have.
pub const MOST_ROWS: usize = 2_000_000;
/// The most bytes a file may have.
pub const MOST_BYTES: u64 = 1 << 30;
/// So many faults are told; the others are only counted.
pub const MOST_FAULTS: usize = 1_000;

/// What is wrong with a row, or with the file as a whole (then the line is that of the header).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Its line in the file, 1 for the first.
    pub line: u64,
    /// Which field, or column when it is unknown; absent when it is about the whole row.
    pub field: Option<String>,
    /// What is wrong.
    pub reason: String,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows in the file.
    pub read: u64,
    /// Rows that made something new.
    pub added: u64,
    /// Rows that changed what was there.
    pub changed: u64,
    /// Rows that were there already.
    pub unchanged: u64,
    /// What is wrong, in the order of lines; nothing was loaded unless this is empty.
    pub faults: Vec<RowFault>,
    /// Faults beyond those that are told.
    pub more_faults: u64,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
}

impl ImportReport {
    /// Whether the file was loaded.
    pub fn is_loaded(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Faults as they are found.
#[derive(Debug, Default)]
struct Faults {
    told: Vec<RowFault>,
    more: u64,
}

impl Faults {
    fn add(&mut self, line: u64, field: Option<&str>, reason: impl Into<String>) {
        if self.told.len() < MOST_FAULTS {
            self.told.push(RowFault { line, field: field.map(String::from), reason: reason.into() });
        } else {
            self.more += 1;
        }
    }

    fn count(&self) -> u64 {
        self.told.len() as u64 + self.more
    }

    fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

/// What loading came to.
#[derive(Debug, Default)]
struct Counts {
    added: u64,
    changed: u64,
    unchanged: u64,
}
