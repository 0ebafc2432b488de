//! What certification administrators and owners do with templates and campaigns.

pub mod build;
pub mod form;
pub mod told;

use bailiwick::id::{CampaignId, TemplateId, UserId};
use bailiwick_engine::{EngineError, certifications};

use super::policies::{parse, person};
use super::{call, clock, failed, refuse};
use crate::api::PortalError;
use crate::days;
use crate::drawn::campaigns::{CAMPAIGNS, TEMPLATES, href};
use crate::url;

/// Does something to a template.
pub async fn set_template(template: &str, to: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id: TemplateId = parse(template)?;
    let done = match to {
        "start" => certifications::start(&engine, &ctx, id)
            .await
            .map(|campaign| href(CAMPAIGNS, &campaign.id, &[("said", "started")])),
        "duplicate" => certifications::duplicate(&engine, &ctx, id)
            .await
            .map(|copy| href(TEMPLATES, &copy.id, &[("said", "copied")])),
        _ => certifications::delete(&engine, &ctx, id)
            .await
            .map(|()| url::to(TEMPLATES, &[("said", "deleted")])),
    };
    lead(done, &href(TEMPLATES, &id, &[]))
}

/// Does something to a campaign.
pub async fn set_campaign(
    campaign: &str,
    to: &str,
    day: &str,
    reviewer: &str,
    typed: &str,
    comment: &str,
) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id: CampaignId = parse(campaign)?;
    let said = |word: &str| href(CAMPAIGNS, &id, &[("said", word)]);
    let back = href(CAMPAIGNS, &id, &[]);
    let done = match to {
        "activate" => certifications::activate(&engine, &ctx, id).await.map(|_| said("activated")),
        "extend" => match days::end(clock(&ctx), day) {
            Ok(Some(deadline)) => {
                certifications::set_deadline(&engine, &ctx, id, deadline).await.map(|_| said("extended"))
            }
            Ok(None) => Err(EngineError::Conflict("Choose the last day.".into())),
            Err(fault) => Err(EngineError::Conflict(fault.into())),
        },
        "delete" => certifications::delete_campaign(&engine, &ctx, id)
            .await
            .map(|_| url::to(CAMPAIGNS, &[("said", "campaign-deleted")])),
        "remind" => certifications::remind(&engine, &ctx, id).await.map(|()| said("reminded")),
        "complete" => certifications::complete(&engine, &ctx, id).await.map(|_| said("completed")),
        "reassign" => {
            let from: UserId = parse(reviewer)?;
            match person(&engine, &ctx, typed).await.map_err(failed)? {
                None => Err(EngineError::Conflict(format!("Nobody has the user name {typed}."))),
                Some(new) => certifications::reassign_reviewer(&engine, &ctx, id, from, new, comment)
                    .await
                    .map(|(went, stayed)| {
                        let (went, stayed) = (went.to_string(), stayed.to_string());
                        let query = [
                            ("tab", "reviewers"),
                            ("said", "reassigned"),
                            ("went", &went),
                            ("left", &stayed),
                        ];
                        href(CAMPAIGNS, &id, &query)
                    }),
            }
        }
        _ => certifications::cancel(&engine, &ctx, id).await.map(|_| said("cancelled")),
    };
    lead(done, &back)
}

/// On to the next page; back to the one before with what stands in the way, where the reader can do something about it.
fn lead(done: Result<String, EngineError>, back: &str) -> Result<(), PortalError> {
    let to = match done {
        Ok(to) => to,
        Err(
            error @ (EngineError::Invalid { .. }
            | EngineError::InvalidAll(_)
            | EngineError::Conflict(_)
            | EngineError::Changed(_)),
        ) => url::to(back, &[("fault", &error.to_string())]),
        Err(EngineError::NotFound { .. }) => return Err(refuse(PortalError::NotFound)),
        Err(error) => return Err(failed(error)),
    };
    leptos_axum::redirect(&to);
    Ok(())
}
