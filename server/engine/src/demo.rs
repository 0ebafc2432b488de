//! A made-up company to look at the product with: the insurer Northmoor Mutual, at any size
//! from 200 to a million people, the same each time.

mod access;
mod cast;
mod catalog;
mod company;
mod controls;
mod dice;
mod extras;
mod fill;
mod glossary;
mod history;
mod holdings;
mod items;
mod machines;
mod names;
mod people;
mod policies;
mod requests;
mod reviews;
mod roles;
mod rules;
mod services;
mod tree;
mod used;

#[cfg(test)]
mod tests;

pub use fill::fill;

/// The password of the demo's accounts. It exists nowhere else.
pub const PASSWORD: &str = "bailiwick demo";
/// The smallest company.
pub const FEWEST_PEOPLE: u32 = 200;
/// The largest company.
pub const MOST_PEOPLE: u32 = 1_000_000;
/// The most items beyond those the company needs.
pub const MOST_ITEMS: u32 = 1_000_000;

/// What company to make up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoOptions {
    /// How many people, from 200 to 1,000,000.
    pub people: u32,
    /// How many catalog items beyond those the company needs, at most 1,000,000; when absent
    /// none in a company of less than 1,000 people, and one for twenty people above.
    pub items: Option<u32>,
    /// The same seed makes the same company.
    pub seed: u64,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self { people: FEWEST_PEOPLE, items: None, seed: 1 }
    }
}

/// What was made up.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoSummary {
    /// People.
    pub people: u64,
    /// Applications, roles and entitlements.
    pub items: u64,
    /// Grants, those of the past included.
    pub grants: u64,
    /// Accounts, orphans included.
    pub accounts: u64,
    /// How long it took.
    pub seconds: f64,
    /// With whom to sign in; [`PASSWORD`] fits all of them.
    pub sign_ins: Vec<DemoAccount>,
}

/// Somebody to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// The sign-in name.
    pub user_name: String,
    /// Their name.
    pub display_name: String,
    /// What one comes to see with their eyes.
    pub what: String,
}

/// The accounts of the demo's cast, in the order a sign-in page shows them.
pub fn accounts() -> Vec<DemoAccount> {
    let account = |member: &cast::Member| DemoAccount {
        user_name: member.sign_in(),
        display_name: member.name().display(),
        what: member.what.into(),
    };
    cast::CAST.iter().filter(|member| !member.what.is_empty()).map(account).collect()
}
