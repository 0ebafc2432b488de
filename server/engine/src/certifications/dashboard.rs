//! What the owner of a campaign looks at: how far it is, and how its reviewers go about it.

use std::collections::HashMap;

use bailiwick::certification::attention::CheckOutcome;
use bailiwick::certification::conduct::{Conduct, agrees};
use bailiwick::certification::{Campaign, CampaignStatus, LineItemStatus, Removal, Verdict};
use bailiwick::directory::UserBrief;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_store::certifications::dashboard::{self as figures, Decided, Figure};
use bailiwick_store::certifications::items::{self, Counts, HeldNow};
use bailiwick_store::{Tx, delegations, items as catalog, users};
use chrono::NaiveDate;

use super::delete::can_delete;
use super::read::owned;
use crate::{Context, Engine, EngineError};

/// How far a campaign is.
#[derive(Debug, Clone, PartialEq)]
pub struct Dashboard {
    /// The campaign.
    pub campaign: Campaign,
    /// Who answers for it; nobody when they are gone.
    pub owner: Option<UserBrief>,
    /// How many line items stand how, by application.
    pub figures: Vec<Figure>,
    /// What the applications are called.
    pub applications: HashMap<ItemId, String>,
    /// How many line items were decided last on each day, and signed, in UTC.
    pub days: Vec<(NaiveDate, i64, i64)>,
    /// How many of those whose access was taken away are held now, and why.
    pub held_now: HeldNow,
    /// How many of those whose access was taken away wait for the next file of grants to tell that it is gone.
    pub awaits_file: i64,
    /// While its line items are made: at how many people, or definitions, was looked, of how many.
    pub looked_at: Option<(i64, i64)>,
    /// Whether the reader may run it.
    pub runs: bool,
    /// Whether the reader may delete it.
    pub deletes: bool,
}

impl Dashboard {
    /// How many line items are so.
    pub fn count(&self, is: impl Fn(&Figure) -> bool) -> i64 {
        self.figures.iter().filter(|figure| is(figure)).map(|figure| figure.items).sum()
    }

    /// How many line items are decided so.
    pub fn decided(&self, verdict: Verdict) -> i64 {
        self.count(|figure| figure.verdict == Some(verdict))
    }

    /// How many removals are so far.
    pub fn removals(&self, removal: Removal) -> i64 {
        self.count(|figure| figure.removal == Some(removal))
    }

    /// How many of those that are gone a later look saw gone.
    pub fn verified(&self) -> i64 {
        self.count(|figure| figure.verified)
    }

    /// How many wait to be signed.
    pub fn open(&self) -> i64 {
        self.count(|figure| figure.status == LineItemStatus::InProgress)
    }
}

