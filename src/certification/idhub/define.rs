//! A definition, said as a template of the house.

use std::collections::HashMap;

use serde_json::{Map, Value as Json, json};

use super::{Definition, DefinitionStatus, DefinitionType, MEMBER, Named, Repeat, Who};
use crate::catalog::ItemKind;
use crate::certification::{CertificationType, Certifier, TemplateDefinition};
use crate::filter::{Filter, Path, Value, target};
use crate::id::{ItemId, UserId};

/// Who is meant by those whom a definition names.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// People, by what names them.
    pub people: HashMap<String, UserId>,
    /// Roles, by what names them.
    pub roles: HashMap<String, ItemId>,
}

impl Known {
    fn person(&self, named: &Named) -> Json {
        json!(self.people.get(&named.text).map(|id| format!("managed/user/{id}")))
    }

    fn role(&self, named: &Named) -> Json {
        json!(self.roles.get(&named.text).map(|id| format!("managed/role/{id}")))
    }
}

impl Definition {
    /// The body of the template that reviews the same, of which `owner` answers for the campaigns. What it has no words for
    /// stays as it is in the template whose place it takes.
    pub fn template(
        &self,
        owner: UserId,
        known: &Known,
        before: Option<&TemplateDefinition>,
    ) -> Map<String, Json> {
        let kept = |name: &str| before.and_then(|before| before.body().get(name)).cloned();
        let same = before.filter(|before| self.keeps_target(before));
        let kind = same.map_or_else(|| self.certification_type(), |before| before.kind.as_str());
        let target = same.and_then(|before| before.body().get("targetFilter")).cloned();
        let target = target.unwrap_or_else(|| Json::Object(self.target()));
        let stage = match &self.certifier {
            Who::Person(named) => json!({"certifierType": "user", "certifierId": known.person(named)}),
            Who::Role(named) => json!({"certifierType": "role", "certifierId": known.role(named)}),
            Who::Manager => json!({"certifierType": "manager"}),
            Who::Owner if kind == "roleMembership" => json!({"certifierType": "roleOwner"}),
            Who::Owner if before.is_some_and(asks_owner_of_application) => {
                json!({"certifierType": "applicationOwner"})
            }
            Who::Owner => json!({"certifierType": "entitlementOwner"}),
        };
        let alternate = match &self.alternate {
            Some(Who::Person(named)) => known.person(named),
            Some(Who::Role(named)) => known.role(named),
            Some(Who::Manager | Who::Owner) => json!("manager"),
            None => kept("defaultCertifierId").unwrap_or_default(),
        };
        let mut body = json!({
            "name": self.name,
            "description": self.description,
            "certificationType": kind,
            "ownerId": format!("managed/user/{owner}"),
            "defaultCertifierId": alternate,
            "stages": [stage],
            "stageDuration": self.days,
            "targetFilter": target,
            "stagingEnabled": self.approver.is_some(),
            "allowBulkCertify": true,
            "allowPartialSignoff": false,
            "enableForward": self.reassigns,
            "enableReassign": self.reassigns,
            "skipInactiveCertifiers": true,
            "selfCertificationRule": if self.certifies_oneself { "all" } else { "none" },
            "requireJustification": {"certify": self.says_certify, "revoke": self.says_revoke},
            "remediationRule": "BasicRevocation",
            "expirationAction": "none",
            "events": {"assignment": {}, "reassign": {}},
        });
        if self.reminds {
            // Often enough that somebody hears of it before it is over.
            body["reminderFrequency"] = json!(self.days.div_ceil(2).min(7));
        }
        match (&self.alternate, self.escalates) {
            (Some(Who::Person(named)), true) => {
                body["expirationAction"] = json!("reassign");
                body["expirationReassignee"] = known.person(named);
            }
            (_, true) => body["escalationFrequency"] = json!(self.days.div_ceil(2)),
            _ => {}
        }
        let schedule = match self.repeat {
            Some(repeat) => {
                cron(repeat).map(|cron| json!({"type": "cron", "schedule": cron, "enabled": true}))
            }
            None => kept("schedule"),
        };
        if let (DefinitionStatus::Active, Some(schedule)) = (self.status, schedule) {
            body["schedule"] = schedule;
        }
        body[MEMBER] = Json::Object(self.body().clone());
        match body {
            Json::Object(members) => members,
            _ => Map::new(),
        }
    }

