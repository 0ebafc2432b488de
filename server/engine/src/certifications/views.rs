//! Line items with what a decision needs beside them, read for a whole page at once.

use std::collections::HashMap;
use std::hash::Hash;

use bailiwick::catalog::{ItemBrief, nesting as nesting_of};
use bailiwick::certification::{
    Campaign, ItemPermission, LineItem, Removal, Reviewed, Revocability, Targets,
};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::grant::{Grant, Origin};
use bailiwick::id::{AccountId, CampaignId, GrantId, ItemId, UserId};
use bailiwick_store::certifications::items::{self, Beside, ItemComment};
use bailiwick_store::{Tx, grants, items as catalog, nesting, roles, users};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::also_held::{OtherWay, bringing, other_ways};
use super::deputies;
use super::returned::{Afterwards, afterwards};
use super::shown::{Shown, shown};
use crate::{Context, EngineError};

/// A line item with what a decision needs beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct LineItemView {
    /// The line item.
    pub item: LineItem,
    /// Whose it is.
    pub campaign: CampaignId,
    /// What the campaign puts its rows together by.
    pub targets: Targets,
    /// Until when it is to be signed.
    pub deadline: Option<DateTime<Utc>>,
    /// Whom it is about: whose access, or whose record; nobody where a definition or an account is reviewed.
    pub user: Option<UserBrief>,
    /// What is held or defined; absent when it is gone altogether, and for records and accounts.
    pub of: Option<ItemBrief>,
    /// What brings it.
    pub through: Option<ItemBrief>,
    /// Where it is held as a member of something: the way from that to what is held, with both. Else empty.
    pub way: Vec<ItemBrief>,
    /// Whether what is held can be taken away by itself; absent where no access is reviewed.
    pub revocability: Option<Revocability>,
    /// The other ways by which the same is held, which a revoke of this one leaves; once it is gone, those that still hold it.
    pub also_held: Vec<OtherWay>,
    /// The definition, record or account itself, where that is reviewed and known still.
    pub shown: Option<Shown>,
    /// Since when it is held, and by what, where the grant is known still.
    pub grant: Option<Grant>,
    /// How many people hold the same; 0 where it was not asked for.
    pub holders: i64,
    /// Who decides, decided, signed and gave it.
    pub people: Vec<UserBrief>,
    /// What the reader may do with it.
    pub permissions: Vec<ItemPermission>,
    /// What became of it after it was taken away; nothing where nothing was.
    pub after: Option<Afterwards>,
    /// What was done and said, oldest first.
    pub comments: Vec<ItemComment>,
}

impl LineItemView {
    /// What would have to change for the access to go, where it cannot be taken away by itself: the role that brings it,
    /// the role whose condition gives it, or what is a member of it.
    pub fn to_change(&self) -> Option<&ItemBrief> {
        match self.revocability? {
            Revocability::Direct => None,
            Revocability::Rule => self.of.as_ref(),
            Revocability::Role | Revocability::Nested => self.through.as_ref(),
        }
    }

    /// Which person, thing or account of its campaign it is about.
    pub fn target(&self) -> Option<Uuid> {
        let item = &self.item;
        match self.targets {
            Targets::People => item.user().map(UserId::uuid),
            Targets::Items => item.item().map(ItemId::uuid),
            Targets::Accounts => item.account().map(AccountId::uuid),
        }
    }
}

