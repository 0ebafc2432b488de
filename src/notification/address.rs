//! Mail addresses.

/// The longest address that mail servers take (RFC 5321).
const MOST_BYTES: usize = 254;

/// Whether a text can be a mail address: something, one `@`, a domain; no blanks, brackets or lists.
pub fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>(),;:\"[]\\".contains(c);
    match text.split_once('@') {
        Some((local, domain)) => {
            text.len() <= MOST_BYTES
                && !local.is_empty()
                && !domain.contains('@')
                && !domain.split('.').any(str::is_empty)
                && !text.contains(odd)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address_and_nothing_else() {
        for good in ["zoe@example.com", "zoe.b+x@localhost", "o'neil@example.org"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "zoe",
            "@example.com",
            "zoe@",
            "zoe@a..b",
            "a@b@c",
            "a@b, c@d",
            "Zoe <zoe@example.com>",
            "zoe@example.com\r\nBcc: all@example.com",
            "zoe @example.com",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(!is_address(&format!("{}@example.com", "a".repeat(250))));
    }
}
