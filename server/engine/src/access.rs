//! What a person holds, and why.

use bailiwick::catalog::ItemKind;
use bailiwick::filter::Filter;
use bailiwick::grant::Grant;
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::{AccessView, HeldAccess, PersonAccess};
use bailiwick_store::{Tx, accounts, grants, items, requests, roles, users};
use chrono::Duration;

use crate::{Context, Engine, EngineError};

/// Days ahead in which an ending grant counts as ending soon.
const SOON_DAYS: i64 = 30;

/// A page of the grants in force of a person, by application and name.
///
/// Themselves, their manager and whoever reads everything may see it; for others the person
/// does not exist.
pub async fn held(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    text: &str,
    kind: Option<ItemKind>,
    offset: u32,
    limit: u32,
) -> Result<PersonAccess, EngineError> {
    let mut tx = engine.read().await?;
    let person = visible(&mut tx, ctx, user).await?;
    let (page, total) =
        grants::page_of_user(&mut tx, user, text, kind, u64::from(offset), u64::from(limit.min(500))).await?;
    let rows = views(&mut tx, page).await?;
    let counts = grants::counts(&mut tx, user, ctx.now + Duration::days(SOON_DAYS)).await?;
    Ok(PersonAccess { user: person, rows, total, counts })
}

/// Grants with what stands beside them. The caller has checked who may see them.
pub(crate) async fn views(tx: &mut Tx, page: Vec<Grant>) -> Result<Vec<AccessView>, EngineError> {
    let mut wanted: Vec<ItemId> =
        page.iter().flat_map(|grant| [Some(grant.item), grant.through]).flatten().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let items = items::briefs(tx, &wanted).await?;
    let brief = |id: ItemId| items.iter().find(|item| item.id == id).cloned();
    let givers: Vec<UserId> = page.iter().filter_map(|grant| grant.granted_by).collect();
    let givers = users::briefs(tx, &givers).await?;
    let sources: Vec<_> = page.iter().filter_map(|grant| grant.request.clone()).collect();
    let sources = requests::find_many(tx, &sources).await?;
    let mut rows = Vec::with_capacity(page.len());
    for grant in page {
        let Some(item) = brief(grant.item) else { continue };
        let source = sources.iter().find(|(request, _)| Some(&request.id) == grant.request.as_ref());
        let account = match grant.account {
            Some(account) => accounts::name(tx, account).await?,
            None => None,
        };
        rows.push(AccessView {
            item,
            through: grant.through.and_then(brief),
            account,
            granted_by: givers.iter().find(|giver| Some(giver.id) == grant.granted_by).cloned(),
            request_number: source.map(|(request, _)| request.number),
            justification: source.map(|(request, _)| request.justification.clone()),
            grant,
        });
    }
    Ok(rows)
}

/// The conditions by which rules give a person those of these roles that they have so; for whom [`held`] answers.
pub async fn rules(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    of: &[ItemId],
) -> Result<Vec<(ItemId, Filter)>, EngineError> {
    let mut tx = engine.read().await?;
    visible(&mut tx, ctx, user).await?;
    let mut found = Vec::new();
    for role in of {
        if grants::is_by_rule(&mut tx, user, *role).await?
            && let Some(condition) = roles::condition(&mut tx, *role).await?
        {
            found.push((*role, condition));
        }
    }
    Ok(found)
}

/// How much a person holds; for whom [`held`] answers.
pub async fn counts(engine: &Engine, ctx: &Context, user: UserId) -> Result<HeldAccess, EngineError> {
    let mut tx = engine.read().await?;
    visible(&mut tx, ctx, user).await?;
    Ok(grants::counts(&mut tx, user, ctx.now + Duration::days(SOON_DAYS)).await?)
}

pub(crate) async fn visible(
    tx: &mut Tx,
    ctx: &Context,
    user: UserId,
) -> Result<bailiwick::directory::UserBrief, EngineError> {
    ctx.signed_in()?;
    let person = users::brief(tx, user).await?;
    let me = ctx.actor.user_id();
    person
        .filter(|person| {
            ctx.actor.reads_everything() || me.is_some_and(|me| me == person.id || person.manager == Some(me))
        })
        .ok_or_else(|| EngineError::not_found("user", user))
}
