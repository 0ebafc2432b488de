//! When something happens by itself (`schedule`, contract 3.5, 3.12).

use chrono::{DateTime, Duration, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds};

use crate::document::{Fault, Reader};

/// Nothing repeats more often.
const SHORTEST_INTERVAL: i64 = 60_000;

/// When something happens by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// How it repeats.
    pub kind: ScheduleKind,
    /// Not before.
    pub start: Option<DateTime<Utc>>,
    /// Not after.
    pub end: Option<DateTime<Utc>>,
}

/// How something repeats.
#[derive(Debug, Clone, PartialEq)]
pub enum ScheduleKind {
    /// Once at the start, and so many times more; without a bound when absent.
    Every {
        /// From one time to the next; it happens once when absent.
        interval: Option<Duration>,
        /// How often it repeats.
        times: Option<i32>,
    },
    /// As a cron expression says, in UTC: five fields, or six with seconds and the days of the week from 1, as Quartz
    /// counts them.
    Cron(Box<Cron>),
}

impl Schedule {
    /// Reads the member `schedule` of a body; none when it is missing or switched off.
    pub(crate) fn read(body: &Reader<'_>) -> Result<Option<Self>, Fault> {
        let Some(given) = body.object("schedule")? else { return Ok(None) };
        let is_on = given.flag("enabled")?.unwrap_or(true) && given.flag("scheduled")?.unwrap_or(true);
        let time = |name| {
            let read = |text: &str| {
                let time = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
                time.map_err(|_| given.fault(name, "must be a date and time as of ISO 8601"))
            };
            given.text(name, 50)?.map(read).transpose()
        };
        let (start, end) = (time("startTime")?, time("endTime")?);
        if start.zip(end).is_some_and(|(start, end)| end <= start) {
            return Err(given.fault("endTime", "must be after `startTime`"));
        }
        let kind = match given.text("type", 20)? {
            Some("cron") => {
                let text =
                    given.text("schedule", 200)?.ok_or_else(|| given.fault("schedule", "is missing"))?;
                let cron = cron(text).map_err(|fault| given.fault("schedule", fault))?;
                ScheduleKind::Cron(Box::new(cron))
            }
            Some("simple") | None => {
                let interval = integer(&given, "repeatInterval")?.filter(|millis| *millis > 0);
                if interval.is_some_and(|millis| millis < SHORTEST_INTERVAL) {
                    return Err(given.fault("repeatInterval", "must be a minute at least: 60000"));
                }
                let times = integer(&given, "repeatCount")?.filter(|times| *times >= 0);
                ScheduleKind::Every {
                    interval: interval.and_then(Duration::try_milliseconds),
                    times: times.map(|times| i32::try_from(times).unwrap_or(i32::MAX)),
                }
            }
            Some(_) => return Err(given.fault("type", "must be `simple` or `cron`")),
        };
        if start.is_none() && matches!(kind, ScheduleKind::Every { interval: None, .. }) {
            return Ok(None);
        }
        Ok(is_on.then_some(Self { kind, start, end }))
    }

    /// The first time after `now`. What repeats without a start counts from `since`, when it was made.
    pub fn next_after(&self, now: DateTime<Utc>, since: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let start = self.start.unwrap_or(since);
        let next = match &self.kind {
            ScheduleKind::Cron(cron) => {
                let (from, inclusive) = if start > now { (start, true) } else { (now, false) };
                cron.find_next_occurrence(&from, inclusive).ok()?
            }
            ScheduleKind::Every { .. } if start > now => start,
            ScheduleKind::Every { interval, times } => {
                let interval = (*interval)?;
                let passed = (now - start).num_milliseconds() / interval.num_milliseconds() + 1;
                if times.is_some_and(|times| passed > i64::from(times)) {
                    return None;
                }
                start.checked_add_signed(Duration::try_milliseconds(
                    interval.num_milliseconds().checked_mul(passed)?,
                )?)?
            }
        };
        self.end.is_none_or(|end| next <= end).then_some(next)
    }
}

fn cron(text: &str) -> Result<Cron, String> {
    let is_quartz = text.split_whitespace().count() > 5;
    CronParser::builder()
        .seconds(Seconds::Optional)
        .alternative_weekdays(is_quartz)
        .build()
        .parse(text.trim())
        .map_err(|fault| format!("is no cron expression: {fault}"))
}

fn integer(given: &Reader<'_>, name: &str) -> Result<Option<i64>, Fault> {
    let Some(value) = given.get(name) else { return Ok(None) };
    value.as_i64().map(Some).ok_or_else(|| given.fault(name, "must be a whole number"))
}
