//! What a request holds, read from what its type was checked against, and written out again.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use super::common::{PLACED, Reader};
use super::{Fault, Filled};
use crate::catalog::ItemKind;
use crate::id::{UserId, user_id};
use crate::request::{Priority, Request};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// For whom, where it says so.
    pub user: Option<UserId>,
    /// How urgent.
    pub priority: Priority,
    /// Why.
    pub justification: String,
    /// From when.
    pub start: Option<DateTime<Utc>>,
    /// Until when.
    pub end: Option<DateTime<Utc>>,
    /// Called off when not finished by then.
    pub expires: Option<DateTime<Utc>>,
    /// The creator's own name for it.
    pub external_id: Option<String>,
    /// Put before its id.
    pub id_prefix: Option<String>,
    /// What brought it about.
    pub context: Option<Json>,
    /// The definition it names itself; for types that name none.
    pub workflow: Option<String>,
    /// It is kept, and not sent yet.
    pub is_draft: bool,
    /// Everything else, by section.
    pub content: Map<String, Json>,
}

impl Asked {
    /// Reads it from what a request holds.
    ///
    /// # Errors
    /// Everything that is wrong, by property.
    pub fn read(filled: &Filled) -> Result<Self, Vec<Fault>> {
        Self::read_beside(filled, &[])
    }

    /// As [`Asked::read`], where further members of `common` have a place of their own.
    pub(super) fn read_beside(filled: &Filled, placed: &[&str]) -> Result<Self, Vec<Fault>> {
        let none = Map::new();
        let common = filled.payload.get("common").and_then(Json::as_object).unwrap_or(&none);
        let mut reader = Reader { common, faults: Vec::new() };
        let named = [("common", "userId"), ("user", "userId"), ("custom", "userId"), ("entity", "entityId")];
        let user = named.into_iter().find_map(|(section, name)| {
            let text = filled.payload.get(section)?.get(name)?.as_str()?;
            user_id(text)
        });
        let asked = Self {
            user,
            priority: reader.priority(),
            justification: reader.text("justification").unwrap_or_default().to_owned(),
            start: reader.moment("startDate"),
            end: reader.moment("endDate"),
            expires: reader.moment("expiryDate"),
            external_id: reader.text("externalRequestId").map(str::to_owned),
            id_prefix: reader.text("requestIdPrefix").map(str::to_owned),
            context: common.get("context").filter(|context| !context.is_null()).cloned(),
            workflow: reader.text("workflowId").map(str::to_owned),
            is_draft: common.get("isDraft") == Some(&Json::Bool(true)),
            content: content(&filled.payload, placed),
        };
        if reader.faults.is_empty() { Ok(asked) } else { Err(reader.faults) }
    }
}

/// What has no place of its own.
fn content(payload: &Map<String, Json>, placed: &[&str]) -> Map<String, Json> {
    let mut content = payload.clone();
    if let Some(Json::Object(common)) = content.get_mut("common") {
        common.retain(|name, _| !PLACED.contains(&name.as_str()) && !placed.contains(&name.as_str()));
    }
    content.retain(|_, section| section.as_object().is_none_or(|members| !members.is_empty()));
    content
}

/// What a request holds, section by section, as its type describes it (contract 3.2).
pub fn payload(request: &Request) -> Map<String, Json> {
    let mut payload = request.content.clone();
    let common = payload.entry("common").or_insert_with(|| json!({}));
    let Json::Object(common) = common else { return payload };
    let mut set = |name: &str, value: Json| {
        if !value.is_null() {
            common.insert(name.to_owned(), value);
        }
    };
    if let Some(access) = request.access {
        set("userId", json!(request.user));
        set(item_property(access.kind), json!(access.item));
    }
    set("justification", json!(request.justification));
    set("priority", json!(request.priority));
    set("isDraft", json!(request.is_draft));
    set("startDate", json!(request.start));
    set("endDate", json!(request.end));
    set("expiryDate", json!(request.expires));
    set("externalRequestId", json!(request.external_id));
    set("requestIdPrefix", json!(request.id.prefix()));
    set("context", json!(request.context));
    payload
}

/// The property that names an item of that kind.
pub(super) const fn item_property(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Application => "applicationId",
        ItemKind::Entitlement => "entitlementId",
        ItemKind::Role => "roleId",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_has_no_place_of_its_own_is_kept_by_section() {
        let user = UserId(uuid::Uuid::from_u128(7));
        let payload = json!({
            "common": {"justification": "lost it", "priority": "high", "isDraft": false, "blob": {"a": 1}},
            "custom": {"colour": "red", "userId": format!("managed/user/{user}")},
        });
        let filled = Filled { payload: payload.as_object().unwrap().clone(), unique_key: None };
        let asked = Asked::read(&filled).unwrap();
        assert_eq!(
            (asked.user, asked.justification.as_str(), asked.priority),
            (Some(user), "lost it", Priority::High)
        );
        assert_eq!(
            Json::Object(asked.content),
            json!({
                "common": {"blob": {"a": 1}}, "custom": {"colour": "red", "userId": format!("managed/user/{user}")},
            })
        );
        let wrong = json!({"common": {"priority": "now", "endDate": "soon"}});
        let filled = Filled { payload: wrong.as_object().unwrap().clone(), unique_key: None };
        assert_eq!(Asked::read(&filled).unwrap_err().len(), 2);
    }
}
