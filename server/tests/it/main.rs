//! What the engine promises, on both databases.

#![expect(clippy::unwrap_used, reason = "for tests only")]

mod access;
mod agreements;
mod any_actions;
mod campaign_of_real_data;
mod campaign_owner;
mod campaign_times;
mod cart_forms;
mod carts;
mod catalog;
mod certifications;
mod certifiers;
mod controls;
mod definitions;
mod delegations;
mod deleted_campaigns;
mod demo;
mod failed_revokes;
mod forms;
mod glossary;
mod held_twice;
mod leavers;
mod life_cycle;
mod living_rows;
mod machine_accounts;
mod mail;
mod mail_server;
mod nesting;
mod overload;
mod policies;
mod request_types;
mod requests;
mod role_members;
mod rule_conditions;
mod sailpoint;
mod script_certifiers;
mod seeded;
mod stages;
mod stale_sources;
mod support;
mod timers;
mod two_nodes;
mod upkeep;
mod verified_by_files;
mod workflows;
