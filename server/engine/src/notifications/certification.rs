//! Telling people about campaigns: what waits for them, and that it still does.

use bailiwick::certification::Campaign;
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::UserId;
use bailiwick::notification::NotificationKind;
use bailiwick_store::{Tx, users};
use serde_json::{Value as Json, json};

use super::tell::{Topic, day, shown};
use super::template::in_use;
use crate::certifications::due_of_each;
use crate::{Context, Engine, EngineError};

/// Something that people are told about a campaign.
pub(crate) struct CampaignNotice<'a> {
    /// What it is about.
    pub kind: NotificationKind,
    /// By which template.
    pub template: &'a str,
    /// What makes a second notice to the same person superfluous.
    pub cause: &'a str,
}

impl CampaignNotice<'_> {
    /// Tells those of these people who are active: of how many line items each.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        campaign: &Campaign,
        people: &[(UserId, i64)],
    ) -> Result<(), EngineError> {
        let Some(template) = in_use(tx, self.template).await? else { return Ok(()) };
        let ids: Vec<UserId> = people.iter().map(|(id, _)| *id).collect();
        let known = users::briefs(tx, &ids).await?;
        let base = engine.post().map_or("", |post| post.base_url.as_str());
        // Whoever is told that others do not answer looks at the whole.
        let page = if self.kind == NotificationKind::Escalation { "campaigns" } else { "reviews" };
        let mut facts = json!({
            "campaign": {
                "id": campaign.id,
                "name": campaign.definition.name,
                "description": campaign.definition.description,
            },
            "since": campaign.started.map(day),
            "link": format!("{base}/{page}/{}", campaign.id),
        });
        let due = due_of_each(tx, campaign, &ids).await?;
        let topic = Topic {
            kind: self.kind,
            template: self.template,
            cause: self.cause,
            object: ("campaign", campaign.id.to_string()),
        };
        for (id, count) in people {
            let is_active = |user: &&UserBrief| user.id == *id && user.status == Status::Active;
            let Some(person) = known.iter().find(is_active) else { continue };
            facts["to"] = shown(person);
            let due = due.get(id).copied().or(campaign.deadline);
            facts["due"] = json!(due.map(|at| format!(", until {}", day(at))));
            facts["count"] = Json::from(*count);
            topic.tell(tx, engine, ctx, &template.letter(&facts), person).await?;
        }
        Ok(())
    }
}
