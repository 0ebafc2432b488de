//! `bailiwick demo` and `bailiwick serve --demo`.

use bailiwick::authority::Actor;
use bailiwick::view::AuditQuery;
use bailiwick_app::api::sign_in::DemoAccount;
use bailiwick_engine::demo::{DemoOptions, DemoSummary, FEWEST_PEOPLE, PASSWORD, accounts, fill};
use bailiwick_engine::{Engine, audit};

use super::run::Outcome;

/// How large a company to make up.
#[derive(clap::Args)]
pub(super) struct Demo {
    /// How many people, from 200 to 1,000,000.
    #[arg(long, default_value_t = FEWEST_PEOPLE)]
    people: u32,
    /// How many catalog items beyond those the company needs, at most 1,000,000.
    ///
    /// When absent, none in a company of less than 1,000 people, else one for twenty people.
    #[arg(long)]
    items: Option<u32>,
    /// The same seed makes the same company.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Demo {
    pub(super) async fn run(self, engine: &Engine) -> Outcome {
        let Self { people, items, seed } = self;
        tell(&fill(engine, &DemoOptions { people, items, seed }).await?);
        audit::seal(engine).await?;
        engine.close().await;
        Ok(())
    }
}

/// Fills the database when nothing is in it; the people to sign in as. There are none when the
/// database holds a company of its own.
pub(super) async fn prepare(engine: &Engine) -> Outcome<Vec<DemoAccount>> {
    if !engine.is_in_use().await? {
        tell(&fill(engine, &DemoOptions::default()).await?);
    } else if !is_demo(engine).await? {
        tracing::warn!("the database is in use already: no demo organisation was added");
        return Ok(Vec::new());
    }
    let account = |account: bailiwick_engine::demo::DemoAccount| DemoAccount {
        name: account.display_name,
        user_name: account.user_name,
        password: PASSWORD.to_owned(),
        does: account.what,
    };
    Ok(accounts().into_iter().map(account).collect())
}

/// The trail knows whether the database was filled with the demo.
async fn is_demo(engine: &Engine) -> Outcome<bool> {
    let ctx = engine.context(Actor::System, "demo");
    let filled = AuditQuery { event: Some("fill-demo".to_owned()), limit: 1, ..AuditQuery::default() };
    Ok(!audit::search(engine, &ctx, &filled).await?.rows.is_empty())
}

fn tell(made: &DemoSummary) {
    let DemoSummary { people, items, grants, accounts, seconds, sign_ins } = made;
    println!("The demo organisation is there after {seconds:.1} s:");
    println!("{people} people, {items} items in the catalog, {accounts} accounts, {grants} grants.");
    println!("Sign in with the password `{PASSWORD}` as:");
    for account in sign_ins {
        println!("  {:<22} {:<22} {}", account.user_name, account.display_name, account.what);
    }
}
