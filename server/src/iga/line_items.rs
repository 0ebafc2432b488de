//! Line items of campaigns (contract 2.8, rows 36 to 40).

mod read;
mod wanted;

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::certification::{ItemPermission, LineItemId, Removal, Verdict};
use bailiwick::filter::Filter;
use bailiwick::id::{CampaignId, UserId, user_id};
use bailiwick_engine::certifications::{self, Acted, ItemAction, Selection};
use bailiwick_engine::{Context, Engine};
use serde_json::{Map, Value, json};

use super::TAG;
use super::campaigns::id_of;
use super::object::{self, LineItem};
use super::paging::{Query, narrowed};
use crate::api::{
    ApiError, Body, Caller, Fields, Listed, Message, Params, TargetFilter, WordPath, also, answer, matching,
};

pub use read::*;
use wanted::{grouped, wanted};

/// List the caller's reviews
///
/// The campaigns that put line items to the caller, the one that ends first, first. Behind them those that run and ask people
/// the caller stands in for: `certifier` says whom. With `complete`, also those in which they decided or signed something in
/// the place of somebody for whom they stand in no more: to be read with `actorId`.
#[utoipa::path(
    get,
    path = "/iga/governance/certification/items",
    operation_id = "listMyReviews",
    tag = TAG,
    params(("status" = Option<String>, Query, description = "`active`, `expired` or `complete`; `active` when missing"), Query),
    responses(
        (status = 200, description = "The reviews", body = Listed<object::Review>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is a program: line items are put to people", body = Message),
    ),
)]
pub async fn mine(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let wanted = params.one_of("status", &["active", "expired", "complete"])?;
    let rows: Vec<object::Review> = certifications::my_reviews(&engine, &ctx)
        .await?
        .iter()
        .map(object::Review::from)
        .filter(|review| review.status == wanted)
        .collect();
    Ok(also(matching(&rows, &params.list()?)?, "result", "results"))
}

