//! Certification: templates, campaigns, their line items and ledgers.

/// How risky an item is, from 0, the riskiest, by the name of its row.
macro_rules! risk_of {
    ($row:literal) => {
        concat!(
            "CASE ",
            $row,
            ".risk WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"
        )
    };
}

pub mod campaigns;
mod certifier;
pub mod dashboard;
mod definitions;
pub mod delete;
pub mod evidence;
pub mod forecast;
pub mod generate;
pub mod isc;
pub mod items;
pub mod ledger;
pub mod overview;
pub mod reviews;
pub mod scripted;
pub mod seen;
pub mod target;
pub mod templates;
pub mod turns;

pub use certifier::holders;

use bailiwick::document::Fault;

use crate::StoreError;

fn corrupt(table: &'static str, faults: &[Fault]) -> StoreError {
    let fault = faults.first().map(ToString::to_string).unwrap_or_default();
    StoreError::Corrupt { table, column: "body", fault }
}
