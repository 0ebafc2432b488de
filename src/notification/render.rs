//! Putting values into a template: `{{object.user.givenName}}`.

use serde_json::Value as Json;

/// What becomes of `<`, `>`, `&` and quotes in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// They are written as HTML has them.
    Html,
    /// They stay.
    No,
}

/// Puts the values of an object where a template names them, with `object.` before the name or without. What the
/// object does not have, and what is neither text, number nor flag, is left empty; braces that do not end stay.
pub fn render(template: &str, object: &Json, escape: Escape) -> String {
    let mut written = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        written.push_str(before);
        put(&mut written, &value(object, name.trim_matches(['{', ' ', '\t', '\n', '\r'])), escape);
        // `{{{name}}}` escapes like any other: nothing that people typed becomes markup.
        rest = if name.starts_with('{') { behind.strip_prefix('}').unwrap_or(behind) } else { behind };
    }
    written.push_str(rest);
    written
}

fn value(object: &Json, name: &str) -> String {
    let name = name.strip_prefix("object.").unwrap_or(name);
    let inner = |value: &Json, part: &str| match value {
        Json::Array(list) => part.parse::<usize>().ok().and_then(|at| list.get(at).cloned()),
        value => value.get(part).cloned(),
    };
    let mut parts = name.split(['.', '[']).map(|part| part.trim_end_matches(']'));
    let found = parts.try_fold(object.clone(), |value, part| inner(&value, part));
    match found {
        Some(Json::String(text)) => text,
        Some(value @ (Json::Number(_) | Json::Bool(_))) => value.to_string(),
        _ => String::new(),
    }
}

fn put(written: &mut String, value: &str, escape: Escape) {
    if escape == Escape::No {
        return written.push_str(value);
    }
    for letter in value.chars() {
        match letter {
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '&' => written.push_str("&amp;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            letter => written.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_found_and_what_is_unknown_is_empty() {
        let object = json!({"user": {"name": "Zoë", "age": 7}, "owners": [{"sn": "Ek"}], "on": true});
        for (template, expected) in [
            ("Hello {{object.user.name}}!", "Hello Zoë!"),
            ("{{ user.age }} {{on}}", "7 true"),
            ("{{object.owners[0].sn}} {{object.owners.0.sn}}", "Ek Ek"),
            ("<{{object.user}}{{object.nobody.at.all}}{{}}>", "<>"),
            ("{{#if on}}yes{{/if}}", "yes"),
            ("{{{object.user.name}}}.", "Zoë."),
            ("an {{open end", "an {{open end"),
            ("}} {{on}}", "}} true"),
        ] {
            assert_eq!(render(template, &object, Escape::No), expected, "{template}");
        }
    }

    #[test]
    fn what_people_typed_is_no_markup_and_no_template() {
        let object = json!({"name": "<b>\"&'{{secret}}", "secret": "x"});
        let html = "&lt;b&gt;&quot;&amp;&#39;{{secret}}";
        assert_eq!(render("{{object.name}}", &object, Escape::Html), html);
        assert_eq!(render("{{{object.name}}}", &object, Escape::Html), html);
        assert_eq!(render("{{object.name}}", &object, Escape::No), "<b>\"&'{{secret}}");
    }
}
