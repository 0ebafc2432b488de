//! Certification as IDHub has it: a definition says what is reviewed and by whom, and is run (contract C1,
//! `CertificationDefinition`).
//!
//! A definition is a template of the house that keeps, as its member `idhub`, what came. [`Definition`] is what was read
//! of that; [`Definition::template`] says it in the house's words once those whom it names are [`Known`].

mod define;
mod describe;
mod query;
mod reviewed;
#[cfg(test)]
mod tests;
mod who;
mod words;

pub use define::Known;
pub use describe::Names;
pub use words::{
    AlternateType, ApproverType, CertifierType, DefinitionStatus, DefinitionType, DurationType, Repeat,
    UsersBy,
};

use serde_json::{Map, Value as Json};

use reviewed::{people, resources};
use who::{alternate, approver, certifier, id_of};
use words::choice;

use crate::document::{Fault, Faults, Reader, check_size};
use crate::filter::Filter;
use crate::id::{ItemId, UserId};
use crate::text::check_present;

/// The member of a template's body that keeps what came.
pub const MEMBER: &str = "idhub";
/// The most bytes of a definition as JSON.
const MOST_BYTES: usize = 256 * 1024;
/// The most days of a campaign.
const MOST_DAYS: u32 = 3_650;
/// Days, when nobody says.
const DAYS: u32 = 14;

/// Somebody, or a role, as a client names them: by an id, a sign-in name, a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The member that names them.
    pub member: &'static str,
    /// What stands there.
    pub text: String,
}

/// Who decides, as a client says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person.
    Person(Named),
    /// Whoever holds a role.
    Role(Named),
    /// The person's manager.
    Manager,
    /// Who owns what is held.
    Owner,
}

/// What is reviewed of each kind; a kind without a filter is left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resources {
    /// Accounts in these applications.
    pub applications: Option<Filter>,
    /// These entitlements.
    pub entitlements: Option<Filter>,
    /// These roles.
    pub roles: Option<Filter>,
}

/// A definition as it was asked for: what came, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of a definition, each for itself")]
pub struct Definition {
    body: Map<String, Json>,
    /// The id that the client gave it.
    pub id: Option<String>,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it looks through.
    pub kind: DefinitionType,
    /// Whether it can be run.
    pub status: DefinitionStatus,
    /// Who looks a campaign through before it begins; a person or a role.
    pub approver: Option<Who>,
    /// Whose access.
    pub people: Filter,
    /// People whom that names by id.
    pub people_named: Vec<UserId>,
    /// Only people who hold something of high risk.
    pub risky_people: bool,
    /// Which access.
    pub resources: Resources,
    /// What that names by id, with the member that does.
    pub resources_named: Vec<(String, ItemId)>,
    /// Only access of high risk.
    pub risky_resources: bool,
    /// Who decides.
    pub certifier: Who,
    /// Who decides where nobody is found; as before where nothing is said.
    pub alternate: Option<Who>,
    /// How many days they have.
    pub days: u32,
    /// When it is run by itself; as before where nothing is said.
    pub repeat: Option<Repeat>,
    /// To certify needs a comment.
    pub says_certify: bool,
    /// To revoke needs a comment.
    pub says_revoke: bool,
    /// Rows may be handed over.
    pub reassigns: bool,
    /// People may certify what they hold themselves.
    pub certifies_oneself: bool,
    /// Somebody else is asked, or told, about what is late.
    pub escalates: bool,
    /// People are reminded.
    pub reminds: bool,
}

