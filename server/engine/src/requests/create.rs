//! Asking.

use bailiwick::cart::{LineFacts, LineFault, MOST_LINES, check_line};
use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{ItemId, RequestId, RequestTypeId, UserId, WorkflowId};
use bailiwick::request::{Access, MOST_TEXT, Modifier, Priority, Request, Requester, request_type};
use bailiwick::text::{check as check_text, check_present};
use bailiwick::view::{Submitted, SubmittedFault};
use bailiwick_store::grants::Holding;
use bailiwick_store::{StoreError, Tx, grants, items, requests, settings, users};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use super::conflicts::Conflicts;
use super::judge::{Judged, judge};
use super::provision::brought;
use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError, workflows};

/// Whether requests are made or only checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Make them.
    Create,
    /// Say what would become of them.
    Validate,
}

/// One item for one person.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// For whom; absent when what was given is no user id.
    pub user: Option<UserId>,
    /// What; absent when what was given is no item.
    pub item: Option<ItemId>,
    /// The user as given, for the answer.
    pub user_given: String,
    /// The item as given, for the answer.
    pub item_given: String,
    /// Give or take away.
    pub modifier: Modifier,
    /// From when.
    pub start: Option<DateTime<Utc>>,
    /// Until when.
    pub end: Option<DateTime<Utc>>,
    /// What its type asks beside that, by section.
    pub content: Map<String, Json>,
}

impl NewLine {
    /// A line by ids, without dates.
    pub fn new(user: UserId, item: ItemId, modifier: Modifier) -> Self {
        Self {
            user: Some(user),
            item: Some(item),
            user_given: user.to_string(),
            item_given: item.to_string(),
            modifier,
            start: None,
            end: None,
            content: Map::new(),
        }
    }
}

/// Requests to be made together.
#[derive(Debug, Clone)]
pub struct NewRequests {
    /// At most [`MOST_LINES`].
    pub lines: Vec<NewLine>,
    /// How urgent.
    pub priority: Priority,
    /// Why.
    pub justification: String,
    /// Called off when not finished by then.
    pub expires: Option<DateTime<Utc>>,
    /// The creator's own name for them.
    pub external_id: Option<String>,
    /// Put before each id: letters, digits, `-` and `_`, at most 50.
    pub id_prefix: Option<String>,
    /// What brought them about; anything but an ordinary request is for administrators to say.
    pub context: Option<Json>,
    /// Where they are only checked: tell also of policy rules that would be broken, whether those prevent requests or
    /// not (`runPreventativeScan`).
    pub tells_conflicts: bool,
    /// They go by this workflow, not by that of their type: what a certification names. No face sets it.
    pub workflow: Option<WorkflowId>,
}

impl Default for NewRequests {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            priority: Priority::Low,
            justification: String::new(),
            expires: None,
            external_id: None,
            id_prefix: None,
            context: None,
            tells_conflicts: false,
            workflow: None,
        }
    }
}

/// Makes (or only checks) one request for each line; good lines are made, the others are
/// answered with what is wrong.
///
/// Every person may ask, for themselves and for colleagues; programs need `ACCESS_ADMIN`.
///
/// # Errors
/// What is wrong with all lines alike: the justification, the dates of the whole, the bounds.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    new: &NewRequests,
    mode: Mode,
) -> Result<Submitted, EngineError> {
    let submitted = retry!(try_create(engine, ctx, new, mode))?;
    engine.settle(&submitted.requests).await?;
    Ok(submitted)
}

fn check_lines(new: &NewRequests) -> Result<(), EngineError> {
    if new.lines.is_empty() {
        return Err(EngineError::invalid("lines", "must not be empty"));
    }
    if new.lines.len() > MOST_LINES {
        let fault = format!("must be at most {MOST_LINES}, not {}", new.lines.len());
        return Err(EngineError::invalid("lines", fault));
    }
    Ok(())
}

async fn try_create(
    engine: &Engine,
    ctx: &Context,
    new: &NewRequests,
    mode: Mode,
) -> Result<Submitted, EngineError> {
    let judged = judge(engine, ctx, new).await?;
    if mode == Mode::Validate {
        let mut tx = engine.read().await?;
        check_common(&mut tx, ctx, new).await?;
        check_lines(new)?;
        let mut faults = Vec::new();
        let conflicts = Conflicts::of(&mut tx, engine, ctx, new, new.tells_conflicts).await?;
        for line in &new.lines {
            let checked = check_judged(&mut tx, ctx, line, &judged).await?;
            if let Err(fault) = checked.and_then(|_| conflicts.check(line)) {
                faults.push(SubmittedFault {
                    user: line.user_given.clone(),
                    item: line.item_given.clone(),
                    fault,
                });
            }
        }
        return Ok(Submitted { correlation: engine.new_id(), requests: Vec::new(), faults });
    }
    let mut tx = engine.write().await?;
    let submitted = send(&mut tx, engine, ctx, new, &judged).await?;
    tx.commit().await?;
    Ok(submitted)
}

