//! Tables as files: comma-separated values, as spreadsheets read them.

use std::io::Write;

use crate::EngineError;

/// Writes a line as RFC 4180 has it. What a spreadsheet would take for a formula is made plain text.
pub(super) fn line(
    out: &mut impl Write,
    values: impl IntoIterator<Item = String>,
) -> Result<(), EngineError> {
    let mut text = String::with_capacity(256);
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        let guarded = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
        if guarded || value.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(if guarded { "'" } else { "" });
            text.push_str(&value.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&value);
        }
    }
    text.push_str("\r\n");
    out.write_all(text.as_bytes()).map_err(|error| EngineError::Internal(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_values() {
        let mut out = Vec::new();
        let values = ["plain", "a,b", "say \"x\"", "=1+1", "@cmd", "-2", "two\nlines"].map(str::to_owned);
        line(&mut out, values).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "plain,\"a,b\",\"say \"\"x\"\"\",\"'=1+1\",\"'@cmd\",\"'-2\",\"two\nlines\"\r\n");
    }
}
