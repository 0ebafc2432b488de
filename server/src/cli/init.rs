//! `bailiwick init`.

use bailiwick::authority::Actor;
use bailiwick_engine::Engine;
use bailiwick_engine::identity::{NewAdmin, init_admin};

use super::run::Outcome;
use crate::config::Config;

/// The first administrator.
#[derive(clap::Args)]
pub(super) struct Init {
    /// The name they sign in with.
    #[arg(long, default_value = "admin")]
    user_name: String,
    /// Their given name.
    #[arg(long, default_value = "Organisation")]
    given_name: String,
    /// Their family name.
    #[arg(long, default_value = "Administrator")]
    family_name: String,
    /// Their mail address.
    #[arg(long)]
    mail: Option<String>,
}

impl Init {
    pub(super) async fn run(self, engine: &Engine, config: &Config) -> Outcome {
        let Self { user_name, given_name, family_name: sn, mail } = self;
        let admin = NewAdmin { user_name, given_name, sn, mail };
        let ctx = engine.context(Actor::System, "init");
        let token = init_admin(engine, &ctx, &admin).await?;
        println!("Open this link once, within a day, to set the password of `{}`:", admin.user_name);
        println!("{}/welcome?token={token}", config.public_url());
        engine.close().await;
        Ok(())
    }
}
