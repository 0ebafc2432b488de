//! Templates: certifications that can be run (contract rows 25 to 29).

mod check;

use bailiwick::certification::{Standing, Template, TemplateDefinition};
use bailiwick::directory::UserBrief;
use bailiwick::id::{TemplateId, UserId};
use bailiwick_store::certifications::{generate, templates as store};
use bailiwick_store::{StoreError, Tx, users};
use serde_json::{Map, Value as Json, json};

pub(super) use self::check::SHIPPED_RULES;
use self::check::{check, may_name};
use super::views::distinct;
use super::{readable, schedule, scripted, unusable, writable};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most templates: they are searched in memory.
const MOST: i64 = 5_000;
/// What is said of a name that is taken.
const NAME_TAKEN: &str = "Template already exists with the same name.";

/// The people whom templates name: their owners, and who decides or is told where nobody else does. For whoever reads
/// templates.
pub async fn named(
    engine: &Engine,
    ctx: &Context,
    templates: &[Template],
) -> Result<Vec<UserBrief>, EngineError> {
    readable(ctx)?;
    let ids = distinct(templates.iter().flat_map(|template| template.definition.people()));
    Ok(users::briefs(&mut engine.read().await?, &ids).await?)
}

/// Every template, by name. For certification administrators, access administrators and auditors.
pub async fn templates(engine: &Engine, ctx: &Context) -> Result<Vec<Template>, EngineError> {
    readable(ctx)?;
    Ok(store::all(&mut engine.read().await?).await?)
}

/// One template. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: TemplateId) -> Result<Template, EngineError> {
    readable(ctx)?;
    find(&mut engine.read().await?, id).await
}

/// Makes a template; an id in the body has no effect (contract 1.4), nor has what only another face says. Needs
/// `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`TemplateDefinition::parse`], and people who do not work here; `Conflict`: a name
/// that is taken, too many, or something that cannot be reviewed.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<Template, EngineError> {
    writable(ctx)?;
    let definition = TemplateDefinition::parse(body)?.plain();
    scripted::check(engine, &definition).await?;
    retry!(insert(engine, ctx, &definition))
}

async fn insert(
    engine: &Engine,
    ctx: &Context,
    definition: &TemplateDefinition,
) -> Result<Template, EngineError> {
    let mut tx = engine.write().await?;
    let template = add(&mut tx, engine, ctx, definition).await?;
    tx.commit().await?;
    Ok(template)
}

/// Adds a template.
pub(super) async fn add(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    definition: &TemplateDefinition,
) -> Result<Template, EngineError> {
    may_name(ctx, definition, None)?;
    check(tx, definition).await?;
    if store::count(tx).await? >= MOST {
        return Err(EngineError::Conflict(format!("there are {MOST} templates: delete one first")));
    }
    let template = Template {
        id: TemplateId(engine.new_id()),
        definition: definition.clone(),
        revision: 1,
        created_at: ctx.now,
        modified_at: ctx.now,
    };
    store::insert(tx, &template).await.map_err(taken)?;
    schedule::plan(tx, engine, ctx, &template).await?;
    told("create-certification-template", None, Some(&template)).write(tx, engine, ctx).await?;
    Ok(template)
}

/// Replaces what was said about a template, if nobody did since `revision`, when one is given. Campaigns that run keep
/// their own. Needs `CERT_ADMIN`.
///
/// # Errors
/// As [`create`]; `NotFound`; `Changed`.
pub async fn replace(
    engine: &Engine,
    ctx: &Context,
    id: TemplateId,
    body: Map<String, Json>,
    revision: Option<i64>,
) -> Result<Template, EngineError> {
    writable(ctx)?;
    let definition = TemplateDefinition::parse(body)?;
    scripted::check(engine, &definition).await?;
    retry!(save(engine, ctx, id, &definition, revision))
}

async fn save(
    engine: &Engine,
    ctx: &Context,
    id: TemplateId,
    definition: &TemplateDefinition,
    revision: Option<i64>,
) -> Result<Template, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    if revision.is_some_and(|revision| revision != before.revision) {
        return Err(EngineError::Changed("somebody else has changed the template meanwhile".into()));
    }
    let definition = definition.clone().changed_from(&before.definition);
    if definition == before.definition {
        return Ok(before);
    }
    let after = change(&mut tx, engine, ctx, &before, definition).await?;
    tx.commit().await?;
    Ok(after)
}

