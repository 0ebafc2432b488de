//! Server functions: what the pages ask of the server. Each is three lines: context, use case, answer.

pub mod access;
pub mod ask;
pub mod campaigns;
pub mod cart;
pub mod cart_form;
pub mod catalog;
pub mod controls;
pub mod decisions;
pub mod delegates;
pub mod drawn;
pub mod filled;
pub mod forms;
pub mod home;
pub mod me;
pub mod notifications;
pub mod policies;
pub mod request_types;
pub mod requests;
pub mod reviews;
pub mod roles;
pub mod sign_in;
pub mod theme;
pub mod tokens;
pub mod violations;
pub mod workflows;

use leptos::prelude::FromServerFnError;
use leptos::server_fn::{codec::JsonEncoding, error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a server function refused. It may stand in an address after a form was sent without the
/// program, so it holds ids and short words for the reader, and nothing that must not be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PortalError {
    /// Nobody has signed in, or no longer.
    #[error("sign in to go on")]
    SignedOut,
    /// It is not there, or not for this reader.
    #[error("not found")]
    NotFound,
    /// The reader lacks an authority.
    #[error("you may not do this")]
    Forbidden,
    /// What was sent is not right.
    #[error("{message}")]
    Invalid {
        /// The field's name in the form; empty when it is the whole.
        field: String,
        /// What is wrong, in a sentence without its full stop.
        message: String,
    },
    /// It was right, but things have changed meanwhile, or something stands against it.
    #[error("{0}")]
    Conflict(String),
    /// The server could not answer.
    #[error("the server could not answer")]
    Unavailable,
}

/// What an error says in the place of what could not be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorWords {
    /// What happened.
    pub title: String,
    /// What to do next.
    pub text: String,
    /// The words of the button that does it.
    pub action: &'static str,
}

impl PortalError {
    /// An error of one field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), message: message.into() }
    }

    /// What is wrong with this field, if it is this field.
    pub fn of_field(&self, name: &str) -> Option<String> {
        match self {
            Self::Invalid { field, message } if field == name => Some(message.clone()),
            _ => None,
        }
    }

    /// What to say in the place of what could not be shown.
    pub fn words(&self) -> ErrorWords {
        let (title, text, action) = match self {
            Self::SignedOut => {
                ("You were signed out", "Sign in again; what you saved is still there.", "Sign in")
            }
            Self::NotFound => {
                ("This is not here", "It may have been removed, or it is not for you to see.", "Go back")
            }
            Self::Forbidden => (
                "You may not see this",
                "It needs a right that you do not have. An access administrator can give it.",
                "Go back",
            ),
            Self::Invalid { message, .. } => ("This cannot be taken as it is", message.as_str(), "Go back"),
            Self::Conflict(message) => ("This cannot be done now", message.as_str(), "Load it again"),
            Self::Unavailable => (
                "This could not be loaded",
                "The server did not answer. Nothing you did is lost.",
                "Try again",
            ),
        };
        ErrorWords { title: title.to_owned(), text: text.to_owned(), action }
    }

    /// The HTTP status of an answer to a program.
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::Forbidden => 403,
            Self::Invalid { .. } => 422,
            Self::Conflict(_) => 409,
            Self::Unavailable => 503,
        }
    }
}

impl FromServerFnError for PortalError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        leptos::logging::warn!("server function: {error}");
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::invalid("", "the form was not complete")
            }
            _ => Self::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_form_names_the_form_and_not_the_program() {
        let error =
            PortalError::from_server_fn_error(ServerFnErrorErr::MissingArg("missing field `x`".into()));
        assert_eq!(error, PortalError::invalid("", "the form was not complete"));
        let error = PortalError::from_server_fn_error(ServerFnErrorErr::ServerError("secret".into()));
        assert_eq!(error, PortalError::Unavailable);
    }

    #[test]
    fn a_field_finds_its_own_error() {
        let error = PortalError::invalid("until", "the end is before the start");
        assert_eq!(error.of_field("until").as_deref(), Some("the end is before the start"));
        assert_eq!(error.of_field("from"), None);
        assert_eq!(PortalError::NotFound.of_field("until"), None);
    }
}
