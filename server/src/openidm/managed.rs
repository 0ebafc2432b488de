//! Managed objects: people, applications, entitlements (there called assignments) and roles.

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::id::user_id;
use bailiwick_engine::people::{self, Person};
use bailiwick_engine::{Context, Engine, catalog};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::TAG;
use crate::api::{ApiError, Caller, Message};

/// A managed object. Which members there are depends on its kind.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `person` and `thing` write")]
pub struct ManagedObject {
    /// UUID.
    #[schema(rename = "_id")]
    id: String,
    /// People: one more with every change.
    #[schema(rename = "_rev")]
    revision: Option<String>,
    /// People: the name they sign in with.
    user_name: Option<String>,
    /// People: given name.
    given_name: Option<String>,
    /// People: family name.
    sn: Option<String>,
    /// People: as shown.
    display_name: Option<String>,
    /// People: mail address.
    mail: Option<String>,
    /// People: what they do.
    title: Option<String>,
    /// People: `active` or `inactive`.
    account_status: Option<String>,
    /// People: whom they report to, `{_ref, _refResourceId}`.
    #[schema(value_type = Option<Object>)]
    manager: Option<Value>,
    /// People: the name of their organisation.
    organization: Option<String>,
    /// Others: as shown.
    name: Option<String>,
    /// Others: what it is for.
    description: Option<String>,
}

/// The kinds of managed objects.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Person,
    Item(ItemKind),
}

impl Kind {
    /// `alpha_user` or `user`, and so on.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text.strip_prefix("alpha_").unwrap_or(text) {
            "user" => Self::Person,
            "application" => Self::Item(ItemKind::Application),
            "assignment" => Self::Item(ItemKind::Entitlement),
            "role" => Self::Item(ItemKind::Role),
            _ => return None,
        })
    }
}

pub(super) fn missing(kind: &str, id: &str) -> ApiError {
    let clip = |text: &str| text.chars().take(100).filter(|c| !c.is_control()).collect::<String>();
    ApiError::missing(format!("Object managed/{}/{} not found in managed/{0}", clip(kind), clip(id)))
}

/// Read a managed object
///
/// A person, an application, an entitlement (`assignment`) or a role that is in use. Administrators and auditors may.
#[utoipa::path(
    get,
    path = "/openidm/managed/{objectType}/{id}",
    operation_id = "readManagedObject",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`user`, `application`, `assignment` or `role`, also with `alpha_` before it"),
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The object", body = ManagedObject),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is neither administrator nor auditor", body = Message),
        (status = 404, description = "There is no such object", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    object(&engine, &ctx, &kind, &id).await.map(Json)
}

async fn object(engine: &Engine, ctx: &Context, kind: &str, id: &str) -> Result<Value, ApiError> {
    ctx.require(&[bailiwick::authority::Authority::AccessAdmin, bailiwick::authority::Authority::Auditor])?;
    match Kind::parse(kind).ok_or_else(|| missing(kind, id))? {
        Kind::Person => {
            let user = user_id(id).ok_or_else(|| missing(kind, id))?;
            Ok(person(&people::read(engine, ctx, user).await.map_err(|_| missing(kind, id))?))
        }
        Kind::Item(wanted) => {
            let item = id.parse().map_err(|_| missing(kind, id))?;
            let item = catalog::brief(engine, ctx, item).await.map_err(|_| missing(kind, id))?;
            if item.kind == wanted { Ok(thing(&item)) } else { Err(missing(kind, id)) }
        }
    }
}

pub(super) fn person(found: &Person) -> Value {
    let user = &found.user;
    json!({
        "_id": user.id,
        "_rev": found.revision.to_string(),
        "userName": user.user_name,
        "givenName": user.given_name,
        "sn": user.sn,
        "displayName": user.display_name,
        "mail": user.mail,
        "title": user.title,
        "accountStatus": user.status,
        "manager": user.manager.map(|manager| json!({
            "_ref": format!("managed/alpha_user/{manager}"), "_refResourceId": manager,
        })),
        "organization": found.organisation,
    })
}

fn thing(item: &ItemBrief) -> Value {
    json!({
        "_id": item.id,
        "id": item.id,
        "name": item.name,
        "description": item.description,
        "application": item.application.map(|application| json!({
            "_ref": format!("managed/alpha_application/{application}"), "_refResourceId": application,
        })),
    })
}
