//! `_queryFilter`: the text filter language of CREST.
//!
//! ```text
//! expr  := and ("or" and)*          and  := not ("and" not)*         not := "!"* prim
//! prim  := "(" expr ")" | "true" | "false" | field "pr" | field op value
//! op    := eq | co | sw | ew | gt | ge | lt | le
//! value := "..." | '...' | number | true | false | null
//! ```

use super::bounds::{Budget, MAX_BYTES};
use super::error::clip;
use super::{Filter, FilterError, Op, Path, SyntaxFault, Value, value};

/// Reads a filter, in its [normal form](Filter::normalised): a long `or` chain on one field comes out as one
/// `In`. Blank text matches everything.
///
/// Keywords may be in any case, texts in either quotes; a backslash escapes a quote or a backslash, and stands for
/// itself before anything else. A `+` outside of texts is a space.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    if text.len() > MAX_BYTES {
        return Err(FilterError::TooLong);
    }
    Parser::new(text, false).whole()
}

/// A field, and how it is compared, such as `in`.
pub type Used = (Path, &'static str);

/// Reads a filter of the collections of SailPoint's API: also `ne`, `in ("a", "b")` and `not`. With what it compares,
/// since each list says what it can be searched by.
pub fn parse_collection(text: &str) -> Result<(Filter, Vec<Used>), FilterError> {
    if text.len() > MAX_BYTES {
        return Err(FilterError::TooLong);
    }
    let mut parser = Parser::new(text, true);
    let filter = parser.whole()?;
    Ok((filter, parser.used))
}

/// Writes a filter; [`parse`] reads its normal form from it.
pub fn write(filter: &Filter) -> String {
    let mut out = String::new();
    write_within(&mut out, filter, false);
    out
}

/// Writes a filter; groups within others in parentheses.
fn write_within(out: &mut String, filter: &Filter, nested: bool) {
    match filter {
        Filter::All => out.push_str("true"),
        Filter::None => out.push_str("false"),
        Filter::And(parts) => write_group(out, parts, "and", nested),
        Filter::Or(parts) => write_group(out, parts, "or", nested),
        Filter::Not(part) => {
            out.push_str("!(");
            write_within(out, part, false);
            out.push(')');
        }
        Filter::Compare { path, op, value } => write_condition(out, path, *op, value),
        Filter::Present(path) => {
            out.push_str(&path.to_crest());
            out.push_str(" pr");
        }
        Filter::In { values, .. } if values.is_empty() => out.push_str("false"),
        Filter::In { path, values } => {
            let parts: Vec<Filter> =
                values.iter().map(|value| Filter::equals(path.clone(), value.clone())).collect();
            write_group(out, &parts, "or", nested);
        }
    }
}

fn write_group(out: &mut String, parts: &[Filter], word: &str, nested: bool) {
    match parts {
        [] => out.push_str("true"),
        [part] => write_within(out, part, nested),
        [first, rest @ ..] => {
            if nested {
                out.push('(');
            }
            write_within(out, first, true);
            for part in rest {
                out.push(' ');
                out.push_str(word);
                out.push(' ');
                write_within(out, part, true);
            }
            if nested {
                out.push(')');
            }
        }
    }
}

fn write_condition(out: &mut String, path: &Path, op: Op, value: &Value) {
    out.push_str(&path.to_crest());
    out.push(' ');
    out.push_str(op.keyword());
    out.push(' ');
    match value {
        Value::Null => out.push_str("null"),
        Value::String(text) => {
            out.push('"');
            out.push_str(&text.replace('\\', "\\\\").replace('"', "\\\""));
            out.push('"');
        }
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.text()),
    }
}

