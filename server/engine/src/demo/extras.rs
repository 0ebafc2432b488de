//! More catalog than a company needs, to see that search stays fast: applications with a few
//! hundred entitlements each, made by counting.

use bailiwick::catalog::{Item, ItemKind, Risk};
use bailiwick::directory::Status;
use bailiwick_store::bulk::NewItem;
use chrono::Duration;

use super::dice::{Dice, Kind};
use super::people::Company;

const LINES: &[&str] = &[
    "Motor",
    "Home",
    "Property",
    "Marine",
    "Travel",
    "Pet",
    "Health",
    "Life",
    "Pension",
    "Cyber",
    "Liability",
    "Aviation",
    "Energy",
    "Construction",
    "Agriculture",
    "Fleet",
    "Legal Expenses",
    "Accident",
    "Surety",
    "Affinity",
    "Cargo",
    "Event",
    "Title",
    "Warranty",
];
const SUBJECTS: &[&str] = &[
    "Claims",
    "Policy",
    "Pricing",
    "Underwriting",
    "Broker",
    "Customer",
    "Billing",
    "Document",
    "Fraud",
    "Recovery",
    "Renewal",
    "Quote",
    "Reserve",
    "Survey",
    "Inspection",
    "Treaty",
    "Commission",
    "Complaint",
    "Portfolio",
    "Exposure",
    "Telematics",
    "Catastrophe",
    "Settlement",
    "Campaign",
    "Contract",
    "Invoice",
    "Asset",
    "Vendor",
    "Mandate",
    "Register",
];
const KINDS: &[&str] =
    &["Workbench", "Gateway", "Ledger", "Desk", "Hub", "Studio", "Portal", "Archive", "Monitor", "Planner"];
const REGIONS: &[&str] = &[
    "Sweden",
    "Norway",
    "Denmark",
    "Finland",
    "Iceland",
    "United Kingdom",
    "Ireland",
    "Germany",
    "Austria",
    "Switzerland",
    "France",
    "Belgium",
    "Netherlands",
    "Spain",
    "Portugal",
    "Italy",
    "Poland",
    "Czechia",
    "South Africa",
    "Nigeria",
];
const VERBS: &[(&str, Risk)] = &[
    ("View", Risk::Low),
    ("Edit", Risk::Medium),
    ("Create", Risk::Medium),
    ("Approve", Risk::High),
    ("Release", Risk::High),
    ("Export", Risk::High),
    ("Import", Risk::Medium),
    ("Delete", Risk::High),
    ("Assign", Risk::Low),
    ("Review", Risk::Low),
    ("Configure", Risk::High),
    ("Reconcile", Risk::Medium),
];
const OBJECTS: &[&str] = &[
    "contracts",
    "invoices",
    "customer records",
    "bank details",
    "limits",
    "price lists",
    "reports",
    "work queues",
    "letters",
    "templates",
    "case notes",
    "payments",
    "refunds",
    "exposures",
    "schedules",
    "audit logs",
    "users",
    "rules",
    "tariffs",
    "commissions",
    "claims files",
    "policy files",
    "surveys",
    "photos",
    "bordereaux",
    "reserves",
    "recoveries",
    "suppliers",
    "tasks",
    "alerts",
    "interfaces",
    "batch jobs",
    "reference data",
];

/// Entitlements of one such application.
const RIGHTS: usize = VERBS.len() * OBJECTS.len();
/// Roles of one such application.
const ROLES: usize = 3;
/// Entitlements of one such role.
const IN_ROLE: usize = 5;
/// An application with everything in it.
const BLOCK: usize = 1 + RIGHTS + ROLES;

/// The further catalog: `count` items after those that the company needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extras {
    /// The number of the first.
    pub(super) first: i64,
    pub(super) count: usize,
}

impl Extras {
    fn number(self, at: usize) -> i64 {
        self.first + i64::try_from(at).unwrap_or(i64::MAX)
    }

    /// An entitlement, and the number of its application; one of a few applications more often
    /// than not.
    pub(super) fn pick(self, dice: &mut Dice) -> Option<(i64, i64)> {
        let blocks = self.count / BLOCK;
        if blocks == 0 {
            return None;
        }
        let nearer = 1 + dice.below(blocks);
        let start = dice.below(nearer) * BLOCK;
        let right = dice.below(RIGHTS).min(dice.below(RIGHTS));
        Some((self.number(start + 1 + right), self.number(start)))
    }

