//! Names of fields.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::clip;

/// The most bytes a field name may have.
pub const MAX_PATH_BYTES: usize = 1024;

/// The most segments a field name may have.
pub const MAX_PATH_SEGMENTS: usize = 32;

/// The name of a field: segments, one for each object to descend into.
///
/// Kept in its dotted form, so that names that mean the same are equal. A segment may contain slashes and
/// spaces, and begin with a slash (`glossary.idx./entitlement.description`), but has no dot and is not empty.
/// A key that has dots is found by joining segments (see [`found`](super::found)).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(String);

impl Path {
    /// Reads a dotted name, as `targetFilter` and v2 conditions have it.
    pub fn dotted(name: &str) -> Result<Self, PathError> {
        Self::of(name, &name.split('.').map(str::to_owned).collect::<Vec<_>>())
    }

    /// Reads a name as `_queryFilter`, `_fields` and `_sortKeys` have it: `.` and `/` both part segments, one
    /// leading `/` is ignored, `%20` is a space (any `%XX` its byte), `~1` a slash and `~0` a tilde.
    ///
    /// A slash directly after a separator begins the segment: `idx./role.name` and `idx//role/name`.
    pub fn crest(name: &str) -> Result<Self, PathError> {
        let decoded = percent_decoded(name).ok_or_else(|| PathError::new(name, PathFault::Encoding))?;
        let text = decoded.strip_prefix('/').unwrap_or(&decoded);
        let mut segments = vec![String::new()];
        for letter in text.chars() {
            match segments.last_mut() {
                Some(segment) if letter == '/' && segment.is_empty() => segment.push('/'),
                Some(segment) if letter != '.' && letter != '/' => segment.push(letter),
                _ => segments.push(String::new()),
            }
        }
        for segment in &mut segments {
            *segment = segment.replace("~1", "/").replace("~0", "~");
        }
        Self::of(name, &segments)
    }

    fn of(name: &str, segments: &[String]) -> Result<Self, PathError> {
        let fault = if name.is_empty() {
            PathFault::Empty
        } else if name.len() > MAX_PATH_BYTES {
            PathFault::TooLong
        } else if segments.len() > MAX_PATH_SEGMENTS {
            PathFault::TooManySegments
        } else if segments.iter().any(String::is_empty) {
            PathFault::EmptySegment
        } else if segments.iter().any(|segment| segment.contains('\0')) {
            PathFault::Nul
        } else {
            return Ok(Self(segments.join(".")));
        };
        Err(PathError::new(name, fault))
    }

    /// The dotted name; equal for names that mean the same.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The segments, at least one.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    /// What follows the leading segments `prefix` (dotted), if it leads and something follows.
    #[must_use]
    pub fn strip_prefix(&self, prefix: &str) -> Option<Self> {
        let rest = self.0.strip_prefix(prefix)?.strip_prefix('.')?;
        Some(Self(rest.to_owned()))
    }

    /// The name in a `_queryFilter`: [`crest`](Self::crest) reads the same path from it.
    pub fn to_crest(&self) -> String {
        let mut out = String::with_capacity(self.0.len());
        for (index, segment) in self.segments().enumerate() {
            if index > 0 {
                out.push('.');
            }
            let rest = if index > 0 { segment.strip_prefix('/') } else { None };
            if rest.is_some() {
                out.push('/');
            }
            for letter in rest.unwrap_or(segment).chars() {
                match letter {
                    '~' => out.push_str("~0"),
                    '/' => out.push_str("~1"),
                    '+' | '"' | '\'' | '(' | ')' | '!' | '%' => encode(&mut out, letter),
                    _ if letter.is_whitespace() || letter.is_control() => encode(&mut out, letter),
                    _ => out.push(letter),
                }
            }
        }
        // A field by the name of a keyword that may stand alone.
        if out.eq_ignore_ascii_case("true") || out.eq_ignore_ascii_case("false") {
            let first = out.remove(0);
            let mut encoded = String::new();
            encode(&mut encoded, first);
            out.insert_str(0, &encoded);
        }
        out
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Path {
    type Err = PathError;

    fn from_str(name: &str) -> Result<Self, PathError> {
        Self::dotted(name)
    }
}

impl TryFrom<String> for Path {
    type Error = PathError;

    fn try_from(name: String) -> Result<Self, PathError> {
        Self::dotted(&name)
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

/// A name that names no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("field name `{name}` {fault}")]
pub struct PathError {
    /// The name, shortened.
    pub name: String,
    /// What is wrong with it.
    pub fault: PathFault,
}

impl PathError {
    fn new(name: &str, fault: PathFault) -> Self {
        Self { name: clip(name), fault }
    }
}

/// What is wrong with the name of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// There is none.
    #[error("must not be empty")]
    Empty,
    /// Two separators meet, or one stands at an end.
    #[error("has an empty segment")]
    EmptySegment,
    /// More bytes than the bound.
    #[error("is longer than {} bytes", MAX_PATH_BYTES)]
    TooLong,
    /// More segments than the bound.
    #[error("has more than {} segments", MAX_PATH_SEGMENTS)]
    TooManySegments,
    /// The bytes written as `%XX` are no text.
    #[error("is not valid UTF-8 after percent-decoding")]
    Encoding,
    /// A NUL character.
    #[error("must not contain NUL")]
    Nul,
}

/// Replaces `%XX` by its byte; a `%` that is not followed by two digits stands for itself.
fn percent_decoded(name: &str) -> Option<String> {
    let digit =
        |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let bytes = name.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let encoded =
            if *byte == b'%' { digit(bytes.get(at + 1)).zip(digit(bytes.get(at + 2))) } else { None };
        out.push(encoded.map_or(*byte, |(high, low)| high * 16 + low));
        at += if encoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).ok()
}

/// Writes a letter as `%XX` for each of its bytes.
fn encode(out: &mut String, letter: char) {
    let mut buffer = [0; 4];
    for byte in letter.encode_utf8(&mut buffer).bytes() {
        out.push('%');
        out.extend([byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0')));
    }
}

#[cfg(test)]
mod tests;
