//! The words that definitions have.

use crate::certification::template::word;
use crate::document::{Fault, Reader};
use crate::word::UnknownWord;

crate::words! {
    /// What is looked through.
    pub enum DefinitionType {
        /// What people have.
        UserAccess = "User Access",
        /// Who has something.
        ResourceAssignment = "Resource Assignment",
    }
}

crate::words! {
    /// Whether it can be run.
    pub enum DefinitionStatus {
        /// It can.
        Active = "Active",
        /// It is being written.
        Draft = "Draft",
    }
}

crate::words! {
    /// Who looks a campaign through before it begins.
    pub enum ApproverType {
        /// A person.
        User = "User",
        /// Somebody who holds a role.
        Role = "Role",
        /// Nobody.
        Nobody = "None",
    }
}

crate::words! {
    /// Who decides.
    pub enum CertifierType {
        /// A person.
        User = "User",
        /// Whoever holds a role.
        Role = "Role",
        /// The person's manager; the contract's spelling.
        Manager = "Benefeciary's Manager",
        /// Who owns what is held.
        Owner = "Resource owner",
    }
}

crate::words! {
    /// Who decides where nobody is found.
    pub enum AlternateType {
        /// The person's manager.
        Manager = "User's Manager",
        /// Whoever holds a role.
        Role = "Role",
        /// A person.
        User = "User",
    }
}

crate::words! {
    /// How people are chosen.
    pub enum UsersBy {
        /// By what is known of them.
        Query = "query",
        /// One by one.
        Name = "name",
    }
}

crate::words! {
    /// What a duration is counted in.
    pub enum DurationType {
        /// Days.
        Days = "days",
        /// Months of 30 days.
        Months = "months",
        /// Years of 365 days.
        Years = "years",
    }
}

crate::words! {
    /// How often it is run by itself.
    pub enum Repeat {
        /// By hand only.
        Never = "Do not repeat",
        /// Every day.
        Daily = "Daily",
        /// Every Monday.
        Weekly = "Weekly",
        /// On the first of every month.
        Monthly = "Monthly",
        /// On the first of every quarter.
        Quarterly = "Quarterly",
        /// On the first day of every year.
        Yearly = "Yearly",
    }
}

/// One of some words, in any case: clients write `none` too.
pub(super) fn choice<T>(read: &Reader<'_>, name: &str) -> Result<Option<T>, Fault>
where
    T: std::str::FromStr<Err = UnknownWord> + Choice,
{
    let known = read.text(name, 100)?.and_then(|given| {
        let words = T::words().iter();
        words.copied().find(|word| word.to_string().eq_ignore_ascii_case(given.trim()))
    });
    if known.is_some() { Ok(known) } else { word(read, name) }
}

/// The words of a choice.
pub(super) trait Choice: Copy + std::fmt::Display + 'static {
    fn words() -> &'static [Self];
}

macro_rules! choices {
    ($($name:ident),*) => { $(impl Choice for $name { fn words() -> &'static [Self] { Self::ALL } })* };
}
choices!(
    DefinitionType,
    DefinitionStatus,
    ApproverType,
    CertifierType,
    AlternateType,
    UsersBy,
    DurationType,
    Repeat
);
