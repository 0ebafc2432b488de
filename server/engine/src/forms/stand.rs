//! Forms as they stand while they are filled in: their scripts are run, in the script host.

use std::collections::BTreeMap;
use std::time::Duration;

use bailiwick::form::{Begun, Design, Standing};
use bailiwick_script_host::{Limits, Program};
use serde_json::{Map, json};

use crate::workflows::StepCalls;
use crate::{Context, Engine, EngineError};

const SCRIPT: &str = include_str!("script.js");

/// Somebody waits for the page meanwhile.
const LIMITS: Limits = Limits {
    time: Duration::from_millis(500),
    wall: Duration::from_secs(5),
    memory: 32 << 20,
    stack: 256 << 10,
    calls: 20,
    output: 1 << 20,
};

/// A form as its scripts make it of what it holds. They read as the person who fills it in, and change nothing but the
/// form. A script that fails is told, and leaves the form as it is. `query` is of the address at which it is shown.
///
/// # Errors
/// The actor has not signed in.
pub async fn stand(
    engine: &Engine,
    ctx: &Context,
    design: &Design,
    begun: Begun,
    query: &BTreeMap<String, String>,
) -> Result<Standing, EngineError> {
    ctx.signed_in()?;
    if !design.has_scripts() {
        return Ok(Standing { design: design.clone(), values: begun.values, told: Vec::new() });
    }
    let mut begins = design.run_of(&begun);
    begins["query"] = json!(query);
    let runner = engine.runner()?;
    let program = Program {
        scope: Map::from_iter([("formBegins".to_owned(), begins)]),
        script: Some(SCRIPT.to_owned()),
        now: Some(ctx.now.timestamp_millis()),
        limits: LIMITS,
        ..Program::default()
    };
    let mut calls = StepCalls::reading_as(engine, runner, ctx);
    Ok(match runner.scripts.run(program, &mut calls).await {
        Ok(ran) => design.stand(begun, &ran.value),
        Err(fault) => design.stand(begun, &json!({"failed": [fault.to_string()]})),
    })
}
