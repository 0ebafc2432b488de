//! Creating and changing people (contract 6.4, `managed/alpha_user`).

use bailiwick::authority::{Actor, Authority};
use bailiwick::directory::{Record, Status, User};
use bailiwick::id::{OrganisationId, UserId};
use bailiwick::patch::Patch;
use bailiwick_store::{StoreError, Tx, users};
use serde_json::{Map, Value as Json};

use super::delete::check_needed;
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError, certifications, roles};

/// Chains of managers are at most this long.
const MOST_LEVELS: usize = 1_000;

/// A person with what a client needs to change them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub user: User,
    /// The name of their organisation.
    pub organisation: Option<String>,
    /// One more with every change.
    pub revision: i64,
}

/// A person who was not deleted. Needs `ACCESS_ADMIN` or `AUDITOR`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: UserId) -> Result<Person, EngineError> {
    ctx.require(&[Authority::AccessAdmin, Authority::Auditor])?;
    find(&mut engine.read().await?, id).await
}

pub(super) async fn find(tx: &mut Tx, id: UserId) -> Result<Person, EngineError> {
    let missing = || EngineError::not_found("user", id);
    let (user, revision) = users::whole(tx, id).await?.ok_or_else(missing)?;
    let organisation = match user.organisation {
        Some(_) => users::brief(tx, id).await?.and_then(|brief| brief.organisation),
        None => None,
    };
    Ok(Person { user, organisation, revision })
}

/// Creates a person. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` (see [`Record::parse`]), also where the user name is taken, the manager is not there, or the
/// organisation is unknown.
pub async fn create(engine: &Engine, ctx: &Context, body: &Map<String, Json>) -> Result<Person, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let record = Record::parse(body)?;
    let id = UserId(engine.new_id());
    retry!(insert(engine, ctx, id, &record))
}

/// Makes a person what is said, or creates them under this id. Whether they are new is told. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// As [`create`]; `Changed` where another revision is expected; `NotFound` for the id of somebody who was deleted.
pub async fn put(
    engine: &Engine,
    ctx: &Context,
    id: UserId,
    body: &Map<String, Json>,
    revision: Option<i64>,
) -> Result<(Person, bool), EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let record = Record::parse(body)?;
    retry!(upsert(engine, ctx, id, &record, revision))
}

async fn upsert(
    engine: &Engine,
    ctx: &Context,
    id: UserId,
    record: &Record,
    revision: Option<i64>,
) -> Result<(Person, bool), EngineError> {
    let known = users::brief(&mut engine.read().await?, id).await?;
    if known.is_none() && revision.is_none() {
        return Ok((insert(engine, ctx, id, record).await?, true));
    }
    Ok((change(engine, ctx, id, revision, |_| Ok(record.clone())).await?, false))
}

async fn insert(engine: &Engine, ctx: &Context, id: UserId, record: &Record) -> Result<Person, EngineError> {
    let mut tx = engine.write().await?;
    let organisation = check(&mut tx, id, record, None).await?;
    let blank = User {
        id,
        user_name: String::new(),
        given_name: String::new(),
        sn: String::new(),
        display_name: String::new(),
        mail: None,
        title: None,
        organisation: None,
        manager: None,
        status: Status::Active,
        created_at: ctx.now,
    };
    let user = record.put(&blank, organisation);
    users::insert(&mut tx, &user).await.map_err(raced)?;
    told("create-user", None, &user).write(&mut tx, engine, ctx).await?;
    roles::follow_person(&mut tx, engine, ctx, id).await?;
    tx.commit().await?;
    Ok(Person { user, organisation: record.organisation.clone(), revision: 1 })
}

/// Changes properties of a person. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Changed` where another revision is expected; `Invalid` for an operation that cannot be
/// done, and as [`create`] for what comes of them all.
pub async fn patch(
    engine: &Engine,
    ctx: &Context,
    id: UserId,
    patch: &Patch,
    revision: Option<i64>,
) -> Result<Person, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let patched = |before: &Record| Ok(Record::parse(&patch.apply(&before.document())?)?);
    retry!(change(engine, ctx, id, revision, &patched))
}

