//! Entitlements and roles as clients write them (contract 2.20, 2.21).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use crate::document::{Fault, Reader, clip};
use crate::filter::{Filter, target};
use crate::id::{ItemId, UserId, user_id};

/// The most characters of a name.
const MOST_NAME: usize = 255;
/// The most characters of a description.
const MOST_TEXT: usize = 4_000;
/// The most entitlements of a role.
const MOST_ENTITLEMENTS: usize = 1_000;

crate::words! {
    /// The versions of a role.
    pub enum RoleStatus {
        /// Somebody works on it.
        Draft = "draft",
        /// It is proposed.
        Candidate = "candidate",
        /// It is being published; nobody changes it meanwhile.
        Pending = "pending",
        /// It is in the catalog.
        Active = "active",
    }
}

fn line(reader: &Reader<'_>, name: &str) -> Result<Option<String>, Fault> {
    match reader.text(name, MOST_NAME)?.map(str::trim) {
        Some("") => Err(reader.fault(name, "must not be empty")),
        Some(text) if text.contains(['\n', '\r', '\t']) => Err(reader.fault(name, "must be of one line")),
        text => Ok(text.map(str::to_owned)),
    }
}

/// What is said about an entitlement; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntitlementObject {
    /// As shown.
    pub name: Option<String>,
    /// What it lets people do.
    pub description: Option<String>,
    /// The name its application uses.
    pub key: Option<String>,
}

impl EntitlementObject {
    /// Reads `{displayName, description, __NAME__}`; `name` is another word for `displayName`. Other names that begin
    /// with `_` are the server's own and have no effect.
    ///
    /// # Errors
    /// The first property at fault.
    pub fn parse(body: &Map<String, Json>) -> Result<Self, Fault> {
        let reader = Reader::new("object", body);
        let is_known =
            |name: &str| matches!(name, "displayName" | "name" | "description") || name.starts_with('_');
        if let Some(unknown) = reader.names().find(|name| !is_known(name)) {
            return Err(reader.fault(&clip(unknown), "is no property of an entitlement"));
        }
        let name = match line(&reader, "displayName")? {
            Some(name) => Some(name),
            None => line(&reader, "name")?,
        };
        let description = reader.text("description", MOST_TEXT)?.map(|text| text.trim().to_owned());
        Ok(Self { name, description, key: line(&reader, "__NAME__")? })
    }
}

/// What a role is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleObject {
    /// As shown; no two roles have the same.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it brings.
    pub entitlements: Vec<ItemId>,
    /// Who has it by rule: everybody whom this filter matches, for as long as it does. None: nobody.
    pub membership: Option<Filter>,
}

/// What is said about a role: `{role, glossary}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleBody {
    /// What it is.
    pub object: RoleObject,
    /// What describes it, by attribute.
    pub glossary: Map<String, Json>,
    /// Which version it is said to be.
    pub status: Option<RoleStatus>,
    /// The request that asked for it.
    pub request: Option<String>,
}

impl RoleBody {
    /// Reads it. `id` may repeat the role's own; `metadata` has no effect.
    ///
    /// # Errors
    /// The first member at fault: an unknown one, another `id`, a missing `role.name`, an entitlement that is no id.
    pub fn parse(id: ItemId, body: &Map<String, Json>) -> Result<Self, Fault> {
        let whole = Reader::new("", body);
        let known = ["role", "glossary", "status", "requestId", "id", "metadata"];
        if let Some(unknown) = whole.names().find(|name| !known.contains(&name.as_str())) {
            return Err(Fault::new(clip(unknown), "is no member of a role: there are role and glossary"));
        }
        same_id(&whole, id)?;
        let status = match whole.text("status", MOST_NAME)? {
            None => None,
            Some(word) => Some(word.parse().map_err(|fault: crate::word::UnknownWord| {
                whole.fault("status", format!("must be one of {}", fault.allowed))
            })?),
        };
        let glossary = match body.get("glossary") {
            None | Some(Json::Null) => Map::new(),
            Some(Json::Object(members)) => members.clone(),
            Some(_) => return Err(whole.fault("glossary", "must be an object")),
        };
        let role = whole.object("role")?.ok_or_else(|| whole.fault("role", "is missing"))?;
        Ok(Self {
            object: RoleObject::read(id, &role)?,
            glossary,
            status,
            request: whole.text("requestId", MOST_NAME)?.map(str::to_owned),
        })
    }
}

/// A version of a role that is not in the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleVersion {
    /// The role; the item it is once it is published.
    pub id: ItemId,
    /// Which version.
    pub status: RoleStatus,
    /// What it is.
    pub object: RoleObject,
    /// What describes it, by attribute.
    pub glossary: Map<String, Json>,
    /// One more with every change.
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl RoleVersion {
    /// Who is to answer for it.
    pub fn owners(&self) -> Vec<UserId> {
        let named = match self.glossary.get("roleOwner") {
            Some(Json::Array(owners)) => owners.iter().collect(),
            Some(owner) => vec![owner],
            None => Vec::new(),
        };
        named.into_iter().filter_map(|owner| user_id(owner.as_str()?)).collect()
    }
}

