//! What happens while a phase waits (contract 3.2, `events`).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::id::UserId;

/// The reminders, escalations and the end of a phase, with the dates that were worked out when it began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhaseEvents {
    /// Mail template for those who are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<String>,
    /// Mail template for those who are asked instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reassign: Option<String>,
    /// Telling those who are asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminder: Option<PhaseReminder>,
    /// Telling others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation: Option<PhaseEscalation>,
    /// What becomes of it when nobody answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<PhaseExpiration>,
}

/// Telling those who are asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseReminder {
    /// The next time.
    pub date: DateTime<Utc>,
    /// Mail template.
    pub notification: Option<String>,
    /// Again after so many days; once when absent.
    pub frequency: Option<u32>,
}

/// Telling others that nobody answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseEscalation {
    /// The next time.
    pub date: DateTime<Utc>,
    /// Mail template.
    pub notification: Option<String>,
    /// Again after so many days; once when absent.
    pub frequency: Option<u32>,
    /// Who is told.
    pub actors: Vec<UserId>,
}

/// What becomes of a phase that nobody answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseExpiration {
    /// When.
    pub date: DateTime<Utc>,
    /// What happens then.
    pub action: ExpirationAction,
    /// Mail template.
    pub notification: Option<String>,
    /// To whom it is handed, with `reassign`.
    pub actors: Vec<UserId>,
}

crate::words! {
    /// What becomes of a phase that nobody answers.
    pub enum ExpirationAction {
        /// It counts as refused.
        Reject = "reject",
        /// It counts as agreed.
        Approve = "approve",
        /// Of a violation: it stays for good.
        Allow = "allow",
        /// Of a violation: the access is taken away.
        Remediate = "remediate",
        /// Others are asked.
        Reassign = "reassign",
        /// Nothing; it goes on waiting.
        Nothing = "none",
    }
}

/// When something that repeats every so many days is next due after `now`: never a backlog of what was missed.
pub(super) fn next_after(
    date: DateTime<Utc>,
    days: Option<u32>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let step = Duration::days(i64::from(days.filter(|days| *days > 0)?));
    let passed = (now - date).num_seconds().max(0) / step.num_seconds();
    date.checked_add_signed(step * i32::try_from(passed + 1).ok()?)
}

impl PhaseReminder {
    /// Sets the next time.
    pub fn again(&self, now: DateTime<Utc>) -> Option<Self> {
        next_after(self.date, self.frequency, now).map(|date| Self { date, ..self.clone() })
    }
}

impl PhaseEscalation {
    /// Sets the next time.
    pub fn again(&self, now: DateTime<Utc>) -> Option<Self> {
        next_after(self.date, self.frequency, now).map(|date| Self { date, ..self.clone() })
    }
}

impl PhaseEvents {
    /// Takes the reminder whose time has come; what remains is the next one, if there is to be one.
    pub fn remind(&mut self, now: DateTime<Utc>) -> Option<PhaseReminder> {
        let due = self.reminder.clone().filter(|reminder| reminder.date <= now)?;
        self.reminder = due.again(now);
        Some(due)
    }

    /// Moves everything that is still to happen by so much.
    pub fn postpone(&mut self, by: Duration) {
        let dates = [
            self.reminder.as_mut().map(|event| &mut event.date),
            self.escalation.as_mut().map(|event| &mut event.date),
            self.expiration.as_mut().map(|event| &mut event.date),
        ];
        for date in dates.into_iter().flatten() {
            *date = date.checked_add_signed(by).unwrap_or(*date);
        }
    }

    /// As [`Self::remind`], for telling others.
    pub fn escalate(&mut self, now: DateTime<Utc>) -> Option<PhaseEscalation> {
        let due = self.escalation.clone().filter(|escalation| escalation.date <= now)?;
        self.escalation = due.again(now);
        Some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_is_taken_once_and_leaves_the_next() {
        let day = |day: i64| DateTime::UNIX_EPOCH + Duration::days(day);
        let reminder = PhaseReminder { date: day(3), notification: None, frequency: Some(3) };
        let mut events = PhaseEvents { reminder: Some(reminder), ..PhaseEvents::default() };
        assert_eq!(events.remind(day(2)), None);
        assert_eq!(events.remind(day(3)).map(|due| due.date), Some(day(3)));
        assert_eq!(events.remind(day(3)), None);
        assert_eq!(events.reminder.map(|next| next.date), Some(day(6)));
    }

    #[test]
    fn what_was_missed_is_not_made_up_for() {
        let day = |day: i64| DateTime::UNIX_EPOCH + Duration::days(day);
        assert_eq!(next_after(day(3), Some(3), day(3)), Some(day(6)));
        assert_eq!(next_after(day(3), Some(3), day(20)), Some(day(21)));
        assert_eq!(next_after(day(3), Some(0), day(3)), None);
        assert_eq!(next_after(day(3), None, day(3)), None);
    }
}
