//! Templates for events: values of the event stand for marks such as `{{IGA_PARAM_userId_IGA_PARAM}}` (contract 3.5, 10).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::TemplateDefinition;
use crate::document::{Fault, Reader};
use crate::filter::{Filter, Path, target};
use crate::id::UserId;

const BEGINS: &str = "{{IGA_PARAM_";
const ENDS: &str = "_IGA_PARAM}}";
/// The most parameters of a template.
const MOST: usize = 50;
/// What every event gives.
pub const USER_ID: &str = "userId";
/// The person's name.
pub const USER_DISPLAY_NAME: &str = "userDisplayName";
/// What the event is called.
pub const EVENT_NAME: &str = "eventName";

/// A value that a template takes from its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventParameter {
    /// What its mark names.
    pub id: String,
    /// What people call it.
    pub display_name: Option<String>,
    /// Where it stands in the event.
    pub path: Option<String>,
}

/// Reads `parameters`.
pub(super) fn parameters(read: &Reader<'_>) -> Result<Vec<EventParameter>, Fault> {
    let given = read.objects("parameters")?;
    if given.len() > MOST {
        return Err(read.fault("parameters", format!("must have at most {MOST} elements")));
    }
    let one = |given: &Reader<'_>| {
        let id = given.text("id", 100)?.filter(|id| !id.trim().is_empty());
        Ok(EventParameter {
            id: id.ok_or_else(|| given.fault("id", "is missing"))?.to_owned(),
            display_name: given.text("displayName", 200)?.map(str::to_owned),
            path: given.text("path", 500)?.map(str::to_owned),
        })
    };
    given.iter().map(one).collect()
}

impl TemplateDefinition {
    /// The definition for an event about a person: each mark is what the event says, and what is reviewed is what they
    /// hold.
    ///
    /// # Errors
    /// Marks for which the event has no value; whatever is no definition then.
    pub fn for_event(&self, user: UserId, values: &BTreeMap<String, String>) -> Result<Self, Vec<Fault>> {
        let mut missing = BTreeSet::new();
        let mut body: Map<String, Json> = self
            .body()
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, values, &mut missing)))
            .collect();
        if !missing.is_empty() {
            let fault =
                |id| Fault::new(format!("parameters.{id}"), "is missing: the template has a mark for it");
            return Err(missing.into_iter().map(fault).collect());
        }
        let path = Path::dotted("id").map_err(|fault| vec![Fault::new("targetFilter.user", fault)])?;
        let of_user = Filter::equals(path, user.to_string());
        let mut reviewed = match body.remove("targetFilter") {
            Some(Json::Object(target)) => target,
            _ => Map::new(),
        };
        let given = target::parse(reviewed.get("user").unwrap_or(&Json::Null));
        let given = given.map_err(|fault| vec![Fault::new("targetFilter.user", fault)])?;
        reviewed.insert("user".into(), target::write(&given.and(of_user).normalised()));
        body.insert("targetFilter".into(), json!(reviewed));
        Self::parse(body)
    }
}

/// A value with its marks filled.
fn filled(value: &Json, values: &BTreeMap<String, String>, missing: &mut BTreeSet<String>) -> Json {
    match value {
        Json::String(text) => Json::String(fill(text, values, missing)),
        Json::Array(elements) => elements.iter().map(|one| filled(one, values, missing)).collect(),
        Json::Object(members) => {
            // What an event says is no part of a program: names are whatever people are called.
            let one = |(name, value): (&String, &Json)| {
                let is_program = name == "certifierScript";
                (name.clone(), if is_program { value.clone() } else { filled(value, values, missing) })
            };
            Json::Object(members.iter().map(one).collect())
        }
        other => other.clone(),
    }
}

fn fill(text: &str, values: &BTreeMap<String, String>, missing: &mut BTreeSet<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(BEGINS) {
        let Some((id, after)) = behind.split_once(ENDS) else { break };
        out.push_str(before);
        match values.get(id) {
            Some(value) => out.push_str(value),
            None => drop(missing.insert(crate::document::clip(id))),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> TemplateDefinition {
        let body = json!({
            "name": "{{IGA_PARAM_userDisplayName_IGA_PARAM}} moves ({{IGA_PARAM_eventName_IGA_PARAM}})",
            "certificationType": "identity", "ownerId": uuid::Uuid::from_u128(1), "stageDuration": 7,
            "isEventBased": true, "templateEventType": "user", "stages": [{"certifierType": "manager"}],
            "parameters": [{"id": "userId", "displayName": "User", "path": "user.after.id"}],
            "targetFilter": {"type": ["roleMembership"], "role":
                {"operator": "EQUALS", "operand": {"targetName": "name", "targetValue": "{{IGA_PARAM_role_IGA_PARAM}}"}}},
        });
        TemplateDefinition::parse(body.as_object().unwrap().clone()).unwrap()
    }

    #[test]
    fn what_an_event_says_is_no_part_of_a_script() {
        let mut body = template().body().clone();
        let script = "'{{IGA_PARAM_userDisplayName_IGA_PARAM}}'";
        body.insert("stages".into(), json!([{"certifierType": "custom", "certifierScript": script}]));
        let values = BTreeMap::from([
            (USER_DISPLAY_NAME.to_owned(), "'+read('secrets')+'".to_owned()),
            (EVENT_NAME.to_owned(), "Move".to_owned()),
            ("role".to_owned(), "Clerk".to_owned()),
        ]);
        let user = UserId(uuid::Uuid::from_u128(7));
        let filled = TemplateDefinition::parse(body).unwrap().for_event(user, &values).unwrap();
        assert_eq!(filled.stages[0].certifier, crate::certification::Certifier::Script(script.to_owned()));
    }

    #[test]
    fn marks_are_filled_and_only_the_person_is_reviewed() {
        let user = UserId(uuid::Uuid::from_u128(7));
        let mut values = BTreeMap::from([
            (USER_DISPLAY_NAME.to_owned(), "Ann {{x}}".to_owned()),
            (EVENT_NAME.to_owned(), "Move".to_owned()),
        ]);
        let faults = template().for_event(user, &values).unwrap_err();
        assert_eq!(faults[0].to_string(), "`parameters.role` is missing: the template has a mark for it");
        values.insert("role".into(), "Clerk".into());
        let filled = template().for_event(user, &values).unwrap();
        assert_eq!(filled.name, "Ann {{x}} moves (Move)");
        assert!(target::write(&filled.target.user).to_string().contains(&user.to_string()));
        assert!(target::write(&filled.target.role).to_string().contains("Clerk"));
        assert_eq!(template().parameters[0].path.as_deref(), Some("user.after.id"));
    }
}
