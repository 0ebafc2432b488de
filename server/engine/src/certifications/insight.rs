//! What is known about line items beside themselves: of grants, colleagues, violations, earlier decisions; of definitions,
//! records and accounts, earlier decisions. For a whole page, or a part of a bulk decision, by a few statements.

use std::collections::HashMap;

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Campaign, Evidence, Held, LineItem, Reviewed, Verdict};
use bailiwick::directory::Colleagues;
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{GrantId, UserId, ViolationId};
use bailiwick_store::certifications::items;
use bailiwick_store::{Tx, grants, users, violations};
use chrono::{DateTime, Utc};

use super::colleagues::PeerGroups;
use super::views::distinct;
use crate::{Context, EngineError};

/// What is known about one line item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insight {
    /// What speaks for and against it.
    pub evidence: Evidence,
    /// With whom it is compared, where it is access.
    pub colleagues: Colleagues,
    /// The open violations that it is a part of, each with the name of its rule.
    pub violations: Vec<(ViolationId, String)>,
}

/// What is known about these line items, by their numbers. Those of people who are gone are left out.
pub(super) async fn insights(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    rows: &[LineItem],
) -> Result<HashMap<i64, Insight>, EngineError> {
    match campaign.definition.kind.reviews() {
        Reviewed::Grants => about_grants(tx, ctx, campaign, rows).await,
        Reviewed::Definitions(_) => {
            let ids = distinct(rows.iter().filter_map(LineItem::item));
            let before = items::earlier_definitions(tx, campaign.number, &ids).await?;
            Ok(of_themselves(rows, |row| before.get(&row.item()?).copied()))
        }
        Reviewed::Records => {
            let ids = distinct(rows.iter().filter_map(LineItem::user));
            let before = items::earlier_records(tx, campaign.number, &ids).await?;
            Ok(of_themselves(rows, |row| before.get(&row.user()?).copied()))
        }
        Reviewed::Accounts => {
            let ids = distinct(rows.iter().filter_map(LineItem::account));
            let before = items::earlier_accounts(tx, campaign.number, &ids).await?;
            Ok(of_themselves(rows, |row| before.get(&row.account()?).copied()))
        }
    }
}

/// What is recommended for these line items, by their numbers.
pub(super) async fn advice(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    rows: &[LineItem],
) -> Result<HashMap<i64, Verdict>, EngineError> {
    let known = insights(tx, ctx, campaign, rows).await?.into_iter();
    Ok(known.filter_map(|(number, insight)| Some((number, insight.evidence.recommend().verdict?))).collect())
}

/// What is known about definitions, records and accounts: what was decided about them before.
fn of_themselves(
    rows: &[LineItem],
    before: impl Fn(&LineItem) -> Option<(Verdict, DateTime<Utc>)>,
) -> HashMap<i64, Insight> {
    let insight = |row: &LineItem| {
        let evidence = Evidence::of_itself(row.risk, before(row));
        (row.id.number, Insight { evidence, colleagues: Colleagues::Team, violations: Vec::new() })
    };
    rows.iter().map(insight).collect()
}

async fn about_grants(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    rows: &[LineItem],
) -> Result<HashMap<i64, Insight>, EngineError> {
    let rows: Vec<(&LineItem, &Held)> = rows.iter().filter_map(|row| Some((row, row.held()?))).collect();
    let people = distinct(rows.iter().map(|(_, held)| held.user));
    let people: HashMap<UserId, _> =
        users::briefs(tx, &people).await?.into_iter().map(|user| (user.id, user)).collect();
    let held: Vec<&Held> = rows.iter().map(|(_, held)| *held).collect();
    let groups = PeerGroups::read(tx, &people, &held).await?;
    let ids = distinct(rows.iter().map(|(_, held)| held.grant));
    let in_force: HashMap<GrantId, Grant> = grants::find_many(tx, &ids)
        .await?
        .into_iter()
        .filter(|grant| grant.status == GrantStatus::Active)
        .map(|grant| (grant.id, grant))
        .collect();
    let mut conflicts = conflicts(tx, &ids).await?;
    let before = items::earlier(tx, campaign.number, &ids).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for (row, held) in rows {
        let Some(user) = people.get(&held.user) else { continue };
        let grant = in_force.get(&held.grant);
        let is_held = grant.is_some();
        let (peers, colleagues) = groups.of(user, held.item, is_held);
        let violations = conflicts.remove(&held.grant).unwrap_or_default();
        let evidence = Evidence {
            risk: row.risk,
            peers,
            violations: u32::try_from(violations.len()).unwrap_or(u32::MAX),
            before: before.get(&held.grant).copied(),
            is_held,
            through: held.through.map(|_| match grant.map(|grant| grant.origin) {
                Some(Origin::Nested) => ItemKind::Entitlement,
                _ => ItemKind::Role,
            }),
            unused_days: grant.and_then(Grant::unused_days),
            used_days_ago: grant.and_then(|grant| grant.used_days_ago(ctx.now)),
            is_grant: true,
        };
        found.insert(row.id.number, Insight { evidence, colleagues, violations });
    }
    Ok(found)
}

/// The open violations that some grants are a part of, each with the name of its rule.
async fn conflicts(
    tx: &mut Tx,
    grants: &[GrantId],
) -> Result<HashMap<GrantId, Vec<(ViolationId, String)>>, EngineError> {
    let pairs = violations::open_of_grants(tx, grants).await?;
    let ids = distinct(pairs.iter().map(|(_, violation)| *violation));
    let named = violations::find_many(tx, &ids).await?;
    let rules: HashMap<ViolationId, &str> = named.iter().map(|one| (one.id, one.rule_name())).collect();
    let mut found: HashMap<GrantId, Vec<(ViolationId, String)>> = HashMap::new();
    for (grant, violation) in pairs {
        let name = rules.get(&violation).copied().unwrap_or_default();
        found.entry(grant).or_default().push((violation, name.to_owned()));
    }
    Ok(found)
}
