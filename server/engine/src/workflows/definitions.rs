//! Definitions: those that ship with the product, and those that are written here.

use bailiwick::authority::Authority;
use bailiwick::id::{RequestTypeId, WorkflowId};
use bailiwick::patch::Patch;
use bailiwick::workflow::{Definition, DefinitionFault, DefinitionStatus, Finding, findings, seeded};
use bailiwick_store::workflows::definitions::{self as store, Stored};
use bailiwick_store::workflows::instances;
use bailiwick_store::{Tx, request_types as types_store};
use serde_json::{Map, Value as Json, json};

use crate::audit::Event;
use crate::document::check_seen;
use crate::engine::retry;
use crate::{Context, Engine, EngineError, request_types};

/// The types of requests that give or take away access.
pub const ACCESS_TYPES: [&str; 6] = [
    "applicationGrant",
    "applicationRemove",
    "entitlementGrant",
    "entitlementRemove",
    "roleGrant",
    "roleRemove",
];

/// The most copies of definitions that are kept.
const MOST_COPIES: i64 = 1_000;

/// A copy of a definition, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// The definition.
    pub definition: Definition,
    /// Which copy.
    pub status: DefinitionStatus,
    /// Raised with every write.
    pub revision: i64,
    /// Whether it may be changed: not when it ships with the product.
    pub mutable: bool,
}

impl Copied {
    fn shipped(definition: &Definition) -> Self {
        let definition = definition.clone();
        Self { definition, status: DefinitionStatus::Published, revision: 1, mutable: false }
    }

    fn written(stored: Stored) -> Self {
        let Stored { definition, status, revision, .. } = stored;
        Self { definition, status, revision, mutable: true }
    }

    /// The definition as the contract shows it (6.1).
    pub fn document(&self) -> Map<String, Json> {
        self.definition.document(self.status, self.revision, self.mutable)
    }
}

impl From<DefinitionFault> for EngineError {
    fn from(fault: DefinitionFault) -> Self {
        Self::invalid(fault.field, fault.fault)
    }
}

pub(super) fn readable(ctx: &Context) -> Result<(), EngineError> {
    ctx.require(&[Authority::AccessAdmin, Authority::Auditor])
}

fn ships(id: &WorkflowId) -> Option<&'static Definition> {
    seeded().iter().find(|definition| definition.id == *id)
}

/// Every copy of every definition, by id, drafts before published copies. Administrators and auditors may read
/// them: scripts tell much.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<Copied>, EngineError> {
    readable(ctx)?;
    let mut copies: Vec<Copied> = seeded().iter().map(Copied::shipped).collect();
    copies.extend(store::all(&mut engine.read().await?).await?.into_iter().map(Copied::written));
    copies.sort_by(|one, other| (&one.definition.id, one.status).cmp(&(&other.definition.id, other.status)));
    Ok(copies)
}

/// One copy.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read(
    engine: &Engine,
    ctx: &Context,
    id: &WorkflowId,
    status: DefinitionStatus,
) -> Result<Copied, EngineError> {
    readable(ctx)?;
    let stored = store::find(&mut engine.read().await?, id, status).await?.map(Copied::written);
    let shipped = || ships(id).filter(|_| status == DefinitionStatus::Published).map(Copied::shipped);
    stored.or_else(shipped).ok_or_else(|| EngineError::not_found("workflow", id))
}

/// What instances of that id begin with now.
pub(crate) async fn published(tx: &mut Tx, id: &WorkflowId) -> Result<Option<Definition>, EngineError> {
    let stored = store::find(tx, id, DefinitionStatus::Published).await?;
    Ok(stored.map(|stored| stored.definition).or_else(|| ships(id).cloned()))
}

fn changeable(id: &WorkflowId) -> Result<(), EngineError> {
    if ships(id).is_none() {
        return Ok(());
    }
    let advice = "copy it under another id";
    Err(EngineError::Conflict(format!("workflow `{id}` ships with the product: {advice}")))
}

/// Writes the draft of a definition, anew or for the first time. A draft may be unfinished. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` (see [`Definition::parse`]); `Conflict` where it ships with the product, or there are too
/// many.
pub async fn save(engine: &Engine, ctx: &Context, body: Map<String, Json>) -> Result<Copied, EngineError> {
    save_over(engine, ctx, body, None).await
}

/// As [`save`], if the draft is still of the revision that the caller saw, where they saw one.
///
/// # Errors
/// As [`save`]; `Changed` when somebody has changed it since, or taken it away.
pub async fn save_over(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
    seen: Option<i64>,
) -> Result<Copied, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let definition = Definition::parse(body)?;
    changeable(&definition.id)?;
    retry!(write(engine, ctx, &definition, DefinitionStatus::Draft, seen))
}

async fn write(
    engine: &Engine,
    ctx: &Context,
    definition: &Definition,
    status: DefinitionStatus,
    seen: Option<i64>,
) -> Result<Copied, EngineError> {
    let mut tx = engine.write().await?;
    let before = store::find(&mut tx, &definition.id, status).await?;
    let draft = store::find(&mut tx, &definition.id, DefinitionStatus::Draft).await?;
    if let Some(seen) = seen {
        check_seen("draft", draft.as_ref().map_or(0, |draft| draft.revision), seen)?;
    }
    if before.is_none() && store::count(&mut tx).await? >= MOST_COPIES {
        return Err(EngineError::Conflict(format!("there are {MOST_COPIES} workflows already")));
    }
    let known = before.as_ref().map(|stored| stored.revision);
    let revision = store::save(&mut tx, definition, status, known, ctx.now).await?;
    if let Some(draft) = draft.filter(|_| status == DefinitionStatus::Published) {
        store::delete(&mut tx, &definition.id, DefinitionStatus::Draft, draft.revision).await?;
    }
    let event = match (status, &before) {
        (DefinitionStatus::Published, _) => "publish-workflow",
        (DefinitionStatus::Draft, None) => "create-workflow",
        (DefinitionStatus::Draft, Some(_)) => "modify-workflow",
    };
    told(event, before.as_ref().map(|stored| &stored.definition), Some(definition))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(Copied { definition: definition.clone(), status, revision, mutable: true })
}

