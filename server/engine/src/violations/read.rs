//! Reading violations.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::delegation::Acting;
use bailiwick::directory::UserBrief;
use bailiwick::filter::list::ListQuery;
use bailiwick::grant::{Grant, Origin};
use bailiwick::id::{ItemId, PolicyId, ViolationId};
use bailiwick::policy::{Control, Rule, RuleDefinition, Violation, administers};
use bailiwick::request::{Request, may_see};
use bailiwick::view::RequestView;
use bailiwick_store::violations::Which;
use bailiwick_store::{Tx, controls, grants, items, policies, requests, violations};

use super::load;
use crate::audit::Event;
use crate::policies::{ReadRule, named_rules, readable, writable};
use crate::requests::views;
use crate::{Context, Engine, EngineError, delegations};

/// A violation with everything that it names.
#[derive(Debug, Clone)]
pub struct ViolationView {
    /// The violation.
    pub violation: Violation,
    /// Whom it is put to, what they said, and what the reader may do.
    pub case: RequestView,
    /// Its rule as it is today; as it was then, when it is gone.
    pub rule: ReadRule,
    /// The control that its exception rests on.
    pub control: Option<Control>,
    /// The policy whose scan found it, by id and name.
    pub policy: Option<(PolicyId, String)>,
    /// What the grants are of, and the roles they are held through.
    pub items: HashMap<ItemId, ItemBrief>,
    /// The grants of those roles.
    pub roles: Vec<Grant>,
}

impl ViolationView {
    /// Who breaks the rule.
    pub const fn user(&self) -> &UserBrief {
        &self.case.user
    }
}

/// Violations, a page of them, and how many match. For policy administrators, access administrators and auditors.
pub async fn list(
    engine: &Engine,
    ctx: &Context,
    list: &ListQuery,
) -> Result<(Vec<ViolationView>, i64), EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let (found, total) = violations::page(&mut tx, &Which::All, list).await?;
    Ok((views_of(&mut tx, engine, ctx, found).await?, total))
}

/// The violations that the caller is or was asked about, themselves or as a deputy; those still put to them with
/// `active`.
pub async fn mine(
    engine: &Engine,
    ctx: &Context,
    active: Option<bool>,
    list: &ListQuery,
) -> Result<(Vec<ViolationView>, i64), EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let mut people = vec![me];
    people.extend(delegations::stood_in_for(&mut tx, ctx).await?);
    let (found, total) = violations::page(&mut tx, &Which::AskedOf { people, active }, list).await?;
    Ok((views_of(&mut tx, engine, ctx, found).await?, total))
}

/// One violation, for who is or was asked about it, policy administrators, access administrators and auditors.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn read(engine: &Engine, ctx: &Context, id: ViolationId) -> Result<ViolationView, EngineError> {
    let mut tx = engine.read().await?;
    let loaded = load(&mut tx, id).await?;
    let stands_in_for = delegations::stood_in_for(&mut tx, ctx).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    if readable(ctx).is_err() && !may_see(&loaded.case, acting) {
        return Err(EngineError::not_found("violation", id));
    }
    view(&mut tx, engine, ctx, loaded.violation).await
}

/// As [`read`], for workflows and policy administrators.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read_as_workflow(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
) -> Result<ViolationView, EngineError> {
    if !administers(&ctx.actor) {
        return Err(EngineError::forbidden("workflows and policy administrators may"));
    }
    let mut tx = engine.read().await?;
    let loaded = load(&mut tx, id).await?;
    view(&mut tx, engine, ctx, loaded.violation).await
}

/// The violation that a case is of.
pub(crate) async fn of_case(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    case: &Request,
) -> Result<Option<ViolationView>, EngineError> {
    let Ok(id) = case.id.0.parse::<ViolationId>() else { return Ok(None) };
    match violations::find(tx, id).await? {
        Some((violation, _)) => Ok(Some(view(tx, engine, ctx, violation).await?)),
        None => Ok(None),
    }
}

pub(crate) async fn view(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    violation: Violation,
) -> Result<ViolationView, EngineError> {
    let id = violation.id;
    let view = views_of(tx, engine, ctx, vec![violation]).await?.pop();
    view.ok_or_else(|| EngineError::not_found("violation", id))
}

