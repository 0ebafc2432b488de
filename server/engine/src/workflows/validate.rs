//! The validation script of a request type (contract 3.10): JavaScript whose last value is `{errors, comments}`.

use bailiwick::request::Request;
use bailiwick::request_type::RequestType;
use bailiwick_script_host::Program;
use bailiwick_store::settings;
use serde_json::{Map, Value as Json, json};

use super::calls::StepCalls;
use crate::requests::views;
use crate::{Context, Engine, EngineError};

/// Lets the type's script judge a request that is about to be made. It sees `request` (what is asked), `object` (the
/// whole request) and `systemSettings.settings`, and may read through `openidm`.
///
/// # Errors
/// `Conflict`: what the script finds wrong, or that it failed.
pub(crate) async fn validate(
    engine: &Engine,
    ctx: &Context,
    request_type: &RequestType,
    request: &Request,
) -> Result<(), EngineError> {
    let Some(script) = request_type.definition.validation.as_deref().filter(|text| !text.trim().is_empty())
    else {
        return Ok(());
    };
    // A workflow answers for what it asks itself; and its script holds a host: one waiting for another could wait for ever.
    if engine.is_for_call() {
        return Ok(());
    }
    let runner = engine.runner()?;
    let mut tx = engine.read().await?;
    let view = views(&mut tx, engine, ctx, vec![request.clone()]).await?.pop();
    let settings = settings::access_request(&mut tx).await?;
    drop(tx);
    let object = view.map_or(Json::Null, |view| runner.api.document(&view));
    let mut scope = Map::new();
    scope.insert("request".into(), object["request"].clone());
    scope.insert("object".into(), object);
    scope.insert("systemSettings".into(), json!({"settings": settings}));
    let program = Program {
        scope,
        script: Some(script.to_owned()),
        now: Some(ctx.now.timestamp_millis()),
        ..Program::default()
    };
    let mut calls = StepCalls::reading(engine, runner);
    let ran = runner.scripts.run(program, &mut calls).await.map_err(|fault| {
        EngineError::Conflict(format!("the validation of request type `{}` failed: {fault}", request_type.id))
    })?;
    let errors: Vec<String> = ran.value["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .take(100)
        .map(|error| error.as_str().map_or_else(|| error.to_string(), str::to_owned))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(EngineError::Conflict(errors.join("; "))) }
}
