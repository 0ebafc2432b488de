//! Telling people about campaigns: what waits for them, and that it still does.

use bailiwick::certification::{Campaign, LineItem, LineItemStatus};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::UserId;
use bailiwick::notification::NotificationKind;
use bailiwick_store::certifications::items::{self, Began, Wanted};
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

/// Of which line items people are told.
#[derive(Clone, Copy)]
pub(crate) enum ToldOf<'a> {
    /// All that wait for them.
    Waiting,
    /// Those that came to their stage then.
    Began(Began),
    /// These, each put or left to somebody.
    Handed(&'a [(UserId, &'a LineItem)]),
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
    /// deputies, of those that they see.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        engine: &Engine,
        ctx: &Context,
        campaign: &Campaign,
        (people, of): (&[(UserId, i64)], ToldOf<'_>),
    ) -> Result<(), EngineError> {
        let Some(template) = in_use(tx, self.template).await? else { return Ok(()) };
        let alone = |(who, count): &(UserId, i64)| Told { who: *who, count: *count, person: None };
        let mut told: Vec<Told> = people.iter().map(alone).collect();
        // Whoever is told that others do not answer is asked nothing themselves.
        if self.kind != NotificationKind::Escalation {
            told.extend(deputies(tx, ctx, campaign, people, of).await?);
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

/// Who stands in now for those of these people, and how many of the line items they see.
async fn deputies(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    people: &[(UserId, i64)],
    of: ToldOf<'_>,
) -> Result<Vec<Told>, EngineError> {
    let asked: Vec<UserId> = people.iter().map(|(who, _)| *who).collect();
    let mut told = Vec::new();
    for (person, who) in delegations::deputies_of(tx, &asked, ctx.now).await? {
        let open = Wanted { status: Some(LineItemStatus::InProgress), ..Wanted::for_deputy(person, who) };
        let count = match of {
            ToldOf::Waiting => items::counts(tx, campaign.number, &open).await?.total,
            ToldOf::Began(began) => {
                let open = Wanted { began: Some(began), ..open };
                items::counts(tx, campaign.number, &open).await?.total
            }
            ToldOf::Handed(rows) => {
                let seen = rows.iter().filter(|(asked, row)| *asked == person && row.reaches(person, who));
                i64::try_from(seen.count()).unwrap_or(i64::MAX)
            }
        };
        if count > 0 {
            told.push(Told { who, count, person: Some(person) });
        }
    }
    Ok(told)
}
