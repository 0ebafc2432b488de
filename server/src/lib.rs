//! The server: command line, configuration, router, REST faces, portal, telemetry.

pub mod api;
pub mod app;
pub mod assets;
pub mod cli;
pub mod config;
pub mod evidence_key;
pub mod headers;
pub mod health;
pub mod identity;
pub mod idhub;
pub mod iga;
pub mod isc;
pub mod limit;
pub mod mail;
pub mod message;
pub mod metrics;
pub mod openapi;
pub mod openidm;
pub mod portal;
pub mod serve;
pub mod state;
pub mod telemetry;
pub mod trace;
pub mod workflows;