/// Everything that is wrong with a definition: its graph, and scripts that do not parse. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` where it is no definition at all.
pub async fn check(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<Vec<Finding>, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    faults(engine, &Definition::parse(body)?).await
}

async fn faults(engine: &Engine, definition: &Definition) -> Result<Vec<Finding>, EngineError> {
    let mut found = findings(definition);
    let scripts = &engine.runner()?.scripts;
    for (step, what, source) in definition.sources() {
        // A condition is one expression; a script or expression is a program.
        let source = if what == "condition" { format!("(\n{source}\n)") } else { source.to_owned() };
        if let Err(fault) = scripts.check(&source).await {
            found.push(Finding {
                step: Some(step.name.clone()),
                display_name: Some(step.display_name.clone()),
                reason: format!("its {what} {}", fault.to_string().trim_start_matches("the script ")),
            });
        }
    }
    Ok(found)
}

/// Publishes a definition: from now on instances begin with it; those that run go on with the one they began with.
/// Its draft goes away. A body that has only an id publishes the draft as it stands. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` when anything is wrong with it, all of it in one message; `Conflict` as for
/// [`save`].
pub async fn publish(engine: &Engine, ctx: &Context, body: Map<String, Json>) -> Result<Copied, EngineError> {
    publish_over(engine, ctx, body, None).await
}

/// As [`publish`], if the draft is still of the revision that the caller saw, where they saw one.
///
/// # Errors
/// As [`publish`]; `Changed` when somebody has changed the draft since, or taken it away.
pub async fn publish_over(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
    mut seen: Option<i64>,
) -> Result<Copied, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let mut definition = Definition::parse(body)?;
    changeable(&definition.id)?;
    if !definition.body().contains_key("steps") {
        let draft = store::find(&mut engine.read().await?, &definition.id, DefinitionStatus::Draft).await?;
        let draft = draft.ok_or_else(|| EngineError::not_found("workflow", &definition.id))?;
        // What is checked now is what is published then.
        seen = seen.or(Some(draft.revision));
        definition = draft.definition;
    }
    let found = faults(engine, &definition).await?;
    if !found.is_empty() {
        let told = |finding: &Finding| match &finding.step {
            Some(step) => format!("`{step}`: {}", finding.reason),
            None => finding.reason.clone(),
        };
        let told: Vec<String> = found.iter().take(50).map(told).collect();
        return Err(EngineError::invalid("workflow", format!("cannot be published: {}", told.join("; "))));
    }
    retry!(write(engine, ctx, &definition, DefinitionStatus::Published, seen))
}

/// Deletes a copy. Instances that run go on. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` where it ships with the product, or is published and requests of a type go by
/// it.
pub async fn delete(
    engine: &Engine,
    ctx: &Context,
    id: &WorkflowId,
    status: DefinitionStatus,
) -> Result<Copied, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    changeable(id)?;
    retry!(remove(engine, ctx, id, status))
}

async fn remove(
    engine: &Engine,
    ctx: &Context,
    id: &WorkflowId,
    status: DefinitionStatus,
) -> Result<Copied, EngineError> {
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("workflow", id);
    let stored = store::find(&mut tx, id, status).await?.ok_or_else(missing)?;
    if status == DefinitionStatus::Published {
        let types = types_store::all(&mut tx).await?;
        if types.iter().any(|one| one.definition.workflow.as_ref() == Some(&id.0)) {
            // The contract's words (1.5).
            return Err(EngineError::Conflict("Workflow must be in draft to update".into()));
        }
    }
    store::delete(&mut tx, id, status, stored.revision).await?;
    told("delete-workflow", Some(&stored.definition), None).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(Copied::written(stored))
}

/// How many instances of a definition run or wait.
pub async fn count_running(engine: &Engine, ctx: &Context, id: &WorkflowId) -> Result<i64, EngineError> {
    readable(ctx)?;
    Ok(instances::count_running(&mut engine.read().await?, id).await?)
}

/// Lets requests of some types go by a definition, built-in types too. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn bind(engine: &Engine, ctx: &Context, types: &[&str], workflow: &str) -> Result<(), EngineError> {
    let patch =
        Patch::parse(&json!([{"operation": "replace", "field": "/workflow", "value": {"id": workflow}}]))?;
    for id in types {
        request_types::patch(engine, ctx, &RequestTypeId((*id).to_owned()), &patch, true).await?;
    }
    Ok(())
}

/// What happened to a definition: each member of its body, before and after; of steps only how many there are.
fn told(what: &'static str, before: Option<&Definition>, after: Option<&Definition>) -> Event {
    let (id, name) = after.or(before).map_or(("", ""), |one| (one.id.0.as_str(), one.display_name.as_str()));
    let steps = |one: Option<&Definition>| one.map(|one| one.steps.len());
    let shown = |one: Option<&Definition>| one.map(|one| one.display_name.clone());
    let hash = |one: Option<&Definition>| one.and_then(|one| super::Versions::hash(one).ok());
    Event::new(what, "workflow", id, name)
        .change("displayName", shown(before), shown(after))
        .change("steps", steps(before), steps(after))
        .change("hash", hash(before), hash(after))
}
