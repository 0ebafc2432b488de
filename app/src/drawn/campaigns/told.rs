//! Who will be told of a campaign, in sentences.

use bailiwick::certification::{Audience, EscalationActor};
use leptos::prelude::*;
use serde_json::{Map, Value as Json};

use crate::components::{Alert, Card, Tone};
use crate::server::campaigns::form::{stages, text};
use crate::server::campaigns::told;
use crate::text::{counted, int};

/// What is told to whom, one sentence for each; those who are named are called as `name` says.
pub(super) fn sentences(body: &Map<String, Json>, name: impl Fn(&str) -> String) -> Vec<String> {
    let told = told::read(body);
    let each = text(body, "stageDuration").parse::<i64>().unwrap_or_default();
    let all = each.saturating_mul(int(stages(body).len().max(1)));
    let days = |typed: &str| typed.parse::<i64>().ok().filter(|days| *days > 0);
    // What would come when the time is over does not come.
    let waits = |every: i64| {
        let often = if every == 1 { "every day".to_owned() } else { format!("every {every} days") };
        let never = if every < all { "" } else { ": never, the time is over before" };
        format!("{often} while something waits{never}")
    };
    let mut said = Vec::new();
    if told.begins
        && let Some(who) = who(told.begins_to)
    {
        said.push(format!("{who}, when the campaign begins"));
    }
    if let Some(every) = days(&told.reminder)
        && let Some(who) = who(told.reminder_to)
    {
        said.push(format!("{who}, {}", waits(every)));
    }
    if let Some(before) = days(&told.deadline) {
        let never = if before < all { "" } else { ": never, it begins later than that" };
        said.push(format!(
            "Each reviewer for whom something waits, {} before the deadline{never}",
            counted(before, "day")
        ));
    }
    if told.handed {
        said.push("Whoever rows are handed to".to_owned());
    }
    if let Some(every) = days(&told.escalation) {
        let who = if told.to.is_empty() { "The owner".to_owned() } else { name(&told.to) };
        let others = besides(&told.besides).map(|others| format!(", {others}")).unwrap_or_default();
        said.push(format!("{who}{others}, {}", waits(every)));
    }
    said.push("The owner, of rows that nobody can decide and of revokes that fail".to_owned());
    said
}

/// Whom a notice goes to; nobody where neither is told.
const fn who(to: Audience) -> Option<&'static str> {
    match (to.reviewers, to.managers) {
        (true, false) => Some("Each reviewer"),
        (true, true) => Some("Each reviewer, and their managers"),
        (false, true) => Some("The managers of reviewers, not these themselves"),
        (false, false) => None,
    }
}

/// Who else is told that reviewers do not answer; nothing where nobody is.
pub(super) fn besides(actors: &[EscalationActor]) -> Option<String> {
    let count = |is: fn(&EscalationActor) -> bool| int(actors.iter().filter(|actor| is(actor)).count());
    let (people, roles) = (
        count(|actor| matches!(actor, EscalationActor::Person(_))),
        count(|actor| matches!(actor, EscalationActor::Role(_))),
    );
    let mut said = Vec::new();
    match people {
        0 => {}
        1 => said.push("another person".to_owned()),
        people => said.push(format!("{people} other people")),
    }
    if roles > 0 {
        said.push(format!("whoever holds {}", counted(roles, "role")));
    }
    if actors.contains(&EscalationActor::Managers) {
        said.push("the managers of these reviewers".into());
    }
    let last = said.pop()?;
    Some(if said.is_empty() { last } else { format!("{} and {last}", said.join(", ")) })
}

/// That as a card; that reviewers learn of nothing, where nobody tells them.
pub(super) fn card(body: &Map<String, Json>, name: impl Fn(&str) -> String) -> AnyView {
    let said = sentences(body, name);
    let told = told::read(body);
    let silent = (!told.begins || !told.begins_to.reviewers).then(|| {
        view! {
            <Alert tone=Tone::Overdue title="Reviewers are not told that it begins">
                <p>"They find it among their reviews, when they look. The step When tells them."</p>
            </Alert>
        }
    });
    let list = said.into_iter().map(|one| view! { <li class="wrap-anywhere">{one}</li> }).collect_view();
    view! {
        <Card id="told" title="Who is told" note="In the product, and by mail where there is a mail server">
            <div class="grid gap-3 px-4 py-4 text-sm">
                {silent}
                <ul class="grid list-disc gap-1 pl-5">{list}</ul>
            </div>
        </Card>
    }
    .into_any()
}
