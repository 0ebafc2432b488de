//! Scans of the past: who would have broken a rule then, and who of them does today. The past is told by the audit
//! trail; what items and people are is as today.

use std::collections::{BTreeMap, HashMap, HashSet};

use bailiwick::id::{ItemId, UserId};
use bailiwick::policy::{Found, Scan, Standing};
use bailiwick_access_index::{Change, Snapshot};
use bailiwick_store::{Tx, past, policies, users};
use chrono::{DateTime, SecondsFormat, Utc};

use super::compile::Compiled;
use super::readable;
use super::scan::{CHUNK, Suspected, confirm, search_in};
use crate::{Context, Engine, EngineError, access_index};

/// So many people are put back at a time.
const PAGE: i64 = 1_000;

/// Since when it is known who held what; nothing while the audit trail is empty. For policy administrators, access
/// administrators and auditors.
pub async fn known_since(engine: &Engine, ctx: &Context) -> Result<Option<DateTime<Utc>>, EngineError> {
    readable(ctx)?;
    Ok(past::known_since(&mut engine.read().await?).await?)
}

/// Whether it is known who held what at a moment.
///
/// # Errors
/// `Invalid`: it is to come, or before the trail.
pub(super) async fn check(tx: &mut Tx, now: DateTime<Utc>, at: DateTime<Utc>) -> Result<(), EngineError> {
    let wrong = |fault: String| Err(EngineError::invalid("asOf", fault));
    if at > now {
        return wrong("must not be in the future".into());
    }
    match past::known_since(tx).await? {
        Some(since) if at >= since => Ok(()),
        Some(since) => {
            let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
            wrong(format!("must not be before {since}: the audit trail of who held what begins then"))
        }
        None => wrong("is not known: the audit trail is empty".into()),
    }
}

/// Carries a scan of the past out.
pub(super) async fn carry_out(
    engine: &Engine,
    compiled: &Compiled,
    mut scan: Scan,
    at: DateTime<Utc>,
) -> Result<Scan, EngineError> {
    let now = access_index::current(engine).await?;
    let then = state(engine, &mut scan, &now, at).await?;
    let mut tx = engine.read().await?;
    let was = search_in(engine, &mut tx, compiled, &then, Some(at)).await?;
    let is = search_in(engine, &mut tx, compiled, &now, None).await?;
    let people = users::count(&mut tx).await?;
    drop(tx);
    let mut pairs: BTreeMap<(usize, UserId), (Option<Suspected>, Option<Suspected>)> = BTreeMap::new();
    for one in was {
        let key = (one.rule, one.user);
        pairs.entry(key).or_default().0 = Some(one);
    }
    for one in is {
        let key = (one.rule, one.user);
        pairs.entry(key).or_default().1 = Some(one);
    }
    let pairs: Vec<_> = pairs.into_values().collect();
    (scan.people, scan.done, scan.found) = (people, 0, count(pairs.len()));
    let mut tx = engine.write().await?;
    policies::scans::forget_results(&mut tx, scan.id).await?;
    policies::scans::update(&mut tx, &scan).await?;
    tx.commit().await?;
    let (mut found, mut today) = (0, 0);
    for chunk in pairs.chunks(CHUNK) {
        let mut tx = engine.write().await?;
        let results = compare(&mut tx, compiled, chunk, at).await?;
        policies::scans::add_results(&mut tx, scan.id, &results).await?;
        let standing = |wanted: Standing| results.iter().filter(|one| one.standing == Some(wanted)).count();
        found += standing(Standing::Still) + standing(Standing::Over);
        today += standing(Standing::Still) + standing(Standing::New);
        scan.done += count(chunk.len());
        policies::scans::update(&mut tx, &scan).await?;
        tx.commit().await?;
    }
    (scan.found, scan.today) = (count(found), Some(count(today)));
    scan.done = scan.found;
    Ok(scan)
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// What of it was so then and is so today, with the grants of then, or of today for what is new.
async fn compare(
    tx: &mut Tx,
    compiled: &Compiled,
    pairs: &[(Option<Suspected>, Option<Suspected>)],
    at: DateTime<Utc>,
) -> Result<Vec<Found>, EngineError> {
    let was: Vec<&Suspected> = pairs.iter().filter_map(|(was, _)| was.as_ref()).collect();
    let is: Vec<&Suspected> = pairs.iter().filter_map(|(_, is)| is.as_ref()).collect();
    let mut is: HashMap<_, Found> = confirm(tx, compiled, &is, None)
        .await?
        .into_iter()
        .map(|found| ((found.rule, found.user), found))
        .collect();
    let mut results = confirm(tx, compiled, &was, Some(at)).await?;
    for one in &mut results {
        let stands = is.remove(&(one.rule, one.user)).is_some();
        one.standing = Some(if stands { Standing::Still } else { Standing::Over });
    }
    results.extend(is.into_values().map(|new| Found { standing: Some(Standing::New), ..new }));
    Ok(results)
}

/// Who held what then, from who holds what now. Of people whom the trail speaks of since, what they held is put
/// together anew; nobody else's grants have changed, nor did anybody's between `now` and the reading of the trail
/// without being in it.
async fn state(
    engine: &Engine,
    scan: &mut Scan,
    now: &Snapshot,
    at: DateTime<Utc>,
) -> Result<Snapshot, EngineError> {
    let index = engine.access_index().index();
    let mut state = now.clone();
    (scan.people, scan.done) = (0, 0);
    scan.found = past::count_touched(&mut engine.read().await?, at).await?;
    let mut last = UserId(uuid::Uuid::nil());
    loop {
        let mut tx = engine.read().await?;
        let people = past::touched(&mut tx, at, last, PAGE).await?;
        let Some(end) = people.last() else { return Ok(state) };
        last = *end;
        let held = past::held(&mut tx, &people, at).await?;
        drop(tx);
        let mut of_person: HashMap<UserId, HashSet<ItemId>> = HashMap::new();
        for grant in held {
            of_person.entry(grant.user).or_default().insert(grant.item);
        }
        let mut changes = Vec::new();
        for person in &people {
            put_back(&state, *person, &of_person.remove(person).unwrap_or_default(), &mut changes);
        }
        index.change(&mut state, &changes).map_err(|full| EngineError::Internal(Box::new(full)))?;
        scan.done += count(people.len());
        let mut tx = engine.write().await?;
        policies::scans::update(&mut tx, scan).await?;
        tx.commit().await?;
    }
}

/// What must change so that a person holds this and nothing else.
fn put_back(state: &Snapshot, person: UserId, held: &HashSet<ItemId>, changes: &mut Vec<Change>) {
    let items = state.person(person.uuid()).map_or(&[][..], |number| state.items_of(number));
    let has: HashSet<ItemId> = state.item_ids(items.iter().copied()).into_iter().map(ItemId).collect();
    let change = |item: &ItemId, held| Change { person: person.uuid(), item: item.uuid(), held };
    changes.extend(has.difference(held).map(|item| change(item, false)));
    changes.extend(held.difference(&has).map(|item| change(item, true)));
}

#[cfg(test)]
mod tests;
