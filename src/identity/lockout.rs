//! How long signing in is closed after wrong passwords.

use chrono::TimeDelta;

/// So many wrong passwords in a row cost nothing but the try.
pub const FREE_FAILURES: i64 = 4;

/// For how long nobody may try again after `failures` wrong passwords in a row: a minute
/// after the fifth, twice as long after each further one, an hour at most.
pub fn lockout(failures: i64) -> Option<TimeDelta> {
    let beyond = failures - FREE_FAILURES - 1;
    (beyond >= 0).then(|| TimeDelta::minutes((1 << beyond.min(6)).min(60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_the_fifth_and_doubles_to_an_hour() {
        let minutes = |failures| lockout(failures).map(|time| time.num_minutes());
        assert_eq!((0..=4).filter_map(minutes).count(), 0);
        let next: Vec<_> = (5..=13).filter_map(minutes).collect();
        assert_eq!(next, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(minutes(i64::MAX), Some(60));
    }
}
