//! One rule: in words, what its sides match, who breaks it now, and what can be done with it.

use bailiwick::authority::Authority;
use bailiwick::policy::Control;
use bailiwick::policy::control::Loss;
use bailiwick_engine::controls;
use bailiwick_engine::policies::{self, ReadRule, Tried};
use leptos::{prelude::*, server_fn::ServerFn};

use super::cards::rule_card;
use super::controls::reads_all;
use super::past::{Known, of_rule};
use super::tried::breakers;
use super::{POLICIES, Query, RULES, href, mitigation, said, words};
use crate::api::PortalError;
use crate::api::policies::{BeginScan, SetRule};
use crate::clock::Clock;
use crate::components::{
    Alert, Badge, Button, ButtonKind, ButtonLink, Card, Fact, Facts, IconName, Tone, page_top,
};
use crate::drawn::violations::VIOLATIONS;
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::{counted, int, number};
use crate::url;

/// What the page shows.
pub(super) struct One {
    pub read: ReadRule,
    /// Who breaks it now; nothing when it could not be found out.
    pub tried: Option<Tried>,
    pub known: Known,
    pub open: i64,
    /// Its controls, each with why no exception could rest on it now.
    pub controls: Vec<(Control, Option<Loss>)>,
    pub admin: bool,
    /// The reader may read controls.
    pub reads_controls: bool,
    pub query: Query,
    pub clock: Clock,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let read = policies::read_rule(&engine, &ctx, parse(id)?).await.map_err(failed)?;
    let open = policies::open_violations(&engine, &ctx).await.map_err(failed)?;
    let tried = policies::try_rule(&engine, &ctx, read.rule.definition.body().clone()).await.ok();
    let one = One {
        controls: controls::of_rule(&engine, &ctx, read.rule.id, None).await.map_err(failed)?,
        reads_controls: reads_all(&ctx),
        clock: clock(&ctx),
        tried,
        known: Known::find(&engine, &ctx).await?,
        open: open.get(&read.rule.id).copied().unwrap_or(0),
        admin: ctx.actor.has(&[Authority::PolicyAdmin]),
        query: query.clone(),
        read,
    };
    let title = one.read.rule.definition.name.clone();
    Ok(crate::drawn::draw(&title, move || view(&one)))
}

/// The page.
pub(super) fn view(one: &One) -> AnyView {
    let rule = &one.read.rule.definition;
    let (tone, word) =
        if rule.is_active { (Tone::Approved, "Active") } else { (Tone::Neutral, "Not active") };
    let buttons = one.admin.then(|| actions(one));
    let top = page_top(
        Signal::stored(rule.name.clone()),
        MaybeProp::from(rule.description.clone()),
        Some(("Policies".to_owned(), POLICIES.to_owned())),
        Some(ViewFnOnce::from(move || view! { <Badge tone text=word/> })),
        buttons.map(|buttons| ViewFnOnce::from(move || buttons)),
        None,
    );
    let now = match &one.tried {
        Some(tried) => breakers(Some(rule), tried),
        None => view! { <Alert tone=Tone::Rejected title="Who breaks it could not be found out: the rule searches by something that is gone"/> }
            .into_any(),
    };
    let past = one.admin.then(|| of_rule(&one.read.rule.id.to_string(), one.known, &one.query));
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {said(&one.query)} {question(one)} {rule_card(rule, one.tried.as_ref())} {facts(one)}
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">{now} {past} {mitigation::card(one)}</div>
        </div>
    }
    .into_any()
}

