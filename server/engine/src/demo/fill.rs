//! Writing the made-up company into an empty database, piece by piece.

use bailiwick::authority::Actor;
use bailiwick::catalog::nesting::closure;
use bailiwick::id::{GrantId, UserId};
use bailiwick_store::nesting::{self, Scope};
use bailiwick_store::{bulk, grants};
use chrono::{DateTime, NaiveTime, Utc};

use super::access::Access;
use super::cast::CAST;
use super::history::History;
use super::items::Catalog;
use super::people::Company;
use super::{
    DemoOptions, DemoSummary, FEWEST_PEOPLE, MOST_ITEMS, MOST_PEOPLE, PASSWORD, accounts, glossary, machines,
    policies, requests, reviews, rules, services,
};
use crate::audit::Event;
use crate::identity::password;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// People or items written in one transaction.
const PIECE: usize = 20_000;
/// Grants written in one transaction, at least.
const GRANTS: usize = 50_000;

/// Fills an empty database with a made-up company, in many transactions. While it is under
/// way the database is marked; one that was interrupted cannot be filled to the end.
///
/// # Errors
/// `Invalid` (sizes out of bounds), `Conflict` (the database is not empty).
pub async fn fill(engine: &Engine, options: &DemoOptions) -> Result<DemoSummary, EngineError> {
    check(options)?;
    let ctx = engine.context(Actor::System, "demo");
    let mut tx = engine.write().await?;
    if bulk::is_incomplete(&mut tx).await? {
        return Err(EngineError::Conflict(
            "an earlier demo was interrupted while it was filled in: start with an empty database".into(),
        ));
    }
    if !bulk::is_pristine(&mut tx).await? {
        return Err(EngineError::Conflict(
            "the demo needs an empty database, and this one holds people or catalog items already".into(),
        ));
    }
    bulk::mark_incomplete(&mut tx, "demo", ctx.now).await?;
    let people = usize::try_from(options.people).unwrap_or(usize::MAX);
    let company = Company::new(options.seed, people, midnight(ctx.now));
    bulk::insert_organisations(&mut tx, &company.organisations()).await?;
    tx.commit().await?;

    let default_items = if options.people < 1_000 { 0 } else { options.people / 20 };
    let catalog = Catalog::new(usize::try_from(options.items.unwrap_or(default_items)).unwrap_or(0));
    write_people(engine, &ctx, &company).await?;
    write_cast(engine, &ctx, &company).await?;
    write_catalog(engine, &ctx, &company, &catalog).await?;
    let access = write_access(engine, &ctx, &company, &catalog).await?;
    bulk::finish(engine.db()).await?;
    requests::send(engine, &company, &catalog).await?;
    services::offer(engine, &ctx, &company).await?;
    policies::keep_apart(engine, &ctx, &company).await?;
    reviews::begin(engine, &ctx, &company).await?;

    let mut tx = engine.write().await?;
    bulk::mark_complete(&mut tx).await?;
    let items = catalog.len() as u64;
    Event::new("fill-demo", "installation", "demo", super::company::COMPANY)
        .set("people", people)
        .set("items", items)
        .set("accounts", access.accounts_made)
        .set("grants", access.grants_made)
        .set("seed", options.seed)
        .write(&mut tx, engine, &ctx)
        .await?;
    tx.commit().await?;
    let taken = engine.context(Actor::System, "demo").now - ctx.now;
    Ok(DemoSummary {
        people: people as u64,
        items,
        grants: access.grants_made,
        accounts: access.accounts_made,
        seconds: taken.as_seconds_f64(),
        sign_ins: accounts(),
    })
}

fn check(options: &DemoOptions) -> Result<(), EngineError> {
    if !(FEWEST_PEOPLE..=MOST_PEOPLE).contains(&options.people) {
        return Err(EngineError::invalid("people", format!("must be from {FEWEST_PEOPLE} to {MOST_PEOPLE}")));
    }
    if options.items.is_some_and(|items| items > MOST_ITEMS) {
        return Err(EngineError::invalid("items", format!("must be at most {MOST_ITEMS}")));
    }
    Ok(())
}

fn midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    now.date_naive().and_time(NaiveTime::MIN).and_utc()
}

async fn write_people(engine: &Engine, ctx: &Context, company: &Company) -> Result<(), EngineError> {
    let mut from = 0;
    while from < company.people.len() {
        let until = company.people.len().min(from + PIECE);
        let users: Vec<_> = (from..until).map(|index| company.user(index)).collect();
        let mut tx = engine.write().await?;
        bulk::insert_users(&mut tx, &users, ctx.now).await?;
        tx.commit().await?;
        from = until;
    }
    Ok(())
}

