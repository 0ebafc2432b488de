//! Certification as IDHub's API has it (contract rows 16 to 18): definitions, which are templates of the house, and
//! running them.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::idhub::{Definition, DefinitionStatus, Known, Named, Names, Who};
use bailiwick::certification::{Campaign, Template, TemplateDefinition};
use bailiwick::directory::Status;
use bailiwick::document::Fault;
use bailiwick::filter::{Filter, Path};
use bailiwick::id::{ItemId, UserId};
use bailiwick_store::certifications::templates as store;
use bailiwick_store::certifications::{generate, holders};
use bailiwick_store::{StoreError, Tx, items, users};
use serde_json::{Map, Value as Json};

use super::isc::owner;
use super::start::launch;
use super::templates::{add, change};
use super::{readable, unusable, writable};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Definitions, by name, at most so many; templates that cannot be said as one are left out. For certification
/// administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`.
pub async fn definitions(
    engine: &Engine,
    ctx: &Context,
    status: Option<DefinitionStatus>,
    most: usize,
) -> Result<Vec<Map<String, Json>>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let mut templates = store::all(&mut tx).await?;
    templates.retain(|template| status.is_none_or(|status| template.idhub_status() == status));
    let (mut people, mut roles) = (Vec::new(), Vec::new());
    for (users, items) in templates.iter().map(Template::idhub_names) {
        people.extend(users);
        roles.extend(items);
    }
    let mut names = Names::default();
    names.people.extend(users::briefs(&mut tx, &people).await?.into_iter().map(|user| (user.id, user)));
    names.roles.extend(items::briefs(&mut tx, &roles).await?.into_iter().map(|item| (item.id, item.name)));
    Ok(templates.iter().filter_map(|template| template.idhub_document(&names)).take(most).collect())
}

/// Keeps a definition; one with an `_id` that is there takes its place, as a document's does. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`Definition::parse`], and people, roles and resources that are not there; `Conflict`:
/// a name that is taken, or too many.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<Template, EngineError> {
    writable(ctx)?;
    let asked = Definition::parse(body)?;
    match retry!(try_create(engine, ctx, &asked)) {
        // Somebody may have sent the same `_id` at the same moment and was first: this takes the place of theirs.
        Err(EngineError::Conflict(_)) if asked.id.is_some() => retry!(try_create(engine, ctx, &asked)),
        kept => kept,
    }
}

async fn try_create(engine: &Engine, ctx: &Context, asked: &Definition) -> Result<Template, EngineError> {
    let mut tx = engine.write().await?;
    let before = match &asked.id {
        Some(id) => known_as(&mut tx, id).await?,
        None => None,
    };
    if before.is_none() && !asked.unsaid().is_empty() {
        return Err(asked.unsaid().into());
    }
    let known = known(&mut tx, asked).await?;
    let owner = match (&asked.approver, &before) {
        (Some(approver), _) => approver_of(&mut tx, approver, &known).await?,
        (None, Some(before)) => before.definition.owner,
        (None, None) => owner(&mut tx, ctx).await?,
    };
    let definition = TemplateDefinition::parse(asked.template(
        owner,
        &known,
        before.as_ref().map(|before| &before.definition),
    ))?;
    match generate::check(&mut tx, &definition).await {
        Err(error @ (StoreError::UnknownProperty(_) | StoreError::WrongValue { .. })) => {
            return Err(EngineError::invalid("resourceQuery", error));
        }
        other => other.map_err(unusable)?,
    }
    let template = match before {
        Some(before) if before.definition == definition => before,
        Some(before) => change(&mut tx, engine, ctx, &before, definition).await?,
        None => add(&mut tx, engine, ctx, &definition).await?,
    };
    tx.commit().await?;
    Ok(template)
}

