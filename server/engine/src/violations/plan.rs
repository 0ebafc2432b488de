//! The smallest fix for a person or for a rule, as one change that is looked through and then carried out.

use std::collections::{BTreeMap, HashMap};

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, Path};
use bailiwick::grant::{Grant, composite_id};
use bailiwick::id::{GrantId, ItemId, PolicyRuleId, RequestId, UserId, ViolationId};
use bailiwick::policy::{Remediation, ViolationStatus};
use bailiwick_store::violations::Which;
use bailiwick_store::{grants, items, violations};

use super::act::{Action, try_act};
use super::bulk::{MOST, NotActedOn, left};
use super::fix::of_conflicts;
use super::read::{read, views_of};
use super::{SmallestFix, ViolationView};
use crate::engine::retry;
use crate::policies::readable;
use crate::{Context, Engine, EngineError, delegations};

/// The most violations that are looked at for one plan.
const MOST_VIOLATIONS: u32 = 500;

/// Whose violations are to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One.
    Violation(ViolationId),
    /// All of a person.
    Person(UserId),
    /// Everybody's of a rule.
    Rule(PolicyRuleId),
}

/// What one person loses.
#[derive(Debug, Clone)]
pub struct PersonFix {
    /// Who.
    pub user: UserBrief,
    /// The violations that it ends.
    pub violations: Vec<ViolationView>,
    /// What goes.
    pub remove: Vec<Grant>,
    /// What it costs, as weighed; less is better.
    pub weight: u64,
    /// Whether nothing cheaper exists; else it is the best that was found within bounds.
    pub is_exact: bool,
}

/// A change that ends violations.
#[derive(Debug, Clone)]
pub struct Plan {
    /// For each person, by name.
    pub fixes: Vec<PersonFix>,
    /// What the grants are of, and the roles they are held through.
    pub items: HashMap<ItemId, ItemBrief>,
    /// How many more open violations there are, which were not looked at.
    pub beyond: i64,
}

/// The cheapest access to take away so that the open violations of a person or a rule end: those that are neither
/// excepted nor being remediated, as far as the caller may read them.
///
/// # Errors
/// `NotFound` for one violation that the caller may not know of.
pub async fn plan(engine: &Engine, ctx: &Context, scope: Scope) -> Result<Plan, EngineError> {
    ctx.signed_in()?;
    let (found, beyond) = open_ones(engine, ctx, scope).await?;
    let mut tx = engine.read().await?;
    let mut people: BTreeMap<(String, UserId), Vec<ViolationView>> = BTreeMap::new();
    for view in found {
        people.entry((view.user().display_name.clone(), view.user().id)).or_default().push(view);
    }
    let mut plan = Plan { fixes: Vec::new(), items: HashMap::new(), beyond };
    for ((_, user), violations) in people {
        let conflicts: Vec<_> = violations.iter().map(|one| &one.violation.access).collect();
        let SmallestFix { remove, weight, is_exact } = of_conflicts(&mut tx, user, &conflicts).await?;
        let mut remove: Vec<Grant> = grants::of_users(&mut tx, &[user])
            .await?
            .into_iter()
            .filter(|grant| remove.contains(&grant.id))
            .collect();
        remove.sort_unstable_by_key(|grant| grant.id);
        let Some(user) = violations.first().map(|one| one.user().clone()) else { continue };
        plan.items.extend(violations.iter().flat_map(|one| one.items.clone()));
        plan.fixes.push(PersonFix { user, violations, remove, weight, is_exact });
    }
    let unknown: Vec<ItemId> = plan
        .fixes
        .iter()
        .flat_map(|fix| &fix.remove)
        .map(|grant| grant.item)
        .filter(|item| !plan.items.contains_key(item))
        .collect();
    plan.items.extend(items::briefs(&mut tx, &unknown).await?.into_iter().map(|item| (item.id, item)));
    Ok(plan)
}

