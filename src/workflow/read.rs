//! Reading steps. Faults are collected, not refused: a draft may be unfinished.

use serde_json::{Map, Value as Json};

use super::step::{
    Escalation, Events, Expiration, Given, Mail, Next, Notice, Reminder, Step, StepKind, Task, TaskActor,
    TaskActors, TaskKind, TaskMode,
};

type Faults = Vec<(Option<String>, String)>;
type Members = Map<String, Json>;

/// The steps that can be read, and what is wrong with the others.
pub(super) fn steps(listed: &[Json]) -> (Vec<Step>, Faults) {
    let (mut steps, mut faults) = (Vec::with_capacity(listed.len()), Faults::new());
    for (index, given) in listed.iter().enumerate() {
        let Some(members) = given.as_object() else {
            faults.push((None, format!("step {index} is no object")));
            continue;
        };
        let Some(name) = text(members, "name").filter(|name| !name.is_empty()) else {
            faults.push((None, format!("step {index} has no name")));
            continue;
        };
        match step(name, members) {
            Ok(step) => steps.push(step),
            Err(fault) => faults.push((Some(name.to_owned()), fault)),
        }
    }
    (steps, faults)
}

fn step(name: &str, members: &Members) -> Result<Step, String> {
    let kind = text(members, "type").ok_or("has no type")?;
    let body =
        members.get(kind).and_then(Json::as_object).ok_or_else(|| format!("has no member `{kind}`"))?;
    let kind = match kind {
        "scriptTask" | "customTask" => script(name, members, body)?,
        "waitTask" => wait(body)?,
        "emailTask" => StepKind::Email(Box::new(mail(body)?)),
        other => match other.parse::<TaskKind>() {
            Ok(kind) => StepKind::Task(Box::new(task(kind, members, body)?)),
            Err(_) => return Err(format!("is of type `{other}`, which is unknown")),
        },
    };
    Ok(Step {
        name: name.to_owned(),
        display_name: text(members, "displayName").unwrap_or(name).to_owned(),
        kind,
        next: next(body)?,
    })
}

/// Gateways are stored as scripts: the name, or `gatewayType`, tells them apart.
fn script(name: &str, members: &Members, body: &Members) -> Result<StepKind, String> {
    if let Some(language) = text(body, "language").filter(|given| !given.eq_ignore_ascii_case("javascript")) {
        return Err(format!("has a script in `{language}`: only javascript runs here"));
    }
    let source = match body.get("script") {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(source)) => source.clone(),
        // Some exports keep the script one level further down.
        Some(Json::Object(inner)) => text(inner, "source").unwrap_or_default().to_owned(),
        Some(_) => return Err("has a script that is no text".into()),
    };
    let gateway = text(members, "gatewayType").or_else(|| text(body, "gatewayType")).unwrap_or_default();
    Ok(if name.starts_with("inclusiveGateway") || gateway.eq_ignore_ascii_case("inclusive") {
        StepKind::Inclusive(source)
    } else if name.starts_with("exclusiveGateway") || gateway.eq_ignore_ascii_case("exclusive") {
        StepKind::Exclusive(source)
    } else {
        StepKind::Script(source)
    })
}

fn wait(body: &Members) -> Result<StepKind, String> {
    let date = body.get("resumeDate").filter(|date| !date.is_null()).ok_or("has no resumeDate")?;
    Ok(StepKind::Wait(given(date)))
}

fn mail(body: &Members) -> Result<Mail, String> {
    let value = |name: &str| body.get(name).filter(|value| !value.is_null()).map(given);
    let mail = Mail {
        to: value("to"),
        cc: value("cc"),
        bcc: value("bcc"),
        template: value("templateName"),
        object: value("object"),
    };
    if mail.to.is_none() {
        return Err("has nobody to write to".into());
    }
    if mail.template.is_none() {
        return Err("has no templateName".into());
    }
    Ok(mail)
}

fn task(kind: TaskKind, members: &Members, body: &Members) -> Result<Task, String> {
    let mode = text(body, "approvalMode").or_else(|| text(members, "approvalMode")).unwrap_or("any");
    let mode =
        mode.parse::<TaskMode>().map_err(|fault| format!("has an approvalMode which is wrong: {fault}"))?;
    Ok(Task {
        kind,
        mode,
        actors: actors(body.get("actors"))?,
        events: events(body.get("events"))?,
        approved_by_asking: body.get("approvedByAsking").and_then(Json::as_bool).unwrap_or(false),
    })
}