/// Line items in their order; those of people who are gone altogether are left out. How many hold the same is only
/// counted where somebody wants to know, and of definitions: a popular item has many holders.
pub(super) async fn views(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    rows: Vec<LineItem>,
    with_holders: bool,
) -> Result<Vec<LineItemView>, EngineError> {
    let ids = distinct(rows.iter().filter_map(|row| Some(row.held()?.grant)));
    let grants: HashMap<GrantId, Grant> =
        grants::find_many(tx, &ids).await?.into_iter().map(|grant| (grant.id, grant)).collect();
    let givers = grants.values().filter_map(|grant| grant.granted_by);
    let people = distinct(rows.iter().flat_map(|row| named(row).chain(row.user())).chain(givers));
    let people: HashMap<UserId, UserBrief> =
        users::briefs(tx, &people).await?.into_iter().map(|user| (user.id, user)).collect();
    let held = distinct(rows.iter().filter_map(LineItem::item));
    let mut shown = shown(tx, campaign.definition.kind.reviews(), &rows).await?;
    let defines = matches!(campaign.definition.kind.reviews(), Reviewed::Definitions(_));
    let holders =
        if with_holders || defines { grants::holders_among(tx, &held).await? } else { HashMap::new() };
    let ways = ways(tx, &rows, &grants).await?;
    let by_rule = grants.values().filter(|grant| grant.origin == Origin::Rule).map(|grant| grant.item);
    let by_rule = roles::by_rule_among(tx, &distinct(by_rule)).await?;
    let of_grants = rows.iter().filter(|row| row.held().is_some());
    let of_grants: Vec<i64> = of_grants.map(|row| row.id.number).collect();
    let beside = items::beside(tx, campaign.number, &of_grants).await?;
    let brings = rows.iter().filter_map(LineItem::through).chain(bringing(&beside));
    let between = ways.values().flatten().copied();
    let wanted = distinct(held.into_iter().chain(brings).chain(between));
    let things: HashMap<ItemId, ItemBrief> =
        catalog::briefs(tx, &wanted).await?.into_iter().map(|item| (item.id, item)).collect();
    let numbers: Vec<i64> = rows.iter().map(|row| row.id.number).collect();
    let mut comments = items::comments(tx, campaign.number, &numbers).await?;
    let gone = rows.iter().filter(|row| row.removal == Some(Removal::Complete));
    let gone: Vec<i64> = gone.map(|row| row.id.number).collect();
    let mut after = afterwards(tx, campaign.number, &gone).await?;
    let stands_in_for = deputies::stood_in_for(tx, ctx, &rows).await?;
    let may = |item: &LineItem, me: UserId| item.permissions_with(campaign, me, &stands_in_for);
    let others = |item: &LineItem, found: &Vec<Beside>| {
        other_ways(item.removal == Some(Removal::Complete), found, &things)
    };
    let view = |item: LineItem| {
        let user = match item.user() {
            Some(user) => Some(people.get(&user)?.clone()),
            None => None,
        };
        let grant = item.held().and_then(|held| grants.get(&held.grant).cloned());
        let giver = grant.as_ref().and_then(|grant| grant.granted_by);
        let known = distinct(named(&item).chain(giver));
        let is_here = user.as_ref().is_some_and(|user: &UserBrief| user.status == Status::Active);
        let revocability = item
            .held()
            .map(|held| Revocability::of(held, grant.as_ref(), is_here && by_rule.contains(&held.item)));
        Some(LineItemView {
            campaign: campaign.id,
            targets: campaign.definition.kind.targets(),
            deadline: campaign.due(item.stage_began),
            user,
            revocability,
            also_held: beside.get(&item.id.number).map(|found| others(&item, found)).unwrap_or_default(),
            of: item.item().and_then(|of| things.get(&of).cloned()),
            shown: shown.remove(&item.id.number),
            through: item.through().and_then(|role| things.get(&role).cloned()),
            way: ways
                .get(&item.id.number)
                .map(|way| way.iter().filter_map(|id| things.get(id).cloned()).collect())
                .unwrap_or_default(),
            grant,
            holders: item.item().and_then(|of| holders.get(&of).copied()).unwrap_or_default(),
            people: known.iter().filter_map(|id| people.get(id).cloned()).collect(),
            permissions: ctx.actor.user_id().map(|me| may(&item, me)).unwrap_or_default(),
            after: after.remove(&item.id.number),
            comments: comments.remove(&item.id.number).unwrap_or_default(),
            item,
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

/// The ways by which nested access is held, by the numbers of the line items. Where memberships have changed since, only
/// what brought it and what is held.
async fn ways(
    tx: &mut Tx,
    rows: &[LineItem],
    grants: &HashMap<GrantId, Grant>,
) -> Result<HashMap<i64, Vec<ItemId>>, EngineError> {
    let nested = |row: &LineItem| {
        let held = row.held()?;
        grants.get(&held.grant).filter(|grant| grant.origin == Origin::Nested)?;
        Some((row.id.number, held.through?, held.item))
    };
    let nested: Vec<(i64, ItemId, ItemId)> = rows.iter().filter_map(nested).collect();
    let memberships = nesting::ways_from(tx, &distinct(nested.iter().map(|(_, from, _)| *from))).await?;
    let way = |(number, from, to): (i64, ItemId, ItemId)| {
        (number, nesting_of::way(&memberships, from, to).unwrap_or_else(|| vec![from, to]))
    };
    Ok(nested.into_iter().map(way).collect())
}

/// Who has to do with a line item.
fn named(item: &LineItem) -> impl Iterator<Item = UserId> + '_ {
    let own = [Some(item.reviewer), item.decided_by, item.signed_by].into_iter().flatten();
    own.chain(item.actors.iter().map(|(actor, _)| *actor))
}

/// Each once.
pub(super) fn distinct<T: Copy + Eq + Hash + Ord>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    all
}
