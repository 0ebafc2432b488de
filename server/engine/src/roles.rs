//! Roles: drafted, published, changed and deleted (contract 2.21).
//!
//! A role has at most one version of each status. The active one is an item of the catalog, the others are rows of
//! their own; all have the role's id.

mod change;
mod condition;
mod members;
mod publish;
mod read;

pub(crate) use members::{follow_everybody, follow_person, run as follow_members};

pub use change::{create, delete, patch, put};
pub use condition::{MembersAhead, members_ahead, set_condition};
pub use read::{RoleView, list, read};
pub(crate) use read::{check_known, drafted};