    /// Whether what is reviewed stays as it is: nothing is said of it, nor was when the template came.
    fn keeps_target(&self, before: &TemplateDefinition) -> bool {
        let is_alike = match before.kind {
            CertificationType::Identity => !before.is_event_based,
            CertificationType::Entitlement | CertificationType::RoleMembership => {
                self.kind == DefinitionType::ResourceAssignment
            }
            _ => false,
        };
        let came = before.body().get(MEMBER).and_then(Json::as_object);
        is_alike && !says_target(self.body()) && came.is_none_or(|came| !says_target(came))
    }

    /// A definition about resources has the type that is theirs where all of them are of one kind.
    fn certification_type(&self) -> &'static str {
        let kinds: Vec<ItemKind> = self
            .resources
            .each()
            .into_iter()
            .filter(|(_, filter)| filter.is_some())
            .map(|(kind, _)| kind)
            .collect();
        match (self.kind, kinds.as_slice()) {
            (DefinitionType::ResourceAssignment, [ItemKind::Entitlement]) => "entitlement",
            (DefinitionType::ResourceAssignment, [ItemKind::Role]) => "roleMembership",
            _ => "identity",
        }
    }

    fn target(&self) -> Map<String, Json> {
        let risky = |path: &str| {
            let values = ["high", "critical"].map(Value::from).to_vec();
            Path::dotted(path).map_or(Filter::None, |path| Filter::In { path, values })
        };
        let mut target = Map::new();
        let mut put = |name: &str, filter: Filter| {
            let filter = filter.normalised();
            if filter != Filter::All {
                target.insert(name.into(), target::write(&filter));
            }
        };
        let risky_people = if self.risky_people { risky("access.riskLevel") } else { Filter::All };
        put("user", self.people.clone().and(risky_people));
        let mut kinds = Vec::new();
        for (kind, filter) in self.resources.each() {
            let Some(filter) = filter else { continue };
            let (name, word) = match kind {
                ItemKind::Application => ("accountApplication", "accountGrant"),
                ItemKind::Entitlement => ("entitlement", "entitlementGrant"),
                ItemKind::Role => ("role", "roleMembership"),
            };
            let risk = if self.risky_resources { risky("glossary.riskLevel") } else { Filter::All };
            put(name, filter.clone().and(risk));
            kinds.push(word);
        }
        target.insert("type".into(), json!(kinds));
        target
    }
}

/// Whether the owner of the application decides, whom a definition has no word for but `Resource owner`.
fn asks_owner_of_application(before: &TemplateDefinition) -> bool {
    matches!(before.stages.as_slice(), [stage] if stage.certifier == Certifier::ApplicationOwner)
}

/// Whether what came says whose access is reviewed, or which.
fn says_target(came: &Map<String, Json>) -> bool {
    let members = ["userQuery", "highRiskUsers", "resourceQuery", "resources", "highRiskResources"];
    members.into_iter().filter_map(|member| came.get(member)).any(|said| match said {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.trim().is_empty(),
        Json::Array(list) => !list.is_empty(),
        Json::Object(object) => !object.is_empty(),
        Json::Bool(true) | Json::Number(_) => true,
    })
}

/// At midnight, in UTC.
const fn cron(repeat: Repeat) -> Option<&'static str> {
    match repeat {
        Repeat::Never => None,
        Repeat::Daily => Some("0 0 * * *"),
        Repeat::Weekly => Some("0 0 * * 1"),
        Repeat::Monthly => Some("0 0 1 * *"),
        Repeat::Quarterly => Some("0 0 1 1,4,7,10 *"),
        Repeat::Yearly => Some("0 0 1 1 *"),
    }
}
