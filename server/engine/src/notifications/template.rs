//! Mail templates: what ships with the product, unless somebody changed it.

use bailiwick::authority::Authority;
use bailiwick::notification::{Template, check_name, seeded};
use bailiwick_store::Tx;
use bailiwick_store::mail::templates;
use serde_json::{Map, Value as Json};

use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Read a template, as it came. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn template(engine: &Engine, ctx: &Context, name: &str) -> Result<Map<String, Json>, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let found = body(&mut engine.read().await?, name).await?;
    found.ok_or_else(|| EngineError::not_found("mail template", name))
}

/// Sets what a template says; one that does not exist is added. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` for a name that cannot be one, or a body without subject or message.
pub async fn set_template(
    engine: &Engine,
    ctx: &Context,
    name: &str,
    body: &Map<String, Json>,
) -> Result<(), EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    check_name(name)?;
    Template::parse(body)?;
    retry!(write(engine, ctx, name, body))
}

async fn write(
    engine: &Engine,
    ctx: &Context,
    name: &str,
    after: &Map<String, Json>,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let before = body(&mut tx, name).await?.unwrap_or_default();
    if before == *after {
        return Ok(());
    }
    templates::set(&mut tx, name, after, ctx.now).await?;
    let event = Event::new("modify-mail-template", "mail-template", name, name).members(&before, after);
    event.write(&mut tx, engine, ctx).await?;
    Ok(tx.commit().await?)
}

async fn body(tx: &mut Tx, name: &str) -> Result<Option<Map<String, Json>>, EngineError> {
    Ok(templates::find(tx, name).await?.or_else(|| seeded(name)))
}

/// The template by which something is said; none when there is no such template, or it is switched off. The name may
/// come with `emailTemplate/` before it.
pub(super) async fn in_use(tx: &mut Tx, name: &str) -> Result<Option<Template>, EngineError> {
    let name = name.strip_prefix("emailTemplate/").unwrap_or(name);
    let Some(body) = body(tx, name).await? else {
        tracing::warn!(template = name, "there is no such mail template");
        return Ok(None);
    };
    Ok(Some(Template::parse(&body)?).filter(|template| template.enabled))
}
