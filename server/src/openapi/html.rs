//! Text in HTML.

use std::fmt::Write;

/// Text as HTML shows it: nothing in it is markup.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

/// Prose: paragraphs at blank lines, code in backticks.
pub fn prose(source: &str) -> String {
    let mut out = String::new();
    for paragraph in source.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        let _ = write!(out, "<p>{}</p>", inline(paragraph));
    }
    out
}

/// One line of prose: code in backticks.
pub fn inline(source: &str) -> String {
    let mut out = String::new();
    for (at, part) in source.split('`').enumerate() {
        if at % 2 == 0 {
            out.push_str(&text(part));
        } else {
            let _ = write!(out, "<code>{}</code>", text(part));
        }
    }
    out
}

/// What can stand in an address after `#`.
pub fn anchor(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}
