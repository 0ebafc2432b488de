//! Policies as their page sends them.

use bailiwick::policy::PolicyDefinition;
use bailiwick::schedule::ScheduleKind;
use bailiwick_engine::policies;
use serde_json::{Map, Value as Json, json};

use super::{parse, person};
use crate::api::PortalError;
use crate::api::policies::PolicyForm;
use crate::drawn::policies::{SETS, href};
use crate::server::{call, failed, refuse};

/// Makes or changes a policy.
pub async fn policy(form: PolicyForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let mut body = if form.id.is_empty() {
        Map::new()
    } else {
        let read = policies::read(&engine, &ctx, parse(&form.id)?).await.map_err(failed)?;
        read.policy.definition.body().clone()
    };
    let Some(owner) = person(&engine, &ctx, &form.owner).await.map_err(failed)? else {
        return Err(wrong("owner", format!("Nobody has the user name {}", form.owner)));
    };
    body.insert("name".into(), json!(form.name.trim()));
    body.insert("description".into(), json!(form.description.trim()));
    body.insert("policyOwner".into(), json!({"id": owner}));
    body.insert("policyRuleIds".into(), json!(form.rules));
    body.insert("active".into(), json!(form.active));
    match schedule(&form).map_err(|fault| wrong("at", fault))? {
        Planned::Kept => {}
        Planned::None => drop(body.remove("schedule")),
        Planned::Cron(cron) => {
            body.insert("schedule".into(), json!({"type": "cron", "schedule": cron}));
        }
    }
    let saved = if form.id.is_empty() {
        policies::create(&engine, &ctx, body).await
    } else {
        policies::replace(&engine, &ctx, parse(&form.id)?, body, Some(form.revision)).await
    };
    let saved = saved.map_err(failed)?;
    leptos_axum::redirect(&href(SETS, &saved.policy.id, &[("said", "saved")]));
    Ok(())
}

enum Planned {
    /// As it was.
    Kept,
    None,
    Cron(String),
}

fn schedule(form: &PolicyForm) -> Result<Planned, &'static str> {
    let day = match form.repeat.as_str() {
        "keep" => return Ok(Planned::Kept),
        "cron" => return Ok(Planned::Cron(form.cron.trim().to_owned())),
        "day" => "*",
        day if day.len() == 1 && ("0"..="6").contains(&day) => day,
        _ => return Ok(Planned::None),
    };
    let fault = "The time must be like 03:00";
    let (hour, minute) = form.at.trim().split_once(':').ok_or(fault)?;
    let (hour, minute): (u8, u8) = (hour.parse().map_err(|_| fault)?, minute.parse().map_err(|_| fault)?);
    if hour > 23 || minute > 59 {
        return Err(fault);
    }
    Ok(Planned::Cron(format!("{minute} {hour} * * {day}")))
}

/// A policy as its page shows it.
pub fn of(id: String, revision: i64, policy: &PolicyDefinition, owner: String) -> PolicyForm {
    let mut form = PolicyForm {
        id,
        revision,
        name: policy.name.clone(),
        description: policy.description.clone().unwrap_or_default(),
        owner,
        rules: policy.rules.iter().map(ToString::to_string).collect(),
        active: policy.is_active,
        at: "03:00".into(),
        ..PolicyForm::default()
    };
    match policy.schedule.as_ref().map(|schedule| &schedule.kind) {
        None => form.repeat = "none".into(),
        Some(ScheduleKind::Every { .. }) => form.repeat = "keep".into(),
        Some(ScheduleKind::Cron(_)) => {
            let cron = policy
                .body()
                .get("schedule")
                .and_then(|schedule| schedule.get("schedule"))
                .and_then(Json::as_str);
            cron.unwrap_or_default().clone_into(&mut form.cron);
            match daily(&form.cron) {
                Some((repeat, at)) => (form.repeat, form.at) = (repeat, at),
                None => form.repeat = "cron".into(),
            }
        }
    }
    form
}

/// `minute hour * * day` as day and time.
fn daily(cron: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = cron.split_whitespace().collect();
    let &[minute, hour, "*", "*", day] = parts.as_slice() else { return None };
    let repeat = match day {
        "*" => "day",
        day if day.len() == 1 && ("0"..="6").contains(&day) => day,
        _ => return None,
    };
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    Some((repeat.to_owned(), format!("{hour:02}:{minute:02}")))
}

fn wrong(field: &str, message: impl Into<String>) -> PortalError {
    refuse(PortalError::invalid(field, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_shown_again() {
        for (repeat, at, cron) in [("day", "03:05", "5 3 * * *"), ("1", "22:00", "0 22 * * 1")] {
            let form = PolicyForm { repeat: repeat.into(), at: at.into(), ..PolicyForm::default() };
            let Ok(Planned::Cron(written)) = schedule(&form) else { panic!("{repeat}") };
            assert_eq!(written, cron);
            assert_eq!(daily(cron), Some((repeat.into(), at.into())));
        }
        assert_eq!(daily("0 0 6 ? * MON"), None);
        let form = PolicyForm { repeat: "day".into(), at: "25:00".into(), ..PolicyForm::default() };
        assert!(schedule(&form).is_err());
    }
}
