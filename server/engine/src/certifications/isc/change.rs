//! What may be changed about a campaign, and its beginning.

use bailiwick::certification::{Campaign, CampaignStatus, TemplateDefinition};
use bailiwick::document::Fault;
use bailiwick::filter::Value;
use bailiwick::id::CampaignId;
use bailiwick::patch::standard;
use bailiwick::text::{check, check_present};
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::isc::campaigns as kept;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use super::campaigns::{CampaignView, existing, view};
use super::tasks;
use crate::certifications::campaigns::{begin, plan_end, told};
use crate::certifications::{sources, writable};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// What may be changed while a campaign is looked through.
const STAGED: [&str; 6] = [
    "name",
    "description",
    "recommendationsEnabled",
    "deadline",
    "emailNotificationEnabled",
    "autoRevokeAllowed",
];

/// Changes a campaign by a JSON Patch (RFC 6902). Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid`, `InvalidAll`: the patch or what it leads to is wrong, or it changes what must stay;
/// `Conflict`: nothing can be changed as the campaign stands.
pub async fn patch(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    operations: &Json,
) -> Result<CampaignView, EngineError> {
    writable(ctx)?;
    retry!(try_patch(engine, ctx, id, operations))
}

async fn try_patch(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    operations: &Json,
) -> Result<CampaignView, EngineError> {
    let mut tx = engine.write().await?;
    let mut campaign = existing(&mut tx, id).await?;
    let may: &[&str] = match campaign.status {
        CampaignStatus::Staging => &STAGED,
        CampaignStatus::InProgress => &["deadline"],
        status => {
            return Err(EngineError::Conflict(format!("the campaign is {status}: nothing can be changed")));
        }
    };
    let found = view(&mut tx, campaign.clone()).await?;
    let before = document(&found);
    let after = standard::apply(operations, &before)?;
    let names = before.keys().chain(after.keys());
    let changed: Vec<&String> = names.filter(|name| before.get(*name) != after.get(*name)).collect();
    if let Some(other) = changed.iter().find(|name| !may.contains(&name.as_str())) {
        let fault = format!("cannot be changed: what can be is {}", may.join(", "));
        return Err(EngineError::invalid(other.as_str(), fault));
    }
    let amended = Amended::read(&after)?;
    if changed.iter().any(|name| *name == "deadline") {
        let moved = amended.deadline;
        if campaign.status == CampaignStatus::InProgress && moved.is_none_or(|at| at <= ctx.now) {
            return Err(EngineError::invalid("deadline", "must lie in the future"));
        }
        campaign.deadline = moved;
    }
    campaign.definition = amended.definition(&campaign)?;
    campaign.revision += 1;
    store::update(&mut tx, &campaign).await?;
    store::redefine(&mut tx, &campaign).await?;
    if campaign.status == CampaignStatus::InProgress {
        plan_end(&mut tx, engine, ctx, &campaign).await?;
    }
    let mut body = found.body.unwrap_or_default();
    if !body.is_empty() {
        body.extend(after.clone().into_iter().filter(|(name, _)| STAGED.contains(&name.as_str())));
        kept::keep(&mut tx, id, &body, Some(ctx.now)).await?;
    }
    told("modify-campaign", &campaign).members(&before, &after).write(&mut tx, engine, ctx).await?;
    let shown = view(&mut tx, campaign).await?;
    tx.commit().await?;
    Ok(shown)
}

/// What can be named in a patch.
fn document(found: &CampaignView) -> Map<String, Json> {
    let campaign = &found.campaign;
    let own = json!({
        "name": campaign.definition.name,
        "description": campaign.definition.description,
        "deadline": campaign.deadline,
        "type": found.kind(),
        "status": found.status(),
        "recommendationsEnabled": false,
        "emailNotificationEnabled": campaign.definition.notices.assignment.is_some(),
        "autoRevokeAllowed":
            campaign.definition.expiration.action == bailiwick::certification::ExpirationAction::Revoke,
    });
    let mut document = found.body.clone().unwrap_or_default();
    if let Json::Object(own) = own {
        for (name, value) in own {
            // What the campaign itself says counts: another API may have changed it.
            if name == "recommendationsEnabled" && document.contains_key(&name) {
                continue;
            }
            document.insert(name, value);
        }
    }
    document
}