fn same_id(reader: &Reader<'_>, id: ItemId) -> Result<(), Fault> {
    match reader.text("id", MOST_NAME)? {
        Some(given) if given != id.to_string() => {
            Err(reader.fault("id", format!("cannot be changed: it is `{id}`")))
        }
        _ => Ok(()),
    }
}

impl RoleObject {
    fn read(id: ItemId, reader: &Reader<'_>) -> Result<Self, Fault> {
        let known = ["id", "name", "description", "entitlements", "membershipCondition"];
        if let Some(unknown) = reader.names().find(|name| !known.contains(&name.as_str())) {
            return Err(reader.fault(&clip(unknown), "is no property of a role"));
        }
        same_id(reader, id)?;
        let given = reader.texts("entitlements", MOST_ENTITLEMENTS)?;
        let mut entitlements: Vec<ItemId> = Vec::with_capacity(given.len());
        for (index, text) in given.into_iter().enumerate() {
            let id = text.parse().map_err(|_| {
                reader.fault(&format!("entitlements[{index}]"), "must be the id of an entitlement")
            })?;
            if !entitlements.contains(&id) {
                entitlements.push(id);
            }
        }
        Ok(Self {
            name: line(reader, "name")?.ok_or_else(|| reader.fault("name", "is missing"))?,
            description: reader.text("description", MOST_TEXT)?.unwrap_or_default().trim().to_owned(),
            entitlements,
            membership: membership(reader)?,
        })
    }

    /// As [`RoleBody::parse`] reads it.
    pub fn document(&self) -> Json {
        let condition = self.membership.as_ref().map(target::write);
        json!({
            "name": self.name, "description": self.description, "entitlements": self.entitlements,
            "membershipCondition": condition,
        })
    }
}

/// `membershipCondition`: a node of a target filter over people (contract 4.1); null and an empty object are none.
fn membership(reader: &Reader<'_>) -> Result<Option<Filter>, Fault> {
    const NAME: &str = "membershipCondition";
    match reader.get(NAME) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(members)) if members.is_empty() => Ok(None),
        Some(node) => match target::parse(node) {
            Ok(filter) => Ok(Some(filter)),
            Err(error) => Err(reader.fault(NAME, format!("is wrong: {error}"))),
        },
    }
}

impl RoleStatus {
    /// Whether a version may become another one by being said to be so.
    ///
    /// # Errors
    /// Why not.
    pub fn check_move(self, to: Self) -> Result<(), &'static str> {
        match (self, to) {
            (from, to) if from == to && from != Self::Pending => Ok(()),
            (Self::Pending, Self::Pending) => Err("the role is being published: nobody changes it meanwhile"),
            (Self::Active, _) => Err("what is in the catalog stays there until it is deleted"),
            (Self::Draft | Self::Candidate, Self::Active) => Err("a role is published from `pending`"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ItemId {
        ItemId(uuid::Uuid::from_u128(7))
    }

    fn role(body: &Json) -> Result<RoleBody, String> {
        RoleBody::parse(id(), body.as_object().unwrap()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_role_reads_back_as_written() {
        let (one, other) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        let given = json!({
            "id": id(), "status": "draft", "metadata": {},
            "role": {"id": id(), "name": " Analyst ", "entitlements": [one, other, one]},
        });
        let read = role(&given).unwrap();
        assert_eq!((read.object.name.as_str(), read.object.entitlements.len()), ("Analyst", 2));
        assert_eq!(role(&json!({"role": read.object.document()})).unwrap().object, read.object);
    }

    #[test]
    fn every_fault_names_its_member() {
        let told = |body: Json| role(&body).unwrap_err();
        assert_eq!(told(json!({})), "`role` is missing");
        assert_eq!(told(json!({"role": {"name": ""}})), "`role.name` must not be empty");
        assert_eq!(told(json!({"role": {"colour": 1}})), "`role.colour` is no property of a role");
        assert_eq!(
            told(json!({"members": []})),
            "`members` is no member of a role: there are role and glossary"
        );
        let entitlements = json!({"role": {"name": "x", "entitlements": ["sap"]}});
        assert_eq!(told(entitlements), "`role.entitlements[0]` must be the id of an entitlement");
        let status = json!({"role": {"name": "x"}, "status": "old"});
        assert_eq!(told(status), "`status` must be one of draft, candidate, pending, active");
        assert!(told(json!({"id": "8", "role": {"name": "x"}})).starts_with("`id` cannot be changed"));
        let entitlement = json!({"colour": 1});
        let fault = EntitlementObject::parse(entitlement.as_object().unwrap()).unwrap_err();
        assert_eq!(fault.to_string(), "`object.colour` is no property of an entitlement");
    }

    #[test]
    fn a_role_is_published_step_by_step() {
        use RoleStatus::{Active, Candidate, Draft, Pending};
        for (from, to) in
            [(Draft, Candidate), (Candidate, Draft), (Draft, Pending), (Pending, Draft), (Pending, Active)]
        {
            assert_eq!(from.check_move(to), Ok(()), "{from} to {to}");
        }
        for (from, to) in [(Draft, Active), (Candidate, Active), (Active, Draft), (Pending, Pending)] {
            assert!(from.check_move(to).is_err(), "{from} to {to}");
        }
    }
}
