//! Whose access definitions are about, and which.

use serde_json::Value as Json;

use super::who::id_of;
use super::words::{UsersBy, choice};
use super::{Resources, query};
use crate::catalog::ItemKind;
use crate::document::{Fault, Reader, clip};
use crate::filter::{Filter, Path, Value};
use crate::id::{ItemId, UserId};
use crate::text::normalise;

/// The most resources that a definition names one by one.
const MOST_RESOURCES: usize = 500;

pub(super) fn people(read: &Reader<'_>) -> Result<(Filter, Vec<UserId>), Fault> {
    const MEMBER: &str = "userQuery";
    let by: UsersBy = choice(read, "userCertificationBy")?
        .ok_or_else(|| read.fault("userCertificationBy", "is missing: say how people are chosen"))?;
    let query = query::object(read.get(MEMBER)).map_err(|fault| read.fault(MEMBER, fault))?;
    let Some(query) = query else {
        return match by {
            UsersBy::Query => Ok((Filter::All, Vec::new())),
            UsersBy::Name => Err(read.fault(MEMBER, "is missing: name the people")),
        };
    };
    let (filter, ids) = query::read(&query, &query::of_people).map_err(|fault| read.fault(MEMBER, fault))?;
    let id = |text: String| {
        let fault = || read.fault(MEMBER, format!("names `{}`, which is nobody's id", clip(&text)));
        crate::id::user_id(&text).ok_or_else(fault)
    };
    Ok((filter, ids.into_iter().map(id).collect::<Result<_, _>>()?))
}

/// What each kind of resource is called, as a collection.
const COLLECTIONS: [(ItemKind, &[&str]); 3] = [
    (ItemKind::Application, &["TargetSystem", "Application"]),
    (ItemKind::Entitlement, &["Entitlement"]),
    (ItemKind::Role, &["Role", "Roles"]),
];

impl Resources {
    fn set(&mut self, kind: ItemKind, filter: Filter) {
        let filter = Some(filter).filter(|filter| *filter != Filter::None);
        match kind {
            ItemKind::Application => self.applications = filter,
            ItemKind::Entitlement => self.entitlements = filter,
            ItemKind::Role => self.roles = filter,
        }
    }

    /// Each kind with its filter.
    pub fn each(&self) -> [(ItemKind, Option<&Filter>); 3] {
        [
            (ItemKind::Application, self.applications.as_ref()),
            (ItemKind::Entitlement, self.entitlements.as_ref()),
            (ItemKind::Role, self.roles.as_ref()),
        ]
    }
}

/// Resources are named one by one, or by a query, whose text says the same where they are named.
pub(super) fn resources(read: &Reader<'_>) -> Result<(Resources, Vec<(String, ItemId)>), Fault> {
    const MEMBER: &str = "resourceQuery";
    let by_query = read.text("certificationBy", 100)?.is_some_and(|by| normalise(by) == "query");
    let query = query::object(read.get(MEMBER)).map_err(|fault| read.fault(MEMBER, fault))?;
    let listed = listed(read)?;
    let mut resources = Resources::default();
    let mut ids = Vec::new();
    if let Some(query) = query.filter(|_| by_query || listed.is_empty()) {
        for (kind, words) in COLLECTIONS {
            let field = |name: &str| query::of_resources(name, words);
            let (filter, named) = query::read(&query, &field).map_err(|fault| read.fault(MEMBER, fault))?;
            resources.set(kind, filter);
            // The same ids for each kind.
            ids = named;
        }
        let id = |text: String| {
            let fault = || read.fault(MEMBER, format!("names `{}`, which is no id here", clip(&text)));
            Ok((MEMBER.to_owned(), item_id(&text).ok_or_else(fault)?))
        };
        let named = ids.into_iter().map(id).collect::<Result<_, Fault>>()?;
        if resources == Resources::default() {
            return Err(read.fault(MEMBER, "selects nothing"));
        }
        return Ok((resources, named));
    }
    for (kind, _) in COLLECTIONS {
        let of_kind =
            listed.iter().filter(|(of, ..)| *of == kind).map(|(_, _, id)| Value::from(id.to_string()));
        let values: Vec<Value> = of_kind.collect();
        let filter = match (listed.is_empty(), Path::dotted("id")) {
            (true, _) => Filter::All,
            (false, Ok(path)) if !values.is_empty() => Filter::In { path, values },
            _ => Filter::None,
        };
        resources.set(kind, filter);
    }
    Ok((resources, listed.into_iter().map(|(_, member, id)| (member, id)).collect()))
}

/// What `resources` names; one object stands for a list of one.
fn listed(read: &Reader<'_>) -> Result<Vec<(ItemKind, String, ItemId)>, Fault> {
    const MEMBER: &str = "resources";
    let given: Vec<(String, Reader<'_>)> = if let Some(Json::Object(_)) = read.get(MEMBER) {
        read.object(MEMBER)?.map(|one| (MEMBER.to_owned(), one)).into_iter().collect()
    } else {
        let all = read.objects(MEMBER)?.into_iter().enumerate();
        all.map(|(place, one)| (format!("{MEMBER}[{place}]"), one)).collect()
    };
    if given.len() > MOST_RESOURCES {
        return Err(read.fault(MEMBER, format!("must have at most {MOST_RESOURCES} elements")));
    }
    let one = |(member, given): (String, Reader<'_>)| {
        let collection = given.text("collection", 100)?.unwrap_or_default();
        let of = COLLECTIONS
            .iter()
            .find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(collection)));
        let kind = of.map(|(kind, _)| *kind);
        let kind =
            kind.ok_or_else(|| given.fault("collection", "must be one of TargetSystem, Entitlement, Role"))?;
        let id = id_of(&given, "_id")?.ok_or_else(|| given.fault("_id", "is missing"))?;
        let id = item_id(&id).ok_or_else(|| given.fault("_id", "is no id here"))?;
        Ok((kind, format!("{member}._id"), id))
    };
    given.into_iter().map(one).collect()
}

/// The id of something in the catalog, also as the catalog writes it.
fn item_id(text: &str) -> Option<ItemId> {
    let of_catalog = crate::catalog::item_of_catalog_id(text).map(|(_, id)| id);
    of_catalog.or_else(|| text.parse().ok())
}
