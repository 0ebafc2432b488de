//! One policy: its rules, when it is scanned, and the form that changes it.

use std::collections::HashMap;

use bailiwick::authority::Authority;
use bailiwick::id::PolicyRuleId;
use bailiwick_engine::{people, policies};
use leptos::{prelude::*, server_fn::ServerFn};

use super::list::{Line, lines};
use super::{Query, RULES, SETS, href, said};
use crate::api::PortalError;
use crate::api::policies::{BeginScan, DeletePolicy, PolicyForm, SavePolicy};
use crate::components::{
    Alert, Badge, Button, ButtonKind, ButtonLink, Card, Checkbox, Choice, EmptyState, Field, IconName,
    Select, TextArea, Tone, page_top,
};
use crate::server::policies::{parse, save};
use crate::server::{call, failed};
use crate::text::number;

const REPEATS: [(&str, &str); 9] = [
    ("none", "Not by itself"),
    ("day", "Every day"),
    ("1", "Every Monday"),
    ("2", "Every Tuesday"),
    ("3", "Every Wednesday"),
    ("4", "Every Thursday"),
    ("5", "Every Friday"),
    ("6", "Every Saturday"),
    ("0", "Every Sunday"),
];

struct Page {
    form: PolicyForm,
    rules: Vec<Line>,
    open: HashMap<PolicyRuleId, i64>,
    admin: bool,
    query: Query,
}

/// Draws the page; `new` for a policy to come.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let admin = ctx.actor.has(&[Authority::PolicyAdmin]);
    let form = if id == "new" {
        if !admin {
            return Err(PortalError::Forbidden);
        }
        let owner = people::me(&engine, &ctx).await.map_err(failed)?.user_name;
        PolicyForm { owner, active: true, repeat: "day".into(), at: "03:00".into(), ..PolicyForm::default() }
    } else {
        let read = policies::read(&engine, &ctx, parse(id)?).await.map_err(failed)?;
        let owner = read.owner.map(|owner| owner.user_name).unwrap_or_default();
        save::of(id.to_owned(), read.policy.revision, &read.policy.definition, owner)
    };
    let open = policies::open_violations(&engine, &ctx).await.map_err(failed)?;
    let rules = lines(policies::rules(&engine, &ctx).await.map_err(failed)?, &open);
    let title = if form.id.is_empty() { "New policy".to_owned() } else { form.name.clone() };
    let page = Page { form, rules, open, admin, query: query.clone() };
    Ok(crate::drawn::draw(&title.clone(), move || view(page, title)))
}

fn view(page: Page, title: String) -> AnyView {
    let form = &page.form;
    let (tone, word) = if form.active { (Tone::Approved, "Active") } else { (Tone::Neutral, "Not active") };
    let is_new = form.id.is_empty();
    let badge = (!is_new).then(|| ViewFnOnce::from(move || view! { <Badge tone text=word/> }));
    let buttons = (page.admin && !is_new).then(|| actions(&form.id));
    let top = page_top(
        Signal::stored(title),
        MaybeProp::from(form.description.clone()),
        Some(("Policies".to_owned(), SETS.to_owned())),
        badge,
        buttons.map(|buttons| ViewFnOnce::from(move || buttons)),
        None,
    );
    let body = if page.admin { edit(&page) } else { ().into_any() };
    let held = (!is_new).then(|| held(&page));
    view! {
        {top}
        <div class="mx-auto grid max-w-4xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(&page.query)} {question(&page)} {held} {body}
        </div>
    }
    .into_any()
}

fn actions(id: &str) -> AnyView {
    let (scan, delete) = (id.to_owned(), href(SETS, &id, &[("ask", "delete")]));
    let simulated = scan.clone();
    view! {
        <ButtonLink href=delete icon=IconName::Trash2>"Delete"</ButtonLink>
        <form method="post" action=BeginScan::PATH>
            <input type="hidden" name="policy" value=simulated/>
            <input type="hidden" name="simulate" value="true"/>
            <Button submit=true icon=IconName::Play>"Simulate"</Button>
        </form>
        <form method="post" action=BeginScan::PATH>
            <input type="hidden" name="policy" value=scan/>
            <Button submit=true kind=ButtonKind::Primary icon=IconName::RefreshCw>"Scan now"</Button>
        </form>
    }
    .into_any()
}

