//! The catalog with numbers: applications, roles and entitlements as they are stored, and
//! which of them go with whom.

use bailiwick::catalog::nesting::Membership;
use bailiwick::catalog::{Item, ItemKind, Risk};
use bailiwick::directory::Status;
use bailiwick::id::ItemId;
use bailiwick_store::bulk::NewItem;
use chrono::Duration;

use super::catalog::{Application, Right, Style};
use super::company::DIVISIONS;
use super::dice::{Dice, Kind};
use super::extras::Extras;
use super::people::Company;
use super::roles::{Given, ROLES, Role};

/// Entitlements, and those that they are members of.
const NESTED: [(&str, &str); 4] = [
    ("SNOWFLAKE:FIN_ADMIN", "SNOWFLAKE:FIN_CLOSE_RW"),
    ("SNOWFLAKE:FIN_CLOSE_RW", "SNOWFLAKE:FINANCE_READ"),
    ("ACTIVEDIRECTORY:AD_DOMAIN_ADMIN", "ACTIVEDIRECTORY:AD_SERVERS"),
    ("ACTIVEDIRECTORY:AD_SERVERS", "ACTIVEDIRECTORY:AD_WORKSTATIONS"),
];

/// An entitlement with its place in the catalog.
#[derive(Clone, Copy)]
pub(super) struct Numbered {
    pub(super) right: &'static Right,
    pub(super) number: i64,
    /// The number of its application.
    pub(super) application: i64,
}

/// The catalog of the company, and what comes after it.
pub(super) struct Catalog {
    applications: Vec<&'static Application>,
    /// In the order of [`ROLES`]: number and content.
    roles: Vec<(i64, Vec<Numbered>)>,
    rights: Vec<Numbered>,
    /// For each division, what people there may want besides their roles.
    shelves: Vec<Vec<Numbered>>,
    pub(super) extras: Extras,
}

impl Catalog {
    /// The company's catalog and `extra` items behind it.
    ///
    /// Applications come first, then roles, then entitlements: who types a letter or two
    /// looks for an application.
    pub(super) fn new(extra: usize) -> Self {
        let applications: Vec<_> = super::catalog::applications().collect();
        let mut numbers = 1_i64..;
        let mut next = || numbers.next().unwrap_or_default();
        let of_applications: Vec<i64> = applications.iter().map(|_| next()).collect();
        let of_roles: Vec<i64> = ROLES.iter().map(|_| next()).collect();
        let mut rights = Vec::new();
        for (application, number) in applications.iter().zip(&of_applications) {
            for right in application.rights {
                rights.push(Numbered { right, number: next(), application: *number });
            }
        }
        let mut catalog = Self {
            applications,
            roles: Vec::new(),
            rights,
            shelves: Vec::new(),
            extras: Extras { first: next(), count: extra },
        };
        for (role, number) in ROLES.iter().zip(of_roles) {
            let content = role.rights.iter().filter_map(|right| catalog.right(right)).collect();
            catalog.roles.push((number, content));
        }
        catalog.shelves = DIVISIONS.iter().map(|division| catalog.shelf(division.name)).collect();
        catalog
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.applications.len() + self.roles.len() + self.rights.len() + self.extras.count
    }

    /// The entitlement `APPLICATION:RIGHT`.
    pub(super) fn right(&self, name: &str) -> Option<Numbered> {
        let (application, key) = name.split_once(':')?;
        let place = self.applications.iter().position(|found| found.key == application)?;
        let number = i64::try_from(place).ok()? + 1;
        self.rights.iter().find(|found| found.application == number && found.right.key == key).copied()
    }

    /// Roles that a rule or a job gives, by whom they are given to.
    pub(super) fn roles(&self, given: Given) -> impl Iterator<Item = (i64, &[Numbered])> {
        let is_given = move |(role, _): &(&Role, _)| role.given == given;
        ROLES
            .iter()
            .zip(&self.roles)
            .filter(is_given)
            .map(|(_, (number, content))| (*number, content.as_slice()))
    }

    /// How an application, by number, names its accounts.
    pub(super) fn style(&self, application: i64) -> Style {
        let place = usize::try_from(application - 1).unwrap_or(usize::MAX);
        self.applications.get(place).map_or(Style::SignIn, |application| application.style)
    }

    /// Numbers of the company's own applications.
    pub(super) fn application_numbers(&self) -> impl Iterator<Item = i64> {
        (1_i64..).take(self.applications.len())
    }

