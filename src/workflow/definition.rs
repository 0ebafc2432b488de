//! A definition: its body as it came, and what is read from it (contract 6.1).

use serde_json::{Map, Value as Json, json};

use super::read;
use super::step::Step;
use crate::filter::deeper_than;
use crate::id::WorkflowId;
use crate::text;

/// The most bytes of a definition as JSON.
const MOST_BYTES: usize = 1_048_576;
/// The most levels of a definition's body.
const MOST_LEVELS: usize = 32;
/// The most steps of a definition.
pub const MOST_STEPS: usize = 500;
/// Members that the server makes.
const SERVERS_OWN: [&str; 4] = ["status", "_rev", "metadata", "mutable"];

crate::words! {
    /// Which of the two copies of a definition.
    pub enum DefinitionStatus {
        /// Being written; nothing runs by it.
        Draft = "draft",
        /// What instances run by.
        Published = "published",
    }
}

/// What is wrong with a definition's body, so that it cannot even be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {fault}")]
pub struct DefinitionFault {
    /// Which member.
    pub field: String,
    /// What is wrong with it.
    pub fault: String,
}

impl DefinitionFault {
    fn new(field: impl Into<String>, fault: impl Into<String>) -> Self {
        Self { field: field.into(), fault: fault.into() }
    }
}

/// A definition. Drafts may be unfinished: what cannot be understood in a step is told by
/// [`findings`](super::findings), not refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Its id, which is also its name.
    pub id: WorkflowId,
    /// As shown.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// The step it begins with; none where there are no steps.
    pub first: Option<String>,
    /// The steps that could be read, in order.
    pub steps: Vec<Step>,
    /// Faults of steps: the step's name (or place) and what is wrong.
    pub(super) faults: Vec<(Option<String>, String)>,
    /// As it came, without what the server makes.
    body: Map<String, Json>,
}

impl Definition {
    /// Reads a definition's body. `status`, `_rev`, `mutable` and `metadata` are the server's and are dropped.
    ///
    /// # Errors
    /// The id is missing or malformed, or the whole is too large, too deep, or no definition at all.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, DefinitionFault> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        if bytes.len() > MOST_BYTES {
            return Err(DefinitionFault::new("definition", format!("is larger than {MOST_BYTES} bytes")));
        }
        if deeper_than(&bytes, MOST_LEVELS) {
            let fault = format!("is nested deeper than {MOST_LEVELS} levels");
            return Err(DefinitionFault::new("definition", fault));
        }
        let id = id(&body)?;
        let shown = |name: &str, most: usize| -> Result<Option<String>, DefinitionFault> {
            match body.get(name) {
                None | Some(Json::Null) => Ok(None),
                Some(Json::String(given)) => {
                    text::check(given, most)
                        .map_err(|fault| DefinitionFault::new(name, fault.to_string()))?;
                    Ok(Some(given.clone()))
                }
                Some(_) => Err(DefinitionFault::new(name, "must be a text")),
            }
        };
        let display_name = shown("displayName", 200)?.or(shown("name", 200)?).unwrap_or_else(|| id.0.clone());
        let description = shown("description", 4_000)?.unwrap_or_default();
        let listed = match body.get("steps") {
            None | Some(Json::Null) => &Vec::new(),
            Some(Json::Array(steps)) if steps.len() <= MOST_STEPS => steps,
            Some(Json::Array(steps)) => {
                let fault = format!("must be at most {MOST_STEPS}, not {}", steps.len());
                return Err(DefinitionFault::new("steps", fault));
            }
            Some(_) => return Err(DefinitionFault::new("steps", "must be a list")),
        };
        let (steps, faults) = read::steps(listed);
        let first = body
            .get("staticNodes")
            .and_then(|nodes| nodes.pointer("/startNode/connections/start"))
            .and_then(Json::as_str)
            .map(str::to_owned)
            .or_else(|| steps.first().map(|step| step.name.clone()));
        Ok(Self { id, display_name, description, first, steps, faults, body })
    }

    /// The step of that name.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// The body as it came.
    pub fn body(&self) -> &Map<String, Json> {
        &self.body
    }

    /// The definition as the contract shows it.
    pub fn document(&self, status: DefinitionStatus, revision: i64, mutable: bool) -> Map<String, Json> {
        let mut document = self.body.clone();
        document.insert("id".into(), json!(self.id));
        document.entry("name").or_insert_with(|| json!(self.id));
        document.insert("displayName".into(), json!(self.display_name));
        document.insert("description".into(), json!(self.description));
        document.entry("type").or_insert_with(|| json!("provisioning"));
        document.entry("childType").or_insert_with(|| json!(false));
        document.entry("steps").or_insert_with(|| json!([]));
        document.insert("status".into(), json!(status));
        document.insert("_rev".into(), json!(revision));
        document.insert("mutable".into(), json!(mutable));
        document
    }
}

/// The id; older clients send only the name.
fn id(body: &Map<String, Json>) -> Result<WorkflowId, DefinitionFault> {
    let given = ["id", "name"].iter().find_map(|name| body.get(*name).filter(|value| !value.is_null()));
    let fault = |fault: &str| DefinitionFault::new("id", fault);
    let id = given.ok_or_else(|| fault("is missing"))?.as_str().ok_or_else(|| fault("must be a text"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.is_empty() || id.len() > 100 || !id.chars().all(plain) {
        return Err(fault("must be 1 to 100 letters, digits, `-`, `_` or `.`"));
    }
    Ok(WorkflowId(id.to_owned()))
}
