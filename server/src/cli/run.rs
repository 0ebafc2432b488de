//! From the command line to the command.

use std::error::Error;

use bailiwick_engine::Engine;

use super::{Cli, Command, demo, healthcheck};
use crate::config::Config;
use crate::serve::serve;
use crate::state::AppState;
use crate::{evidence_key, mail, openapi, telemetry, workflows};

/// What a command may fail with; printed with its causes.
pub(super) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

pub(super) fn run(cli: Cli) -> Outcome {
    let config = Config::load(cli.config.as_deref(), cli.settings)?;
    match cli.command {
        Command::Healthcheck => healthcheck::healthcheck(config.listen),
        Command::Openapi => {
            print!("{}", openapi::json()?);
            Ok(())
        }
        // A file is checked without any database.
        Command::Audit(audit) if audit.file().is_some() => audit.verify_file(),
        Command::Evidence(evidence) if evidence.is_about_a_file() => evidence.verify_file(),
        command => {
            telemetry::init(&config);
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            runtime.block_on(with_database(command, config))
        }
    }
}

async fn with_database(command: Command, config: Config) -> Outcome {
    let engine = Engine::open(&config.database()).await?;
    evidence_key::attach(&engine, &config)?;
    match command {
        Command::Serve { demo } => {
            let mut state = AppState::new(engine, config)?;
            workflows::attach(&state, workflows::launch()?);
            if demo {
                state.sign_in.demo = demo::prepare(&state.engine).await?;
            }
            // After that: nobody is told by mail what happened in a made-up past.
            mail::attach(&state)?;
            serve(state).await?;
        }
        Command::Demo(demo) => {
            let state = AppState::new(engine, config)?;
            workflows::attach(&state, workflows::launch()?);
            demo.run(&state.engine).await?;
        }
        Command::Import(import) => import.run(&engine).await?,
        Command::Init(init) => init.run(&engine, &config).await?,
        Command::Unlink(unlink) => unlink.run(&engine).await?,
        Command::Audit(audit) => audit.run(&engine).await?,
        Command::Evidence(evidence) => evidence.run(&engine).await?,
        Command::Healthcheck | Command::Openapi | Command::ScriptHost => {}
    }
    Ok(())
}
