//! What checking a line found, in words.

use bailiwick::cart::LineFault;

use crate::components::{IconName, Tone};
use crate::text::{counted, int};

/// How a line's check is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// The hue.
    pub tone: Tone,
    /// A picture of it.
    pub icon: IconName,
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub more: &'static str,
}

/// How a line's check is shown.
pub fn check(fault: Option<&LineFault>) -> Check {
    let (tone, icon, word, more) = match fault {
        None => (Tone::Approved, IconName::CircleCheck, "Ready", ""),
        Some(LineFault::Duplicate { .. }) => {
            (Tone::Overdue, IconName::Copy, "Duplicate", "asked for already")
        }
        Some(LineFault::ExistingAccess) => (Tone::Neutral, IconName::Copy, "Already held", "won’t be sent"),
        Some(LineFault::NoAccess) => (Tone::Neutral, IconName::Minus, "Not held", "nothing to take away"),
        Some(LineFault::GivenByRule) => {
            (Tone::Rejected, IconName::Zap, "Given by a rule", "it would come back")
        }
        Some(LineFault::Brought { .. }) => {
            (Tone::Neutral, IconName::Minus, "Comes with something", "goes with what brings it")
        }
        Some(fault) if fault.is_form() => (Tone::Overdue, IconName::Pencil, "Form to fill in", ""),
        Some(LineFault::NotFound { .. }) => {
            (Tone::Rejected, IconName::CircleX, "Gone", "it was deleted meanwhile")
        }
        Some(LineFault::NotRequestable) => {
            (Tone::Rejected, IconName::CircleX, "Not requestable", "nobody can ask for it")
        }
        Some(LineFault::InactiveUser) => {
            (Tone::Rejected, IconName::CircleX, "Person not active", "they cannot be given access")
        }
        Some(LineFault::PolicyViolation { .. }) => {
            (Tone::Violation, IconName::TriangleAlert, "Conflict", "it would break a policy rule")
        }
        Some(LineFault::Validation { .. } | LineFault::Refused { .. }) => {
            (Tone::Rejected, IconName::CircleX, "Dates to correct", "they are past, or reversed")
        }
    };
    Check { tone, icon, word, more }
}

/// How many lines have each check, ready ones first: `2 ready`, `1 duplicate`.
pub fn summary<'a>(faults: impl Iterator<Item = Option<&'a LineFault>>) -> Vec<(Tone, String)> {
    let mut counts: Vec<(Check, usize)> = Vec::new();
    for found in faults.map(check) {
        match counts.iter_mut().find(|(one, _)| *one == found) {
            Some((_, count)) => *count += 1,
            None => counts.push((found, 1)),
        }
    }
    counts.sort_by_key(|(check, _)| check.word != "Ready");
    counts
        .into_iter()
        .map(|(check, count)| (check.tone, format!("{count} {}", check.word.to_lowercase())))
        .collect()
}

/// What can be sent, and why the rest cannot.
pub fn verdict(ready: usize, all: usize) -> String {
    let lines = |n: usize| counted(int(n), "line");
    match (ready, all) {
        (0, _) => "No line can go now.".to_owned(),
        (1, 1) => "The line can go now.".to_owned(),
        (ready, all) if ready == all => format!("All {} can go now.", lines(all)),
        (ready, all) => format!("{ready} of {} can go now.", lines(all)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_ready_lines_first() {
        let faults = [Some(LineFault::ExistingAccess), None, Some(LineFault::ExistingAccess), None];
        let words: Vec<_> =
            summary(faults.iter().map(Option::as_ref)).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["2 ready", "2 already held"]);
    }

    #[test]
    fn the_verdict_counts_lines() {
        assert_eq!(verdict(0, 3), "No line can go now.");
        assert_eq!(verdict(1, 1), "The line can go now.");
        assert_eq!(verdict(2, 2), "All 2 lines can go now.");
        assert_eq!(verdict(3, 5), "3 of 5 lines can go now.");
    }
}
