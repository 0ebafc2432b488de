//! Doing the operations.

use serde_json::{Map, Number, Value as Json};

use super::{Operation, PatchError, Pointer};

/// The most levels an object may have afterwards.
const MOST_LEVELS: usize = 64;
/// The most bytes, roughly, that one patch may copy: copies of copies double what is there.
const MOST_COPIED: usize = 1024 * 1024;

/// Why an operation cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("does not exist")]
    Missing,
    #[error("goes through a value that is neither an object nor a list")]
    Through,
    #[error("is no place in the list")]
    NoPlace,
    #[error("is not a number or a list of numbers")]
    NotNumbers,
    #[error("would grow beyond what a number can hold")]
    Overflow,
    #[error("lies within what is moved")]
    WithinItself,
    #[error("would be nested deeper than {MOST_LEVELS} levels")]
    TooDeep,
    #[error("would take up more than {MOST_COPIED} bytes of copies")]
    TooLarge,
}

type Done<T = ()> = Result<T, (&'static str, Fault)>;

pub(super) fn all(
    operations: &[Operation],
    document: &Map<String, Json>,
) -> Result<Map<String, Json>, PatchError> {
    let mut next = Json::Object(document.clone());
    let mut copied = 0;
    for (index, operation) in operations.iter().enumerate() {
        one(operation, &mut next, &mut copied).map_err(|(part, fault)| {
            let pointer = match (part, operation) {
                ("from", Operation::Move { from, .. } | Operation::Copy { from, .. }) => from,
                (_, operation) => operation.field(),
            };
            PatchError::new(index, part, format_args!("names `{pointer}`, which {fault}"))
        })?;
    }
    match next {
        Json::Object(members) => Ok(members),
        // No pointer names the whole document, so it is still the object it was.
        _ => Ok(document.clone()),
    }
}

impl Operation {
    fn field(&self) -> &Pointer {
        match self {
            Self::Add { field, .. }
            | Self::Remove { field, .. }
            | Self::Replace { field, .. }
            | Self::Increment { field, .. }
            | Self::Move { field, .. }
            | Self::Copy { field, .. } => field,
        }
    }
}

fn one(operation: &Operation, document: &mut Json, copied: &mut usize) -> Done {
    let target = |fault| ("field", fault);
    match operation {
        Operation::Add { field, value } => add(document, field, value.clone()).map_err(target),
        Operation::Replace { field, value } => replace(document, field, value.clone()).map_err(target),
        Operation::Remove { field, value: None } => {
            take(document, field);
            Ok(())
        }
        Operation::Remove { field, value: Some(value) } => {
            remove_value(document, field, value);
            Ok(())
        }
        Operation::Increment { field, by } => increment(document, field, by).map_err(target),
        Operation::Copy { from, field } => {
            let value = find(document, from).ok_or(("from", Fault::Missing))?.clone();
            *copied += weight(&value);
            if *copied > MOST_COPIED {
                return Err(target(Fault::TooLarge));
            }
            add(document, field, value).map_err(target)
        }
        Operation::Move { from, field } => {
            let value = find(document, from).ok_or(("from", Fault::Missing))?;
            if from == field {
                return Ok(());
            }
            if from.holds(field) {
                return Err(target(Fault::WithinItself));
            }
            let value = value.clone();
            take(document, from);
            add(document, field, value).map_err(target)
        }
    }
}

/// The value of a field; null counts as a value.
fn find<'a>(document: &'a Json, pointer: &Pointer) -> Option<&'a Json> {
    pointer.segments().iter().try_fold(document, |value, name| match value {
        Json::Object(members) => members.get(name),
        Json::Array(elements) => elements.get(place(name)?),
        _ => None,
    })
}

fn find_mut<'a>(document: &'a mut Json, names: &[String]) -> Option<&'a mut Json> {
    names.iter().try_fold(document, |value, name| match value {
        Json::Object(members) => members.get_mut(name),
        Json::Array(elements) => elements.get_mut(place(name)?),
        _ => None,
    })
}

/// A place in a list: digits without a zero before them.
fn place(name: &str) -> Option<usize> {
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (name == "0" || !name.starts_with('0')) { name.parse().ok() } else { None }
}