pub(super) async fn views_of(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    found: Vec<Violation>,
) -> Result<Vec<ViolationView>, EngineError> {
    let case_ids: Vec<_> = found.iter().map(Violation::case_id).collect();
    let cases = requests::find_many(tx, &case_ids).await?.into_iter().map(|(case, _)| case).collect();
    let mut cases: HashMap<_, _> = views(tx, engine, ctx, cases)
        .await?
        .into_iter()
        .map(|case| (case.request.id.clone(), case))
        .collect();
    let brought = roles_of(tx, &found).await?;
    let mut wanted: Vec<ItemId> = found
        .iter()
        .flat_map(|one| one.access.iter().flatten())
        .chain(&brought)
        .flat_map(|grant| [Some(grant.item), grant.through])
        .flatten()
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let briefs = items::briefs(tx, &wanted).await?;
    let items: HashMap<ItemId, ItemBrief> = briefs.into_iter().map(|item| (item.id, item)).collect();
    let mut rules = Vec::new();
    for violation in &found {
        rules.push(rule_of(tx, violation).await?);
    }
    let rules = named_rules(tx, rules).await?;
    let mut shown = Vec::with_capacity(found.len());
    for (violation, rule) in found.into_iter().zip(rules) {
        let Some(case) = cases.remove(&violation.case_id()) else { continue };
        let policy = match violation.policy {
            Some(id) => policies::find(tx, id).await?.map(|policy| (id, policy.definition.name)),
            None => None,
        };
        let control = match violation.control {
            Some(id) => controls::find(tx, id).await?,
            None => None,
        };
        let of_it = |grant: &Grant| [Some(grant.item), grant.through];
        let through = violation.roles();
        let own = || brought.iter().filter(|grant| grant.user == violation.user);
        let of_these: Vec<&Grant> = own().filter(|grant| through.contains(&grant.item)).collect();
        let above: Vec<ItemId> = of_these.iter().filter_map(|grant| grant.through).collect();
        let bringing: Vec<Grant> = own()
            .filter(|grant| through.contains(&grant.item) || above.contains(&grant.item))
            .cloned()
            .collect();
        let items = violation
            .access
            .iter()
            .flatten()
            .chain(&bringing)
            .flat_map(of_it)
            .flatten()
            .filter_map(|id| items.get(&id).map(|item| (id, item.clone())))
            .collect();
        shown.push(ViolationView { violation, case, rule, control, policy, items, roles: bringing });
    }
    Ok(shown)
}

/// The grants through which people hold what breaks rules: of roles, and of what is a member of it, with the roles that
/// bring that.
pub(super) async fn roles_of(tx: &mut Tx, found: &[Violation]) -> Result<Vec<Grant>, EngineError> {
    let through = found.iter().filter(|one| !one.roles().is_empty());
    let (mut users, mut roles) = (Vec::new(), Vec::new());
    for violation in through {
        users.push(violation.user);
        roles.extend(violation.roles());
    }
    users.sort_unstable();
    users.dedup();
    roles.sort_unstable();
    roles.dedup();
    if !found.iter().flat_map(|one| one.access.iter().flatten()).any(|grant| grant.origin == Origin::Nested) {
        return Ok(grants::direct(tx, &users, &roles).await?);
    }
    let mut held = grants::of_users(tx, &users).await?;
    held.retain(|grant| grant.origin != Origin::Nested);
    let inner = held.iter().filter(|grant| roles.contains(&grant.item)).filter_map(|grant| grant.through);
    let above: Vec<ItemId> = inner.collect();
    held.retain(|grant| roles.contains(&grant.item) || above.contains(&grant.item));
    Ok(held)
}

async fn rule_of(tx: &mut Tx, violation: &Violation) -> Result<Rule, EngineError> {
    if let Some(rule) = policies::rules::find(tx, violation.rule_id).await? {
        return Ok(rule);
    }
    Ok(Rule {
        id: violation.rule_id,
        definition: RuleDefinition::parse(violation.rule.clone())?,
        revision: 0,
        created_at: violation.created,
        modified_at: violation.created,
    })
}

/// Deletes a violation that has ended; its trail stays. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it has not ended.
pub async fn delete(engine: &Engine, ctx: &Context, id: ViolationId) -> Result<(), EngineError> {
    writable(ctx)?;
    let mut tx = engine.write().await?;
    let loaded = load(&mut tx, id).await?;
    if loaded.violation.status.is_open() {
        return Err(EngineError::Conflict("the violation has not ended: decide about it first".into()));
    }
    violations::delete(&mut tx, id).await?;
    Event::new("delete-violation", "violation", id, loaded.violation.rule_name())
        .about(loaded.violation.user)
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(())
}