/// The open violations of a scope, and how many more there are.
async fn open_ones(
    engine: &Engine,
    ctx: &Context,
    scope: Scope,
) -> Result<(Vec<ViolationView>, i64), EngineError> {
    let of = |name: &str, id: String| {
        let path = Path::dotted(name).map_err(|error| EngineError::invalid("filter", error))?;
        Ok::<_, EngineError>(Filter::equals(path, id))
    };
    let filter = match scope {
        Scope::Violation(id) => {
            let view = read(engine, ctx, id).await?;
            let open = is_to_decide(&view);
            return Ok((open.then_some(view).into_iter().collect(), 0));
        }
        Scope::Person(user) => of("user.id", user.to_string())?,
        Scope::Rule(rule) => of("policyRule.id", rule.to_string())?,
    };
    let path = Path::dotted("decision.status").map_err(|error| EngineError::invalid("filter", error))?;
    let values = [ViolationStatus::Pending, ViolationStatus::InProgress].map(|one| one.as_str().into());
    let filter = filter.and(Filter::In { path, values: values.to_vec() });
    let list = ListQuery { page_size: MOST_VIOLATIONS, filter, ..ListQuery::default() };
    let mut tx = engine.read().await?;
    let which = if readable(ctx).is_ok() {
        Which::All
    } else {
        let mut people: Vec<UserId> = ctx.actor.user_id().into_iter().collect();
        people.extend(delegations::stood_in_for(&mut tx, ctx).await?);
        Which::AskedOf { people, active: Some(true) }
    };
    let (found, total) = violations::page(&mut tx, &which, &list).await?;
    let beyond = total - i64::try_from(found.len()).unwrap_or(total);
    let mut views = views_of(&mut tx, engine, ctx, found).await?;
    views.retain(is_to_decide);
    Ok((views, beyond))
}

fn is_to_decide(view: &ViolationView) -> bool {
    let violation = &view.violation;
    let open = matches!(violation.status, ViolationStatus::Pending | ViolationStatus::InProgress);
    open && violation.remediation_status.is_none_or(|status| !status.is_under_way())
}

/// Takes access away so that violations end: each is remediated by those of the grants that end it, by itself. What
/// cannot be is left out and named. Whoever is asked about a violation may, or a policy administrator.
///
/// # Errors
/// `Invalid`: no violation or no grant is named, or too many.
pub async fn carry_out(
    engine: &Engine,
    ctx: &Context,
    ids: &[String],
    grant_ids: &[String],
    justification: &str,
) -> Result<Vec<NotActedOn>, EngineError> {
    ctx.signed_in()?;
    if ids.is_empty() || ids.len() > MOST {
        return Err(EngineError::invalid("ids", format!("must name 1 to {MOST} violations")));
    }
    if grant_ids.is_empty() || grant_ids.len() > MOST {
        return Err(EngineError::invalid("grantIds", format!("must name 1 to {MOST} grants")));
    }
    let (mut acted_on, mut not_acted_on) = (Vec::new(), Vec::new());
    for id in ids {
        let done = match id.parse::<ViolationId>() {
            Ok(id) => remediate_one(engine, ctx, id, grant_ids, justification).await,
            Err(_) => Err(EngineError::not_found("violation", id)),
        };
        match done {
            Ok(()) => acted_on.push(RequestId(id.clone())),
            Err(error) => not_acted_on.push(left(id, error)?),
        }
    }
    engine.settle(&acted_on).await?;
    Ok(not_acted_on)
}

async fn remediate_one(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    grant_ids: &[String],
    justification: &str,
) -> Result<(), EngineError> {
    let view = read(engine, ctx, id).await?;
    let of_it = view.violation.access.iter().flatten().chain(&view.roles);
    let mut gone: Vec<GrantId> =
        of_it.filter(|grant| grant_ids.contains(&composite_id(grant.id))).map(|grant| grant.id).collect();
    gone.sort_unstable();
    gone.dedup();
    if !view.violation.ends_without(&gone, &view.roles) {
        let reason = "what was chosen does not end it: everything of one side has to go";
        return Err(EngineError::Conflict(reason.into()));
    }
    let remediation = Remediation {
        remediation_option_id: "grantRemoval".into(),
        grant_ids: gone.into_iter().map(composite_id).collect(),
        justification: justification.to_owned(),
    };
    let action = Action::Remediate(remediation);
    retry!(try_act(engine, ctx, id, None, &action))
}
