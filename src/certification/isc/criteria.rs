//! Campaign filters: what campaigns leave out or take in (contract B4, `CampaignFilterDetails`).

use serde_json::{Map, Value as Json};

use super::Narrowed;
use crate::document::{Fault, Faults, Reader, check_size};
use crate::filter::{Filter, Op, Path, Value};
use crate::text::check_present;

/// The most criteria in one another.
const MOST_LEVELS: usize = 10;
const SERVERS_OWN: [&str; 3] = ["id", "owner", "isSystemFilter"];

/// What a criterion speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    People,
    Entitlements,
    Roles,
    Sources,
}

/// A filter as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedFilter {
    body: Map<String, Json>,
    includes: bool,
    criteria: Vec<(About, Filter)>,
}

impl AskedFilter {
    /// Reads a filter. What the server says itself is dropped.
    ///
    /// # Errors
    /// Every member at fault, by its path; also what cannot be searched by here.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        check_size("campaign filter", &body, 40, 256 * 1024).map_err(|fault| vec![fault])?;
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let name = faults.required("name", read.text("name", 200)).unwrap_or_default();
        if faults.0.is_empty()
            && let Err(fault) = check_present(name, 200)
        {
            faults.0.push(Fault::new("name", fault));
        }
        faults.keep(read.text("description", 4_000));
        let includes = match faults.required("mode", read.text("mode", 20)) {
            Some("INCLUSION") => true,
            Some("EXCLUSION") | None => false,
            Some(_) => {
                faults.0.push(Fault::new("mode", "must be one of INCLUSION, EXCLUSION"));
                false
            }
        };
        let mut criteria = Vec::new();
        for given in faults.keep(read.objects("criteriaList")).unwrap_or_default() {
            criteria.extend(faults.keep(criterion(&given, 0)));
        }
        if faults.0.is_empty() { Ok(Self { body, includes, criteria }) } else { Err(faults.0) }
    }

    /// As it came, without what the server says itself.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }

    /// What is left to be reviewed. What is taken in must meet every criterion; what meets one is left out.
    pub fn narrowed(&self) -> Narrowed {
        let mut narrowed = Narrowed::default();
        for (about, filter) in &self.criteria {
            let filter = if self.includes { filter.clone() } else { filter.clone().negated() };
            let (place, kind) = match about {
                About::People => (&mut narrowed.user, None),
                About::Sources => (&mut narrowed.application, None),
                About::Entitlements => (&mut narrowed.entitlement, Some("entitlementGrant")),
                About::Roles => (&mut narrowed.role, Some("roleMembership")),
            };
            *place = std::mem::take(place).and(filter);
            // Whoever asks for some entitlements asks for nothing else.
            if let Some(kind) = kind.filter(|_| self.includes) {
                narrowed.kinds.retain(|one| *one == kind);
            }
        }
        narrowed
    }
}

fn criterion(given: &Reader<'_>, level: usize) -> Result<(About, Filter), Fault> {
    if level > MOST_LEVELS {
        return Err(given.fault("children", "are too many in one another"));
    }
    let kind = given.text("type", 50)?.unwrap_or_default();
    let (about, filter) = if kind == "COMPOSITE" {
        composite(given, level)?
    } else {
        let about = match kind {
            "IDENTITY" | "IDENTITY_ATTRIBUTE" => About::People,
            "ENTITLEMENT" => About::Entitlements,
            "ROLE" => About::Roles,
            "SOURCE" => About::Sources,
            _ => {
                let fault = "must be one of COMPOSITE, IDENTITY, IDENTITY_ATTRIBUTE, ENTITLEMENT, ROLE, SOURCE: nothing else \
                             can be filtered by here";
                return Err(given.fault("type", fault));
            }
        };
        (about, leaf(given, about)?)
    };
    let negated = given.flag("negateResult")?.unwrap_or_default();
    Ok((about, if negated { filter.negated() } else { filter }))
}

fn composite(given: &Reader<'_>, level: usize) -> Result<(About, Filter), Fault> {
    let children = given.objects("children")?;
    let parts = children.iter().map(|child| criterion(child, level + 1)).collect::<Result<Vec<_>, _>>()?;
    let Some((about, _)) = parts.first() else { return Err(given.fault("children", "is missing")) };
    let about = *about;
    if parts.iter().any(|(other, _)| *other != about) {
        let fault = "must all speak of the same: give criteria of other types beside one another instead";
        return Err(given.fault("children", fault));
    }
    let filters = parts.into_iter().map(|(_, filter)| filter).collect();
    match given.text("operation", 20)? {
        Some("AND") => Ok((about, Filter::And(filters))),
        Some("OR") => Ok((about, Filter::Or(filters))),
        _ => Err(given.fault("operation", "must be one of AND, OR")),
    }
}

fn leaf(given: &Reader<'_>, about: About) -> Result<Filter, Fault> {
    let value = given.text("value", 4_000)?.unwrap_or_default();
    let property = given.text("property", 200)?.filter(|name| !name.is_empty());
    let name = match (about, property.unwrap_or("id")) {
        (_, "id") => "id".to_owned(),
        (About::People, "displayName") => "displayName".into(),
        (About::People, "name") => "userName".into(),
        (About::People, "email") => "mail".into(),
        (About::People, "firstName" | "firstname") => "givenName".into(),
        (About::People, "lastName" | "lastname") => "sn".into(),
        (About::People, "title" | "jobTitle") => "title".into(),
        (About::People, "department") => "organization".into(),
        (About::Entitlements | About::Roles | About::Sources, "name" | "displayName") => "name".into(),
        (About::Entitlements, "source.id" | "sourceId") => "application.id".into(),
        (About::Entitlements, "source.name" | "sourceName") => "application.name".into(),
        (_, other) => format!("glossary.{}", other.strip_prefix("attributes.").unwrap_or(other)),
    };
    let path = Path::dotted(&name).map_err(|fault| given.fault("property", fault))?;
    let compare = |op| Filter::Compare { path: path.clone(), op, value: Value::from(value) };
    Ok(match given.text("operation", 20)? {
        Some("EQUALS") => compare(Op::Equals),
        Some("NOT_EQUALS") => compare(Op::Equals).negated(),
        Some("CONTAINS") => compare(Op::Contains),
        Some("STARTS_WITH") => compare(Op::StartsWith),
        Some("ENDS_WITH") => compare(Op::EndsWith),
        _ => {
            let fault = "must be one of EQUALS, NOT_EQUALS, CONTAINS, STARTS_WITH, ENDS_WITH";
            return Err(given.fault("operation", fault));
        }
    })
}