    /// The item at a place.
    pub(super) fn item(self, company: &Company, at: usize) -> NewItem {
        let (block, within) = (at / BLOCK, at % BLOCK);
        let application = application(block);
        let number = self.number(at);
        let mut dice = Dice::of(company.seed, Kind::Item, number.unsigned_abs());
        let (kind, key, name, description, risk) = match within {
            0 => application.itself(),
            _ if within <= RIGHTS => application.right(within - 1),
            _ => application.role(within - 1 - RIGHTS),
        };
        let belongs = kind == ItemKind::Entitlement;
        let owner = company.people[dice.below(company.people.len())].manager as usize;
        let age = Duration::minutes(dice.between(60, 1_800 * 24 * 60));
        let item = Item {
            id: company.ids.item(number),
            kind,
            application: belongs.then(|| company.ids.item(self.number(block * BLOCK))),
            native_key: key,
            name,
            description,
            risk,
            requestable: true,
            status: if dice.below(200) == 0 { Status::Inactive } else { Status::Active },
            owners: vec![company.ids.user(owner)],
            tags: if dice.percent(40) { application.tags() } else { Vec::new() },
            created_at: company.today - age,
        };
        NewItem { number, item, application_name: belongs.then_some(application.name) }
    }

    /// What the role at a place contains, by place; nothing when no role is there.
    pub(super) fn content(self, at: usize) -> Vec<(i64, i64)> {
        let (block, within) = (at / BLOCK, at % BLOCK);
        if within <= RIGHTS {
            return Vec::new();
        }
        let role = within - 1 - RIGHTS;
        let first = block * BLOCK + 1 + role * VERBS.len();
        (first..first + IN_ROLE).map(|right| (self.number(at), self.number(right))).collect()
    }
}

struct Made {
    line: &'static str,
    subject: &'static str,
    region: &'static str,
    name: String,
    key: String,
}

/// The application of a block. The steps are coprime to the lengths, so that neighbours differ.
fn application(block: usize) -> Made {
    let (mixed, round) = (block * 1_237 % 7_200, block / 7_200);
    let line = LINES[mixed % LINES.len()];
    let subject = SUBJECTS[mixed / LINES.len() % SUBJECTS.len()];
    let kind = KINDS[mixed / LINES.len() / SUBJECTS.len() % KINDS.len()];
    let region = REGIONS[block * 7 % REGIONS.len()];
    let mut name = format!("{line} {subject} {kind}");
    if round > 0 {
        name = format!("{name} {}", round + 1);
    }
    let letter = |word: &str| word.chars().next();
    let initials: String = name.split(' ').filter_map(letter).collect();
    Made { line, subject, region, name, key: format!("{initials}{block}") }
}

impl Made {
    fn itself(&self) -> (ItemKind, String, String, String, Risk) {
        let about =
            format!("{} of the {} business in {}.", self.subject, self.line.to_lowercase(), self.region);
        (ItemKind::Application, self.key.clone(), self.name.clone(), about, Risk::Medium)
    }

    fn right(&self, at: usize) -> (ItemKind, String, String, String, Risk) {
        let ((verb, risk), object) = (VERBS[at % VERBS.len()], OBJECTS[at / VERBS.len() % OBJECTS.len()]);
        let line = self.line.to_lowercase();
        let risk = if object == "bank details" && risk == Risk::High { Risk::Critical } else { risk };
        let key = format!("{}_{}", object.replace(' ', "_"), verb).to_uppercase();
        let name = format!("{verb} {line} {object}, {}", self.region);
        (ItemKind::Entitlement, key, name, format!("{verb} {object} in {}.", self.name), risk)
    }

    fn role(&self, at: usize) -> (ItemKind, String, String, String, Risk) {
        let what = ["reader", "specialist", "supervisor"][at % 3];
        let key = format!("{}-{what}", self.key.to_lowercase());
        let name = format!("{} {what}", self.name);
        (ItemKind::Role, key, name, format!("Work in {} in {}.", self.name, self.region), Risk::Medium)
    }

    fn tags(&self) -> Vec<String> {
        vec![self.line.to_lowercase().replace(' ', "-"), self.subject.to_lowercase()]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_of_applications_and_keys_in_them_are_unique() {
        let made: Vec<Made> = (0..2_500).map(application).collect();
        assert_eq!(made.iter().map(|made| &made.name).collect::<HashSet<_>>().len(), 2_500);
        assert_eq!(made.iter().map(|made| &made.key).collect::<HashSet<_>>().len(), 2_500);
        let keys: HashSet<String> = (0..RIGHTS).map(|at| made[0].right(at).1).collect();
        assert_eq!(keys.len(), RIGHTS);
    }

    #[test]
    fn a_role_contains_entitlements_of_its_own_application() {
        let extras = Extras { first: 1_000, count: 2 * BLOCK };
        let role = BLOCK + 1 + RIGHTS + 2;
        let content = extras.content(role);
        assert_eq!(content.len(), IN_ROLE);
        for (of, right) in content {
            assert_eq!(of, 1_000 + i64::try_from(role).unwrap());
            let within = usize::try_from(right - 1_000).unwrap();
            assert!((BLOCK + 1..=BLOCK + RIGHTS).contains(&within));
        }
    }
}
