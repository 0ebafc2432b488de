//! The page at `/docs`: the document for people, without scripts and without anything from
//! elsewhere.

use std::fmt::Write;

use serde_json::Value;

use super::html::{anchor, inline, prose, text};
use super::{example, schema};

/// Methods in the order they are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// An operation and where it is.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    body: &'a Value,
}

impl Operation<'_> {
    fn said(&self, name: &str) -> &str {
        self.body.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn anchor(&self) -> String {
        anchor(self.said("operationId"))
    }

    fn is_tagged(&self, tag: &str) -> bool {
        self.body.get("tags").and_then(Value::as_array).is_some_and(|tags| tags.iter().any(|t| t == tag))
    }
}

/// The whole page.
pub fn page(document: &Value) -> String {
    let said = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let operations = operations(document);
    let tags: Vec<(&str, &str)> =
        list(document, "tags").map(|tag| (member(tag, "name"), member(tag, "description"))).collect();
    let (mut contents, mut sections) = (String::new(), String::new());
    for (tag, description) in tags {
        let of_tag: Vec<&Operation<'_>> =
            operations.iter().filter(|operation| operation.is_tagged(tag)).collect();
        let id = anchor(tag);
        let _ = write!(contents, "<details open><summary>{}</summary><ul>", text(tag));
        let _ = write!(
            sections,
            "<section class=\"face\" aria-labelledby=\"{id}\"><h2 id=\"{id}\">{}</h2>{}",
            text(tag),
            prose(description)
        );
        for operation in of_tag {
            let _ = write!(
                contents,
                "<li><a href=\"#{}\"><span class=\"method {}\">{}</span>{}</a></li>",
                operation.anchor(),
                operation.method,
                operation.method,
                text(operation.said("summary")),
            );
            sections.push_str(&section(document, operation));
        }
        contents.push_str("</ul></details>");
        sections.push_str("</section>");
    }
    let (names, schemas) = schemas(document);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>API \
         \u{b7} {title}</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" \
         href=\"/docs/style.css\"></head><body><a class=\"skip\" href=\"#main\">Skip to content</a>\
         <nav aria-label=\"Operations\"><p class=\"brand\"><a href=\"/\">{title}</a><span>API {version}</span></p>{contents}\
         <details><summary>Schemas</summary><ul>{names}</ul></details></nav><main id=\"main\" tabindex=\"-1\"><header>\
         <h1>{title} API</h1>{description}{begin}</header>{sections}<section class=\"face\" aria-labelledby=\"schemas\">\
         <h2 id=\"schemas\">Schemas</h2>{schemas}</section></main></body></html>",
        title = text(said("/info/title")),
        version = text(said("/info/version")),
        description = prose(said("/info/description")),
        begin = BEGIN,
    )
}

/// How one begins.
const BEGIN: &str = "<div class=\"begin\"><p>Every call carries a token: make a personal one in the portal, or let a \
program get its own at <a href=\"#issuetoken\"><code>/oauth/token</code></a>.</p>\
<pre><code>curl -H \"Authorization: Bearer $TOKEN\" \\\n  https://your.host/iga/governance/catalog?queryString=ledger</code></pre>\
<p>What is refused answers <code>{\"message\": \"\u{2026}\"}</code>, naming field and fault, and changes nothing. What you may \
not see does not exist. The whole document: <a href=\"/openapi.json\">openapi.json</a>.</p></div>";

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let of_path = |(path, item): (&'_ String, &'_ Value)| -> Vec<(String, &'static str)> {
        METHODS
            .into_iter()
            .filter(|method| item.get(*method).is_some())
            .map(|method| (path.clone(), method))
            .collect()
    };
    let found: Vec<(String, &'static str)> = paths.flat_map(of_path).collect();
    let whole = document.get("paths").and_then(Value::as_object);
    found
        .iter()
        .filter_map(|(path, method)| {
            let (path, item) = whole?.get_key_value(path)?;
            Some(Operation { method, path, body: item.get(*method)? })
        })
        .collect()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn member<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn section(document: &Value, operation: &Operation<'_>) -> String {
    let id = operation.anchor();
    let mut out = format!(
        "<article id=\"{id}\" aria-labelledby=\"{id}-title\"><h3 id=\"{id}-title\"><a href=\"#{id}\">{}</a></h3>\
         <p class=\"address\"><span class=\"method {m}\">{m}</span><code>{}</code></p>{}",
        text(operation.said("summary")),
        text(operation.path),
        prose(operation.said("description")),
        m = operation.method,
    );
    out.push_str(&parameters(operation.body));
    if let Some(body) = operation.body.get("requestBody") {
        for (content_type, content) in body.get("content").and_then(Value::as_object).into_iter().flatten() {
            if let Some(given) = content.get("schema") {
                let _ = write!(
                    out,
                    "<h4>Body <span class=\"type\">{} \u{b7} {}</span></h4>{}{}",
                    schema::label(given),
                    text(content_type),
                    schema::fields(document, given),
                    sample(document, given, "Example of the body"),
                );
            }
        }
    }
    out.push_str("<h4>Answers</h4>");
    for (status, response) in operation.body.get("responses").and_then(Value::as_object).into_iter().flatten()
    {
        let given = response.pointer("/content/application~1json/schema");
        let class = status.chars().next().filter(char::is_ascii_digit).unwrap_or('0');
        let head = format!(
            "<span class=\"status s{class}\">{}</span> {}{}",
            text(status),
            inline(member(response, "description")),
            given
                .map(|given| format!(" <span class=\"type\">{}</span>", schema::label(given)))
                .unwrap_or_default(),
        );
        // How a refusal looks, the beginning of the page says once.
        let shown = given.filter(|_| class == '2');
        let example = shown.map(|given| sample(document, given, "Example of the answer")).unwrap_or_default();
        let _ = write!(out, "<div class=\"answer\"><p>{head}</p>{example}</div>");
    }
    out.push_str("</article>");
    out
}

fn parameters(operation: &Value) -> String {
    let mut rows = String::new();
    for parameter in list(operation, "parameters") {
        let must = parameter.get("required").and_then(Value::as_bool) == Some(true);
        let _ = write!(
            rows,
            "<tr><th scope=\"row\"><code>{}</code>{}</th><td>{}</td><td>{}</td></tr>",
            text(member(parameter, "name")),
            if must { "<span class=\"must\">required</span>" } else { "" },
            if member(parameter, "in") == "path" { "path" } else { "query" },
            inline(member(parameter, "description")),
        );
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "<h4>Parameters</h4><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Parameters\"><table><thead><tr>\
         <th scope=\"col\">Name</th><th scope=\"col\">In</th><th scope=\"col\">Meaning</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

fn sample(document: &Value, given: &Value, title: &str) -> String {
    let example = serde_json::to_string_pretty(&example::of(document, given)).unwrap_or_default();
    format!(
        "<details class=\"sample\"><summary>{title}</summary><pre><code>{}</code></pre></details>",
        text(&example)
    )
}

/// The named schemas: links for the contents, and a section each.
fn schemas(document: &Value) -> (String, String) {
    let (mut names, mut sections) = (String::new(), String::new());
    for (name, given) in
        document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    {
        let id = format!("schema-{}", anchor(name));
        let _ = write!(names, "<li><a href=\"#{id}\">{}</a></li>", text(name));
        let _ = write!(
            sections,
            "<article id=\"{id}\" aria-labelledby=\"{id}-title\"><h3 id=\"{id}-title\"><a href=\"#{id}\">{}</a></h3>{}{}</article>",
            text(name),
            prose(member(given, "description")),
            schema::fields(document, given),
        );
    }
    (names, sections)
}
