//! Filter languages.
