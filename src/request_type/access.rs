//! What a request of one of the six types for access asks for.

use serde_json::{Map, Value as Json};

use super::asked::item_property;
use super::common::Reader;
use super::{Asked, Fault, Filled};
use crate::catalog::{ItemKind, item_of_catalog_id};
use crate::id::{ItemId, RequestTypeId, UserId, user_id};
use crate::request::{Modifier, request_type};

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessAsked {
    /// For whom.
    pub user: UserId,
    /// What.
    pub item: ItemId,
    /// Everything else.
    pub asked: Asked,
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
    /// Everything that is wrong, by property.
    pub fn read(filled: &Filled, kind: ItemKind) -> Result<Self, Vec<Fault>> {
        let none = Map::new();
        let common = filled.payload.get("common").and_then(Json::as_object).unwrap_or(&none);
        let mut reader = Reader { common, faults: Vec::new() };
        let what = match kind {
            ItemKind::Application => "an application",
            ItemKind::Entitlement => "an entitlement",
            ItemKind::Role => "a role",
        };
        let property = item_property(kind);
        let user = reader.id("userId", "a person", user_id);
        let item = reader.id(property, what, |text| match item_of_catalog_id(text) {
            Some((named, id)) => (named == kind).then_some(id),
            None => text.parse().ok(),
        });
        let faults = reader.faults;
        match (user, item, Asked::read_beside(filled, &["userId", property])) {
            (Some(user), Some(item), Ok(asked)) => Ok(Self { user, item, asked }),
            (_, _, others) => Err(faults.into_iter().chain(others.err().unwrap_or_default()).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{built_in, check};
    use super::*;
    use crate::catalog::catalog_id;
    use crate::request::Priority;

    fn read(type_id: &str, common: Json) -> Result<AccessAsked, Vec<String>> {
        let request_type = built_in().iter().find(|one| one.id.0 == type_id).unwrap();
        let (kind, _) = access_type(&request_type.id).unwrap();
        let given = Map::from_iter([("common".to_owned(), common)]);
        let filled = check(&given, request_type).unwrap();
        AccessAsked::read(&filled, kind).map_err(|faults| faults.iter().map(ToString::to_string).collect())
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
        assert_eq!((asked.user, asked.item, asked.asked.priority), (user, item, Priority::Low));
        let long = json!({
            "userId": format!("managed/user/{user}"), "roleId": catalog_id(ItemKind::Role, item), "priority": "high",
            "endDate": "2026-03-01", "requestIdPrefix": "REQ", "externalRequestId": " ", "context": {"type": "request"},
            "blob": {"after": {}},
        });
        let read_long = read("roleRemove", long).unwrap();
        assert_eq!((read_long.user, read_long.item), (user, item));
        let asked = read_long.asked;
        assert_eq!(asked.priority, Priority::High);
        assert_eq!(Json::Object(asked.content), json!({"common": {"blob": {"after": {}}}}));
        assert_eq!((asked.id_prefix.as_deref(), asked.external_id), (Some("REQ"), None));
        assert_eq!(asked.end.unwrap().to_rfc3339(), "2026-03-01T00:00:00+00:00");
        let wrong = json!({
            "userId": "ann", "roleId": catalog_id(ItemKind::Entitlement, item), "priority": "urgent", "startDate": "soon",
        });
        assert_eq!(
            read("roleGrant", wrong).unwrap_err(),
            [
                "`common.userId` must be the id of a person",
                "`common.roleId` must be the id of a role",
                "`common.priority` must be one of low, medium, high",
                "`common.startDate` must be an ISO 8601 date",
            ]
        );
    }
}
