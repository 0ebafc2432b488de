//! Forms that are tried out.

use bailiwick::form::request_body;
use bailiwick::id::FormId;
use bailiwick_engine::forms;
use serde_json::Map;

use super::filled::{Untaken, bring_back, standing};
use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::api::forms::Tried;

/// The place at which a form is tried out.
pub fn place(form: &str) -> String {
    format!("try/{form}")
}

/// Tries a form out: it always comes back.
pub async fn try_out(form: &Tried) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.reads_everything() {
        return Err(refuse(PortalError::NotFound));
    }
    let design =
        forms::read(&engine, &ctx, &FormId(form.id.clone())).await.map_err(failed)?.definition.design;
    let mut untaken = Untaken::Update;
    if form.then != "update" {
        let standing = standing(&engine, &ctx, &design, &form.filled).await?;
        if let Err(faults) = request_body(&standing.design, &standing.filled(), &Map::new()) {
            untaken = Untaken::Faults(faults);
        }
    }
    bring_back(&engine, &ctx, &place(&form.id), form, untaken, &form.filled.page).await.map_err(refuse)
}
