//! The cart: kept on the server as it is filled, checked whenever it is looked at.

mod forms;
mod whole;

pub use forms::{LineToFill, fill_in, to_fill};
pub use whole::{Filled, fill, send_all};

use bailiwick::cart::{Cart, CartLine, MOST_LINES, check_dates};
use bailiwick::id::{CartId, CartLineId, ItemId, UserId};
use bailiwick::request::{MOST_TEXT, Modifier, Priority, Request};
use bailiwick::text::check as check_text;
use bailiwick::view::{CartLineView, CartView, Submitted, SubmittedFault};
use bailiwick_store::{Tx, carts, items, settings, users};
use chrono::{DateTime, Utc};

use self::forms::LineForms;
use crate::engine::retry;
use crate::requests::{Conflicts, NewLine, NewRequests, check, draft, judge, send};
use crate::{Context, Engine, EngineError, workflows};

/// The cart of the person who acts, every line checked.
pub async fn read(engine: &Engine, ctx: &Context) -> Result<CartView, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let settings = settings::access_request(&mut tx).await?;
    let mut view = CartView {
        justification: String::new(),
        justification_required: settings.require_request_justification,
        priority: Priority::Medium,
        lines: Vec::new(),
    };
    let Some(cart) = carts::find(&mut tx, me).await? else { return Ok(view) };
    view.justification.clone_from(&cart.justification);
    view.priority = cart.priority;
    let mut asking = Vec::with_capacity(cart.lines.len());
    let mut forms = LineForms::of(&mut tx, cart.id).await?;
    for line in &cart.lines {
        let (shown, request) = line_view(&mut tx, ctx, &cart, line, &mut forms).await?;
        view.lines.push(shown);
        asking.push(request);
    }
    let together = NewRequests { lines: cart.lines.iter().map(new_line).collect(), ..NewRequests::default() };
    let conflicts = Conflicts::all(&mut tx, engine, ctx, &together).await?;
    view.justification_required |=
        settings.require_request_justification_with_violation && !conflicts.is_empty();
    // Definitions may have scripts: those run while no transaction is open.
    drop(tx);
    for ((line, request), new) in view.lines.iter_mut().zip(asking).zip(&together.lines) {
        if settings.prevent_request_with_violation
            && line.fault.is_none()
            && let Err(fault) = conflicts.check(new)
        {
            line.fault = Some(fault);
            continue;
        }
        if line.fault.is_none() {
            line.conflicts = conflicts.names(new);
        }
        if let Some(request) = request {
            line.approvers = workflows::preview(engine, ctx, &request).await?;
        }
    }
    let name =
        |line: &CartLineView| line.user.as_ref().map(|user| (user.id != me, user.display_name.clone()));
    view.lines.sort_by_key(name);
    Ok(view)
}

async fn line_view(
    tx: &mut Tx,
    ctx: &Context,
    cart: &Cart,
    line: &CartLine,
    forms: &mut LineForms,
) -> Result<(CartLineView, Option<Request>), EngineError> {
    let mut new = new_line(line);
    let content = forms.content(tx, line).await?;
    let has_form = forms.has(line);
    let found = check(tx, ctx, &new).await?.and_then(|found| Ok((found, content?)));
    let (fault, request) = match found {
        Err(fault) => (Some(fault), None),
        Ok(((user, item), content)) => {
            new.content = content;
            let common = NewRequests { priority: cart.priority, ..NewRequests::default() };
            let request = draft(ctx, &common, &new, &user, item.kind, item.application, String::new());
            (None, Some(request))
        }
    };
    let view = CartLineView {
        line: line.clone(),
        item: items::brief(tx, line.item).await?,
        user: users::brief(tx, line.user).await?,
        fault,
        conflicts: Vec::new(),
        approvers: Vec::new(),
        has_form,
    };
    Ok((view, request))
}

fn new_line(line: &CartLine) -> NewLine {
    NewLine { start: line.start, end: line.end, ..NewLine::new(line.user, line.item, line.modifier) }
}

/// How many lines the cart of the person who acts has.
pub async fn count(engine: &Engine, ctx: &Context) -> Result<i64, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    Ok(carts::count(&mut tx, me).await?)
}

/// Whether the cart of the person who acts has a line for an item and a person.
pub async fn has(engine: &Engine, ctx: &Context, item: ItemId, user: UserId) -> Result<bool, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let cart = carts::find(&mut tx, me).await?;
    Ok(cart.is_some_and(|cart| cart.lines.iter().any(|line| line.item == item && line.user == user)))
}

/// Adds every item for every person. Lines that are there already stay as they are.
///
/// # Errors
/// An item or person does not exist, the dates are reversed, or the cart would be too long.
pub async fn add(
    engine: &Engine,
    ctx: &Context,
    items: &[ItemId],
    users: &[UserId],
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
) -> Result<CartView, EngineError> {
    retry!(try_add(engine, ctx, items, users, start, end))?;
    read(engine, ctx).await
}

