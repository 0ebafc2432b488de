//! Who acts, and what they may do.

use serde::{Deserialize, Serialize};

use crate::id::UserId;

crate::words! {
    /// What a person or an API client is trusted with, beyond being an employee.
    pub enum Authority {
        /// Runs the installation: everything.
        OrgAdmin = "ORG_ADMIN",
        /// Runs the access programme: directory, catalog, requests of anybody, configuration.
        AccessAdmin = "ACCESS_ADMIN",
        /// Runs certification campaigns.
        CertAdmin = "CERT_ADMIN",
        /// Keeps duties apart: policies, rules, violations.
        PolicyAdmin = "POLICY_ADMIN",
        /// Reads everything, changes nothing.
        Auditor = "AUDITOR",
    }
}

crate::words! {
    /// What somebody may do to people and to what is in the catalog, as clients ask for it (contract 2.21, 3.11).
    pub enum ScopePermission {
        /// Know what a person holds.
        ViewUserAccess = "viewUserAccess",
        /// The same, by its other name.
        ViewGrants = "viewGrants",
        /// Ask for a new person.
        CreateUser = "createUser",
        /// Ask for a person to be changed.
        ModifyUser = "modifyUser",
        /// Ask for a person to be deleted.
        DeleteUser = "deleteUser",
        /// Ask for a new entitlement of an application.
        CreateEntitlement = "createEntitlement",
        /// Ask for an entitlement to be changed.
        ModifyEntitlement = "modifyEntitlement",
    }
}

/// Who acts. There is no way to call a use case without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// A person, signed in or with a personal token.
    Person {
        /// Who.
        id: UserId,
        /// Their name, for audit and comments.
        name: String,
        /// What they are trusted with.
        authorities: Vec<Authority>,
    },
    /// A program with its own credentials.
    Client {
        /// The client's id.
        id: String,
        /// Its name.
        name: String,
        /// What it is trusted with.
        authorities: Vec<Authority>,
    },
    /// The product itself: jobs, timers.
    System,
    /// Nobody has signed in.
    Anonymous,
}

impl Actor {
    /// The person, when the actor is one.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The actor's name for audit and comments.
    pub fn name(&self) -> &str {
        match self {
            Self::Person { name, .. } | Self::Client { name, .. } => name,
            Self::System => "SYSTEM",
            Self::Anonymous => "anonymous",
        }
    }

    /// Whether the actor has one of these authorities. `ORG_ADMIN` and the system have all.
    pub fn has(&self, any_of: &[Authority]) -> bool {
        match self {
            Self::Person { authorities, .. } | Self::Client { authorities, .. } => {
                authorities.contains(&Authority::OrgAdmin) || any_of.iter().any(|a| authorities.contains(a))
            }
            Self::System => true,
            Self::Anonymous => false,
        }
    }

    /// May change anything in the access programme.
    pub fn is_access_admin(&self) -> bool {
        self.has(&[Authority::AccessAdmin])
    }

    /// May read everything about everybody.
    pub fn reads_everything(&self) -> bool {
        self.has(&[Authority::AccessAdmin, Authority::Auditor])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(authorities: &[Authority]) -> Actor {
        Actor::Client { id: "c".into(), name: "c".into(), authorities: authorities.to_vec() }
    }

    #[test]
    fn an_auditor_reads_everything_and_administers_nothing() {
        let auditor = client(&[Authority::Auditor]);
        assert!(auditor.reads_everything());
        assert!(!auditor.is_access_admin());
    }

    #[test]
    fn the_organisation_administrator_may_everything_and_nobody_nothing() {
        assert!(client(&[Authority::OrgAdmin]).has(&[Authority::CertAdmin]));
        assert!(!Actor::Anonymous.has(Authority::ALL));
    }
}
