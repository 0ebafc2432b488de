//! What is to be run for a step: its script, the conditions of its ways, the expressions of what it gives.

use bailiwick::workflow::{ALWAYS, Given, Instance, Step, StepKind, Task, TaskActors};
use bailiwick_script_host::Program;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

/// A value that is known, or the answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Known.
    Known(Json),
    /// To be asked for.
    Question(usize),
}

impl Value {
    /// The value, once the questions are answered.
    pub(super) fn of<'a>(&'a self, answers: &'a [Json]) -> &'a Json {
        match self {
            Self::Known(value) => value,
            Self::Question(index) => answers.get(*index).unwrap_or(&Json::Null),
        }
    }
}

/// The questions of one program.
#[derive(Debug, Default)]
pub(super) struct Questions(Vec<String>);

impl Questions {
    fn ask(&mut self, source: impl Into<String>) -> Value {
        self.0.push(source.into());
        Value::Question(self.0.len() - 1)
    }

    /// What a definition gives.
    pub(super) fn given(&mut self, given: &Given) -> Value {
        match given {
            Given::Literal(value) => Value::Known(value.clone()),
            Given::Expression(source) => self.ask(source),
        }
    }

    pub(super) fn actors(&mut self, actors: &TaskActors) -> Actors {
        match actors {
            TaskActors::Expression(source) => Actors::Whole(self.ask(source)),
            TaskActors::Listed(listed) => Actors::Listed(
                listed.iter().map(|actor| (self.given(&actor.id), actor.permissions.clone())).collect(),
            ),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The program that answers the questions.
    pub(super) fn program(self, instance: &Instance, request: &Json, now: DateTime<Utc>) -> Program {
        Program {
            now: Some(now.timestamp_millis()),
            variables: instance.variables.clone(),
            scope: scope(request),
            questions: self.0,
            ..Program::default()
        }
    }
}

/// Who is asked, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Actors {
    /// One value for all.
    Whole(Value),
    /// One by one, with what each may do.
    Listed(Vec<(Value, Option<Json>)>),
}

impl Actors {
    /// The actors as one value, once the questions are answered.
    pub(super) fn of(&self, answers: &[Json]) -> Json {
        match self {
            Self::Whole(value) => value.of(answers).clone(),
            Self::Listed(listed) => {
                let one = |(id, permissions): &(Value, Option<Json>)| match id.of(answers) {
                    Json::Array(ids) => {
                        ids.iter().map(|id| json!({"id": id, "permissions": permissions})).collect()
                    }
                    id => vec![json!({"id": id, "permissions": permissions})],
                };
                listed.iter().flat_map(one).collect()
            }
        }
    }
}

/// Everything that a task gives; see [`Task`].
#[derive(Debug, Clone)]
pub(super) struct TaskValues {
    pub(super) actors: Actors,
    pub(super) reminder: Option<Value>,
    pub(super) escalation: Option<(Option<Value>, Actors)>,
    pub(super) expiration: Option<(Option<Value>, Value, Actors)>,
}

impl TaskValues {
    pub(super) fn ask(task: &Task, questions: &mut Questions) -> Self {
        let events = &task.events;
        Self {
            actors: questions.actors(&task.actors),
            reminder: events
                .reminder
                .as_ref()
                .and_then(|event| event.date.as_ref())
                .map(|date| questions.given(date)),
            escalation: events.escalation.as_ref().map(|event| {
                (event.date.as_ref().map(|date| questions.given(date)), questions.actors(&event.actors))
            }),
            expiration: events.expiration.as_ref().map(|event| {
                let date = event.date.as_ref().map(|date| questions.given(date));
                (date, questions.given(&event.action), questions.actors(&event.actors))
            }),
        }
    }
}

/// What expressions and scripts see of the request or violation, by its name there (contract 6.3).
fn scope(about: &Json) -> Map<String, Json> {
    about.as_object().cloned().unwrap_or_default()
}

/// The program of a script or gateway; none where nothing has to be run. Its only answer is the numbers of the
/// ways whose conditions hold.
pub(super) fn of_script(
    step: &Step,
    instance: &Instance,
    request: &Json,
    now: DateTime<Utc>,
) -> Option<Program> {
    let script = step.kind.script().filter(|script| !is_blank(script));
    let question = condition(step);
    if script.is_none() && question.is_none() {
        return None;
    }
    Some(Program {
        now: Some(now.timestamp_millis()),
        variables: instance.variables.clone(),
        scope: scope(request),
        script: script.map(str::to_owned),
        questions: question.into_iter().collect(),
        ..Program::default()
    })
}

/// Whether there is anything but space and comments.
fn is_blank(script: &str) -> bool {
    script.lines().all(|line| line.trim().is_empty() || line.trim().starts_with("//"))
}

/// Asks which ways hold: one number where the first counts (those after it are not even looked at), a list where
/// all count. None when the conditions are no question.
fn condition(step: &Step) -> Option<String> {
    let text = |source: &Option<String>| {
        let source = source.as_deref().unwrap_or(ALWAYS).trim().trim_end_matches(';');
        if source.is_empty() { ALWAYS.to_owned() } else { source.to_owned() }
    };
    let conditions: Vec<String> = step.next.iter().map(|next| text(&next.condition)).collect();
    if conditions.first().is_none_or(|first| first == ALWAYS && !matches!(step.kind, StepKind::Inclusive(_)))
        || conditions.iter().all(|condition| condition == ALWAYS)
    {
        return None;
    }
    let numbered = conditions.iter().enumerate();
    Some(if matches!(step.kind, StepKind::Inclusive(_)) {
        let all: Vec<String> =
            numbered.map(|(index, condition)| format!("((\n{condition}\n) ? {index} : -1)")).collect();
        format!("[{}]", all.join(", "))
    } else {
        let all: Vec<String> =
            numbered.map(|(index, condition)| format!("(\n{condition}\n) ? {index} : ")).collect();
        format!("({}-1)", all.concat())
    })
}

/// Which ways hold, from the answer to [`condition`].
pub(super) fn holds(step: &Step, answer: Option<&Json>) -> Vec<bool> {
    let Some(answer) = answer else { return vec![true; step.next.len()] };
    let numbers: Vec<i64> = match answer {
        Json::Array(numbers) => numbers.iter().filter_map(Json::as_i64).collect(),
        number => number.as_i64().into_iter().collect(),
    };
    (0_i64..).zip(&step.next).map(|(index, _)| numbers.contains(&index)).collect()
}

/// Whether a step's JavaScript speaks of the request, which then must be read for it.
pub(super) fn speaks_of_request(step: &Step) -> bool {
    match &step.kind {
        StepKind::Wait(_) | StepKind::Task(_) | StepKind::Email(_) => true,
        _ => {
            let names = |text: &str| text.contains("requestIndex") || text.contains("violation");
            step.kind.script().is_some_and(names)
                || step.next.iter().any(|next| next.condition.as_deref().is_some_and(names))
        }
    }
}
