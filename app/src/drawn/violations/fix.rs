//! The smallest fix of a person or a rule: one change that is looked through and then carried out.

use std::collections::BTreeMap;

use bailiwick::authority::Authority;
use bailiwick::grant::{Grant, composite_id};
use bailiwick::request::Permission;
use bailiwick_engine::violations::{self, PersonFix, Plan, Scope, ViolationView};
use leptos::{prelude::*, server_fn::ServerFn};

use super::words::held;
use super::{Query, VIOLATIONS};
use crate::api::PortalError;
use crate::api::violations::CarryOutFix;
use crate::components::{
    Alert, Avatar, Badge, Button, ButtonKind, Card, Checkbox, EmptyState, FaceSize, IconName, TextArea, Tone,
    page_top,
};
use crate::drawn::policies::href;
use crate::server::policies::parse;
use crate::server::{call, failed};
use crate::text::{counted, int, number};
use crate::url;

/// The page's address.
pub const FIX: &str = "/violations/fix";

/// So many items have a bar.
const BARS: usize = 12;

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let (rule, person) = (query.get("rule"), query.get("person"));
    let (scope, back) = if rule.is_empty() {
        (Scope::Person(parse(person)?), url::to(FIX, &[("person", person)]))
    } else {
        (Scope::Rule(parse(rule)?), url::to(FIX, &[("rule", rule)]))
    };
    let plan = violations::plan(&engine, &ctx, scope).await.map_err(failed)?;
    let administers = ctx.actor.has(&[Authority::PolicyAdmin]);
    let me = ctx.actor.user_id();
    let may = move |one: &ViolationView| {
        let decides = administers || one.case.permissions.contains(&Permission::Remediate);
        decides && me != Some(one.violation.user) && one.rule.rule.definition.options.remediate
    };
    let query = query.clone();
    Ok(crate::drawn::draw("Smallest fix", move || view(&plan, &back, &may, &query)))
}

fn view(plan: &Plan, back: &str, may: &dyn Fn(&ViolationView) -> bool, query: &Query) -> AnyView {
    let all = || plan.fixes.iter().flat_map(|fix| &fix.violations);
    let removed = plan.fixes.iter().map(|fix| fix.remove.len()).sum::<usize>();
    let note = format!(
        "{} to take away, to end {} of {}.",
        counted(int(removed), "grant"),
        counted(int(all().count()), "open violation"),
        people(plan.fixes.len()),
    );
    let top = page_top(
        Signal::stored("Smallest fix".to_owned()),
        MaybeProp::from((!plan.fixes.is_empty()).then_some(note)),
        Some(("Violations".to_owned(), VIOLATIONS.to_owned())),
        None,
        None,
        None,
    );
    let told = told(query);
    let body = if plan.fixes.is_empty() {
        view! {
            <Card id="fix" title="What goes">
                <EmptyState icon=IconName::ShieldCheck title="Nothing has to go" text="There is no open violation here that waits for a decision."/>
            </Card>
        }
        .into_any()
    } else {
        form(plan, back, may)
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">{told} {body}</div>
    }
    .into_any()
}

/// What came of the last one.
fn told(query: &Query) -> AnyView {
    let (done, fault) = (query.get("done").parse::<i64>().unwrap_or(0), query.get("fault").to_owned());
    let done = (done > 0).then(|| {
        let title = format!("{}: the access is being taken away", counted(done, "violation"));
        view! { <div role="status"><Alert tone=Tone::Approved title/></div> }
    });
    let fault = (!fault.is_empty()).then(|| {
        view! { <Alert tone=Tone::Rejected urgent=true title="Not everything was done"><p class="wrap-anywhere">{fault}</p></Alert> }
    });
    view! { {done} {fault} }.into_any()
}

fn form(plan: &Plan, back: &str, may: &dyn Fn(&ViolationView) -> bool) -> AnyView {
    let decided: Vec<&ViolationView> =
        plan.fixes.iter().flat_map(|fix| &fix.violations).filter(|one| may(one)).collect();
    let ids = decided.iter().enumerate().map(|(place, one)| {
        view! { <input type="hidden" name=format!("fix[violations][{place}]") value=one.violation.id.to_string()/> }
    });
    let mut place = 0;
    let rows: Vec<AnyView> = plan.fixes.iter().map(|fix| person(plan, fix, may, &mut place)).collect();
    let beyond = (plan.beyond > 0).then(|| {
        let title = format!(
            "{} more are not looked at here: carry this out first.",
            counted(plan.beyond, "violation")
        );
        view! { <Alert tone=Tone::Progress title/> }
    });
    let foot = if decided.is_empty() {
        view! { <p class="text-sm text-muted">"It is not yours to decide."</p> }.into_any()
    } else {
        view! {
            <TextArea name="fix[comment]" id="fix-comment" label="Why" rows=2 optional=true max_length=10_000_u32/>
            <p class="text-meta text-muted">
                "What is ticked is taken away, each violation by itself. A violation of which too little is ticked stays open."
            </p>
            <div><Button submit=true kind=ButtonKind::Revoke icon=IconName::Ban>"Take it away"</Button></div>
        }
        .into_any()
    };
    view! {
        <form method="post" action=CarryOutFix::PATH class="grid grid-cols-1 items-start gap-5 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <input type="hidden" name="fix[back]" value=back.to_owned()/>
            {ids.collect_view()}
            <div class="grid min-w-0 gap-5">
                {beyond}
                <Card id="people" title="Who loses what" note=people(plan.fixes.len())>
                    <ul class="divide-y divide-line">{rows}</ul>
                </Card>
            </div>
            <div class="grid min-w-0 gap-5">
                {bars(plan)} <Card id="decide" title="Carry it out"><div class="grid gap-3 px-4 py-4">{foot}</div></Card>
            </div>
        </form>
    }
    .into_any()
}

