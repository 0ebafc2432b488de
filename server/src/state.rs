//! What every handler can reach.

use std::sync::Arc;

use axum::extract::FromRef;
use bailiwick_app::api::sign_in::SignInOptions;
use bailiwick_engine::Engine;
use leptos::config::LeptosOptions;

use crate::config::Config;
use crate::identity::{Provider, ProviderError};
use crate::isc;
use crate::metrics::Metrics;

/// Cheap to clone; one for the whole server.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub engine: Engine,
    /// The settings.
    pub config: Arc<Config>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// What the sign-in page offers.
    pub sign_in: SignInOptions,
    /// Where people may sign in instead of here.
    pub openid: Option<Arc<Provider>>,
    /// Who has called SailPoint's API how often.
    pub isc_limits: isc::Limits,
    leptos: LeptosOptions,
}

impl AppState {
    /// The state of a server on an engine.
    ///
    /// # Errors
    /// The OpenID provider's addresses are none.
    pub fn new(engine: Engine, config: Config) -> Result<Self, ProviderError> {
        let openid = Provider::configured(&config)?;
        let provider = openid.as_ref().map(|_| config.openid_name.clone());
        Ok(Self {
            engine,
            config: Arc::new(config),
            metrics: Arc::default(),
            sign_in: SignInOptions { provider, ..SignInOptions::default() },
            openid: openid.map(Arc::new),
            isc_limits: isc::Limits::default(),
            leptos: LeptosOptions::builder().output_name("bailiwick").build(),
        })
    }
}

impl AppState {
    /// The same server on another engine.
    #[must_use]
    pub fn on(&self, engine: Engine) -> Self {
        Self { engine, ..self.clone() }
    }
}

impl FromRef<AppState> for Engine {
    fn from_ref(state: &AppState) -> Self {
        state.engine.clone()
    }
}

impl FromRef<AppState> for Arc<Config> {
    fn from_ref(state: &AppState) -> Self {
        state.config.clone()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
