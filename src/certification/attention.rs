//! Attention checks: what somebody certified, and is asked to look at again before they sign. Only line items that are
//! really theirs, each with the reason why, told openly. Who reads before they decide, and says why where they decide
//! against what speaks for a revoke, meets none.

use std::cmp::Reverse;
use std::fmt;

use chrono::Duration;

use super::Verdict;
use crate::catalog::Risk;

/// So many line items are asked about before a sign-off.
const MOST: usize = 5;
/// Whoever certifies what is risky no later after the decision before has hardly read it.
const QUICK: Duration = Duration::seconds(2);

/// How a line item that waits to be signed came to be certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certified {
    /// Its number in the campaign.
    pub number: i64,
    /// How risky it is.
    pub risk: Risk,
    /// It is a part of a violation that is open.
    pub in_violation: bool,
    /// What was recommended when it was decided.
    pub recommended: Option<Verdict>,
    /// How many were decided by the same click, with this one.
    pub together: i64,
    /// How long after the click before; absent for the first.
    pub pause: Option<Duration>,
    /// Whoever decided said something about it.
    pub explained: bool,
}

/// Why a certified line item deserves a second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It is a part of an open violation.
    Violation,
    /// Revoking it was recommended.
    Against,
    /// It is risky, and was certified together with so many others.
    Together(i64),
    /// It is risky, and was certified right after another decision.
    Quick,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation => f.write_str("it is part of an open violation"),
            Self::Against => f.write_str("revoking it was recommended"),
            Self::Together(1) => f.write_str("it is risky, and was certified together with another one"),
            Self::Together(others) => {
                write!(f, "it is risky, and was certified together with {others} others")
            }
            Self::Quick => f.write_str("it is risky, and was certified within 2 seconds of another decision"),
        }
    }
}

crate::words! {
    /// What somebody answered who was asked to look again.
    pub enum CheckOutcome {
        /// They meant it.
        Kept = "attention-check-kept",
        /// They took the decision back.
        Changed = "attention-check-changed",
    }
}

impl Doubt {
    /// The heavier, the sooner it is asked about: one heavy reason counts for more than all lighter ones.
    const fn weight(self) -> u8 {
        match self {
            Self::Violation => 4,
            Self::Against => 2,
            Self::Together(_) | Self::Quick => 1,
        }
    }
}

impl Certified {
    /// Why it deserves a second look, the weightiest first; nothing where whoever decided about it, and it alone, said
    /// why.
    fn doubts(&self) -> Vec<Doubt> {
        if self.explained && self.together <= 1 {
            return Vec::new();
        }
        let hasty = match self.together {
            _ if self.risk < Risk::High => None,
            2.. => Some(Doubt::Together(self.together - 1)),
            _ => self.pause.filter(|pause| *pause <= QUICK).map(|_| Doubt::Quick),
        };
        let against = self.recommended == Some(Verdict::Revoke);
        let heavy = [self.in_violation.then_some(Doubt::Violation), against.then_some(Doubt::Against)];
        heavy.into_iter().chain([hasty]).flatten().collect()
    }
}

/// Which of these are to be looked at again, the weightiest first, and why. The same ones give the same answer, in
/// whatever order they come.
pub fn checks(rows: &[Certified]) -> Vec<(i64, Vec<Doubt>)> {
    let mut doubtful: Vec<(&Certified, Vec<Doubt>)> =
        rows.iter().map(|row| (row, row.doubts())).filter(|(_, doubts)| !doubts.is_empty()).collect();
    doubtful.sort_by_key(|(row, doubts)| {
        let weight: u8 = doubts.iter().map(|doubt| doubt.weight()).sum();
        (Reverse(weight), Reverse(row.risk), row.number)
    });
    doubtful.into_iter().take(MOST).map(|(row, doubts)| (row.number, doubts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read for a minute, and nothing speaks against it.
    const fn careful(number: i64, risk: Risk) -> Certified {
        let pause = Some(Duration::seconds(60));
        Certified {
            number,
            risk,
            in_violation: false,
            recommended: None,
            together: 1,
            pause,
            explained: false,
        }
    }

    #[test]
    fn who_reviews_carefully_is_asked_nothing() {
        let first = Certified { pause: None, ..careful(1, Risk::Critical) };
        let plain = Certified { together: 400, pause: Some(Duration::zero()), ..careful(2, Risk::Medium) };
        let said = Certified {
            in_violation: true,
            recommended: Some(Verdict::Revoke),
            explained: true,
            ..careful(3, Risk::High)
        };
        assert!(checks(&[first, plain, said, careful(4, Risk::Critical)]).is_empty());
    }

    #[test]
    fn each_reason_is_told() {
        let row = careful(1, Risk::High);
        let told = |row: Certified| checks(&[row]).pop().map(|(_, doubts)| doubts);
        assert_eq!(told(Certified { in_violation: true, ..row }), Some(vec![Doubt::Violation]));
        let against = Certified { recommended: Some(Verdict::Revoke), ..row };
        assert_eq!(told(against), Some(vec![Doubt::Against]));
        let quick = Certified { pause: Some(Duration::seconds(2)), ..row };
        assert_eq!(told(quick), Some(vec![Doubt::Quick]));
        assert_eq!(told(Certified { pause: Some(Duration::milliseconds(2_001)), ..row }), None);
        let many = Certified { together: 3, explained: true, ..row };
        assert_eq!(told(many), Some(vec![Doubt::Together(2)]), "what is said of many explains none of them");
    }

    #[test]
    fn the_weightiest_five_are_asked_about_in_whatever_order_they_come() {
        let quick = |number, risk| Certified { pause: Some(Duration::zero()), ..careful(number, risk) };
        let mut rows = vec![
            quick(1, Risk::High),
            quick(2, Risk::High),
            quick(3, Risk::Critical),
            Certified { recommended: Some(Verdict::Revoke), ..careful(4, Risk::Low) },
            Certified { in_violation: true, ..careful(5, Risk::Low) },
            Certified { in_violation: true, recommended: Some(Verdict::Revoke), ..careful(6, Risk::Low) },
        ];
        let numbers = |rows: &[Certified]| -> Vec<i64> { checks(rows).iter().map(|(n, _)| *n).collect() };
        assert_eq!(numbers(&rows), [6, 5, 4, 3, 1]);
        rows.reverse();
        assert_eq!(numbers(&rows), [6, 5, 4, 3, 1]);
    }
}
