//! What is recommended about a line item, and why: a rule that everybody can follow, no model.
//!
//! The reviewer decides. What is said here only puts beside a row what speaks for and against it, and says which rows
//! may be certified together without a look at each ([`Evidence::guard`]).

use std::fmt;

use chrono::{DateTime, Utc};

use super::Verdict;
use crate::catalog::{ItemKind, Risk};
use crate::directory::FEWEST_COLLEAGUES;
use crate::grant::{LATELY_DAYS, UNUSED_DAYS};

/// What is known about a line item's subject beside the line item itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// How risky it is.
    pub risk: Risk,
    /// How many colleagues hold the same, of how many.
    pub peers: (u32, u32),
    /// How many open violations the grant is a part of.
    pub violations: u32,
    /// What was last decided about the same grant in an earlier campaign, and when.
    pub before: Option<(Verdict, DateTime<Utc>)>,
    /// The grant is in force.
    pub is_held: bool,
    /// What brings it, a role or an entitlement that is a member of it: it cannot be revoked by itself.
    pub through: Option<ItemKind>,
    /// For how many days it is known not to have been used, within the time that it is held; absent where no source says.
    pub unused_days: Option<i64>,
    /// How many days ago it was last used, where that is known.
    pub used_days_ago: Option<i64>,
    /// Colleagues may hold the same. Definitions, records and accounts are looked at for what they are: there is nobody to compare
    /// with, and nothing is recommended.
    pub is_grant: bool,
}

/// One thing that speaks for or against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is a part of so many open violations.
    Violations(u32),
    /// It was revoked in an earlier campaign, and is held still.
    RevokedBefore,
    /// It was not used for so many days.
    Unused(i64),
    /// It was used in the last weeks.
    UsedLately,
    /// Few colleagues hold it: so many of so many.
    FewPeers(u32, u32),
    /// Most colleagues hold it: so many of so many.
    MostPeers(u32, u32),
    /// Some colleagues hold it: too few to say that it is usual.
    SomePeers(u32, u32),
    /// There are too few colleagues to compare with.
    NoPeers,
    /// It is risky.
    Risky(Risk),
    /// It is not held any more.
    Gone,
    /// A role brings it, and would have to go.
    ThroughRole,
    /// Membership of something else brings it, and would have to end.
    ThroughMembership,
    /// The definition, record or account was revoked in an earlier campaign.
    DoubtedBefore,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violations(1) => f.write_str("it is part of an open violation"),
            Self::Violations(n) => write!(f, "it is part of {n} open violations"),
            Self::RevokedBefore => f.write_str("it was revoked before, and is held still"),
            Self::Unused(days) => write!(f, "it was not used for {days} days"),
            Self::UsedLately => f.write_str("it was used in the last 30 days"),
            Self::FewPeers(0, of) => write!(f, "none of {of} colleagues holds it"),
            Self::FewPeers(have, of) => write!(f, "only {have} of {of} colleagues hold it"),
            Self::MostPeers(have, of) | Self::SomePeers(have, of) => {
                write!(f, "{have} of {of} colleagues hold it")
            }
            Self::NoPeers => f.write_str("there are too few colleagues to compare with"),
            Self::Risky(risk) => write!(f, "its risk is {risk}"),
            Self::Gone => f.write_str("it is not held any more"),
            Self::ThroughRole => f.write_str("it comes with a role, and goes with that alone"),
            Self::ThroughMembership => f.write_str("it comes with a membership, and goes with that alone"),
            Self::DoubtedBefore => f.write_str("it was revoked in an earlier campaign"),
        }
    }
}

/// Why a row is left out when many are certified together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    /// It is part of an open violation.
    Violation,
    /// Its risk is high or critical.
    Risky,
    /// It was revoked before.
    RevokedBefore,
    /// It was not used for 90 days or more.
    Unused,
    /// Fewer than half of the colleagues hold it, or there is nobody to compare with.
    UnlikePeers,
    /// The definition, record or account was revoked in an earlier campaign.
    DoubtedBefore,
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Violation => "part of an open violation",
            Self::Risky => "of high or critical risk",
            Self::RevokedBefore => "revoked before, and held still",
            Self::Unused => "not used for 90 days or more",
            Self::UnlikePeers => "unlike what most colleagues hold",
            Self::DoubtedBefore => "revoked in an earlier campaign",
        })
    }
}

/// What is recommended, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// What; nothing where only a person can say.
    pub verdict: Option<Verdict>,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

impl Evidence {
    /// What is known about a definition, a record or an account: how risky it is, and what was last decided about it.
    pub const fn of_itself(risk: Risk, before: Option<(Verdict, DateTime<Utc>)>) -> Self {
        Self {
            risk,
            peers: (0, 0),
            violations: 0,
            before,
            is_held: true,
            through: None,
            unused_days: None,
            used_days_ago: None,
            is_grant: false,
        }
    }

