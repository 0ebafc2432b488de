//! The reader's clock: the moment a page was made for, and how times are told.

use chrono::{DateTime, Datelike, FixedOffset, Offset, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::text::{MONTHS, WEEKDAYS, counted};

/// The moment a page was made for, and how far the reader's time zone is from UTC. It comes from
/// the server with the page's data, so that server and browser tell every time alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Now.
    pub now: DateTime<Utc>,
    /// Minutes east of UTC.
    pub zone: i32,
}

/// How much a due time presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// It is past.
    Late,
    /// It comes before midnight.
    Today,
    /// There is time.
    Later,
}

impl From<DateTime<Utc>> for Clock {
    fn from(now: DateTime<Utc>) -> Self {
        Self { now, zone: 0 }
    }
}

impl Clock {
    fn local(self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&FixedOffset::east_opt(self.zone * 60).unwrap_or_else(|| Utc.fix()))
    }

    /// Whole days by the calendar from now to then; negative when it is past.
    pub(crate) fn days_to(self, at: DateTime<Utc>) -> i64 {
        (self.local(at).date_naive() - self.local(self.now).date_naive()).num_days()
    }

    /// `just now`, `5 minutes ago`, `3 days ago`, `in 2 hours`; beyond a month, the day.
    pub fn ago(self, at: DateTime<Utc>) -> String {
        let gone = self.now - at;
        match span(gone.abs()) {
            None if gone.abs() < TimeDelta::minutes(1) => "just now".to_owned(),
            None => self.day(at),
            Some(words) if gone < TimeDelta::zero() => format!("in {words}"),
            Some(words) => format!("{words} ago"),
        }
    }

    /// How long already: `3 days`; beyond a month, `since` the day.
    pub fn since(self, at: DateTime<Utc>) -> String {
        let gone = self.now - at;
        match span(gone) {
            None if gone < TimeDelta::minutes(1) => "a moment".to_owned(),
            None => format!("since {}", self.day(at)),
            Some(words) => words,
        }
    }

    /// `Tue 24 Nov`; in another year `24 Nov 2027`.
    pub fn day(self, at: DateTime<Utc>) -> String {
        let (at, now) = (self.local(at), self.local(self.now));
        let month = MONTHS[at.month0() as usize].get(..3).unwrap_or_default();
        if at.year() == now.year() {
            let weekday = WEEKDAYS[at.weekday().num_days_from_monday() as usize].get(..3).unwrap_or_default();
            format!("{weekday} {} {month}", at.day())
        } else {
            format!("{} {month} {}", at.day(), at.year())
        }
    }

    /// `12 Nov, 14:03`; in another year `12 Nov 2027, 14:03`.
    pub fn moment(self, at: DateTime<Utc>) -> String {
        let (local, now) = (self.local(at), self.local(self.now));
        let month = MONTHS[local.month0() as usize].get(..3).unwrap_or_default();
        let year = if local.year() == now.year() { String::new() } else { format!(" {}", local.year()) };
        format!("{} {month}{year}, {:02}:{:02}", local.day(), local.hour(), local.minute())
    }

    /// `2 days overdue`, `Today, 18:00`, `Tue 24 Nov`.
    pub fn due(self, at: DateTime<Utc>) -> (Urgency, String) {
        let late = self.now - at;
        if late > TimeDelta::zero() {
            let by = span(late).unwrap_or_else(|| match late.num_days() {
                0 => "a moment".to_owned(),
                days => counted(days, "day"),
            });
            return (Urgency::Late, format!("{by} overdue"));
        }
        if self.days_to(at) == 0 {
            let at = self.local(at);
            return (Urgency::Today, format!("Today, {:02}:{:02}", at.hour(), at.minute()));
        }
        (Urgency::Later, self.day(at))
    }

    /// Today in full: `Thursday 19 November`.
    pub fn today(self) -> String {
        let now = self.local(self.now);
        let weekday = WEEKDAYS[now.weekday().num_days_from_monday() as usize];
        format!("{weekday} {} {}", now.day(), MONTHS[now.month0() as usize])
    }

    /// `Good morning`, `Good afternoon`, `Good evening`.
    pub fn greeting(self) -> &'static str {
        match self.local(self.now).hour() {
            4..12 => "Good morning",
            12..18 => "Good afternoon",
            _ => "Good evening",
        }
    }

    /// `12 November 2026, 14:03:11 UTC`.
    pub fn exact(at: DateTime<Utc>) -> String {
        let month = MONTHS[at.month0() as usize];
        format!(
            "{} {month} {}, {:02}:{:02}:{:02} UTC",
            at.day(),
            at.year(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }
}

/// Tells the server the browser's zone, for the pages to come. The time zone is the browser's own
/// business, so only its distance from UTC goes over.
pub fn tell_zone() {
    use leptos::{prelude::*, web_sys::js_sys};
    Effect::new(|_| {
        let minutes = -js_sys::Date::new_0().get_timezone_offset();
        let cookie = format!("zone={minutes}; Path=/; Max-Age=31536000; SameSite=Lax");
        // A browser that keeps no cookies is told times in UTC.
        let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
    });
}

/// A length of time in its greatest unit; none below a minute and above a month.
fn span(length: TimeDelta) -> Option<String> {
    Some(match (length.num_days(), length.num_hours(), length.num_minutes()) {
        (31.., ..) | (_, _, ..1) => return None,
        (days @ 1.., ..) => counted(days, "day"),
        (_, hours @ 1.., _) => counted(hours, "hour"),
        (_, _, minutes) => counted(minutes, "minute"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn clock() -> Clock {
        Clock { now: at("2026-11-19T10:44:00Z"), zone: 60 }
    }

    #[test]
    fn tells_what_is_past_and_what_is_to_come() {
        let clock = clock();
        assert_eq!(clock.ago(at("2026-11-19T10:43:30Z")), "just now");
        assert_eq!(clock.ago(at("2026-11-19T10:43:00Z")), "1 minute ago");
        assert_eq!(clock.ago(at("2026-11-16T09:12:00Z")), "3 days ago");
        assert_eq!(clock.ago(at("2026-11-19T12:44:00Z")), "in 2 hours");
        assert_eq!(clock.ago(at("2026-09-01T12:00:00Z")), "Tue 1 Sep");
        assert_eq!(clock.since(at("2025-09-01T12:00:00Z")), "since 1 Sep 2025");
        assert_eq!(clock.since(at("2026-11-16T09:12:00Z")), "3 days");
    }

    #[test]
    fn goes_by_the_readers_zone() {
        let clock = clock();
        assert_eq!(clock.moment(at("2026-11-12T23:03:00Z")), "13 Nov, 00:03");
        assert_eq!(clock.day(at("2026-11-12T23:03:00Z")), "Fri 13 Nov");
        assert_eq!(clock.today(), "Thursday 19 November");
        assert_eq!(clock.greeting(), "Good morning");
        assert_eq!(Clock::exact(at("2026-11-12T23:03:11Z")), "12 November 2026, 23:03:11 UTC");
    }

    #[test]
    fn says_how_much_a_due_time_presses() {
        let clock = clock();
        assert_eq!(clock.due(at("2026-11-17T10:00:00Z")), (Urgency::Late, "2 days overdue".into()));
        assert_eq!(clock.due(at("2026-11-19T10:43:40Z")), (Urgency::Late, "a moment overdue".into()));
        assert_eq!(clock.due(at("2026-09-17T10:00:00Z")), (Urgency::Late, "63 days overdue".into()));
        assert_eq!(clock.due(at("2026-11-19T17:00:00Z")), (Urgency::Today, "Today, 18:00".into()));
        assert_eq!(clock.due(at("2026-11-19T23:30:00Z")), (Urgency::Later, "Fri 20 Nov".into()));
    }

    #[test]
    fn an_impossible_zone_is_utc() {
        let clock = Clock { zone: i32::MAX / 60, ..clock() };
        assert_eq!(clock.moment(at("2026-11-12T14:03:00Z")), "12 Nov, 14:03");
    }
}
