//! What is asked for, said as a template of the house.

use serde_json::{Map, Value as Json, json};

use super::{AccessType, Asked, CampaignType, Comments, Correlation, Scope, Search};
use crate::directory::AccountKind;
use crate::filter::{Filter, Path, Value, target};
use crate::id::{ItemId, UserId};

/// How long people have when nobody says.
const DAYS: u32 = 14;

impl Asked {
    /// The body of the template that reviews the same. `narrowed` is put beside what the campaign itself names.
    pub fn template(&self, owner: UserId, narrowed: &Narrowed) -> Map<String, Json> {
        let person = |user: UserId| json!(format!("managed/user/{user}"));
        let mut reviewed = narrowed.clone();
        let stage = match (&self.scope, self.kind) {
            (Scope::Search(search), _) => {
                reviewed.search(search);
                match search.reviewer {
                    Some(user) => json!({"certifierType": "user", "certifierId": person(user)}),
                    None => json!({"certifierType": "manager"}),
                }
            }
            (Scope::Sources(sources), _) => {
                reviewed.application = in_list("id", sources).and(reviewed.application);
                json!({"certifierType": "applicationOwner"})
            }
            (Scope::Roles(roles), _) => {
                // A filter that takes in no role leaves all of them out.
                if !reviewed.kinds.contains(&"roleMembership") {
                    reviewed.role = Filter::None;
                }
                let named = if roles.ids.is_empty() { Filter::All } else { in_list("id", &roles.ids) };
                reviewed.role = reviewed.role.and(named).and(roles.roles.clone());
                reviewed.kinds.clear();
                match roles.reviewer {
                    Some(user) => json!({"certifierType": "user", "certifierId": person(user)}),
                    None => json!({"certifierType": "roleOwner"}),
                }
            }
            (Scope::Machines(sources), _) => {
                reviewed.machines(sources);
                json!({"certifierType": "accountOwner"})
            }
            (Scope::Everybody, _) => json!({"certifierType": "manager"}),
        };
        if self.kind == CampaignType::SourceOwner {
            reviewed.kinds.retain(|kind| *kind != "roleMembership");
        }
        // A template without kinds would review all of them.
        let remediator = match &self.scope {
            Scope::Roles(roles) => Some(person(roles.remediator)),
            Scope::Machines(_) => None,
            _ if reviewed.kinds.is_empty() => {
                reviewed.user = Filter::None;
                None
            }
            _ => None,
        };
        let mut target = Map::new();
        let kind = match &self.scope {
            Scope::Roles(_) => "roleComposition",
            Scope::Machines(_) => "account",
            _ => {
                target.insert("type".into(), json!(reviewed.kinds));
                "identity"
            }
        };
        for (name, filter) in [
            ("user", &reviewed.user),
            ("application", &reviewed.application),
            ("account", &reviewed.account),
            ("entitlement", &reviewed.entitlement),
            ("role", &reviewed.role),
        ] {
            if *filter != Filter::All {
                target.insert(name.into(), target::write(&filter.clone().normalised()));
            }
        }
        if self.kind == CampaignType::SourceOwner {
            target.insert("correlated".into(), json!(self.correlation == Correlation::Correlated));
        }
        let mut body = json!({
            "name": self.name,
            "description": self.description,
            "certificationType": kind,
            "ownerId": person(owner),
            "defaultCertifierId": person(owner),
            "stages": [stage],
            "stageDuration": DAYS,
            "targetFilter": target,
            "stagingEnabled": true,
            "allowBulkCertify": true,
            "allowPartialSignoff": false,
            "enableForward": true,
            "enableReassign": true,
            "skipInactiveCertifiers": true,
            "selfCertificationRule": "none",
            "remediationRule": "BasicRevocation",
            "expirationAction": if self.auto_revokes { "revoke" } else { "wait" },
            "requireJustification": {
                "certify": self.comments == Comments::All,
                "revoke": self.comments != Comments::None,
            },
        });
        if let Some(remediator) = remediator {
            body["remediationActorId"] = remediator;
        }
        if self.notifies {
            body["events"] = json!({"assignment": {}, "reassign": {}});
        }
        match body {
            Json::Object(members) => members,
            _ => Map::new(),
        }
    }
}

/// What is reviewed, beside what a type of campaign reviews anyway.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowed {
    /// Grants of these kinds.
    pub kinds: Vec<&'static str>,
    /// Of these people.
    pub user: Filter,
    /// In these applications.
    pub application: Filter,
    /// By these accounts; or these, where they are reviewed themselves.
    pub account: Filter,
    /// Of these entitlements.
    pub entitlement: Filter,
    /// Of these roles.
    pub role: Filter,
}

impl Default for Narrowed {
    fn default() -> Self {
        Self {
            kinds: vec!["accountGrant", "entitlementGrant", "roleMembership"],
            user: Filter::All,
            application: Filter::All,
            account: Filter::All,
            entitlement: Filter::All,
            role: Filter::All,
        }
    }
}

impl Narrowed {
    /// Accounts of machines in these sources. A filter that takes in no account leaves all of them out.
    fn machines(&mut self, sources: &[ItemId]) {
        if !self.kinds.contains(&"accountGrant") {
            self.account = Filter::None;
        }
        let is_machine = [AccountKind::Machine];
        self.account = in_list("kind", &is_machine).and(std::mem::take(&mut self.account));
        self.application = in_list("id", sources).and(std::mem::take(&mut self.application));
        self.kinds.clear();
    }

    fn search(&mut self, search: &Search) {
        let identities =
            if search.identities.is_empty() { Filter::All } else { in_list("id", &search.identities) };
        let also = |mine: &mut Filter, filter: Filter| {
            let before = std::mem::take(mine);
            *mine = before.and(filter);
        };
        also(&mut self.user, identities.and(search.people.clone()));
        if search.access != Filter::All {
            self.kinds.retain(|kind| *kind != "accountGrant");
            also(&mut self.entitlement, search.access.clone());
            also(&mut self.role, search.access.clone());
        }
        if search.constraints.is_empty() {
            return;
        }
        let mut kinds = Vec::new();
        for (access, kind, filter) in [
            (AccessType::Entitlement, "entitlementGrant", &mut self.entitlement),
            (AccessType::Role, "roleMembership", &mut self.role),
        ] {
            let of_kind: Vec<_> = search.constraints.iter().filter(|one| one.access == access).collect();
            if of_kind.is_empty() || !self.kinds.contains(&kind) {
                continue;
            }
            kinds.push(kind);
            if of_kind.iter().all(|one| !one.ids.is_empty()) {
                let ids: Vec<_> = of_kind.iter().flat_map(|one| one.ids.iter().copied()).collect();
                also(filter, in_list("id", &ids));
            }
        }
        self.kinds = kinds;
    }
}

/// One of these ids.
fn in_list<T: ToString>(name: &str, ids: &[T]) -> Filter {
    match Path::dotted(name) {
        Ok(path) => Filter::In { path, values: ids.iter().map(|id| Value::from(id.to_string())).collect() },
        Err(_) => Filter::None,
    }
}
