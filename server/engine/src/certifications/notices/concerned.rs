//! Who is told something of a campaign, and of how many line items.

use std::collections::{BTreeMap, HashMap};

use bailiwick::authority::Authority;
use bailiwick::certification::{Campaign, EscalationActor};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::UserId;
use bailiwick_store::certifications::{holders, items};
use bailiwick_store::{Tx, users};

use super::NoticeCause;
use crate::EngineError;
use crate::notifications::Manager;

/// Who is told, and of how many line items each.
pub(super) async fn concerned(
    tx: &mut Tx,
    campaign: &Campaign,
    cause: NoticeCause,
) -> Result<Vec<(UserId, i64)>, EngineError> {
    let owner = campaign.definition.owner;
    match cause {
        // Most of what is revoked is carried out when the campaign has ended.
        NoticeCause::Failed => {
            let failed = items::failed(tx, campaign.number).await?;
            answering(tx, owner, failed).await
        }
        NoticeCause::Returned => {
            let returned = items::returned(tx, campaign.number).await?;
            answering(tx, owner, returned).await
        }
        NoticeCause::NoCertifier if campaign.status.is_living() => {
            let orphans = items::orphans(tx, campaign.number).await?;
            answering(tx, owner, orphans).await
        }
        NoticeCause::Escalation if campaign.status.is_open() => escalated(tx, campaign).await,
        _ => waiting(tx, campaign).await,
    }
}

/// The reviewers for whom something waits.
async fn waiting(tx: &mut Tx, campaign: &Campaign) -> Result<Vec<(UserId, i64)>, EngineError> {
    if !campaign.status.is_open() {
        return Ok(Vec::new());
    }
    let all = items::by_reviewer(tx, campaign.number).await?;
    let waits = all.into_iter().filter(|one| one.counts.open > 0);
    Ok(waits.map(|one| (one.reviewer, one.counts.open)).collect())
}

/// Who is told that reviewers do not answer: one by name, else the owner; and who else is named, each once.
async fn escalated(tx: &mut Tx, campaign: &Campaign) -> Result<Vec<(UserId, i64)>, EngineError> {
    let open = items::open(tx, campaign.number).await?;
    if open == 0 {
        return Ok(Vec::new());
    }
    let notices = &campaign.definition.notices;
    let mut people = vec![notices.escalation_owner.unwrap_or(campaign.definition.owner)];
    for actor in &notices.escalation_actors {
        match actor {
            EscalationActor::Person(user) => people.push(*user),
            EscalationActor::Role(role) => people.extend(holders(tx, *role).await?),
            // They are told of their own people only.
            EscalationActor::Managers => {}
        }
    }
    people.sort_unstable();
    people.dedup();
    Ok(people.into_iter().map(|who| (who, open)).collect())
}

/// The managers of reviewers for whom something waits. Reviewers without a manager who works here have none.
pub(super) async fn managers_concerned(
    tx: &mut Tx,
    campaign: &Campaign,
) -> Result<Vec<Manager>, EngineError> {
    let asked = waiting(tx, campaign).await?;
    let ids: Vec<UserId> = asked.iter().map(|(who, _)| *who).collect();
    let known = users::with_managers(tx, &ids).await?;
    let known: HashMap<UserId, UserBrief> = known.into_iter().map(|user| (user.id, user)).collect();
    let mut all: BTreeMap<UserId, Manager> = BTreeMap::new();
    for (who, count) in asked {
        let Some(reviewer) = known.get(&who) else { continue };
        let manager = reviewer.manager.filter(|manager| *manager != who).and_then(|id| known.get(&id));
        let Some(manager) = manager.filter(|manager| manager.status == Status::Active) else { continue };
        let told =
            all.entry(manager.id).or_insert_with(|| Manager { who: manager.clone(), people: Vec::new() });
        told.people.push((reviewer.clone(), count));
    }
    Ok(all.into_values().collect())
}

/// Who is told that somebody has to do something about so many line items: the campaign's owner, and where they have left,
/// whoever runs certifications. Nobody where there are none.
pub(super) async fn answering(
    tx: &mut Tx,
    owner: UserId,
    count: i64,
) -> Result<Vec<(UserId, i64)>, EngineError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let works_here = users::brief(tx, owner).await?.is_some_and(|owner| owner.status == Status::Active);
    let people =
        if works_here { vec![owner] } else { users::with_authority(tx, Authority::CertAdmin).await? };
    Ok(people.into_iter().map(|who| (who, count)).collect())
}