/// Runs a definition: its campaign is made in the background. `foreseen` is what the client counted before, which is
/// written down. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: as [`super::start()`].
pub async fn run(
    engine: &Engine,
    ctx: &Context,
    id: &str,
    foreseen: &[(&'static str, i64)],
) -> Result<Campaign, EngineError> {
    writable(ctx)?;
    let campaign = retry!(try_run(engine, ctx, id, foreseen))?;
    engine.ring();
    Ok(campaign)
}

async fn try_run(
    engine: &Engine,
    ctx: &Context,
    id: &str,
    foreseen: &[(&'static str, i64)],
) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    let template = known_as(&mut tx, id).await?.ok_or_else(|| EngineError::not_found("certification", id))?;
    let (of, name) = (template.id, template.definition.name.clone());
    let campaign = launch(&mut tx, engine, ctx, template).await?;
    let told =
        Event::new("run-certification", "certification-template", of, name).set("campaign", campaign.id);
    foreseen
        .iter()
        .fold(told, |told, (what, count)| told.set(*what, count))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(campaign)
}

/// The template that clients of this API know by an id: one that they gave it, or the house's.
async fn known_as(tx: &mut Tx, id: &str) -> Result<Option<Template>, EngineError> {
    let all = store::all(tx).await?;
    Ok(all.into_iter().find(|template| template.idhub_id() == id || template.id.to_string() == id))
}

/// Those whom a definition names.
async fn known(tx: &mut Tx, asked: &Definition) -> Result<Known, EngineError> {
    let (mut known, mut faults) = (Known::default(), Vec::new());
    for (named, is_person) in asked.named() {
        let Named { member, text } = named;
        if is_person {
            match person(tx, text).await? {
                Some(id) => drop(known.people.insert(text.clone(), id)),
                None => faults.push(Fault::new(*member, "is nobody who works here")),
            }
        } else {
            match role(tx, text).await? {
                Some(id) => drop(known.roles.insert(text.clone(), id)),
                None => faults.push(Fault::new(*member, "is no role")),
            }
        }
    }
    match users::check(tx, &asked.people).await {
        Err(error @ (StoreError::UnknownProperty(_) | StoreError::WrongValue { .. })) => {
            faults.push(Fault::new("userQuery", error));
        }
        other => other?,
    }
    let people = users::briefs(tx, &asked.people_named).await?;
    if let Some(id) = asked.people_named.iter().find(|id| !people.iter().any(|user| user.id == **id)) {
        faults.push(Fault::new("userQuery", format!("names `{id}`, which is nobody's id")));
    }
    let ids: Vec<ItemId> = asked.resources_named.iter().map(|(_, id)| *id).collect();
    let resources = items::briefs(tx, &ids).await?;
    for (member, id) in &asked.resources_named {
        if !resources.iter().any(|item| item.id == *id) {
            faults.push(Fault::new(member, format!("names `{id}`, which is the id of nothing here")));
        }
    }
    if faults.is_empty() { Ok(known) } else { Err(faults.into()) }
}

/// Somebody who works here, by id or sign-in name.
async fn person(tx: &mut Tx, text: &str) -> Result<Option<UserId>, EngineError> {
    let found = match bailiwick::id::user_id(text) {
        Some(id) => users::brief(tx, id).await?,
        None => users::by_user_name(tx, text).await?,
    };
    Ok(found.filter(|user| user.status == Status::Active).map(|user| user.id))
}

/// A role, by id or name; of several of a name the first.
async fn role(tx: &mut Tx, text: &str) -> Result<Option<ItemId>, EngineError> {
    if let Ok(id) = text.parse() {
        let found = items::brief(tx, id).await?;
        return Ok(found.filter(|item| item.kind == ItemKind::Role).map(|item| item.id));
    }
    let Ok(name) = Path::dotted("name") else { return Ok(None) };
    let found = items::matching_ids(tx, &Filter::equals(name, text), &[ItemKind::Role]).await?;
    Ok(found.into_iter().min())
}

/// Who looks campaigns through: of a role's holders the first.
async fn approver_of(tx: &mut Tx, approver: &Who, known: &Known) -> Result<UserId, EngineError> {
    let (member, found) = match approver {
        Who::Person(named) => (named.member, known.people.get(&named.text).copied()),
        Who::Role(named) => match known.roles.get(&named.text) {
            Some(role) => (named.member, holders(tx, *role).await?.into_iter().min()),
            None => (named.member, None),
        },
        Who::Manager | Who::Owner => ("approver", None),
    };
    found.ok_or_else(|| EngineError::invalid(member, "is a role that nobody holds who works here"))
}
