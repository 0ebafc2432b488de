//! Certification as SailPoint's API has it (contract B2 to B5): campaigns, and of each what it asks of one reviewer, a
//! certification. Both are the house's campaigns and line items: whatever is done here is seen by the other APIs and in
//! the portal, and the other way round.

mod campaigns;
mod change;
mod complete;
mod decide;
mod filters;
mod generate;
mod reassign;
mod reassign_later;
mod report_file;
mod reports;
mod reviews;
mod sign;
mod tasks;
mod templates;

pub(super) use campaigns::owner;
pub use campaigns::{CampaignView, all, create, delete, read};
pub use change::{activate, patch};
pub use complete::complete;
pub use decide::{NewDecision, decide};
pub use filters::{CampaignFilter, campaign_filter, campaign_filters, delete_filters, put_filter};
pub use generate::generate;
pub(crate) use generate::{plan_next, scheduled};
pub use reassign::{Handing, Reassignment, Target, reassign};
pub(crate) use reassign_later::carry_out;
pub use reassign_later::{reassign_campaign, reassign_later};
pub use report_file::report;
pub use reports::{Report, report_columns, reports, run_report, scan_remediation, set_report_columns};
pub use reviews::{
    Facts, ReviewItems, ReviewView, Summarised, access_summaries, by_kind, certification, certifications,
    identities, items, reviewers,
};
pub use sign::sign_off;
pub use tasks::{task, tasks, tasks_of};
pub use templates::{
    CampaignTemplate, TemplateView, campaign_template, campaign_templates, create_template, delete_template,
    patch_template, set_schedule,
};

pub use bailiwick_store::certifications::isc::tasks::Task;
pub use bailiwick_store::certifications::reviews::{Identity, ItemFilter, KindCount, Progress, Review};

use bailiwick::authority::Authority;
use bailiwick::certification::{Campaign, ItemRefusal, LineItem};
use bailiwick::id::{CertificationId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::isc::campaigns as kept;
use bailiwick_store::certifications::{campaigns as store, reviews as review_store};

use crate::{Context, EngineError};

/// The campaign of a certification, and the certification itself, for its reviewer once they are asked, and for
/// certification administrators.
async fn known(tx: &mut Tx, ctx: &Context, id: CertificationId) -> Result<(Campaign, Review), EngineError> {
    ctx.signed_in()?;
    let missing = || EngineError::not_found("certification", id);
    let review = review_store::find(tx, id).await?.ok_or_else(missing)?;
    let campaign = store::of_number(tx, review.campaign).await?.ok_or_else(missing)?;
    let is_theirs = ctx.actor.user_id() == Some(review.reviewer) && campaign.started.is_some();
    let is_known = (administers(ctx) || is_theirs) && campaigns::is_spoken_of(&campaign);
    if !is_known || kept::is_deleted(tx, campaign.id).await? {
        return Err(missing());
    }
    Ok((campaign, review))
}

/// Who may do in a certification whatever its reviewer may.
fn administers(ctx: &Context) -> bool {
    ctx.actor.has(&[Authority::CertAdmin])
}

/// In whose place somebody acts on a row: administrators in its reviewer's, everybody else in their own.
fn in_place_of(ctx: &Context, item: &LineItem) -> Result<UserId, ItemRefusal> {
    match ctx.actor.user_id() {
        _ if administers(ctx) => Ok(item.reviewer),
        Some(me) => Ok(me),
        None => Err(ItemRefusal::NotPermitted("people decide about line items")),
    }
}

/// The same where they decide or sign: nobody who signed an earlier stage does so in another's place.
fn decides_as(ctx: &Context, item: &LineItem) -> Result<UserId, ItemRefusal> {
    let signed_before = |me: UserId| me != item.reviewer && item.was_signed_by(me);
    if ctx.actor.user_id().is_some_and(signed_before) {
        return Err(ItemRefusal::NotPermitted(
            "you signed an earlier stage of it: somebody else decides in the reviewer's place",
        ));
    }
    in_place_of(ctx, item)
}

/// A refusal about one of several rows, as the fault of the whole.
fn refused(item: &LineItem, refusal: ItemRefusal) -> EngineError {
    match refusal {
        ItemRefusal::Field { field, fault } => EngineError::invalid(field, fault),
        ItemRefusal::NotPermitted(why) => EngineError::Forbidden(format!("`{}`: {why}", item.id)),
        refusal => EngineError::Conflict(format!("`{}`: {refusal}", item.id)),
    }
}
