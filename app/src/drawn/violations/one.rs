//! One violation: what clashes, a picture of it, the ways out, and what happened.

use bailiwick::authority::Authority;
use bailiwick::policy::Control;
use bailiwick::policy::control::Loss;
use bailiwick::request::Permission;
use bailiwick_engine::controls;
use bailiwick_engine::violations::{self, SmallestFix, ViolationView};
use leptos::prelude::*;

use super::decide::{decisions, others};
use super::fix::FIX;
use super::picture::picture;
use super::timeline::timeline;
use super::words::{asked, due, grants, state};
use super::{Query, VIOLATIONS};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{Badge, Card, Due, Fact, Facts, When, page_top};
use crate::drawn::policies::controls::{reads_all, words::badge};
use crate::drawn::policies::{CONTROLS, RULES, SETS, href, said};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::url;

/// What the page shows.
pub(super) struct One {
    pub view: ViolationView,
    /// The cheapest access to take away; nothing when there is no such way.
    pub fix: Option<SmallestFix>,
    /// The reader may decide: they are asked, or administer policies, and it is not about them.
    pub decides: bool,
    /// The rule's controls, each with why the exception could not rest on it; for who decides.
    pub controls: Vec<(Control, Option<Loss>)>,
    /// The reader may read rules and policies.
    pub reads: bool,
    /// The reader may read the control that the exception rests on.
    pub reads_control: bool,
    pub query: Query,
    pub clock: Clock,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let view = violations::read(&engine, &ctx, parse(id)?).await.map_err(failed)?;
    let open = view.violation.status.is_open();
    let fix = if open { violations::smallest_fix(&engine, &ctx, view.violation.id).await.ok() } else { None };
    let decisions = [Permission::Allow, Permission::Exception, Permission::Remediate];
    let is_asked = decisions.iter().any(|one| view.case.permissions.contains(one));
    let mine = ctx.actor.user_id() == Some(view.violation.user);
    let decides = open && !mine && (is_asked || ctx.actor.has(&[Authority::PolicyAdmin]));
    let (violation, rule) = (view.violation.id, view.violation.rule_id);
    let controls = if decides {
        controls::of_rule(&engine, &ctx, rule, Some(violation)).await.map_err(failed)?
    } else {
        Vec::new()
    };
    let keeps = |control: &Control| ctx.actor.user_id() == Some(control.definition.owner);
    let one = One {
        fix: fix.filter(|fix| !fix.remove.is_empty()),
        decides,
        controls,
        reads_control: reads_all(&ctx) || view.control.as_ref().is_some_and(keeps),
        reads: ctx.actor.has(&[Authority::PolicyAdmin, Authority::AccessAdmin, Authority::Auditor]),
        query: query.clone(),
        clock: clock(&ctx),
        view,
    };
    let title = format!("{}: {}", one.view.user().display_name, one.view.violation.rule_name());
    Ok(crate::drawn::draw(&title, move || draw(&one)))
}

/// The page.
pub(super) fn draw(one: &One) -> AnyView {
    let (violation, user) = (&one.view.violation, one.view.user());
    let (tone, word) = state(violation, one.clock);
    let about: Vec<String> = [&user.title, &user.organisation].into_iter().flatten().cloned().collect();
    let top = page_top(
        Signal::stored(user.display_name.clone()),
        MaybeProp::from(format!("{} · breaks “{}”", about.join(", "), violation.rule_name())),
        Some(("Violations".to_owned(), VIOLATIONS.to_owned())),
        Some(ViewFnOnce::from(move || view! { <Badge tone text=word/> })),
        None,
        None,
    );
    let ways = if one.decides {
        decisions(one)
    } else {
        let text = if violation.status.is_open() {
            "It is not yours to decide."
        } else {
            "It has ended: there is nothing to decide any more."
        };
        view! { <Card id="ways" title="Ways out"><p class="px-4 py-4 text-sm text-muted">{text}</p></Card> }
            .into_any()
    };
    let history = timeline(&one.view, one.clock);
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {said(&one.query)} {clash(one)} {facts(one)}
                <Card id="history" title="What happened">{history}</Card>
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">{ways} {others(one)}</div>
        </div>
    }
    .into_any()
}

fn clash(one: &One) -> AnyView {
    let (view, clock) = (&one.view, one.clock);
    let count = view.violation.access.len();
    let sides = view.violation.access.iter().enumerate().map(|(place, side)| {
        let title = crate::drawn::policies::side_title(place, count);
        let label = title.clone();
        view! {
            <section class="min-w-0 flex-1" aria-label=label>
                <h3 class="text-meta font-medium text-muted">{title}</h3>
                {grants(side, &view.items, clock)}
            </section>
        }
    });
    let (sides, picture) = (sides.collect_view(), picture(view));
    view! {
        <Card id="clash" title="What clashes">
            {picture}
            <div class="flex flex-col gap-4 border-t border-line px-4 py-4 md:flex-row">{sides}</div>
        </Card>
    }
    .into_any()
}

fn facts(one: &One) -> AnyView {
    let (view, clock) = (&one.view, one.clock);
    let rule = &view.rule.rule;
    let name = view.violation.rule_name().to_owned();
    let reads = one.reads;
    let link = move |href: String, name: String| {
        if reads {
            view! { <a href=href class="text-accent-ink underline">{name}</a> }.into_any()
        } else {
            name.into_any()
        }
    };
    let known = rule.revision > 0;
    let rule_link = if known { link(href(RULES, &rule.id, &[]), name) } else { name.into_any() };
    let policy = view
        .policy
        .clone()
        .map(|(id, name)| view! { <Fact name="Policy">{link(href(SETS, &id, &[]), name)}</Fact> });
    let control = view.control.as_ref().map(|control| rests_on(one, control));
    let asked = asked(view);
    let advice = rule.definition.advice.clone();
    let description = rule.definition.description.clone();
    let (risk, found, due) = (rule.definition.risk, view.violation.created, due(view));
    let person = url::to(FIX, &[("person", &view.violation.user.to_string())]);
    let all = view.violation.status.is_open().then(|| view! { <Fact name="Everything at once"><a href=person class="text-accent-ink underline">"Smallest fix for all their violations"</a></Fact> });
    view! {
        <Card id="facts" title="The rule">
            <div class="px-4 py-4">
                <Facts>
                    <Fact name="Rule">{rule_link}</Fact>
                    {description.map(|text| view! { <Fact name="What it is for">{text}</Fact> })}
                    {policy}
                    {control}
                    {risk.map(|risk| view! { <Fact name="Risk">{format!("{risk} of 100")}</Fact> })}
                    <Fact name="Found"><When at=found clock/></Fact>
                    {due.map(|at| view! { <Fact name="Due"><Due at clock/></Fact> })}
                    {(!asked.is_empty()).then(|| view! { <Fact name="Asked">{asked}</Fact> })}
                    {all}
                    {advice.map(|text| view! { <Fact name="Advice"><span class="whitespace-pre-line">{text}</span></Fact> })}
                </Facts>
            </div>
        </Card>
    }
    .into_any()
}

/// The control that the exception rests on.
fn rests_on(one: &One, control: &Control) -> AnyView {
    let name = control.definition.name.clone();
    let name = if one.reads_control {
        view! { <a href=href(CONTROLS, &control.id, &[]) class="text-accent-ink underline">{name}</a> }
            .into_any()
    } else {
        name.into_any()
    };
    let state = badge(control, one.clock);
    view! { <Fact name="Rests on">{name} " " {state}</Fact> }.into_any()
}
