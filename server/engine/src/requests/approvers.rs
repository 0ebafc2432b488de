//! Who decides.

use bailiwick::authority::Authority;
use bailiwick::catalog::Item;
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{ItemId, UserId};
use bailiwick::request::{Approvers, Modifier, Request, preview as preview_steps};
use bailiwick::view::ApproverView;
use bailiwick_store::{Tx, items, settings, users};

use super::create::{NewLine, NewRequests, draft};
use crate::{Context, EngineError};

/// The active people who could decide about an item for a person.
pub(crate) async fn find(tx: &mut Tx, user: &UserBrief, item: ItemId) -> Result<Approvers, EngineError> {
    let manager = match user.manager {
        Some(manager) => users::brief(tx, manager).await?.filter(|person| person.status == Status::Active),
        None => None,
    };
    let owners = items::owners(tx, item).await?.into_iter().map(|owner| owner.id).collect();
    let default = settings::access_request(tx).await?.default_approver();
    let default = match default {
        Some(default) => users::brief(tx, default).await?.filter(|person| person.status == Status::Active),
        None => None,
    };
    let fallback = match default.filter(|default| default.id != user.id) {
        Some(default) => vec![default.id],
        None => administrators(tx).await?,
    };
    Ok(Approvers { manager: manager.map(|manager| manager.id), owners, fallback })
}

async fn administrators(tx: &mut Tx) -> Result<Vec<UserId>, EngineError> {
    let mut people = users::with_authority(tx, Authority::AccessAdmin).await?;
    if people.is_empty() {
        people = users::with_authority(tx, Authority::OrgAdmin).await?;
    }
    Ok(people)
}

/// Who would decide if the one who acts asked for the item for `user`.
pub(crate) async fn preview(
    tx: &mut Tx,
    ctx: &Context,
    user: &UserBrief,
    item: &Item,
) -> Result<Vec<ApproverView>, EngineError> {
    let approvers = find(tx, user, item.id).await?;
    let line = NewLine::new(user.id, item.id, Modifier::Add);
    let request =
        draft(ctx, &NewRequests::default(), &line, user, item.kind, item.application, String::new());
    steps(tx, &request, &approvers).await
}

/// Who would decide about a request that is not sent yet.
pub(crate) async fn steps(
    tx: &mut Tx,
    request: &Request,
    approvers: &Approvers,
) -> Result<Vec<ApproverView>, EngineError> {
    let mut views = Vec::new();
    for (step, actors, by_sending) in preview_steps(request, approvers) {
        views.push(ApproverView {
            step: step.display_name().to_owned(),
            people: users::briefs(tx, &actors).await?,
            by_sending,
        });
    }
    Ok(views)
}