/// What goes, by how many people lose it.
fn bars(plan: &Plan) -> AnyView {
    let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
    for grant in plan.fixes.iter().flat_map(|fix| &fix.remove) {
        *lost.entry(name(plan, grant)).or_default() += 1;
    }
    let mut lost: Vec<(&str, usize)> = lost.into_iter().collect();
    lost.sort_by_key(|(_, people)| std::cmp::Reverse(*people));
    let most = lost.first().map_or(1, |(_, people)| *people);
    let rest = lost.len().saturating_sub(BARS);
    let bar = |(name, lose): &(&str, usize)| {
        let width = (lose * 100 / most).max(2).to_string();
        view! {
            <li>
                <p class="flex items-baseline justify-between gap-2 text-sm">
                    <span class="min-w-0 truncate">{(*name).to_owned()}</span>
                    <span class="text-meta text-muted">{people(*lose)}</span>
                </p>
                <svg class="mt-1 block h-1.5 w-full" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect width="100" height="6" rx="1" class="fill-active"></rect>
                    <rect width=width height="6" rx="1" class="fill-revoked"></rect>
                </svg>
            </li>
        }
    };
    let rows = lost.iter().take(BARS).map(bar).collect_view();
    let more = (rest > 0).then(|| view! { <p class="mt-2 text-meta text-muted">{format!("and {} more", counted(int(rest), "item"))}</p> });
    view! {
        <Card id="goes" title="What goes">
            <div class="px-4 py-4"><ul class="grid gap-3">{rows}</ul>{more}</div>
        </Card>
    }
    .into_any()
}

fn person(plan: &Plan, fix: &PersonFix, may: &dyn Fn(&ViolationView) -> bool, place: &mut usize) -> AnyView {
    let who = fix.user.display_name.clone();
    let about: Vec<String> =
        [&fix.user.title, &fix.user.organisation].into_iter().flatten().cloned().collect();
    let decides = fix.violations.iter().any(may);
    let rules = fix.violations.iter().map(|one| {
        let to = href(VIOLATIONS, &one.violation.id, &[]);
        let stays = (!one.rule.rule.definition.options.remediate).then_some(" (its rule leaves no remediation)");
        view! { <li><a href=to class="text-accent-ink underline">{one.violation.rule_name().to_owned()}</a>{stays}</li> }
    });
    let grants = fix.remove.iter().map(|grant| {
        *place += 1;
        let value = composite_id(grant.id);
        let how = match grant.kind {
            bailiwick::catalog::ItemKind::Role => "a role: what it brings goes with it".to_owned(),
            _ => held(grant, &plan.items),
        };
        view! {
            <li class="rounded-md border border-line px-2 py-1">
                <Checkbox name=format!("fix[grants][{}]", *place - 1) value checked=decides disabled=!decides label=name(plan, grant)/>
                <p class="ps-6 text-meta text-muted">{how}</p>
            </li>
        }
    });
    let grants = grants.collect_view();
    let none = fix.remove.is_empty().then(|| view! { <p class="text-meta text-muted">"There is nothing that could be taken away to end it."</p> });
    let bounded =
        (!fix.is_exact).then(|| view! { <Badge tone=Tone::Neutral text="Best found in short time"/> });
    view! {
        <li class="grid gap-3 px-4 py-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <div class="flex min-w-0 items-start gap-2">
                <Avatar name=who.clone() size=FaceSize::Small/>
                <div class="min-w-0">
                    <p class="flex flex-wrap items-center gap-2 text-sm font-medium">{who} {bounded}</p>
                    <p class="text-meta text-muted">{about.join(", ")}</p>
                    <ul class="mt-1 text-meta wrap-anywhere">{rules.collect_view()}</ul>
                </div>
            </div>
            <ul class="grid content-start gap-1">{grants} {none}</ul>
        </li>
    }
    .into_any()
}

fn name<'a>(plan: &'a Plan, grant: &Grant) -> &'a str {
    plan.items.get(&grant.item).map_or("Access that is gone", |item| item.name.as_str())
}

fn people(people: usize) -> String {
    if people == 1 { "1 person".to_owned() } else { format!("{} people", number(int(people))) }
}
