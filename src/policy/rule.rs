//! What is said about a rule: its body, and what is read from it (contract 3.13).

use serde_json::{Map, Value as Json};

use crate::catalog::ItemKind;
use crate::document::{Fault, Faults, Reader, check_size};
use crate::filter::{Filter, target};
use crate::id::{ItemId, UserId, user_id};

/// The most sides of a rule.
pub const MOST_SIDES: usize = 20;
/// The most bytes of a rule as JSON.
const MOST_BYTES: usize = 512 * 1024;
/// The most levels of a rule's body: a filter may have 32, each of two.
const MOST_LEVELS: usize = 80;
/// The most days of an exception: ten years.
const MOST_EXCEPTION_DAYS: u32 = 3_650;
/// The most days until a violation expires.
const MOST_EXPIRATION_DAYS: u32 = 3_650;
/// Members that the server makes.
const SERVERS_OWN: [&str; 5] = ["id", "_rev", "metadata", "ruleDefinitionTags", "mitigatingControls"];

/// What a person must not hold together with the other sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Which items, by the searchable properties of the catalog.
    pub filter: Filter,
    /// Items of these kinds only; never empty.
    pub kinds: Vec<ItemKind>,
}

impl Side {
    /// Whether it is about the account that something is held by: then it matches grants, not items.
    pub fn is_of_accounts(&self) -> bool {
        self.filter.paths().iter().any(|path| is_of_account(path.as_str()))
    }
}

/// Whether a property is one of the account that something is held by: `account.name`,
/// `glossary.idx./account.privileged`.
pub fn is_of_account(property: &str) -> bool {
    ["account.", "glossary.account.", "glossary.idx./account.", "descriptor.idx./account."]
        .iter()
        .any(|prefix| property.starts_with(prefix))
}

/// Who is asked about a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViolationOwner {
    /// A person.
    Person(UserId),
    /// Whoever holds a role.
    Role(ItemId),
}

/// What may be decided about a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionOptions {
    /// That it stays for good.
    pub allow: bool,
    /// That it stays until a date.
    pub exception: bool,
    /// That access is taken away.
    pub remediate: bool,
}

/// How violations of a rule live.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lifecycle {
    /// Violations are written down, and nobody is asked about them.
    pub does_nothing: bool,
    /// After so many days without a decision, what the workflow does then happens.
    pub expires_after_days: Option<u32>,
    /// An exception needs a comment.
    pub exception_needs_comment: bool,
}

/// A rule's body, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDefinition {
    /// As it came, without what the server makes.
    body: Map<String, Json>,
    /// What people call it; no two rules have the same.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who answers for it.
    pub owner: UserId,
    /// Who is asked about its violations.
    pub violation_owner: ViolationOwner,
    /// Whether it counts.
    pub is_active: bool,
    /// Whether it is asked before access is given.
    pub is_preventive: bool,
    /// Whether scans look for who breaks it.
    pub is_detective: bool,
    /// The most days of an exception.
    pub most_exception_days: u32,
    /// What may be decided.
    pub options: DecisionOptions,
    /// Whom it is about, by the searchable properties of people.
    pub people: Filter,
    /// What nobody of them may hold together: something from each of these.
    pub sides: Vec<Side>,
    /// The workflow that its violations go by.
    pub workflow: Option<String>,
    /// How its violations live.
    pub lifecycle: Lifecycle,
    /// How bad a violation is, 0 to 100.
    pub risk: Option<u32>,
    /// What somebody who decides should know.
    pub advice: Option<String>,
}

