//! What a request of one of the six types for access asks for.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use super::common::{PLACED, Reader};
use super::{Fault, Filled};
use crate::catalog::{ItemKind, item_of_catalog_id};
use crate::id::{ItemId, RequestTypeId, UserId, user_id};
use crate::request::{Modifier, Priority, request_type};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessAsked {
    /// For whom.
    pub user: UserId,
    /// What.
    pub item: ItemId,
    /// What kind of item.
    pub kind: ItemKind,
    /// Give or take away.
    pub modifier: Modifier,
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
}

/// What the requests of a type give or take away; none for types that are not for access.
pub fn access_type(id: &RequestTypeId) -> Option<(ItemKind, Modifier)> {
    let pairs =
        ItemKind::ALL.iter().flat_map(|kind| Modifier::ALL.iter().map(move |modifier| (*kind, *modifier)));
    pairs.into_iter().find(|(kind, modifier)| request_type(*kind, *modifier) == id.0)
}

impl AccessAsked {
    /// Reads it from what a request holds. Ids are UUIDs; a person's may be written `managed/user/{uuid}`, an item's
    /// as in the catalog.
    ///
    /// # Errors
    /// Everything that is wrong, by property; also what such a request has no place for (`given`, as it was sent).
    pub fn read(
        given: &Map<String, Json>,
        filled: &Filled,
        kind: ItemKind,
        modifier: Modifier,
    ) -> Result<Self, Vec<Fault>> {
        let none = Map::new();
        let common = filled.payload.get("common").and_then(Json::as_object).unwrap_or(&none);
        let mut reader = Reader { common, faults: Vec::new() };
        let (item, what) = match kind {
            ItemKind::Application => ("applicationId", "an application"),
            ItemKind::Entitlement => ("entitlementId", "an entitlement"),
            ItemKind::Role => ("roleId", "a role"),
        };
        check_kept(&mut reader, given, item);
        let user = reader.id("userId", "a person", user_id);
        let item = reader.id(item, what, |text| match item_of_catalog_id(text) {
            Some((named, id)) => (named == kind).then_some(id),
            None => text.parse().ok(),
        });
        let asked = Self {
            user: user.unwrap_or(UserId(uuid::Uuid::nil())),
            item: item.unwrap_or(ItemId(uuid::Uuid::nil())),
            kind,
            modifier,
            priority: reader.priority(),
            justification: reader.text("justification").unwrap_or_default().to_owned(),
            start: reader.moment("startDate"),
            end: reader.moment("endDate"),
            expires: reader.moment("expiryDate"),
            external_id: reader.text("externalRequestId").map(str::to_owned),
            id_prefix: reader.text("requestIdPrefix").map(str::to_owned),
            context: common.get("context").filter(|context| !context.is_null()).cloned(),
        };
        if reader.faults.is_empty() { Ok(asked) } else { Err(reader.faults) }
    }
}

/// Whatever has no place in a request for access is refused, not dropped.
fn check_kept(reader: &mut Reader<'_>, given: &Map<String, Json>, item: &str) {
    let is_kept = |section: &str, name: &str| {
        section == "common" && (name == "userId" || name == item || PLACED.contains(&name))
    };
    for (section, properties) in given {
        for (name, value) in properties.as_object().into_iter().flatten() {
            if !value.is_null() && !is_kept(section, name) {
                let fault = "has no place in a request for access: leave it out";
                reader.faults.push(Fault::new(format!("{section}.{name}"), fault));
            }
        }
    }
    if reader.common.get("isDraft") == Some(&Json::Bool(true)) {
        reader.fault("isDraft", "must be false: what is not sent yet is kept in the cart");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{built_in, check};
    use super::*;
    use crate::catalog::catalog_id;

    fn read(type_id: &str, common: Json) -> Result<AccessAsked, Vec<String>> {
        let request_type = built_in().iter().find(|one| one.id.0 == type_id).unwrap();
        let (kind, modifier) = access_type(&request_type.id).unwrap();
        let given = Map::from_iter([("common".to_owned(), common)]);
        let filled = check(&given, request_type).unwrap();
        AccessAsked::read(&given, &filled, kind, modifier)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn six_types_are_for_access() {
        let for_access = built_in().iter().filter(|one| access_type(&one.id).is_some()).count();
        assert_eq!(for_access, 6);
        let of = |id: &str| access_type(&RequestTypeId(id.into()));
        assert_eq!(of("roleRemove"), Some((ItemKind::Role, Modifier::Remove)));
        assert_eq!(of("createUser"), None);
    }

    #[test]
    fn what_is_asked_for_is_read_from_the_common_section() {
        let (user, item) = (UserId(uuid::Uuid::from_u128(7)), ItemId(uuid::Uuid::from_u128(9)));
        let short = json!({"userId": user.to_string(), "roleId": item.to_string()});
        let asked = read("roleGrant", short.clone()).unwrap();
        assert_eq!(
            (asked.user, asked.item, asked.modifier, asked.priority),
            (user, item, Modifier::Add, Priority::Low)
        );
        let long = json!({
            "userId": format!("managed/user/{user}"), "roleId": catalog_id(ItemKind::Role, item), "priority": "high",
            "endDate": "2026-03-01", "requestIdPrefix": "REQ", "externalRequestId": " ", "context": {"type": "request"},
        });
        let asked = read("roleRemove", long).unwrap();
        assert_eq!(
            (asked.user, asked.item, asked.modifier, asked.priority),
            (user, item, Modifier::Remove, Priority::High)
        );
        assert_eq!((asked.id_prefix.as_deref(), asked.external_id), (Some("REQ"), None));
        assert_eq!(asked.end.unwrap().to_rfc3339(), "2026-03-01T00:00:00+00:00");
        let wrong = json!({
            "userId": "ann", "roleId": catalog_id(ItemKind::Entitlement, item), "priority": "urgent", "startDate": "soon",
            "isDraft": true, "blob": {"after": {}},
        });
        assert_eq!(
            read("roleGrant", wrong).unwrap_err(),
            [
                "`common.blob` has no place in a request for access: leave it out",
                "`common.isDraft` must be false: what is not sent yet is kept in the cart",
                "`common.userId` must be the id of a person",
                "`common.roleId` must be the id of a role",
                "`common.priority` must be one of low, medium, high",
                "`common.startDate` must be an ISO 8601 date",
            ]
        );
    }
}
