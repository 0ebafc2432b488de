//! Rows that follow people and their managers: to the new one where the definition says so, and to whoever decides when nobody
//! else can where the manager is missing. Where there is nobody at all, the campaign's owner is told.

use std::collections::{BTreeMap, HashMap, HashSet};

use bailiwick::certification::{Campaign, Certifier, LineItem, LineItemId};
use bailiwick::directory::Status;
use bailiwick::id::UserId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::{campaigns as store, items, turns};

use super::campaigns::told;
use super::living::{by_campaign, by_product, follow_access};
use super::notices::{tell_of_handover, tell_of_orphans};
use super::signatures::{Signatures, but_who_is_barred};
use super::unusable;
use crate::{Context, Engine, EngineError};

/// A person, and who managed them before and does now.
pub(crate) type Managed = (UserId, (Option<UserId>, Option<UserId>));

/// Who has left, and who has come back.
#[derive(Debug, Clone, Default)]
pub(crate) struct ComeAndGone {
    /// Active before, and no more.
    pub left: Vec<UserId>,
    /// Active again.
    pub back: Vec<UserId>,
}

impl ComeAndGone {
    /// Notes how somebody stood before and stands now.
    pub(crate) fn note(&mut self, user: UserId, (before, after): (Status, Status)) {
        match (before == Status::Active, after == Status::Active) {
            (true, false) => self.left.push(user),
            (false, true) => self.back.push(user),
            _ => {}
        }
    }
}

/// What follows when people have other managers, leave and come back, once all of that is written: rows about who has left
/// are closed, what a former manager is asked goes to the new one, and what those who left are asked as managers, or what
/// has no manager now, to the default certifier. Where somebody comes back, what nobody could decide about goes to whoever
/// can now.
pub(crate) async fn follow_people(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    managed: &[Managed],
    ComeAndGone { left, back }: &ComeAndGone,
) -> Result<(), EngineError> {
    let moved: Vec<&Managed> = managed.iter().filter(|(_, (before, after))| before != after).collect();
    if moved.is_empty() && left.is_empty() && back.is_empty() {
        return Ok(());
    }
    turns::to_follow(tx).await?;
    let campaigns = held(tx, !left.is_empty()).await?;
    for user in left {
        follow_access(tx, engine, ctx, *user).await?;
    }
    if campaigns.is_empty() {
        return Ok(());
    }
    let (mut asked, mut orphans) = (Vec::new(), Vec::new());
    for (user, (before, _)) in moved {
        if let Some(before) = before {
            asked.extend(items::about(tx, *user, *before).await?);
        }
        // They were put to whoever managed the person when nobody was found, whoever did since.
        orphans.extend(items::orphans_about(tx, *user).await?);
    }
    let (asked, orphans) = (by_campaign(&asked), by_campaign(&orphans));
    for campaign in &campaigns {
        let of = |all: &BTreeMap<i64, Vec<i64>>| all.get(&campaign.number).cloned().unwrap_or_default();
        let mut numbers = of(&orphans);
        if !back.is_empty() {
            numbers.extend(items::orphans_of(tx, campaign.number).await?);
        }
        if campaign.definition.follows_manager {
            numbers.extend(of(&asked));
        }
        follow(tx, engine, ctx, campaign, numbers).await?;
    }
    let mut asked = Vec::new();
    for user in left {
        asked.extend(items::put_to(tx, *user).await?);
    }
    let mut asked = by_campaign(&asked);
    for campaign in &campaigns {
        let numbers = asked.remove(&campaign.number).unwrap_or_default();
        follow(tx, engine, ctx, campaign, numbers).await?;
    }
    Ok(())
}

/// The campaigns whose rows follow managers, or pass over who has left. Until the transaction is over nobody makes rows there
/// or opens a stage by what was so before. Where somebody leaves, all campaigns are held, for rows about them close in any:
/// always in one order, so that two who do this wait for each other only one way.
async fn held(tx: &mut Tx, all: bool) -> Result<Vec<Campaign>, EngineError> {
    let follows =
        |campaign: &Campaign| campaign.definition.follows_manager || campaign.definition.skips_inactive;
    let mut held = Vec::new();
    for id in store::living(tx).await? {
        if !all && !store::find(tx, id).await?.is_some_and(|campaign| follows(&campaign)) {
            continue;
        }
        store::lock(tx, id).await?;
        // It may have ended until it could be held.
        let campaign = store::find(tx, id).await?;
        held.extend(campaign.filter(|campaign| campaign.status.is_living() && follows(campaign)));
    }
    Ok(held)
}

/// Puts these line items to whoever decides now in place of the manager.
async fn follow(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    mut numbers: Vec<i64>,
) -> Result<(), EngineError> {
    if numbers.is_empty() {
        return Ok(());
    }
    numbers.sort_unstable();
    numbers.dedup();
    let by_manager = |item: &LineItem| {
        let stage = campaign.definition.stages.get(item.stage);
        stage.is_some_and(|stage| stage.certifier == Certifier::Manager)
    };
    let mut found = items::find(tx, campaign.number, &numbers).await?;
    found.retain(by_manager);
    if found.is_empty() {
        return Ok(());
    }
    let noted = items::orphans_among(tx, campaign.number, &numbers).await?;
    let noted: HashSet<i64> = noted.into_iter().collect();
    let who = deciders(tx, campaign, &found).await?;
    let (known, orphans): (Vec<LineItem>, Vec<LineItem>) =
        found.into_iter().partition(|item| who.contains_key(&item.id.number));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let (mut to_manager, mut to_default, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for item in known {
        let Some((to, is_manager)) = who.get(&item.id.number).copied() else { continue };
        let stays = to == item.reviewer;
        if stays && !noted.contains(&item.id.number) {
            continue;
        }
        if stays {
            again.push(item.id);
            continue;
        }
        let went = if is_manager { &mut to_manager } else { &mut to_default };
        went.push(item.id);
        let mut moved = item.clone();
        moved.hand_on(to);
        before.push(item);
        after.push(moved);
    }
    items::update_many(tx, &before, &after).await?;
    for (before, after) in before.iter().zip(&after) {
        if before.actors != after.actors {
            items::set_actors(tx, after).await?;
        }
    }
    // It is said once that nobody decides.
    let orphans: Vec<LineItemId> =
        orphans.into_iter().map(|item| item.id).filter(|id| !noted.contains(&id.number)).collect();
    for (action, words, ids) in [
        ("new-manager", "The person has a new manager, who decides from now on.", &to_manager),
        (
            "default-certifier",
            "The person has no manager who could decide: whoever decides in their place does from now on.",
            &to_default,
        ),
        (items::CERTIFIER_BACK, "Whoever it was put to all along can decide again.", &again),
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
/// cannot, whatever the definition says of that, nor who signed an earlier stage without being asked by the template itself.
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
    let (nothing_new, mut who) = (Signatures::new(), HashMap::new());
    for (stage, numbers) in stages {
        for (definition, is_manager) in [(&present, false), (&managers, true)] {
            let some = items::next_certifiers(tx, definition, stage, campaign.number, &numbers).await;
            let (asked, rows) = ((definition, stage), (found, &nothing_new));
            let some = but_who_is_barred(tx, campaign.number, asked, rows, some.map_err(unusable)?).await?;
            for item in found {
                let number = item.id.number;
                if let Some(to) = some.get(&number).copied().filter(|to| !item.is_barred(*to)) {
                    who.insert(number, (to, is_manager));
                }
            }
        }
    }
    Ok(who)
}