async fn try_add(
    engine: &Engine,
    ctx: &Context,
    wanted: &[ItemId],
    people: &[UserId],
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let cart = open(&mut tx, engine, ctx).await?;
    if cart.lines.len() + wanted.len().saturating_mul(people.len()) > MOST_LINES {
        return Err(EngineError::invalid("lines", format!("must be at most {MOST_LINES}")));
    }
    check_dates(start, end, ctx.now).map_err(|fault| EngineError::Conflict(fault.to_string()))?;
    for item in wanted {
        items::brief(&mut tx, *item)
            .await?
            .filter(|item| item.requestable || ctx.actor.reads_everything())
            .ok_or_else(|| EngineError::not_found("catalog item", item))?;
    }
    for user in people {
        users::brief(&mut tx, *user).await?.ok_or_else(|| EngineError::not_found("user", user))?;
    }
    for item in wanted {
        for user in people {
            let id = CartLineId(engine.new_id());
            let line = CartLine { id, item: *item, user: *user, modifier: Modifier::Add, start, end };
            carts::add_line(&mut tx, cart.id, &line, ctx.now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn open(tx: &mut Tx, engine: &Engine, ctx: &Context) -> Result<Cart, EngineError> {
    Ok(carts::of_owner(tx, ctx.person()?, CartId(engine.new_id()), ctx.now).await?)
}

/// Sets the dates of a line.
pub async fn set_dates(
    engine: &Engine,
    ctx: &Context,
    line: CartLineId,
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
) -> Result<CartView, EngineError> {
    check_dates(start, end, ctx.now).map_err(|fault| EngineError::Conflict(fault.to_string()))?;
    let mut tx = engine.write().await?;
    let cart = open(&mut tx, engine, ctx).await?;
    if !carts::set_dates(&mut tx, cart.id, line, start, end).await? {
        return Err(EngineError::not_found("cart line", line));
    }
    tx.commit().await?;
    read(engine, ctx).await
}

/// Removes a line. One that is gone already is no error.
pub async fn remove(engine: &Engine, ctx: &Context, line: CartLineId) -> Result<CartView, EngineError> {
    let mut tx = engine.write().await?;
    let cart = open(&mut tx, engine, ctx).await?;
    carts::remove_line(&mut tx, cart.id, line).await?;
    tx.commit().await?;
    read(engine, ctx).await
}

/// Removes all lines.
pub async fn clear(engine: &Engine, ctx: &Context) -> Result<CartView, EngineError> {
    let mut tx = engine.write().await?;
    let cart = open(&mut tx, engine, ctx).await?;
    carts::clear(&mut tx, cart.id).await?;
    tx.commit().await?;
    read(engine, ctx).await
}

/// Sets what is said about all lines.
pub async fn describe(
    engine: &Engine,
    ctx: &Context,
    justification: &str,
    priority: Priority,
) -> Result<CartView, EngineError> {
    check_text(justification, MOST_TEXT).map_err(|fault| EngineError::invalid("justification", fault))?;
    let mut tx = engine.write().await?;
    let mut cart = open(&mut tx, engine, ctx).await?;
    justification.clone_into(&mut cart.justification);
    cart.priority = priority;
    carts::describe(&mut tx, &cart, ctx.now).await?;
    tx.commit().await?;
    read(engine, ctx).await
}

/// Sends the lines that are ready: they become requests and leave the cart; the others stay.
/// Everything in one transaction, so that a second click finds nothing left to send.
///
/// # Errors
/// The cart is empty, or a justification is required and missing.
pub async fn submit(engine: &Engine, ctx: &Context) -> Result<Submitted, EngineError> {
    let submitted = retry!(try_submit(engine, ctx))?;
    engine.settle(&submitted.requests).await?;
    Ok(submitted)
}

/// What the cart of the person who acts asks for now.
async fn asked(engine: &Engine, ctx: &Context) -> Result<NewRequests, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    match carts::find(&mut tx, me).await? {
        Some(cart) => Ok(requests_of(&mut tx, &cart).await?.0),
        None => Ok(NewRequests::default()),
    }
}

/// What a cart asks for, with the lines that wait for their forms to be filled in.
async fn requests_of(tx: &mut Tx, cart: &Cart) -> Result<(NewRequests, Vec<SubmittedFault>), EngineError> {
    let mut forms = LineForms::of(tx, cart.id).await?;
    let (mut lines, mut faults) = (Vec::with_capacity(cart.lines.len()), Vec::new());
    for line in &cart.lines {
        match forms.content(tx, line).await? {
            Ok(content) => lines.push(NewLine { content, ..new_line(line) }),
            Err(fault) => {
                let (user, item) = (line.user.to_string(), line.item.to_string());
                faults.push(SubmittedFault { user, item, fault });
            }
        }
    }
    let justification = cart.justification.clone();
    Ok((NewRequests { lines, priority: cart.priority, justification, ..NewRequests::default() }, faults))
}

async fn try_submit(engine: &Engine, ctx: &Context) -> Result<Submitted, EngineError> {
    let judged = judge(engine, ctx, &asked(engine, ctx).await?).await?;
    let mut tx = engine.write().await?;
    let mut cart = open(&mut tx, engine, ctx).await?;
    if cart.lines.is_empty() {
        return Err(EngineError::Conflict("the cart is empty".into()));
    }
    let (new, unfilled) = requests_of(&mut tx, &cart).await?;
    if new.lines.is_empty() {
        return Ok(Submitted { correlation: engine.new_id(), requests: Vec::new(), faults: unfilled });
    }
    let mut submitted = send(&mut tx, engine, ctx, &new, &judged).await?;
    submitted.faults.extend(unfilled);
    let stayed = |line: &CartLine| {
        submitted.faults.iter().any(|f| f.user == line.user.to_string() && f.item == line.item.to_string())
    };
    for line in cart.lines.iter().filter(|line| !stayed(line)) {
        carts::remove_line(&mut tx, cart.id, line.id).await?;
    }
    if submitted.faults.is_empty() {
        cart.justification.clear();
        cart.priority = Priority::Medium;
        carts::describe(&mut tx, &cart, ctx.now).await?;
    }
    tx.commit().await?;
    Ok(submitted)
}
