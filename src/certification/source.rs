//! What files last said of an application, and whether a certification may rest on it.

use chrono::{DateTime, Duration, SecondsFormat, Utc};

use crate::id::ItemId;

crate::words! {
    /// What of an application a file is about.
    pub enum LoadKind {
        /// Its accounts.
        Accounts = "accounts",
        /// Its entitlements.
        Entitlements = "entitlements",
        /// Who holds what of it.
        Grants = "grants",
    }
}

/// A file that came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// When.
    pub at: DateTime<Utc>,
    /// How many of its rows were about the application.
    pub rows: i64,
    /// What it was called.
    pub file: String,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Loaded {
    /// Whether it may have everything of its application: it has no less than half of the rows of the load before, if there
    /// was one. A file of what changed, or a part of a file, tells nothing of what it does not have.
    pub fn is_whole(&self, before: Option<i64>) -> bool {
        before.is_none_or(|before| self.rows.saturating_mul(2) >= before)
    }
}

/// A file that did not: nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// When.
    pub at: DateTime<Utc>,
    /// How many of its rows were about the application, as far as it was read.
    pub rows: i64,
    /// Why.
    pub why: String,
}

/// What files last said of one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLoad {
    /// Which.
    pub application: ItemId,
    /// About what of it.
    pub kind: LoadKind,
    /// The last one that came to its end.
    pub loaded: Option<Loaded>,
    /// One after that which did not.
    pub failed: Option<Failed>,
}

/// Why no certification may rest on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceFault {
    /// It was loaded too long ago.
    Stale {
        /// When.
        since: DateTime<Utc>,
        /// How many days ago.
        age: i64,
        /// How many are allowed.
        most: u32,
    },
    /// The last file broke off or had bad rows.
    Incomplete {
        /// What it was about.
        kind: LoadKind,
        /// What became of it.
        failed: Failed,
    },
}

impl SourceLoad {
    /// What is wrong with it, where who holds what may be loaded so many days ago.
    pub fn fault(&self, now: DateTime<Utc>, most_days: Option<u32>) -> Option<SourceFault> {
        if let Some(failed) = &self.failed {
            return Some(SourceFault::Incomplete { kind: self.kind, failed: failed.clone() });
        }
        let (since, most) = (self.loaded.as_ref()?.at, most_days?);
        let is_stale = self.kind == LoadKind::Grants && now - since > Duration::days(i64::from(most));
        is_stale.then(|| SourceFault::Stale { since, age: (now - since).num_days(), most })
    }
}

impl SourceFault {
    /// What it is, and what to do, of an application that is called so.
    pub fn told(&self, name: &str) -> String {
        let day = |at: &DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        match self {
            Self::Stale { since, age, most } => format!(
                "who holds what of `{name}` was loaded {age} days ago ({}), and {most} are allowed: load it again",
                day(since)
            ),
            Self::Incomplete { kind, failed } => format!(
                "the last load of {kind} of `{name}` ({}) was not complete, and nothing of it was kept: {}; load it again",
                day(&failed.at),
                failed.why
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(kind: LoadKind, days: i64, failed: bool) -> (SourceLoad, DateTime<Utc>) {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let at = now - Duration::days(days);
        let load = SourceLoad {
            application: ItemId(uuid::Uuid::nil()),
            kind,
            loaded: Some(Loaded { at, rows: 7, file: "grants.csv".into(), sha256: "00".into() }),
            failed: failed.then(|| Failed { at: now, rows: 3, why: "line 4: is cut off".into() }),
        };
        (load, now)
    }

    #[test]
    fn a_load_with_under_half_of_the_rows_of_the_one_before_is_no_whole_one() {
        let (load, _) = load(LoadKind::Grants, 0, false);
        let loaded = load.loaded.unwrap();
        assert!(loaded.is_whole(None), "the first");
        assert_eq!([0, 7, 14, 15].map(|before| loaded.is_whole(Some(before))), [true, true, true, false]);
    }

    #[test]
    fn who_holds_what_must_be_known_well_enough() {
        let (fresh, now) = load(LoadKind::Grants, 7, false);
        assert_eq!(fresh.fault(now, Some(7)), None, "to the day is well enough");
        let (stale, now) = load(LoadKind::Grants, 8, false);
        assert_eq!(stale.fault(now, None), None, "without a limit nothing is too old");
        let said = stale.fault(now, Some(7)).unwrap().told("Ledger");
        assert!(said.contains("`Ledger` was loaded 8 days ago") && said.contains("7 are allowed"), "{said}");
        let (accounts, now) = load(LoadKind::Accounts, 8, false);
        assert_eq!(accounts.fault(now, Some(7)), None, "accounts are not what is reviewed");
        let (broken, now) = load(LoadKind::Accounts, 1, true);
        let said = broken.fault(now, None).unwrap().told("Ledger");
        assert!(
            said.starts_with("the last load of accounts of `Ledger`") && said.contains("is cut off"),
            "{said}"
        );
    }
}
