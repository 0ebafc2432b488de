//! Workflows: definitions that were written here, and the instances that run.

pub mod calls;
pub mod definitions;
pub mod instances;
