//! What people decide about violations.

use bailiwick::id::ViolationId;
use bailiwick::policy::Remediation;
use bailiwick_engine::violations::{self, Action};
use bailiwick_engine::{Context, Engine, EngineError};

use super::policies::{parse, person};
use super::{call, clock, failed};
use crate::api::PortalError;
use crate::api::violations::{FixForm, ViolationForm};
use crate::days;
use crate::drawn::policies::href;
use crate::drawn::violations::VIOLATIONS;
use crate::url;

/// So many different reasons are told at once.
const REASONS: usize = 5;

/// Does something about a violation. What is refused leads back to its form, with what was typed.
pub async fn act(form: ViolationForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id: ViolationId = parse(&form.violation)?;
    let done = match action(&engine, &ctx, &form).await {
        Ok(action) => violations::act(&engine, &ctx, id, None, &action).await.map(drop),
        Err(error) => Err(error),
    };
    let to = match done {
        Ok(()) => {
            let said = match form.then.as_str() {
                "allow" => "allowed",
                "except" => "excepted",
                "end" => "ended",
                "remediate" => "remediated",
                "reassign" => "reassigned",
                _ => "commented",
            };
            href(VIOLATIONS, &id, &[("said", said)])
        }
        Err(
            error @ (EngineError::Invalid { .. }
            | EngineError::InvalidAll(_)
            | EngineError::Conflict(_)
            | EngineError::Changed(_)
            | EngineError::Overtaken(_)
            | EngineError::Forbidden(_)),
        ) => {
            let fault = match error {
                EngineError::Invalid { fault, .. } => format!("This {fault}"),
                error => error.to_string(),
            };
            let (then, comment, until, people) = (&form.then, &form.comment, &form.until, &form.people);
            let control = form.control.as_str();
            let typed = [
                ("ask", then.as_str()),
                ("fault", &fault),
                ("comment", comment),
                ("until", until),
                ("control", control),
                ("people", people),
            ];
            let typed: Vec<(&str, &str)> = typed.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            format!("{}#{then}", href(VIOLATIONS, &id, &typed))
        }
        Err(error) => return Err(failed(error)),
    };
    leptos_axum::redirect(&to);
    Ok(())
}

/// Takes access away so that violations end, and goes back to say what came of it.
pub async fn carry_out(form: FixForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let comment = form.comment.replace("\r\n", "\n");
    let (count, fault) = match violations::carry_out(&engine, &ctx, &form.violations, &form.grants, &comment)
        .await
    {
        Ok(left) => {
            let mut reasons: Vec<&str> = left.iter().map(|one| one.message.as_str()).collect();
            reasons.sort_unstable();
            reasons.dedup();
            let fault = reasons.into_iter().take(REASONS).collect::<Vec<_>>().join("; ");
            let not_done = if left.is_empty() { String::new() } else { format!("{}: {fault}", left.len()) };
            (form.violations.len() - left.len(), not_done)
        }
        Err(EngineError::Invalid { field, fault }) => (0, format!("{field} {fault}")),
        Err(error) => return Err(failed(error)),
    };
    let done = if count > 0 { count.to_string() } else { String::new() };
    let query: Vec<(&str, &str)> = [("done", done.as_str()), ("fault", &fault)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let back = url::local_or_home(&form.back);
    let joint = if back.contains('?') { "&" } else { "?" };
    leptos_axum::redirect(&format!("{back}{joint}{}", url::to("", &query).trim_start_matches('?')));
    Ok(())
}

async fn action(engine: &Engine, ctx: &Context, form: &ViolationForm) -> Result<Action, EngineError> {
    let comment = form.comment.replace("\r\n", "\n");
    Ok(match form.then.as_str() {
        "allow" => Action::Allow { comment },
        "except" => {
            let until =
                days::end(clock(ctx), &form.until).map_err(|fault| EngineError::Conflict(fault.into()))?;
            let until = until.ok_or_else(|| EngineError::Conflict("Say until when".into()))?;
            let unknown = |_| EngineError::Conflict("Choose a control".into());
            let control = Some(form.control.trim()).filter(|id| !id.is_empty());
            let control = control.map(|id| id.parse().map_err(unknown)).transpose()?;
            Action::Except { until, control, comment }
        }
        "end" => Action::CancelException { comment },
        "remediate" => Action::Remediate(Remediation {
            remediation_option_id: "grantRemoval".into(),
            grant_ids: form.grants.clone(),
            justification: comment,
        }),
        "reassign" => {
            let mut actors = Vec::new();
            for name in form.people.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()) {
                let unknown = || EngineError::Conflict(format!("Nobody has the user name {name}"));
                actors.push(person(engine, ctx, name).await?.ok_or_else(unknown)?);
            }
            Action::Reassign { actors, comment }
        }
        _ => Action::Comment { comment },
    })
}
