//! What is reviewed (contract 3.5, `targetFilter`).

use serde_json::{Map, Value as Json};

use super::CertificationType;
use crate::catalog::ItemKind;
use crate::document::Fault;
use crate::filter::{Filter, target};
use crate::id::OrganisationId;

/// What is reviewed: what all of these match. Names in each are relative to its object.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Grants of these kinds; empty where definitions, records or accounts are reviewed, never elsewhere.
    pub kinds: Vec<ItemKind>,
    /// Of these people.
    pub user: Filter,
    /// In these applications; what is in none, a role, is left out by it unless it is empty.
    pub application: Filter,
    /// By these accounts; or these accounts, where they are reviewed themselves.
    pub account: Filter,
    /// Accounts themselves in these applications; says nothing of what is none. A member of our own.
    pub account_application: Filter,
    /// Of these entitlements; says nothing of what is none.
    pub entitlement: Filter,
    /// Of these roles; says nothing of what is none.
    pub role: Filter,
    /// What was decided about them before.
    pub decision: Filter,
    /// People in one of these organisations; none: everybody.
    pub organisations: Vec<OrganisationId>,
    /// And in those below them.
    pub with_children: bool,
    /// People with an account in an authoritative application, or those without; none: everybody.
    pub correlated: Option<bool>,
}

impl Target {
    /// Reads `targetFilter`. Without it everything of the type is reviewed.
    pub(super) fn read(body: &Map<String, Json>, kind: CertificationType) -> Result<Self, Vec<Fault>> {
        let empty = Map::new();
        let given = match body.get("targetFilter") {
            None | Some(Json::Null) => &empty,
            Some(Json::Object(given)) => given,
            Some(_) => return Err(vec![Fault::new("targetFilter", "must be an object")]),
        };
        let mut faults = Vec::new();
        let mut filter = |name: &str| {
            let read = target::parse(given.get(name).unwrap_or(&Json::Null));
            let read = read.map_err(|error| faults.push(Fault::new(format!("targetFilter.{name}"), error)));
            read.map(Filter::normalised).unwrap_or_default()
        };
        let (user, application, account) = (filter("user"), filter("application"), filter("account"));
        let (entitlement, role, decision) = (filter("entitlement"), filter("role"), filter("decision"));
        let account_application = filter("accountApplication");
        for name in ["user", "application", "account", "entitlement", "role", "decision", "memberOfOrg"] {
            let is_said = match given.get(name) {
                None | Some(Json::Null) => false,
                Some(Json::Array(list)) => !list.is_empty(),
                Some(node) => !matches!(target::parse(node).map(Filter::normalised), Ok(Filter::All)),
            };
            if is_said && !kind.filters().contains(&name) {
                let known = kind.filters().join(", ");
                let fault = format!("says nothing where the type is `{kind}`: narrow it by {known}");
                faults.push(Fault::new(format!("targetFilter.{name}"), fault));
            }
        }
        let kinds = kinds(given.get("type"), kind).map_err(|fault| faults.push(fault)).unwrap_or_default();
        let organisations =
            organisations(given.get("memberOfOrg")).map_err(|fault| faults.push(fault)).unwrap_or_default();
        if !faults.is_empty() {
            return Err(faults);
        }
        let with_children = body.get("includeChildOrganizations").and_then(Json::as_bool).unwrap_or_default();
        let correlated = given.get("correlated").and_then(Json::as_bool);
        Ok(Self {
            kinds,
            user,
            application,
            account,
            account_application,
            entitlement,
            role,
            decision,
            organisations,
            with_children,
            correlated,
        })
    }
}

fn kinds(given: Option<&Json>, kind: CertificationType) -> Result<Vec<ItemKind>, Fault> {
    let words: Vec<&Json> = match given {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(words)) => words.iter().collect(),
        Some(word) => vec![word],
    };
    let mut kinds = Vec::new();
    for word in words {
        match word.as_str() {
            Some("accountGrant" | "AccountGrant") => kinds.push(ItemKind::Application),
            // The older word meant everything that an account holds.
            Some("entitlementGrant" | "ResourceGrant") => kinds.push(ItemKind::Entitlement),
            Some("roleMembership") => kinds.push(ItemKind::Role),
            // Types that review definitions say what they review themselves.
            Some("entitlement" | "role" | "user" | "identity" | "account") => {}
            _ => {
                let fault = "must be `accountGrant`, `entitlementGrant` or `roleMembership`";
                return Err(Fault::new("targetFilter.type", fault));
            }
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    let known = kind.kinds();
    if kinds.is_empty() {
        return Ok(known.to_vec());
    }
    kinds.retain(|one| known.contains(one));
    if kinds.is_empty() {
        let fault = format!("names nothing that a certification of the type `{kind}` reviews");
        return Err(Fault::new("targetFilter.type", fault));
    }
    Ok(kinds)
}

fn organisations(given: Option<&Json>) -> Result<Vec<OrganisationId>, Fault> {
    let must = || Fault::new("targetFilter.memberOfOrg", "must be a list of ids of organisations");
    let words: Vec<&Json> = match given {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(words)) => words.iter().collect(),
        Some(word) => vec![word],
    };
    let one = |word: &Json| {
        let text = word.as_str().ok_or_else(must)?;
        text.strip_prefix("managed/organization/").unwrap_or(text).parse().map_err(|_| must())
    };
    words.into_iter().map(one).collect()
}
