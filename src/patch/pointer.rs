//! Names of fields in patches.

use std::fmt;
use std::str::FromStr;

/// The most segments of a field's name.
pub const MOST_SEGMENTS: usize = 32;
/// The most bytes of a field's name.
const MOST_BYTES: usize = 1_024;

/// A field below the whole document: a JSON pointer (`/workflow/id`, `~1` for a slash in a name and `~0` for a
/// tilde), whose first slash may be left out (`status`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    segments: Vec<String>,
}

/// What is wrong with the name of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PointerFault {
    /// It names the whole document.
    #[error("must name a field, not the whole object")]
    Whole,
    /// Two slashes meet, or one stands at the end.
    #[error("must not have an empty segment")]
    EmptySegment,
    /// More bytes or segments than the bounds.
    #[error("must have at most {MOST_SEGMENTS} segments and {MOST_BYTES} bytes")]
    TooLong,
    /// A NUL character.
    #[error("must not contain NUL")]
    Nul,
}

impl Pointer {
    /// The names on the way, at least one.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The names on the way to the field's parent, and the field's own.
    pub(super) fn split(&self) -> (&[String], &str) {
        self.segments.split_last().map_or((&[], ""), |(last, above)| (above, last.as_str()))
    }

    /// Whether the other field is this one or lies in it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        other.segments.starts_with(&self.segments)
    }
}

impl FromStr for Pointer {
    type Err = PointerFault;

    fn from_str(text: &str) -> Result<Self, PointerFault> {
        let names = text.strip_prefix('/').unwrap_or(text);
        if names.is_empty() {
            return Err(PointerFault::Whole);
        }
        let segments: Vec<String> =
            names.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
        if segments.len() > MOST_SEGMENTS || text.len() > MOST_BYTES {
            Err(PointerFault::TooLong)
        } else if segments.iter().any(String::is_empty) {
            Err(PointerFault::EmptySegment)
        } else if text.contains('\0') {
            Err(PointerFault::Nul)
        } else {
            Ok(Self { segments })
        }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            write!(f, "/{}", segment.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}
