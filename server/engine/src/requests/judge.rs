//! What the validation scripts of request types say about lines, before a transaction is open: scripts take their time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bailiwick::cart::LineFault;
use bailiwick::catalog::ItemKind;
use bailiwick::id::{ItemId, RequestTypeId, UserId};
use bailiwick::request::{Modifier, request_type};
use bailiwick::request_type::{RequestType, built_in};
use bailiwick_store::{StoreError, items, users};

use super::create::{NewLine, NewRequests, draft};
use crate::{Context, Engine, EngineError, request_types, workflows};

/// The verdicts, by line.
pub(crate) struct Judged(HashMap<Line, Option<LineFault>>);

type Line = (Option<UserId>, Option<ItemId>, Modifier);

const fn key(line: &NewLine) -> Line {
    (line.user, line.item, line.modifier)
}

impl Judged {
    /// What is wrong with a line.
    ///
    /// # Errors
    /// `Busy`: nobody looked at the line: it came in between.
    pub(super) fn of(&self, line: &NewLine) -> Result<Option<LineFault>, EngineError> {
        self.0.get(&key(line)).cloned().ok_or(EngineError::Busy(StoreError::Stale))
    }
}

/// What the script says that a type for access ships with is checked of every request anyway.
fn has_own_script(request_type: &RequestType) -> bool {
    let shipped = built_in().iter().find(|one| one.id == request_type.id);
    let script = |one: &RequestType| one.definition.validation.clone();
    script(request_type).is_some() && shipped.and_then(script) != script(request_type)
}

/// Lets the scripts of the lines' types judge what would be asked. Where there is no script, or no such person or item,
/// there is nothing to say.
pub(crate) async fn judge(engine: &Engine, ctx: &Context, new: &NewRequests) -> Result<Judged, EngineError> {
    let mut judged = HashMap::with_capacity(new.lines.len());
    let mut types: HashMap<(ItemKind, Modifier), RequestType> = HashMap::new();
    for line in &new.lines {
        let mut fault = None;
        let mut tx = engine.read().await?;
        let item = match line.item {
            Some(item) => items::brief(&mut tx, item).await?,
            None => None,
        };
        if let Some(item) = item {
            let of_type = (item.kind, line.modifier);
            if let Entry::Vacant(place) = types.entry(of_type) {
                let id = RequestTypeId(request_type(item.kind, line.modifier).to_owned());
                place.insert(request_types::find(&mut tx, &id).await?);
            }
            let judging = types.get(&of_type).filter(|one| has_own_script(one));
            let user = match (judging, line.user) {
                (Some(_), Some(user)) => users::brief(&mut tx, user).await?,
                _ => None,
            };
            drop(tx);
            if let (Some(judging), Some(user)) = (judging, user) {
                let id = engine.new_id().to_string();
                let request = draft(ctx, new, line, &user, item.kind, item.application, id);
                fault = match workflows::validate(engine, ctx, judging, &request).await {
                    Ok(()) => None,
                    Err(EngineError::Conflict(words)) => Some(LineFault::Refused { words }),
                    Err(error) => return Err(error),
                };
            }
        }
        judged.insert(key(line), fault);
    }
    Ok(Judged(judged))
}