    /// Something that people of a division may want besides their roles; risky things seldom.
    pub(super) fn wanted(&self, division: &str, dice: &mut Dice) -> Option<Numbered> {
        let place = DIVISIONS.iter().position(|found| found.name == division)?;
        let rights = self.shelves.get(place).filter(|rights| !rights.is_empty())?;
        let weight = |found: &Numbered| match found.right.risk {
            Risk::Low => 12,
            Risk::Medium => 6,
            Risk::High => 2,
            Risk::Critical => usize::from(found.right.is_requestable()),
        };
        Some(rights[dice.weighted(rights.iter().map(weight))])
    }

    /// Everything in the applications that the roles of a division's jobs use.
    fn shelf(&self, division: &str) -> Vec<Numbered> {
        let Some(division) = DIVISIONS.iter().find(|found| found.name == division) else { return Vec::new() };
        let mut applications: Vec<i64> = self
            .roles(Given::Division(division.name))
            .chain(
                division
                    .departments
                    .iter()
                    .flat_map(|d| d.jobs)
                    .flat_map(|(title, _)| self.roles(Given::Job(title))),
            )
            .flat_map(|(_, content)| content.iter().map(|right| right.application))
            .collect();
        applications.sort_unstable();
        applications.dedup();
        let is_ordinary = |right: &Numbered| !right.right.tags.contains("birthright");
        self.rights
            .iter()
            .filter(|right| applications.contains(&right.application) && is_ordinary(right))
            .copied()
            .collect()
    }

    /// The items of the company itself, lowest number first.
    pub(super) fn items(&self, company: &Company) -> Vec<NewItem> {
        let mut items = Vec::new();
        for (number, application) in (1_i64..).zip(&self.applications) {
            items.push(item(
                company,
                number,
                ItemKind::Application,
                application.key,
                application.name,
                |item| {
                    item.description = application.about.into();
                    item.risk = application.risk;
                    item.owners = owners(company, application.owner, "");
                    item.tags = tags(application.tags);
                },
            ));
        }
        for (role, (number, _)) in ROLES.iter().zip(&self.roles) {
            items.push(item(company, *number, ItemKind::Role, role.key, role.name, |item| {
                item.description = role.about.into();
                item.risk = role.risk;
                item.requestable = role.is_requestable();
                item.owners = owners(company, role.owner, "");
                item.tags = tags(if role.is_requestable() { "job" } else { "birthright" });
            }));
        }
        for found in &self.rights {
            let right = found.right;
            let application =
                usize::try_from(found.application - 1).ok().and_then(|place| self.applications.get(place));
            let mut new = item(company, found.number, ItemKind::Entitlement, right.key, right.name, |item| {
                item.application = Some(company.ids.item(found.application));
                item.description = right.about.into();
                item.risk = right.risk;
                item.requestable = right.is_requestable();
                item.owners =
                    owners(company, right.owner, application.map_or("", |application| application.owner));
                item.tags = tags(right.tags);
            });
            new.application_name = application.map(|application| application.name.into());
            items.push(new);
        }
        items
    }

    /// Which entitlements are members of others.
    pub(super) fn memberships(&self, company: &Company) -> Vec<Membership> {
        let id = |name: &str| self.right(name).map(|right| company.ids.item(right.number));
        NESTED.iter().filter_map(|(inner, outer)| Some((id(inner)?, id(outer)?))).collect()
    }

    /// What the company's own roles contain.
    pub(super) fn content(&self, company: &Company) -> Vec<(ItemId, ItemId)> {
        let pairs = |(role, content): &(i64, Vec<Numbered>)| -> Vec<_> {
            content.iter().map(|right| (company.ids.item(*role), company.ids.item(right.number))).collect()
        };
        self.roles.iter().flat_map(pairs).collect()
    }
}

fn item(
    company: &Company,
    number: i64,
    kind: ItemKind,
    key: &str,
    name: &str,
    fill: impl FnOnce(&mut Item),
) -> NewItem {
    let mut dice = Dice::of(company.seed, Kind::Item, number.unsigned_abs());
    // One in twenty is new; the others have been there for up to four years.
    let days = if dice.percent(5) { dice.between(1, 28) } else { dice.between(60, 1_500) };
    let mut item = Item {
        id: company.ids.item(number),
        kind,
        application: None,
        native_key: key.into(),
        name: name.into(),
        description: String::new(),
        risk: Risk::Low,
        requestable: true,
        status: Status::Active,
        owners: Vec::new(),
        tags: Vec::new(),
        created_at: company.today - Duration::days(days) + Duration::minutes(dice.between(420, 1_000)),
    };
    fill(&mut item);
    NewItem { number, item, application_name: None }
}

/// The owner of a thing, or of what it belongs to.
fn owners(company: &Company, owner: &str, above: &str) -> Vec<bailiwick::id::UserId> {
    let name = if owner.is_empty() { above } else { owner };
    vec![company.ids.user(company.owner(name))]
}

fn tags(words: &str) -> Vec<String> {
    words.split_whitespace().map(String::from).collect()
}
