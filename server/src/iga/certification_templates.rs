//! Certification templates (contract 2.6, rows 25 to 29).

use axum::Json;
use axum::extract::State;
use bailiwick::certification::{CertificationType, Template};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::TemplateId;
use bailiwick::text::normalise;
use bailiwick_engine::{Context, Engine, EngineError, certifications};
use serde_json::{Map, Value, json};

use super::TAG;
use super::object;
use super::paging::{Query, narrowed};
use crate::api::{ApiError, Body, Caller, Listed, Message, Params, TargetFilter, WordPath, also, matching};

type Document = Json<Map<String, Value>>;

/// A template's id; a refusal in the contract's own words (1.5).
fn id_of(text: &str) -> Result<TemplateId, ApiError> {
    text.parse().map_err(|_| missing(text))
}

pub(super) fn missing(id: &str) -> ApiError {
    ApiError::missing(format!("Cannot find template with id {id}."))
}

pub(super) fn refused(error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { what: "certification template", id } => missing(&id),
        other => other.into(),
    }
}

/// Templates as clients read them, with whom they name.
async fn documents(
    engine: &Engine,
    ctx: &Context,
    templates: &[Template],
) -> Result<Vec<Map<String, Value>>, ApiError> {
    let people = certifications::named_by_templates(engine, ctx, templates).await?;
    Ok(templates.iter().map(|template| object::template_document(template, &people)).collect())
}

async fn document(engine: &Engine, ctx: &Context, template: Template) -> Result<Document, ApiError> {
    Ok(Json(documents(engine, ctx, &[template]).await?.pop().unwrap_or_default()))
}

async fn page(
    engine: &Engine,
    ctx: &Context,
    list: &ListQuery,
    params: &Params,
    with_events: bool,
) -> Result<Json<Value>, ApiError> {
    let kind = params.word::<CertificationType>("certificationType")?;
    let mut all = certifications::templates(engine, ctx).await?;
    all.retain(|template| with_events || !template.definition.is_event_based);
    all.retain(|template| kind.is_none_or(|kind| template.definition.kind == kind));
    if let Some(text) = list.text.as_deref().map(normalise) {
        all.retain(|template| normalise(&template.definition.name).contains(&text));
    }
    matching(&documents(engine, ctx, &all).await?, list)
}

/// List certification templates
///
/// By name unless sorted; those for events are left out. `pageNumber` counts rows here, not pages. Certification administrators, access administrators and
/// auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/certification/template",
    operation_id = "listCertificationTemplates",
    tag = TAG,
    params(("certificationType" = Option<String>, Query, description = "Of this type only"), Query),
    responses(
        (status = 200, description = "A page of templates", body = Listed<object::CertificationTemplate>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list_from_row()?;
    Ok(also(page(&engine, &ctx, &list, &params, false).await?, "totalCount", "totalHits"))
}

/// Search certification templates
///
/// Those for events too.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/template/search",
    operation_id = "searchCertificationTemplates",
    tag = TAG,
    params(Query),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of templates", body = Listed<object::CertificationTemplate>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &narrowed(&params, filter)?, &params, true).await
}

/// Make a certification template
///
/// The server makes its id. Certification administrators may. What is wrong is answered in a list of messages.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/template",
    operation_id = "createCertificationTemplate",
    tag = TAG,
    request_body(content = object::CertificationTemplate),
    responses(
        (status = 200, description = "The template", body = object::CertificationTemplate),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let made = certifications::create(&engine, &ctx, body).await?;
    document(&engine, &ctx, made).await
}

/// Read a certification template
#[utoipa::path(
    get,
    path = "/iga/governance/certification/template/{id}",
    operation_id = "readCertificationTemplate",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses(
        (status = 200, description = "The template", body = object::CertificationTemplate),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    let found = certifications::read_template(&engine, &ctx, id_of(&id)?).await.map_err(refused)?;
    document(&engine, &ctx, found).await
}

/// Replace a certification template
///
/// Campaigns that run keep their own. Certification administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/certification/template/{id}",
    operation_id = "replaceCertificationTemplate",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    request_body(content = object::CertificationTemplate),
    responses(
        (status = 200, description = "The template", body = object::CertificationTemplate),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let replaced = certifications::replace(&engine, &ctx, id_of(&id)?, body, None).await.map_err(refused)?;
    document(&engine, &ctx, replaced).await
}

/// Change when a certification starts by itself
///
/// Members that are not given stay; `enabled` switches it on and off. Certification administrators may.
#[utoipa::path(
    patch,
    path = "/iga/governance/certification/template/{id}/schedule",
    operation_id = "changeCertificationSchedule",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    request_body(content = serde_json::Map<String, Value>),
    responses(
        (status = 200, description = "The template", body = object::CertificationTemplate),
        (status = 400, description = "A member is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn schedule(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let changed = certifications::set_schedule(&engine, &ctx, id_of(&id)?, body).await.map_err(refused)?;
    document(&engine, &ctx, changed).await
}

/// Delete a certification template
///
/// Its campaigns stay. Certification administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/certification/template/{id}",
    operation_id = "deleteCertificationTemplate",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses(
        (status = 200, description = "It is gone", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Message>, ApiError> {
    certifications::delete(&engine, &ctx, id_of(&id)?).await.map_err(refused)?;
    Ok(Json(Message { message: "Cert Template deleted successfully".into() }))
}

/// Copy a certification template
#[utoipa::path(
    post,
    path = "/iga/governance/certification/template/{id}/duplicate",
    operation_id = "duplicateCertificationTemplate",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses(
        (status = 200, description = "It is copied", body = Message),
        (status = 400, description = "There are too many templates", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn duplicate(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Message>, ApiError> {
    certifications::duplicate(&engine, &ctx, id_of(&id)?).await.map_err(refused)?;
    Ok(Json(Message { message: "Cert Template duplicated successfully".into() }))
}

/// Foresee a campaign
///
/// How a campaign of the template would begin now: how many grants stand how, and how many line items each reviewer
/// would get. The product's own: the contract has none.
#[utoipa::path(
    get,
    path = "/iga/governance/certification/template/{id}/forecast",
    operation_id = "forecastCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses(
        (status = 200, description = "How it would begin", body = object::Forecast),
        (status = 400, description = "It reviews what cannot be found", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn forecast(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<object::Forecast>, ApiError> {
    let found = certifications::forecast(&engine, &ctx, id_of(&id)?).await.map_err(refused)?;
    let reviewers =
        found.reviewers.iter().map(|(user, items)| json!({"user": object::User::bare(user), "items": items}));
    Ok(Json(object::Forecast {
        items: found.items(),
        ledger: found
            .standings
            .iter()
            .map(|(standing, grants)| (standing.to_string(), json!(grants)))
            .collect(),
        reviewers: reviewers.collect(),
        sources: found.sources,
    }))
}
