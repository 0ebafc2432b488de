//! Requests that create, change or delete people, entitlements and roles (contract 7): what they name.

use serde_json::{Map, Value as Json};

use super::state::{Permission, PhaseActor, PhaseKind, PhaseStatus, Request};
use crate::document::Fault;
use crate::id::{ItemId, RequestTypeId, UserId, user_id};

/// The built-in types whose requests are about an object and not about access to it.
pub const LIFE_CYCLE_TYPES: [&str; 9] = [
    "createUser",
    "modifyUser",
    "deleteUser",
    "createEntitlement",
    "modifyEntitlement",
    "createRole",
    "modifyRole",
    "deleteRole",
    "publishRole",
];

/// A switch of publishing roles: its name, the only value it can have, and why.
pub type Switch = (&'static str, bool, &'static str);
/// Whether the directory of roles changes with the role.
pub const UPDATE_DIRECTORY: Switch = ("updateIdm", true, "the catalog is the directory of roles");

/// Whether the requests of a type create, change or delete an object.
pub fn is_life_cycle(id: &RequestTypeId) -> bool {
    LIFE_CYCLE_TYPES.contains(&id.0.as_str())
}

/// What such a request names, as far as its words are ids: they become parts of addresses.
///
/// # Errors
/// Each property that is no id.
pub fn check_named(content: &Map<String, Json>) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut check = |section: &str, name: &str, what: &str, is_id: &dyn Fn(&str) -> bool| {
        if let Some(text) = text(content, section, name)
            && !is_id(text)
        {
            faults.push(Fault::new(format!("{section}.{name}"), format!("must be the id of {what}")));
        }
    };
    let uuid = |text: &str| text.parse::<uuid::Uuid>().is_ok();
    check("user", "userId", "a person", &|text| user_id(text).is_some());
    check("entitlement", "applicationId", "an application", &uuid);
    check("entitlement", "entitlementId", "an entitlement", &uuid);
    check("role", "roleId", "a role", &uuid);
    let (name, only, why) = UPDATE_DIRECTORY;
    let given = content.get("role").and_then(|role| role.get(name)).and_then(Json::as_bool);
    if given.is_some_and(|given| given != only) {
        faults.push(Fault::new(format!("role.{name}"), format!("must be {only}: {why}")));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn text<'a>(content: &'a Map<String, Json>, section: &str, name: &str) -> Option<&'a str> {
    content.get(section)?.get(name)?.as_str()
}

impl Request {
    /// The person it is about: the one it creates, changes or deletes where it says so, else whom it is for.
    pub fn about(&self) -> UserId {
        let named =
            is_life_cycle(&self.request_type).then(|| text(&self.content, "user", "userId")).flatten();
        named.and_then(user_id).unwrap_or(self.user)
    }

    /// Whether somebody would decide about themselves: it is for them, or about them.
    pub fn concerns(&self, user: UserId) -> bool {
        self.user == user || self.about() == user
    }

    /// The item that it is about without giving or taking it away: the entitlement or role it names, else the
    /// application of an entitlement that is to be.
    pub fn named_item(&self) -> Option<ItemId> {
        if self.access.is_some() || !is_life_cycle(&self.request_type) {
            return None;
        }
        let places = [("entitlement", "entitlementId"), ("entitlement", "applicationId"), ("role", "roleId")];
        places.into_iter().find_map(|(section, name)| text(&self.content, section, name)?.parse().ok())
    }

    /// The person that it is to change or delete.
    pub fn named_user(&self) -> Option<UserId> {
        if !is_life_cycle(&self.request_type) {
            return None;
        }
        text(&self.content, "user", "userId").and_then(user_id)
    }

    /// Somebody is waited for no longer. Where nobody else is, those of `fallback` are asked, with every permission.
    pub fn release(&mut self, user: UserId, fallback: &[UserId]) {
        let waits = |phase: &PhaseKind| *phase != PhaseKind::Scheduled;
        for phase in &mut self.phases {
            if phase.status != PhaseStatus::InProgress || !waits(&phase.kind) {
                continue;
            }
            let Some(left) = phase.actors.iter_mut().find(|actor| actor.user == user && actor.active) else {
                continue;
            };
            left.active = false;
            if phase.actors.iter().any(|actor| actor.active) {
                continue;
            }
            for next in fallback.iter().filter(|next| **next != user) {
                match phase.actors.iter_mut().find(|actor| actor.user == *next) {
                    Some(actor) => actor.active = true,
                    None => phase.actors.push(PhaseActor {
                        user: *next,
                        permissions: Permission::of(phase.kind).to_vec(),
                        active: true,
                        agreed_by: None,
                    }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_id_is_named() {
        let id = uuid::Uuid::from_u128(7);
        let good =
            json!({"user": {"userId": format!("managed/user/{id}")}, "role": {"roleId": id.to_string()}});
        assert_eq!(check_named(good.as_object().unwrap()), Ok(()));
        let switches = json!({"role": {"addAutoRoleMembers": true, "updateIdm": false}});
        let faults = check_named(switches.as_object().unwrap()).unwrap_err();
        let named: Vec<&str> = faults.iter().map(|fault| fault.property.as_str()).collect();
        assert_eq!(named, ["role.updateIdm"]);
        let others = json!({"role": {"addAutoRoleMembers": false, "updateIdm": true}});
        assert_eq!(check_named(others.as_object().unwrap()), Ok(()));
        let wrong = json!({"user": {"userId": "../7"}, "entitlement": {"applicationId": "sap"}});
        let faults = check_named(wrong.as_object().unwrap()).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "`user.userId` must be the id of a person",
                "`entitlement.applicationId` must be the id of an application",
            ]
        );
    }
}
