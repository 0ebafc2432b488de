//! One-time links, by which people set their first password: nobody is ever given one.

use bailiwick::authority::{Actor, Authority};
use bailiwick::directory::{Status, User, UserBrief};
use bailiwick::id::UserId;
use bailiwick::identity::{LINK_LIFE, check_password};
use bailiwick::text::check_present;
use bailiwick_store::{Tx, credentials, links, sessions, tokens, users};

use super::{acting, password, secret};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// What a link is for.
const SET_PASSWORD: &str = "set-password";

/// The first administrator, as `bailiwick init` names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAdmin {
    /// The name they will sign in with.
    pub user_name: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub sn: String,
    /// Mail address.
    pub mail: Option<String>,
}

/// Makes the first administrator, and the token of the link by which they set their password.
///
/// Said again for the same person it makes a new link, as long as they have no password: the
/// first may have been lost or have expired.
///
/// # Errors
/// `Forbidden` unless the product itself acts, `Conflict` when there is an administrator or
/// the name is taken, `Invalid` for a name that is none.
pub async fn init_admin(engine: &Engine, ctx: &Context, admin: &NewAdmin) -> Result<String, EngineError> {
    if ctx.actor != Actor::System {
        return Err(EngineError::forbidden("only the command line makes the first administrator"));
    }
    let names = [("userName", &admin.user_name), ("givenName", &admin.given_name), ("sn", &admin.sn)];
    for (field, value) in names {
        check_present(value, 100).map_err(|fault| EngineError::invalid(field, fault))?;
    }
    if let Some(mail) = &admin.mail {
        check_present(mail, 254).map_err(|fault| EngineError::invalid("mail", fault))?;
    }
    retry!(init(engine, ctx, admin))
}

async fn init(engine: &Engine, ctx: &Context, admin: &NewAdmin) -> Result<String, EngineError> {
    let mut tx = engine.write().await?;
    let known = users::by_user_name(&mut tx, &admin.user_name).await?;
    let administrators = users::with_authority(&mut tx, Authority::OrgAdmin).await?;
    let user = match known {
        Some(user) if administrators == [user.id] => user,
        _ if !administrators.is_empty() => {
            return Err(EngineError::Conflict("there is an administrator already".to_owned()));
        }
        Some(user) => {
            return Err(EngineError::Conflict(format!("the user name `{}` is taken", user.user_name)));
        }
        None => insert_admin(&mut tx, engine, ctx, admin).await?,
    };
    if credentials::load(&mut tx, user.id).await?.is_some() {
        return Err(EngineError::Conflict("the administrator has set a password already".to_owned()));
    }
    let token = link(&mut tx, engine, ctx, &user).await?;
    tx.commit().await?;
    Ok(token)
}

async fn insert_admin(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    admin: &NewAdmin,
) -> Result<UserBrief, EngineError> {
    let id = UserId(engine.new_id());
    let (given_name, sn) = (admin.given_name.trim().to_owned(), admin.sn.trim().to_owned());
    let user = User {
        id,
        user_name: admin.user_name.trim().to_owned(),
        display_name: format!("{given_name} {sn}"),
        given_name,
        sn,
        mail: admin.mail.as_deref().map(str::trim).map(str::to_owned),
        title: None,
        organisation: None,
        manager: None,
        status: Status::Active,
        created_at: ctx.now,
    };
    users::insert(tx, &user).await?;
    users::add_authority(tx, id, Authority::OrgAdmin).await?;
    Event::new("create-user", "user", id, &user.display_name)
        .about(id)
        .set("userName", &user.user_name)
        .set("authorities", Authority::OrgAdmin)
        .write(tx, engine, ctx)
        .await?;
    users::brief(tx, id).await?.ok_or_else(|| EngineError::not_found("user", id))
}

/// Makes the token of a link by which a person sets a password. Needs `ORG_ADMIN`: whoever
/// has the link is that person.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is no such person, or they are disabled.
pub async fn invite(engine: &Engine, ctx: &Context, user: UserId) -> Result<String, EngineError> {
    ctx.require(&[Authority::OrgAdmin])?;
    retry!(invite_person(engine, ctx, user))
}

async fn invite_person(engine: &Engine, ctx: &Context, user: UserId) -> Result<String, EngineError> {
    let mut tx = engine.write().await?;
    let found = users::brief(&mut tx, user).await?.filter(|user| user.status == Status::Active);
    let user = found.ok_or_else(|| EngineError::not_found("user", user))?;
    let token = link(&mut tx, engine, ctx, &user).await?;
    tx.commit().await?;
    Ok(token)
}

async fn link(tx: &mut Tx, engine: &Engine, ctx: &Context, user: &UserBrief) -> Result<String, EngineError> {
    let (token, hash) = secret::mint(engine, "");
    let expires_at = ctx.now + LINK_LIFE;
    links::replace(tx, user.id, SET_PASSWORD, &hash, expires_at).await?;
    Event::new("invite", "user", user.id, &user.display_name)
        .about(user.id)
        .set("expiresAt", expires_at.to_rfc3339())
        .write(tx, engine, ctx)
        .await?;
    Ok(token)
}

/// Sets the password of the person a link was made for, ends their sessions, and uses the
/// link up. Of two who try at once, one succeeds.
///
/// # Errors
/// `Conflict` when the link never was, has expired, was used, or its person is disabled;
/// `Invalid` (`password`), after which the link can still be used.
pub async fn use_link(
    engine: &Engine,
    ctx: &Context,
    token: &str,
    password: &str,
) -> Result<(), EngineError> {
    let token_hash = secret::digest(token);
    let mut tx = engine.read().await?;
    let user = usable(&mut tx, ctx, &token_hash).await?;
    tx.commit().await?;
    check_password(&user.user_name, password).map_err(|fault| EngineError::invalid("password", fault))?;
    let hash = password::hash(password::turn().await?, engine, password).await?;
    retry!(take(engine, ctx, &token_hash, &hash))
}

async fn take(engine: &Engine, ctx: &Context, token_hash: &str, hash: &str) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let user = usable(&mut tx, ctx, token_hash).await?;
    if !links::use_up(&mut tx, token_hash, ctx.now).await? {
        return Err(spent());
    }
    credentials::set(&mut tx, user.id, hash, ctx.now).await?;
    let ended = sessions::delete_others(&mut tx, user.id, None).await?;
    let revoked = tokens::revoke_all(&mut tx, user.id, ctx.now).await?;
    Event::new("set-password", "user", user.id, &user.display_name)
        .about(user.id)
        .set("by", "one-time link")
        .set("sessionsEnded", ended)
        .set("tokensRevoked", revoked)
        .write(&mut tx, engine, &acting(ctx, &user))
        .await?;
    Ok(tx.commit().await?)
}

async fn usable(tx: &mut Tx, ctx: &Context, token_hash: &str) -> Result<UserBrief, EngineError> {
    let user = links::usable(tx, SET_PASSWORD, token_hash, ctx.now).await?.ok_or_else(spent)?;
    users::brief(tx, user).await?.filter(|user| user.status == Status::Active).ok_or_else(spent)
}

fn spent() -> EngineError {
    EngineError::Conflict("this link has expired or was used already".to_owned())
}
