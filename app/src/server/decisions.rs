//! What people do to requests: the words of a form become one action of the engine.

use bailiwick::id::{RequestId, UserId};
use bailiwick::request::{Action, PhaseDecision, PhaseKind, Shown};
use bailiwick_engine::{Context, Engine, EngineError, people, requests};

use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::url;

/// The most tasks that are decided in one go.
const MOST_TASKS: usize = 100;

/// Goes on at `back` and says there what was done: the inbox beside the next task, other pages in a notice.
fn done(back: &str, what: &str, count: usize, number: i64, failed: &str) {
    let back = url::local_or_home(back);
    let (n, number) = (count.to_string(), number.to_string());
    let name = if back.starts_with("/inbox") { "decided" } else { "notice" };
    let mut query = Vec::new();
    if count > 0 {
        query.extend([(name, what), ("n", n.as_str())]);
    }
    if count == 1 && name == "decided" {
        query.push(("number", number.as_str()));
    }
    if !failed.is_empty() {
        query.push(("failed", failed));
    }
    let query = url::to("", &query);
    let joint = if back.contains('?') { "&" } else { "?" };
    leptos_axum::redirect(&format!("{back}{joint}{}", query.trim_start_matches('?')));
}

/// The engine calls the reason of a decision `justification`, the forms `comment`.
fn failed_form(error: EngineError) -> PortalError {
    match error {
        EngineError::Invalid { field, fault } if field == "justification" || field == "comment" => {
            refuse(PortalError::invalid("comment", format!("A comment {fault}")))
        }
        error => failed(error),
    }
}

fn decision(word: &str, phase: &str, comment: &str) -> Result<(Action, &'static str), PortalError> {
    let phase = Some(phase.to_owned()).filter(|phase| !phase.is_empty());
    let justification = comment.to_owned();
    let said = |decision| Action::Decide { decision, phase, justification };
    match word {
        "approve" => Ok((said(PhaseDecision::Approve), "approved")),
        "reject" => Ok((said(PhaseDecision::Reject), "rejected")),
        "fulfill" => Ok((said(PhaseDecision::Fulfil), "fulfilled")),
        "deny" => Ok((said(PhaseDecision::Deny), "denied")),
        _ => Err(refuse(PortalError::invalid("decision", "Approve it or reject it"))),
    }
}

/// Says yes or no in a phase.
pub async fn decide(
    request: &str,
    (phase, shown): (&str, &str),
    word: &str,
    comment: &str,
    back: &str,
) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let (action, notice) = decision(word, phase, comment)?;
    let shown: Shown = shown.parse().map_err(|_| refuse(PortalError::NotFound))?;
    let id = RequestId(request.to_owned());
    let view = requests::act_as_shown(&engine, &ctx, &id, &action, shown).await.map_err(failed_form)?;
    done(back, notice, 1, view.request.number, "");
    Ok(())
}

/// Says the same to several tasks; what failed is told in `?failed=number.code,…`.
pub async fn decide_all(tasks: &[String], word: &str, comment: &str, back: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    if tasks.is_empty() {
        return Err(refuse(PortalError::invalid("tasks", "Choose at least one task")));
    }
    if tasks.len() > MOST_TASKS {
        return Err(refuse(PortalError::invalid(
            "tasks",
            format!("Choose at most {MOST_TASKS} tasks at once"),
        )));
    }
    let mut failures = Vec::new();
    let (mut notice, mut last, mut count) = ("approved", 0, 0);
    for task in tasks {
        let mut parts = task.splitn(3, ':');
        let mut part = || parts.next().unwrap_or_default();
        let (number, shown, phase) = (part(), part(), part());
        let number: i64 = number.parse().map_err(|_| refuse(PortalError::NotFound))?;
        let shown: Shown = shown.parse().map_err(|_| refuse(PortalError::NotFound))?;
        let (_, words) = decision(word, phase, comment)?;
        match act_on(&engine, &ctx, number, shown, (word, phase, comment)).await {
            Ok(said) => {
                // Of several kinds of tasks the button is told, of one kind what it meant there.
                notice = if count == 0 || notice == said { said } else { words };
                (last, count) = (number, count + 1);
            }
            // It is the comment, then, and that of all of them.
            Err(error @ EngineError::Invalid { .. }) if failures.is_empty() => {
                return Err(failed_form(error));
            }
            Err(error) => failures.push(format!("{number}.{}", error.code())),
        }
    }
    done(back, notice, count, last, &failures.join(","));
    Ok(())
}

/// Says yes or no to a task; where it is to be carried out, that it was or cannot be. What was said.
async fn act_on(
    engine: &Engine,
    ctx: &Context,
    number: i64,
    shown: Shown,
    (word, phase, comment): (&str, &str, &str),
) -> Result<&'static str, EngineError> {
    let view = requests::by_number(engine, ctx, number).await?;
    let mut phases = view.request.phases.iter();
    let is_fulfilment = phases.any(|known| known.name == phase && known.kind == PhaseKind::Fulfilment);
    let word = match word {
        "approve" if is_fulfilment => "fulfill",
        "reject" if is_fulfilment => "deny",
        word => word,
    };
    let said = decision(word, phase, comment);
    let (action, said) = said.map_err(|_| EngineError::invalid("decision", "is unknown"))?;
    requests::act_as_shown(engine, ctx, &view.request.id, &action, shown).await.map(|_| said)
}

/// Hands a phase to somebody else.
pub async fn reassign(
    request: &str,
    phase: &str,
    person: &str,
    comment: &str,
    back: &str,
) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let actors = vec![find(&engine, &ctx, person).await?];
    let phase = Some(phase.to_owned()).filter(|phase| !phase.is_empty());
    let action = Action::Reassign { phase, actors, comment: comment.to_owned() };
    let handed = requests::act(&engine, &ctx, &RequestId(request.to_owned()), &action).await;
    let view = handed.map_err(|error| match error {
        EngineError::Invalid { field, .. } if field == "updatedActors" => {
            refuse(PortalError::invalid("person", "Choose somebody who is active"))
        }
        error => failed_form(error),
    })?;
    done(back, "reassigned", 1, view.request.number, "");
    Ok(())
}

/// The one person meant by an id or a name.
pub async fn find(engine: &Engine, ctx: &Context, text: &str) -> Result<UserId, PortalError> {
    let unclear = |message: &str| refuse(PortalError::invalid("person", message));
    let text = text.trim();
    if text.is_empty() {
        return Err(unclear("Choose a person"));
    }
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let found = people::find(engine, ctx, text, 10).await.map_err(failed)?;
    let exact = found.iter().find(|person| {
        person.user_name.eq_ignore_ascii_case(text) || person.display_name.eq_ignore_ascii_case(text)
    });
    match (exact, found.as_slice()) {
        (Some(person), _) | (None, [person]) => Ok(person.id),
        (None, []) => Err(unclear("Nobody has this name")),
        (None, _) => Err(unclear("Several people fit: write the whole name")),
    }
}

/// Says something.
pub async fn comment(request: &str, comment: &str, back: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let action = Action::Comment { comment: comment.to_owned() };
    requests::act(&engine, &ctx, &RequestId(request.to_owned()), &action).await.map_err(failed_form)?;
    done(back, "comment-added", 1, 0, "");
    Ok(())
}

/// Calls a request off.
pub async fn cancel(request: &str, comment: &str, back: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let action = Action::Cancel { comment: comment.to_owned() };
    requests::act(&engine, &ctx, &RequestId(request.to_owned()), &action).await.map_err(failed_form)?;
    done(back, "request-cancelled", 1, 0, "");
    Ok(())
}