impl Definition {
    /// Reads a definition.
    ///
    /// # Errors
    /// Every member at fault, by its name; also what cannot be said here.
    pub fn parse(body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        check_size("certification", &body, 16, MOST_BYTES).map_err(|fault| vec![fault])?;
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let mut required = |name: &'static str, most: usize| {
            let text = faults.required(name, read.text(name, most));
            if let Some(Err(fault)) = text.map(|text| check_present(text, most)) {
                faults.0.push(Fault::new(name, fault));
            }
            text.unwrap_or_default().to_owned()
        };
        let (name, description) = (required("name", 200), required("description", 4_000));
        required("workflowName", 200);
        let kind = faults.required("type", choice(&read, "type"));
        let status = faults.keep(choice(&read, "status")).flatten().unwrap_or(DefinitionStatus::Active);
        let id = faults.keep(id_of(&read, "_id")).flatten();
        let approver = faults.keep(approver(&read)).flatten();
        let people = faults.keep(people(&read));
        let resources = faults.keep(resources(&read));
        let certifier = faults.keep(certifier(&read));
        let alternate = faults.keep(alternate(&read));
        let days = faults.keep(days(&read));
        let repeat = faults.keep(choice::<Repeat>(&read, "repeat"));
        if id.is_none() {
            // It takes no other's place, of which that could stay.
            faults.0.extend(missing(matches!(alternate, Some(None)), matches!(repeat, Some(None))));
        }
        if read.get("triggerCondition").is_some_and(|given| given.as_str() != Some("")) {
            let fault = "must be empty: what happens to people runs no certifications here";
            faults.0.push(Fault::new("triggerCondition", fault));
        }
        let mut flag = |name: &str| faults.keep(read.flag(name)).flatten().unwrap_or_default();
        let (risky_people, risky_resources) = (flag("highRiskUsers"), flag("highRiskResources"));
        let (says_certify, says_revoke) = (flag("commentsOnCertify"), flag("commentsOnRevoke"));
        let (reassigns, certifies_oneself) = (flag("reassignment"), flag("selfCertification"));
        let (escalates, reminds) = (flag("automaticEscalation"), flag("certificationReminderEmail"));
        if !faults.0.is_empty() {
            return Err(faults.0);
        }
        let whole = (|| {
            let (people, people_named) = people?;
            let (resources, resources_named) = resources?;
            Some(Self {
                id,
                name: name.trim().to_owned(),
                description,
                kind: kind?,
                status,
                approver,
                people,
                people_named,
                risky_people,
                resources,
                resources_named,
                risky_resources,
                certifier: certifier?,
                alternate: alternate?,
                days: days?,
                repeat: repeat?,
                says_certify,
                says_revoke,
                reassigns,
                certifies_oneself,
                escalates,
                reminds,
                body,
            })
        })();
        whole.ok_or_else(|| vec![Fault::new("certification", "is incomplete")])
    }

    /// What only a definition may leave out that takes another's place, and is left out.
    pub fn unsaid(&self) -> Vec<Fault> {
        missing(self.alternate.is_none(), self.repeat.is_none())
    }

    /// As it came.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }

    /// Those whom it names, a person (true) or a role each.
    pub fn named(&self) -> impl Iterator<Item = (&Named, bool)> {
        let all = [Some(&self.certifier), self.alternate.as_ref(), self.approver.as_ref()];
        all.into_iter().flatten().filter_map(|who| match who {
            Who::Person(named) => Some((named, true)),
            Who::Role(named) => Some((named, false)),
            Who::Manager | Who::Owner => None,
        })
    }
}

fn missing(alternate: bool, repeat: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    if alternate {
        let fault = "is missing: say who decides where nobody is found";
        faults.push(Fault::new("alternateCertifier", fault));
    }
    if repeat {
        faults.push(Fault::new("repeat", "is missing"));
    }
    faults
}

fn days(read: &Reader<'_>) -> Result<u32, Fault> {
    const MEMBER: &str = "certificationDuration";
    let unit = choice(read, "certificationDurationType")?.unwrap_or(DurationType::Days);
    let must = || read.fault(MEMBER, format!("must be a whole number, of {MOST_DAYS} days at most"));
    let count = match read.get(MEMBER) {
        None => return Ok(if unit == DurationType::Days { DAYS } else { days_of(unit) }),
        Some(Json::String(text)) => text.trim().parse().map_err(|_| must())?,
        Some(value) => value.as_u64().and_then(|count| u32::try_from(count).ok()).ok_or_else(must)?,
    };
    let days = days_of(unit).checked_mul(count).filter(|days| (1..=MOST_DAYS).contains(days));
    days.ok_or_else(must)
}

const fn days_of(unit: DurationType) -> u32 {
    match unit {
        DurationType::Days => 1,
        DurationType::Months => 30,
        DurationType::Years => 365,
    }
}