/// Makes the requests in a transaction of the caller's.
pub(crate) async fn send(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    new: &NewRequests,
    judged: &Judged,
) -> Result<Submitted, EngineError> {
    check_common(tx, ctx, new).await?;
    check_lines(new)?;
    let correlation = engine.new_id();
    let mut submitted = Submitted { correlation, requests: Vec::new(), faults: Vec::new() };
    let conflicts = Conflicts::of(tx, engine, ctx, new, false).await?;
    for line in &new.lines {
        let checked = check_judged(tx, ctx, line, judged).await?;
        match checked.and_then(|found| conflicts.check(line).map(|()| found)) {
            Err(fault) => {
                let (user, item) = (line.user_given.clone(), line.item_given.clone());
                submitted.faults.push(SubmittedFault { user, item, fault });
            }
            Ok((user, item)) => {
                let prefix = new.id_prefix.as_deref().map_or_else(String::new, |prefix| format!("{prefix}-"));
                let id = format!("{prefix}{}", engine.new_id());
                let mut request = draft(ctx, new, line, &user, item.kind, item.application, id);
                request.correlation = Some(correlation);
                start(tx, engine, ctx, &request, (&item.name, &user), new.workflow.as_ref()).await?;
                submitted.requests.push(request.id);
            }
        }
    }
    Ok(submitted)
}

async fn check_judged(
    tx: &mut Tx,
    ctx: &Context,
    line: &NewLine,
    judged: &Judged,
) -> Result<Result<(UserBrief, ItemBrief), LineFault>, EngineError> {
    match check(tx, ctx, line).await? {
        Ok(found) => Ok(judged.of(line)?.map_or(Ok(found), Err)),
        fault => Ok(fault),
    }
}

/// What is wrong with requests whatever they ask for: who asks, the words, the dates.
pub(super) async fn check_common(tx: &mut Tx, ctx: &Context, new: &NewRequests) -> Result<(), EngineError> {
    ctx.signed_in()?;
    if ctx.actor.user_id().is_none() && !ctx.actor.is_access_admin() {
        return Err(EngineError::forbidden("this client may not make requests"));
    }
    let required = settings::access_request(tx).await?.require_request_justification;
    let justification = if required { check_present } else { check_text };
    justification(&new.justification, MOST_TEXT)
        .map_err(|fault| EngineError::invalid("justification", fault))?;
    check_text(new.external_id.as_deref().unwrap_or_default(), 200)
        .map_err(|fault| EngineError::invalid("externalRequestId", fault))?;
    check_prefix(new.id_prefix.as_deref())?;
    check_context(ctx, new.context.as_ref())?;
    if leaves_out_approvals(new.context.as_ref()) {
        for line in &new.lines {
            not_oneself(tx, ctx, line.user).await?;
        }
    }
    if new.expires.is_some_and(|expires| expires <= ctx.now) {
        return Err(EngineError::invalid("expiryDate", "must lie in the future"));
    }
    Ok(())
}

/// What is put before an id becomes a part of addresses.
pub(super) fn check_prefix(prefix: Option<&str>) -> Result<(), EngineError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let fits = |prefix: &str| (1..=50).contains(&prefix.len()) && prefix.chars().all(plain);
    if prefix.is_none_or(fits) {
        Ok(())
    } else {
        Err(EngineError::invalid("requestIdPrefix", "must be 1 to 50 letters, digits, `-` or `_`"))
    }
}

/// Whether a workflow may take the context for an approval.
pub(super) fn leaves_out_approvals(context: Option<&Json>) -> bool {
    let kind = context.and_then(|context| context.get("type")).filter(|kind| !kind.is_null());
    kind.is_some_and(|kind| kind != "request")
}

/// Nobody gives access to themselves, whatever they are trusted with, unless the installation lets people decide about
/// their own.
pub(super) async fn not_oneself(tx: &mut Tx, ctx: &Context, user: Option<UserId>) -> Result<(), EngineError> {
    let oneself = user.is_some() && user == ctx.actor.user_id();
    if oneself && !settings::access_request(tx).await?.allow_self_approval {
        return Err(EngineError::forbidden("nobody decides about their own access"));
    }
    Ok(())
}

