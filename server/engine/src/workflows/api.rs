//! What workflows run on: a host for their scripts, and the product's own API, which scripts call.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use bailiwick::view::RequestView;
use bailiwick_script_host::ScriptHost;
use serde_json::Value as Json;

use crate::violations::ViolationView;
use crate::{Context, Engine};

/// What workflows run on.
#[derive(Clone)]
pub struct Runner {
    /// Where scripts run.
    pub scripts: ScriptHost,
    /// What `identityServer.getProperty` tells.
    pub properties: Arc<BTreeMap<String, String>>,
    /// What scripts call.
    pub api: Arc<dyn Api>,
}

/// A call of a script to the product's own API.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiCall {
    /// `GET`, `POST` …
    pub method: String,
    /// With a leading slash.
    pub path: String,
    /// Parameters, not yet encoded.
    pub query: Vec<(String, String)>,
    /// The body; null for none.
    pub body: Json,
    /// The revision that is to be changed, where the script names one.
    pub revision: Option<String>,
}

/// Why a call was refused, as the API says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiRefusal {
    /// The status.
    pub status: u16,
    /// In words.
    pub message: String,
}

/// The product's own API, as scripts call it: the same operations, shapes and checks that clients meet.
#[async_trait]
pub trait Api: Send + Sync {
    /// Makes a call on an engine, as whoever the context says.
    async fn call(&self, engine: &Engine, ctx: &Context, call: ApiCall) -> Result<Json, ApiRefusal>;

    /// A request as the API shows it: what expressions see as `requestIndex`.
    fn document(&self, request: &RequestView) -> Json;

    /// A violation as the API shows it: what expressions see as `violation`.
    fn violation(&self, violation: &ViolationView) -> Json;
}
