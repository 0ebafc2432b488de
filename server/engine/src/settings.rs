//! What an administrator may set.

use bailiwick::authority::Authority;
use bailiwick::directory::Status;
use bailiwick::settings::AccessRequestSettings;
use bailiwick_store::{settings, users};

use crate::audit::Event;
use crate::{Context, Engine, EngineError};

/// How requests are handled. Everybody who has signed in may know.
pub async fn access_request(engine: &Engine, ctx: &Context) -> Result<AccessRequestSettings, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    Ok(settings::access_request(&mut tx).await?)
}

/// Sets how requests are handled. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// The default approver is malformed, or no active person.
pub async fn set_access_request(
    engine: &Engine,
    ctx: &Context,
    new: &AccessRequestSettings,
) -> Result<(), EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let mut tx = engine.write().await?;
    if new.default_approver.is_some() {
        // The contract's own words (1.5).
        let malformed = || EngineError::Conflict("defaultApprover is not in proper id format.".into());
        let id = new.default_approver().ok_or_else(malformed)?;
        let person = users::brief(&mut tx, id).await?;
        if person.is_none_or(|person| person.status != Status::Active) {
            return Err(EngineError::invalid("defaultApprover", "must be an active person"));
        }
    }
    let before = settings::access_request(&mut tx).await?;
    settings::set_access_request(&mut tx, new, ctx.now).await?;
    let shown = |settings: &AccessRequestSettings| serde_json::to_string(settings).ok();
    Event::new("modify-configuration", "configuration", "iga_access_request", "Access requests")
        .change("value", shown(&before), shown(new))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(())
}
