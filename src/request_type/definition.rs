//! What is said about a type: its body, and what is read from it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::built_in::common_schema;
use super::property::{Property, read_schema};
use super::{Fault, Schemas, Section, clip};
use crate::document::{Reader, check_size};
use crate::filter::Path;

/// The name of the schema that every type's section `common` has.
pub const COMMON_SCHEMA: &str = "/requestSchema/iga/commonRequest";

/// The most bytes of a type as JSON.
const MOST_BYTES: usize = 256 * 1024;
/// The most levels of a type's body.
const MOST_LEVELS: usize = 32;
/// The most schemas of one section.
const MOST_SCHEMAS: usize = 20;
/// The most unique keys, and as many properties that cannot be modified.
const MOST_KEYS: usize = 50;
/// The most characters of a validation script.
const MOST_SCRIPT: usize = 65_536;
/// Members that the server makes.
const SERVERS_OWN: [&str; 4] = ["id", "custom", "_rev", "metadata"];

/// A type's body, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// As it came, with the product's schemas by name and without what the server makes.
    body: Map<String, Json>,
    /// As shown.
    pub display_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What a request holds, by section.
    pub schemas: BTreeMap<Section, BTreeMap<String, Property>>,
    /// The definition its requests go by; absent when each request names its own.
    pub workflow: Option<String>,
    /// Two unfinished requests must not have all of these alike.
    pub unique_keys: Vec<Path>,
    /// What stays as it was first sent.
    pub not_modifiable: Vec<Path>,
    /// A script that judges a request; kept, not run here.
    pub validation: Option<String>,
}

impl Definition {
    /// Reads a type's body. `id`, `custom`, `_rev` and `metadata` are the server's and are dropped; where the
    /// section `common` lacks what every request has, the product's schema is put before what it has.
    ///
    /// # Errors
    /// The first member at fault, by its path; or the whole is too large or too deep.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Fault> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        check_size("request type", &body, MOST_LEVELS, MOST_BYTES)?;
        let (named, schemas) = read_schemas(body.remove("schemas"))?;
        body.insert("schemas".into(), Json::Object(named));
        let reader = Reader::new("", &body);
        let workflow = match reader.object("workflow")? {
            Some(workflow) => workflow.text("id", 200)?.filter(|id| !id.trim().is_empty()),
            None => None,
        };
        let validation = match reader.object("validation")? {
            Some(validation) => validation.text("source", MOST_SCRIPT)?,
            None => None,
        };
        Ok(Self {
            display_name: reader.text("displayName", 200)?.map(str::to_owned),
            description: reader.text("description", 4_000)?.map(str::to_owned),
            workflow: workflow.map(str::to_owned),
            unique_keys: keys(&reader, "uniqueKeys", &schemas)?,
            not_modifiable: keys(&reader, "notModifiableProperties", &schemas)?,
            validation: validation.map(str::to_owned),
            schemas,
            body,
        })
    }

    /// The body, the product's schemas in full or by name.
    pub fn body(&self, form: Schemas) -> Map<String, Json> {
        let mut body = self.body.clone();
        if form == Schemas::Resolved
            && let Some(Json::Object(sections)) = body.get_mut("schemas")
        {
            for schema in sections.values_mut().filter_map(Json::as_array_mut).flatten() {
                if schema == COMMON_SCHEMA {
                    schema.clone_from(common_schema());
                }
            }
        }
        body
    }
}

type SchemasRead = (Map<String, Json>, BTreeMap<Section, BTreeMap<String, Property>>);

/// The schemas with those of the product by name, and the properties they have.
fn read_schemas(given: Option<Json>) -> Result<SchemasRead, Fault> {
    let mut sections = match given {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(sections)) => sections,
        Some(_) => return Err(Fault::new("schemas", "must be an object")),
    };
    if let Some(unknown) = sections.keys().find(|name| name.parse::<Section>().is_err()) {
        let known: Vec<&str> = Section::ALL.iter().map(|section| section.as_str()).collect();
        let fault = format!("is no section: there are {}", known.join(", "));
        return Err(Fault::new(format!("schemas.{}", clip(unknown)), fault));
    }
    let mut properties = BTreeMap::new();
    for section in Section::ALL {
        let Some(given) = sections.get_mut(section.as_str()) else { continue };
        properties.insert(*section, read_section(*section, given)?);
    }
    let Json::Object(every) = &common_schema()["properties"] else {
        return Ok((sections, properties));
    };
    let common: &mut BTreeMap<_, _> = properties.entry(Section::Common).or_default();
    if every.keys().any(|name| !common.contains_key(name)) {
        let list = sections.entry(Section::Common.as_str()).or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(list) = list {
            list.insert(0, Json::from(COMMON_SCHEMA));
            *common = read_section(Section::Common, &mut Json::Array(list.clone()))?;
        }
    }
    Ok((sections, properties))
}

fn read_section(section: Section, given: &mut Json) -> Result<BTreeMap<String, Property>, Fault> {
    let at = format!("schemas.{section}");
    if given.is_null() {
        *given = Json::Array(Vec::new());
    }
    let Json::Array(list) = given else { return Err(Fault::new(at, "must be a list of schemas")) };
    if list.len() > MOST_SCHEMAS {
        return Err(Fault::new(at, format!("must have at most {MOST_SCHEMAS} schemas, not {}", list.len())));
    }
    let mut properties = BTreeMap::new();
    for (index, schema) in list.iter_mut().enumerate() {
        let at = format!("{at}[{index}]");
        if schema == common_schema() {
            *schema = Json::from(COMMON_SCHEMA);
        }
        let resolved = if schema == COMMON_SCHEMA { common_schema() } else { &*schema };
        match resolved {
            Json::Object(members) => read_schema(&at, members, &mut properties)?,
            Json::String(name) => {
                let fault = format!("names the schema `{}`, which is unknown here: write it out", clip(name));
                return Err(Fault::new(at, fault));
            }
            _ => return Err(Fault::new(at, "must be an object")),
        }
    }
    Ok(properties)
}

/// The property a path begins with.
fn property<'a>(
    schemas: &'a BTreeMap<Section, BTreeMap<String, Property>>,
    path: &Path,
) -> Option<&'a Property> {
    let mut segments = path.segments();
    let section: Section = segments.next()?.parse().ok()?;
    schemas.get(&section)?.get(segments.next()?)
}

/// Paths below properties that the type has.
fn keys(
    body: &Reader<'_>,
    name: &str,
    schemas: &BTreeMap<Section, BTreeMap<String, Property>>,
) -> Result<Vec<Path>, Fault> {
    let read = |(index, text): (usize, &str)| {
        let fault = |fault: String| body.fault(&format!("{name}[{index}]"), fault);
        let path = Path::dotted(text).map_err(|error| fault(format!("is wrong: {error}")))?;
        if property(schemas, &path).is_none() {
            return Err(fault(format!("names `{}`, which the schemas do not have", clip(text))));
        }
        Ok(path)
    };
    body.texts(name, MOST_KEYS)?.into_iter().enumerate().map(read).collect()
}
