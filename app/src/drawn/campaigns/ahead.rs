//! How a campaign would begin: what it covers, who is asked about how much, and who that would be nobody's.

use bailiwick::certification::{Reviewed, Standing};
use bailiwick_engine::certifications::{Asked, Outlook};
use leptos::prelude::*;

use super::ledger::{picture, sentence};
use crate::components::{Alert, Badge, Card, Cell, Column, DataTable, Row, RowHead, Stat, Stats, Tone};
use crate::text::{counted, int, number};

/// Seconds that a row takes, unless the reader says otherwise: an assumption, to be set on the page.
pub(in crate::drawn) const PACE: i64 = 40;
/// So many reviewers are listed.
const MOST: usize = 50;

/// The pace that somebody typed, in seconds.
pub(super) fn pace(typed: &str) -> i64 {
    typed.trim().parse().ok().filter(|pace| (1..=3_600).contains(pace)).unwrap_or(PACE)
}

/// Work in words: `20 min`, `3.5 h`.
pub(super) fn effort(rows: i64, pace: i64) -> String {
    let minutes = (rows.saturating_mul(pace) + 59) / 60;
    if minutes < 60 { format!("{minutes} min") } else { format!("{}.{} h", minutes / 60, minutes % 60 / 6) }
}

/// In short: how many rows, people and reviewers.
pub(super) fn short(ahead: &Result<Outlook, String>) -> AnyView {
    let body = match ahead {
        Ok(ahead) => {
            let rows = ahead.standing(Standing::Reviewed);
            let asked = counted(int(ahead.reviewers.len()), "reviewer");
            let facts = match (ahead.reviewed, ahead.people) {
                (Reviewed::Definitions(_) | Reviewed::Accounts, _) => format!("put to {asked}"),
                (_, 1) => format!("about 1 person, put to {asked}"),
                (_, people) => format!("about {} people, put to {asked}", number(people)),
            };
            view! {
                <p class="px-4 py-4" role="status">
                    <span class="text-2xl font-semibold" data-count=rows.to_string()>{number(rows)}</span>
                    {if rows == 1 { " row " } else { " rows " }}
                    <span class="block text-meta text-muted">{facts}</span>
                </p>
                {warnings(ahead)}
                {picture(ahead.reviewed, &ahead.ledger, |id| ahead.applications.get(&id).map(|item| item.name.clone()), false)}
            }
            .into_any()
        }
        Err(why) => unknown(why),
    };
    view! { <Card id="ahead" title="If it started now">{body}</Card> }.into_any()
}

fn unknown(why: &str) -> AnyView {
    let why = why.to_owned();
    view! {
        <div class="grid gap-1 px-4 py-4 text-sm" role="status">
            <p>"What it would cover cannot be counted yet."</p>
            <p class="text-meta wrap-anywhere text-muted">{why}</p>
        </div>
    }
    .into_any()
}

/// What somebody should look at before it starts.
fn warnings(ahead: &Outlook) -> AnyView {
    let nobody = ahead.standing(Standing::NoCertifier);
    let gone = ahead.reviewers.iter().filter(|one| one.is_gone()).count();
    let away = ahead.reviewers.iter().filter(|one| !one.deputies.is_empty()).count();
    let alert =
        |tone: Tone, title: String, text: &'static str| view! { <Alert tone title><p>{text}</p></Alert> };
    view! {
        <div class="grid gap-2 px-4 pb-3 empty:hidden">
            {(!ahead.sources.is_empty())
                .then(|| {
                    let told = ahead.sources.iter().cloned().map(|one| view! { <li class="wrap-anywhere">{one}</li> }).collect_view();
                    view! {
                        <Alert tone=Tone::Rejected title="It would not be started">
                            <ul class="grid gap-1">{told}</ul>
                        </Alert>
                    }
                })}
            {ahead.by_script.then(|| alert(Tone::Progress, "A script says who decides".to_owned(), "It is asked about each row once a campaign begins."))}
            {(nobody > 0)
                .then(|| {
                    alert(Tone::Overdue, format!("{} without a reviewer", counted(nobody, "row")), "They are left out. Name who decides what nobody else can.")
                })}
            {(gone > 0)
                .then(|| {
                    alert(Tone::Overdue, format!("{} not active any more", counted(int(gone), "reviewer")), "Skip certifiers who are not active, or name somebody else.")
                })}
            {(away > 0)
                .then(|| {
                    alert(Tone::Progress, format!("{} away", counted(int(away), "reviewer")), "Somebody stands in for them now, and may decide in their place.")
                })}
        </div>
    }
    .into_any()
}

