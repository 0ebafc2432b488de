//! The hues that speak of status, and nothing else.

use super::IconName;

/// A status hue. It never stands alone: an icon or a word goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// No status: a tag, a draft, a count.
    #[default]
    Neutral,
    /// New, chosen.
    Accent,
    /// Under way; information.
    Progress,
    /// Approved, granted, done well.
    Approved,
    /// Rejected, failed, wrong.
    Rejected,
    /// Taken away.
    Revoked,
    /// Breaks a policy.
    Violation,
    /// Late, or soon to be; a warning.
    Overdue,
}

impl Tone {
    /// Soft ground with its line and its ink: badges, timeline dots.
    pub const fn soft(self) -> &'static str {
        match self {
            Self::Neutral => "border-line bg-sunken text-muted",
            Self::Accent => "border-accent-line bg-accent-soft text-accent-ink",
            Self::Progress => "border-progress-line bg-progress-soft text-progress",
            Self::Approved => "border-approved-line bg-approved-soft text-approved",
            Self::Rejected => "border-rejected-line bg-rejected-soft text-rejected",
            Self::Revoked => "border-revoked-line bg-revoked-soft text-revoked",
            Self::Violation => "border-violation-line bg-violation-soft text-violation",
            Self::Overdue => "border-overdue-line bg-overdue-soft text-overdue",
        }
    }

    /// Soft ground with its line, without ink: alerts.
    pub const fn ground(self) -> &'static str {
        match self {
            Self::Neutral => "border-line bg-sunken",
            Self::Accent => "border-accent-line bg-accent-soft",
            Self::Progress => "border-progress-line bg-progress-soft",
            Self::Approved => "border-approved-line bg-approved-soft",
            Self::Rejected => "border-rejected-line bg-rejected-soft",
            Self::Revoked => "border-revoked-line bg-revoked-soft",
            Self::Violation => "border-violation-line bg-violation-soft",
            Self::Overdue => "border-overdue-line bg-overdue-soft",
        }
    }

    /// Its ink alone.
    pub const fn ink(self) -> &'static str {
        match self {
            Self::Neutral => "text-muted",
            Self::Accent => "text-accent-ink",
            Self::Progress => "text-progress",
            Self::Approved => "text-approved",
            Self::Rejected => "text-rejected",
            Self::Revoked => "text-revoked",
            Self::Violation => "text-violation",
            Self::Overdue => "text-overdue",
        }
    }

    /// The icon that goes with it.
    pub const fn icon(self) -> Option<IconName> {
        match self {
            Self::Neutral | Self::Accent => None,
            Self::Progress => Some(IconName::CircleDot),
            Self::Approved => Some(IconName::CircleCheck),
            Self::Rejected => Some(IconName::CircleX),
            Self::Revoked => Some(IconName::Ban),
            Self::Violation => Some(IconName::ShieldAlert),
            Self::Overdue => Some(IconName::Clock),
        }
    }
}
