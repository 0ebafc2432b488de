//! Reading requests.

use std::collections::HashMap;

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::delegation::Acting;
use bailiwick::id::{ItemId, RequestId, RequestTypeId, UserId};
use bailiwick::request::{Request, may_see, permissions};
use bailiwick::view::{Conflict, RequestContext, RequestView};
use bailiwick::workflow::{Definition, StepKind, TokenState, tasks_ahead};
use bailiwick_store::workflows::instances::{self, Standing};
use bailiwick_store::{Tx, grants, items, requests, users};

use super::conflicts::of_request;
use super::facts::RequestForms;
use crate::{Context, Engine, EngineError, delegations, request_types, roles};

/// One request. Requester, the person it is for, everybody who is or was asked and their deputies, and who
/// reads everything may see it; for others it does not exist.
pub async fn read(engine: &Engine, ctx: &Context, id: &RequestId) -> Result<RequestView, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    one(&mut tx, engine, ctx, id).await
}

/// One request by the number people call it by.
pub async fn by_number(engine: &Engine, ctx: &Context, number: i64) -> Result<RequestView, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let id = requests::id_of_number(&mut tx, number).await?;
    let id = id.ok_or_else(|| EngineError::not_found("request", number))?;
    one(&mut tx, engine, ctx, &id).await
}

/// One request with what a decision needs beside it.
pub async fn context(engine: &Engine, ctx: &Context, id: &RequestId) -> Result<RequestContext, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let view = one(&mut tx, engine, ctx, id).await?;
    let conflicts = conflicts_in(&mut tx, engine, ctx, &view).await?;
    let (user, items_asked) = (view.request.user, view.request.item());
    let asked: Vec<ItemId> = items_asked.into_iter().collect();
    let peers = grants::peers_among(&mut tx, user, &asked).await?;
    let held_in_application = match view.request.application() {
        Some(application) if knows_access(ctx, &view) => {
            grants::held_in_application(&mut tx, user, application).await?
        }
        _ => 0,
    };
    let before = match items_asked {
        Some(item) => requests::recent_of_item(&mut tx, item, 6).await?,
        None => Vec::new(),
    };
    let before: Vec<RequestId> = before.into_iter().filter(|other| other != id).take(5).collect();
    let before = requests::find_many(&mut tx, &before).await?;
    // What was decided about the same item before, as far as the reader could read it anyway.
    let stands_in_for = delegations::stood_in_for(&mut tx, ctx).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    let before = before.into_iter().map(|(request, _)| request).filter(|request| may_see(request, acting));
    let decided_before = views(&mut tx, engine, ctx, before.collect()).await?;
    Ok(RequestContext {
        peers: items_asked.map_or((0, peers.of), |item| peers.holding(item)),
        colleagues: peers.colleagues,
        holders: match items_asked {
            Some(item) => items::holders(&mut tx, item).await?,
            None => 0,
        },
        held_in_application,
        conflicts,
        decided_before,
        view,
    })
}

/// The policy rules that an open request would break: for whoever is asked, for the person and their manager, and for
/// who reads everything. Others are told of none.
///
/// # Errors
/// `NotFound`, also for who may not know of the request.
pub async fn conflicts(engine: &Engine, ctx: &Context, id: &RequestId) -> Result<Vec<Conflict>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let view = one(&mut tx, engine, ctx, id).await?;
    conflicts_in(&mut tx, engine, ctx, &view).await
}

async fn conflicts_in(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    view: &RequestView,
) -> Result<Vec<Conflict>, EngineError> {
    if knows_access(ctx, view) { of_request(tx, engine, ctx, &view.request).await } else { Ok(Vec::new()) }
}

/// Whether the reader may know what the person holds.
fn knows_access(ctx: &Context, view: &RequestView) -> bool {
    let (me, user) = (ctx.actor.user_id(), &view.user);
    !view.permissions.is_empty()
        || ctx.actor.reads_everything()
        || me.is_some_and(|me| me == user.id || user.manager == Some(me))
}

async fn one(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
) -> Result<RequestView, EngineError> {
    let missing = || EngineError::not_found("request", id);
    let (request, _) = requests::find(tx, id).await?.ok_or_else(missing)?;
    let stands_in_for = delegations::stood_in_for(tx, ctx).await?;
    if !may_see(&request, Acting { actor: &ctx.actor, stands_in_for: &stands_in_for }) {
        return Err(missing());
    }
    views(tx, engine, ctx, vec![request]).await?.pop().ok_or_else(missing)
}

