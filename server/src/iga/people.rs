//! People, and what somebody may do to them (contract 2.21).

use axum::Json;
use axum::extract::State;
use bailiwick::id::{UserId, user_id};
use bailiwick_engine::Engine;
use bailiwick_engine::people::{self, ListedPerson};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::TAG;
use super::object::{Permissions, permitted};
use super::paging::Query;
use crate::api::{ApiError, Caller, Listed, Message, Params, answer};

/// A person with what may be done to them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonRow {
    /// UUID.
    id: String,
    /// The name they sign in with.
    user_name: String,
    /// Given name.
    given_name: String,
    /// Family name.
    sn: String,
    /// As shown.
    display_name: String,
    /// Mail address.
    mail: Option<String>,
    /// `active` or `inactive`.
    account_status: &'static str,
    /// What the end user may do, `viewUserAccess` and others; what is not there they may not.
    permissions: Permissions,
}

impl From<ListedPerson> for PersonRow {
    fn from(ListedPerson { user, permissions }: ListedPerson) -> Self {
        Self {
            id: user.id.to_string(),
            user_name: user.user_name,
            given_name: user.given_name,
            sn: user.sn,
            display_name: user.display_name,
            mail: user.mail,
            account_status: user.status.as_str(),
            permissions: permitted(&permissions),
        }
    }
}

/// The parameter `endUserId`: the bare UUID or `managed/user/{uuid}`.
pub(super) fn end_user(params: &Params) -> Result<Option<UserId>, ApiError> {
    let read = |text: &str| user_id(text).ok_or_else(|| ApiError::field("endUserId", "must be a user's id"));
    params.get("endUserId").map(read).transpose()
}

/// List people
///
/// Those to whom the end user (the caller, when missing) may do something; without `scopePermission`, those they may
/// know of: themselves and who reports to them, everybody for administrators and auditors. Filters may name `id`,
/// `userName`, `givenName`, `sn`, `displayName`, `mail`, `title`, `accountStatus`, `manager.id` and `organization`.
#[utoipa::path(
    get,
    path = "/iga/governance/user",
    operation_id = "listPeople",
    tag = TAG,
    params(
        ("endUserId" = Option<String>, Query, description = "whose permissions count; others' are for administrators and auditors"),
        ("scopePermission" = Option<String>, Query, description = "`viewUserAccess`, `viewGrants`, `createUser`, `modifyUser` or `deleteUser`; who may create people is answered everybody"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of people", body = Listed<PersonRow>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "Somebody else's permissions, asked for by an employee", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let (end_user, permission) = (end_user(&params)?, params.word("scopePermission")?);
    let page = people::list(&engine, &ctx, end_user, permission, &list).await?;
    let rows: Vec<PersonRow> = page.rows.into_iter().map(PersonRow::from).collect();
    answer(&rows, page.total, &list)
}
