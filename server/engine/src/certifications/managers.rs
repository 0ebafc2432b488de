//! Rows that follow people's managers: to the new one where the definition says so, and to whoever decides when nobody
//! else can where the manager is missing. Where there is nobody at all, the campaign's owner is told.

use std::collections::{BTreeMap, HashMap};

use bailiwick::certification::{Campaign, Certifier, LineItem, LineItemId};
use bailiwick::id::UserId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::{campaigns as store, items};

use super::campaigns::told;
use super::living::{by_campaign, by_product};
use super::notices::{tell_of_handover, tell_of_orphans};
use super::unusable;
use crate::{Context, Engine, EngineError};

/// What a person's former manager is asked about them goes to the new one, or to the default certifier where there is
/// none who could decide.
pub(crate) async fn follow_manager(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    (before, after): (Option<UserId>, Option<UserId>),
) -> Result<(), EngineError> {
    if before == after {
        return Ok(());
    }
    let asked = match before {
        Some(before) => items::about(tx, user, before).await?,
        None => items::orphans_about(tx, user).await?,
    };
    for (number, numbers) in by_campaign(&asked) {
        let Some(campaign) = store::of_number(tx, number).await? else { continue };
        if campaign.definition.follows_manager && campaign.status.is_living() {
            follow(tx, engine, ctx, &campaign, &numbers).await?;
        }
    }
    Ok(())
}

/// What somebody who is not active any more is asked as a manager goes to the default certifier, where the definition says
/// that managers are followed or that who is not active is passed over.
pub(crate) async fn follow_leaver(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
) -> Result<(), EngineError> {
    let asked = items::put_to(tx, user).await?;
    for (number, numbers) in by_campaign(&asked) {
        let Some(campaign) = store::of_number(tx, number).await? else { continue };
        if campaign.definition.follows_manager || campaign.definition.skips_inactive {
            follow(tx, engine, ctx, &campaign, &numbers).await?;
        }
    }
    Ok(())
}

/// Puts these line items to whoever decides now in place of the manager.
async fn follow(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    numbers: &[i64],
) -> Result<(), EngineError> {
    let by_manager = |item: &LineItem| {
        let stage = campaign.definition.stages.get(item.stage);
        stage.is_some_and(|stage| stage.certifier == Certifier::Manager)
    };
    let mut found = items::find(tx, campaign.number, numbers).await?;
    found.retain(by_manager);
    if found.is_empty() {
        return Ok(());
    }
    let who = deciders(tx, campaign, &found).await?;
    let (known, orphans): (Vec<LineItem>, Vec<LineItem>) =
        found.into_iter().partition(|item| who.contains_key(&item.id.number));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let (mut to_manager, mut to_default) = (Vec::new(), Vec::new());
    for item in known {
        let Some((to, is_manager)) = who.get(&item.id.number).copied().filter(|(to, _)| *to != item.reviewer)
        else {
            continue;
        };
        let mut moved = item.clone();
        moved.hand_on(to);
        let went = if is_manager { &mut to_manager } else { &mut to_default };
        went.push(item.id);
        before.push(item);
        after.push(moved);
    }
    items::update_many(tx, &before, &after).await?;
    for (before, after) in before.iter().zip(&after) {
        if before.actors != after.actors {
            items::set_actors(tx, after).await?;
        }
    }
    let orphans: Vec<LineItemId> = orphans.into_iter().map(|item| item.id).collect();
    for (action, words, ids) in [
        ("new-manager", "The person has a new manager, who decides from now on.", &to_manager),
        (
            "default-certifier",
            "The person has no manager who could decide: whoever decides in their place does from now on.",
            &to_default,
        ),
        (
            items::NO_CERTIFIER,
            "The person has no manager who could decide, and nobody decides in their place: somebody has to be named.",
            &orphans,
        ),
    ] {
        items::add_comments(tx, ids, &by_product(ctx, action, words), || engine.new_id()).await?;
    }
    // Before a campaign begins nobody knows of it but who runs it.
    if campaign.status.is_open() {
        tell_of_handover(tx, engine, ctx, campaign, (&before, &after)).await?;
    }
    if !after.is_empty() {
        let mut event = told("follow-manager", campaign).set("count", after.len());
        if let Some(first) =
            after.first().filter(|first| after.iter().all(|item| item.reviewer == first.reviewer))
        {
            event = event.set("reviewer", first.reviewer);
        }
        event.write(tx, engine, ctx).await?;
    }
    if !orphans.is_empty() {
        told("miss-certifier", campaign).set("count", orphans.len()).write(tx, engine, ctx).await?;
        tell_of_orphans(tx, engine, ctx, campaign).await?;
    }
    Ok(())
}

/// Who decides about line items in their stage as things stand, and whether that is the person's manager. Who is not active
/// cannot, whatever the definition says of that.
async fn deciders(
    tx: &mut Tx,
    campaign: &Campaign,
    found: &[LineItem],
) -> Result<HashMap<i64, (UserId, bool)>, EngineError> {
    let mut present = campaign.definition.clone();
    present.skips_inactive = true;
    let mut managers = present.clone();
    managers.default_certifier = None;
    let mut stages: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for item in found {
        stages.entry(item.stage).or_default().push(item.id.number);
    }
    let mut who = HashMap::new();
    for (stage, numbers) in stages {
        for (definition, is_manager) in [(&present, false), (&managers, true)] {
            let some = items::next_certifiers(tx, definition, stage, campaign.number, &numbers).await;
            who.extend(some.map_err(unusable)?.into_iter().map(|(number, to)| (number, (to, is_manager))));
        }
    }
    Ok(who)
}
