//! The ledger of a campaign: what was known at the start, and what became of it, one by one.

use crate::id::ItemId;

crate::words! {
    /// Where a grant, a definition, a record or an account stands that was known at the start of a campaign.
    pub enum Standing {
        /// It is in the campaign.
        Reviewed = "reviewed",
        /// It is of a kind that the certification does not review.
        Kind = "kind",
        /// The filter leaves it out.
        Filter = "filter",
        /// The person is not active any more.
        InactivePerson = "inactive-person",
        /// The entitlement or role is not in use any more.
        InactiveItem = "inactive-item",
        /// The account is not in use any more.
        InactiveAccount = "inactive-account",
        /// A role brings it, and the certification leaves such access out.
        RoleBased = "role-based",
        /// Membership of something else brings it, and the certification leaves out what comes with roles.
        Nested = "nested",
        /// A rule gives it, and the certification leaves such access out.
        Conditional = "conditional",
        /// There is nobody to decide about it.
        NoCertifier = "no-certifier",
    }
}

/// How many grants, definitions or accounts of an application stand so, or how many roles or records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// The application; none for roles and records.
    pub application: Option<ItemId>,
    /// How they stand.
    pub standing: Standing,
    /// How many.
    pub grants: i64,
}
