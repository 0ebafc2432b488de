//! Who is meant by what scripts say.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bailiwick::certification::{Campaign, SelfCertification, TemplateDefinition};
use bailiwick::directory::Status;
use bailiwick::id::{ItemId, UserId, user_id};
use bailiwick_store::certifications::holders;
use bailiwick_store::certifications::scripted::{Named, Unnamed};
use bailiwick_store::{Tx, users};
use serde_json::Value as Json;

use crate::{Engine, EngineError};

/// So many of those whom a script names are looked at.
const MOST_NAMED: usize = 20;

/// Who is meant by what a script said about each grant.
pub(super) async fn resolved(
    engine: &Engine,
    campaign: &Campaign,
    stage: i16,
    rows: &[Unnamed],
    answers: Vec<Result<Json, String>>,
) -> Result<Vec<Named>, EngineError> {
    let definition = &campaign.definition;
    let mut tx = engine.read().await?;
    let mut who = Who::default();
    let mut named = Vec::with_capacity(rows.len());
    for (row, answer) in rows.iter().zip(answers) {
        let (reviewer, fault) = match answer {
            Err(fault) => (None, Some(fault)),
            Ok(said) => match who.first(&mut tx, definition, row, &said).await? {
                Ok(reviewer) => (reviewer, None),
                Err(fault) => (None, Some(fault)),
            },
        };
        named.push(Named { subject: row.subject, stage, reviewer, fault });
    }
    Ok(named)
}

/// People and holders of roles that were looked for.
#[derive(Default)]
struct Who {
    people: HashMap<UserId, Option<Status>>,
    roles: HashMap<ItemId, Vec<UserId>>,
}

impl Who {
    /// The first of those named who may certify it; why what was said is no name.
    async fn first(
        &mut self,
        tx: &mut Tx,
        definition: &TemplateDefinition,
        about: &Unnamed,
        said: &Json,
    ) -> Result<Result<Option<UserId>, String>, EngineError> {
        let elements = match said {
            Json::Null => return Ok(Ok(None)),
            Json::Array(elements) => elements.iter().collect(),
            one => vec![one],
        };
        for element in elements.into_iter().take(MOST_NAMED) {
            let text =
                element.as_str().or_else(|| element.get("id").and_then(Json::as_str)).unwrap_or_default();
            let people = if let Some(role) = text.strip_prefix("managed/role/") {
                let Ok(role) = role.parse() else { return Ok(Err(no_name(element))) };
                self.holders(tx, role, about).await?
            } else {
                let Some(user) = user_id(text) else { return Ok(Err(no_name(element))) };
                vec![user]
            };
            for user in people {
                if may(definition, user, about.user) && self.works(tx, definition, user).await? {
                    return Ok(Ok(Some(user)));
                }
            }
        }
        Ok(Ok(None))
    }

    /// Those who hold a role, from the one on whose turn it is: what is put to a role is shared out.
    async fn holders(
        &mut self,
        tx: &mut Tx,
        role: ItemId,
        about: &Unnamed,
    ) -> Result<Vec<UserId>, EngineError> {
        let mut people = match self.roles.entry(role) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => place.insert(holders(tx, role).await?).clone(),
        };
        if !people.is_empty() {
            let turn =
                usize::from(about.user.map_or(about.subject, UserId::uuid).as_bytes()[15]) % people.len();
            people.rotate_left(turn);
        }
        Ok(people)
    }

    async fn works(
        &mut self,
        tx: &mut Tx,
        definition: &TemplateDefinition,
        user: UserId,
    ) -> Result<bool, EngineError> {
        let status = match self.people.entry(user) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => *place.insert(users::brief(tx, user).await?.map(|user| user.status)),
        };
        Ok(status.is_some_and(|status| status == Status::Active || !definition.skips_inactive))
    }
}

/// Whether somebody may certify what is a person's.
fn may(definition: &TemplateDefinition, user: UserId, about: Option<UserId>) -> bool {
    Some(user) != about
        || match definition.self_certification {
            SelfCertification::All => true,
            SelfCertification::Restricted => definition.is_trusted_with_oneself(user),
            SelfCertification::Nobody => false,
        }
}

fn no_name(said: &Json) -> String {
    let said: String = said.to_string().chars().take(80).collect();
    format!(
        "the script's value is `{said}`: it must be `managed/user/` or `managed/role/` and an id, or a list of them"
    )
}
