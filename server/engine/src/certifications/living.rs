//! Rows that live: what nobody signed is closed when the access goes, a definition or an account goes out of use, an account
//! becomes somebody's or a person leaves. `managers.rs` follows people's managers, `verify.rs` what becomes of what was removed.

use std::collections::BTreeMap;

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Campaign, LineItem, LineItemId, LineItemStatus, Removal, Reviewed};
use bailiwick::directory::{Account, AccountKind, Status};
use bailiwick::id::{AccountId, CampaignId, UserId};
use bailiwick_store::certifications::items::ItemComment;
use bailiwick_store::certifications::{campaigns as store, items, turns};
use bailiwick_store::jobs::Claimed;
use bailiwick_store::{Tx, accounts};

use super::campaigns::{end_when_signed, told};
use super::close::CHUNK;
use super::remove;
use crate::jobs::{Job, alive, done};
use crate::{Context, Engine, EngineError, people};

/// What is said where a revoked account is out of use.
const UNUSABLE: &str = "The account cannot be used any more.";

/// Closes line items about a person whose access is gone, or who has left.
pub(crate) async fn follow_access(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
) -> Result<(), EngineError> {
    turns::to_follow(tx).await?;
    let gone = items::gone_of(tx, user).await?;
    close(tx, engine, ctx, &gone).await
}

/// Closes line items about accounts themselves that are out of use, or somebody's; what was revoked and cannot be used any
/// more is done.
pub(crate) async fn follow_accounts(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    accounts: &[AccountId],
) -> Result<(), EngineError> {
    turns::to_follow(tx).await?;
    let gone = items::gone_of_accounts(tx, accounts).await?;
    close(tx, engine, ctx, &gone).await?;
    // Whoever was asked to disable one may have said so long before a file did.
    for id in items::disabled_since(tx, accounts).await? {
        for row in items::find(tx, id.campaign, &[id.number]).await? {
            remove::end(tx, engine, ctx, &row, Removal::Complete, UNUSABLE).await?;
            // Nobody is asked to do what is done.
            if let Some(errand) = items::removal_request(tx, id).await? {
                people::call_off(tx, engine, ctx, &errand, UNUSABLE).await?;
            }
        }
    }
    Ok(())
}

/// The same for many people: in the background, for every campaign that asks somebody or is going to.
pub(crate) async fn follow_all_access(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
) -> Result<(), EngineError> {
    turns::to_follow(tx).await?;
    for campaign in store::living(tx).await? {
        Job::FollowAccess { campaign, at: ctx.now }.write(tx, engine, ctx, ctx.now).await?;
    }
    Ok(())
}

/// Looks through a campaign for line items whose subject is gone.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: CampaignId,
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    Box::pin(alive(engine, job, sweep(engine, ctx, id))).await?;
    done(engine, job).await
}

async fn sweep(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let Some(campaign) = store::find(&mut engine.read().await?, id).await? else { return Ok(()) };
    for after in (0..campaign.items).step_by(CHUNK) {
        let until = after + i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let mut tx = engine.write().await?;
        let gone = items::gone_within(&mut tx, campaign.number, (after, until)).await?;
        if !gone.is_empty() {
            close(&mut tx, engine, ctx, &gone).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn close(tx: &mut Tx, engine: &Engine, ctx: &Context, gone: &[LineItemId]) -> Result<(), EngineError> {
    for (number, numbers) in by_campaign(gone) {
        let campaign = store::of_number(tx, number).await?;
        if let Some(campaign) = &campaign {
            // Before its rows, as everybody who needs both.
            store::lock(tx, campaign.id).await?;
        }
        items::close(tx, number, &numbers, LineItemStatus::Cancelled).await?;
        let Some(campaign) = campaign else { continue };
        for ((action, words), ids) in farewells(tx, &campaign, &numbers).await? {
            items::add_comments(tx, &ids, &by_product(ctx, action, words), || engine.new_id()).await?;
        }
        told("close-line-items", &campaign)
            .set("count", numbers.len())
            .write(tx, engine, &ctx.as_system())
            .await?;
        end_when_signed(tx, engine, &ctx.as_system(), campaign.id).await?;
    }
    Ok(())
}

/// What is noted: an action, and words.
type Farewell = (&'static str, &'static str);

/// What is noted of these line items, whose subjects are gone.
async fn farewells(
    tx: &mut Tx,
    campaign: &Campaign,
    numbers: &[i64],
) -> Result<Vec<(Farewell, Vec<LineItemId>)>, EngineError> {
    let ids = |numbers: &[i64]| -> Vec<LineItemId> {
        numbers.iter().map(|number| LineItemId { campaign: campaign.number, number: *number }).collect()
    };
    let reviewed = campaign.definition.kind.reviews();
    if reviewed != Reviewed::Accounts {
        return Ok(vec![(farewell(reviewed), ids(numbers))]);
    }
    let rows = items::find(tx, campaign.number, numbers).await?;
    let known: Vec<AccountId> = rows.iter().filter_map(LineItem::account).collect();
    let known = accounts::many(tx, &known).await?;
    let is_given = |one: &Account| {
        one.status == Status::Active && one.kind == AccountKind::Personal && one.user.is_some()
    };
    let has_come = |row: &LineItem| row.account().and_then(|id| known.get(&id)).is_some_and(is_given);
    let (given, gone): (Vec<_>, Vec<_>) = rows.into_iter().partition(has_come);
    let given: Vec<i64> = given.iter().map(|row| row.id.number).collect();
    let gone: Vec<i64> = gone.iter().map(|row| row.id.number).collect();
    let mut all = vec![(farewell(reviewed), ids(&gone)), (GIVEN, ids(&given))];
    all.retain(|(_, ids)| !ids.is_empty());
    Ok(all)
}

/// What is noted of an account that somebody holds now.
const GIVEN: Farewell = (
    "account-given",
    "The account is a person's now, and is reviewed with what they hold: nothing is left to decide.",
);

/// What is noted of a line item whose subject is gone.
const fn farewell(reviewed: Reviewed) -> Farewell {
    match reviewed {
        Reviewed::Accounts => ("account-gone", "The account is out of use: nothing is left to decide."),
        Reviewed::Grants => ("access-gone", "The access is gone: nothing is left to decide."),
        Reviewed::Definitions(ItemKind::Role) => {
            ("definition-gone", "The role is out of use: nothing is left to decide.")
        }
        Reviewed::Definitions(_) => {
            ("definition-gone", "The entitlement is out of use: nothing is left to decide.")
        }
        Reviewed::Records => ("person-gone", "The person has left: nothing is left to decide."),
    }
}

pub(super) fn by_product(ctx: &Context, action: &str, words: &str) -> ItemComment {
    let name = ctx.as_system().actor.name().to_owned();
    ItemComment { user: None, name, action: action.into(), comment: words.into(), at: ctx.now }
}

pub(super) fn by_campaign(items: &[LineItemId]) -> BTreeMap<i64, Vec<i64>> {
    let mut all: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for id in items {
        all.entry(id.campaign).or_default().push(id.number);
    }
    all
}
