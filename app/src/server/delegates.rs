//! What people do about their deputies.

use bailiwick_engine::EngineError;
use bailiwick_engine::delegations::{self, Naming};

use super::{call, clock, failed, refuse};
use crate::api::PortalError;
use crate::days;
use crate::drawn::delegates::DELEGATES;

/// Names a deputy for the reader.
pub async fn name(person: &str, from: &str, until: &str, note: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let clock = clock(&ctx);
    let wrong = |field: &'static str| move |fault: &str| refuse(PortalError::invalid(field, fault));
    let deputy = person.parse().map_err(|_| wrong("person")("Choose who stands in for you"))?;
    let until = days::end(clock, until).map_err(wrong("until"))?;
    let naming = Naming {
        person: ctx.person().map_err(failed)?,
        deputies: vec![deputy],
        from: days::start(clock, from).map_err(wrong("from"))?,
        until: until.ok_or_else(|| wrong("until")("Say until when"))?,
        note: note.to_owned(),
    };
    delegations::name(&engine, &ctx, &naming).await.map_err(|error| match error {
        EngineError::Invalid { field, fault } => {
            let what = match field.as_str() {
                "deputy" => "The deputy",
                "note" => "The note",
                "from" => "The first day",
                _ => "The last day",
            };
            refuse(PortalError::invalid(field, format!("{what} {fault}")))
        }
        error => failed(error),
    })?;
    done();
    Ok(())
}

/// Ends a delegation that the reader made, or that names them.
pub async fn end(delegation: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = delegation.parse().map_err(|_| refuse(PortalError::NotFound))?;
    delegations::end(&engine, &ctx, id).await.map_err(failed)?;
    done();
    Ok(())
}

fn done() {
    leptos_axum::redirect(&format!("{DELEGATES}?notice=delegated"));
}
