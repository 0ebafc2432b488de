//! Days of the reader's calendar: what a date field shows, and what moment is meant by it.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::clock::Clock;

/// The day as a date field has it, `2026-12-01`.
pub fn field(clock: Clock, at: Option<DateTime<Utc>>) -> String {
    at.map(|at| local(clock, at).to_string()).unwrap_or_default()
}

/// Today, as a date field has it.
pub fn today(clock: Clock) -> String {
    local(clock, clock.now).to_string()
}

/// The first moment of the day in a date field. Nothing for an empty field and for today: that is at once.
///
/// # Errors
/// It is no day, or one before today.
pub fn start(clock: Clock, field: &str) -> Result<Option<DateTime<Utc>>, &'static str> {
    let Some(day) = read(field)? else { return Ok(None) };
    match day.cmp(&local(clock, clock.now)) {
        std::cmp::Ordering::Less => Err("Choose today or a later day"),
        std::cmp::Ordering::Equal => Ok(None),
        std::cmp::Ordering::Greater => midnight(clock, day).map(Some),
    }
}

/// The last second of the day in a date field: who holds something until a day holds it on that day.
///
/// # Errors
/// It is no day.
pub fn end(clock: Clock, field: &str) -> Result<Option<DateTime<Utc>>, &'static str> {
    let Some(day) = read(field)? else { return Ok(None) };
    let next = day.checked_add_days(Days::new(1)).ok_or(NO_DAY)?;
    Ok(Some(midnight(clock, next)? - TimeDelta::seconds(1)))
}

const NO_DAY: &str = "Write a day like 2026-12-31";

fn read(field: &str) -> Result<Option<NaiveDate>, &'static str> {
    let field = field.trim();
    if field.is_empty() { Ok(None) } else { field.parse().map(Some).map_err(|_| NO_DAY) }
}

fn local(clock: Clock, at: DateTime<Utc>) -> NaiveDate {
    (at + zone(clock)).date_naive()
}

fn midnight(clock: Clock, day: NaiveDate) -> Result<DateTime<Utc>, &'static str> {
    let midnight = day.and_hms_opt(0, 0, 0).and_then(|at| at.checked_sub_signed(zone(clock)));
    midnight.map(|at| at.and_utc()).ok_or(NO_DAY)
}

fn zone(clock: Clock) -> TimeDelta {
    TimeDelta::minutes(clock.zone.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn clock(zone: i32) -> Clock {
        Clock { now: at("2026-11-19T23:30:00Z"), zone }
    }

    #[test]
    fn days_are_those_of_the_reader() {
        assert_eq!(today(clock(0)), "2026-11-19");
        assert_eq!(today(clock(60)), "2026-11-20");
        assert_eq!(start(clock(60), "2026-12-01"), Ok(Some(at("2026-11-30T23:00:00Z"))));
        assert_eq!(end(clock(-300), "2026-12-31"), Ok(Some(at("2027-01-01T04:59:59Z"))));
    }

    #[test]
    fn what_is_stored_is_shown_as_the_same_day() {
        for zone in [-660, 0, 60, 345, 840] {
            let clock = clock(zone);
            assert_eq!(field(clock, start(clock, "2027-03-28").unwrap()), "2027-03-28");
            assert_eq!(field(clock, end(clock, "2027-03-28").unwrap()), "2027-03-28");
        }
        assert_eq!(field(clock(0), None), "");
    }

    #[test]
    fn today_is_at_once_and_yesterday_is_refused() {
        assert_eq!(start(clock(0), "2026-11-19"), Ok(None));
        assert_eq!(start(clock(0), " "), Ok(None));
        assert!(start(clock(60), "2026-11-19").is_err());
        assert!(start(clock(0), "soon").is_err());
        assert!(end(clock(0), "+262142-12-31").is_err());
    }
}
