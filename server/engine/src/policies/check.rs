//! One person: which rules they break, or would with more access.

use std::collections::{BTreeMap, HashMap, HashSet};

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::filter::Filter;
use bailiwick::id::{ItemId, UserId};
use bailiwick::policy::Rule;
use bailiwick_store::{Tx, grants, items, nesting, policies, settings, users, violations};
use serde_json::Value as Json;

use super::compile::Compiled;
use super::named::{self, ReadRule};
use super::readable;
use crate::access::visible;
use crate::{Context, Engine, EngineError};

/// The most items that may be asked about at once.
const MOST_ITEMS: usize = 1_000;

/// A rule that a person breaks, or would.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The rule.
    pub rule: Rule,
    /// For each side of it, what of it the person holds or would hold.
    pub causes: Vec<Vec<ItemBrief>>,
    /// Which of what was asked about breaks it: itself, or by what it brings.
    pub by: Vec<ItemId>,
    /// Of the causes, what the person holds already.
    pub with: Vec<ItemBrief>,
}

/// What a scan of one person found.
#[derive(Debug, Clone, PartialEq)]
pub struct UserScan {
    /// The rules that are broken, with whom they name.
    pub rules: Vec<ReadRule>,
    /// As [`Self::rules`]: what breaks them.
    pub causes: Vec<Vec<Vec<ItemBrief>>>,
}

/// The rules that a person breaks, or would if they also held `more` (contract row 94): with `more` the active
/// preventive ones, without the active detective ones; of these those that `filter` matches.
///
/// For whoever may see what the person holds; see [`crate::access::held`].
///
/// # Errors
/// `NotFound`: there is no such person for the caller, or no such item; `Invalid` for too many items.
pub async fn scan_user(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    more: &[ItemId],
    filter: &Filter,
) -> Result<UserScan, EngineError> {
    if more.len() > MOST_ITEMS {
        return Err(EngineError::invalid("additionalAccess", format!("must be at most {MOST_ITEMS} items")));
    }
    let mut tx = engine.read().await?;
    if readable(ctx).is_ok() {
        users::brief(&mut tx, user).await?.ok_or_else(|| EngineError::not_found("user", user))?;
    } else {
        visible(&mut tx, ctx, user).await?;
    }
    let conflicts = if more.is_empty() {
        let mut rules = policies::rules::all(&mut tx).await?;
        rules.retain(|rule| rule.definition.is_active && rule.definition.is_detective);
        let compiled = Compiled::of(&mut tx, rules).await?;
        broken(&mut tx, &compiled, user, None).await?
    } else {
        conflicts_of(&mut tx, engine, ctx, user, more).await?
    };
    let matching: Vec<Conflict> = conflicts
        .into_iter()
        .filter(|conflict| filter.matches(&Json::Object(conflict.rule.document())))
        .collect();
    let (rules, causes): (Vec<_>, Vec<_>) = matching.into_iter().map(|one| (one.rule, one.causes)).unzip();
    Ok(UserScan { rules: named::rules(&mut tx, rules).await?, causes })
}

/// The active preventive rules that a person would break by holding `more` too.
pub(crate) async fn conflicts_of(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    more: &[ItemId],
) -> Result<Vec<Conflict>, EngineError> {
    let compiled = engine.compiler().preventive(tx, ctx.now).await?;
    if compiled.rules.is_empty() || more.is_empty() {
        return Ok(Vec::new());
    }
    let brought = with_content(tx, more).await?;
    let added: HashSet<ItemId> = brought.values().flatten().copied().collect();
    let already: HashSet<ItemId> = grants::items_of(tx, user).await?.into_iter().collect();
    let mut conflicts = broken(tx, &compiled, user, Some(&added)).await?;
    for conflict in &mut conflicts {
        let with = conflict.causes.iter().flatten().filter(|item| already.contains(&item.id));
        conflict.with = with.cloned().collect();
        conflict.with.sort_unstable_by_key(|item| item.id);
        conflict.with.dedup_by_key(|item| item.id);
        let breaks =
            |items: &HashSet<ItemId>| conflict.causes.iter().flatten().any(|item| items.contains(&item.id));
        conflict.by = more.iter().copied().filter(|item| brought.get(item).is_some_and(breaks)).collect();
    }
    Ok(conflicts)
}

