//! Access that came back after it was revoked and gone: when, and who brought it.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::grant::Origin;
use bailiwick::id::{ItemId, RequestId, UserId};
use bailiwick_store::certifications::items::{self, Returned};
use bailiwick_store::{Tx, items as catalog, users};
use chrono::{DateTime, Utc};

use super::views::distinct;
use crate::EngineError;

/// What became of revoked access after it was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Afterwards {
    /// When it was gone.
    pub gone: Option<DateTime<Utc>>,
    /// How it came back, if it did.
    pub came_back: Option<CameBack>,
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
        (number, Afterwards { gone: after.removed, came_back: after.returned.map(told) })
    });
    Ok(all.collect())
}
