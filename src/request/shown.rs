//! What somebody was shown when they decided.

use std::fmt;
use std::str::FromStr;

use crate::id::UserId;

/// What somebody was shown when they decided: their decision is about that and nothing else. Written as `3`, or
/// `3/{uuid}` for a deputy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shown {
    /// The edition of what the request asks for; whichever there is, when absent.
    pub edition: Option<i64>,
    /// In whose stead they would decide; whoever comes first, when absent.
    pub on_behalf_of: Option<UserId>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(edition) = self.edition {
            write!(f, "{edition}")?;
        }
        match self.on_behalf_of {
            Some(person) => write!(f, "/{person}"),
            None => Ok(()),
        }
    }
}

/// A text that says nothing about what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an edition, and in whose stead, as `3` or `3/uuid`")]
pub struct NotShown;

impl FromStr for Shown {
    type Err = NotShown;

    fn from_str(text: &str) -> Result<Self, NotShown> {
        let (edition, person) = text.split_once('/').map_or((text, None), |(one, other)| (one, Some(other)));
        let edition = (!edition.is_empty()).then(|| edition.parse().map_err(|_| NotShown)).transpose()?;
        let on_behalf_of = person.map(|id| id.parse().map_err(|_| NotShown)).transpose()?;
        Ok(Self { edition, on_behalf_of })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for on_behalf_of in [None, Some(UserId(Uuid::from_u128(7)))] {
            for edition in [None, Some(3)] {
                let shown = Shown { edition, on_behalf_of };
                assert_eq!(shown.to_string().parse(), Ok(shown));
            }
        }
        assert_eq!("x".parse::<Shown>(), Err(NotShown));
        assert_eq!("3/x".parse::<Shown>(), Err(NotShown));
    }
}