fn question(page: &Page) -> Option<AnyView> {
    if !page.admin || page.form.id.is_empty() || page.query.get("ask") != "delete" {
        return None;
    }
    let (id, close) = (page.form.id.clone(), href(SETS, &page.form.id, &[]));
    let view = view! {
        <Alert
            tone=Tone::Overdue
            title="Delete the policy?"
            actions=move || {
                view! {
                    <form method="post" action=DeletePolicy::PATH>
                        <input type="hidden" name="policy" value=id/>
                        <Button submit=true kind=ButtonKind::Danger>"Delete it"</Button>
                    </form>
                    <ButtonLink href=close>"Keep it"</ButtonLink>
                }
            }
        >
            <p>"Its rules stay, and count as before; its schedule ends."</p>
        </Alert>
    };
    Some(view.into_any())
}

/// Its rules.
fn held(page: &Page) -> AnyView {
    let of = |id: &String| page.rules.iter().find(|line| line.id.to_string() == *id);
    let rows: Vec<AnyView> =
        page.form.rules.iter().filter_map(of).map(|line| rule(line, &page.open)).collect();
    let body = if rows.is_empty() {
        view! { <EmptyState icon=IconName::Scale title="No rules" text="A scan of it would find nothing."/> }
            .into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    view! { <Card id="rules" title="Rules">{body}</Card> }.into_any()
}

fn rule(line: &Line, open: &HashMap<PolicyRuleId, i64>) -> AnyView {
    let (tone, word) = if line.active { (Tone::Approved, "Active") } else { (Tone::Neutral, "Not active") };
    let open = open.get(&line.id).copied().unwrap_or(0);
    view! {
        <li class="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2 last:border-0">
            <a href=href(RULES, &line.id, &[]) class="min-w-0 flex-1 text-sm font-medium wrap-anywhere hover:underline">{line.name.clone()}</a>
            <span class="text-meta text-muted">{format!("{} open", number(open))}</span>
            <Badge tone text=word/>
        </li>
    }
    .into_any()
}

fn edit(page: &Page) -> AnyView {
    let form = page.form.clone();
    let rules = page.rules.iter().enumerate().map(|(place, line)| {
        let id = line.id.to_string();
        let checked = form.rules.contains(&id);
        view! { <Checkbox name=format!("policy[rules][{place}]") value=id checked label=line.name.clone()/> }
    });
    let rules = rules.collect_view();
    let mut repeats: Vec<Choice> =
        REPEATS.into_iter().map(|(value, label)| Choice::new(value, label)).collect();
    repeats.push(Choice::new("cron", "By a cron expression"));
    if form.repeat == "keep" {
        repeats.push(Choice::new("keep", "As it is: at intervals"));
    }
    let title = if form.id.is_empty() { "New policy" } else { "Change it" };
    view! {
        <Card id="edit" title>
            <form method="post" action=SavePolicy::PATH class="grid gap-3 px-4 py-4 sm:grid-cols-3">
                <input type="hidden" name="policy[id]" value=form.id/>
                <input type="hidden" name="policy[revision]" value=form.revision.to_string()/>
                <div class="sm:col-span-2">
                    <Field name="policy[name]" id="policy-name" label="Name" value=form.name required_silently=true max_length=200_u32/>
                </div>
                <Field name="policy[owner]" id="policy-owner" label="Owner" value=form.owner hint="A user name." required_silently=true/>
                <div class="sm:col-span-3">
                    <TextArea name="policy[description]" id="policy-description" label="What it is for" value=form.description rows=2 optional=true max_length=4_000_u32/>
                </div>
                <fieldset class="sm:col-span-3">
                    <legend class="text-meta font-medium">"Rules"</legend>
                    <div class="grid max-h-80 gap-x-4 overflow-y-auto sm:grid-cols-2">{rules}</div>
                </fieldset>
                <Select name="policy[repeat]" id="policy-repeat" label="Scanned" choices=repeats selected=form.repeat/>
                <Field name="policy[at]" id="policy-at" label="At" r#type="time" value=form.at hint="In UTC."/>
                <Field name="policy[cron]" id="policy-cron" label="Cron expression" value=form.cron hint="Such as 0 3 * * 1-5, in UTC." optional=true/>
                <div class="sm:col-span-3">
                    <Checkbox name="policy[active]" label="Active: its schedule runs" checked=form.active/>
                </div>
                <div class="flex gap-2 sm:col-span-3">
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>"Save the policy"</Button>
                    <ButtonLink href=SETS>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
