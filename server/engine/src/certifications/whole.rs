//! Campaigns that are signed as a whole: what has to be decided before anything is signed.

use bailiwick::certification::LineItemStatus;
use bailiwick::id::{CampaignId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::{self, Wanted};

use super::deputies;
use super::read::known;
use crate::{Context, Engine, EngineError};

/// What has to be decided before somebody signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftToDecide {
    /// So many line items that they see.
    pub seen: i64,
    /// Something that they know nothing of: how much it is is not theirs to know.
    pub unseen: bool,
}

impl LeftToDecide {
    /// Everything is decided.
    pub const fn is_nothing(self) -> bool {
        self.seen == 0 && !self.unseen
    }
}

/// What has to be decided before the caller signs anything, for themselves or in the place of `whose`: nothing where a
/// campaign is signed in parts.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign.
pub async fn left_to_decide(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    whose: Option<UserId>,
) -> Result<LeftToDecide, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let signer = deputies::decided_by_caller(&mut tx, ctx, whose).await?.actor;
    match signer.filter(|_| !campaign.definition.allows.partial_signoff) {
        Some(signer) => left_of(&mut tx, campaign.number, signer, me).await,
        None => Ok(LeftToDecide::default()),
    }
}

/// What is put to `signer` and is theirs to decide still, as `me` sees it, who is themselves or stands in for them.
pub(super) async fn left_of(
    tx: &mut Tx,
    campaign: i64,
    signer: UserId,
    me: UserId,
) -> Result<LeftToDecide, EngineError> {
    let all = items::undecided(tx, campaign, signer).await?;
    if signer == me {
        return Ok(LeftToDecide { seen: all, unseen: false });
    }
    let wanted = Wanted {
        only_own: true,
        status: Some(LineItemStatus::InProgress),
        verdict: Some(None),
        ..Wanted::for_deputy(signer, me)
    };
    let seen = items::counts(tx, campaign, &wanted).await?.total;
    Ok(LeftToDecide { seen, unseen: seen < all })
}
