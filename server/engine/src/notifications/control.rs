//! Telling people about controls and what rests on them.

use bailiwick::delegation::reaches;
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::UserId;
use bailiwick::notification::{CONTROL_ASSIGNED, CONTROL_REMINDER, EXCEPTION_LAPSED, NotificationKind};
use bailiwick::policy::{Control, Violation};
use bailiwick::request::{Phase, Request};
use bailiwick_store::violations::resting;
use bailiwick_store::{Tx, controls, delegations, policies, users};
use serde_json::{Value as Json, json};

use super::tell::{Topic, day, shown};
use super::template::in_use;
use crate::{Context, Engine, EngineError};

/// Tells whoever answers for a control, and their deputies; where they do not work here any more, whoever answers for the
/// rules it is linked to. Once for each person and cause.
pub(crate) async fn tell_of_control(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    control: &Control,
    template: &str,
    cause: &str,
) -> Result<(), EngineError> {
    let base = engine.post().map_or("", |post| post.base_url.as_str());
    let facts = json!({
        "control": about(control),
        "until": control.until().map(day),
        "exceptions": resting::count(tx, control.id).await?,
        "link": format!("{base}/admin/policies/controls/{}", control.id),
    });
    let kind = match template {
        CONTROL_ASSIGNED => NotificationKind::Assigned,
        CONTROL_REMINDER => NotificationKind::Reminder,
        _ => NotificationKind::Escalation,
    };
    let object = ("control", control.id.to_string());
    let topic = Topic { kind, template, cause, object };
    let people = keepers(tx, ctx, control).await?;
    tell(tx, engine, ctx, &topic, facts, people).await
}

/// Tells those who are asked about a violation again that its exception has ended.
pub(crate) async fn tell_of_lost_ground(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    violation: &Violation,
    case: &Request,
    control: &Control,
    reason: &str,
) -> Result<(), EngineError> {
    let base = engine.post().map_or("", |post| post.base_url.as_str());
    let user = users::brief(tx, violation.user).await?;
    let facts = json!({
        "control": about(control),
        "violation": {"id": violation.id, "name": violation.rule_name()},
        "user": user.as_ref().map(shown),
        "reason": reason,
        "link": format!("{base}/violations/{}", violation.id),
    });
    let key = format!("exception-lapsed:{}:{}", violation.id, ctx.now.timestamp_micros());
    let topic = Topic {
        kind: NotificationKind::Assigned,
        template: EXCEPTION_LAPSED,
        cause: &key,
        object: ("violation", violation.id.to_string()),
    };
    let mut people: Vec<UserId> = case.open_phases().flat_map(Phase::active).collect();
    let deputies = delegations::deputies_of(tx, &people, ctx.now).await?;
    let reached = deputies.into_iter().filter(|(person, deputy)| reaches(case, *person, *deputy));
    people.extend(reached.map(|(_, deputy)| deputy));
    let people = active(tx, people).await?;
    tell(tx, engine, ctx, &topic, facts, people).await
}

fn about(control: &Control) -> Json {
    let definition = &control.definition;
    json!({
        "id": control.id,
        "name": definition.name,
        "description": definition.description,
        "interval": definition.interval_days,
    })
}

/// Who looks after a control.
async fn keepers(tx: &mut Tx, ctx: &Context, control: &Control) -> Result<Vec<UserBrief>, EngineError> {
    let owner = control.definition.owner;
    if !active(tx, vec![owner]).await?.is_empty() {
        let deputies = delegations::deputies_of(tx, &[owner], ctx.now).await?;
        return active(tx, [owner].into_iter().chain(deputies.into_iter().map(|(_, one)| one)).collect())
            .await;
    }
    let mut owners = Vec::new();
    for (_, rule, _) in controls::links::rules(tx, Some(control.id)).await? {
        owners.extend(policies::rules::find(tx, rule).await?.map(|rule| rule.definition.owner));
    }
    active(tx, owners).await
}

async fn active(tx: &mut Tx, mut people: Vec<UserId>) -> Result<Vec<UserBrief>, EngineError> {
    people.sort_unstable();
    people.dedup();
    let mut found = users::briefs(tx, &people).await?;
    found.retain(|person| person.status == Status::Active);
    found.sort_by_key(|person| person.id);
    Ok(found)
}

async fn tell(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    topic: &Topic<'_>,
    mut facts: Json,
    people: Vec<UserBrief>,
) -> Result<(), EngineError> {
    let Some(template) = in_use(tx, topic.template).await? else { return Ok(()) };
    for person in people {
        facts["to"] = shown(&person);
        topic.tell(tx, engine, ctx, &template.letter(&facts), &person).await?;
    }
    Ok(())
}
