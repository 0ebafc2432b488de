//! What became of access after it was revoked and gone: by what that was seen again; or when it came back, and who brought it.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::grant::Origin;
use bailiwick::id::{ItemId, RequestId, UserId};
use bailiwick_store::certifications::items::{self, Returned};
use bailiwick_store::{Tx, items as catalog, users};
use chrono::{DateTime, SecondsFormat, Utc};

use super::views::distinct;
use crate::EngineError;

/// What became of revoked access after it was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Afterwards {
    /// When it was gone.
    pub gone: Option<DateTime<Utc>>,
    /// By what that was seen again later.
    pub verified: Option<Verified>,
    /// That waits for the next file of grants of the application.
    pub awaits_file: bool,
    /// How it came back, if it did.
    pub came_back: Option<CameBack>,
}

impl Afterwards {
    /// By what it was seen gone, or what that waits for; nothing before the look of the next day, or where it came back.
    pub fn verified_by(&self) -> Option<String> {
        let awaits = || self.awaits_file.then(|| "waits for the next file of grants".to_owned());
        self.verified.as_ref().map(Verified::by).or_else(awaits)
    }
}

/// A later look at what was revoked saw that it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// When.
    pub at: DateTime<Utc>,
    /// In which file of grants, loaded then; absent where the house's own record says so.
    pub file: Option<String>,
    /// How many rows that had about the application, as far as that was noted.
    pub rows: Option<i64>,
}

impl Verified {
    /// How many rows the file had about the application, to be said after its name; nothing where that is not known.
    pub fn of_rows(&self) -> String {
        match self.rows {
            Some(1) => " (1 row)".to_owned(),
            Some(rows) => format!(" ({rows} rows)"),
            None => String::new(),
        }
    }

    /// By what, to be said after when.
    pub fn by(&self) -> String {
        match &self.file {
            Some(file) => {
                let at = self.at.to_rfc3339_opts(SecondsFormat::Secs, true);
                format!("by the file of grants `{file}`{} loaded at {at}", self.of_rows())
            }
            None => "by the house's own record".to_owned(),
        }
    }
}

/// How access came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameBack {
    /// When.
    pub at: DateTime<Utc>,
    /// How it was given.
    pub origin: Origin,
    /// By whom, where it was a person.
    pub by: Option<UserBrief>,
    /// By which request.
    pub request: Option<RequestId>,
    /// Whose request that was.
    pub asked_by: Option<UserBrief>,
    /// With what it came: a role, or an entitlement that is a member of it.
    pub through: Option<ItemBrief>,
}

impl CameBack {
    /// Who brought it, to be said after when it came back.
    pub fn how(&self) -> String {
        let of = |who: Option<&UserBrief>, word: &str| {
            who.map(|who| format!(" {word} {}", who.display_name)).unwrap_or_default()
        };
        match (&self.request, self.origin) {
            (Some(request), _) => format!("by the request {}{}", request.0, of(self.asked_by.as_ref(), "of")),
            (None, Origin::Reconciliation) => "by an import, which found it in the application".to_owned(),
            (None, Origin::Rule) => "by a rule".to_owned(),
            (None, Origin::Role) => {
                let role = self.through.as_ref().map(|role| format!(" {}", role.name)).unwrap_or_default();
                format!("with the role{role}{}", of(self.by.as_ref(), "by"))
            }
            (None, Origin::Nested) => {
                let inner = self.through.as_ref().map(|inner| format!(" of {}", inner.name));
                format!("with membership{}", inner.unwrap_or_default())
            }
            (None, Origin::Administrator | Origin::Request) => match &self.by {
                Some(by) => format!("by {}", by.display_name),
                None => "by hand".to_owned(),
            },
        }
    }
}

/// What became of these line items of a campaign, those that nothing was taken away for left out; for a whole page at once.
pub(super) async fn afterwards(
    tx: &mut Tx,
    campaign: i64,
    numbers: &[i64],
) -> Result<HashMap<i64, Afterwards>, EngineError> {
    let found = items::aftermath(tx, campaign, numbers).await?;
    let back = || found.values().filter_map(|after| after.returned.as_ref());
    let people: Vec<UserId> = distinct(back().flat_map(|one| [one.by, one.asked_by]).flatten());
    let roles: Vec<ItemId> = distinct(back().filter_map(|one| one.role));
    let people = users::briefs(tx, &people).await?;
    let roles = catalog::briefs(tx, &roles).await?;
    let person = |id: Option<UserId>| people.iter().find(|user| Some(user.id) == id).cloned();
    let told = |one: Returned| CameBack {
        at: one.at,
        origin: one.origin,
        by: person(one.by),
        request: one.request,
        asked_by: person(one.asked_by),
        through: roles.iter().find(|role| Some(role.id) == one.role).cloned(),
    };
    let all = found.into_iter().map(|(number, after)| {
        let awaits_file = after.is_read && after.verified.is_none() && after.returned.is_none();
        let (gone, file, rows) = (after.removed, after.file, after.rows);
        let verified = after.verified.map(|at| Verified { at, file, rows });
        (number, Afterwards { gone, verified, awaits_file, came_back: after.returned.map(told) })
    });
    Ok(all.collect())
}