/// Descends by recursion, which the bound on open parentheses keeps shallow. Between its steps it stands at the
/// beginning of a word, never at a space.
struct Parser<'a> {
    text: &'a str,
    /// The byte it stands at.
    at: usize,
    /// The parentheses around it.
    open: usize,
    budget: Budget,
    /// `ne`, `in` and `not` count as well.
    of_collection: bool,
    used: Vec<Used>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, of_collection: bool) -> Self {
        Self { text, at: 0, open: 0, budget: Budget::default(), of_collection, used: Vec::new() }
    }

    fn whole(&mut self) -> Result<Filter, FilterError> {
        self.skip_spaces();
        if self.rest().is_empty() {
            return Ok(Filter::All);
        }
        let filter = self.any()?;
        if !self.rest().is_empty() {
            return Err(self.expected("`and`, `or` or the end"));
        }
        let filter = filter.normalised();
        Budget::level(filter.depth())?;
        Ok(filter)
    }

    fn any(&mut self) -> Result<Filter, FilterError> {
        let mut parts = vec![self.every()?];
        while self.take_keyword("or") {
            parts.push(self.every()?);
        }
        Ok(Filter::Or(parts))
    }

    fn every(&mut self) -> Result<Filter, FilterError> {
        let mut parts = vec![self.negation()?];
        while self.take_keyword("and") {
            parts.push(self.negation()?);
        }
        Ok(Filter::And(parts))
    }

    fn negation(&mut self) -> Result<Filter, FilterError> {
        let mut negated = false;
        while self.take("!") || (self.of_collection && self.take_keyword("not")) {
            negated = !negated;
        }
        let filter = self.primary()?;
        Ok(if negated { filter.negated() } else { filter })
    }

    fn primary(&mut self) -> Result<Filter, FilterError> {
        if self.take("(") {
            self.open += 1;
            Budget::level(self.open)?;
            let filter = self.any()?;
            if !self.take(")") {
                return Err(self.expected("`and`, `or` or `)`"));
            }
            self.open -= 1;
            return Ok(filter);
        }
        self.budget.leaves(1)?;
        if self.take_keyword("true") {
            Ok(Filter::All)
        } else if self.take_keyword("false") {
            Ok(Filter::None)
        } else {
            self.condition()
        }
    }

    fn condition(&mut self) -> Result<Filter, FilterError> {
        let (start, name) = (self.at, self.word());
        if name.is_empty() {
            return Err(self.expected("a condition"));
        }
        self.advance(name.len());
        let path = Path::crest(name).map_err(|error| self.fault_at(start, SyntaxFault::Path(error)))?;
        if self.take_keyword("pr") {
            self.used.push((path.clone(), "pr"));
            return Ok(Filter::Present(path));
        }
        if self.of_collection && self.take_keyword("ne") {
            self.used.push((path.clone(), "ne"));
            return Ok(Filter::equals(path, self.value()?).negated());
        }
        if self.of_collection && self.take_keyword("in") {
            self.used.push((path.clone(), "in"));
            return Ok(Filter::In { path, values: self.values()? });
        }
        let op = Op::ALL
            .into_iter()
            .find(|op| self.take_keyword(op.keyword()))
            .ok_or_else(|| self.expected("one of eq, co, sw, ew, gt, ge, lt, le, pr"))?;
        self.used.push((path.clone(), op.keyword()));
        Ok(Filter::Compare { path, op, value: self.value()? })
    }

    /// Values in parentheses, with commas between them.
    fn values(&mut self) -> Result<Vec<Value>, FilterError> {
        if !self.take("(") {
            return Err(self.expected("`(`"));
        }
        let mut values = Vec::new();
        loop {
            self.budget.leaves(1)?;
            values.push(self.value()?);
            if self.take(")") {
                return Ok(values);
            }
            if !self.take(",") {
                return Err(self.expected("`,` or `)`"));
            }
        }
    }

    fn value(&mut self) -> Result<Value, FilterError> {
        if let Some(quote @ ('"' | '\'')) = self.rest().chars().next() {
            return self.quoted(quote).map(Value::String);
        }
        let word = self.word();
        let value = if word.eq_ignore_ascii_case("null") {
            Some(Value::Null)
        } else {
            value::truth(word).map(Value::Bool).or_else(|| value::number(word).map(Value::Number))
        };
        match value {
            Some(value) => {
                self.advance(word.len());
                Ok(value)
            }
            None => Err(self.expected("a quoted text, a number, true, false or null")),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, FilterError> {
        let start = self.at;
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1).peekable();
        while let Some((index, letter)) = letters.next() {
            match letter {
                '\\' => {
                    let escaped = letters.next_if(|(_, next)| matches!(next, '"' | '\'' | '\\'));
                    text.push(escaped.map_or('\\', |(_, next)| next));
                }
                '\0' => return Err(self.fault_at(start + index, SyntaxFault::Nul)),
                _ if letter == quote => {
                    self.advance(index + quote.len_utf8());
                    return Ok(text);
                }
                _ => text.push(letter),
            }
        }
        Err(self.fault_at(start, SyntaxFault::Unclosed))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn advance(&mut self, bytes: usize) {
        self.at += bytes;
        self.skip_spaces();
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_space).len();
    }

    /// The word here: up to a space, a parenthesis or a quote; the `+` of `1e+5` is part of it.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = |from: usize| {
            let found = rest[from..].find(|c| {
                is_space(c) || matches!(c, '(' | ')' | '"' | '\'') || (c == ',' && self.of_collection)
            });
            found.map_or(rest.len(), |found| from + found)
        };
        let word = &rest[..end(0)];
        let signed = rest[word.len()..]
            .strip_prefix('+')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let exponent =
            signed && word.strip_suffix(['e', 'E']).is_some_and(|digits| value::number(digits).is_some());
        if exponent { &rest[..end(word.len() + 1)] } else { word }
    }

    fn take(&mut self, sign: &str) -> bool {
        let there = self.rest().starts_with(sign);
        if there {
            self.advance(sign.len());
        }
        there
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let there = self.word().eq_ignore_ascii_case(keyword);
        if there {
            self.advance(keyword.len());
        }
        there
    }

    fn expected(&self, expected: &'static str) -> FilterError {
        let found = match (self.word(), self.rest().chars().next()) {
            (_, None) => "the end".to_owned(),
            ("", Some(sign)) => format!("`{sign}`"),
            (word, Some(_)) => format!("`{}`", clip(word)),
        };
        self.fault_at(self.at, SyntaxFault::Expected { expected, found })
    }

    fn fault_at(&self, byte: usize, fault: SyntaxFault) -> FilterError {
        FilterError::Syntax { at: self.text[..byte].chars().count() + 1, fault }
    }
}

/// Scripts send a literal `+` for a space.
fn is_space(letter: char) -> bool {
    letter == '+' || letter.is_whitespace()
}

#[cfg(test)]
mod tests;
