//! What a use case records, in the transaction of the change itself.

use std::collections::BTreeSet;

use bailiwick::audit::{Change, Entry, GRANTS};
use bailiwick::authority::Actor;
use bailiwick::id::{GrantId, UserId};
use bailiwick_store::Tx;
use serde_json::{Map, Value as Json};

use crate::{Context, Engine, EngineError};

/// Something that happened, on its way to the audit trail.
///
/// ```text
/// Event::new("grant-entitlement", "entitlement", item.id, &item.name)
///     .about(user)
///     .change("status", None, Some("active"))
///     .write(&mut tx, engine, ctx)
///     .await?;
/// ```
#[derive(Debug, Clone)]
#[must_use = "an event is recorded by `write`"]
pub(crate) struct Event {
    what: &'static str,
    object_kind: &'static str,
    object_id: String,
    object_name: String,
    user: Option<UserId>,
    changes: Vec<Change>,
}

impl Event {
    /// `what` (such as `create-request`) happened to an object, called `name` at this time.
    #[expect(clippy::needless_pass_by_value, reason = "ids are small, and read better without `&`")]
    pub(crate) fn new(
        what: &'static str,
        object_kind: &'static str,
        object_id: impl ToString,
        name: impl Into<String>,
    ) -> Self {
        Self {
            what,
            object_kind,
            object_id: object_id.to_string(),
            object_name: name.into(),
            user: None,
            changes: Vec::new(),
        }
    }

    /// The person it is about, who may read it.
    pub(crate) fn about(mut self, user: UserId) -> Self {
        self.user = Some(user);
        self
    }

    /// One field, before and after; left out when nothing changed.
    pub(crate) fn change(
        mut self,
        field: impl Into<String>,
        before: Option<impl ToString>,
        after: Option<impl ToString>,
    ) -> Self {
        let change = Change {
            field: field.into(),
            before: before.map(|value| value.to_string()),
            after: after.map(|value| value.to_string()),
        };
        if change.before != change.after {
            self.changes.push(change);
        }
        self
    }

    /// Each member of an object, before and after.
    pub(crate) fn members(self, had: &Map<String, Json>, has: &Map<String, Json>) -> Self {
        let names: BTreeSet<&String> = had.keys().chain(has.keys()).collect();
        names.into_iter().fold(self, |event, name| event.change(name, had.get(name), has.get(name)))
    }

    /// One field that has a value now and had none before.
    pub(crate) fn set(self, field: impl Into<String>, value: impl ToString) -> Self {
        self.change(field, None::<String>, Some(value))
    }

    /// The grants of the person it is about that ended and began with it.
    pub(crate) fn grants(self, ended: &[GrantId], began: &[GrantId]) -> Self {
        let ids = |ids: &[GrantId]| {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        };
        self.change(GRANTS, ids(ended), ids(began))
    }

    /// The entry as it goes to the trail, done by the context's actor.
    pub(crate) fn entry(self, engine: &Engine, ctx: &Context) -> Entry {
        let (actor_kind, actor_id) = match &ctx.actor {
            Actor::Person { id, .. } => ("user", id.to_string()),
            Actor::Client { id, .. } => ("client", id.clone()),
            Actor::System => ("system", String::new()),
            Actor::Anonymous => ("anonymous", String::new()),
        };
        Entry {
            id: engine.new_id(),
            at: ctx.now,
            actor_kind: actor_kind.into(),
            actor_id,
            actor_name: ctx.actor.name().into(),
            event: self.what.into(),
            object_kind: self.object_kind.into(),
            object_id: self.object_id,
            object_name: self.object_name,
            user: self.user,
            trace_id: ctx.trace_id.clone(),
            changes: self.changes,
        }
    }

    /// Writes it in the transaction of the change it tells of.
    pub(crate) async fn write(self, tx: &mut Tx, engine: &Engine, ctx: &Context) -> Result<(), EngineError> {
        Ok(bailiwick_store::audit::insert(tx, &self.entry(engine, ctx)).await?)
    }
}
