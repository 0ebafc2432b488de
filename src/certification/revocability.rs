//! Whether access that is reviewed can be taken away by itself, and what would have to change where it cannot.

use super::Held;
use crate::grant::{Grant, Origin};
use crate::id::ItemId;

crate::words! {
    /// How access that is reviewed can be taken away.
    pub enum Revocability {
        /// By itself.
        Direct = "direct",
        /// With the role that brings it: that would have to go, or be changed.
        Role = "role",
        /// By changing the condition of the role: it gives it to everybody who meets it.
        Rule = "rule",
        /// With what they hold that is a member of it: that would have to go, or be taken out of it.
        Nested = "nested",
    }
}

impl Revocability {
    /// Of a grant that is reviewed, as it is known still. `is_due`: the role has a condition, and its person may meet it.
    pub fn of(held: &Held, grant: Option<&Grant>, is_due: bool) -> Self {
        Self::by(grant.map(|grant| grant.origin), held.through.is_some(), is_due)
    }

    /// The same by what matters for it: how the grant came about, where it is known still, and whether something brought it.
    pub const fn by(origin: Option<Origin>, is_brought: bool, is_due: bool) -> Self {
        match origin {
            Some(Origin::Nested) => Self::Nested,
            Some(Origin::Role) => Self::Role,
            _ if is_brought => Self::Role,
            Some(Origin::Rule) if is_due => Self::Rule,
            _ => Self::Direct,
        }
    }

    /// Of another grant by which the same is held.
    pub fn beside(origin: Origin, through: Option<ItemId>) -> Self {
        match origin {
            Origin::Nested => Self::Nested,
            Origin::Role => Self::Role,
            _ if through.is_some() => Self::Role,
            Origin::Rule => Self::Rule,
            Origin::Request | Origin::Administrator | Origin::Reconciliation => Self::Direct,
        }
    }

    /// It can be taken away by itself.
    pub fn is_direct(self) -> bool {
        self == Self::Direct
    }
}
