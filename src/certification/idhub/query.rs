//! The part of the vendor's query language that is read here: `{"$and": [{"status": "Active"}]}` and its like, as an
//! object or as the text of one.

use serde_json::{Map, Value as Json};

use crate::document::clip;
use crate::filter::{Filter, MAX_DEPTH, MAX_LEAVES, Op, Path, Value};
use crate::text::normalise;

/// What a name of a query stands for here.
pub(super) enum Field {
    /// A property, by its name here.
    Property(String),
    /// An id; those that are named are to be looked for.
    Id,
    /// Whether a person works here.
    Status,
    /// What the query is about; these words mean what is read now, another one something else.
    Collection(&'static [&'static str]),
}

/// What people can be searched by: the name there, and here. Others are attributes.
const PEOPLE: [(&str, &str); 10] = [
    ("login", "userName"),
    ("displayName", "displayName"),
    ("firstName", "givenName"),
    ("lastName", "sn"),
    ("email", "mail"),
    ("jobTitle", "title"),
    ("department", "organization"),
    ("organizationName", "organization"),
    ("managerLogin", "manager.userName"),
    ("managerDisplayName", "manager.displayName"),
];
/// What resources can be searched by. Others are attributes.
const RESOURCES: [(&str, &str); 12] = [
    ("name", "name"),
    ("displayName", "name"),
    ("description", "description"),
    ("riskLevel", "glossary.riskLevel"),
    ("isRequestable", "glossary.requestable"),
    ("searchTags", "tags"),
    ("targetSystemId", "application.id"),
    ("targetSystemName", "application.name"),
    ("targetSystemDisplayName", "application.name"),
    ("roleOwnerLogin", "owner.userName"),
    ("businessOwner", "owner.userName"),
    ("ITOwner", "owner.userName"),
];

/// A name in a query over people.
pub(super) fn of_people(name: &str) -> Field {
    match name {
        "_id" | "_id.$oid" => Field::Id,
        "status" => Field::Status,
        "collection" => Field::Collection(&["User", "Users"]),
        name => property(&PEOPLE, name, "glossary.user."),
    }
}

/// A name in a query over resources, of which those of some collections are meant.
pub(super) fn of_resources(name: &str, collections: &'static [&'static str]) -> Field {
    match name {
        "_id" | "_id.$oid" => Field::Id,
        "collection" => Field::Collection(collections),
        name => property(&RESOURCES, name, "glossary."),
    }
}

fn property(known: &[(&str, &str)], name: &str, attributes: &str) -> Field {
    let here = known.iter().find(|(there, _)| *there == name).map(|(_, here)| (*here).to_owned());
    Field::Property(here.unwrap_or_else(|| format!("{attributes}{name}")))
}

/// A query as its object; text is read as JSON. None when it is empty.
///
/// # Errors
/// It is neither.
pub(super) fn object(given: Option<&Json>) -> Result<Option<Map<String, Json>>, String> {
    let must = || "must be a query as JSON, such as `{\"$and\":[{\"status\":\"Active\"}]}`".to_owned();
    match given {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(query)) => Ok(Some(query.clone()).filter(|query| !query.is_empty())),
        Some(Json::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Json::String(text)) => {
            let query: Map<String, Json> = serde_json::from_str(text).map_err(|_| must())?;
            Ok(Some(query).filter(|query| !query.is_empty()))
        }
        Some(_) => Err(must()),
    }
}

/// What a query matches, and the ids it names.
///
/// # Errors
/// What of it cannot be said here, in words.
pub(super) fn read(
    query: &Map<String, Json>,
    field: &dyn Fn(&str) -> Field,
) -> Result<(Filter, Vec<String>), String> {
    let mut reader = Reader { field, ids: Vec::new(), conditions: 0 };
    let filter = reader.all_of(query, 1)?.normalised();
    Ok((filter, reader.ids))
}

struct Reader<'a> {
    field: &'a dyn Fn(&str) -> Field,
    ids: Vec<String>,
    conditions: usize,
}

