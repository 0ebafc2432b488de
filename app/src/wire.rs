//! How the pages talk with the server: one way for every question and every form.
//!
//! Leptos would compile a resource, an action and a reader of JSON of their own for each server
//! function, and all of them have to be loaded by every browser. Here everything goes as text
//! ([`Answer`]) through code that is there once, and becomes a type only where it is read.

#[cfg(not(feature = "ssr"))]
mod exchange;
mod load;
mod reader;
mod send;

use std::{fmt, future::Future, pin::Pin, str::FromStr, sync::Arc};

use leptos::server_fn::ServerFn;
use serde::{Serialize, de::DeserializeOwned};

pub use self::load::{Load, ask};
pub use self::send::{Post, SendForm, Sending};

use crate::api::PortalError;

/// A server function of the portal, with what it is asked.
pub trait Question:
    ServerFn<Error = PortalError, Output: Serialize> + Serialize + Clone + Send + Sync + 'static
{
}

impl<S> Question for S where
    S: ServerFn<Error = PortalError, Output: Serialize> + Serialize + Clone + Send + Sync + 'static
{
}

/// An answer under way.
type Pending = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// What a server function answered, in JSON: a value, or why it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    given: bool,
    json: Arc<str>,
}

impl Answer {
    /// The answer of a server function that was called here.
    #[cfg(any(feature = "ssr", test))]
    pub fn of<T: Serialize>(result: &Result<T, PortalError>) -> Self {
        let (given, json) = match result {
            Ok(value) => (true, serde_json::to_string(value)),
            Err(error) => (false, serde_json::to_string(error)),
        };
        json.map_or_else(
            |_| Self::refused(&PortalError::Unavailable),
            |json| Self { given, json: json.into() },
        )
    }

    /// The answer to no question: it is read as an `Option` that holds nothing.
    fn none() -> Self {
        Self { given: true, json: "null".into() }
    }

    /// A refusal that was not sent by the server.
    fn refused(error: &PortalError) -> Self {
        let json = serde_json::to_string(error).unwrap_or_else(|_| "\"Unavailable\"".to_owned());
        Self { given: false, json: json.into() }
    }

    /// What was answered. What cannot be read counts as [`PortalError::Unavailable`].
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, PortalError> {
        match self.refusal() {
            Some(error) => Err(error),
            None => reader::read(&self.json).ok_or(PortalError::Unavailable),
        }
    }

    /// Why it was refused, if it was.
    pub fn refusal(&self) -> Option<PortalError> {
        (!self.given).then(|| reader::read(&self.json).unwrap_or(PortalError::Unavailable))
    }
}

/// As it stands in the page that the server made: a sign, then the JSON.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.given { "+" } else { "-" })?;
        f.write_str(&self.json)
    }
}

impl FromStr for Answer {
    type Err = PortalError;

    fn from_str(text: &str) -> Result<Self, PortalError> {
        let given = text.starts_with('+');
        let json = text.strip_prefix(['+', '-']).ok_or(PortalError::Unavailable)?;
        Ok(Self { given, json: json.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_survives_the_page() {
        let given = Answer::of(&Ok(vec![1, 2]));
        assert_eq!(given.to_string(), "+[1,2]");
        assert_eq!(given.to_string().parse::<Answer>(), Ok(given.clone()));
        assert_eq!(given.read::<Vec<u8>>(), Ok(vec![1, 2]));
        assert_eq!(given.read::<String>(), Err(PortalError::Unavailable));
        let refused = Answer::of::<u8>(&Err(PortalError::invalid("until", "too late")));
        let refused = refused.to_string().parse::<Answer>().unwrap();
        assert_eq!(refused.read::<u8>(), Err(PortalError::invalid("until", "too late")));
        assert_eq!(Answer::none().read::<Option<u8>>(), Ok(None));
        assert!("".parse::<Answer>().is_err());
    }
}
