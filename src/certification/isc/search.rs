//! The part of the vendor's search language that is read here: words, `field:value`, `"texts"`, `*` at an end,
//! `AND`, `OR`, `NOT` and parentheses. What stands side by side must all match.

use crate::filter::{Filter, Op, Path, Value};

/// The most terms of a query.
const MOST_TERMS: usize = 200;
/// The most parentheses within one another.
const MOST_LEVELS: usize = 10;

/// What can be searched: the fields of a word by itself, and the name here of each field there.
pub(super) type Fields = (&'static [&'static str], &'static [(&'static str, &'static str)]);

/// People.
pub(super) const PEOPLE: Fields = (
    &["displayName", "userName", "mail"],
    &[
        ("id", "id"),
        ("name", "userName"),
        ("displayName", "displayName"),
        ("firstName", "givenName"),
        ("lastName", "sn"),
        ("email", "mail"),
        ("manager.id", "manager.id"),
        ("attributes.title", "title"),
        ("attributes.jobTitle", "title"),
        ("attributes.department", "organization"),
        ("organization", "organization"),
    ],
);

/// What is held.
pub(super) const ACCESS: Fields = (
    &["name"],
    &[
        ("id", "id"),
        ("name", "name"),
        ("displayName", "name"),
        ("description", "description"),
        ("source.id", "application.id"),
        ("source.name", "application.name"),
        ("owner.id", "owner.id"),
        ("tags", "tags"),
    ],
);

/// Reads a query.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn parse(text: &str, fields: Fields) -> Result<Filter, String> {
    let mut reader = Reader { words: split(text)?, at: 0, level: 0, fields };
    let filter = reader.any()?;
    match reader.words.get(reader.at) {
        None => Ok(filter.normalised()),
        Some(word) => Err(format!("has `{}` where `AND`, `OR` or its end must be", clip(word.text()))),
    }
}

/// A piece of a query.
#[derive(Debug, Clone, PartialEq)]
enum Word {
    Sign(char),
    /// Outside of quotes; before a colon the field.
    Plain(String),
    /// `field:` and what is in quotes behind it, or in quotes by itself.
    Quoted(Option<String>, String),
}

impl Word {
    fn text(&self) -> &str {
        match self {
            Self::Sign('(') => "(",
            Self::Sign(_) => ")",
            Self::Plain(text) | Self::Quoted(_, text) => text,
        }
    }
}

fn split(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if words.len() > MOST_TERMS * 3 {
            return Err(format!("has more than {MOST_TERMS} terms"));
        }
        if first == '(' || first == ')' {
            words.push(Word::Sign(first));
            rest = rest[1..].trim_start();
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "()\"".contains(c)).unwrap_or(rest.len());
        let (plain, behind) = rest.split_at(end);
        if let Some(quoted) = behind.strip_prefix('"').filter(|_| plain.is_empty() || plain.ends_with(':')) {
            let close = quoted.find('"').ok_or("has a text without a closing quote")?;
            let field = plain.strip_suffix(':').map(str::to_owned);
            words.push(Word::Quoted(field, quoted[..close].to_owned()));
            rest = quoted[close + 1..].trim_start();
        } else {
            words.push(Word::Plain(plain.to_owned()));
            rest = behind.trim_start();
        }
    }
    Ok(words)
}

struct Reader {
    words: Vec<Word>,
    at: usize,
    level: usize,
    fields: Fields,
}

impl Reader {
    fn takes(&mut self, keyword: &str) -> bool {
        let there = matches!(self.words.get(self.at), Some(Word::Plain(word)) if word == keyword);
        self.at += usize::from(there);
        there
    }

    fn any(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.every()?];
        while self.takes("OR") || self.takes("||") {
            parts.push(self.every()?);
        }
        Ok(Filter::Or(parts))
    }

    fn every(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.one()?];
        loop {
            let named = self.takes("AND") || self.takes("&&");
            let ends = match self.words.get(self.at) {
                None | Some(Word::Sign(')')) => true,
                Some(Word::Plain(word)) => word == "OR" || word == "||",
                _ => false,
            };
            if ends && !named {
                return Ok(Filter::And(parts));
            }
            parts.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Filter, String> {
        if self.takes("NOT") || self.takes("!") {
            return Ok(self.one()?.negated());
        }
        let word = self.words.get(self.at).cloned().ok_or("ends where a term must be")?;
        self.at += 1;
        match word {
            Word::Sign('(') => {
                self.level += 1;
                if self.level > MOST_LEVELS {
                    return Err(format!("has more than {MOST_LEVELS} parentheses within one another"));
                }
                let filter = self.any()?;
                self.level -= 1;
                if self.words.get(self.at) != Some(&Word::Sign(')')) {
                    return Err("has a parenthesis that is not closed".into());
                }
                self.at += 1;
                Ok(filter)
            }
            Word::Sign(_) => Err("has `)` where a term must be".into()),
            Word::Quoted(field, text) => self.term(field.as_deref(), &text, true),
            Word::Plain(word) => {
                let (negated, word) = match word.strip_prefix(['-', '!']) {
                    Some(rest) if !rest.is_empty() => (true, rest),
                    _ => (false, word.as_str()),
                };
                let filter = match word.split_once(':') {
                    Some((field, value)) => self.term(Some(field), value, false)?,
                    None => self.term(None, word, false)?,
                };
                Ok(if negated { filter.negated() } else { filter })
            }
        }
    }

    fn term(&self, field: Option<&str>, value: &str, quoted: bool) -> Result<Filter, String> {
        if value == "*" && !quoted {
            return match field {
                None | Some("*") => Ok(Filter::All),
                Some(field) => Ok(Filter::Present(self.path(field)?)),
            };
        }
        let (op, value) = match (value.strip_prefix('*'), value.strip_suffix('*')) {
            _ if quoted => (Op::Equals, value),
            (Some(rest), Some(_)) => (Op::Contains, rest.trim_end_matches('*')),
            (Some(rest), None) => (Op::EndsWith, rest),
            (None, Some(rest)) => (Op::StartsWith, rest),
            (None, None) => (Op::Equals, value),
        };
        if value.is_empty() || (!quoted && value.contains(['*', '?', '[', ']', '{', '}', '~', '^'])) {
            return Err("has a term that cannot be searched by".into());
        }
        let compare = |path: Path, op| Filter::Compare { path, op, value: Value::from(value) };
        if let Some(field) = field {
            return Ok(compare(self.path(field)?, op));
        }
        let op = if op == Op::Equals { Op::Contains } else { op };
        let paths = self.fields.0.iter().map(|name| Path::dotted(name).map_err(|fault| fault.to_string()));
        let parts: Result<Vec<Filter>, String> = paths.map(|path| Ok(compare(path?, op))).collect();
        Ok(Filter::Or(parts?))
    }

    fn path(&self, field: &str) -> Result<Path, String> {
        let known =
            self.fields.1.iter().find(|(there, _)| *there == field).map(|(_, here)| (*here).to_owned());
        let attribute = || Some(format!("glossary.{}", field.strip_prefix("attributes.")?));
        let name = known.or_else(attribute).ok_or_else(|| {
            let names: Vec<&str> = self.fields.1.iter().map(|(there, _)| *there).collect();
            format!(
                "names `{}`; what can be searched by is {} and `attributes.…`",
                clip(field),
                names.join(", ")
            )
        })?;
        Path::dotted(&name).map_err(|fault| fault.to_string())
    }
}

fn clip(text: &str) -> String {
    crate::document::clip(text)
}
