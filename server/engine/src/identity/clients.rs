//! Programs with credentials of their own (OAuth 2.0 client credentials).

use bailiwick::authority::{Actor, Authority};
use bailiwick::directory::Status;
use bailiwick::id::TokenId;
use bailiwick::identity::{ACCESS_TOKEN_LIFE, Client};
use bailiwick::text::check_present;
use bailiwick_store::{clients, tokens};

use super::secret;
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// A client that has just been made, its secret in the clear for the only time.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// What it proves itself with.
    pub secret: String,
    /// The client.
    pub client: Client,
}

/// An access token, in the clear for the only time.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// What the client sends.
    pub token: String,
    /// Seconds it lives.
    pub expires_in: i64,
}

/// Makes a client. Needs `ORG_ADMIN`: a client is trusted with whatever is named here.
///
/// # Errors
/// `Forbidden`, `Invalid` (`name`).
pub async fn create_client(
    engine: &Engine,
    ctx: &Context,
    name: &str,
    authorities: &[Authority],
) -> Result<NewClient, EngineError> {
    ctx.require(&[Authority::OrgAdmin])?;
    check_present(name, 100).map_err(|fault| EngineError::invalid("name", fault))?;
    let mut authorities = authorities.to_vec();
    authorities.sort_unstable();
    authorities.dedup();
    retry!(create(engine, ctx, name.trim(), &authorities))
}

async fn create(
    engine: &Engine,
    ctx: &Context,
    name: &str,
    authorities: &[Authority],
) -> Result<NewClient, EngineError> {
    let (secret, hash) = secret::mint(engine, secret::CLIENT);
    let client = Client {
        id: engine.new_id().to_string(),
        name: name.to_owned(),
        authorities: authorities.to_vec(),
        status: Status::Active,
        created_at: ctx.now,
    };
    let words: Vec<_> = authorities.iter().map(|authority| authority.as_str()).collect();
    let mut tx = engine.write().await?;
    clients::insert(&mut tx, &client, &hash).await?;
    Event::new("create-client", "client", &client.id, name)
        .set("authorities", words.join(" "))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(NewClient { secret, client })
}

/// All clients, the newest first. Needs `ORG_ADMIN`.
pub async fn clients(engine: &Engine, ctx: &Context) -> Result<Vec<Client>, EngineError> {
    ctx.require(&[Authority::OrgAdmin])?;
    let mut tx = engine.read().await?;
    Ok(clients::all(&mut tx).await?)
}

/// Disables a client and revokes its tokens. Needs `ORG_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; none when it is disabled already.
pub async fn disable_client(engine: &Engine, ctx: &Context, id: &str) -> Result<(), EngineError> {
    ctx.require(&[Authority::OrgAdmin])?;
    retry!(disable(engine, ctx, id))
}

async fn disable(engine: &Engine, ctx: &Context, id: &str) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let found = clients::by_id(&mut tx, id).await?;
    let client = found.ok_or_else(|| EngineError::not_found("client", id))?;
    if clients::disable(&mut tx, id).await? {
        tokens::revoke_of_client(&mut tx, id, ctx.now).await?;
        Event::new("disable-client", "client", id, &client.name)
            .change("status", Some(client.status), Some(Status::Inactive))
            .write(&mut tx, engine, ctx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// Gives a client an access token for its secret.
///
/// # Errors
/// `NotAuthenticated` for an unknown client, a wrong secret and a disabled client alike.
pub async fn issue_token(
    engine: &Engine,
    ctx: &Context,
    id: &str,
    secret: &str,
) -> Result<AccessToken, EngineError> {
    let mut tx = engine.read().await?;
    let found = clients::by_secret(&mut tx, id, &secret::digest(secret)).await?;
    tx.commit().await?;
    match found.filter(|client| client.status == Status::Active) {
        Some(client) => retry!(issue(engine, ctx, &client)),
        None => Err(EngineError::NotAuthenticated),
    }
}

async fn issue(engine: &Engine, ctx: &Context, client: &Client) -> Result<AccessToken, EngineError> {
    let (token, hash) = secret::mint(engine, secret::ACCESS);
    let id = TokenId(engine.new_id());
    let mut tx = engine.write().await?;
    tokens::delete_expired_access(&mut tx, ctx.now).await?;
    tokens::insert_access(&mut tx, id, &client.id, &hash, ctx.now, ctx.now + ACCESS_TOKEN_LIFE).await?;
    let actor = Actor::Client {
        id: client.id.clone(),
        name: client.name.clone(),
        authorities: client.authorities.clone(),
    };
    Event::new("sign-in", "client", &client.id, &client.name)
        .write(&mut tx, engine, &Context { actor, ..ctx.clone() })
        .await?;
    tx.commit().await?;
    Ok(AccessToken { token, expires_in: ACCESS_TOKEN_LIFE.num_seconds() })
}
