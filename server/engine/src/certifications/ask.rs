//! What a reviewer looks at, and what that means to the database.

use bailiwick::catalog::Risk;
use bailiwick::certification::{Campaign, LineItemStatus, Verdict};
use bailiwick::grant::UNUSED_DAYS;
use bailiwick::id::{ItemId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::Wanted;
use chrono::Duration;

use super::read::scoped;
use crate::{Context, EngineError};

/// Access that is younger is new.
const NEW: Duration = Duration::days(90);

/// Which rows are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Those that wait for a decision.
    Undecided,
    /// Those decided so, signed or not.
    Decided(Verdict),
}

/// What a reviewer looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// Whose rows; the caller's own when absent.
    pub reviewer: Option<UserId>,
    /// Which of them.
    pub show: Show,
    /// About this person.
    pub user: Option<UserId>,
    /// Of this item.
    pub item: Option<ItemId>,
    /// In this application; `Some(None)`: in none, as roles are.
    pub application: Option<Option<ItemId>>,
    /// As risky as this.
    pub risk: Option<Risk>,
    /// About people with this text in their name.
    pub person: String,
    /// Only what is part of an open violation.
    pub violations: bool,
    /// Only what was given in the last 90 days.
    pub new: bool,
    /// Only what is known not to have been used for 90 days.
    pub unused: bool,
    /// Only that for which this is recommended.
    pub recommended: Option<Verdict>,
}

/// What is asked for, as the database understands it.
pub(super) async fn wanted(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    ask: &Ask,
) -> Result<Wanted, EngineError> {
    let whose = match ask.reviewer {
        Some(reviewer) => reviewer,
        None => ctx.person()?,
    };
    let person = Some(ask.person.trim().to_owned()).filter(|text| !text.is_empty());
    let (status, verdict) = match ask.show {
        Show::All => (None, None),
        Show::Undecided => (Some(LineItemStatus::InProgress), Some(None)),
        Show::Decided(verdict) => (None, Some(Some(verdict))),
    };
    let wanted = Wanted {
        actor: Some(whose),
        status,
        verdict,
        user: ask.user,
        item: ask.item,
        application: ask.application.flatten(),
        in_none: ask.application == Some(None),
        risk: ask.risk,
        person,
        in_violation: ask.violations,
        since: ask.new.then(|| ctx.now - NEW),
        unused_days: ask.unused.then_some(UNUSED_DAYS),
        ..Wanted::default()
    };
    scoped(tx, ctx, campaign, &wanted).await
}
