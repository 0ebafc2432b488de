//! JSON Patch as the standard has it (RFC 6902): all operations are done, in order, or none.

use serde_json::{Map, Value as Json};

use super::{MOST_OPERATIONS, PatchError};

/// The most characters of a path.
const MOST_PATH: usize = 1_000;
/// The most bytes, as JSON, that a document may have afterwards.
const MOST_BYTES: usize = 1024 * 1024;

/// Applies `[{op, path, value, from}]` to a document.
///
/// # Errors
/// No list, too many operations, or the first that is wrong, cannot be done, or whose test fails.
pub fn apply(operations: &Json, document: &Map<String, Json>) -> Result<Map<String, Json>, PatchError> {
    let whole = |fault: &str| PatchError { place: "patch".into(), fault: fault.into() };
    let list = operations.as_array().ok_or_else(|| whole("must be a list of operations"))?;
    if list.len() > MOST_OPERATIONS {
        return Err(whole("has too many operations"));
    }
    let mut next = Json::Object(document.clone());
    for (index, operation) in list.iter().enumerate() {
        one(operation, &mut next).map_err(|(part, fault)| PatchError::new(index, part, fault))?;
        if matches!(operation["op"].as_str(), Some("copy")) && next.to_string().len() > MOST_BYTES {
            return Err(PatchError::new(index, "from", "would make the document too large"));
        }
    }
    match next {
        Json::Object(members) => Ok(members),
        _ => Err(whole("must leave an object")),
    }
}

type Done<T = ()> = Result<T, (&'static str, &'static str)>;

fn one(operation: &Json, document: &mut Json) -> Done {
    let text = |part: &'static str| {
        let path = operation[part].as_str().filter(|path| path.len() <= MOST_PATH);
        path.ok_or((part, "must be a JSON pointer, such as `/name`"))
    };
    let value = || operation.get("value").cloned().ok_or(("value", "is missing"));
    let path = text("path")?;
    match operation["op"].as_str() {
        Some("add") => add(document, path, value()?),
        Some("remove") => remove(document, path).map(drop),
        Some("replace") => {
            let wanted = value()?;
            let place = document.pointer_mut(path).ok_or(("path", "names what is not there"))?;
            *place = wanted;
            Ok(())
        }
        Some("copy") => {
            let from = document.pointer(text("from")?).cloned().ok_or(("from", "names what is not there"))?;
            add(document, path, from)
        }
        Some("move") => {
            let from = text("from")?;
            if path.strip_prefix(from).is_some_and(|rest| rest.starts_with('/')) {
                return Err(("path", "lies within what is moved"));
            }
            let moved = remove(document, from).map_err(|(_, fault)| ("from", fault))?;
            add(document, path, moved)
        }
        Some("test") => {
            let same = document.pointer(path) == Some(&value()?);
            if same { Ok(()) } else { Err(("value", "is not what is there: the test fails")) }
        }
        _ => Err(("op", "must be one of add, remove, replace, move, copy, test")),
    }
}

/// The object or list that holds what a path names, and the last part of the path.
fn holder<'d>(document: &'d mut Json, path: &str) -> Done<(&'d mut Json, String)> {
    let (above, last) = path.rsplit_once('/').ok_or(("path", "must begin with `/`"))?;
    let holder = document.pointer_mut(above).ok_or(("path", "goes through what is not there"))?;
    Ok((holder, last.replace("~1", "/").replace("~0", "~")))
}

fn add(document: &mut Json, path: &str, value: Json) -> Done {
    let (holder, last) = holder(document, path)?;
    match holder {
        Json::Object(members) => {
            members.insert(last, value);
            Ok(())
        }
        Json::Array(elements) if last == "-" => {
            elements.push(value);
            Ok(())
        }
        Json::Array(elements) => {
            let at =
                place(&last).filter(|at| *at <= elements.len()).ok_or(("path", "is no place in the list"))?;
            elements.insert(at, value);
            Ok(())
        }
        _ => Err(("path", "goes through what is neither an object nor a list")),
    }
}

fn remove(document: &mut Json, path: &str) -> Done<Json> {
    let missing = ("path", "names what is not there");
    let (holder, last) = holder(document, path)?;
    match holder {
        Json::Object(members) => members.remove(&last).ok_or(missing),
        Json::Array(elements) => {
            let at = place(&last).filter(|at| *at < elements.len()).ok_or(missing)?;
            Ok(elements.remove(at))
        }
        _ => Err(missing),
    }
}

/// A place in a list: digits without a zero before them.
fn place(text: &str) -> Option<usize> {
    let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(operations: &Json) -> Result<Json, String> {
        let document = json!({"name": "a", "list": [1, 2], "inner": {"x/y": 1}});
        let members = document.as_object().unwrap();
        apply(operations, members).map(Json::Object).map_err(|error| error.to_string())
    }

    #[test]
    fn operations_are_done_in_order() {
        let done = patched(&json!([
            {"op": "test", "path": "/name", "value": "a"},
            {"op": "replace", "path": "/name", "value": "b"},
            {"op": "add", "path": "/list/1", "value": 9},
            {"op": "add", "path": "/list/-", "value": 3},
            {"op": "remove", "path": "/list/0"},
            {"op": "move", "from": "/inner/x~1y", "path": "/moved"},
            {"op": "copy", "from": "/name", "path": "/inner/name"},
        ]));
        let expected = json!({"name": "b", "list": [9, 2, 3], "inner": {"name": "b"}, "moved": 1});
        assert_eq!(done, Ok(expected));
    }

    #[test]
    fn what_cannot_be_done_is_refused_by_its_place() {
        for (operation, fault) in [
            (json!({"op": "replace", "path": "/nothing", "value": 1}), "`[0].path` names what is not there"),
            (json!({"op": "remove", "path": "/list/5"}), "`[0].path` names what is not there"),
            (json!({"op": "add", "path": "/list/01", "value": 1}), "`[0].path` is no place in the list"),
            (
                json!({"op": "test", "path": "/name", "value": "z"}),
                "`[0].value` is not what is there: the test fails",
            ),
            (
                json!({"op": "move", "from": "/inner", "path": "/inner/x"}),
                "`[0].path` lies within what is moved",
            ),
            (json!({"op": "add", "path": "/x"}), "`[0].value` is missing"),
            (
                json!({"op": "eat", "path": "/x"}),
                "`[0].op` must be one of add, remove, replace, move, copy, test",
            ),
            (json!({"op": "replace", "path": "", "value": 1}), "`patch` must leave an object"),
        ] {
            assert_eq!(patched(&json!([operation])), Err(fault.into()), "{operation}");
        }
        assert!(patched(&json!({"op": "add"})).is_err());
    }
}
