//! `POST /iga/governance/requests`: asking, for people × items (contract 3.1).

use axum::Json;
use axum::extract::State;
use bailiwick::cart::{LineFault, MOST_LINES};
use bailiwick::catalog::{ItemKind, item_of_catalog_id};
use bailiwick::id::user_id;
use bailiwick::request::{Modifier, Priority};
use bailiwick::view::{Submitted, SubmittedFault};
use bailiwick_engine::Engine;
use bailiwick_engine::requests::{Mode, NewLine, NewRequests, create as make};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::api::{ApiError, Body, Caller, Fields, FromBody, Message, Params};
use crate::iga::{TAG, names};

/// What is asked for: every item of `catalogs` for every person of `users`.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct NewRequest {
    /// Users, by UUID or `managed/user/{uuid}`.
    #[schema(min_items = 1)]
    users: Vec<String>,
    /// Catalog items.
    #[schema(min_items = 1)]
    catalogs: Vec<NewRequestItem>,
    /// `add` or `remove` the access; `add` when missing.
    #[schema(value_type = Option<String>, example = "add")]
    access_modifier: Modifier,
    /// From when; at once when missing.
    start_date: Option<DateTime<Utc>>,
    /// Until when; for ever when missing.
    end_date: Option<DateTime<Utc>>,
    /// Called off when not finished by then. ISO 8601 text, or milliseconds since 1970.
    expiry_date: Option<DateTime<Utc>>,
    /// `low`, `medium` or `high`; `low` when missing.
    #[schema(value_type = Option<String>, example = "low")]
    priority: Priority,
    /// Why.
    #[schema(value_type = Option<String>, example = "I close the books of March with Ann.")]
    justification: String,
    /// The caller's own name for the requests.
    external_request_id: Option<String>,
    /// Put before each id, with a `-`: letters, digits, `-` and `_`, at most 50.
    #[schema(example = "REQ")]
    request_id_prefix: Option<String>,
    /// `{type}`: what brings them about; `request`, or for administrators another word.
    #[schema(value_type = Option<Object>, example = json!({"type": "request"}))]
    context: Option<Value>,
}

/// A catalog item that is asked for.
#[derive(Debug, ToSchema)]
pub struct NewRequestItem {
    /// `application`, `entitlement` or `role`.
    #[schema(value_type = Option<String>, example = "entitlement")]
    r#type: Option<ItemKind>,
    /// The catalog id (128 digits), or the item's own UUID.
    id: String,
    /// `{form}`: what was filled in, by field; kept in the request's `common.blob`.
    #[schema(value_type = Option<Object>, example = json!({"form": {"reason": "audit"}}))]
    data: Map<String, Value>,
}

/// What came of it, pair by pair.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreateResult {
    /// The requests made; none when only validating.
    result: Vec<String>,
    /// The pairs that were not asked for, and why.
    errors: Vec<RequestError>,
}

/// A pair that was not asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestError {
    /// `DUPLICATE`, `EXISTING_ACCESS`, `NO_ACCESS`, `GIVEN_BY_RULE`, `NOT_FOUND`, `NOT_REQUESTABLE`, `INACTIVE_USER`, `POLICY_VIOLATION` or
    /// `VALIDATION`.
    #[schema(example = "DUPLICATE")]
    error: &'static str,
    /// The same in words.
    message: String,
    /// For whom, as given.
    user: String,
    /// `DUPLICATE`: the unfinished request that asks for the same.
    request_id: Option<String>,
    /// What, as given.
    catalog_id: String,
}

impl FromBody for NewRequest {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let owned = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let users = fields.texts("users", MOST_LINES)?.into_iter().map(str::to_owned).collect();
        let catalogs = fields.objects("catalogs", MOST_LINES)?;
        Ok(Self {
            users,
            catalogs: catalogs.iter().map(NewRequestItem::read).collect::<Result<_, _>>()?,
            access_modifier: fields.word("accessModifier")?.unwrap_or(Modifier::Add),
            start_date: fields.moment("startDate")?,
            end_date: fields.moment("endDate")?,
            expiry_date: fields.moment("expiryDate")?,
            priority: fields.word("priority")?.unwrap_or(Priority::Low),
            justification: fields.text("justification")?.unwrap_or_default().to_owned(),
            external_request_id: owned(fields.text("externalRequestId")?),
            request_id_prefix: owned(fields.text("requestIdPrefix")?),
            context: fields.object("context")?.map(|context| Value::Object(context.members().clone())),
        })
    }
}