/// Joins requests with the people and items they name. The caller has checked who may see them.
pub(crate) async fn views(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    found: Vec<Request>,
) -> Result<Vec<RequestView>, EngineError> {
    let ids: Vec<RequestId> = found.iter().map(|request| request.id.clone()).collect();
    let mut comments = requests::comments(tx, &ids).await?;
    let mut item_ids: Vec<ItemId> =
        found.iter().flat_map(|one| [one.item(), one.application(), one.named_item()]).flatten().collect();
    item_ids.sort_unstable();
    item_ids.dedup();
    let items_named = items::briefs(tx, &item_ids).await?;
    item_ids.extend(items_named.iter().filter_map(|item| item.application));
    item_ids.sort_unstable();
    item_ids.dedup();
    let owners = items::owners_among(tx, &item_ids).await?;
    let mut named: Vec<UserId> = found.iter().flat_map(people_of).collect();
    named.extend(
        comments.values().flatten().flat_map(|comment| [comment.user, comment.on_behalf_of]).flatten(),
    );
    named.sort_unstable();
    named.dedup();
    let people = users::with_managers(tx, &named).await?;
    let mut standing = instances::standing(tx, &ids).await?;
    let stands_in_for = delegations::stood_in_for(tx, ctx).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    let mut forms = RequestForms::default();
    let mut type_names: HashMap<RequestTypeId, String> = HashMap::new();
    let mut views = Vec::with_capacity(found.len());
    for request in found {
        let Some(user) = people.iter().find(|person| person.id == request.user).cloned() else { continue };
        let named = |id: Option<ItemId>| items_named.iter().find(|item| Some(item.id) == id).cloned();
        let item: Option<ItemBrief> = named(request.item());
        // Nobody has checked yet whether who writes a draft may know of what it names.
        let named_item = request.named_item().filter(|_| !request.is_draft);
        let mut about = named(named_item);
        let mut owners_named = request.item().or(named_item).and_then(|id| owners.get(&id).cloned());
        if let (None, Some(id)) = (&about, named_item)
            && let Some((role, of_role)) = roles::drafted(tx, id).await?
        {
            (about, owners_named) = (Some(role), Some(of_role));
        }
        if item.is_none() && request.access.is_some() {
            continue;
        }
        if !type_names.contains_key(&request.request_type) {
            let name = request_types::name(tx, &request.request_type).await?;
            type_names.insert(request.request_type.clone(), name);
        }
        let said = comments.remove(&request.id).unwrap_or_default();
        let mut of_request = people_of(&request);
        of_request.extend(said.iter().flat_map(|comment| [comment.user, comment.on_behalf_of]).flatten());
        let standing = standing.remove(&request.id);
        let to_come = match &standing {
            Some(standing) if request.status.is_open() && request.decision.is_none() => {
                to_come(&*engine.versions().get(tx, &standing.version).await?, standing)
            }
            _ => Vec::new(),
        };
        let facts = forms.told(tx, &request, item.as_ref(), &people, about.as_ref()).await?;
        let (permissions, in_stead_of) = permissions(&request, acting);
        let owners_of = |item: ItemId| owners.get(&item).cloned();
        let above = about.as_ref().and_then(|about| match about.kind {
            ItemKind::Application => Some(about.id),
            _ => about.application,
        });
        views.push(RequestView {
            manager: people.iter().find(|manager| Some(manager.id) == user.manager).cloned(),
            workflow: standing.map(|standing| standing.workflow.0).unwrap_or_default(),
            to_come,
            user,
            item,
            comments: said,
            people: people.iter().filter(|person| of_request.contains(&person.id)).cloned().collect(),
            facts,
            type_name: called(&request)
                .or_else(|| type_names.get(&request.request_type).cloned())
                .unwrap_or_default(),
            owners: owners_named.unwrap_or_default(),
            application_owners: request.application().or(above).and_then(owners_of).unwrap_or_default(),
            about,
            permissions,
            in_stead_of,
            may_cancel: request.status.is_open() && request.may_be_called_off_by(&ctx.actor),
            request,
        });
    }
    Ok(views)
}

/// What a request is called that a certification made about an account; its type says nothing about that.
fn called(request: &Request) -> Option<String> {
    let entity = request.content.get("entity")?;
    let context = request.context.as_ref()?;
    let is_meant = entity.get("entityType")? == "account" && context.get("type")? == "certification";
    is_meant.then(|| Some(format!("Disable the account {}", entity.get("account")?.as_str()?)))?
}

/// The tasks ahead of where an instance stands, as shown.
fn to_come(definition: &Definition, standing: &Standing) -> Vec<String> {
    let mut from: Vec<&str> = Vec::new();
    for token in &standing.tokens {
        match definition.step(&token.step) {
            Some(step) if matches!(token.state, TokenState::Waiting { .. }) => from.extend(step.agreed()),
            Some(step) => from.push(&step.name),
            None => {}
        }
    }
    let tasks = tasks_ahead(definition, &from).into_iter();
    tasks
        .filter(|step| matches!(step.kind, StepKind::Task(_)))
        .map(|step| step.display_name.clone())
        .collect()
}

fn people_of(request: &Request) -> Vec<UserId> {
    let phases = request.phases.iter().flat_map(|phase| {
        phase
            .actors
            .iter()
            .map(|actor| actor.user)
            .chain(phase.completed_by)
            .chain(phase.on_behalf_of)
            .chain(phase.claim.map(|claim| claim.by))
    });
    [Some(request.user), request.requester.user, request.completed_by, request.named_user()]
        .into_iter()
        .flatten()
        .chain(phases)
        .collect()
}
