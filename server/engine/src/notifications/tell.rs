//! Telling people something about a request.

use bailiwick::delegation::reaches;
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{NotificationId, UserId};
use bailiwick::notification::{Letter, Links, Notification, NotificationKind};
use bailiwick::request::{Modifier, Outcome, Phase, Request};
use bailiwick_store::{Tx, delegations, items, notifications, users, violations};
use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use super::outbox::{self, Addressees};
use super::template::in_use;
use crate::{Context, Engine, EngineError, request_types};

/// Something people are told about a request.
pub(crate) struct Notice<'a> {
    /// What it is about.
    pub kind: NotificationKind,
    /// By which template; nobody is told anything without one.
    pub template: Option<String>,
    /// What makes a second notice to the same person superfluous.
    pub cause: String,
    /// The request.
    pub request: &'a Request,
    /// The phase that waits.
    pub phase: Option<&'a Phase>,
}

impl Notice<'_> {
    /// Tells those of these people who are active, each once; with those who are asked, also their deputies.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        people: &[UserId],
    ) -> Result<(), EngineError> {
        let Some(name) = &self.template else { return Ok(()) };
        let mut people = people.to_vec();
        people.extend(self.deputies(tx, ctx, &people).await?);
        people.sort_unstable();
        people.dedup();
        let mut told = users::briefs(tx, &people).await?;
        told.retain(|person| person.status == Status::Active);
        if told.is_empty() {
            return Ok(());
        }
        let Some(template) = in_use(tx, name).await? else { return Ok(()) };
        let mut facts = self.facts(tx, engine).await?;
        told.sort_by_key(|person| person.id);
        // A case has the id of its violation.
        let object = if self.request.is_violation() { "violation" } else { "request" };
        let topic = Topic {
            kind: self.kind,
            template: name,
            cause: &self.cause,
            object: (object, self.request.id.to_string()),
        };
        for person in told {
            facts["to"] = shown(&person);
            topic.tell(tx, engine, ctx, &template.letter(&facts), &person).await?;
        }
        Ok(())
    }

    /// Who stands in for those of these people who are asked in the phase.
    async fn deputies(
        &self,
        tx: &mut Tx,
        ctx: &Context,
        people: &[UserId],
    ) -> Result<Vec<UserId>, EngineError> {
        let Some(phase) = self.phase else { return Ok(Vec::new()) };
        let asked: Vec<UserId> = phase.active().into_iter().filter(|user| people.contains(user)).collect();
        let found = delegations::deputies_of(tx, &asked, ctx.now).await?;
        let reached = found.into_iter().filter(|(person, deputy)| reaches(self.request, *person, *deputy));
        Ok(reached.map(|(_, deputy)| deputy).collect())
    }

    /// What templates may name; `docs/operation.md` lists it.
    async fn facts(&self, tx: &mut Tx, engine: &Engine) -> Result<Json, EngineError> {
        let request = self.request;
        let item = match request.item() {
            Some(item) => items::brief(tx, item).await?,
            None => None,
        };
        let (name, description) = match item {
            Some(item) => (item.name, item.description),
            None => (request_types::name(tx, &request.request_type).await?, String::new()),
        };
        let user = users::brief(tx, request.user).await?;
        let asked = users::briefs(tx, &self.phase.map(Phase::active).unwrap_or_default()).await?;
        let asked: Vec<String> = asked.into_iter().map(|person| person.display_name).collect();
        let base = engine.post().map_or("", |post| post.base_url.as_str());
        let violation = match request.id.0.parse().ok().filter(|_| request.is_violation()) {
            Some(id) => violations::find(tx, id).await?.map(|(violation, _)| violation),
            None => None,
        };
        let link = match &violation {
            Some(violation) => format!("{base}/violations/{}", violation.id),
            None => format!("{base}/requests/{}", request.number),
        };
        let justification = request.justification.trim();
        Ok(json!({
            "request": {
                "id": request.id,
                "number": request.number,
                "type": request.request_type,
                "what": match request.access.map(|access| access.modifier) {
                    Some(Modifier::Add) => "access to",
                    Some(Modifier::Remove) => "removal of",
                    None => "",
                },
                "justification": if justification.is_empty() { "none given" } else { justification },
                "result": result(request),
            },
            "requester": { "displayName": request.requester.name },
            "user": user.as_ref().map(shown),
            "item": { "name": name, "description": description },
            "phase": self.phase.map(|phase| phase.display_name.clone()),
            "since": self.phase.map(|phase| day(phase.started)),
            "due": self.phase.and_then(|phase| phase.due).map(|due| format!(", until {}", day(due))),
            "asked": asked.join(", "),
            "violation": violation.map(|one| json!({"id": one.id, "name": one.rule_name()})),
            "link": link,
        }))
    }
}

/// What somebody is told about.
pub(super) struct Topic<'a> {
    /// What kind of thing it is.
    pub kind: NotificationKind,
    /// The template's name.
    pub template: &'a str,
    /// What makes a second notice to the same person superfluous.
    pub cause: &'a str,
    /// Kind and id of the object it leads to.
    pub object: (&'static str, String),
}

impl Topic<'_> {
    /// Tells one person, in the product and, if they want it, by mail.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        letter: &Letter,
        person: &UserBrief,
    ) -> Result<(), EngineError> {
        let key = format!("{}:{}", self.cause, person.id);
        let notification = Notification {
            id: NotificationId(engine.new_id()),
            user: person.id,
            kind: self.kind,
            template: self.template.to_owned(),
            subject: letter.subject.clone(),
            body: letter.text(Links::Dropped),
            object_kind: self.object.0.into(),
            object_id: self.object.1.clone(),
            created_at: ctx.now,
            read_at: None,
        };
        if !notifications::insert(tx, &notification, &key).await? {
            return Ok(());
        }
        let wanted = notifications::preferences(tx, person.id).await?.mail;
        if let Some(address) = outbox::address_of(person)
            && wanted.get(&self.kind).copied().unwrap_or(true)
        {
            let addressees = Addressees { to: vec![address], ..Addressees::default() };
            outbox::write(tx, engine, ctx, addressees, letter, &key).await?;
        }
        Ok(())
    }
}

pub(super) fn shown(person: &UserBrief) -> Json {
    json!({
        "id": person.id,
        "userName": person.user_name,
        "givenName": person.given_name,
        "sn": person.sn,
        "displayName": person.display_name,
        "mail": person.mail,
    })
}

pub(super) fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}

fn result(request: &Request) -> &'static str {
    match (request.outcome, request.access.map(|access| access.modifier)) {
        (Some(Outcome::Provisioned), Some(Modifier::Add)) => "Granted",
        (Some(Outcome::Provisioned), Some(Modifier::Remove)) => "Removed",
        (Some(Outcome::Provisioned | Outcome::Fulfilled), _) => "Done",
        (Some(Outcome::Denied), _) => "Refused",
        (Some(Outcome::NotProvisioned), _) => "Not carried out",
        (Some(Outcome::Cancelled), _) => "Called off",
        (None, _) => "Not finished",
    }
}
