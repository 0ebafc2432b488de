//! What people hold already, in whichever way.

use std::collections::{HashMap, HashSet};

use bailiwick::grant::Use;
use bailiwick::id::{GrantId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use sqlx::FromRow;
use uuid::Uuid;

use super::lookup::CHUNK;
use crate::{StoreError, Tx};

/// A grant that a person holds directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectGrant {
    /// Which.
    pub id: GrantId,
    /// When it ends.
    pub end: Option<DateTime<Utc>>,
    /// Whether it is used, where that is known.
    pub used: Option<Use>,
}

/// How somebody holds something now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Directly, whatever else brings it.
    Directly(DirectGrant),
    /// By roles or memberships alone; with whether it is used, where that is known of each of these ways.
    Otherwise(Option<Use>),
}

impl Known {
    /// Whether it is used, where that is known.
    pub const fn used(self) -> Option<Use> {
        match self {
            Self::Directly(grant) => grant.used,
            Self::Otherwise(used) => used,
        }
    }

    /// In this way and in another one.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Otherwise(one), Self::Otherwise(other)) => {
                let least = |(one, other): (Use, Use)| if other.last < one.last { other } else { one };
                Self::Otherwise(one.zip(other).map(least))
            }
            (direct @ Self::Directly(_), _) | (_, direct) => direct,
        }
    }
}

#[derive(FromRow)]
struct HeldRow {
    user_id: Uuid,
    item_id: Uuid,
    id: Uuid,
    role_id: Option<Uuid>,
    end_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    use_told_at: Option<DateTime<Utc>>,
}

/// Which of these items people hold now, and how.
pub async fn known(
    tx: &mut Tx,
    users: &[UserId],
    items: &[ItemId],
) -> Result<HashMap<(UserId, ItemId), Known>, StoreError> {
    let items: HashSet<ItemId> = items.iter().copied().collect();
    let mut found: HashMap<(UserId, ItemId), Known> = HashMap::new();
    for chunk in users.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["user_id", "item_id", "id", "role_id", "end_at", "last_used_at", "use_told_at"])
            .from("grants")
            .and_where(Expr::col("user_id").is_in(chunk.iter().map(|user| user.uuid())))
            .and_where(Expr::col("status").eq("active"))
            .take();
        for row in tx.select::<HeldRow>(&statement).await? {
            let item = ItemId(row.item_id);
            if !items.contains(&item) {
                continue;
            }
            let used = row.use_told_at.map(|told| Use { last: row.last_used_at, told });
            let way = match row.role_id {
                None => Known::Directly(DirectGrant { id: GrantId(row.id), end: row.end_at, used }),
                Some(_) => Known::Otherwise(used),
            };
            found
                .entry((UserId(row.user_id), item))
                .and_modify(|known| *known = known.and(way))
                .or_insert(way);
        }
    }
    Ok(found)
}
