//! Who decides: the stages of a certification (contract 3.5).

use serde_json::{Map, Value as Json};

use super::CertificationType;
use super::template::word;
use crate::document::{Fault, Reader};
use crate::id::{ItemId, UserId, user_id};

/// The most stages.
const MOST_STAGES: usize = 10;

crate::words! {
    /// How the one who decides is found.
    pub enum CertifierType {
        /// A person.
        User = "user",
        /// Whoever holds a role.
        Role = "role",
        /// The manager of the person.
        Manager = "manager",
        /// Who administers the person's organisation.
        OrganizationAdmin = "organizationAdmin",
        /// Who owns what is held, else its application.
        EntitlementOwner = "entitlementOwner",
        /// Who owns the role.
        RoleOwner = "roleOwner",
        /// Who owns the application.
        ApplicationOwner = "applicationOwner",
        /// Who answers for the account.
        AccountOwner = "accountOwner",
        /// Whom a script names.
        Custom = "custom",
    }
}

/// Who decides about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certifier {
    /// A person.
    Person(UserId),
    /// Whoever holds a role.
    Role(ItemId),
    /// The manager of the person.
    Manager,
    /// Who administers the person's organisation.
    OrganizationAdmin,
    /// Who owns what is held, else its application.
    EntitlementOwner,
    /// Who owns the role.
    RoleOwner,
    /// Who owns the application.
    ApplicationOwner,
    /// Who answers for the account.
    AccountOwner,
    /// Whom a script names: its source.
    Script(String),
}

/// One of the times that a row is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What people call it.
    pub name: Option<String>,
    /// Who decides.
    pub certifier: Certifier,
}

/// Reads `stages`.
pub(super) fn stages(read: &Reader<'_>, kind: CertificationType) -> Result<Vec<Stage>, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    let given = read.objects("stages").map_err(one)?;
    if given.is_empty() || given.len() > MOST_STAGES {
        let fault = format!("must have 1 to {MOST_STAGES} stages: name who decides");
        return Err(one(read.fault("stages", fault)));
    }
    let (mut stages, mut faults) = (Vec::new(), Vec::new());
    for given in given {
        match stage(&given, kind) {
            Ok(stage) => stages.push(stage),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(stages) } else { Err(faults) }
}

fn stage(given: &Reader<'_>, kind: CertificationType) -> Result<Stage, Fault> {
    let name = given.text("name", 200)?.map(str::to_owned).filter(|name| !name.trim().is_empty());
    let how: CertifierType = word(given, "certifierType")?
        .ok_or_else(|| given.fault("certifierType", "is missing: say who decides"))?;
    if !kind.certifiers().contains(&how) {
        let known: Vec<&str> = kind.certifiers().iter().map(|one| one.as_str()).collect();
        let fault = format!("must be one of {} where the type is `{kind}`", known.join(", "));
        return Err(given.fault("certifierType", fault));
    }
    let certifier = match how {
        CertifierType::User | CertifierType::Role => {
            let text = given.text("certifierId", 200)?.filter(|id| !id.is_empty());
            let text = text.ok_or_else(|| given.fault("certifierId", "is missing: name who decides"))?;
            certifier(text, how)
                .ok_or_else(|| given.fault("certifierId", format!("must be the id of a {how}")))?
        }
        CertifierType::Manager => Certifier::Manager,
        CertifierType::OrganizationAdmin => Certifier::OrganizationAdmin,
        CertifierType::EntitlementOwner => Certifier::EntitlementOwner,
        CertifierType::RoleOwner => Certifier::RoleOwner,
        CertifierType::ApplicationOwner => Certifier::ApplicationOwner,
        CertifierType::AccountOwner => Certifier::AccountOwner,
        CertifierType::Custom => Certifier::Script(script(given)?),
    };
    Ok(Stage { name, certifier })
}

fn script(given: &Reader<'_>) -> Result<String, Fault> {
    let source = match given.get("certifierScript") {
        Some(Json::String(source)) => Some(source.as_str()),
        Some(Json::Object(script)) => script_source(script),
        _ => None,
    };
    let source = source.map(str::trim).filter(|source| !source.is_empty());
    source
        .map(str::to_owned)
        .ok_or_else(|| given.fault("certifierScript", "is missing: its last value names who decides"))
}

fn script_source(script: &Map<String, Json>) -> Option<&str> {
    script.get("source").or_else(|| script.get("value")).and_then(Json::as_str)
}

fn certifier(text: &str, how: CertifierType) -> Option<Certifier> {
    match how {
        CertifierType::Role => {
            let id = text.strip_prefix("managed/role/").unwrap_or(text);
            id.parse().ok().map(Certifier::Role)
        }
        _ => user_id(text).map(Certifier::Person),
    }
}

/// Reads the id of a person, or of a role with its prefix; `manager` is the manager of whom the row is about.
pub(super) fn certifier_of(read: &Reader<'_>, name: &str) -> Result<Option<Certifier>, Fault> {
    let Some(text) = read.text(name, 200)?.filter(|text| !text.is_empty()) else { return Ok(None) };
    if text == CertifierType::Manager.as_str() {
        return Ok(Some(Certifier::Manager));
    }
    let how = if text.starts_with("managed/role/") { CertifierType::Role } else { CertifierType::User };
    let fault = || read.fault(name, "must be `managed/user/` or `managed/role/` and an id, or `manager`");
    certifier(text, how).map(Some).ok_or_else(fault)
}
