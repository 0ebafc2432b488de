//! What people do to requests. Each form says in `back` where to go on when it was done.

use leptos::prelude::*;

use super::PortalError;

/// Says yes or no in a phase.
#[server]
pub async fn decide(
    /// Its id.
    request: String,
    /// The phase that was shown.
    phase: String,
    /// What was shown of it.
    #[server(default)]
    shown: String,
    /// `approve` or `reject`.
    decision: String,
    /// The words.
    #[server(default)]
    comment: String,
    /// Where to go on.
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::decide(&request, (&phase, &shown), &decision, &comment, &back).await
}

/// Says the same to several tasks, each `number:shown:phase`. What failed is told in the address, row by row.
#[server]
pub async fn decide_all(
    /// Each as `number:shown:phase`.
    #[server(default)]
    tasks: Vec<String>,
    /// `approve` or `reject`.
    decision: String,
    /// The words.
    #[server(default)]
    comment: String,
    /// Where to go on.
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::decide_all(&tasks, &decision, &comment, &back).await
}

/// Hands a phase to somebody else: the person's id, or what was typed to find them.
#[server]
pub async fn reassign(
    /// Its id.
    request: String,
    /// The phase that was shown.
    phase: String,
    /// Their id.
    #[server(default)]
    person: String,
    /// What was typed to find them.
    #[server(default)]
    #[server(rename = "personText")]
    person_text: String,
    /// The words.
    #[server(default)]
    comment: String,
    /// Where to go on.
    back: String,
) -> Result<(), PortalError> {
    let person = if person.is_empty() { person_text } else { person };
    crate::server::decisions::reassign(&request, &phase, &person, &comment, &back).await
}

/// Says something about a request.
#[server]
pub async fn comment_on(
    /// Its id.
    request: String,
    /// The words.
    #[server(default)]
    comment: String,
    /// Where to go on.
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::comment(&request, &comment, &back).await
}

/// Calls a request off.
#[server]
pub async fn cancel_request(
    /// Its id.
    request: String,
    /// The words.
    #[server(default)]
    comment: String,
    /// Where to go on.
    back: String,
) -> Result<(), PortalError> {
    crate::server::decisions::cancel(&request, &comment, &back).await
}
