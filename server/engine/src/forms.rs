//! Forms: what people fill in when they ask for something, and what each form is shown for.

mod assign;
mod change;

pub use assign::{assign, assignments, unassign};
pub use change::{create, delete, patch, put, put_over};

use bailiwick::filter::fold;
use bailiwick::form::{Form, FormTarget};
use bailiwick::id::FormId;
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

/// The form that is shown for a target, if there is one.
pub async fn shown_for(
    engine: &Engine,
    ctx: &Context,
    target: &FormTarget,
) -> Result<Option<Form>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    match assignments::find(&mut tx, target).await? {
        Some(assignment) => Ok(forms::find(&mut tx, &assignment.form).await?),
        None => Ok(None),
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
