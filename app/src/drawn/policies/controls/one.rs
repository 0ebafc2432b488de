//! One control: where it stands, its rules, what rests on it, and the evidence.

use bailiwick::authority::Authority;
use bailiwick::policy::Evidence;
use bailiwick_engine::controls::{self, ReadControl, Resting};
use bailiwick_engine::{EngineError, policies};
use leptos::prelude::*;

use super::ask::{actions, question};
use super::words::{badge, every, why_not};
use super::{CONTROLS, Query, exceptions, reads_all, rules, said, timeline};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{Alert, Card, Choice, Fact, Facts, Tone, When, WhenForm, page_top};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};

/// Evidence on a page.
pub(super) const EVIDENCE: u32 = 20;

/// What the page shows.
pub(super) struct One {
    pub read: ReadControl,
    pub resting: Vec<Resting>,
    /// A part of the evidence, and how much there is.
    pub evidence: Vec<Evidence>,
    pub total: i64,
    pub page: u32,
    /// Why the reader may not give evidence; nothing when they may.
    pub refused: Option<String>,
    /// Rules that it could be linked to; only for who administers controls.
    pub rules: Vec<Choice>,
    pub admin: bool,
    /// The reader reads violations and rules.
    pub reads_all: bool,
    pub query: Query,
    pub clock: Clock,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id = parse(id)?;
    let read = controls::read(&engine, &ctx, id).await.map_err(failed)?;
    let page = query.get("page").parse::<u32>().unwrap_or(1).clamp(1, 10_000);
    let offset = u64::from(page - 1) * u64::from(EVIDENCE);
    let (evidence, total) = controls::evidence(&engine, &ctx, id, offset, EVIDENCE).await.map_err(failed)?;
    let refused = match controls::may_confirm(&engine, &ctx, id).await {
        Ok(()) => None,
        Err(EngineError::Forbidden(why) | EngineError::Conflict(why)) => Some(why),
        Err(error) => return Err(failed(error)),
    };
    let admin = ctx.actor.has(&[Authority::PolicyAdmin]);
    let free = if admin { policies::rules(&engine, &ctx).await.map_err(failed)? } else { Vec::new() };
    let free = free.into_iter().filter(|one| !one.controls.contains(&id));
    let one = One {
        resting: controls::resting(&engine, &ctx, id).await.map_err(failed)?,
        evidence,
        total,
        page,
        refused,
        rules: free.map(|one| Choice::new(one.rule.id.to_string(), one.rule.definition.name)).collect(),
        admin,
        reads_all: reads_all(&ctx),
        query: query.clone(),
        clock: clock(&ctx),
        read,
    };
    let title = one.read.control.definition.name.clone();
    Ok(crate::drawn::draw(&title, move || view(&one)))
}

/// The page.
pub(super) fn view(one: &One) -> AnyView {
    let control = &one.read.control;
    let state = badge(control, one.clock);
    let buttons = (one.admin && control.retired.is_none()).then(|| actions(one));
    let top = page_top(
        Signal::stored(control.definition.name.clone()),
        MaybeProp::from(control.definition.description.clone()),
        Some(("Controls".to_owned(), CONTROLS.to_owned())),
        Some(ViewFnOnce::from(move || state)),
        buttons.map(|buttons| ViewFnOnce::from(move || buttons)),
        None,
    );
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {said(&one.query)} {question(one)} {stopped(one)} {rules::card(one)} {exceptions::card(one)}
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">{facts(one)} {timeline::card(one)}</div>
        </div>
    }
    .into_any()
}

/// That nothing can rest on it now, and why.
fn stopped(one: &One) -> Option<AnyView> {
    let text = why_not(one.read.control.loss(one.clock.now)?, one.clock);
    let view = view! {
        <Alert tone=Tone::Rejected title="No exception can rest on it now">
            <p>{text}</p>
        </Alert>
    };
    Some(view.into_any())
}

fn facts(one: &One) -> AnyView {
    let (read, clock) = (&one.read, one.clock);
    let control = &read.control;
    let owner = match &read.owner {
        Some(owner) => format!("{} ({})", owner.display_name, owner.user_name),
        None => "nobody who is known".to_owned(),
    };
    let day = |name: &'static str, at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map(|at| view! { <Fact name><When at clock form=WhenForm::Moment/></Fact> })
    };
    let last = day("Evidence", control.given.map(|given| given.at));
    let until = day("Runs out", control.until().filter(|_| control.retired.is_none()));
    let retired = day("Retired", control.retired);
    let every = every(control);
    view! {
        <Card id="facts" title="The control">
            <div class="px-4 py-4">
                <Facts>
                    <Fact name="Owner">{owner}</Fact>
                    <Fact name="Asked for">{every}</Fact>
                    {last}
                    {until}
                    {retired}
                </Facts>
            </div>
        </Card>
    }
    .into_any()
}
