//! What people do to requests. Each form says in `back` where to go on when it was done.

use leptos::prelude::*;

use super::PortalError;

/// Says yes or no in a phase.
#[server]
pub async fn decide(
    request: String,
    phase: String,
    decision: String,
    #[server(default)] comment: String,
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::decide(&request, &phase, &decision, &comment, &back).await
}

/// Says the same to several tasks, each `number:phase`. What failed is told in the address, row by row.
#[server]
pub async fn decide_all(
    #[server(default)] tasks: Vec<String>,
    decision: String,
    #[server(default)] comment: String,
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::decide_all(&tasks, &decision, &comment, &back).await
}

/// Hands a phase to somebody else: the person's id, or what was typed to find them.
#[server]
pub async fn reassign(
    request: String,
    phase: String,
    #[server(default)] person: String,
    #[server(default, rename = "personText")] person_text: String,
    #[server(default)] comment: String,
    back: String,
) -> Result<(), PortalError> {
    let person = if person.is_empty() { person_text } else { person };
    crate::server::decisions::reassign(&request, &phase, &person, &comment, &back).await
}

/// Says something about a request.
#[server]
pub async fn comment_on(
    request: String,
    #[server(default)] comment: String,
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::comment(&request, &comment, &back).await
}

/// Calls a request off.
#[server]
pub async fn cancel_request(
    request: String,
    #[server(default)] comment: String,
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::cancel(&request, &comment, &back).await
}