/// List the line items of a campaign
///
/// The riskiest first unless sorted or grouped. Who does not read every campaign sees those that are put to them, or were
/// left to them, or to people they stand in for, whatever `isAdmin` says; each tells what the caller may do with it, with `appendUserPermissions` and
/// without.
#[utoipa::path(
    get,
    path = "/iga/governance/certification/{id}/items",
    operation_id = "listLineItems",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("actorId" = Option<String>, Query, description = "Put or left to this person"),
        ("primaryReviewerId" = Option<String>, Query, description = "The same"),
        ("status" = Option<String>, Query, description = "`in-progress`, `signed-off`, `cancelled`, `expired`; several joined by commas"),
        ("taskStatus" = Option<String>, Query, description = "`active`, `complete`, `closed`, `cancelled`, `expired`"),
        ("decision" = Option<String>, Query, description = "`certify`, `revoke`, `exception`, `abstain`, or `NONE`"),
        ("itemType" = Option<String>, Query, description = "`accountGrant`, `entitlementGrant`, `roleMembership`; `Account Grant`, `Resource Grant`, `Role Membership`"),
        ("user" = Option<String>, Query, description = "About this person"),
        ("user.userName" = Option<String>, Query, description = "About people with this in their user name"),
        ("application" = Option<String>, Query, description = "In this application"),
        ("resource" = Option<String>, Query, description = "Of this entitlement or role"),
        ("account" = Option<String>, Query, description = "Of this account"),
        ("ownerId" = Option<String>, Query, description = "Of what this person owns"),
        ("targetId" = Option<String>, Query, description = "About this person, thing or account"),
        ("queryString" = Option<String>, Query, description = "With this in the name of the person, the thing, the application or the account"),
        ("groupBy" = Option<String>, Query, description = "`user`, `application`, `account`, `entitlement`: rows of one lie together"),
        ("getCount" = Option<bool>, Query, description = "Only how many of them are decided how"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of line items", body = Listed<LineItem>),
        (status = 400, description = "A parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "It looks for what line items do not show, or at what is put to somebody else", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, id_of(&id)?, &params, Filter::All).await
}

/// Search the line items of a campaign
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/{id}/items/search",
    operation_id = "searchLineItems",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("taskStatus" = Option<String>, Query, description = "`active`, `complete`, `closed`, `cancelled`, `expired`"),
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of line items", body = Listed<LineItem>),
        (status = 400, description = "A parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "It looks for what line items do not show, or at what is put to somebody else", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, id_of(&id)?, &params, filter).await
}

async fn page(
    engine: &Engine,
    ctx: &Context,
    campaign: CampaignId,
    params: &Params,
    filter: Filter,
) -> Result<Json<Value>, ApiError> {
    let mut list = narrowed(params, filter)?;
    grouped(params, &mut list)?;
    params.flag("isAdmin")?;
    params.flag("appendUserPermissions")?;
    let wanted = wanted(params, list.filter.clone())?;
    if params.flag("getCount")? {
        let counts = certifications::count(engine, ctx, campaign, &wanted).await?;
        return Ok(Json(json!({"totals": {
            "certify": counts.certify, "revoke": counts.revoke, "exception": counts.exception,
            "abstain": counts.abstain, "NONE": counts.undecided(), "total": counts.total,
        }})));
    }
    let page = certifications::line_items(engine, ctx, campaign, &wanted, &list).await?;
    let rows: Vec<LineItem> = page.rows.iter().map(LineItem::from).collect();
    Ok(also(answer(&rows, page.total, &list)?, "totalCount", "totalHits"))
}

/// Do something with many line items
///
/// In the place of an id stands what. Each by itself: what cannot be done is left as it is and named. `selectAllActorId` means everything that is put to that
/// person; `ids` may be missing then.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/{id}/items/{item}",
    operation_id = "actOnLineItems",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("item" = String, Path, description = "`certify`, `revoke`, `exception`, `abstain`, `reset`, `comment`, `forward`, `reassign` or `signoff`"),
        ("selectAllActorId" = Option<String>, Query, description = "Everything that is put to this person"),
    ),
    request_body(content = Option<object::ManyLineItems>),
    responses(
        (status = 200, description = "What was left as it is", body = object::LineItemBulk),
        (status = 400, description = "A member is wrong, or the campaign does not leave this", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "What is put to somebody else is meant as a whole", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn act_on_many(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, action)): Path<(String, String)>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<object::LineItemBulk>, ApiError> {
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let selection = match params.get("selectAllActorId") {
        Some(text) => Selection::AllOf(person("selectAllActorId", text)?),
        None => Selection::Items(fields.texts("ids", 10_000)?.into_iter().map(str::to_owned).collect()),
    };
    carry_out(&engine, &ctx, id_of(&id)?, &selection, &action, &fields).await
}

/// Do something with one line item
#[utoipa::path(
    post,
    path = "/iga/governance/certification/{id}/items/{item}/{action}",
    operation_id = "actOnLineItem",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("item" = String, Path, description = "The line item's id"),
        ("action" = String, Path, description = "As for many line items"),
    ),
    request_body(content = Option<object::ManyLineItems>),
    responses(
        (status = 200, description = "What was left as it is", body = object::LineItemBulk),
        (status = 400, description = "A member is wrong, or the campaign does not leave this", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn act_on_one(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, item, action)): Path<(String, String, String)>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<object::LineItemBulk>, ApiError> {
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    carry_out(&engine, &ctx, id_of(&id)?, &Selection::Items(vec![item]), &action, &fields).await
}

async fn carry_out(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    selection: &Selection,
    action: &str,
    fields: &Fields<'_>,
) -> Result<Json<object::LineItemBulk>, ApiError> {
    let todo = read_action(action, fields)?;
    let comment = fields.text("comment")?.unwrap_or_default();
    let Acted { left, .. } = certifications::act(engine, ctx, id, selection, &todo, comment).await?;
    Ok(Json(object::LineItemBulk {
        message: format!("Action '{action}' complete."),
        ids_not_acted_on: left.into_iter().map(|(id, _)| id).collect(),
    }))
}

fn person(name: &str, text: &str) -> Result<UserId, ApiError> {
    user_id(text).ok_or_else(|| ApiError::field(name, "must be the id of a person"))
}

fn read_action(action: &str, fields: &Fields<'_>) -> Result<ItemAction, ApiError> {
    let to = || person("newActorId", fields.required_text("newActorId")?);
    Ok(match action {
        "reset" => ItemAction::Reset,
        "comment" => ItemAction::Comment,
        "signoff" => ItemAction::SignOff,
        "forward" => ItemAction::Forward { to: to()? },
        "reassign" => ItemAction::Reassign { to: to()?, permissions: permissions(fields)? },
        word => match word.parse::<Verdict>() {
            Ok(verdict) => ItemAction::Decide(verdict),
            Err(_) => return Err(ApiError::missing("there is no such operation")),
        },
    })
}

/// A list of words, or an object of switches; without, whoever is named may decide and say something.
fn permissions(fields: &Fields<'_>) -> Result<Vec<ItemPermission>, ApiError> {
    use ItemPermission as P;
    let word = |word: &str| {
        word.parse::<P>()
            .map_err(|error| ApiError::field("permissions", format!("must be of {}", error.allowed)))
    };
    match fields.members().get("permissions") {
        None | Some(Value::Null) => {
            Ok(vec![P::Certify, P::Revoke, P::Exception, P::Reset, P::Comment, P::Save])
        }
        Some(Value::Array(words)) => {
            words.iter().map(|given| word(given.as_str().unwrap_or_default())).collect()
        }
        Some(Value::Object(switches)) => {
            switches.iter().filter(|(_, on)| **on == Value::Bool(true)).map(|(name, _)| word(name)).collect()
        }
        Some(_) => Err(ApiError::field("permissions", "must be a list of words")),
    }
}

fn line_item(text: &str) -> Result<LineItemId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("line item `{text}` does not exist")))
}

/// Say how a removal went
///
/// For workflows and certification administrators: `complete` only once the access is gone.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/items/{id}",
    operation_id = "updateRemediationStatus",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The line item's id"),
        ("_action" = String, Query, description = "`updateRemediationStatus`"),
    ),
    request_body(content = object::NewRemediationStatus),
    responses(
        (status = 200, description = "It is kept", body = Message),
        (status = 400, description = "A member is wrong, or the access is still held", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn set_removal(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Message>, ApiError> {
    params.required("_action", &["updateRemediationStatus"])?;
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let missing = || ApiError::field("remediationStatus", "is missing");
    let removal = fields.word::<Removal>("remediationStatus")?.ok_or_else(missing)?;
    let comment = fields.text("comment")?.unwrap_or_default();
    certifications::set_removal_status(&engine, &ctx, line_item(&id)?, removal, comment).await?;
    Ok(Json(Message { message: "Remediation status updated".into() }))
}
