//! The glossary (contract 2.2, 2.21): attributes, and what objects have of them.

pub mod schema;
pub mod values;