fn actors(value: Option<&Json>) -> Result<TaskActors, String> {
    match value {
        None | Some(Json::Null) => Ok(TaskActors::Listed(Vec::new())),
        Some(Json::Object(members)) => match given(&Json::Object(members.clone())) {
            Given::Expression(source) => Ok(TaskActors::Expression(source)),
            Given::Literal(_) => Ok(TaskActors::Listed(vec![actor(&Json::Object(members.clone()))?])),
        },
        Some(Json::Array(listed)) => {
            Ok(TaskActors::Listed(listed.iter().map(actor).collect::<Result<_, _>>()?))
        }
        Some(_) => Err("has actors that are neither a list nor an expression".into()),
    }
}

fn actor(value: &Json) -> Result<TaskActor, String> {
    let fault = || "has an actor without an id".to_owned();
    if value.is_string() {
        return Ok(TaskActor { id: Given::Literal(value.clone()), permissions: None });
    }
    let members = value.as_object().ok_or_else(fault)?;
    let id = members.get("id").filter(|id| !id.is_null()).ok_or_else(fault)?;
    let permissions = members.get("permissions").filter(|permissions| !permissions.is_null()).cloned();
    Ok(TaskActor { id: given(id), permissions })
}

fn events(value: Option<&Json>) -> Result<Events, String> {
    let Some(members) = value.and_then(Json::as_object) else { return Ok(Events::default()) };
    let event = |name: &str| members.get(name).and_then(Json::as_object);
    let notification = |body: &Members| text(body, "notification").map(template);
    let date = |body: &Members| body.get("date").filter(|date| !date.is_null()).map(given);
    let frequency = |body: &Members| {
        let days = body.get("frequency")?;
        days.as_u64().or_else(|| days.as_str()?.parse().ok()).and_then(|days| u32::try_from(days).ok())
    };
    let notice = |name: &str| event(name).and_then(notification).map(|notification| Notice { notification });
    let escalation = |body: &Members| -> Result<Escalation, String> {
        Ok(Escalation {
            notification: notification(body),
            frequency: frequency(body),
            date: date(body),
            actors: actors(body.get("actors"))?,
        })
    };
    let expiration = |body: &Members| -> Result<Expiration, String> {
        Ok(Expiration {
            action: body.get("action").filter(|a| !a.is_null()).map_or(Given::Literal("none".into()), given),
            notification: notification(body),
            actors: actors(body.get("actors"))?,
            date: date(body),
        })
    };
    Ok(Events {
        assignment: notice("assignment"),
        reassign: notice("reassign"),
        reminder: event("reminder").map(|body| Reminder {
            notification: notification(body),
            frequency: frequency(body),
            date: date(body),
        }),
        escalation: event("escalation").map(escalation).transpose()?,
        expiration: event("expiration").map(expiration).transpose()?,
    })
}

/// A template's bare name; some exports keep where it is stored.
fn template(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

/// `{isExpression: true, value}`, `{isExpression: false, value}`, or the value itself.
fn given(value: &Json) -> Given {
    let Some(members) = value.as_object() else { return Given::Literal(value.clone()) };
    let Some(inner) = members.get("value") else { return Given::Literal(value.clone()) };
    let is_expression = match members.get("isExpression") {
        Some(Json::Bool(flag)) => *flag,
        Some(Json::String(flag)) => flag == "true",
        _ => false,
    };
    match inner {
        Json::String(source) if is_expression => Given::Expression(source.clone()),
        other => Given::Literal(other.clone()),
    }
}

fn next(body: &Members) -> Result<Vec<Next>, String> {
    let listed = match body.get("nextStep") {
        None | Some(Json::Null) => return Ok(Vec::new()),
        Some(Json::Array(listed)) => listed,
        Some(_) => return Err("has a nextStep that is no list".into()),
    };
    let one = |value: &Json| {
        let members = value.as_object().ok_or("has a nextStep with an element that is no object")?;
        let present = |name: &str| text(members, name).filter(|given| !given.is_empty()).map(str::to_owned);
        Ok(Next { condition: present("condition"), outcome: present("outcome"), step: present("step") })
    };
    listed.iter().map(one).collect::<Result<_, &str>>().map_err(str::to_owned)
}

fn text<'a>(members: &'a Members, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Json::as_str)
}
