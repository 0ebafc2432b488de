//! People: finding colleagues, and creating, changing and deleting people.

mod change;
mod delete;
mod end_user;
mod list;

pub use change::{Person, create, patch, put, read};
pub(crate) use delete::call_off;
pub use delete::delete;
pub(crate) use end_user::EndUser;
pub use list::{ListedPerson, list};

use bailiwick::directory::{Organisation, UserBrief};
use bailiwick::id::UserId;
use bailiwick_store::users;

use crate::{Context, Engine, EngineError};

/// Active people whose name begins with `text`, at most `limit` (50): every employee may find
/// the colleague they ask something for.
pub async fn find(
    engine: &Engine,
    ctx: &Context,
    text: &str,
    limit: u32,
) -> Result<Vec<UserBrief>, EngineError> {
    ctx.signed_in()?;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = engine.read().await?;
    Ok(users::find(&mut tx, text, i64::from(limit.min(50))).await?)
}

/// One person in brief.
pub async fn brief(engine: &Engine, ctx: &Context, id: UserId) -> Result<UserBrief, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    users::brief(&mut tx, id).await?.ok_or_else(|| EngineError::not_found("user", id))
}

/// Every organisation, by name: whoever has signed in may know which there are.
pub async fn organisations(engine: &Engine, ctx: &Context) -> Result<Vec<Organisation>, EngineError> {
    ctx.signed_in()?;
    Ok(users::organisations(&mut engine.read().await?).await?)
}

/// The people with these sign-in names, in no order; unknown names are left out.
pub async fn by_user_names(
    engine: &Engine,
    ctx: &Context,
    user_names: &[&str],
) -> Result<Vec<UserBrief>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let mut found = Vec::new();
    for user_name in user_names {
        found.extend(users::by_user_name(&mut tx, user_name).await?);
    }
    Ok(found)
}

/// The person who acts.
pub async fn me(engine: &Engine, ctx: &Context) -> Result<UserBrief, EngineError> {
    brief(engine, ctx, ctx.person()?).await
}

/// The active people who report to the one who acts.
pub async fn reports(engine: &Engine, ctx: &Context) -> Result<Vec<UserBrief>, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    Ok(users::reports(&mut tx, me).await?)
}
