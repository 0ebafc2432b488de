//! The planned end of access: it comes on its day, and no request for a removal keeps it from that, but one that is being carried out.

use bailiwick::grant::{Grant, GrantStatus};
use bailiwick::id::GrantId;
use bailiwick::request::{Modifier, Request};
use bailiwick_store::{Tx, grants, items, requests, users};

use super::provision::ended_event;
use crate::jobs::Job;
use crate::people::call_off;
use crate::{Context, Engine, EngineError, certifications};

/// Why a request for a removal is called off.
const ENDED: &str = "The access has ended on its end date.";

/// The end date of a grant has come.
pub(crate) async fn end_grant(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: GrantId,
) -> Result<(), EngineError> {
    let Some(grant) = grants::find(tx, id).await? else { return Ok(()) };
    if grant.status != GrantStatus::Active || grant.end.is_none_or(|end| end > ctx.now) {
        return Ok(());
    }
    let removal = open_removal(tx, &grant).await?;
    // It takes the access away, and leaves a request to show for it; should it not, the end is planned anew.
    if removal.as_ref().is_some_and(|request| request.sees_to_the_end(ctx.now)) {
        return Ok(());
    }
    let ended = grants::end_one(tx, &grant, "end date", &[], ctx.now).await?;
    if ended.is_empty() {
        return Ok(());
    }
    let (user, item) = (users::brief(tx, grant.user).await?, items::brief(tx, grant.item).await?);
    if let (Some(user), Some(item)) = (user, item) {
        ended_event(&item, &user)
            .set("reason", "end date")
            .grants(&ended, &[])
            .write(tx, engine, ctx)
            .await?;
    }
    certifications::follow_access(tx, engine, ctx, grant.user).await?;
    // Nobody is asked to take away what is gone.
    if let Some(request) = removal {
        Box::pin(call_off(tx, engine, ctx, &request.id, ENDED)).await?;
    }
    Ok(())
}

async fn open_removal(tx: &mut Tx, grant: &Grant) -> Result<Option<Request>, EngineError> {
    let Some(id) = requests::open_request(tx, grant.user, grant.item, Modifier::Remove).await? else {
        return Ok(None);
    };
    Ok(requests::find(tx, &id).await?.map(|(request, _)| request))
}

/// A request has ended: where it was to take access away that is still held, nothing else sees to the planned end of that.
pub(crate) async fn plan_end(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
) -> Result<(), EngineError> {
    let Some(item) = request.item().filter(|_| request.removes()) else { return Ok(()) };
    for grant in grants::direct(tx, &[request.user], &[item]).await? {
        if let Some(end) = grant.end {
            let at = end.max(ctx.now);
            Job::end_grant(grant.id, at).write(tx, engine, ctx, at).await?;
        }
    }
    Ok(())
}