/// How far a campaign is. For its owner and who reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know.
pub async fn dashboard(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Dashboard, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = owned(&mut tx, ctx, id).await?;
    let is_made = campaign.status != CampaignStatus::Creating;
    let (found, days) = if is_made {
        let found = figures::figures(&mut tx, campaign.number).await?;
        (found, figures::by_day(&mut tx, campaign.number).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let is_any_gone = found.iter().any(|figure| figure.removal == Some(Removal::Complete));
    let held_now =
        if is_any_gone { items::held_now(&mut tx, campaign.number).await? } else { HeldNow::default() };
    let number = campaign.number;
    let awaits_file = if is_any_gone { items::awaiting_a_file(&mut tx, number, ctx.now).await? } else { 0 };
    let reviewed = campaign.definition.kind.reviews();
    let looked_at =
        if is_made { None } else { Some(figures::looked_at(&mut tx, campaign.id, reviewed).await?) };
    let mut places: Vec<ItemId> = found.iter().filter_map(|figure| figure.application).collect();
    places.sort_unstable();
    places.dedup();
    let applications = catalog::briefs(&mut tx, &places).await?;
    Ok(Dashboard {
        owner: users::brief(&mut tx, campaign.definition.owner).await?,
        days,
        held_now,
        awaits_file,
        looked_at,
        applications: applications.into_iter().map(|item| (item.id, item.name)).collect(),
        figures: found,
        runs: super::runs(ctx, &campaign).is_ok(),
        deletes: super::writable(ctx).is_ok() && can_delete(&mut tx, &campaign).await?,
        campaign,
    })
}

/// A reviewer at work.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewerView {
    /// Who.
    pub user: UserBrief,
    /// How far they are with what is put to them.
    pub counts: Counts,
    /// What they decided, and how.
    pub conduct: Conduct,
    /// Who stands in for them now.
    pub deputies: Vec<UserBrief>,
}

/// How far each reviewer is, and how they go about it; by name. For the campaign's owner and who reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know.
pub async fn reviewers_at_work(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<Vec<ReviewerView>, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = owned(&mut tx, ctx, id).await?;
    let mut conducts = conducts(&mut tx, campaign.number).await?;
    let put: HashMap<UserId, Counts> = items::by_reviewer(&mut tx, campaign.number)
        .await?
        .into_iter()
        .map(|one| (one.reviewer, one.counts))
        .collect();
    let mut ids: Vec<UserId> = put.keys().chain(conducts.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let standing_in = delegations::deputies_of(&mut tx, &ids, ctx.now).await?;
    let named: Vec<UserId> =
        ids.iter().copied().chain(standing_in.iter().map(|(_, deputy)| *deputy)).collect();
    let briefs = users::briefs(&mut tx, &named).await?;
    let known: HashMap<UserId, UserBrief> = briefs.into_iter().map(|user| (user.id, user)).collect();
    let mut views = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(user) = known.get(&id).cloned() else { continue };
        let deputies = standing_in.iter().filter(|(away, _)| *away == id);
        views.push(ReviewerView {
            user,
            counts: put.get(&id).copied().unwrap_or_default(),
            conduct: conducts.remove(&id).unwrap_or_default(),
            deputies: deputies.filter_map(|(_, deputy)| known.get(deputy).cloned()).collect(),
        });
    }
    views.sort_by(|a, b| a.user.display_name.cmp(&b.user.display_name).then(a.user.id.cmp(&b.user.id)));
    Ok(views)
}

/// What each person decided in a campaign, and how.
async fn conducts(tx: &mut Tx, campaign: i64) -> Result<HashMap<UserId, Conduct>, EngineError> {
    let mut all: HashMap<UserId, Conduct> = HashMap::new();
    for Decided { who, verdict, recommended, items } in figures::verdicts(tx, campaign).await? {
        let conduct = all.entry(who).or_default();
        match verdict {
            Verdict::Certify => conduct.certified += items,
            Verdict::Revoke => conduct.revoked += items,
            Verdict::Exception => conduct.excepted += items,
            Verdict::Abstain => conduct.abstained += items,
        }
        if let Some(recommended) = recommended {
            conduct.advised += items;
            conduct.followed += if recommended == verdict { items } else { 0 };
        }
    }
    for pause in figures::pauses(tx, campaign).await? {
        let conduct = all.entry(pause.who).or_default();
        conduct.in_bulk += pause.in_bulk;
        conduct.pauses.extend(pause.seconds.map(|seconds| (seconds, pause.clicks)));
    }
    for (who, items) in figures::busiest_minutes(tx, campaign).await? {
        all.entry(who).or_default().busiest_minute = items;
    }
    for (who, outcome, times) in items::answered(tx, campaign).await? {
        let conduct = all.entry(who).or_default();
        conduct.checks += times;
        conduct.changed += if outcome == CheckOutcome::Changed { times } else { 0 };
    }
    let alike = figures::alike(tx, campaign).await?;
    for same in alike.chunk_by(|a, b| a.0 == b.0) {
        compare(&mut all, same);
    }
    Ok(all)
}

/// Holds what each person decided about one thing against what all the others did.
fn compare(all: &mut HashMap<UserId, Conduct>, same: &[(ItemId, UserId, bool, i64)]) {
    let sum = |is: &dyn Fn(UserId, bool) -> bool| -> i64 {
        same.iter().filter(|(_, who, yes, _)| is(*who, *yes)).map(|(.., times)| times).sum()
    };
    let (yes, no) = (sum(&|_, yes| yes), sum(&|_, yes| !yes));
    for (_, who, certifies, times) in same {
        let own = |what: bool| sum(&|other, yes| other == *who && yes == what);
        if let Some(agreed) = agrees(*certifies, yes - own(true), no - own(false)) {
            let conduct = all.entry(*who).or_default();
            conduct.compared += times;
            conduct.agreed += if agreed { *times } else { 0 };
        }
    }
}