impl NewRequestItem {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let data = fields.object("data")?.map(|data| data.members().clone()).unwrap_or_default();
        Ok(Self { r#type: fields.word("type")?, id: fields.required_text("id")?.to_owned(), data })
    }

    /// What was filled in, where requests keep it.
    fn content(&self) -> Map<String, Value> {
        let filled = self.data.get("form").filter(|form| form.is_object());
        let kept = filled.map(|form| ("common".to_owned(), json!({"blob": {"form": form}})));
        kept.into_iter().collect()
    }

    /// A catalog id that names an item of another type than was said names nothing.
    fn item(&self) -> Option<bailiwick::id::ItemId> {
        let said = |(kind, _)| self.r#type.is_none_or(|said| said == kind);
        item_of_catalog_id(&self.id).is_none_or(said).then(|| names::item(&self.id)).flatten()
    }
}

impl NewRequest {
    /// One line for each pair.
    fn lines(&self) -> Result<Vec<NewLine>, ApiError> {
        for (name, is_empty) in [("users", self.users.is_empty()), ("catalogs", self.catalogs.is_empty())] {
            if is_empty {
                return Err(ApiError::field(name, "must not be empty"));
            }
        }
        let pairs = self.users.len() * self.catalogs.len();
        if pairs > MOST_LINES {
            return Err(ApiError::bad(format!(
                "`users` and `catalogs` make {pairs} pairs: at most {MOST_LINES} can be asked for in one call"
            )));
        }
        let line = |user: &String, item: &NewRequestItem| NewLine {
            user: user_id(user),
            item: item.item(),
            user_given: user.clone(),
            item_given: item.id.clone(),
            modifier: self.access_modifier,
            start: self.start_date,
            end: self.end_date,
            content: item.content(),
        };
        Ok(self
            .users
            .iter()
            .flat_map(|user| self.catalogs.iter().map(move |item| line(user, item)))
            .collect())
    }
}

/// Ask for access
///
/// Makes one request for every item and every person. Good pairs become requests, the others are
/// answered with what is wrong: the call succeeds either way. `_action=validate` makes nothing and
/// answers the same errors. At most 1,000 pairs.
#[utoipa::path(
    post,
    path = "/iga/governance/requests",
    operation_id = "createRequests",
    tag = TAG,
    params(
        ("_action" = String, Query, description = "`create` or `validate`"),
        ("runPreventativeScan" = Option<bool>, Query, description = "with `validate`: tell of policy rules that would be broken also where the configuration lets them be"),
    ),
    request_body = NewRequest,
    responses(
        (status = 200, description = "What came of it, pair by pair", body = CreateResult),
        (status = 400, description = "A field is wrong, or there are too many pairs", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "A client without `ACCESS_ADMIN`", body = Message),
        (status = 413, description = "The body is too large", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(new): Body<NewRequest>,
) -> Result<Json<CreateResult>, ApiError> {
    let mode = match params.required("_action", &["create", "validate"])? {
        "create" => Mode::Create,
        _ => Mode::Validate,
    };
    let requests = NewRequests {
        lines: new.lines()?,
        priority: new.priority,
        justification: new.justification,
        expires: new.expiry_date,
        external_id: new.external_request_id,
        id_prefix: new.request_id_prefix,
        context: new.context,
        tells_conflicts: params.flag("runPreventativeScan")?,
        workflow: None,
    };
    Ok(Json(make(&engine, &ctx, &requests, mode).await?.into()))
}

impl From<Submitted> for CreateResult {
    fn from(submitted: Submitted) -> Self {
        Self {
            result: submitted.requests.into_iter().map(|id| id.0).collect(),
            errors: submitted.faults.into_iter().map(RequestError::from).collect(),
        }
    }
}

impl From<SubmittedFault> for RequestError {
    fn from(SubmittedFault { user, item, fault }: SubmittedFault) -> Self {
        Self {
            error: fault.code(),
            message: fault.to_string(),
            user,
            catalog_id: item,
            request_id: match fault {
                LineFault::Duplicate { request } => Some(request.0),
                _ => None,
            },
        }
    }
}