    /// What the colleagues say.
    fn peers(&self) -> Reason {
        let (have, of) = self.peers;
        match (u64::from(have), u64::from(of)) {
            _ if of < FEWEST_COLLEAGUES => Reason::NoPeers,
            (have_, of_) if have_ * 5 < of_ => Reason::FewPeers(have, of),
            (have_, of_) if have_ * 2 >= of_ => Reason::MostPeers(have, of),
            _ => Reason::SomePeers(have, of),
        }
    }

    fn was_revoked(&self) -> bool {
        self.is_held && matches!(self.before, Some((Verdict::Revoke, _)))
    }

    /// For how many days it was not used, where that is long.
    fn is_unused(&self) -> Option<i64> {
        self.unused_days.filter(|days| self.is_held && *days >= UNUSED_DAYS)
    }

    fn is_used_lately(&self) -> bool {
        self.used_days_ago.is_some_and(|days| days < LATELY_DAYS)
    }

    /// What is recommended: to revoke what breaks a rule, was revoked before, was not used for long or hardly any
    /// colleague holds, unless it comes with something else, or in the last case is in use; to certify what most colleagues hold, if its risk is low or medium; nothing about the rest, nor
    /// about definitions, records and accounts.
    pub fn recommend(&self) -> Recommendation {
        let risky = (self.risk >= Risk::High).then_some(Reason::Risky(self.risk));
        if !self.is_grant {
            let doubted = self.was_revoked().then_some(Reason::DoubtedBefore);
            return Recommendation { verdict: None, reasons: doubted.into_iter().chain(risky).collect() };
        }
        let peers = self.peers();
        let mut reasons = Vec::new();
        reasons.extend((!self.is_held).then_some(Reason::Gone));
        reasons.extend((self.violations > 0).then_some(Reason::Violations(self.violations)));
        reasons.extend(self.was_revoked().then_some(Reason::RevokedBefore));
        reasons.extend(self.is_unused().map(Reason::Unused));
        let verdict = match (reasons.is_empty(), peers) {
            _ if !self.is_held => None,
            // Whoever uses what no colleague has may need it: only a person can say.
            (true, Reason::FewPeers(..)) if self.is_used_lately() => None,
            (false, _) | (true, Reason::FewPeers(..)) => Some(Verdict::Revoke),
            (true, Reason::MostPeers(..)) if risky.is_none() => Some(Verdict::Certify),
            _ => None,
        };
        match (verdict, peers) {
            // What speaks for a row is no reason to revoke it.
            (Some(Verdict::Revoke), Reason::MostPeers(..) | Reason::SomePeers(..) | Reason::NoPeers) => {}
            _ => reasons.push(peers),
        }
        let speaks = verdict.is_none() && matches!(peers, Reason::FewPeers(..)) && self.is_used_lately();
        reasons.extend(speaks.then_some(Reason::UsedLately));
        reasons.extend(risky);
        if verdict == Some(Verdict::Revoke)
            && let Some(kind) = self.through
        {
            let is_role = kind == ItemKind::Role;
            reasons.push(if is_role { Reason::ThroughRole } else { Reason::ThroughMembership });
            return Recommendation { verdict: None, reasons };
        }
        Recommendation { verdict, reasons }
    }

