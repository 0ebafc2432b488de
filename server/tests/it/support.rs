//! The small company, with everything that its workflows run on.

use bailiwick_engine::Engine;
use bailiwick_engine::testing::{World, engine};
use bailiwick_script_host::Launch;
use bailiwick_server::config::Config;
use bailiwick_server::state::AppState;
use bailiwick_server::workflows::attach;
use bailiwick_store::Db;

pub async fn world(db: Db) -> World {
    let (engine, clock) = engine(db);
    attached(&engine);
    World::on(engine, clock).await
}

/// Gives an engine what workflows run on.
pub fn attached(engine: &Engine) {
    attach(&AppState::new(engine.clone(), Config::default()).unwrap(), Launch::Thread);
}
