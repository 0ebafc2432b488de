//! Reports about campaigns, and looking again whether what was revoked is gone.

use bailiwick::certification::isc::ReportType;
use bailiwick::glossary::{Attribute, ObjectKind};
use bailiwick::id::CampaignId;
use bailiwick_store::certifications::isc::campaigns as kept;
use bailiwick_store::{Tx, glossary, settings};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::campaigns::existing;
use crate::audit::Event;
use crate::certifications::campaigns::told;
use crate::certifications::{readable, writable};
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Where the columns of reports are kept.
const SETTINGS: &str = "iscCampaignReports";
/// The most columns.
const MOST_COLUMNS: usize = 50;

/// A report of a campaign: of what kind, and its id and when, once it was run.
pub type Report = (ReportType, Option<(Uuid, DateTime<Utc>)>);

/// The reports of a campaign. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn reports(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Vec<Report>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    existing(&mut tx, id).await?;
    let runs = kept::runs(&mut tx, id).await?;
    let run =
        |kind: ReportType| runs.iter().find(|(word, ..)| word == kind.as_str()).map(|(_, id, at)| (*id, *at));
    Ok(ReportType::ALL.iter().map(|kind| (*kind, run(*kind))).collect())
}

/// Runs a report: from now on it has an id, by which its lines are read. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn run_report(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    kind: ReportType,
) -> Result<(), EngineError> {
    writable(ctx)?;
    let mut tx = engine.write().await?;
    let campaign = existing(&mut tx, id).await?;
    kept::set_run(&mut tx, id, kind.as_str(), engine.new_id(), ctx.now).await?;
    told("run-campaign-report", &campaign).set("report", kind).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) fn is_of_people(attribute: &Attribute, name: &str) -> bool {
    attribute.definition.object_kind == ObjectKind::User && attribute.definition.name == name
}

pub(super) async fn columns(tx: &mut Tx) -> Result<Vec<String>, EngineError> {
    let kept = settings::category(tx, SETTINGS).await?.unwrap_or_default();
    let list = kept.get("identityAttributeColumns").and_then(Json::as_array).cloned().unwrap_or_default();
    Ok(list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

/// Which attributes of people reports show. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`.
pub async fn report_columns(engine: &Engine, ctx: &Context) -> Result<Vec<String>, EngineError> {
    readable(ctx)?;
    columns(&mut engine.read().await?).await
}

/// Says which attributes of people reports show. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid`: too many, or one that is not defined.
pub async fn set_report_columns(engine: &Engine, ctx: &Context, names: &[String]) -> Result<(), EngineError> {
    writable(ctx)?;
    if names.len() > MOST_COLUMNS {
        let fault = format!("must have at most {MOST_COLUMNS} elements");
        return Err(EngineError::invalid("identityAttributeColumns", fault));
    }
    let mut tx = engine.write().await?;
    let known = glossary::attributes(&mut tx).await?;
    for (place, name) in names.iter().enumerate() {
        if !known.iter().any(|one| is_of_people(one, name)) {
            let field = format!("identityAttributeColumns[{place}]");
            return Err(EngineError::invalid(field, "is no attribute of people"));
        }
    }
    let mut value = Map::new();
    value.insert("identityAttributeColumns".into(), json!(names));
    settings::set(&mut tx, SETTINGS, &value, ctx.now).await?;
    Event::new("set-report-columns", "settings", SETTINGS, "")
        .set("identityAttributeColumns", names.join(", "))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Looks again at what a campaign revoked: what is still to be asked for is asked for, and what is held again is said of.
/// Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: nothing was signed yet.
pub async fn scan_remediation(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    writable(ctx)?;
    let mut tx = engine.write().await?;
    let campaign = existing(&mut tx, id).await?;
    if campaign.started.is_none() {
        return Err(EngineError::Conflict(format!(
            "the campaign is {}: nothing was revoked",
            campaign.status
        )));
    }
    for job in
        [Job::RemoveRevoked { campaign: id, at: ctx.now }, Job::VerifyRemoved { campaign: id, at: ctx.now }]
    {
        job.write(&mut tx, engine, ctx, ctx.now).await?;
    }
    told("scan-remediation", &campaign).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    engine.ring();
    Ok(())
}
