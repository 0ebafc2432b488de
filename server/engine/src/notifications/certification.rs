//! Telling people about campaigns: what waits for them, and that it still does.

use bailiwick::certification::{Campaign, LineItemStatus};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::UserId;
use bailiwick::notification::NotificationKind;
use bailiwick_store::certifications::items::{self, Wanted};
use bailiwick_store::{Tx, delegations, users};
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

/// Somebody who is told.
struct Told {
    who: UserId,
    /// Of how many line items.
    count: i64,
    /// For whom, where they stand in for who is asked.
    person: Option<UserId>,
}

impl CampaignNotice<'_> {
    /// Tells those of these people who are active: of how many line items each; with those who are asked, also their
    /// deputies.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        campaign: &Campaign,
        people: &[(UserId, i64)],
    ) -> Result<(), EngineError> {
        let Some(template) = in_use(tx, self.template).await? else { return Ok(()) };
        let alone = |(who, count): &(UserId, i64)| Told { who: *who, count: *count, person: None };
        let mut told: Vec<Told> = people.iter().map(alone).collect();
        // Whoever is told that others do not answer is asked nothing themselves.
        if self.kind != NotificationKind::Escalation {
            told.extend(deputies(tx, ctx, campaign, people).await?);
        }
        let mut ids: Vec<UserId> =
            told.iter().flat_map(|one| [Some(one.who), one.person]).flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let known = users::briefs(tx, &ids).await?;
        let base = engine.post().map_or("", |post| post.base_url.as_str());
        // Whoever is told that others do not answer looks at the whole.
        let page = if self.kind == NotificationKind::Escalation { "campaigns" } else { "reviews" };
        let mut facts = json!({
            "campaign": {
                "id": campaign.id,
                "name": campaign.definition.name,
                "description": campaign.definition.description,
                "failure": campaign.failure,
            },
            "since": campaign.started.map(day),
        });
        let (name, link) = (&campaign.definition.name, format!("{base}/{page}/{}", campaign.id));
        let due = due_of_each(tx, campaign, &ids).await?;
        let active = |id: UserId| {
            known.iter().find(|user: &&UserBrief| user.id == id && user.status == Status::Active)
        };
        for Told { who, count, person } in told {
            let Some(to) = active(who) else { continue };
            let mut cause = self.cause.to_owned();
            facts["campaign"]["name"] = json!(name);
            facts["link"] = json!(link);
            if let Some(person) = person {
                let Some(person) = active(person) else { continue };
                facts["campaign"]["name"] = json!(format!("{name} (for {})", person.display_name));
                facts["link"] = json!(format!("{link}?reviewer={}", person.id));
                cause = format!("{cause}:for:{}", person.id);
            }
            facts["to"] = shown(to);
            let due = due.get(&person.unwrap_or(who)).copied().or(campaign.deadline);
            facts["due"] = json!(due.map(|at| format!(", until {}", day(at))));
            facts["count"] = Json::from(count);
            let topic = Topic {
                kind: self.kind,
                template: self.template,
                cause: &cause,
                object: ("campaign", campaign.id.to_string()),
            };
            topic.tell(tx, engine, ctx, &template.letter(&facts), to).await?;
        }
        Ok(())
    }
}

/// Who stands in now for those of these people, and about how many of their line items.
async fn deputies(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    people: &[(UserId, i64)],
) -> Result<Vec<Told>, EngineError> {
    let asked: Vec<UserId> = people.iter().map(|(who, _)| *who).collect();
    let mut told = Vec::new();
    for (person, who) in delegations::deputies_of(tx, &asked, ctx.now).await? {
        let Some((_, count)) = people.iter().find(|(asked, _)| *asked == person) else { continue };
        let open = Wanted { status: Some(LineItemStatus::InProgress), ..Wanted::for_deputy(person, who) };
        let count = items::counts(tx, campaign.number, &open).await?.total.min(*count);
        if count > 0 {
            told.push(Told { who, count, person: Some(person) });
        }
    }
    Ok(told)
}
