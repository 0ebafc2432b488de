//! Which line items a client wants (contract row 37).

use bailiwick::certification::Verdict;
use bailiwick::filter::list::{ListQuery, SortKey, SortType};
use bailiwick::filter::{Filter, Op, Path};
use bailiwick::id::{ItemId, UserId, user_id};
use bailiwick_engine::certifications::Wanted;

use crate::api::{ApiError, Params};

/// What the parameters say, and the filter besides.
///
/// # Errors
/// A parameter is wrong, named.
pub fn wanted(params: &Params, filter: Filter) -> Result<Wanted, ApiError> {
    let mut wanted = Wanted {
        actor: person(params, "actorId")?.or(person(params, "primaryReviewerId")?),
        user: person(params, "user")?,
        application: uuid(params, "application", "an application")?.map(ItemId),
        item: uuid(params, "resource", "an entitlement or role")?.map(ItemId),
        verdict: match params.get("decision") {
            None => None,
            Some("NONE") => Some(None),
            Some(_) => Some(params.word::<Verdict>("decision")?),
        },
        filter,
        ..Wanted::default()
    };
    for (name, known) in [("status", &STATUSES[..]), ("taskStatus", &TASK_STATUSES[..])] {
        if let Some(statuses) = words(params, name, known)? {
            // By one there is an index, and how many there are is counted already.
            match (statuses.as_slice(), wanted.status) {
                ([one], None) => wanted.status = one.parse().ok(),
                _ => also(&mut wanted, among("decision.certification.status", statuses)?),
            }
        }
    }
    if let Some(kinds) = words(params, "itemType", &ITEM_TYPES)? {
        also(&mut wanted, among("item.type", kinds)?);
    }
    if let Some(owner) = person(params, "ownerId")? {
        also(&mut wanted, Filter::equals(path("owner.id")?, owner.to_string()));
    }
    if let Some(account) = uuid(params, "account", "an account")? {
        also(&mut wanted, Filter::equals(path("account.id")?, account.to_string()));
    }
    if let Some(name) = params.get("user.userName") {
        also(&mut wanted, contains("user.userName", name)?);
    }
    if let Some(target) = params.get("targetId") {
        let id = user_id(target).ok_or_else(|| ApiError::field("targetId", "must be an id"))?;
        let is = |name: &str| Ok::<_, ApiError>(Filter::equals(path(name)?, id.to_string()));
        also(&mut wanted, Filter::Or(vec![is("user.id")?, is("item.id")?, is("account.id")?]));
    }
    if let Some(text) = params.get("queryString") {
        let has = |name: &str| contains(name, text);
        also(
            &mut wanted,
            Filter::Or(vec![
                has("user.displayName")?,
                has("user.userName")?,
                has("name")?,
                has("application.name")?,
                has("account.name")?,
            ]),
        );
    }
    Ok(wanted)
}

fn also(wanted: &mut Wanted, filter: Filter) {
    wanted.filter = std::mem::take(&mut wanted.filter).and(filter);
}

/// The order in which rows of one person, application or thing lie together; their own where `groupBy` is missing.
pub fn grouped(params: &Params, list: &mut ListQuery) -> Result<(), ApiError> {
    const GROUPS: [&str; 8] =
        ["", "user", "application", "account", "entitlement", "resource", "role", "item"];
    let by = match params.one_of("groupBy", &GROUPS)? {
        "" => return Ok(()),
        "user" => "user.displayName",
        "application" => "application.name",
        "account" => "account.name",
        _ => "name",
    };
    list.sort.insert(0, SortKey { path: path(by)?, descending: false, kind: SortType::Text });
    Ok(())
}

/// How line items stand, in the words of the contract (3.18); `pending` is what nobody has been asked about, and here
/// nothing stands so.
const STATUSES: [(&str, &[&str]); 6] = [
    ("in-progress", &["in-progress"]),
    ("active", &["in-progress"]),
    ("pending", &[]),
    ("signed-off", &["signed-off"]),
    ("cancelled", &["cancelled"]),
    ("expired", &["expired"]),
];

/// How far reviewers are with them.
const TASK_STATUSES: [(&str, &[&str]); 5] = [
    ("active", &["in-progress"]),
    ("complete", &["signed-off"]),
    ("closed", &["signed-off", "cancelled", "expired"]),
    ("cancelled", &["cancelled"]),
    ("expired", &["expired"]),
];

/// What they are about: the older words too.
const ITEM_TYPES: [(&str, &[&str]); 6] = [
    ("accountGrant", &["accountGrant"]),
    ("entitlementGrant", &["entitlementGrant"]),
    ("roleMembership", &["roleMembership"]),
    ("Account Grant", &["accountGrant"]),
    ("Resource Grant", &["entitlementGrant"]),
    ("Role Membership", &["roleMembership"]),
];

/// What the words of a parameter, joined by commas, stand for.
fn words(
    params: &Params,
    name: &str,
    known: &[(&str, &[&'static str])],
) -> Result<Option<Vec<&'static str>>, ApiError> {
    let Some(given) = params.get(name) else { return Ok(None) };
    let mut meant = Vec::new();
    for word in given.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let found = known.iter().find(|(one, _)| one.eq_ignore_ascii_case(word));
        let fault = || {
            let all: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            ApiError::field(name, format!("must be of {}", all.join(", ")))
        };
        meant.extend(found.ok_or_else(fault)?.1);
    }
    Ok(Some(meant))
}

fn among(name: &str, words: Vec<&'static str>) -> Result<Filter, ApiError> {
    Ok(Filter::In { path: path(name)?, values: words.into_iter().map(Into::into).collect() })
}

fn contains(name: &str, text: &str) -> Result<Filter, ApiError> {
    Ok(Filter::Compare { path: path(name)?, op: Op::Contains, value: text.into() })
}

fn path(name: &str) -> Result<Path, ApiError> {
    Path::dotted(name).map_err(|fault| ApiError::bad(fault.to_string()))
}

pub(super) fn person(params: &Params, name: &str) -> Result<Option<UserId>, ApiError> {
    let id = |text: &str| user_id(text).ok_or_else(|| ApiError::field(name, "must be the id of a person"));
    params.get(name).map(id).transpose()
}

/// An id, also as the last part of a path.
fn uuid(params: &Params, name: &str, of: &str) -> Result<Option<uuid::Uuid>, ApiError> {
    let id = |text: &str| {
        let last = text.rsplit('/').next().unwrap_or(text);
        last.parse().map_err(|_| ApiError::field(name, format!("must be the id of {of}")))
    };
    params.get(name).map(id).transpose()
}
