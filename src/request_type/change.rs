//! Changing what a request holds, within what its type lets change (contract 2.1 rows 4 and 5, `modify`).

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::check::at;
use super::{
    AccessAsked, Asked, Fault, RequestType, Section, access_type, check, check_change, check_draft, payload,
};
use crate::filter::Path;
use crate::request::{Request, check_named, is_life_cycle};

/// The request with other content. What cannot be modified may be left out; everything else that is left out goes.
///
/// A draft that is not said to stay one (`common.isDraft`) is to be sent: it must be whole then. What was sent is no
/// draft again.
///
/// # Errors
/// Everything that is wrong, by property.
pub fn change(
    request: &Request,
    given: &Map<String, Json>,
    request_type: &RequestType,
) -> Result<Request, Vec<Fault>> {
    let old = payload(request);
    let mut new = given.clone();
    drop_own(&mut new, request_type);
    for path in &request_type.definition.not_modifiable {
        keep(&mut new, &old, path);
    }
    if request.access.is_some() {
        for name in ["userId", "applicationId", "entitlementId", "roleId"] {
            keep_member(&mut new, &old, name);
        }
    }
    let stays = new.get("common").and_then(|common| common.get("isDraft")) == Some(&Json::Bool(true));
    let filled = if stays { check_draft(&new, request_type)? } else { check(&new, request_type)? };
    check_change(&old, &filled.payload, request_type)?;
    let (asked, user) = match access_type(&request_type.id) {
        Some((kind, _)) => {
            let access = AccessAsked::read(&filled, kind)?;
            if access.user != request.user || Some(access.item) != request.item() {
                return Err(vec![Fault::new("common", "cannot name another person or item")]);
            }
            (access.asked, access.user)
        }
        // It stays with who keeps it, whomever it names.
        None if is_life_cycle(&request_type.id) => {
            let asked = Asked::read(&filled)?;
            if !stays {
                check_named(&asked.content)?;
            }
            (asked, request.user)
        }
        None => {
            let asked = Asked::read(&filled)?;
            let user = asked.user.unwrap_or(request.user);
            (asked, user)
        }
    };
    if asked.is_draft && !request.is_draft {
        return Err(vec![Fault::new("common.isDraft", "must be false: the request has been sent")]);
    }
    if user != request.user && !request.is_draft {
        return Err(vec![Fault::new("common.userId", "cannot be changed: the request has been sent")]);
    }
    Ok(Request {
        user,
        content: asked.content,
        unique_key: filled.unique_key,
        priority: asked.priority,
        justification: asked.justification.trim().to_owned(),
        start: asked.start,
        end: asked.end,
        expires: asked.expires,
        external_id: asked.external_id,
        context: asked.context,
        is_draft: asked.is_draft,
        ..request.clone()
    })
}

/// What a request holds, with the members that are given in place of its own; null takes one away.
pub fn merged(request: &Request, given: &Map<String, Json>) -> Map<String, Json> {
    let mut whole = payload(request);
    for (section, members) in given {
        match (whole.get_mut(section), members) {
            (Some(Json::Object(there)), Json::Object(members)) => there.extend(members.clone()),
            _ => {
                whole.insert(section.clone(), members.clone());
            }
        }
    }
    whole
}

/// The properties that differ between two states of a request, as `section.property`.
pub fn changed(before: &Request, after: &Request) -> Vec<String> {
    let (before, after) = (payload(before), payload(after));
    let mut names = BTreeSet::new();
    for (one, other) in [(&before, &after), (&after, &before)] {
        for (section, members) in one {
            let there = other.get(section);
            for (name, value) in members.as_object().into_iter().flatten() {
                if there.and_then(|there| there.get(name)) != Some(value) {
                    names.insert(format!("{section}.{name}"));
                }
            }
        }
    }
    names.into_iter().collect()
}

/// Takes out what the product says of every request and types do not describe.
fn drop_own(new: &mut Map<String, Json>, request_type: &RequestType) {
    let known = request_type.definition.schemas.get(&Section::Common);
    if let Some(Json::Object(common)) = new.get_mut("common") {
        common.remove("correlationId");
        if known.is_none_or(|known| !known.contains_key("userId")) {
            common.remove("userId");
        }
    }
}

fn keep_member(new: &mut Map<String, Json>, old: &Map<String, Json>, name: &str) {
    let Some(value) = old.get("common").and_then(|common| common.get(name)) else { return };
    if let Json::Object(common) = new.entry("common").or_insert_with(|| json!({})) {
        common.entry(name).or_insert_with(|| value.clone());
    }
}

/// Puts a value back that was left out.
fn keep(new: &mut Map<String, Json>, old: &Map<String, Json>, path: &Path) {
    let Some(value) = at(old, path) else { return };
    let mut segments = path.segments();
    let Some(name) = segments.next_back() else { return };
    let above = segments
        .try_fold(new, |members, name| members.entry(name).or_insert_with(|| json!({})).as_object_mut());
    if let Some(members) = above
        && members.get(name).is_none_or(Json::is_null)
    {
        members.insert(name.to_owned(), value.clone());
    }
}