fn actions(one: &One) -> AnyView {
    let (id, active) = (one.read.rule.id.to_string(), one.read.rule.definition.is_active);
    let to = if active { "deactivate" } else { "activate" };
    let kind = if active { ButtonKind::Secondary } else { ButtonKind::Primary };
    let scan = active.then(|| scan_form(&id, false));
    view! {
        <ButtonLink href=href(RULES, &id, &[("ask", "delete")]) icon=IconName::Trash2>"Delete"</ButtonLink>
        <form method="post" action=SetRule::PATH>
            <input type="hidden" name="rule" value=id.clone()/>
            <input type="hidden" name="to" value="duplicate"/>
            <Button submit=true icon=IconName::Copy>"Duplicate"</Button>
        </form>
        <ButtonLink href=format!("{RULES}/{id}/edit") icon=IconName::Pencil>"Edit"</ButtonLink>
        {scan_form(&id, true)}
        {scan}
        <form method="post" action=SetRule::PATH>
            <input type="hidden" name="rule" value=id.clone()/>
            <input type="hidden" name="to" value=to/>
            <Button submit=true kind icon=if active { IconName::Ban } else { IconName::Check }>
                {if active { "Deactivate" } else { "Activate" }}
            </Button>
        </form>
    }
    .into_any()
}

fn scan_form(id: &str, simulate: bool) -> AnyView {
    let id = id.to_owned();
    let (icon, word) =
        if simulate { (IconName::Play, "Simulate") } else { (IconName::RefreshCw, "Scan now") };
    view! {
        <form method="post" action=BeginScan::PATH>
            <input type="hidden" name="rule" value=id/>
            {simulate.then(|| view! { <input type="hidden" name="simulate" value="true"/> })}
            <Button submit=true icon>{word}</Button>
        </form>
    }
    .into_any()
}

fn question(one: &One) -> Option<AnyView> {
    if !one.admin || one.query.get("ask") != "delete" {
        return None;
    }
    let id = one.read.rule.id.to_string();
    let close = href(RULES, &id, &[]);
    let said = match one.open {
        0 => "It is taken out of every policy that has it.".to_owned(),
        open => format!(
            "It is taken out of every policy that has it. {} stay open, to be decided by what the rule said.",
            counted(open, "violation")
        ),
    };
    let view = view! {
        <Alert
            tone=Tone::Overdue
            title="Delete the rule?"
            actions=move || {
                view! {
                    <form method="post" action=SetRule::PATH>
                        <input type="hidden" name="rule" value=id/>
                        <input type="hidden" name="to" value="delete"/>
                        <Button submit=true kind=ButtonKind::Danger>"Delete it"</Button>
                    </form>
                    <ButtonLink href=close>"Keep it"</ButtonLink>
                }
            }
        >
            <p>{said}</p>
        </Alert>
    };
    Some(view.into_any())
}

fn facts(one: &One) -> AnyView {
    let rule = &one.read.rule.definition;
    let owner = one
        .read
        .owner
        .as_ref()
        .map_or_else(|| "Somebody who is gone".to_owned(), |one| one.display_name.clone());
    let violations = url::to(VIOLATIONS, &[("rule", &one.read.rule.id.to_string())]);
    let expires = rule.lifecycle.expires_after_days.map_or_else(
        || "Nothing by itself".to_owned(),
        |days| format!("After {} the owner of the rule is asked", counted(int(days as usize), "day")),
    );
    let expires = if rule.lifecycle.does_nothing {
        "Nobody is asked: violations are only written down".into()
    } else {
        expires
    };
    let (when, asked, options) =
        (words::when(rule), words::owner(&one.read.violation_owner), words::options(rule));
    let (risk, advice, open) = (rule.risk, rule.advice.clone(), number(one.open));
    let fact = |name: &'static str, value: String| view! { <Fact name><span class="wrap-anywhere whitespace-pre-line">{value}</span></Fact> };
    view! {
        <Card id="facts" title="What follows">
            <div class="px-4 py-4">
                <Facts>
                    {fact("Asked", when.to_owned())}
                    {fact("Owner", owner)}
                    {fact("Who decides", asked)}
                    {fact("May be decided", options)}
                    {fact("Without a decision", expires)}
                    {risk.map(|risk| fact("Risk", format!("{risk} of 100")))}
                    {advice.map(|advice| fact("Advice", advice))}
                    <Fact name="Open violations">
                        <a href=violations class="text-accent-ink underline">{open}</a>
                    </Fact>
                </Facts>
            </div>
        </Card>
    }
    .into_any()
}
