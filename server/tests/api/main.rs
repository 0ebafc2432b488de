//! The REST faces as their clients see them: the whole router, real JSON, both databases.

#![expect(clippy::unwrap_used, reason = "for tests only")]

mod authority;
mod bad_input;
mod campaign_ends;
mod campaign_evidence;
mod catalog;
mod certification_templates;
mod certifications;
mod clients;
mod config;
mod controls;
mod decisions;
mod definitions;
mod delegates;
mod document;
mod drafts;
mod forms;
mod glossary;
mod idhub;
mod idhub_certifications;
mod isc;
mod life_cycle;
mod line_item_actions;
mod line_items;
mod lists;
mod machine_accounts;
mod notifications;
mod policies;
mod request_types;
mod story;
mod support;
mod tasks;
mod tokens;
mod workflows;
