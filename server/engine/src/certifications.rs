//! Certification: templates, campaigns, line items, and what becomes of revokes (contract 2.6 to 2.8, 8).
//!
//! Line items are made inside the database, some people at a time; what is decided about each is the domain's
//! ([`bailiwick::certification::LineItem`]).

mod act;
mod also_held;
mod ask;
mod attention;
mod bulk;
mod campaigns;
mod close;
mod colleagues;
mod correct;
mod csv;
mod dashboard;
mod delete;
mod deputies;
pub mod evidence;
mod exceptions;
mod expire;
mod generate;
pub mod idhub;
mod insight;
pub mod isc;
mod living;
mod looks;
mod managers;
mod notices;
mod other_removals;
mod outlook;
mod overview;
mod read;
mod removal_ended;
mod remove;
mod returned;
mod run;
mod schedule;
mod scripted;
mod seen;
mod shown;
mod signatures;
mod sources;
mod stages;
mod start;
mod statistics;
mod subjects;
mod templates;
mod verify;
mod views;
mod whole;
mod workspace;

pub use act::{Acted, ItemAction, Selection, act};
pub use also_held::OtherWay;
pub use bailiwick_store::certifications::target::{OF_ACCOUNTS, OF_DECISIONS, OF_ITEMS};
pub use bailiwick_store::users::SEARCHABLE as OF_PEOPLE;
pub use bulk::{Chosen, Look, act_on, look};
pub use campaigns::{activate, cancel, change, set_deadline};
pub(crate) use close::run as close_line_items;
pub use dashboard::{Dashboard, ReviewerView, dashboard, reviewers_at_work};
pub use delete::delete_campaign;
pub(crate) use delete::run as take_campaign_away;
pub(crate) use exceptions::end as end_exceptions;
pub(crate) use expire::run as expire;
pub(crate) use generate::run as make_line_items;
pub use generate::{Forecast, forecast};
pub(crate) use living::{follow_access, follow_accounts, follow_all_access, run as sweep};
pub(crate) use looks::{run as look_after_stages, take_up as take_up_stages};
pub(crate) use managers::{ComeAndGone, Managed, follow_people};
pub(crate) use notices::{NoticeCause, run as tell_of_campaign};
pub use outlook::{Asked, Outlook, outlook, outlook_of};
pub use overview::{CampaignsPage, campaigns, sees_campaigns};
pub use read::{
    CampaignView, ItemPage, MyReview, all, count, ledger, line_items, messages, my_reviews, one_item, read,
    reviewers, waiting,
};
pub(crate) use removal_ended::removal_ended;
pub(crate) use remove::run as remove_revoked;
pub use remove::set_removal_status;
pub use returned::{Afterwards, CameBack, Verified};
pub use run::{complete, reassign_reviewer, remind};
pub(crate) use schedule::{plan_next as plan_next_campaign, scheduled as scheduled_campaign};
pub(crate) use stages::due_of_each;
pub use start::{start, start_for};
pub use statistics::{Statistics, statistics};
pub use subjects::{applications_of, people_of};
pub use templates::{
    create, delete, duplicate, named as named_by_templates, read as read_template, replace, set_schedule,
    target_count, templates,
};

pub use ask::{Ask, Show};
pub use attention::{Check, SignedOff, checks, sign_off};
pub use insight::Insight;
pub use shown::{AccountRight, AccountView, DefinitionView, RecordView, Shown};
pub(crate) use verify::{follow_load, verify};
pub use views::LineItemView;
pub use whole::{LeftToDecide, left_to_decide};
pub use workspace::{NamedGroup, ReviewRow, Workspace, standing, workspace};

pub use bailiwick_store::certifications::dashboard::Figure;
pub use bailiwick_store::certifications::items::{
    Counts, GroupBy, HeldNow, ItemComment, Place, Wanted, Window,
};
pub use bailiwick_store::certifications::overview::{CampaignOrder, CampaignState, CampaignsWanted};

use bailiwick::authority::Authority;
use bailiwick::certification::Campaign;
use bailiwick::id::CampaignId;
use bailiwick_store::{StoreError, Tx, certifications::campaigns as store};

use crate::{Context, EngineError};

/// Who may read every template and campaign.
fn readable(ctx: &Context) -> Result<(), EngineError> {
    ctx.require(&[Authority::CertAdmin, Authority::AccessAdmin, Authority::Auditor])
}

/// Who may change them.
fn writable(ctx: &Context) -> Result<(), EngineError> {
    ctx.require(&[Authority::CertAdmin])
}

/// Who may run a campaign: certification administrators, and its owner.
fn runs(ctx: &Context, campaign: &Campaign) -> Result<(), EngineError> {
    let owns = ctx.actor.user_id() == Some(campaign.definition.owner);
    match writable(ctx) {
        Err(_) if owns => Ok(()),
        Err(EngineError::Forbidden(_)) if readable(ctx).is_err() => {
            Err(EngineError::not_found("campaign", campaign.id))
        }
        decided => decided,
    }
}

async fn find(tx: &mut Tx, id: CampaignId) -> Result<Campaign, EngineError> {
    store::find(tx, id).await?.ok_or_else(|| EngineError::not_found("campaign", id))
}

/// What cannot be found inside the database is a fault of the definition.
fn unusable(error: StoreError) -> EngineError {
    match error {
        StoreError::Unusable(why) => EngineError::Conflict(why),
        error => error.into(),
    }
}
