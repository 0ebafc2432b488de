//! Policy rules that requests would break, before they are made (contract 2.1, 9).

use std::collections::HashMap;

use bailiwick::cart::LineFault;
use bailiwick::id::{ItemId, UserId};
use bailiwick::request::{Modifier, Request};
use bailiwick::text::check_present;
use bailiwick::view::Conflict;
use bailiwick_store::{Tx, settings};

use super::create::{NewLine, NewRequests};
use crate::policies::conflicts_of;
use crate::{Context, Engine, EngineError};

/// For each line that would break rules, their names: what is asked for together is looked at together.
pub(crate) struct Conflicts(HashMap<(UserId, ItemId), Vec<String>>);

impl Conflicts {
    /// Those that prevent requests, or all of them where they are to be told of.
    ///
    /// # Errors
    /// `Invalid`: there is a conflict, and the installation asks for a justification then.
    pub(super) async fn of(
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        new: &NewRequests,
        tells: bool,
    ) -> Result<Self, EngineError> {
        let settings = settings::access_request(tx).await?;
        let prevents = settings.prevent_request_with_violation || tells;
        let asks_why = settings.require_request_justification_with_violation;
        // What a workflow asks itself is looked at where it is given.
        if engine.is_for_call() || !(prevents || asks_why) {
            return Ok(Self(HashMap::new()));
        }
        let found = Self::all(tx, engine, ctx, new).await?;
        if asks_why && !found.is_empty() {
            let fault = |fault| {
                EngineError::invalid("justification", format!("{fault}: it would break a policy rule"))
            };
            check_present(&new.justification, bailiwick::request::MOST_TEXT).map_err(fault)?;
        }
        Ok(if prevents { found } else { Self(HashMap::new()) })
    }

    /// All of them.
    pub(crate) async fn all(
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        new: &NewRequests,
    ) -> Result<Self, EngineError> {
        let mut found = HashMap::new();
        for (user, items) in asked(new) {
            let conflicts = conflicts_of(tx, engine, ctx, user, &items).await?;
            for item in &items {
                let names: Vec<String> = conflicts
                    .iter()
                    .filter(|one| one.by.contains(item))
                    .map(|one| one.rule.definition.name.clone())
                    .collect();
                if !names.is_empty() {
                    found.insert((user, *item), names);
                }
            }
        }
        Ok(Self(found))
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rules that a line would break.
    pub(crate) fn names(&self, line: &NewLine) -> Vec<String> {
        let key = line.user.zip(line.item).filter(|_| line.modifier == Modifier::Add);
        key.and_then(|key| self.0.get(&key)).cloned().unwrap_or_default()
    }

    /// What is wrong with a line.
    ///
    /// # Errors
    /// The rules that it would break.
    pub(crate) fn check(&self, line: &NewLine) -> Result<(), LineFault> {
        let rules = self.names(line).iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        if rules.is_empty() { Ok(()) } else { Err(LineFault::PolicyViolation { rules }) }
    }
}

/// The rules that an open request for access would break, for who may know what the person holds.
pub(super) async fn of_request(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
) -> Result<Vec<Conflict>, EngineError> {
    let waits = request.status.is_open() && !request.is_draft && !request.removes();
    let Some(item) = request.item().filter(|_| waits) else { return Ok(Vec::new()) };
    let conflicts = conflicts_of(tx, engine, ctx, request.user, &[item]).await?;
    let shown = conflicts.into_iter().map(|one| Conflict {
        rule: one.rule.definition.name,
        advice: one.rule.definition.advice,
        with: one.with,
    });
    Ok(shown.collect())
}

/// What each person would be given.
fn asked(new: &NewRequests) -> HashMap<UserId, Vec<ItemId>> {
    let mut asked: HashMap<UserId, Vec<ItemId>> = HashMap::new();
    for line in new.lines.iter().filter(|line| line.modifier == Modifier::Add) {
        if let Some((user, item)) = line.user.zip(line.item) {
            asked.entry(user).or_default().push(item);
        }
    }
    asked
}
