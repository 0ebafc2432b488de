//! A mail template: `/openidm/config/emailTemplate/{name}`.

use serde_json::{Map, Value as Json};

use super::{Escape, Links, plain, render};
use crate::document::{Fault, check_id, check_size};

/// The most bytes of a template as JSON.
pub const MOST_BYTES: usize = 262_144;
const MOST_LEVELS: usize = 8;
const MOST_SUBJECT: usize = 250;

/// What a template says, in its default language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Nothing is sent by a template that is not.
    pub enabled: bool,
    subject: String,
    html: String,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// As HTML.
    pub html: String,
}

/// Checks a template's name.
///
/// # Errors
/// It is no name that an address can hold.
pub fn check_name(name: &str) -> Result<(), Fault> {
    check_id(name).map_err(|fault| Fault::new("name", fault.fault))
}

impl Template {
    /// Reads a template: `subject` and `html` (or `message`), each a text or one for each language, `defaultLocale`,
    /// `enabled`. Other members are kept but mean nothing.
    ///
    /// # Errors
    /// There is no subject or no message, or the body is too large.
    pub fn parse(body: &Map<String, Json>) -> Result<Self, Fault> {
        check_size("template", body, MOST_LEVELS, MOST_BYTES)?;
        let enabled = match body.get("enabled") {
            None | Some(Json::Null) => true,
            Some(Json::Bool(enabled)) => *enabled,
            Some(_) => return Err(Fault::new("enabled", "must be true or false")),
        };
        let locale = body.get("defaultLocale").and_then(Json::as_str).unwrap_or("en");
        let words = |name: &str| match body.get(name) {
            Some(Json::String(text)) => Some(text.clone()),
            Some(Json::Object(languages)) => {
                let found = languages.get(locale).or_else(|| languages.values().next());
                found.and_then(Json::as_str).map(str::to_owned)
            }
            _ => None,
        };
        let required = |words: Option<String>, name: &str| {
            words
                .filter(|words| !words.trim().is_empty())
                .ok_or_else(|| Fault::new(name, format!("must have a text, or one for `{locale}`")))
        };
        Ok(Self {
            enabled,
            subject: required(words("subject"), "subject")?,
            html: required(words("html").or_else(|| words("message")), "html")?,
        })
    }

    /// What it says of an object.
    pub fn letter(&self, object: &Json) -> Letter {
        Letter {
            subject: one_line(&render(&self.subject, object, Escape::No)),
            html: render(&self.html, object, Escape::Html),
        }
    }
}

impl Letter {
    /// What was written out: HTML, or plain text.
    pub fn written(subject: &str, body: &str, is_html: bool) -> Self {
        let html = if is_html {
            body.to_owned()
        } else {
            let text = render("{{text}}", &serde_json::json!({ "text": body }), Escape::Html);
            text.lines().map(|line| format!("<p>{line}</p>")).collect::<Vec<_>>().join("\n")
        };
        Self { subject: one_line(subject), html }
    }

    /// Its words without markup.
    pub fn text(&self, links: Links) -> String {
        plain(&self.html, links)
    }
}

/// A header is one line, whatever came into it.
fn one_line(text: &str) -> String {
    let text = text.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(MOST_SUBJECT).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(body: &Json) -> Result<Template, String> {
        Template::parse(body.as_object().unwrap()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn nothing_that_people_type_becomes_a_header() {
        let body =
            json!({"subject": {"en": "About {{object.name}}"}, "message": {"en": "<p>{{object.name}}</p>"}});
        let object = json!({"name": "x\r\nBcc: all@example.com\u{2028}y"});
        let letter = template(&body).unwrap().letter(&object);
        assert_eq!(letter.subject, "About x Bcc: all@example.com y");
        let long = json!({"name": "x".repeat(1_000)});
        assert!(template(&body).unwrap().letter(&long).subject.chars().count() <= MOST_SUBJECT);
    }

    #[test]
    fn a_template_speaks_its_default_language() {
        let body = json!({
            "defaultLocale": "de", "enabled": false,
            "subject": {"en": "Hello", "de": "Hallo"}, "html": {"en": "Hello", "de": "Hallo"},
        });
        let read = template(&body).unwrap();
        assert!(!read.enabled);
        assert_eq!(read.letter(&json!({})).subject, "Hallo");
    }

    #[test]
    fn what_is_missing_is_named() {
        for (body, fault) in [
            (json!({"html": "x"}), "`subject` must have a text, or one for `en`"),
            (json!({"subject": "x", "html": {}}), "`html` must have a text, or one for `en`"),
            (json!({"subject": "x", "html": "x", "enabled": 1}), "`enabled` must be true or false"),
        ] {
            assert_eq!(template(&body), Err(fault.to_owned()));
        }
    }

    #[test]
    fn plain_words_stay_what_they_are() {
        let letter = Letter::written("a\nb", "1 < 2\nand so on", false);
        assert_eq!(
            (letter.subject.as_str(), letter.html.as_str()),
            ("a b", "<p>1 &lt; 2</p>\n<p>and so on</p>")
        );
        assert_eq!(letter.text(Links::Shown), "1 < 2\nand so on");
    }
}
