//! Tasks by how much they press.

use bailiwick::view::RequestView;
use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::{Clock, Urgency};

/// How much tasks press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Past their due time.
    Overdue,
    /// Due before midnight.
    Today,
    /// Due within seven days.
    ThisWeek,
    /// Due later, or without a due time.
    Later,
    /// Waiting no more.
    Done,
}

impl Group {
    /// The most pressing first.
    pub const ALL: [Self; 5] = [Self::Overdue, Self::Today, Self::ThisWeek, Self::Later, Self::Done];

    /// The group of a task.
    pub fn of(view: &RequestView, done: bool, clock: Clock) -> Self {
        let due = due(view).map(|due| (due, clock.due(due).0));
        match due {
            _ if done => Self::Done,
            Some((_, Urgency::Late)) => Self::Overdue,
            Some((_, Urgency::Today)) => Self::Today,
            Some((due, Urgency::Later)) if due - clock.now < TimeDelta::days(7) => Self::ThisWeek,
            _ => Self::Later,
        }
    }

    /// Its heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::Today => "Today",
            Self::ThisWeek => "This week",
            Self::Later => "Later",
            Self::Done => "Decided or passed on",
        }
    }
}

/// When the reader should have decided.
pub fn due(view: &RequestView) -> Option<DateTime<Utc>> {
    view.request.open_phase()?.due
}
