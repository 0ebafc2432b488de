//! What a JavaScript exception means.

use rquickjs::{Ctx, Error, Object, Value};

use super::watch::Watch;
use crate::Fault;

/// Characters of a message.
const MESSAGE: usize = 2000;

/// What went wrong, and whether it was a syntax error, be it of this source or of one that it parsed itself.
pub fn of(ctx: &Ctx<'_>, watch: &Watch, error: &Error) -> (Fault, bool) {
    let caught = ctx.catch();
    if let Some(fault) = watch.fault() {
        return (fault, false);
    }
    match error {
        // To look at what was thrown may run JavaScript once more.
        Error::Exception => match (thrown(watch, &caught), watch.fault()) {
            (_, Some(fault)) => (fault, false),
            (thrown, None) => thrown,
        },
        Error::Allocation => (Fault::Memory(watch.limits().memory), false),
        Error::InvalidString(_) => {
            (Fault::Syntax { message: "it holds a null character".to_owned(), line: None }, false)
        }
        other => (Fault::Thrown { message: other.to_string(), line: None }, false),
    }
}

fn thrown(watch: &Watch, value: &Value<'_>) -> (Fault, bool) {
    if value.is_null() && is_full(value.ctx(), watch.limits().memory) {
        return (Fault::Memory(watch.limits().memory), false);
    }
    let Some(error) = value.as_object() else {
        return (Fault::Thrown { message: text(value), line: None }, false);
    };
    let (name, message) = (field(error, "name"), field(error, "message"));
    let line = field(error, "stack").as_deref().and_then(line);
    let name = name.as_deref().unwrap_or_default();
    match (name, message.as_deref()) {
        ("InternalError", Some("out of memory" | "string too long")) => {
            (Fault::Memory(watch.limits().memory), false)
        }
        ("RangeError", Some("Maximum call stack size exceeded")) => (Fault::Stack, false),
        ("SyntaxError", Some(message)) => {
            (Fault::Thrown { message: short(&format!("SyntaxError: {message}")), line }, true)
        }
        ("" | "Error", Some(message)) => (Fault::Thrown { message: short(message), line }, false),
        (_, Some(message)) => (Fault::Thrown { message: short(&format!("{name}: {message}")), line }, false),
        (_, None) => (Fault::Thrown { message: text(value), line }, false),
    }
}

/// Without the memory for an error, the engine throws null, as a script may too.
fn is_full(ctx: &Ctx<'_>, memory: usize) -> bool {
    let probe = ctx.eval::<(), _>(format!("void new ArrayBuffer({})", memory / 4 * 3));
    ctx.catch();
    probe.is_err()
}

/// A field of a thrown object. A script may have made it anything, even something that throws.
fn field(error: &Object<'_>, name: &str) -> Option<String> {
    let text = error.get::<_, Option<String>>(name);
    if text.is_err() {
        error.ctx().catch();
    }
    text.ok().flatten()
}

/// The line where the first frame of the customer's own code stands.
fn line(stack: &str) -> Option<u32> {
    let (_, place) = ["script:", "(<input>:"]
        .iter()
        .filter_map(|file| stack.split_once(file))
        .min_by_key(|(before, _)| before.len())?;
    place.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn text(value: &Value<'_>) -> String {
    let json = match value.as_string() {
        Some(text) => text.to_string().ok(),
        None => {
            value.ctx().json_stringify(value.clone()).ok().flatten().and_then(|json| json.to_string().ok())
        }
    };
    value.ctx().catch();
    json.map_or_else(|| value.type_name().to_owned(), |text| short(&text))
}

fn short(text: &str) -> String {
    text.chars().take(MESSAGE).collect()
}
