//! What SailPoint's API keeps beside campaigns.

pub mod campaigns;
pub mod filters;
pub mod tasks;
pub mod templates;
