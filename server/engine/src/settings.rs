//! What an administrator may set.

use bailiwick::authority::Authority;
use bailiwick::directory::Status;
use bailiwick::id::user_id;
use bailiwick::settings::config::{self, ConfigFault};
use bailiwick::settings::{ACCESS_REQUEST, AccessRequestSettings};
use bailiwick_store::{Tx, settings, users};
use serde_json::{Map, Value as Json};

use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The keys of a category, or the categories, with their values.
pub type Values = Map<String, Json>;

/// How requests are handled. Everybody who has signed in may know.
pub async fn access_request(engine: &Engine, ctx: &Context) -> Result<AccessRequestSettings, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    Ok(settings::access_request(&mut tx).await?)
}

/// Every category, with the defaults where nothing was set. Everybody who has signed in may
/// know: there are no secrets in it.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Values, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let mut all = Values::new();
    for category in config::categories() {
        all.insert(category.into(), Json::Object(present(&mut tx, category).await?));
    }
    Ok(all)
}

/// One category; see [`all`].
///
/// # Errors
/// `Conflict` in the contract's words when there is no such category.
pub async fn one(engine: &Engine, ctx: &Context, category: &str) -> Result<Values, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    present(&mut tx, category).await
}

async fn present(tx: &mut Tx, category: &str) -> Result<Values, EngineError> {
    let defaults = config::completed(category, &Values::new())?;
    let mut present = settings::category(tx, category).await?.unwrap_or_default();
    Ok(defaults
        .into_iter()
        .map(|(key, value)| (key.clone(), present.remove(&key).unwrap_or(value)))
        .collect())
}

/// Sets one category; keys that are not given fall back to their defaults. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Conflict` in the contract's words for an unknown category or key and a
/// malformed default approver; `Invalid` for a value that does not fit its key.
pub async fn set_one(
    engine: &Engine,
    ctx: &Context,
    category: &str,
    given: &Values,
) -> Result<Values, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let wanted = config::completed(category, given)?;
    retry!(write(engine, ctx, &[(category, &wanted)]))?;
    Ok(wanted)
}

/// Sets every category; categories and keys that are not given fall back to their defaults.
/// Needs `ACCESS_ADMIN`; errors as [`set_one`].
pub async fn set_all(engine: &Engine, ctx: &Context, given: &Values) -> Result<Values, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    if let Some(unknown) = given.keys().find(|name| !config::categories().any(|known| known == *name)) {
        config::completed(unknown, &Values::new())?;
    }
    let mut wanted = Vec::new();
    for category in config::categories() {
        let keys = match given.get(category) {
            None | Some(Json::Null) => config::completed(category, &Values::new())?,
            Some(Json::Object(keys)) => config::completed(category, keys)?,
            Some(_) => return Err(EngineError::invalid(category, "must be an object")),
        };
        wanted.push((category, keys));
    }
    let list: Vec<_> = wanted.iter().map(|(category, keys)| (*category, keys)).collect();
    retry!(write(engine, ctx, &list))?;
    Ok(wanted.into_iter().map(|(category, keys)| (category.to_owned(), Json::Object(keys))).collect())
}

async fn write(engine: &Engine, ctx: &Context, wanted: &[(&str, &Values)]) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    for (category, after) in wanted {
        if *category == ACCESS_REQUEST {
            check_approver(&mut tx, after).await?;
        }
        let before = present(&mut tx, category).await?;
        if before == **after {
            continue;
        }
        settings::set(&mut tx, category, after, ctx.now).await?;
        let told = |values: &Values, key: &str| values.get(key).filter(|value| !value.is_null()).map(text);
        let event = Event::new("modify-configuration", "configuration", category, *category);
        let change = |event: Event, key: &String| event.change(key, told(&before, key), told(after, key));
        after.keys().fold(event, change).write(&mut tx, engine, ctx).await?;
    }
    Ok(tx.commit().await?)
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The default approver must be able to decide.
async fn check_approver(tx: &mut Tx, values: &Values) -> Result<(), EngineError> {
    let Some(id) = values.get("defaultApprover").and_then(Json::as_str).and_then(user_id) else {
        return Ok(());
    };
    let person = users::brief(tx, id).await?;
    if person.is_none_or(|person| person.status != Status::Active) {
        return Err(EngineError::invalid("defaultApprover", "must be an active person"));
    }
    Ok(())
}

impl From<ConfigFault> for EngineError {
    fn from(fault: ConfigFault) -> Self {
        match fault {
            ConfigFault::Value { key, fault } => Self::Invalid { field: key, fault },
            other => Self::Conflict(other.to_string()),
        }
    }
}