    /// Why it is left out when many are certified together; nothing where it is not.
    pub fn guard(&self) -> Option<Guard> {
        if self.violations > 0 {
            Some(Guard::Violation)
        } else if self.risk >= Risk::High {
            Some(Guard::Risky)
        } else if self.was_revoked() {
            Some(if self.is_grant { Guard::RevokedBefore } else { Guard::DoubtedBefore })
        } else if self.is_unused().is_some() {
            Some(Guard::Unused)
        } else if !self.is_grant || matches!(self.peers(), Reason::MostPeers(..)) {
            None
        } else {
            Some(Guard::UnlikePeers)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usual() -> Evidence {
        Evidence {
            risk: Risk::Low,
            peers: (7, 8),
            violations: 0,
            before: None,
            is_held: true,
            through: None,
            unused_days: None,
            used_days_ago: None,
            is_grant: true,
        }
    }

    fn said(evidence: &Evidence) -> (Option<Verdict>, String) {
        let found = evidence.recommend();
        let reasons: Vec<String> = found.reasons.iter().map(ToString::to_string).collect();
        (found.verdict, reasons.join("; "))
    }

    #[test]
    fn what_most_colleagues_hold_is_to_be_certified() {
        assert_eq!(said(&usual()), (Some(Verdict::Certify), "7 of 8 colleagues hold it".into()));
        assert_eq!(usual().guard(), None);
    }

    #[test]
    fn what_hardly_anybody_holds_is_to_be_revoked() {
        let alone = Evidence { peers: (1, 8), ..usual() };
        assert_eq!(said(&alone), (Some(Verdict::Revoke), "only 1 of 8 colleagues hold it".into()));
        assert_eq!(alone.guard(), Some(Guard::UnlikePeers));
    }

    #[test]
    fn a_violation_outweighs_the_colleagues() {
        let conflict = Evidence { violations: 2, ..usual() };
        assert_eq!(said(&conflict), (Some(Verdict::Revoke), "it is part of 2 open violations".into()));
        assert_eq!(conflict.guard(), Some(Guard::Violation));
    }

    #[test]
    fn what_a_role_brings_is_not_recommended_to_be_revoked_by_itself() {
        let brought = Evidence { peers: (0, 8), through: Some(ItemKind::Role), ..usual() };
        let words = "none of 8 colleagues holds it; it comes with a role, and goes with that alone";
        assert_eq!(said(&brought), (None, words.into()));
    }

    #[test]
    fn what_was_not_used_for_long_is_to_be_revoked() {
        let idle = Evidence { unused_days: Some(90), ..usual() };
        assert_eq!(said(&idle), (Some(Verdict::Revoke), "it was not used for 90 days".into()));
        assert_eq!(idle.guard(), Some(Guard::Unused));
        let short = Evidence { unused_days: Some(89), ..usual() };
        assert_eq!((said(&short).0, short.guard()), (Some(Verdict::Certify), None));
        let brought = Evidence { through: Some(ItemKind::Role), ..idle };
        assert_eq!(brought.recommend().verdict, None);
        assert_eq!(brought.guard(), Some(Guard::Unused));
    }

    #[test]
    fn what_is_used_is_not_recommended_to_be_revoked_for_the_colleagues_alone() {
        let needed = Evidence { peers: (1, 8), used_days_ago: Some(3), unused_days: Some(3), ..usual() };
        let words = "only 1 of 8 colleagues hold it; it was used in the last 30 days";
        assert_eq!(said(&needed), (None, words.into()));
        assert_eq!(needed.guard(), Some(Guard::UnlikePeers), "it is looked at all the same");
        let conflict = Evidence { violations: 1, ..needed };
        assert_eq!(conflict.recommend().verdict, Some(Verdict::Revoke), "a rule is a rule");
    }

    #[test]
    fn what_was_revoked_before_is_not_certified_in_passing() {
        let back = Evidence { before: Some((Verdict::Revoke, DateTime::UNIX_EPOCH)), ..usual() };
        assert_eq!(said(&back).0, Some(Verdict::Revoke));
        assert_eq!(back.guard(), Some(Guard::RevokedBefore));
        let certified = Evidence { before: Some((Verdict::Certify, DateTime::UNIX_EPOCH)), ..usual() };
        assert_eq!(said(&certified).0, Some(Verdict::Certify));
    }

    #[test]
    fn nothing_is_recommended_about_what_is_risky_and_usual() {
        let risky = Evidence { risk: Risk::Critical, ..usual() };
        assert_eq!(said(&risky), (None, "7 of 8 colleagues hold it; its risk is critical".into()));
        assert_eq!(risky.guard(), Some(Guard::Risky));
    }

    #[test]
    fn nothing_is_recommended_without_anybody_to_compare_with() {
        let lone = Evidence { peers: (1, 1), ..usual() };
        assert_eq!(said(&lone), (None, "there are too few colleagues to compare with".into()));
        assert_eq!(lone.guard(), Some(Guard::UnlikePeers));
        let gone = Evidence { is_held: false, ..usual() };
        assert_eq!(gone.recommend().verdict, None);
    }

    #[test]
    fn nothing_is_recommended_about_definitions_and_what_is_risky_or_doubted_is_looked_at() {
        let plain = Evidence::of_itself(Risk::Medium, None);
        assert_eq!((said(&plain), plain.guard()), ((None, String::new()), None));
        let risky = Evidence::of_itself(Risk::High, None);
        assert_eq!((said(&risky).1, risky.guard()), ("its risk is high".into(), Some(Guard::Risky)));
        let doubted = Evidence::of_itself(Risk::Low, Some((Verdict::Revoke, DateTime::UNIX_EPOCH)));
        assert_eq!(said(&doubted), (None, "it was revoked in an earlier campaign".into()));
        assert_eq!(doubted.guard(), Some(Guard::DoubtedBefore));
    }

    proptest! {
        #[test]
        fn what_may_be_certified_together_is_what_is_recommended_to_be(
            risk in prop::sample::select(vec![Risk::Low, Risk::Medium, Risk::High, Risk::Critical]),
            have in 0_u32..50, more in 0_u32..50, violations in 0_u32..3, is_brought: bool,
            before in prop::option::of(prop::sample::select(Verdict::ALL.to_vec())),
            unused_days in prop::option::of(0_i64..200), used_days_ago in prop::option::of(0_i64..200),
        ) {
            let before = before.map(|verdict| (verdict, DateTime::UNIX_EPOCH));
            let evidence = Evidence { risk, peers: (have, have + more), violations, before, is_held: true, through: is_brought.then_some(ItemKind::Entitlement), unused_days, used_days_ago, is_grant: true };
            let recommended = evidence.recommend();
            prop_assert_eq!(evidence.guard().is_none(), recommended.verdict == Some(Verdict::Certify));
            prop_assert!(!recommended.reasons.is_empty(), "a reason is always given");
        }
    }
}
