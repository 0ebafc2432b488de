//! Request types: what administrators define, and what is built in.
//!
//! The built-in types are in the program. The store has a row of one only since somebody
//! changed it, so that every node of every version knows them without writing them first.

mod change;
mod define;

pub use change::{patch, replace, replace_over};
pub use define::{create, delete};

use bailiwick::filter::fold;
use bailiwick::id::RequestTypeId;
use bailiwick::request_type::{RequestType, Schemas, built_in};
use bailiwick_store::{Tx, request_types};

use crate::audit::Event;
use crate::{Context, Engine, EngineError, workflows};

/// Every type, by id. Everybody who has signed in may read them, since they tell what can be
/// asked for.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<RequestType>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let mut types = request_types::all(&mut tx).await?;
    for one in built_in() {
        if !types.iter().any(|changed| changed.id == one.id) {
            types.push(one.clone());
        }
    }
    types.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    Ok(types)
}

/// One type.
///
/// # Errors
/// `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: &RequestTypeId) -> Result<RequestType, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    find(&mut tx, id).await
}

/// The types of one's own that can be asked for, by name: those that go by a published workflow.
pub async fn to_ask(engine: &Engine, ctx: &Context) -> Result<Vec<RequestType>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let mut types = Vec::new();
    for one in request_types::all(&mut tx).await? {
        if one.is_custom && workflows::can_begin(&mut tx, &one).await? {
            types.push(one);
        }
    }
    types.sort_by_cached_key(|one| fold(one.name()));
    Ok(types)
}

/// One type, in a transaction of the caller's.
pub(crate) async fn find(tx: &mut Tx, id: &RequestTypeId) -> Result<RequestType, EngineError> {
    let found = match request_types::find(tx, id).await? {
        Some(found) => Some(found),
        None => built_in().iter().find(|one| one.id == *id).cloned(),
    };
    found.ok_or_else(|| EngineError::not_found("request type", id))
}

/// What a type is called; its id when it is not there any more.
pub(crate) async fn name(tx: &mut Tx, id: &RequestTypeId) -> Result<String, EngineError> {
    match find(tx, id).await {
        Ok(found) => Ok(found.name().to_owned()),
        Err(EngineError::NotFound { .. }) => Ok(id.0.clone()),
        Err(error) => Err(error),
    }
}

fn is_built_in(id: &RequestTypeId) -> bool {
    built_in().iter().any(|one| one.id == *id)
}

/// What happened to a type: each member of its body, before and after.
fn told(what: &'static str, before: Option<&RequestType>, after: Option<&RequestType>) -> Event {
    let body =
        |one: Option<&RequestType>| one.map(|one| one.definition.body(Schemas::Named)).unwrap_or_default();
    let (id, name) = after.or(before).map_or(("", ""), |one| (one.id.0.as_str(), one.name()));
    Event::new(what, "request-type", id, name).members(&body(before), &body(after))
}
