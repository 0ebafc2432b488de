//! The domain of Bailiwick: types and pure rules of identity governance.
//!
//! No async, no I/O, no clock, no randomness: a decision is a plain function of state,
//! command, facts and `now`. Server and browser use the same functions.

pub mod attachment;
pub mod audit;
pub mod authority;
pub mod cart;
pub mod catalog;
pub mod certification;
pub mod delegation;
pub mod directory;
pub mod document;
pub mod filter;
pub mod form;
pub mod glossary;
pub mod grant;
pub mod hex;
pub mod id;
pub mod identity;
pub mod notification;
pub mod patch;
pub mod policy;
pub mod request;
pub mod request_type;
pub mod schedule;
pub mod settings;
pub mod text;
pub mod view;
pub mod word;
pub mod workflow;
