//! Entitlements that are members of others of their application, as a file says; and what that means to whoever holds them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bailiwick::catalog::nesting::{MOST_OUTER, MOST_TOGETHER, Membership, Refused, closure};
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick_store::nesting::{self, Scope};
use bailiwick_store::{Tx, items, users};

use super::Faults;
use super::entitlements::entitlements;
use super::found::cut;
use crate::audit::{Event, Trail};
use crate::{Context, Engine, EngineError, certifications};

/// An entitlement by its application and native name.
pub(super) type Key = (ItemId, String);

/// What a row says: what an entitlement is a member of, by native name.
pub(super) struct Said {
    pub(super) line: u64,
    pub(super) application: ItemId,
    pub(super) application_name: String,
    pub(super) inner: ItemId,
    pub(super) outer: Vec<String>,
}

/// The memberships of an application that change.
struct Nesting {
    application: ItemId,
    direct: Vec<Membership>,
    closure: Vec<Membership>,
}

/// What becomes of nesting by a file.
#[derive(Default)]
pub(super) struct Nestings {
    changed: Vec<Nesting>,
    /// What an entitlement was a member of, and is, by native names: where that changes.
    words: HashMap<ItemId, (String, String)>,
}

impl Nestings {
    /// How the audit trail tells what an entitlement was a member of, and is; nothing where that stays.
    pub(super) fn told(&mut self, item: ItemId) -> Option<(String, String)> {
        self.words.remove(&item)
    }
}

/// Checks what rows say. `known` are the entitlements of the file.
pub(super) async fn check(
    tx: &mut Tx,
    said: Vec<Said>,
    mut known: HashMap<Key, ItemId>,
    faults: &mut Faults,
) -> Result<Nestings, EngineError> {
    let keys =
        |one: &Said| -> Vec<Key> { one.outer.iter().map(|key| (one.application, key.clone())).collect() };
    let missing: Vec<Key> = said.iter().flat_map(keys).filter(|key| !known.contains_key(key)).collect();
    known.extend(entitlements(tx, missing.into_iter()).await?.into_iter().map(|(key, item)| (key, item.id)));
    let mut by_application: BTreeMap<ItemId, Vec<(u64, ItemId, BTreeSet<ItemId>)>> = BTreeMap::new();
    for one in said {
        let mut outer = BTreeSet::new();
        for key in one.outer {
            if let Some(id) = known.get(&(one.application, key.clone())) {
                outer.insert(*id);
            } else {
                let reason = format!(
                    "`{}` is not an entitlement of `{}`, in this file or loaded before",
                    cut(&key),
                    cut(&one.application_name)
                );
                faults.add(one.line, Some("memberOf"), reason);
            }
        }
        by_application.entry(one.application).or_default().push((one.line, one.inner, outer));
    }
    let mut names: HashMap<ItemId, String> = known.into_iter().map(|((_, key), id)| (id, key)).collect();
    let mut nestings = Nestings::default();
    for (application, rows) in by_application {
        let mut all: BTreeMap<ItemId, BTreeSet<ItemId>> = BTreeMap::new();
        for (inner, outer) in nesting::of_application(tx, application).await? {
            all.entry(inner).or_default().insert(outer);
        }
        let mut changed = Vec::new();
        for (_, inner, outer) in &rows {
            let before = all.remove(inner).unwrap_or_default();
            if before != *outer {
                changed.push((*inner, before));
            }
            all.insert(*inner, outer.clone());
        }
        if changed.is_empty() {
            continue;
        }
        let direct: Vec<Membership> =
            all.iter().flat_map(|(inner, outer)| outer.iter().map(|outer| (*inner, *outer))).collect();
        name(tx, &mut names, &direct, &changed).await?;
        let word = |ids: &BTreeSet<ItemId>| -> String {
            ids.iter().filter_map(|id| names.get(id).map(String::as_str)).collect::<Vec<_>>().join("; ")
        };
        match closure(&direct) {
            Ok(closure) => {
                for (inner, before) in changed {
                    let after = all.get(&inner).map(word).unwrap_or_default();
                    nestings.words.insert(inner, (word(&before), after));
                }
                nestings.changed.push(Nesting { application, direct, closure });
            }
            Err(refused) => {
                let (about, reason) = told(&refused, &names);
                let line =
                    rows.iter().find(|(_, inner, _)| about.contains(inner)).map_or(1, |(line, ..)| *line);
                faults.add(line, Some("memberOf"), reason);
            }
        }
    }
    Ok(nestings)
}

/// Which entitlements nothing can be made of, and why.
fn told<'a>(refused: &'a Refused, names: &HashMap<ItemId, String>) -> (&'a [ItemId], String) {
    let name = |id: &ItemId| names.get(id).map(|key| format!("`{}`", cut(key))).unwrap_or_default();
    match refused {
        Refused::Circle(way) => {
            let names: Vec<String> = way.iter().map(name).collect();
            (way.as_slice(), format!("makes it a member of itself: {}", names.join(" > ")))
        }
        Refused::TooMany { item, count } => {
            let words = "others, over all steps, of which there may be at most";
            let reason = format!("makes {} a member of {count} {words} {MOST_OUTER}", name(item));
            (std::slice::from_ref(item), reason)
        }
        Refused::TooManyTogether { item, count } => {
            let words = "others, over all steps, and all of the application together members of more than";
            let reason = format!("makes {} a member of {count} {words} {MOST_TOGETHER}", name(item));
            (std::slice::from_ref(item), reason)
        }
    }
}

/// Finds the native names of what is not in the file.
async fn name(
    tx: &mut Tx,
    names: &mut HashMap<ItemId, String>,
    direct: &[Membership],
    changed: &[(ItemId, BTreeSet<ItemId>)],
) -> Result<(), EngineError> {
    let before = changed.iter().flat_map(|(_, before)| before.iter().copied());
    let all: BTreeSet<ItemId> =
        direct.iter().flat_map(|(inner, outer)| [*inner, *outer]).chain(before).collect();
    let unknown: Vec<ItemId> = all.into_iter().filter(|id| !names.contains_key(id)).collect();
    names.extend(items::briefs(tx, &unknown).await?.into_iter().map(|item| (item.id, item.native_key)));
    Ok(())
}

/// Writes what changes, and lets it follow for everybody who holds something there.
pub(super) async fn write(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    nestings: Nestings,
) -> Result<(), EngineError> {
    let mut touched: BTreeMap<UserId, (Vec<GrantId>, Vec<GrantId>)> = BTreeMap::new();
    let mut goes = false;
    for Nesting { application, direct, closure } in nestings.changed {
        nesting::replace(tx, application, &direct, &closure).await?;
        let scope = Scope::Application(application);
        for one in nesting::end(tx, scope, "membership changed", ctx.now).await? {
            touched.entry(one.user).or_default().0.push(one.grant);
            goes = true;
        }
        for one in nesting::begin(tx, scope, Some(ctx.now), ctx.now).await? {
            touched.entry(one.user).or_default().1.push(one.grant);
        }
    }
    let people: Vec<UserId> = touched.keys().copied().collect();
    let names: HashMap<UserId, String> =
        users::briefs(tx, &people).await?.into_iter().map(|user| (user.id, user.user_name)).collect();
    let mut trail = Trail::default();
    for (user, (ended, began)) in touched {
        let name = names.get(&user).cloned().unwrap_or_default();
        let event = Event::new("update-nested-access", "user", user, name).about(user);
        trail.add(engine, ctx, event.grants(&ended, &began));
    }
    trail.write(tx).await?;
    if goes {
        certifications::follow_all_access(tx, engine, ctx).await?;
    }
    Ok(())
}
