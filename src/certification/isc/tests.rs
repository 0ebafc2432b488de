//! Campaigns of SailPoint's API.