impl RuleDefinition {
    /// Reads a rule's body. What the server makes is dropped; owners are kept by id.
    ///
    /// # Errors
    /// Every member at fault, by its path.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        if let Err(fault) = check_size("policy rule", &body, MOST_LEVELS, MOST_BYTES) {
            return Err(vec![fault]);
        }
        for owner in ["policyRuleOwner", "violationOwner"] {
            keep_id_only(&mut body, owner);
        }
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let name = faults.required("name", read.text("name", 200)).map(str::trim).unwrap_or_default();
        let owner = faults.keep(owner(&read, "policyRuleOwner"));
        let violation_owner = faults.keep(violation_owner(&read));
        let (is_preventive, is_detective) = faults.keep(scan_types(&read)).unwrap_or_default();
        let options = faults.keep(options(&read));
        let most_exception_days =
            faults.required("maxExceptionDuration", read.number("maxExceptionDuration", MOST_EXCEPTION_DAYS));
        let people = faults.keep(people(&body));
        let sides = faults.keep_all(sides(&body)).unwrap_or_default();
        let lifecycle = faults.keep(lifecycle(&read)).unwrap_or_default();
        let workflow = faults.keep(workflow(&read)).flatten();
        let is_active = faults.keep(read.flag("active")).flatten().unwrap_or_default();
        let risk = faults.keep(read.number("riskScore", 100)).flatten();
        let description = faults.keep(read.text("description", 4_000)).flatten().map(str::to_owned);
        let advice = faults.keep(read.text("correctionAdvice", 4_000)).flatten().map(str::to_owned);
        faults.keep(read.text("documentationUrl", 2_000));
        let name = name.to_owned();
        match (owner, violation_owner, options, most_exception_days, people, faults.0.is_empty()) {
            (
                Some(owner),
                Some(violation_owner),
                Some(options),
                Some(most_exception_days),
                Some(people),
                true,
            ) => Ok(Self {
                body,
                name,
                description,
                owner,
                violation_owner,
                is_active,
                is_preventive,
                is_detective,
                most_exception_days,
                options,
                people,
                sides,
                workflow,
                lifecycle,
                risk,
                advice,
            }),
            _ => Err(faults.0),
        }
    }

    /// The body, as it is kept.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }

    /// The same rule under another name, not active yet: what a copy begins as.
    #[must_use]
    pub fn copied(&self, name: String) -> Self {
        let mut copy = self.clone();
        copy.body.insert("name".into(), Json::from(name.as_str()));
        copy.body.insert("active".into(), Json::Bool(false));
        copy.name = name;
        copy.is_active = false;
        copy
    }
}

/// Owners are filled in when they are read: only which they are is kept.
pub(super) fn keep_id_only(body: &mut Map<String, Json>, member: &str) {
    if let Some(Json::Object(owner)) = body.get_mut(member) {
        owner.retain(|name, _| name == "id");
    }
}

pub(super) fn owner(read: &Reader<'_>, member: &str) -> Result<UserId, Fault> {
    let missing = || Fault::new(format!("{member}.id"), "is missing: name a person who answers for it");
    let given = read.object(member)?.ok_or_else(missing)?;
    let id = given.text("id", 200)?.ok_or_else(missing)?;
    user_id(id).ok_or_else(|| given.fault("id", "must be the id of a person"))
}

fn violation_owner(read: &Reader<'_>) -> Result<ViolationOwner, Fault> {
    let missing = || Fault::new("violationOwner.id", "is missing: name who is asked about violations");
    let given = read.object("violationOwner")?.ok_or_else(missing)?;
    let id = given.text("id", 200)?.ok_or_else(missing)?;
    match read.text("violationOwnerType", 20)?.unwrap_or("user") {
        "user" => user_id(id)
            .map(ViolationOwner::Person)
            .ok_or_else(|| given.fault("id", "must be the id of a person, or `violationOwnerType` `role`")),
        "role" => id
            .strip_prefix("managed/role/")
            .unwrap_or(id)
            .parse()
            .map(ViolationOwner::Role)
            .map_err(|_| given.fault("id", "must be the id of a role")),
        _ => Err(read.fault("violationOwnerType", "must be `user` or `role`")),
    }
}

fn scan_types(read: &Reader<'_>) -> Result<(bool, bool), Fault> {
    let Some(types) = read.object("scanTypes")? else { return Ok((false, false)) };
    Ok((types.flag("preventative")?.unwrap_or_default(), types.flag("detective")?.unwrap_or_default()))
}