/// A workflow may leave out approvals where an administrator or a certification asks: nobody else may say so.
pub(super) fn check_context(ctx: &Context, context: Option<&Json>) -> Result<(), EngineError> {
    let Some(context) = context else { return Ok(()) };
    if !context.is_object() {
        return Err(EngineError::invalid("context", "must be an object"));
    }
    if leaves_out_approvals(Some(context)) && !ctx.actor.is_access_admin() {
        return Err(EngineError::forbidden(
            "only an administrator may ask in another context than `request`",
        ));
    }
    if context.to_string().len() > 65_536 {
        return Err(EngineError::invalid("context", "must be at most 65536 bytes"));
    }
    Ok(())
}

/// Checks one line against what is known now.
pub(crate) async fn check(
    tx: &mut Tx,
    ctx: &Context,
    line: &NewLine,
) -> Result<Result<(UserBrief, ItemBrief), LineFault>, EngineError> {
    let user = match line.user {
        Some(user) => users::brief(tx, user).await?,
        None => None,
    };
    // What is out of use is given to nobody; whoever holds it still can have it taken away.
    let fits = |item: &ItemBrief| item.status == Status::Active || line.modifier == Modifier::Remove;
    let item = match line.item {
        Some(item) => items::brief(tx, item).await?.filter(fits),
        None => None,
    };
    let (held, given_by_rule, open_request) = match (&user, &item) {
        (Some(user), Some(item)) => {
            let is_by_rule = line.modifier == Modifier::Remove
                && item.kind == ItemKind::Role
                && grants::is_by_rule(tx, user.id, item.id).await?;
            let open = requests::open_request(tx, user.id, item.id, line.modifier).await?;
            (grants::held(tx, user.id, item.id).await?, is_by_rule, open)
        }
        _ => (Holding::default(), false, None),
    };
    let brought_by = match line.modifier {
        Modifier::Remove if !held.is_direct() => brought(tx, &held.through()).await?,
        _ => None,
    };
    let facts = LineFacts {
        requestable: item.as_ref().map(|item| item.requestable),
        user_active: user.as_ref().map(|user| user.status == Status::Active),
        held: held.is_own(),
        held_directly: held.is_direct(),
        given_by_rule,
        brought_by,
        open_request,
    };
    Ok(check_line(line.modifier, line.start, line.end, &facts, ctx.now).and_then(|()| match (user, item) {
        (Some(user), Some(item)) => Ok((user, item)),
        _ => Err(LineFault::NotFound { what: "catalog item".into() }),
    }))
}

/// Who asks.
pub(super) fn requester(ctx: &Context) -> Requester {
    Requester { user: ctx.actor.user_id(), name: ctx.actor.name().to_owned() }
}

/// The request a line would become.
pub(crate) fn draft(
    ctx: &Context,
    new: &NewRequests,
    line: &NewLine,
    user: &UserBrief,
    kind: ItemKind,
    application: Option<ItemId>,
    id: String,
) -> Request {
    let item = line.item.unwrap_or(ItemId(uuid::Uuid::nil()));
    let request_type = RequestTypeId(request_type(kind, line.modifier).to_owned());
    Request {
        access: Some(Access {
            modifier: line.modifier,
            kind,
            item,
            application: if kind == ItemKind::Application { Some(item) } else { application },
        }),
        content: line.content.clone(),
        priority: new.priority,
        justification: new.justification.trim().to_owned(),
        start: line.start,
        end: line.end,
        expires: new.expires,
        external_id: new.external_id.clone(),
        context: new.context.clone(),
        ..Request::new(RequestId(id), request_type, requester(ctx), user.id, ctx.now)
    }
}

/// Stores a request and begins its workflow: what it is about, and by which workflow where not by its type's.
pub(super) async fn start(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    about: (&str, &UserBrief),
    workflow: Option<&WorkflowId>,
) -> Result<(), EngineError> {
    requests::insert(tx, request, ctx.now).await.map_err(same_again)?;
    begin(tx, engine, ctx, request, about, workflow).await
}

/// Somebody asked for the same at this moment: look again, and answer DUPLICATE.
pub(super) fn same_again(error: StoreError) -> EngineError {
    match error {
        StoreError::Duplicate => EngineError::Busy(error),
        error => error.into(),
    }
}

/// Sends a request that is stored: its workflow begins.
pub(super) async fn begin(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    (what, user): (&str, &UserBrief),
    workflow: Option<&WorkflowId>,
) -> Result<(), EngineError> {
    Event::new("create-request", "request", &request.id, format!("{what} for {}", user.display_name))
        .about(user.id)
        .set("requestType", &request.request_type)
        .set("item", what)
        .set("user", &user.user_name)
        .set("justification", &request.justification)
        .write(tx, engine, ctx)
        .await?;
    match workflow {
        Some(workflow) => workflows::start_as(tx, engine, ctx, request, workflow).await?,
        None => workflows::start(tx, engine, ctx, request).await?,
    }
    if let Some(expires) = request.expires {
        Job::expire(request, expires).write(tx, engine, ctx, expires).await?;
    }
    Ok(())
}
