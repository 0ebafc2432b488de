//! Mail: written in the transaction of its cause, sent afterwards by a job, at least once.

use bailiwick::authority::{Actor, Authority};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{MailId, user_id};
use bailiwick::notification::{Letter, Links, is_address};
use bailiwick_store::jobs::{Claimed, fail, finish, keep};
use bailiwick_store::mail::outbox::{self, Mail};
use bailiwick_store::{Tx, settings, users};
use chrono::Duration;
use serde_json::Value as Json;

use super::template::in_use;
use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::{Job, alive, lease};
use crate::{Context, Engine, EngineError};

/// The most addresses of one mail.
const MOST_ADDRESSES: usize = 100;

/// A mail that somebody else than the product itself words or addresses.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// To whom: addresses or `managed/user/{uuid}`, one or many, also joined by commas.
    pub to: Json,
    /// Who gets a copy; as `to`.
    pub cc: Json,
    /// Who gets a copy without the others knowing; as `to`.
    pub bcc: Json,
    /// What it says.
    pub words: Words,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq)]
pub enum Words {
    /// What a template says of an object.
    Template {
        /// Its name.
        name: String,
        /// The object.
        object: Json,
    },
    /// This.
    Written {
        /// One line.
        subject: String,
        /// The words.
        body: String,
        /// Whether they are HTML.
        is_html: bool,
    },
}

/// Why a mail is not sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsent {
    #[error("no mail server is configured")]
    NoServer,
    #[error("`to` names nobody who can be reached by mail")]
    Nobody,
    #[error("there is no mail template `{0}`, or it is switched off")]
    NoTemplate(String),
}

/// To whom a mail goes.
#[derive(Default)]
pub(super) struct Addressees {
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
}

/// A person's mail address, if they have one that can be one.
pub(super) fn address_of(person: &UserBrief) -> Option<String> {
    person.mail.as_deref().map(str::trim).filter(|mail| is_address(mail)).map(str::to_owned)
}

/// Sends a mail for an administrator or a workflow.
///
/// # Errors
/// `Forbidden`; `Conflict` when there is no mail server, nobody to be reached or no such template.
pub async fn post_now(engine: &Engine, ctx: &Context, outgoing: &Outgoing) -> Result<(), EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(try_post(engine, ctx, outgoing))
}

async fn try_post(engine: &Engine, ctx: &Context, outgoing: &Outgoing) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let id = engine.new_id();
    let posted = post(&mut tx, engine, ctx, outgoing, &format!("external:{id}")).await?;
    posted.map_err(|reason| EngineError::Conflict(reason.to_string()))?;
    let event = Event::new("send-mail", "mail", id, "mail").set("to", &outgoing.to);
    event.write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    engine.ring();
    Ok(())
}

/// As [`post_now`], in a transaction of the caller's, once for each key.
pub(crate) async fn post(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    outgoing: &Outgoing,
    key: &str,
) -> Result<Result<(), Unsent>, EngineError> {
    if engine.post().is_none_or(|post| post.carrier.is_none()) {
        return Ok(Err(Unsent::NoServer));
    }
    let letter = match &outgoing.words {
        Words::Template { name, object } => match in_use(tx, name).await? {
            Some(template) => template.letter(object),
            None => return Ok(Err(Unsent::NoTemplate(name.chars().take(100).collect()))),
        },
        Words::Written { subject, body, is_html } => Letter::written(subject, body, *is_html),
    };
    let to = addresses(tx, &outgoing.to).await?;
    if to.is_empty() {
        return Ok(Err(Unsent::Nobody));
    }
    let (cc, bcc) = (addresses(tx, &outgoing.cc).await?, addresses(tx, &outgoing.bcc).await?);
    write(tx, engine, ctx, Addressees { to, cc, bcc }, &letter, key).await?;
    Ok(Ok(()))
}

/// The addresses a value names; what is none is left out.
async fn addresses(tx: &mut Tx, value: &Json) -> Result<Vec<String>, EngineError> {
    let elements = match value {
        Json::Array(elements) => elements.iter().collect(),
        one => vec![one],
    };
    let mut found: Vec<String> = Vec::new();
    for word in elements.into_iter().filter_map(Json::as_str).flat_map(|text| text.split([',', ';'])) {
        let word = word.trim();
        let address = match user_id(word) {
            Some(id) => {
                let person = users::brief(tx, id).await?.filter(|person| person.status == Status::Active);
                person.as_ref().and_then(address_of)
            }
            None => Some(word).filter(|word| is_address(word)).map(str::to_owned),
        };
        match address {
            Some(address) if found.len() < MOST_ADDRESSES && !found.contains(&address) => found.push(address),
            Some(_) => {}
            None => tracing::warn!("a mail names somebody who cannot be reached by mail"),
        }
    }
    Ok(found)
}

/// Writes a mail and the job that sends it, once for each key; nothing where there is no mail server.
pub(super) async fn write(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    addressees: Addressees,
    letter: &Letter,
    key: &str,
) -> Result<(), EngineError> {
    if engine.post().is_none_or(|post| post.carrier.is_none()) {
        return Ok(());
    }
    let delay = settings::notification(tx).await?.notification_send_delay;
    let due = ctx.now + Duration::milliseconds(i64::from(delay));
    let Addressees { to, cc, bcc } = addressees;
    let mail = Mail {
        id: MailId(engine.new_id()),
        to,
        cc,
        bcc,
        subject: letter.subject.clone(),
        text: letter.text(Links::Shown),
        html: Some(letter.html.clone()),
        created_at: ctx.now,
    };
    if outbox::insert(tx, &mail, key, due).await? {
        Job::SendMail { mail: mail.id }.write(tx, engine, ctx, due).await?;
    }
    Ok(())
}

/// Sends a mail: outside any transaction, so that nothing waits for a mail server. When the process dies between
/// sending and writing that down, the mail is sent again, with the same `Message-ID`.
pub(crate) async fn send(engine: &Engine, job: &Claimed, id: MailId) -> Result<(), EngineError> {
    let waiting = outbox::waiting(&mut engine.read().await?, id).await?;
    let Some(waiting) = waiting else {
        let mut tx = engine.write().await?;
        finish(&mut tx, job).await?;
        return Ok(tx.commit().await?);
    };
    let carrier = engine.post().and_then(|post| post.carrier.clone());
    let handed = alive(engine, job, async {
        match carrier {
            Some(carrier) => carrier.carry(&waiting.mail).await,
            None => Err(Unsent::NoServer.to_string()),
        }
    });
    let handed = handed.await;
    let now = engine.context(Actor::System, "").now;
    let mut tx = engine.write().await?;
    match handed {
        Ok(()) => {
            outbox::sent(&mut tx, id, now).await?;
            finish(&mut tx, job).await?;
        }
        Err(error) => {
            if !keep(&mut tx, job, lease(now)).await? {
                // Another worker is at it.
                return Ok(());
            }
            let settings = settings::notification(&mut tx).await?;
            let retries = i64::from(settings.notification_max_retries);
            let delay = Duration::milliseconds(i64::from(settings.notification_retry_delay));
            let due = (waiting.attempts < retries).then_some(now + delay);
            tracing::warn!(mail = %id, attempts = waiting.attempts + 1, error, "a mail could not be sent");
            outbox::failed(&mut tx, id, &error, due).await?;
            fail(&mut tx, job, &error, due).await?;
        }
    }
    Ok(tx.commit().await?)
}
