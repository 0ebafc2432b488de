//! A template, said as a definition.

use std::collections::HashMap;

use serde_json::{Map, Value as Json, json};

use super::{DefinitionStatus, DefinitionType, MEMBER, Repeat};
use crate::certification::{CertificationType, Certifier, SelfCertification, Template, TemplateDefinition};
use crate::directory::UserBrief;
use crate::id::{ItemId, UserId};

/// What those are called whom templates name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// People.
    pub people: HashMap<UserId, UserBrief>,
    /// Roles.
    pub roles: HashMap<ItemId, String>,
}

impl TemplateDefinition {
    /// The id that a client of IDHub gave it.
    pub fn idhub_id(&self) -> Option<&str> {
        let given = self.body().get(MEMBER).and_then(|came| came.get("_id"))?;
        let id = given.get("$oid").unwrap_or(given).as_str()?.trim();
        Some(id).filter(|id| !id.is_empty())
    }
}

impl Template {
    /// Whom its definition names.
    pub fn idhub_names(&self) -> (Vec<UserId>, Vec<ItemId>) {
        let (mut people, mut roles) = (vec![self.definition.owner], Vec::new());
        let stages = self.definition.stages.iter().map(|stage| &stage.certifier);
        for certifier in stages.chain(&self.definition.default_certifier) {
            match certifier {
                Certifier::Person(user) => people.push(*user),
                Certifier::Role(role) => roles.push(*role),
                _ => {}
            }
        }
        (people, roles)
    }

    /// What came from a client of IDHub, where nobody changed it by another face since.
    fn idhub(&self) -> Option<&Map<String, Json>> {
        self.definition.body().get(MEMBER).and_then(Json::as_object)
    }

    /// The id that clients of IDHub know it by.
    pub fn idhub_id(&self) -> String {
        self.definition.idhub_id().map_or_else(|| self.id.to_string(), str::to_owned)
    }

    /// Whether it can be run.
    pub fn idhub_status(&self) -> DefinitionStatus {
        let given = self.idhub().and_then(|came| came.get("status")).and_then(Json::as_str);
        match given {
            Some(word) if word.eq_ignore_ascii_case(DefinitionStatus::Draft.as_str()) => {
                DefinitionStatus::Draft
            }
            _ => DefinitionStatus::Active,
        }
    }

    /// The template as a definition: what came, or else what can be said of it. None where its type or its certifier has
    /// no word there.
    pub fn idhub_document(&self, names: &Names) -> Option<Map<String, Json>> {
        let came = self.idhub().filter(|came| came.contains_key("name"));
        let mut document = match came {
            Some(came) => came.clone(),
            None => self.described(names)?,
        };
        let own = json!({
            "_id": {"$oid": self.idhub_id()},
            "_etag": {"$oid": format!("{:024x}", self.revision)},
            "status": self.idhub_status(),
        });
        if let Json::Object(own) = own {
            document.extend(own);
        }
        let creator = names.people.get(&self.definition.owner);
        for (name, value) in [
            ("createdBy", json!(creator.map(|user| &user.user_name))),
            ("createdByDisplayName", json!(creator.map(|user| &user.display_name))),
            ("createdOn", json!(self.created_at)),
        ] {
            if document.get(name).is_none_or(Json::is_null) {
                document.insert(name.into(), value);
            }
        }
        Some(document)
    }

    fn described(&self, names: &Names) -> Option<Map<String, Json>> {
        let definition = &self.definition;
        let kind = match definition.kind {
            _ if definition.is_event_based => return None,
            CertificationType::Identity => DefinitionType::UserAccess,
            CertificationType::Entitlement | CertificationType::RoleMembership => {
                DefinitionType::ResourceAssignment
            }
            _ => return None,
        };
        let [stage] = definition.stages.as_slice() else { return None };
        let login = |user: &UserId| names.people.get(user).map(|user| user.user_name.clone());
        let role = |role: &ItemId| names.roles.get(role).cloned();
        let (how, who) = match &stage.certifier {
            Certifier::Person(user) => ("User", login(user)),
            Certifier::Role(id) => ("Role", role(id)),
            Certifier::Manager => ("Benefeciary's Manager", None),
            Certifier::EntitlementOwner | Certifier::RoleOwner | Certifier::ApplicationOwner => {
                ("Resource owner", None)
            }
            Certifier::OrganizationAdmin | Certifier::AccountOwner | Certifier::Script(_) => return None,
        };
        let alternate = match &definition.default_certifier {
            Some(Certifier::Person(user)) => {
                json!({"alternateCertifier": "User", "alternateCertifierUser": login(user)})
            }
            Some(Certifier::Role(id)) => {
                json!({"alternateCertifier": "Role", "alternateCertifierRole": role(id)})
            }
            Some(Certifier::Manager) => json!({"alternateCertifier": "User's Manager"}),
            // There is no word for it: it stays as it is when the definition comes back.
            _ => json!({}),
        };
        let description =
            definition.description.as_ref().filter(|text| !text.is_empty()).unwrap_or(&definition.name);
        let document = json!({
            "name": definition.name,
            "description": description,
            "type": kind,
            "approverType": if definition.is_staged { "User" } else { "None" },
            "approver": definition.is_staged.then(|| login(&definition.owner)).flatten(),
            "workflowName": "Certification",
            "userCertificationBy": "query",
            "certifierType": how,
            "certifier": who,
            "commentsOnCertify": definition.comments.certify,
            "commentsOnRevoke": definition.comments.revoke,
            "reassignment": definition.allows.reassign,
            "selfCertification": definition.self_certification == SelfCertification::All,
            "automaticEscalation": definition.notices.escalation_days.is_some(),
            "certificationReminderEmail": definition.notices.reminder_days.is_some(),
            "certificationDurationType": "days",
            "certificationDuration": definition.stage_days,
        });
        let (Json::Object(mut document), Json::Object(alternate)) = (document, alternate) else {
            return None;
        };
        document.extend(alternate);
        if definition.schedule.is_none() {
            document.insert("repeat".into(), json!(Repeat::Never));
        }
        Some(document)
    }
}
