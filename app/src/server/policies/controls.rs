//! Mitigating controls as their pages send them.

use bailiwick::id::{ControlId, PolicyRuleId};
use bailiwick_engine::controls;
use serde_json::{Map, json};

use super::{parse, person};
use crate::api::PortalError;
use crate::api::controls::ControlForm;
use crate::drawn::policies::{CONTROLS, href};
use crate::server::{call, failed, refuse};
use crate::url;

/// Makes or changes a control.
pub async fn save(form: ControlForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let wrong = |field: &str, message: String| refuse(PortalError::invalid(field, message));
    let mut body = if form.id.is_empty() {
        Map::new()
    } else {
        let read = controls::read(&engine, &ctx, parse(&form.id)?).await.map_err(failed)?;
        read.control.definition.body().clone()
    };
    let Some(owner) = person(&engine, &ctx, &form.owner).await.map_err(failed)? else {
        return Err(wrong("owner", format!("Nobody has the user name {}", form.owner)));
    };
    let Ok(days) = form.days.trim().parse::<u32>() else {
        return Err(wrong("days", format!("The days must be a whole number, not {}", form.days)));
    };
    body.insert("name".into(), json!(form.name.trim()));
    body.insert("description".into(), json!(form.description.trim().replace("\r\n", "\n")));
    body.insert("controlOwner".into(), json!({"id": owner}));
    body.insert("evidenceInterval".into(), json!(days));
    let saved = if form.id.is_empty() {
        controls::create(&engine, &ctx, body).await
    } else {
        controls::replace(&engine, &ctx, parse(&form.id)?, body, Some(form.revision)).await
    };
    let saved = saved.map_err(failed)?;
    leptos_axum::redirect(&href(CONTROLS, &saved.control.id, &[("said", "saved")]));
    Ok(())
}

/// Does something to a control.
pub async fn set(control: &str, to: &str, rule: &str, revision: i64) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id: ControlId = parse(control)?;
    let said = match to {
        "link" => {
            let rule = rule.parse::<PolicyRuleId>();
            let rule = rule.map_err(|_| refuse(PortalError::invalid("rule", "Choose a rule")))?;
            controls::link(&engine, &ctx, id, &[rule]).await.map_err(failed)?;
            "linked"
        }
        "unlink" => {
            controls::unlink(&engine, &ctx, id, &[parse(rule)?]).await.map_err(failed)?;
            "unlinked"
        }
        "retire" => {
            controls::retire(&engine, &ctx, id, Some(revision)).await.map_err(failed)?;
            "retired"
        }
        _ => {
            controls::delete(&engine, &ctx, id).await.map_err(failed)?;
            leptos_axum::redirect(&url::to(CONTROLS, &[("said", "deleted")]));
            return Ok(());
        }
    };
    leptos_axum::redirect(&href(CONTROLS, &id, &[("said", said)]));
    Ok(())
}