fn options(read: &Reader<'_>) -> Result<DecisionOptions, Fault> {
    let Some(given) = read.object("decisionOptions")? else {
        return Ok(DecisionOptions { allow: true, exception: true, remediate: true });
    };
    let flag = |name| Ok::<_, Fault>(given.flag(name)?.unwrap_or_default());
    let options = DecisionOptions {
        allow: flag("allow")?,
        exception: flag("exception")?,
        remediate: flag("remediate")?,
    };
    if options == (DecisionOptions { allow: false, exception: false, remediate: false }) {
        return Err(
            read.fault("decisionOptions", "must leave at least one of allow, exception and remediate")
        );
    }
    Ok(options)
}

fn lifecycle(read: &Reader<'_>) -> Result<Lifecycle, Fault> {
    let Some(given) = read.object("violationLifecycle")? else { return Ok(Lifecycle::default()) };
    let mut lifecycle = Lifecycle::default();
    if let Some(workflow) = given.object("workflow")? {
        lifecycle.does_nothing = workflow.text("action", 50)? == Some("do_nothing");
    }
    if let Some(expiration) = given.object("expiration")? {
        let duration = expiration.number("duration", MOST_EXPIRATION_DAYS)?;
        lifecycle.expires_after_days =
            duration.filter(|days| *days > 0 && expiration.flag("expires").ok().flatten() == Some(true));
        expiration.flag("expires")?;
        expiration.text("action", 50)?;
    }
    if let Some(exception) = given.object("exception")? {
        lifecycle.exception_needs_comment = exception.flag("justificationCheck")?.unwrap_or_default();
    }
    Ok(lifecycle)
}

fn workflow(read: &Reader<'_>) -> Result<Option<String>, Fault> {
    let Some(given) = read.object("workflow")? else { return Ok(None) };
    Ok(given.text("id", 200)?.filter(|id| !id.trim().is_empty()).map(str::to_owned))
}

fn people(body: &Map<String, Json>) -> Result<Filter, Fault> {
    let filter = target::parse(body.get("userFilter").unwrap_or(&Json::Null));
    Ok(filter.map_err(|error| Fault::new("userFilter", error))?.normalised())
}

fn sides(body: &Map<String, Json>) -> Result<Vec<Side>, Vec<Fault>> {
    let one = |fault: &str| Err(vec![Fault::new("ruleDefinition", fault)]);
    let given = match body.get("ruleDefinition") {
        Some(Json::Array(given)) => given,
        None | Some(Json::Null) => return one("is missing: name what nobody may hold together"),
        Some(_) => return one("must be a list of conditions"),
    };
    if given.is_empty() || given.len() > MOST_SIDES {
        return one(&format!("must have 1 to {MOST_SIDES} conditions, not {}", given.len()));
    }
    let (mut sides, mut faults) = (Vec::new(), Vec::new());
    for (index, node) in given.iter().enumerate() {
        match side(&format!("ruleDefinition[{index}]"), node) {
            Ok(side) => sides.push(side),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(sides) } else { Err(faults) }
}

fn side(at: &str, node: &Json) -> Result<Side, Fault> {
    let filter = target::parse(node).map_err(|error| Fault::new(at, error))?.normalised();
    if filter == Filter::All {
        return Err(Fault::new(at, "is empty: it would match everything that anybody holds"));
    }
    let kinds = match node.get("type") {
        None | Some(Json::Null) => ItemKind::ALL.to_vec(),
        Some(Json::Array(words)) if !words.is_empty() => {
            let mut kinds = words.iter().map(|word| kind(at, word)).collect::<Result<Vec<_>, _>>()?;
            kinds.sort_unstable();
            kinds.dedup();
            kinds
        }
        Some(word @ Json::String(_)) => vec![kind(at, word)?],
        Some(_) => return Err(Fault::new(format!("{at}.type"), "must be a list of grant types")),
    };
    Ok(Side { filter, kinds })
}

fn kind(at: &str, word: &Json) -> Result<ItemKind, Fault> {
    match word.as_str() {
        Some("entitlementGrant") => Ok(ItemKind::Entitlement),
        Some("accountGrant") => Ok(ItemKind::Application),
        Some("roleMembership") => Ok(ItemKind::Role),
        _ => {
            let fault = "must be `entitlementGrant`, `accountGrant` or `roleMembership`";
            Err(Fault::new(format!("{at}.type"), fault))
        }
    }
}