/// The whole forecast.
pub(super) fn whole(ahead: &Result<Outlook, String>, pace: i64) -> AnyView {
    let ahead = match ahead {
        Ok(ahead) => ahead,
        Err(why) => {
            let why = unknown(why);
            return view! { <Card id="forecast" title="Forecast">{why}</Card> }.into_any();
        }
    };
    let rows = ahead.standing(Standing::Reviewed);
    let most = ahead.reviewers.first().map_or_else(
        || "nobody is asked".to_owned(),
        |one| format!("{} has the most: {}", one.user.display_name, number(one.items)),
    );
    let note = sentence(ahead.reviewed, &ahead.ledger);
    let more = ahead.reviewers.len().saturating_sub(MOST);
    let people = (!matches!(ahead.reviewed, Reviewed::Definitions(_) | Reviewed::Accounts))
        .then(|| view! { <Stat label="People reviewed" value=number(ahead.people)/> });
    let (reviewers, work) = (number(int(ahead.reviewers.len())), effort(rows, pace));
    let each = format!("at {pace} seconds a row");
    let columns =
        vec![Column::new("Reviewer"), Column::num("Rows"), Column::num("Estimated time"), Column::new("Now")];
    let name = |id| ahead.applications.get(&id).map(|item: &bailiwick::catalog::ItemBrief| item.name.clone());
    let drawn = picture(ahead.reviewed, &ahead.ledger, name, false);
    let lines = ahead.reviewers.iter().take(MOST).map(|one| row(one, pace)).collect::<Vec<_>>();
    view! {
        <Stats>
            <Stat label="Rows" value=number(rows)/>
            {people}
            <Stat label="Reviewers" value=reviewers note=most/>
            <Stat label="Estimated work" value=work note=each/>
        </Stats>
        {warnings(ahead)}
        <Card id="completeness" title="Completeness" note>
            {drawn}
        </Card>
        <Card id="forecast" title="Who would be asked">
            <DataTable caption="Who would be asked" columns>
                {lines}
            </DataTable>
            {(more > 0).then(|| view! { <p class="px-4 py-3 text-meta text-muted">{format!("and {} more, with fewer rows each", number(int(more)))}</p> })}
        </Card>
    }
    .into_any()
}

fn row(one: &Asked, pace: i64) -> AnyView {
    let (name, user_name, items) = (one.user.display_name.clone(), one.user.user_name.clone(), one.items);
    let now = if one.is_gone() {
        view! { <Badge tone=Tone::Overdue text="Not active"/> }.into_any()
    } else if one.deputies.is_empty() {
        view! { <span class="text-meta text-faint">"here"</span> }.into_any()
    } else {
        let deputies: Vec<&str> = one.deputies.iter().map(|deputy| deputy.display_name.as_str()).collect();
        let text = format!("Away: {}", deputies.join(", "));
        view! { <Badge tone=Tone::Progress text/> }.into_any()
    };
    view! {
        <Row>
            <RowHead>
                <span class="block font-medium">{name}</span>
                <span class="block text-meta font-normal text-muted">{user_name}</span>
            </RowHead>
            <Cell label="Rows" class="num">{number(items)}</Cell>
            <Cell label="Estimated time" class="num">{effort(items, pace)}</Cell>
            <Cell label="Now">{now}</Cell>
        </Row>
    }
    .into_any()
}