/// What the cast is trusted with, and how they sign in.
async fn write_cast(engine: &Engine, ctx: &Context, company: &Company) -> Result<(), EngineError> {
    let hash = password::hash(password::turn().await?, engine, PASSWORD).await?;
    let id = |sign_in: String| company.member(&sign_in).map(|index| company.ids.user(index));
    let cast: Vec<(UserId, _)> =
        CAST.iter().filter_map(|member| id(member.sign_in()).map(|id| (id, member))).collect();
    let shown: Vec<UserId> =
        cast.iter().filter(|(_, member)| !member.what.is_empty()).map(|(id, _)| *id).collect();
    let authorities: Vec<_> = cast
        .iter()
        .flat_map(|(id, member)| member.authorities.iter().map(|authority| (*id, *authority)))
        .collect();
    let mut tx = engine.write().await?;
    bulk::insert_authorities(&mut tx, &authorities).await?;
    bulk::insert_credentials(&mut tx, &shown, &hash, ctx.now).await?;
    Ok(tx.commit().await?)
}

async fn write_catalog(
    engine: &Engine,
    ctx: &Context,
    company: &Company,
    catalog: &Catalog,
) -> Result<(), EngineError> {
    let mut vocabulary = bulk::Vocabulary::default();
    let mut tx = engine.write().await?;
    let items = catalog.items(company);
    glossary::write(&mut tx, engine, ctx, company, &items).await?;
    bulk::insert_items(&mut tx, items, &mut vocabulary).await?;
    bulk::insert_role_content(&mut tx, &catalog.content(company)).await?;
    rules::write(&mut tx, engine, ctx, company, catalog).await?;
    let memberships = catalog.memberships(company);
    let outer = closure(&memberships).unwrap_or_default();
    nesting::insert(&mut tx, &memberships, &outer).await?;
    tx.commit().await?;
    let extras = catalog.extras;
    let mut from = 0;
    while from < extras.count {
        let until = extras.count.min(from + PIECE);
        let items = (from..until).map(|at| extras.item(company, at)).collect();
        let content: Vec<_> = (from..until)
            .flat_map(|at| extras.content(at))
            .map(|(role, right)| (company.ids.item(role), company.ids.item(right)))
            .collect();
        let mut tx = engine.write().await?;
        bulk::insert_items(&mut tx, items, &mut vocabulary).await?;
        bulk::insert_role_content(&mut tx, &content).await?;
        tx.commit().await?;
        from = until;
    }
    Ok(())
}

async fn write_access(
    engine: &Engine,
    ctx: &Context,
    company: &Company,
    catalog: &Catalog,
) -> Result<Access, EngineError> {
    let (mut access, mut history) = (Access::default(), History::default());
    for person in 0..company.people.len() {
        access.add(company, catalog, person);
        if access.grants.len() >= GRANTS {
            history.add(company, &access.grants);
            flush(engine, ctx, &mut access).await?;
        }
    }
    access.add_orphans(company, catalog);
    machines::add(&mut access, company, catalog);
    history.add(company, &access.grants);
    flush(engine, ctx, &mut access).await?;
    let mut tx = engine.write().await?;
    let nested = nesting::begin(&mut tx, Scope::Everything, None, ctx.now).await?;
    let nested: Vec<GrantId> = nested.into_iter().map(|one| one.grant).collect();
    let grants: Vec<_> =
        grants::find_many(&mut tx, &nested).await?.into_iter().map(|grant| (grant, None)).collect();
    tx.commit().await?;
    history.add(company, &grants);
    access.grants_made += nested.len() as u64;
    history.write(engine, ctx, company).await?;
    Ok(access)
}

/// Writes what has come together, and the jobs that end what ends.
async fn flush(engine: &Engine, ctx: &Context, access: &mut Access) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    bulk::insert_accounts(&mut tx, &access.accounts).await?;
    bulk::insert_account_entitlements(&mut tx, &access.rights).await?;
    bulk::insert_grants(&mut tx, &access.grants, ctx.now).await?;
    for (grant, ended) in &access.grants {
        if let (Some(end), None) = (grant.end, ended) {
            Job::end_grant(grant.id, end).write(&mut tx, engine, ctx, end).await?;
        }
    }
    tx.commit().await?;
    access.accounts.clear();
    access.rights.clear();
    access.grants.clear();
    Ok(())
}
