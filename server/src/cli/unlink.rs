//! `bailiwick unlink`.

use bailiwick::authority::Actor;
use bailiwick_engine::Engine;
use bailiwick_engine::identity::unlink;

use super::run::Outcome;

/// Whose link to the provider is forgotten.
#[derive(clap::Args)]
pub(super) struct Unlink {
    /// The name they sign in with here.
    user_name: String,
}

impl Unlink {
    pub(super) async fn run(self, engine: &Engine) -> Outcome {
        let ctx = engine.context(Actor::System, "unlink");
        unlink(engine, &ctx, &self.user_name).await?;
        println!("`{}` will be found by name at the next sign-in", self.user_name);
        engine.close().await;
        Ok(())
    }
}
