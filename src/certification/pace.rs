//! When everything in a campaign will likely be decided, by how fast it went so far.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Nothing is said before so long.
const ENOUGH_TIME: TimeDelta = TimeDelta::days(1);
/// Nothing is said before so many percent are decided.
const ENOUGH_PERCENT: i128 = 5;
/// The last days, today with them: a week has every day of the week in it.
const LAST_DAYS: u64 = 7;
/// A campaign ends late at the latest by so many percent of the time that is left at the faster pace: nobody knows it to the
/// day.
const WIDTH_PERCENT: i64 = 125;

/// How far a campaign is that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace<'a> {
    /// When it began.
    pub started: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
    /// Until when it goes.
    pub deadline: DateTime<Utc>,
    /// How many line items are decided.
    pub decided: i64,
    /// Of how many.
    pub total: i64,
    /// How many were decided last on each day, and signed, in UTC; days without either may be missing.
    pub days: &'a [(NaiveDate, i64, i64)],
}

/// When everything will likely be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LikelyEnd {
    /// It is.
    Decided,
    /// Too little has happened to say.
    Unknown,
    /// Nothing was decided for days.
    Stalled,
    /// Between these moments, before the deadline.
    Between(DateTime<Utc>, DateTime<Utc>),
    /// Not before this moment; perhaps not before the deadline.
    PerhapsLate(DateTime<Utc>),
    /// Not before the deadline.
    Late,
}

impl Pace<'_> {
    /// When everything will likely be decided: between what the pace since the beginning says and what that of the last
    /// days does.
    pub fn likely_end(&self) -> LikelyEnd {
        let left = self.total - self.decided;
        if left <= 0 {
            return LikelyEnd::Decided;
        }
        let gone = self.now - self.started;
        let is_enough = i128::from(self.decided) * 100 >= i128::from(self.total) * ENOUGH_PERCENT;
        if self.decided <= 0 || gone < ENOUGH_TIME || !is_enough {
            return LikelyEnd::Unknown;
        }
        let (since, lately) = self.last_days();
        if lately <= 0 {
            return LikelyEnd::Stalled;
        }
        let minutes = |time: TimeDelta, decided: i64| {
            let more = i128::from(left) * i128::from(time.num_minutes()) / i128::from(decided);
            i64::try_from(more).unwrap_or(i64::MAX)
        };
        let (whole, last) = (minutes(gone, self.decided), minutes(self.now - since, lately));
        let soon = whole.min(last);
        let late = whole.max(last).max(soon.saturating_mul(WIDTH_PERCENT) / 100);
        let until = |minutes: i64| {
            let end = TimeDelta::try_minutes(minutes).and_then(|more| self.now.checked_add_signed(more));
            end.filter(|end| *end <= self.deadline)
        };
        match (until(soon), until(late)) {
            (None, _) => LikelyEnd::Late,
            (Some(soon), None) => LikelyEnd::PerhapsLate(soon),
            (Some(soon), Some(late)) => LikelyEnd::Between(soon, late),
        }
    }

    /// Since when the last days count, and how many line items were decided in them.
    fn last_days(&self) -> (DateTime<Utc>, i64) {
        let today = self.now.date_naive();
        let first = today.checked_sub_days(chrono::Days::new(LAST_DAYS - 1)).unwrap_or(today);
        let since = first.and_time(NaiveTime::MIN).and_utc().max(self.started);
        let counted = self.days.iter().filter(|(day, ..)| *day >= first);
        (since, counted.map(|(_, decided, _)| decided).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The third of a month, at noon.
    fn began() -> DateTime<Utc> {
        at(3)
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    /// A day of that month, at noon.
    fn at(noon: u32) -> DateTime<Utc> {
        day(noon).and_hms_opt(12, 0, 0).unwrap().and_utc()
    }

    /// Of 100 line items, so many decided on each day, until now.
    fn end(days: &[(NaiveDate, i64, i64)], now: DateTime<Utc>, deadline: u32) -> LikelyEnd {
        let decided = days.iter().map(|(_, decided, _)| decided).sum();
        let pace = Pace { started: began(), now, deadline: at(deadline), decided, total: 100, days };
        pace.likely_end()
    }

    #[test]
    fn nothing_is_said_on_the_first_day_or_of_a_handful() {
        let busy = [(day(3), 40, 0)];
        assert_eq!(end(&busy, at(3) + TimeDelta::hours(6), 17), LikelyEnd::Unknown);
        assert_ne!(end(&busy, at(4), 17), LikelyEnd::Unknown);
        assert_eq!(end(&[(day(3), 4, 0)], at(8), 17), LikelyEnd::Unknown);
        assert_eq!(end(&[], at(8), 17), LikelyEnd::Unknown);
        assert_eq!(end(&[(day(3), 100, 100)], at(3), 17), LikelyEnd::Decided);
    }

    #[test]
    fn a_steady_pace_ends_between_two_days() {
        let steady: Vec<_> = (3..8).map(|one| (day(one), 10, 0)).collect();
        // 50 in five days: the other 50 take five more, or a quarter longer.
        assert_eq!(end(&steady, at(8), 17), LikelyEnd::Between(at(13), at(14) + TimeDelta::hours(6)));
        assert_eq!(end(&steady, at(8), 14), LikelyEnd::PerhapsLate(at(13)));
        assert_eq!(end(&steady, at(8), 12), LikelyEnd::Late);
    }

    #[test]
    fn the_last_week_counts_beside_the_whole_time() {
        // Nearly all in the first two days, then one a day.
        let mut slower = vec![(day(3), 25, 0), (day(4), 25, 0)];
        slower.extend((5..20).map(|one| (day(one), 1, 0)));
        let LikelyEnd::PerhapsLate(soon) = end(&slower, at(19), 31) else { unreachable!() };
        assert!(soon < at(30), "at the pace since it began: {soon}");
        let asleep = [(day(3), 25, 0), (day(4), 25, 0)];
        assert_eq!(end(&asleep, at(12), 31), LikelyEnd::Stalled);
        assert_ne!(end(&asleep, at(10), 31), LikelyEnd::Stalled, "the fourth is in the last week still");
    }

    #[test]
    fn no_number_is_too_large() {
        let pace = Pace {
            started: DateTime::<Utc>::MIN_UTC,
            now: at(8),
            deadline: DateTime::<Utc>::MAX_UTC,
            decided: i64::MAX / 10,
            total: i64::MAX,
            days: &[(day(8), 1, 0)],
        };
        assert_eq!(pace.likely_end(), LikelyEnd::Late);
    }
}