impl Reader<'_> {
    fn all_of(&mut self, query: &Map<String, Json>, level: usize) -> Result<Filter, String> {
        // A filter has levels around it by then.
        if level > MAX_DEPTH / 2 {
            return Err(format!("is nested deeper than {} levels", MAX_DEPTH / 2));
        }
        let mut parts = Vec::new();
        for (name, value) in query {
            parts.push(match name.as_str() {
                "$and" => Filter::And(self.parts(name, value, level)?),
                "$or" => Filter::Or(self.parts(name, value, level)?),
                "$nor" => Filter::Or(self.parts(name, value, level)?).negated(),
                name if name.starts_with('$') => return Err(unknown(name, "$and, $or, $nor")),
                name => self.about(name, value, level)?,
            });
        }
        Ok(Filter::And(parts))
    }

    /// The parts of a group; where there is one, the list around it may be missing.
    fn parts(&mut self, name: &str, value: &Json, level: usize) -> Result<Vec<Filter>, String> {
        let must = || format!("has `{name}` with something else than a list of conditions");
        let list = match value {
            Json::Array(list) if !list.is_empty() => list.as_slice(),
            Json::Object(_) => std::slice::from_ref(value),
            _ => return Err(must()),
        };
        let one = |part: &Json| self.all_of(part.as_object().ok_or_else(must)?, level + 1);
        list.iter().map(one).collect()
    }

    /// What is said about one name.
    fn about(&mut self, name: &str, value: &Json, level: usize) -> Result<Filter, String> {
        let Json::Object(said) = value else { return self.leaf(name, Test::Is(value)) };
        if said.len() == 1 && said.contains_key("$oid") {
            return self.leaf(name, Test::Is(value));
        }
        if said.is_empty() || level > MAX_DEPTH / 2 {
            return Err(format!("says nothing of `{}`", clip(name)));
        }
        let mut parts = Vec::new();
        for (operator, value) in said {
            let op = match operator.as_str() {
                "$gt" => Op::GreaterThan,
                "$gte" => Op::GreaterOrEqual,
                "$lt" => Op::LessThan,
                "$lte" => Op::LessOrEqual,
                _ => Op::Equals,
            };
            parts.push(match operator.as_str() {
                "$eq" => self.leaf(name, Test::Is(value))?,
                "$ne" => self.leaf(name, Test::Is(value))?.negated(),
                "$gt" | "$gte" | "$lt" | "$lte" => self.leaf(name, Test::Compares(op, value))?,
                "$in" => self.one_of(name, value)?,
                "$nin" => self.one_of(name, value)?.negated(),
                "$exists" => match value.as_bool() {
                    Some(true) => self.leaf(name, Test::Is(&Json::Null))?.negated(),
                    Some(false) => self.leaf(name, Test::Is(&Json::Null))?,
                    None => return Err("has `$exists` with something else than true or false".into()),
                },
                "$not" => self.about(name, value, level + 1)?.negated(),
                "$regex" => self.like(name, value)?,
                // Texts are compared without case here.
                "$options" if value.as_str().is_some_and(|given| given.chars().all(|c| c == 'i')) => {
                    Filter::All
                }
                other => {
                    return Err(unknown(
                        other,
                        "$eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $not, $regex",
                    ));
                }
            });
        }
        Ok(Filter::And(parts))
    }

    fn one_of(&mut self, name: &str, value: &Json) -> Result<Filter, String> {
        let list = value.as_array().ok_or("has `$in` with something else than a list")?;
        let parts = list.iter().map(|one| self.leaf(name, Test::Is(one))).collect::<Result<Vec<_>, _>>()?;
        Ok(if parts.is_empty() { Filter::None } else { Filter::Or(parts) })
    }

    /// A pattern that is a text with its ends tied or not.
    fn like(&mut self, name: &str, value: &Json) -> Result<Filter, String> {
        let pattern = value.as_str().ok_or("has `$regex` with something else than a text")?;
        let begins = pattern.strip_prefix('^');
        let rest = begins.unwrap_or(pattern);
        let ends = rest.strip_suffix('$');
        let plain = ends.unwrap_or(rest);
        let plain = if begins.is_none() { plain.strip_prefix(".*").unwrap_or(plain) } else { plain };
        let plain = if ends.is_none() { plain.strip_suffix(".*").unwrap_or(plain) } else { plain };
        if plain.is_empty()
            || plain.contains(['.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '\\', '^', '$'])
        {
            return Err(format!("has the pattern `{}`: it must be a text, with `^` or `$`", clip(pattern)));
        }
        let op = match (begins, ends) {
            (Some(_), Some(_)) => Op::Equals,
            (Some(_), None) => Op::StartsWith,
            (None, Some(_)) => Op::EndsWith,
            (None, None) => Op::Contains,
        };
        self.leaf(name, Test::Compares(op, &Json::from(plain)))
    }

    fn leaf(&mut self, name: &str, test: Test<'_>) -> Result<Filter, String> {
        self.conditions += 1;
        if self.conditions > MAX_LEAVES / 2 {
            return Err(format!("has more than {} conditions", MAX_LEAVES / 2));
        }
        let (op, given) = match test {
            Test::Is(given) => (Op::Equals, given),
            Test::Compares(op, given) => (op, given),
        };
        let given = match given {
            Json::Object(id) => id.get("$oid").filter(|_| id.len() == 1).unwrap_or(given),
            other => other,
        };
        let value = Value::from_json(given)
            .ok_or_else(|| format!("compares `{}` with something else than a value", clip(name)))?;
        let compare = |name: &str, value: Value| {
            let path = Path::dotted(name).map_err(|_| format!("names `{}`", clip(name)))?;
            Ok(match value {
                Value::Null if op == Op::Equals => Filter::Present(path).negated(),
                value => Filter::Compare { path, op, value },
            })
        };
        match (self.field)(name) {
            Field::Property(property) => compare(&property, value),
            Field::Id => {
                let id = value.text().into_owned();
                if op != Op::Equals || id.is_empty() {
                    return Err("compares `_id` with something else than an id".into());
                }
                self.ids.push(id);
                compare("id", value)
            }
            Field::Status => {
                let word = match normalise(&value.text()).as_str() {
                    "active" => "active",
                    "disabled" | "inactive" => "inactive",
                    _ => return Err("compares `status` with something else than Active or Disabled".into()),
                };
                compare("accountStatus", Value::from(word))
            }
            Field::Collection(words) => {
                let given = value.text();
                let is = op == Op::Equals && words.iter().any(|word| word.eq_ignore_ascii_case(&given));
                Ok(if is { Filter::All } else { Filter::None })
            }
        }
    }
}

/// What is asked of a field.
#[derive(Clone, Copy)]
enum Test<'a> {
    Is(&'a Json),
    Compares(Op, &'a Json),
}

fn unknown(name: &str, known: &str) -> String {
    format!("has `{}`, which cannot be said here: what can is {known}", clip(name))
}