/// The last line before access is given: refuses it when the person would break a rule by it and the installation
/// forbids that. Whoever is given something else at the same moment waits: no two grants that conflict only together
/// pass; nor does one that conflicts by a membership that is loaded at the same moment. A violation of the same rule that somebody allowed, or an exception that lasts, lets it pass.
///
/// # Errors
/// `Conflict`, with the rules by name.
pub(crate) async fn prevent(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    item: ItemId,
) -> Result<(), EngineError> {
    if !settings::access_request(tx).await?.prevent_request_with_violation {
        return Ok(());
    }
    // First of all: whoever changes memberships writes grants of people.
    nesting::hold_still(tx).await?;
    users::lock(tx, user).await?;
    let mut conflicts = conflicts_of(tx, engine, ctx, user, &[item]).await?;
    if conflicts.is_empty() {
        return Ok(());
    }
    let tolerated = violations::tolerated(tx, user, ctx.now).await?;
    conflicts.retain(|conflict| !tolerated.contains(&conflict.rule.id));
    if conflicts.is_empty() {
        return Ok(());
    }
    let names: Vec<String> =
        conflicts.iter().map(|conflict| format!("`{}`", conflict.rule.definition.name)).collect();
    Err(EngineError::Conflict(format!("it would break the policy rule {}", names.join(", "))))
}

/// For each item itself and what it brings: of roles what they contain, of entitlements what they are members of.
async fn with_content(tx: &mut Tx, more: &[ItemId]) -> Result<HashMap<ItemId, HashSet<ItemId>>, EngineError> {
    let mut all: HashMap<ItemId, HashSet<ItemId>> =
        more.iter().map(|item| (*item, HashSet::from([*item]))).collect();
    for item in items::briefs(tx, more).await? {
        if item.kind == ItemKind::Role {
            let brought = items::content_of_role(tx, item.id).await?;
            all.entry(item.id).or_default().extend(brought.into_iter().map(|one| one.id));
        }
    }
    let mut inner: Vec<ItemId> = all.values().flatten().copied().collect();
    inner.sort_unstable();
    inner.dedup();
    let outer = nesting::outer_of(tx, &inner).await?;
    for brought in all.values_mut() {
        let more: Vec<ItemId> =
            brought.iter().filter_map(|item| outer.get(item)).flatten().copied().collect();
        brought.extend(more);
    }
    Ok(all)
}

/// The rules that somebody breaks; with `by` those that they would break by holding these items too.
async fn broken(
    tx: &mut Tx,
    compiled: &Compiled,
    user: UserId,
    by: Option<&HashSet<ItemId>>,
) -> Result<Vec<Conflict>, EngineError> {
    let grants = grants::of_users(tx, &[user]).await?;
    let none = HashSet::new();
    let by_account = compiled.by_account(tx, user, &grants, by.unwrap_or(&none)).await?;
    let mut held: HashSet<ItemId> = grants.iter().map(|grant| grant.item).collect();
    held.extend(by.into_iter().flatten());
    let mut broken = compiled.broken_by(&held, &by_account);
    if let Some(by) = by {
        broken.retain(|one| one.causes.iter().flatten().any(|item| by.contains(item)));
    }
    let mut conflicts = Vec::new();
    let mut wanted: Vec<ItemId> =
        broken.iter().flat_map(|one| one.causes.iter().flatten().copied()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let briefs: BTreeMap<ItemId, ItemBrief> =
        items::briefs(tx, &wanted).await?.into_iter().map(|item| (item.id, item)).collect();
    for one in broken {
        let people = &one.rule.definition.people;
        if *people != Filter::All && !users::is_among(tx, user, people).await? {
            continue;
        }
        let side = |items: &Vec<ItemId>| items.iter().filter_map(|item| briefs.get(item).cloned()).collect();
        conflicts.push(Conflict {
            rule: one.rule.clone(),
            causes: one.causes.iter().map(side).collect(),
            by: Vec::new(),
            with: Vec::new(),
        });
    }
    Ok(conflicts)
}
