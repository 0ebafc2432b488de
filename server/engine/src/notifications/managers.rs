//! Telling managers for whom of their people a campaign waits: each once, however many these are.

use bailiwick::certification::Campaign;
use bailiwick::directory::UserBrief;
use bailiwick::id::UserId;
use bailiwick::notification::{CERTIFICATION_MANAGER, NotificationKind};
use bailiwick_store::Tx;
use serde_json::json;

use super::tell::{Topic, day, shown};
use super::template::in_use;
use crate::certifications::due_of_each;
use crate::{Context, Engine, EngineError};

/// So many of their people are named.
const MOST_NAMED: usize = 20;

/// A manager of reviewers.
pub(crate) struct Manager {
    /// Who; active.
    pub who: UserBrief,
    /// Those of their people for whom something waits, with how many line items.
    pub people: Vec<(UserBrief, i64)>,
}

impl Manager {
    /// `Marta Oyelaran (12), Jonas Lindqvist (3)`, those with the most first.
    fn named(&self) -> String {
        let mut people: Vec<&(UserBrief, i64)> = self.people.iter().collect();
        people.sort_by(|(a, more), (b, less)| {
            less.cmp(more).then_with(|| a.display_name.cmp(&b.display_name)).then(a.id.cmp(&b.id))
        });
        let one = |(user, count): &&(UserBrief, i64)| format!("{} ({count})", user.display_name);
        let mut named: Vec<String> = people.iter().take(MOST_NAMED).map(one).collect();
        let more = people.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            named.push(format!("and {more} more"));
        }
        named.join(", ")
    }
}

/// Tells these managers. `cause`: what makes a second notice to the same one superfluous.
pub(crate) async fn tell_managers(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    cause: &str,
    managers: &[Manager],
) -> Result<(), EngineError> {
    let Some(template) = in_use(tx, CERTIFICATION_MANAGER).await? else { return Ok(()) };
    let asked = managers.iter().flat_map(|manager| &manager.people);
    let asked: Vec<UserId> = asked.map(|(user, _)| user.id).collect();
    let due = due_of_each(tx, campaign, &asked).await?;
    let base = engine.post().map_or("", |post| post.base_url.as_str());
    let topic = Topic {
        // What is told about others: who wants no mail of that gets none of this.
        kind: NotificationKind::Escalation,
        template: CERTIFICATION_MANAGER,
        cause,
        object: ("campaign", campaign.id.to_string()),
    };
    for manager in managers {
        let first = manager.people.iter().filter_map(|(user, _)| due.get(&user.id)).min().copied();
        let facts = json!({
            "to": shown(&manager.who),
            "campaign": {
                "id": campaign.id,
                "name": campaign.definition.name,
                "description": campaign.definition.description,
            },
            "since": campaign.started.map(day),
            "due": first.or(campaign.deadline).map(|at| format!(", until {}", day(at))),
            "count": manager.people.iter().map(|(_, count)| count).sum::<i64>(),
            "reviewers": manager.named(),
            "link": format!("{base}/reviews"),
        });
        topic.tell(tx, engine, ctx, &template.letter(&facts), &manager.who).await?;
    }
    Ok(())
}