/// What a campaign is to be.
struct Amended {
    name: String,
    description: Option<String>,
    deadline: Option<DateTime<Utc>>,
    notifies: bool,
    auto_revokes: bool,
}

impl Amended {
    fn read(after: &Map<String, Json>) -> Result<Self, EngineError> {
        let given = |name: &str| after.get(name).filter(|value| !value.is_null());
        let text = |name: &str| match given(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(EngineError::invalid(name, "must be a text")),
        };
        let flag = |name: &str| match given(name) {
            None => Ok(false),
            Some(Json::Bool(on)) => Ok(*on),
            Some(_) => Err(EngineError::invalid(name, "must be true or false")),
        };
        let name = text("name")?.ok_or_else(|| EngineError::invalid("name", "is missing"))?;
        check_present(name, 200).map_err(|fault| EngineError::invalid("name", fault))?;
        let description = text("description")?;
        check(description.unwrap_or_default(), 4_000)
            .map_err(|fault| EngineError::invalid("description", fault))?;
        let moment = |text: &str| {
            let fault = || EngineError::invalid("deadline", "must be a date and time as ISO 8601");
            Value::from(text).instant().ok_or_else(fault)
        };
        flag("recommendationsEnabled")?;
        Ok(Self {
            name: name.to_owned(),
            description: description.map(str::to_owned),
            deadline: text("deadline")?.map(moment).transpose()?,
            notifies: flag("emailNotificationEnabled")?,
            auto_revokes: flag("autoRevokeAllowed")?,
        })
    }

    /// The campaign's definition with these changes.
    fn definition(&self, campaign: &Campaign) -> Result<TemplateDefinition, Vec<Fault>> {
        use bailiwick::certification::ExpirationAction::{Revoke, Wait};
        let before = &campaign.definition;
        let mut body = before.body().clone();
        body.insert("name".into(), json!(self.name));
        body.insert("description".into(), json!(self.description));
        match (self.auto_revokes, before.expiration.action) {
            (true, Revoke) => {}
            (true, _) => drop(body.insert("expirationAction".into(), json!(Revoke))),
            (false, Revoke) => drop(body.insert("expirationAction".into(), json!(Wait))),
            (false, _) => {}
        }
        match (self.notifies, before.notices.assignment.is_some()) {
            (true, false) => drop(body.insert("events".into(), json!({"assignment": {}, "reassign": {}}))),
            (false, true) => {
                body.remove("events");
                body.remove("assignmentNotification");
                body.remove("reassignNotification");
            }
            _ => {}
        }
        TemplateDefinition::parse(body)
    }
}

/// Begins a campaign that was looked through. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it is not staged, its deadline has passed, or what is known of an application in it has
/// become too old or was not loaded to its end since.
pub async fn activate(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    writable(ctx)?;
    retry!(try_activate(engine, ctx, id))
}

async fn try_activate(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    store::lock(&mut tx, id).await?;
    let mut campaign = existing(&mut tx, id).await?;
    if campaign.status != CampaignStatus::Staging {
        return Err(EngineError::Conflict(format!("the campaign is {}, not staged", campaign.status)));
    }
    if campaign.deadline.is_some_and(|deadline| deadline <= ctx.now) {
        return Err(EngineError::Conflict("the deadline of the campaign has passed: change it first".into()));
    }
    sources::check_made(&mut tx, ctx, &campaign).await?;
    begin(&mut tx, engine, ctx, &mut campaign).await?;
    tasks::done(&mut tx, engine, ctx, "ACTIVATE_CAMPAIGN", ("CAMPAIGN", id.uuid())).await?;
    tx.commit().await?;
    engine.ring();
    Ok(())
}