/// What holds the field; objects on the way are made where there is nothing.
fn parent<'a>(document: &'a mut Json, names: &[String]) -> Result<&'a mut Json, Fault> {
    names.iter().try_fold(document, |value, name| {
        let next = match value {
            Json::Object(members) => members.entry(name.clone()).or_insert(Json::Null),
            Json::Array(elements) => {
                place(name).and_then(|index| elements.get_mut(index)).ok_or(Fault::NoPlace)?
            }
            _ => return Err(Fault::Through),
        };
        if next.is_null() {
            *next = Json::Object(Map::new());
        }
        Ok(next)
    })
}

fn check_levels(field: &Pointer, value: &Json) -> Result<(), Fault> {
    if field.segments().len() + levels(value) > MOST_LEVELS { Err(Fault::TooDeep) } else { Ok(()) }
}

fn add(document: &mut Json, field: &Pointer, value: Json) -> Result<(), Fault> {
    check_levels(field, &value)?;
    let (above, name) = field.split();
    match parent(document, above)? {
        Json::Object(members) => match (members.get_mut(name), value) {
            (Some(Json::Array(elements)), Json::Array(more)) => elements.extend(more),
            (Some(Json::Array(elements)), value) => elements.push(value),
            (_, value) => {
                members.insert(name.to_owned(), value);
            }
        },
        Json::Array(elements) => {
            let index = if name == "-" { Some(elements.len()) } else { place(name) };
            let index = index.filter(|index| *index <= elements.len()).ok_or(Fault::NoPlace)?;
            elements.insert(index, value);
        }
        _ => return Err(Fault::Through),
    }
    Ok(())
}

fn replace(document: &mut Json, field: &Pointer, value: Json) -> Result<(), Fault> {
    check_levels(field, &value)?;
    let (above, name) = field.split();
    match parent(document, above)? {
        Json::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        Json::Array(elements) => {
            *place(name).and_then(|index| elements.get_mut(index)).ok_or(Fault::NoPlace)? = value;
        }
        _ => return Err(Fault::Through),
    }
    Ok(())
}

fn take(document: &mut Json, field: &Pointer) {
    let (above, name) = field.split();
    match find_mut(document, above) {
        Some(Json::Object(members)) => {
            members.remove(name);
        }
        Some(Json::Array(elements)) => {
            if let Some(index) = place(name).filter(|index| *index < elements.len()) {
                elements.remove(index);
            }
        }
        _ => {}
    }
}

fn remove_value(document: &mut Json, field: &Pointer, value: &Json) {
    match find_mut(document, field.segments()) {
        Some(Json::Array(elements)) => match value {
            Json::Array(unwanted) => elements.retain(|element| !unwanted.contains(element)),
            unwanted => elements.retain(|element| element != unwanted),
        },
        Some(found) if found == value => take(document, field),
        _ => {}
    }
}

fn increment(document: &mut Json, field: &Pointer, by: &Number) -> Result<(), Fault> {
    match find_mut(document, field.segments()).ok_or(Fault::Missing)? {
        Json::Number(number) => *number = sum(number, by)?,
        Json::Array(elements) => {
            for element in elements {
                let Json::Number(number) = element else { return Err(Fault::NotNumbers) };
                *number = sum(number, by)?;
            }
        }
        _ => return Err(Fault::NotNumbers),
    }
    Ok(())
}

/// Exact for whole numbers.
fn sum(number: &Number, by: &Number) -> Result<Number, Fault> {
    if let (Some(one), Some(other)) = (number.as_i128(), by.as_i128()) {
        return Number::from_i128(one + other).ok_or(Fault::Overflow);
    }
    let total = number.as_f64().zip(by.as_f64()).map(|(one, other)| one + other);
    total.and_then(Number::from_f64).ok_or(Fault::Overflow)
}

/// How deeply a value is nested; a scalar not at all.
fn levels(value: &Json) -> usize {
    match value {
        Json::Array(elements) => 1 + elements.iter().map(levels).max().unwrap_or(0),
        Json::Object(members) => 1 + members.values().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

/// The bytes of a value's texts, and some for every value.
fn weight(value: &Json) -> usize {
    8 + match value {
        Json::String(text) => text.len(),
        Json::Array(elements) => elements.iter().map(weight).sum(),
        Json::Object(members) => members.iter().map(|(name, value)| name.len() + weight(value)).sum(),
        _ => 0,
    }
}
