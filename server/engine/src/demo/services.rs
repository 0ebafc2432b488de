//! What people ask for beside access: types of the company's own, with a workflow and a form.

use bailiwick::form::FormTarget;
use bailiwick::id::RequestTypeId;
use serde_json::{Map, Value as Json, json};

use super::people::Company;
use super::requests::{seen_by, work};
use crate::{Context, Engine, EngineError, forms, request_types, requests, workflows};

/// Who carries out what is asked for.
const KEEPER: &str = "ruben.castellanos";

const WORKFLOW: &str = include_str!("services/workflow.json");
const TYPES: [&str; 2] = [include_str!("services/equipment.json"), include_str!("services/guest_badge.json")];
const FORM: &str = include_str!("services/form.json");

/// Defines the types, and lets two people ask. Where no workflows are carried out, nothing would come of it.
pub(super) async fn offer(engine: &Engine, ctx: &Context, company: &Company) -> Result<(), EngineError> {
    let (Some(keeper), Ok(_)) = (company.member(KEEPER), engine.runner()) else { return Ok(()) };
    let keeper = company.ids.user(keeper).to_string();
    workflows::publish(engine, ctx, read(&WORKFLOW.replace("KEEPER", &keeper))?).await?;
    for body in TYPES {
        request_types::create(engine, ctx, read(body)?).await?;
    }
    let form = forms::create(engine, ctx, read(FORM)?).await?;
    let target: FormTarget =
        "requestType/equipment".parse().map_err(|fault| EngineError::invalid("target", fault))?;
    forms::assign(engine, ctx, &target, &form.id).await?;
    let laptop = json!({
        "common": {"justification": "The battery of mine lasts an hour.", "priority": "medium"},
        "custom": {"what": "laptop", "system": "linux", "extras": ["dock"], "oldOne": "NB-20417", "toHome": false},
    });
    let badge = json!({
        "common": {"justification": "He audits the claims ledger with us.", "priority": "low"},
        "custom": {"guest": "Pavel Novák", "company": "Novák & Partners", "office": "Leeds", "days": 3},
    });
    for (who, kind, payload) in [("hana.sato", "equipment", laptop), ("jonas.lindqvist", "guestBadge", badge)]
    {
        let (Some(who), Json::Object(payload)) = (company.member(who), payload) else { continue };
        let kind = RequestTypeId(kind.to_owned());
        requests::publish(engine, &seen_by(engine, company, who), &kind, &payload).await?;
        work(engine).await?;
    }
    Ok(())
}

fn read(text: &str) -> Result<Map<String, Json>, EngineError> {
    serde_json::from_str(text).map_err(|error| EngineError::Internal(Box::new(error)))
}
