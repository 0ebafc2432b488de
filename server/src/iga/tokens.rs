//! Personal tokens of a person: listing and revoking. They are made in the portal only.

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::id::{TokenId, UserId, user_id};
use bailiwick::identity::PersonalToken;
use bailiwick_engine::{Engine, EngineError, identity};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::paging::Query;
use crate::api::{ApiError, Caller, Listed, Message, Params, UserPath, matching};

/// The tag of what is about tokens.
const TOKENS: &str = "Tokens";

/// A personal token; the token itself is shown once, when it is made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// UUID.
    id: String,
    /// Whose it is: UUID.
    user_id: String,
    /// What it is for.
    name: String,
    /// When it was made.
    created_date: DateTime<Utc>,
    /// When it expires.
    expiry_date: DateTime<Utc>,
    /// When it was last used, give or take a minute; null when it never was.
    last_used_date: Option<DateTime<Utc>>,
}

impl From<PersonalToken> for Token {
    fn from(token: PersonalToken) -> Self {
        Self {
            id: token.id.to_string(),
            user_id: token.user.to_string(),
            name: token.name,
            created_date: token.created_at,
            expiry_date: token.expires_at,
            last_used_date: token.used_at,
        }
    }
}

/// List a person's tokens
///
/// Those that can be used, newest first. One's own, or as administrator of the organisation anybody's.
#[utoipa::path(
    get,
    path = "/iga/governance/user/{userId}/tokens",
    operation_id = "listTokens",
    tag = TOKENS,
    params(("userId" = String, Path, description = "the user's UUID"), Query),
    responses(
        (status = 200, description = "A page of tokens", body = Listed<Token>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "They are another's, and the caller does not administer the organisation", body = Message),
        (status = 404, description = "There is no such user", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let tokens = identity::tokens(&engine, &ctx, user).await?;
    let rows: Vec<Token> = tokens.into_iter().map(Token::from).collect();
    matching(&rows, &list)
}

/// Revoke a person's token
///
/// It cannot be used from now on. One's own, or as administrator of the organisation anybody's.
#[utoipa::path(
    delete,
    path = "/iga/governance/user/{userId}/tokens/{tokenId}",
    operation_id = "revokeToken",
    tag = TOKENS,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("tokenId" = String, Path, description = "the token's UUID"),
    ),
    responses(
        (status = 200, description = "It is revoked", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "It is another's, and the caller does not administer the organisation", body = Message),
        (status = 404, description = "They have no such token", body = Message),
    ),
)]
pub async fn revoke(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((user, token)): Path<(String, String)>,
) -> Result<Json<Message>, ApiError> {
    let user: UserId = user_id(&user).ok_or_else(|| EngineError::not_found("user", &user))?;
    let id: TokenId = token.parse().map_err(|_| EngineError::not_found("token", &token))?;
    identity::revoke_token(&engine, &ctx, user, id).await?;
    Ok(Json(Message { message: format!("Token with id:{id} revoked successfully") }))
}
