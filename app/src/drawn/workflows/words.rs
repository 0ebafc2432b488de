//! Workflows in words.

use bailiwick::workflow::{
    ALWAYS, Events, Given, Next, Step, StepKind, TaskActors, TaskKind, TaskMode, days_ahead,
};

use crate::components::IconName;
use crate::text::counted;

/// What a step does, in a word or two.
pub fn kind(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Script(_) => "Script",
        StepKind::Exclusive(_) => "Takes one way",
        StepKind::Inclusive(_) => "Takes all ways that hold",
        StepKind::Wait(_) => "Waits for a date",
        StepKind::Email(_) => "Sends mail",
        StepKind::Task(task) => match task.kind {
            TaskKind::Approval => "Approval",
            TaskKind::Fulfilment => "Fulfilment",
            TaskKind::Violation => "Violation",
        },
    }
}

/// A picture of what a step does.
pub fn icon(kind: &StepKind) -> IconName {
    match kind {
        StepKind::Script(_) => IconName::ScrollText,
        StepKind::Exclusive(_) => IconName::GitCompareArrows,
        StepKind::Inclusive(_) => IconName::Waypoints,
        StepKind::Wait(_) => IconName::Hourglass,
        StepKind::Email(_) => IconName::Mail,
        StepKind::Task(task) => match task.kind {
            TaskKind::Approval => IconName::UserRoundCheck,
            TaskKind::Fulfilment => IconName::Wrench,
            TaskKind::Violation => IconName::ShieldAlert,
        },
    }
}

/// What stands beside a way: the outcome in small letters, else the condition; nothing where the way is the only one.
pub fn label(next: &Next) -> String {
    let outcome = next.outcome.as_deref().filter(|outcome| *outcome != "done").map(str::to_lowercase);
    outcome.or_else(|| condition(next).map(str::to_owned)).unwrap_or_default()
}

/// The condition of a way, where it has one.
pub fn condition(next: &Next) -> Option<&str> {
    next.condition.as_deref().filter(|condition| *condition != ALWAYS)
}

/// Whose decision counts.
pub const fn mode(mode: TaskMode) -> &'static str {
    match mode {
        TaskMode::Any => "the first decision counts",
        TaskMode::All => "everybody must agree",
    }
}

/// A value, as it is written.
pub fn given(given: &Given) -> String {
    match given {
        Given::Expression(source) => source.clone(),
        Given::Literal(serde_json::Value::String(text)) => text.clone(),
        Given::Literal(value) => value.to_string(),
    }
}

/// Those who are asked: an expression, or a list as JSON.
pub fn actors(actors: &TaskActors) -> String {
    match actors {
        TaskActors::Expression(source) => source.clone(),
        TaskActors::Listed(listed) => {
            let one = |id: &Given, permissions: &Option<serde_json::Value>| {
                let id = match id {
                    Given::Expression(source) => serde_json::json!({"isExpression": true, "value": source}),
                    Given::Literal(value) => value.clone(),
                };
                match permissions {
                    Some(permissions) => serde_json::json!({"id": id, "permissions": permissions}),
                    None => serde_json::json!({"id": id}),
                }
            };
            let listed: Vec<_> = listed.iter().map(|actor| one(&actor.id, &actor.permissions)).collect();
            serde_json::to_string_pretty(&listed).unwrap_or_default()
        }
    }
}

/// What is written in a step: its script, date, actors or addressee, and what that is called.
pub fn source(step: &Step) -> (&'static str, String) {
    match &step.kind {
        StepKind::Script(script) | StepKind::Exclusive(script) | StepKind::Inclusive(script) => {
            ("Script", script.clone())
        }
        StepKind::Wait(date) => ("Waits until", given(date)),
        StepKind::Email(mail) => ("Sent to", mail.to.as_ref().map(given).unwrap_or_default()),
        StepKind::Task(task) => ("Who is asked", actors(&task.actors)),
    }
}

/// The days of a date, where it is the usual expression.
pub fn days(date: Option<&Given>) -> Option<u32> {
    match date? {
        Given::Expression(source) => days_ahead(source),
        Given::Literal(_) => None,
    }
}

/// What happens while a task waits, a sentence each.
pub fn events(events: &Events) -> Vec<String> {
    let mut told = Vec::new();
    let when = |date: Option<&Given>| match (days(date), date) {
        (Some(days), _) => format!("after {}", counted(days, "day")),
        (None, Some(date)) => format!("at {}", given(date)),
        (None, None) => "at no time".to_owned(),
    };
    let every = |days: Option<u32>| match days {
        Some(days) => format!(", then every {}", counted(days, "day").trim_start_matches("1 ")),
        None => String::new(),
    };
    if let Some(event) = &events.reminder {
        told.push(format!("Reminds {}{}", when(event.date.as_ref()), every(event.frequency)));
    }
    if let Some(event) = &events.escalation {
        told.push(format!("Tells others {}{}", when(event.date.as_ref()), every(event.frequency)));
    }
    if let Some(event) = &events.expiration {
        let action = given(&event.action);
        let becomes = match action.as_str() {
            "reject" => " as rejected",
            "approve" => " as approved",
            "reassign" => " and is handed on",
            "none" => ", and that is all",
            _ => " as an expression says",
        };
        told.push(format!("Expires {}{becomes}", when(event.date.as_ref())));
    }
    told
}
