//! Forms: what people fill in when they ask for something, and what each form is shown for.

mod assign;
mod change;
mod stand;
mod typed;

pub use assign::{assign, assignments, unassign};
pub use change::{create, delete, patch, put, put_over};
pub use stand::stand;
pub use typed::{forget_typed, keep_typed, typed_at};

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::filter::fold;
use bailiwick::form::{Form, FormTarget};
use bailiwick::id::{FormId, RequestTypeId};
use bailiwick::request::{Modifier, request_type};
use bailiwick_store::forms::assignments;
use bailiwick_store::{StoreError, Tx, forms};

use crate::{Context, Engine, EngineError};

/// Every form, by name. Everybody who has signed in may read them, since they are shown to whoever asks for something.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<Form>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let mut all = forms::all(&mut tx).await?;
    all.sort_by_cached_key(|form| (fold(&form.definition.name), form.id.clone()));
    Ok(all)
}

/// One form.
///
/// # Errors
/// `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: &FormId) -> Result<Form, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    find(&mut tx, id).await
}

/// The form that is shown for the requests of a type, if there is one.
pub async fn shown_for_type(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
) -> Result<Option<Form>, EngineError> {
    ctx.signed_in()?;
    of_type(&mut engine.read().await?, id).await
}

/// The form that is shown for the requests of a type, in a transaction of the caller's.
pub(crate) async fn of_type(tx: &mut Tx, id: &RequestTypeId) -> Result<Option<Form>, EngineError> {
    for target in FormTarget::of_type(id) {
        if let Some(assignment) = assignments::find(tx, &target).await? {
            return Ok(forms::find(tx, &assignment.form).await?);
        }
    }
    Ok(None)
}

/// The form that is filled in when an item is asked for, or asked to go: of an application that is asked for the first
/// that is shown where one of its objects is created, else that of the type of request.
pub(crate) async fn of_item(
    tx: &mut Tx,
    item: &ItemBrief,
    modifier: Modifier,
) -> Result<Option<Form>, EngineError> {
    let mut found = None;
    if item.kind == ItemKind::Application && modifier == Modifier::Add {
        let below = assignments::of_application(tx, item.id).await?;
        found = below.into_iter().find(|one| one.target.as_str().ends_with("/create"));
    }
    match found {
        Some(assignment) => Ok(forms::find(tx, &assignment.form).await?),
        None => of_type(tx, &RequestTypeId(request_type(item.kind, modifier).to_owned())).await,
    }
}

async fn find(tx: &mut Tx, id: &FormId) -> Result<Form, EngineError> {
    forms::find(tx, id).await?.ok_or_else(|| EngineError::not_found("request form", id))
}

/// Somebody else put a row there, or took away the one this names, since it was looked for.
fn raced(error: StoreError) -> EngineError {
    match error {
        StoreError::Duplicate | StoreError::Dangling => EngineError::Busy(error),
        error => error.into(),
    }
}

/// There is room for one more.
fn check_room(count: i64, most: usize, what: &str) -> Result<(), EngineError> {
    if usize::try_from(count).is_ok_and(|count| count >= most) {
        return Err(EngineError::Conflict(format!("there are {most} {what}: delete one first")));
    }
    Ok(())
}