/// Changes what is said about a template.
pub(super) async fn change(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Template,
    definition: TemplateDefinition,
) -> Result<Template, EngineError> {
    may_name(ctx, &definition, Some(&before.definition))?;
    check(tx, &definition).await?;
    let after =
        Template { definition, revision: before.revision + 1, modified_at: ctx.now, ..before.clone() };
    store::update(tx, &after).await.map_err(taken)?;
    schedule::plan(tx, engine, ctx, &after).await?;
    told("modify-certification-template", Some(before), Some(&after)).write(tx, engine, ctx).await?;
    Ok(after)
}

/// Changes when a template's campaigns start by themselves: members that are not given stay. Needs `CERT_ADMIN`.
///
/// # Errors
/// As [`replace`].
pub async fn set_schedule(
    engine: &Engine,
    ctx: &Context,
    id: TemplateId,
    changes: Map<String, Json>,
) -> Result<Template, EngineError> {
    writable(ctx)?;
    let before = find(&mut engine.read().await?, id).await?;
    let mut body = before.definition.body().clone();
    let mut schedule = match body.remove("schedule") {
        Some(Json::Object(schedule)) => schedule,
        _ => Map::new(),
    };
    schedule.extend(changes);
    body.insert("schedule".into(), Json::Object(schedule));
    replace(engine, ctx, id, body, Some(before.revision)).await
}

/// How many line items the type and the filters of a template give, whoever would decide. For certification
/// administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: what is wrong with them; `Conflict`: they cannot be searched by.
pub async fn target_count(
    engine: &Engine,
    ctx: &Context,
    mut body: Map<String, Json>,
) -> Result<i64, EngineError> {
    readable(ctx)?;
    // Whatever else a template needs has no part in the number.
    let nobody = UserId(uuid::Uuid::nil());
    for (name, value) in [
        ("name", json!("count")),
        ("ownerId", json!(nobody)),
        ("stageDuration", json!(1)),
        ("stages", json!([{"certifierType": "user", "certifierId": nobody}])),
        ("selfCertificationRule", json!("all")),
        ("skipInactiveCertifiers", json!(false)),
        ("schedule", Json::Null),
    ] {
        body.insert(name.into(), value);
    }
    let definition = TemplateDefinition::parse(body)?;
    let mut tx = engine.read().await?;
    let (standings, _) = generate::count(&mut tx, &definition).await.map_err(unusable)?;
    Ok(standings
        .into_iter()
        .filter(|(standing, _)| *standing == Standing::Reviewed)
        .map(|(_, count)| count)
        .sum())
}

/// Copies a template under a name of its own; a copy starts nothing by itself. Needs `CERT_ADMIN`.
///
/// # Errors
/// As [`create`]; `NotFound`.
pub async fn duplicate(engine: &Engine, ctx: &Context, id: TemplateId) -> Result<Template, EngineError> {
    writable(ctx)?;
    let mut tx = engine.read().await?;
    let template = find(&mut tx, id).await?;
    // As long as a name may be, with what comes before it.
    let of: String = template.definition.name.chars().take(180).collect();
    let mut name = format!("Copy of {of}");
    let mut place = 2;
    while store::has_name(&mut tx, &name).await? {
        name = format!("Copy {place} of {of}");
        place += 1;
    }
    drop(tx);
    let copy = template.definition.copied(name).unscheduled();
    retry!(insert(engine, ctx, &copy))
}

/// Deletes a template; its campaigns stay. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(engine: &Engine, ctx: &Context, id: TemplateId) -> Result<(), EngineError> {
    writable(ctx)?;
    retry!(remove(engine, ctx, id))
}

async fn remove(engine: &Engine, ctx: &Context, id: TemplateId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let gone = find(&mut tx, id).await?;
    store::delete(&mut tx, id).await?;
    told("delete-certification-template", Some(&gone), None).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn find(tx: &mut Tx, id: TemplateId) -> Result<Template, EngineError> {
    store::find(tx, id).await?.ok_or_else(|| EngineError::not_found("certification template", id))
}

fn taken(error: StoreError) -> EngineError {
    match error {
        StoreError::Duplicate => EngineError::Conflict(NAME_TAKEN.into()),
        error => error.into(),
    }
}

/// What happened to a template: each member of its body, before and after.
fn told(what: &'static str, before: Option<&Template>, after: Option<&Template>) -> Event {
    let none = Map::new();
    let had = before.map_or(&none, |template| template.definition.body());
    let has = after.map_or(&none, |template| template.definition.body());
    let (id, name) = after.or(before).map_or_else(Default::default, |template| {
        (template.id.to_string(), template.definition.name.as_str())
    });
    Event::new(what, "certification-template", id, name).members(had, has)
}
