//! How large a filter may be.

use super::FilterError;

/// The most levels a filter may be nested; a lone condition is one level.
pub const MAX_DEPTH: usize = 32;

/// The most conditions a filter may have; every value of an `IN` counts as one.
pub const MAX_LEAVES: usize = 1000;

/// The most bytes a filter may hold: of the whole text, or of the names and values of a JSON filter.
pub const MAX_BYTES: usize = 64 * 1024;

/// What a reader has used up of the bounds.
#[derive(Debug, Default)]
pub(super) struct Budget {
    leaves: usize,
    bytes: usize,
}

impl Budget {
    /// Checks the level of nesting, counted from 1.
    pub fn level(level: usize) -> Result<(), FilterError> {
        if level > MAX_DEPTH { Err(FilterError::TooDeep) } else { Ok(()) }
    }

    /// Counts conditions.
    pub fn leaves(&mut self, count: usize) -> Result<(), FilterError> {
        self.leaves = self.leaves.saturating_add(count);
        if self.leaves > MAX_LEAVES { Err(FilterError::TooManyLeaves) } else { Ok(()) }
    }

    /// Counts bytes of names and values.
    pub fn bytes(&mut self, count: usize) -> Result<(), FilterError> {
        self.bytes = self.bytes.saturating_add(count);
        if self.bytes > MAX_BYTES { Err(FilterError::TooLong) } else { Ok(()) }
    }
}

/// Whether JSON text is nested deeper than so many levels, found without reading it into a tree:
/// a reader that descends by recursion may be given what passes.
pub fn deeper_than(json: &[u8], levels: usize) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                if depth > levels {
                    return true;
                }
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_counted_outside_of_texts() {
        assert!(deeper_than(br#"{"a":[[1]]}"#, 2));
        assert!(!deeper_than(br#"{"a":[[1]]}"#, 3));
        assert!(!deeper_than(br#"["[[[[","\"[[[","\\"]"#, 1));
        assert!(!deeper_than(br"[],[],[],{}", 1));
    }
}
