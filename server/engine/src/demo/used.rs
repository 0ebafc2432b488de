//! When access was last used, as the company's applications tell: most of them do.

use bailiwick::grant::Use;
use chrono::{DateTime, Duration, Utc};

use super::dice::{Dice, Kind};
use super::people::Company;

/// One application in so many tells nothing.
const SILENT: i64 = 5;

/// What an application tells about the use of the `index`th grant; nothing of roles, which are in none.
pub(super) fn used(
    company: &Company,
    application: Option<i64>,
    index: u64,
    start: DateTime<Utc>,
) -> Option<Use> {
    application.filter(|number| number % SILENT != 0)?;
    let mut dice = Dice::of(company.seed, Kind::Grant, index + (1 << 42));
    let days = match dice.below(100) {
        0..=69 => Some(dice.between(0, 20)),
        70..=86 => Some(dice.between(21, 88)),
        87..=94 => Some(dice.between(95, 320)),
        _ => None,
    };
    let told = company.today;
    let last = days.map(|days| told - Duration::days(days) - Duration::seconds(dice.between(0, 40_000)));
    Some(Use { last: last.filter(|last| *last >= start), told })
}
