//! What the caller was told in the product (contract 2.21), and what they want by mail.

use axum::Json;
use axum::extract::State;
use bailiwick::id::NotificationId;
use bailiwick::notification::{Notification as Domain, NotificationKind, Preferences as Wanted};
use bailiwick_engine::{Engine, notifications};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::TAG;
use super::paging::Query;
use crate::api::{ApiError, Body, Caller, Fields, FromBody, Listed, Message, Params, matching};

/// The most that are marked as read by name in one call.
const MOST_IDS: usize = 1_000;

/// Something the caller was told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// UUID.
    id: String,
    /// `assigned`, `reminder`, `escalation`, `outcome` or `deputy`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The template its words come from.
    template_name: String,
    /// One line.
    subject: String,
    /// The words, plain.
    message: String,
    /// What it leads to.
    object: NotificationObject,
    /// When.
    created_date: DateTime<Utc>,
    /// When they read it; null when they have not.
    read_date: Option<DateTime<Utc>>,
}

/// What a notification leads to.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationObject {
    /// `request` or `delegation`.
    #[serde(rename = "type")]
    kind: String,
    /// The object's id.
    id: String,
}

impl From<Domain> for Notification {
    fn from(told: Domain) -> Self {
        Self {
            id: told.id.to_string(),
            kind: told.kind.as_str(),
            template_name: told.template,
            subject: told.subject,
            message: told.body,
            object: NotificationObject { kind: told.object_kind, id: told.object_id },
            created_date: told.created_at,
            read_date: told.read_at,
        }
    }
}

/// Which notifications were read.
#[derive(Debug, ToSchema)]
pub struct ReadNotifications {
    /// UUIDs; all when missing.
    ids: Option<Vec<String>>,
}

impl FromBody for ReadNotifications {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let texts = || fields.texts("ids", MOST_IDS);
        let ids = fields.has("ids").then(texts).transpose()?;
        Ok(Self { ids: ids.map(|ids| ids.into_iter().map(str::to_owned).collect()) })
    }
}

/// What the caller wants by mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationPreferences {
    /// By type of notification.
    mail: MailPreferences,
}

/// By type of notification: whether mail is sent; true when missing.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "one for each kind of mail")]
pub struct MailPreferences {
    /// Something waits for them.
    assigned: bool,
    /// It still does.
    reminder: bool,
    /// Somebody does not answer, or did not in time.
    escalation: bool,
    /// What became of a request.
    outcome: bool,
    /// Somebody named them as deputy, or no longer.
    deputy: bool,
}

impl From<&Wanted> for NotificationPreferences {
    fn from(wanted: &Wanted) -> Self {
        let mail = |kind: NotificationKind| wanted.mail.get(&kind).copied().unwrap_or(true);
        Self {
            mail: MailPreferences {
                assigned: mail(NotificationKind::Assigned),
                reminder: mail(NotificationKind::Reminder),
                escalation: mail(NotificationKind::Escalation),
                outcome: mail(NotificationKind::Outcome),
                deputy: mail(NotificationKind::Deputy),
            },
        }
    }
}

/// The preferences of a body.
#[derive(Debug)]
pub struct Given(Wanted);

impl FromBody for Given {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let mut wanted = Wanted::default();
        if let Some(mail) = fields.object("mail")? {
            for name in mail.members().keys() {
                let kind: NotificationKind =
                    name.parse().map_err(|fault| mail.fault(name, format!("is unknown: {fault}")))?;
                wanted.mail.insert(kind, mail.flag(name)?.unwrap_or(true));
            }
        }
        Ok(Self(wanted))
    }
}

/// List one's notifications
///
/// What the caller was told in the product, newest first; the newest thousand.
#[utoipa::path(
    get,
    path = "/iga/governance/notification",
    operation_id = "listNotifications",
    tag = TAG,
    params(Query),
    responses(
        (status = 200, description = "A page of notifications", body = Listed<Notification>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no person", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let told = notifications::mine(&engine, &ctx).await?;
    let rows: Vec<Notification> = told.into_iter().map(Notification::from).collect();
    matching(&rows, &list)
}

/// Mark one's notifications as read
///
/// Those named, or all. What is not the caller's is left alone.
#[utoipa::path(
    post,
    path = "/iga/governance/notification",
    operation_id = "readNotifications",
    tag = TAG,
    params(("_action" = String, Query, description = "`read`")),
    request_body(content = ReadNotifications),
    responses(
        (status = 200, description = "How many were not read before", body = Map<String, Value>, example = json!({"read": 1})),
        (status = 400, description = "The action is missing, or an id is none", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no person", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(given): Body<ReadNotifications>,
) -> Result<Json<Value>, ApiError> {
    params.required("_action", &["read"])?;
    let ids = given.ids.map(|ids| {
        let parsed = ids.iter().map(|id| id.parse::<NotificationId>());
        parsed.collect::<Result<Vec<_>, _>>().map_err(|_| ApiError::field("ids", "must be UUIDs"))
    });
    let read = notifications::mark_read(&engine, &ctx, ids.transpose()?.as_deref()).await?;
    Ok(Json(serde_json::json!({ "read": read })))
}

/// Read one's preferences
///
/// What the caller wants by mail; in the product they are told in any case.
#[utoipa::path(
    get,
    path = "/iga/governance/notification/preferences",
    operation_id = "readNotificationPreferences",
    tag = TAG,
    responses(
        (status = 200, description = "The preferences", body = NotificationPreferences),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no person", body = Message),
    ),
)]
pub async fn preferences(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
) -> Result<Json<NotificationPreferences>, ApiError> {
    Ok(Json((&notifications::preferences(&engine, &ctx).await?).into()))
}

/// Set one's preferences
///
/// Types left out are sent.
#[utoipa::path(
    put,
    path = "/iga/governance/notification/preferences",
    operation_id = "replaceNotificationPreferences",
    tag = TAG,
    request_body(content = NotificationPreferences),
    responses(
        (status = 200, description = "The preferences", body = NotificationPreferences),
        (status = 400, description = "A type is unknown, or its value neither true nor false", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no person", body = Message),
    ),
)]
pub async fn set_preferences(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(Given(wanted)): Body<Given>,
) -> Result<Json<NotificationPreferences>, ApiError> {
    notifications::set_preferences(&engine, &ctx, &wanted).await?;
    Ok(Json((&wanted).into()))
}
