//! The access index: who holds what, in memory.
//!
//! People and items (applications, entitlements, roles) have dense numbers; for each item there
//! is the compressed set of its holders, for each person the sorted list of their items. An
//! [`Index`] publishes [`Snapshot`]s: a reader takes one and sees a single state for as long as
//! it likes, while changes make the next. [`Rule`]s about what nobody may hold together are
//! answered from it for everybody ([`scan()`], [`counts`]) or for one person ([`check_person`]);
//! [`smallest_fix`] says what to take away.
//!
//! It is a cache. The truth is the database.

mod blocks;
mod builder;
mod check;
mod difference;
mod fix;
mod holders;
mod index;
mod number;
mod pair;
mod parallel;
mod rules;
mod scan;
mod snapshot;
mod violators;

pub mod reference;

pub use builder::Builder;
pub use check::check_person;
pub use difference::{Differences, differences};
pub use fix::{Fix, smallest_fix};
pub use holders::Holders;
pub use index::{Change, Index};
pub use number::{Full, ItemNumber, PersonNumber};
pub use parallel::{Cancelled, Progress, ScanOptions};
pub use roaring::RoaringBitmap as Bitmap;
pub use rules::{People, Rule, RuleSet};
pub use scan::{Found, Violation, counts, scan};
pub use snapshot::Snapshot;
pub use violators::violators;
