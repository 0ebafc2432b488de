//! Deleting people.

use bailiwick::authority::Authority;
use bailiwick::glossary::ValueType;
use bailiwick::id::{RequestId, UserId};
use bailiwick::request::{Comment, CommentAction, Outcome, RequestStatus};
use bailiwick_store::{Tx, accounts, delegations, glossary, items, requests, settings, users};

use super::change::{Person, expect, find, guard};
use crate::audit::Event;
use crate::certifications::removal_ended;
use crate::engine::retry;
use crate::requests::{approvers, changed, record};
use crate::workflows::{Heard, signal};
use crate::{Context, Engine, EngineError, certifications};

/// Deletes a person: the record stays for what they did, and can neither sign in nor be found; their user name is free
/// again. What they held ends, what they owned has one owner less, those who reported to them report to their manager,
/// open requests for them are called off, and tasks that wait for them alone go to the default approver or the
/// administrators. Answers the person as they were. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, also for oneself; `NotFound`; `Changed` where another revision is expected; `Conflict`: they are the
/// default approver, or the last administrator.
pub async fn delete(
    engine: &Engine,
    ctx: &Context,
    id: UserId,
    revision: Option<i64>,
) -> Result<Person, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    if ctx.actor.user_id() == Some(id) {
        return Err(EngineError::forbidden("nobody deletes themselves"));
    }
    let gone = retry!(remove(engine, ctx, id, revision))?;
    engine.ring();
    Ok(gone)
}

async fn remove(
    engine: &Engine,
    ctx: &Context,
    id: UserId,
    revision: Option<i64>,
) -> Result<Person, EngineError> {
    let mut tx = engine.write().await?;
    let person = find(&mut tx, id).await?;
    expect(revision, &person)?;
    users::claim(&mut tx, id, person.revision).await?;
    guard(&mut tx, ctx, id).await?;
    check_needed(&mut tx, id).await?;
    forget_values(&mut tx, id).await?;
    delegations::end_all(&mut tx, id, ctx.now).await?;
    let reports = users::reports(&mut tx, id).await?;
    let theirs: Vec<_> =
        accounts::of_person(&mut tx, id).await?.into_iter().map(|account| account.id).collect();
    let left = users::delete(&mut tx, id, person.user.manager, ctx.now).await?;
    let names = |items: Vec<bailiwick::catalog::ItemBrief>| {
        let names: Vec<String> = items.into_iter().map(|item| item.name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let held = names(items::briefs(&mut tx, &left.held).await?);
    let owned = names(items::briefs(&mut tx, &left.owned).await?);
    Event::new("delete-user", "user", id, &person.user.display_name)
        .about(id)
        .change("userName", Some(&person.user.user_name), None::<String>)
        .change("held", held, None::<String>)
        .change("owned", owned, None::<String>)
        .change("reports", (left.reports > 0).then_some(left.reports), None::<String>)
        .grants(&left.grants, &[])
        .write(&mut tx, engine, ctx)
        .await?;
    for request in &left.requests {
        call_off(&mut tx, engine, ctx, request, "The person it was for was deleted.").await?;
    }
    for request in left.tasks.iter().filter(|task| !left.requests.contains(task)) {
        release(&mut tx, engine, ctx, request, id).await?;
    }
    let managers = (Some(id), person.user.manager);
    let managed: Vec<_> = reports.into_iter().map(|report| (report.id, managers)).collect();
    let moved = certifications::ComeAndGone { left: vec![id], back: Vec::new() };
    certifications::follow_people(&mut tx, engine, ctx, &managed, &moved).await?;
    certifications::follow_accounts(&mut tx, engine, ctx, &theirs).await?;
    tx.commit().await?;
    Ok(person)
}

/// Without them something could not go on.
pub(super) async fn check_needed(tx: &mut Tx, id: UserId) -> Result<(), EngineError> {
    if settings::access_request(tx).await?.default_approver() == Some(id) {
        let reason = "the person is the default approver: name somebody else first";
        return Err(EngineError::Conflict(reason.into()));
    }
    let trusted = users::authorities(tx, id).await?;
    for authority in [Authority::OrgAdmin, Authority::AccessAdmin] {
        let is_last = users::with_authority(tx, authority).await?.iter().all(|other| *other == id);
        if trusted.contains(&authority) && is_last {
            return Err(EngineError::Conflict(format!("nobody else has the authority {authority}")));
        }
    }
    Ok(())
}

/// Values of the glossary that name them.
async fn forget_values(tx: &mut Tx, id: UserId) -> Result<(), EngineError> {
    let text = format!("managed/user/{id}");
    let attributes = glossary::attributes(tx).await?;
    for (object, attribute) in glossary::with_value(tx, ValueType::Person, &text).await? {
        let Some(attribute) = attributes.iter().find(|known| known.id == attribute) else { continue };
        let had = glossary::values(tx, &[object]).await?.remove(&object).unwrap_or_default();
        let mut values = had.get(&attribute.id).cloned().unwrap_or_default();
        values.retain(|value| *value != text);
        glossary::set(tx, object, attribute, &values).await?;
    }
    Ok(())
}

/// Calls an open request off, as the product itself does; its workflow stops.
pub(crate) async fn call_off(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    reason: &str,
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let Some((before, revision)) = requests::find(tx, id).await? else { return Ok(()) };
    if !before.status.is_open() {
        return Ok(());
    }
    let mut after = before.clone();
    after.end(RequestStatus::Cancelled, Outcome::Cancelled, ctx.now);
    let comment = Comment {
        attachment: None,
        user: None,
        name: ctx.actor.name().to_owned(),
        on_behalf_of: None,
        action: CommentAction::Cancel,
        comment: reason.to_owned(),
        phase: None,
        at: ctx.now,
    };
    signal(tx, engine, ctx, &before, &mut after, Heard::Silence).await?;
    requests::update(tx, &after, revision, ctx.now).await?;
    removal_ended(tx, engine, ctx, &after).await?;
    requests::add_comment(tx, engine.new_id(), &after, &comment).await?;
    record(tx, engine, ctx, &before, &after, &comment).await
}

/// A request waits for them no longer.
async fn release(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    user: UserId,
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let Some((before, revision)) = requests::find(tx, id).await? else { return Ok(()) };
    let mut after = before.clone();
    after.release(user, &approvers::fallback(tx, Some(before.user)).await?);
    requests::update(tx, &after, revision, ctx.now).await?;
    changed(tx, engine, ctx, "reassign-request", &before, &after).await
}
