//! Deputies: whom the reader named, and for whom they stand in.

mod ask;
mod form;
#[cfg(test)]
mod tests;

use bailiwick::delegation::DelegationState;
use bailiwick::directory::UserBrief;
use bailiwick::view::DelegationView;
use bailiwick_engine::{delegations, people};
use leptos::prelude::*;

use super::Query;
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{
    Badge, ButtonLink, Card, Cell, Column, DataTable, EmptyState, IconName, Row, RowHead, Size, Tone,
    page_top,
};
use crate::server::{call, clock, failed};
use crate::url;

/// The page.
pub const DELEGATES: &str = "/delegates";
/// The most people that a search shows.
const MOST_FOUND: u32 = 10;

/// What the page shows.
#[derive(Debug, Clone)]
struct Shown {
    clock: Clock,
    /// Whom the reader named.
    named: Vec<DelegationView>,
    /// Who named the reader.
    stands_in: Vec<DelegationView>,
    /// What is searched for among people.
    search: String,
    /// Whom the search found, without the reader.
    found: Vec<UserBrief>,
    /// The delegation that is about to be ended.
    end: String,
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let me = ctx.person().map_err(failed)?;
    let search = query.get("q").trim().to_owned();
    let mut found = people::find(&engine, &ctx, &search, MOST_FOUND).await.map_err(failed)?;
    found.retain(|person| person.id != me);
    let shown = Shown {
        clock: clock(&ctx),
        named: delegations::deputies(&engine, &ctx, me).await.map_err(failed)?,
        stands_in: delegations::persons(&engine, &ctx, me).await.map_err(failed)?,
        search,
        found,
        end: query.get("end").to_owned(),
    };
    Ok(super::draw("Deputies", move || view(shown)))
}

fn view(shown: Shown) -> AnyView {
    let top = page_top(
        Signal::stored("Deputies".to_owned()),
        MaybeProp::from("Who decides for you while you are away, and for whom you do.".to_owned()),
        None,
        None,
        None,
        None,
    );
    let clock = shown.clock;
    let asked =
        shown.named.iter().chain(&shown.stands_in).find(|one| one.delegation.id.to_string() == shown.end);
    let question =
        asked.filter(|one| one.state != DelegationState::Past).map(|one| ask::ask(one, &shown.named));
    let (past, open) = parted(shown.named);
    let (before, now) = parted(shown.stands_in);
    let note = format!("{} at work or to come", open.len());
    let form = form::form(clock, &shown.search, shown.found);
    let past = [past, before].concat();
    view! {
        {top}
        <div class="mx-auto grid max-w-4xl grid-cols-1 gap-5 p-4 lg:p-6">
            {question} <Card id="deputies" title="Your deputies" note=note>
                {list(open, Whose::Deputy, clock)}
            </Card> {form} <Card id="stands-in" title="You stand in for">
                {list(now, Whose::Person, clock)}
            </Card>
            {(!past.is_empty())
                .then(|| {
                    view! {
                        <Card id="past" title="Over">
                            {list(past, Whose::Both, clock)}
                        </Card>
                    }
                })}
        </div>
    }
    .into_any()
}

/// What is over, and the rest, soonest first.
fn parted(views: Vec<DelegationView>) -> (Vec<DelegationView>, Vec<DelegationView>) {
    let (past, mut open): (Vec<_>, Vec<_>) =
        views.into_iter().partition(|one| one.state == DelegationState::Past);
    open.sort_by_key(|one| (one.delegation.from, one.delegation.id));
    (past, open)
}

/// Whom a list names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Deputy,
    Person,
    Both,
}

fn list(views: Vec<DelegationView>, whose: Whose, clock: Clock) -> AnyView {
    if views.is_empty() {
        let (title, text) = match whose {
            Whose::Person => ("You stand in for nobody", "Who names you as deputy is listed here."),
            _ => (
                "Nobody stands in for you",
                "Name somebody before you are away, so that nothing waits for you.",
            ),
        };
        return view! { <EmptyState icon=IconName::Users title text/> }.into_any();
    }
    let columns = vec![
        Column::new(if whose == Whose::Both { "Deputy" } else { "Who" }),
        Column::new("State"),
        Column::new("First and last day"),
        Column::new("Note"),
        Column::hidden("Actions"),
    ];
    view! {
        <DataTable caption="Deputies" columns>
            {views.into_iter().map(|one| row(one, whose, clock)).collect_view()}
        </DataTable>
    }
    .into_any()
}

fn row(one: DelegationView, whose: Whose, clock: Clock) -> AnyView {
    let DelegationView { delegation, state, person, deputy } = one;
    let (tone, word) = match state {
        DelegationState::Current => (Tone::Approved, "At work"),
        DelegationState::Future => (Tone::Progress, "To come"),
        DelegationState::Past if delegation.ended_at.is_some() => (Tone::Neutral, "Ended early"),
        DelegationState::Past => (Tone::Neutral, "Over"),
    };
    let who = match whose {
        Whose::Deputy => deputy.display_name.clone(),
        Whose::Person => person.display_name.clone(),
        Whose::Both => format!("{} for {}", deputy.display_name, person.display_name),
    };
    let end = (state != DelegationState::Past).then(|| {
        let href = url::to(DELEGATES, &[("end", &delegation.id.to_string())]);
        let (word, who) = (if whose == Whose::Person { "Give up" } else { "End" }, who.clone());
        view! {
            <ButtonLink href size=Size::Small>
                {word}
                <span class="sr-only">{format!(": {who}")}</span>
            </ButtonLink>
        }
    });
    let until = delegation.ended_at.map_or(delegation.until, |ended| ended.min(delegation.until));
    let span = format!("{} to {}", clock.day(delegation.from), clock.day(until));
    view! {
        <Row>
            <RowHead>
                <span class="font-medium">{who}</span>
            </RowHead>
            <Cell label="State">
                <Badge tone text=word/>
            </Cell>
            <Cell label="First and last day">{span}</Cell>
            <Cell label="Note">
                <span class="wrap-anywhere whitespace-pre-line">{delegation.note}</span>
            </Cell>
            <Cell>{end}</Cell>
        </Row>
    }
    .into_any()
}