/// What changes nothing is no change.
async fn change(
    engine: &Engine,
    ctx: &Context,
    id: UserId,
    revision: Option<i64>,
    new: impl Fn(&Record) -> Result<Record, EngineError>,
) -> Result<Person, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    expect(revision, &before)?;
    let record = new(&Record::of(&before.user, before.organisation.clone()))?;
    users::claim(&mut tx, id, before.revision).await?;
    let organisation = check(&mut tx, id, &record, Some(&before.user)).await?;
    let user = record.put(&before.user, organisation);
    if user == before.user {
        tx.commit().await?;
        return Ok(before);
    }
    guard(&mut tx, ctx, id).await?;
    let leaves = before.user.status == Status::Active && user.status != Status::Active;
    if leaves {
        if ctx.actor.user_id() == Some(id) {
            return Err(EngineError::forbidden("nobody deactivates themselves"));
        }
        check_needed(&mut tx, id).await?;
    }
    users::update(&mut tx, &user, ctx.now).await.map_err(raced)?;
    told("update-user", Some(&before.user), &user).write(&mut tx, engine, ctx).await?;
    let managers = (before.user.manager, user.manager);
    let mut moved = certifications::ComeAndGone::default();
    moved.note(id, (before.user.status, user.status));
    certifications::follow_people(&mut tx, engine, ctx, &[(id, managers)], &moved).await?;
    roles::follow_person(&mut tx, engine, ctx, id).await?;
    tx.commit().await?;
    Ok(Person { user, organisation: record.organisation, revision: before.revision + 1 })
}

/// Whoever may change a person's name may come to be taken for them: organisation administrators are changed by their
/// like alone, and not by a workflow either.
pub(super) async fn guard(tx: &mut Tx, ctx: &Context, id: UserId) -> Result<(), EngineError> {
    let is_admin = users::authorities(tx, id).await?.contains(&Authority::OrgAdmin);
    let may = ctx.actor != Actor::System && ctx.actor.has(&[Authority::OrgAdmin]);
    if is_admin && !may {
        return Err(EngineError::forbidden(
            "only an organisation administrator changes an organisation administrator",
        ));
    }
    Ok(())
}

/// Somebody else took the name at this moment: look again, and say so.
fn raced(error: StoreError) -> EngineError {
    match error {
        StoreError::Duplicate => EngineError::Busy(error),
        error => error.into(),
    }
}

pub(super) fn expect(revision: Option<i64>, found: &Person) -> Result<(), EngineError> {
    match revision {
        Some(expected) if expected != found.revision => Err(EngineError::Changed(format!(
            "user `{}` has revision {}, not {expected}: read it again",
            found.user.id, found.revision
        ))),
        _ => Ok(()),
    }
}

/// What only the directory knows: names that are taken, managers, organisations. What was so before may stay.
async fn check(
    tx: &mut Tx,
    id: UserId,
    record: &Record,
    before: Option<&User>,
) -> Result<Option<OrganisationId>, EngineError> {
    if users::by_user_name(tx, &record.user_name).await?.is_some_and(|other| other.id != id) {
        return Err(EngineError::invalid("userName", format!("`{}` is somebody else's", record.user_name)));
    }
    if let Some(manager) =
        record.manager.filter(|manager| before.is_none_or(|user| user.manager != Some(*manager)))
    {
        check_manager(tx, id, manager).await?;
    }
    let Some(name) = &record.organisation else { return Ok(None) };
    let known = users::organisations(tx).await?.into_iter().find(|known| known.name == *name);
    let unknown = || EngineError::invalid("organization", format!("`{name}` does not exist"));
    Ok(Some(known.ok_or_else(unknown)?.id))
}

/// Nobody may be above themselves.
async fn check_manager(tx: &mut Tx, id: UserId, manager: UserId) -> Result<(), EngineError> {
    let person = users::brief(tx, manager).await?;
    if person.is_none_or(|person| person.status != Status::Active) {
        return Err(EngineError::invalid("manager", format!("names `{manager}`, who is no active person")));
    }
    let mut above = Some(manager);
    for _ in 0..MOST_LEVELS {
        let Some(one) = above else { return Ok(()) };
        if one == id {
            break;
        }
        above = users::manager_of(tx, one).await?;
    }
    Err(EngineError::invalid("manager", "leads back to the person themselves"))
}

fn told(what: &'static str, before: Option<&User>, after: &User) -> Event {
    Event::new(what, "user", after.id, &after.display_name)
        .about(after.id)
        .change("userName", before.map(|user| &user.user_name), Some(&after.user_name))
        .change("givenName", before.map(|user| &user.given_name), Some(&after.given_name))
        .change("sn", before.map(|user| &user.sn), Some(&after.sn))
        .change("displayName", before.map(|user| &user.display_name), Some(&after.display_name))
        .change("mail", before.and_then(|user| user.mail.as_ref()), after.mail.as_ref())
        .change("title", before.and_then(|user| user.title.as_ref()), after.title.as_ref())
        .change("organisation", before.and_then(|user| user.organisation), after.organisation)
        .change("manager", before.and_then(|user| user.manager), after.manager)
        .change("status", before.map(|user| user.status), Some(after.status))
}
