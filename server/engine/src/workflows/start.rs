//! Beginning an instance for a request.

use bailiwick::id::{InstanceId, RequestTypeId, WorkflowId};
use bailiwick::request::Request;
use bailiwick::request_type::RequestType;
use bailiwick::workflow::{Definition, Instance};
use bailiwick_store::Tx;
use bailiwick_store::workflows::instances;
use serde_json::{Map, json};

use super::Versions;
use super::definitions::published;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError, request_types};

/// The definition that requests of a type go by.
///
/// # Errors
/// `Conflict`: the type names none, or one that is not published.
pub(super) async fn definition_of(tx: &mut Tx, id: &RequestTypeId) -> Result<Definition, EngineError> {
    let request_type = request_types::find(tx, id).await?;
    let workflow = request_type.definition.workflow.ok_or_else(|| {
        EngineError::Conflict(format!(
            "requests of type `{id}` go by no workflow: nothing would come of them"
        ))
    })?;
    let missing =
        || EngineError::Conflict(format!("workflow `{workflow}` of request type `{id}` is not published"));
    published(tx, &WorkflowId(workflow.clone())).await?.ok_or_else(missing)
}

/// Whether requests of a type have a workflow to go by.
pub(crate) async fn can_begin(tx: &mut Tx, request_type: &RequestType) -> Result<bool, EngineError> {
    match &request_type.definition.workflow {
        Some(workflow) => Ok(published(tx, &WorkflowId(workflow.clone())).await?.is_some()),
        None => Ok(false),
    }
}

/// Begins the instance of a request that has just been stored; a job carries it on.
pub(crate) async fn start(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
) -> Result<(), EngineError> {
    let definition = definition_of(tx, &request.request_type).await?;
    begin(tx, engine, ctx, request, &definition).await
}

/// As [`start`], by a definition that is named.
///
/// # Errors
/// `Conflict`: it is not published.
pub(crate) async fn start_as(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    workflow: &WorkflowId,
) -> Result<(), EngineError> {
    let missing = || EngineError::Conflict(format!("workflow `{workflow}` is not published"));
    let definition = published(tx, workflow).await?.ok_or_else(missing)?;
    begin(tx, engine, ctx, request, &definition).await
}

async fn begin(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    definition: &Definition,
) -> Result<(), EngineError> {
    let version = Versions::hash(definition)?;
    instances::keep_version(tx, &version, definition).await?;
    let mut variables = Map::new();
    variables.insert("id".into(), json!(request.id));
    let id = InstanceId(engine.new_id());
    let instance =
        Instance::begin(id, request.id.clone(), definition, version, variables).map_err(|stuck| {
            EngineError::Conflict(format!("workflow `{}` cannot begin: {stuck}", definition.id))
        })?;
    instances::insert(tx, &instance, ctx.now).await?;
    Job::Advance { instance: id }.write(tx, engine, ctx, ctx.now).await
}
