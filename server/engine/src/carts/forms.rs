//! Forms of lines: filled in before a line is sent.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bailiwick::cart::{CartLine, LineFault, LineForm};
use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::form::{Form, Standing, request_body};
use bailiwick::id::{CartId, CartLineId, ItemId};
use bailiwick::request::Modifier;
use bailiwick::request_type::Fault;
use bailiwick_store::{Tx, carts, items, users};
use serde_json::{Map, Value as Json, json};

use super::open;
use crate::engine::retry;
use crate::{Context, Engine, EngineError, forms};

/// A line and its form.
#[derive(Debug, Clone)]
pub struct LineToFill {
    /// The line.
    pub line: CartLine,
    /// What.
    pub item: ItemBrief,
    /// For whom.
    pub user: UserBrief,
    /// Its form.
    pub form: Form,
    /// What was filled in before.
    pub filled: Option<LineForm>,
    /// The other lines with this form that wait for it to be filled in.
    pub others: Vec<CartLineId>,
}

/// The forms of a cart's lines, looked up once for each item.
#[derive(Default)]
pub(super) struct LineForms {
    filled: HashMap<CartLineId, LineForm>,
    of_items: HashMap<(ItemId, Modifier), Option<Form>>,
}

impl LineForms {
    pub(super) async fn of(tx: &mut Tx, cart: CartId) -> Result<Self, EngineError> {
        Ok(Self { filled: carts::filled(tx, cart).await?, of_items: HashMap::new() })
    }

    async fn form(&mut self, tx: &mut Tx, line: &CartLine) -> Result<Option<&Form>, EngineError> {
        let key = (line.item, line.modifier);
        if let Entry::Vacant(place) = self.of_items.entry(key) {
            let form = match items::brief(tx, line.item).await? {
                Some(item) => forms::of_item(tx, &item, line.modifier).await?,
                None => None,
            };
            place.insert(form);
        }
        Ok(self.of_items.get(&key).and_then(Option::as_ref))
    }

    /// Whether a line, whose content was looked at, has a form.
    pub(super) fn has(&self, line: &CartLine) -> bool {
        self.of_items.get(&(line.item, line.modifier)).is_some_and(Option::is_some)
    }

    /// What a line's form gives its request, by section; nothing where it has no form.
    pub(super) async fn content(
        &mut self,
        tx: &mut Tx,
        line: &CartLine,
    ) -> Result<Result<Map<String, Json>, LineFault>, EngineError> {
        let filled = self.filled.get(&line.id).cloned();
        let Some(form) = self.form(tx, line).await? else { return Ok(Ok(Map::new())) };
        Ok(LineForm::answers(form, filled.as_ref()).map(|body| kept(&body)))
    }
}

/// Where requests for access keep what was filled in (`data.form` of the contract).
fn kept(body: &Map<String, Json>) -> Map<String, Json> {
    let kept = (!body.is_empty()).then(|| ("common".to_owned(), json!({"blob": {"form": body}})));
    kept.into_iter().collect()
}

/// A line of the cart of the person who acts, with its form.
///
/// # Errors
/// `NotFound`: there is no such line, or it has no form.
pub async fn to_fill(engine: &Engine, ctx: &Context, line: CartLineId) -> Result<LineToFill, EngineError> {
    let mut tx = engine.read().await?;
    find(&mut tx, ctx, line).await
}

async fn find(tx: &mut Tx, ctx: &Context, id: CartLineId) -> Result<LineToFill, EngineError> {
    let missing = || EngineError::not_found("cart line", id);
    let cart = carts::find(tx, ctx.person()?).await?.ok_or_else(missing)?;
    let mut line_forms = LineForms::of(tx, cart.id).await?;
    let line = cart.lines.iter().find(|line| line.id == id).cloned().ok_or_else(missing)?;
    let form = line_forms.form(tx, &line).await?.cloned().ok_or_else(missing)?;
    let mut others = Vec::new();
    for other in cart.lines.iter().filter(|other| other.id != id) {
        let is_same = line_forms.form(tx, other).await?.is_some_and(|one| one.id == form.id);
        if is_same && line_forms.content(tx, other).await?.is_err() {
            others.push(other.id);
        }
    }
    Ok(LineToFill {
        item: items::brief(tx, line.item).await?.ok_or_else(missing)?,
        user: users::brief(tx, line.user).await?.ok_or_else(missing)?,
        filled: line_forms.filled.remove(&id),
        line,
        form,
        others,
    })
}

/// Fills in the form of a line, and of the others that wait for the same one where that is wished; what was filled in
/// is the form as it stood then.
///
/// # Errors
/// `NotFound`: there is no such line, or it has no form. `Changed`: its form was changed meanwhile. Inside: what is
/// wrong with what was filled in, by model.
pub async fn fill_in(
    engine: &Engine,
    ctx: &Context,
    line: CartLineId,
    revision: i64,
    standing: &Standing,
    others_too: bool,
) -> Result<Result<(), Vec<Fault>>, EngineError> {
    let values = standing.filled();
    let body = match request_body(&standing.design, &values, &Map::new()) {
        Ok(body) => body,
        Err(faults) => return Ok(Err(faults)),
    };
    retry!(keep(engine, ctx, line, revision, (&values, &body), others_too))?;
    Ok(Ok(()))
}

async fn keep(
    engine: &Engine,
    ctx: &Context,
    line: CartLineId,
    revision: i64,
    (values, body): (&Map<String, Json>, &Map<String, Json>),
    others_too: bool,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let cart = open(&mut tx, engine, ctx).await?.id;
    let LineToFill { form, others, .. } = find(&mut tx, ctx, line).await?;
    if form.revision != revision {
        let words = "somebody has changed the form meanwhile: look at it again";
        return Err(EngineError::Changed(words.into()));
    }
    let filled = LineForm { form: form.id, revision, values: values.clone(), body: body.clone() };
    for line in std::iter::once(line).chain(others.into_iter().filter(|_| others_too)) {
        carts::fill(&mut tx, cart, line, &filled).await?;
    }
    tx.commit().await?;
    Ok(())
}
