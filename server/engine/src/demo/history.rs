//! What the audit trail tells of the made-up past: whose grants began and ended when.

use std::collections::BTreeMap;

use bailiwick::grant::Grant;
use bailiwick::id::{GrantId, UserId};
use bailiwick_store::bulk::Ended;
use bailiwick_store::past;
use chrono::{DateTime, Utc};

use super::people::Company;
use crate::audit::{Event, Trail};
use crate::{Context, Engine, EngineError};

/// Up to this size the trail tells everything; that of a larger company begins when it is filled in.
const SMALL: usize = 1_000;

/// What began and ended, in the order of time.
#[derive(Default)]
pub(super) struct History(BTreeMap<(DateTime<Utc>, UserId), Told>);

#[derive(Default)]
struct Told {
    ended: Vec<GrantId>,
    began: Vec<GrantId>,
}

impl History {
    /// Takes grants in, of a company that is small enough.
    pub(super) fn add(&mut self, company: &Company, grants: &[(Grant, Option<Ended>)]) {
        if company.people.len() > SMALL {
            return;
        }
        for (grant, ended) in grants {
            self.0.entry((grant.start, grant.user)).or_default().began.push(grant.id);
            if let Some(ended) = ended {
                self.0.entry((ended.at, grant.user)).or_default().ended.push(grant.id);
            }
        }
    }

    /// Writes it, each entry with its time; or that nothing is known from before now.
    pub(super) async fn write(
        self,
        engine: &Engine,
        ctx: &Context,
        company: &Company,
    ) -> Result<(), EngineError> {
        let mut tx = engine.write().await?;
        if company.people.len() > SMALL {
            past::begin(&mut tx, engine.context(ctx.actor.clone(), "demo").now).await?;
            return Ok(tx.commit().await?);
        }
        let names: BTreeMap<UserId, String> = (0..company.people.len())
            .map(|person| (company.ids.user(person), company.user_name(person)))
            .collect();
        let mut trail = Trail::default();
        for ((at, user), told) in self.0 {
            let name = names.get(&user).map_or("", String::as_str);
            let event = Event::new("import-grants", "user", user, name).about(user);
            let then = Context { now: at, ..ctx.clone() };
            trail.add(engine, &then, event.grants(&told.ended, &told.began));
        }
        trail.write(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}
