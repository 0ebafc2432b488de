//! The rule builder.

mod people;
mod sides;
mod what;

use bailiwick::glossary::Attribute;
use bailiwick::policy::Scan;
use bailiwick_engine::policies::Tried;
use leptos::{prelude::*, server_fn::ServerFn};

use super::past::{Known, of_draft};
use super::tried::breakers;
use super::{POLICIES, RULES, href};
use crate::api::policies::{BuildRule, RuleForm};
use crate::components::{
    Alert, Button, ButtonKind, ButtonLink, Card, Checkbox, Field, IconName, TextArea, Tone, page_top,
};

/// What the page shows.
pub(super) struct Built {
    pub form: RuleForm,
    /// What the rule would find now; why it cannot be said, in words.
    pub tried: Result<Tried, String>,
    /// What administrators defined.
    pub attributes: Vec<Attribute>,
    /// Since when the past is known.
    pub known: Known,
    /// What was found of the past day that was chosen last.
    pub past: Option<Scan>,
    /// Why it was not saved; empty when it was not tried.
    pub fault: String,
    pub title: String,
}

/// The page.
pub(super) fn view(built: &Built) -> AnyView {
    let form = &built.form;
    let close = if form.id.is_empty() { POLICIES.to_owned() } else { href(RULES, &form.id, &[]) };
    let up = if form.id.is_empty() {
        ("Policies".to_owned(), POLICIES.to_owned())
    } else {
        (form.name.clone(), close.clone())
    };
    let top = page_top(
        Signal::stored(built.title.clone()),
        MaybeProp::from(
            "Name what nobody may hold together. Nothing counts before the rule is active.".to_owned(),
        ),
        Some(up),
        None,
        None,
        None,
    );
    let fault = (!built.fault.is_empty()).then(|| {
        let fault = built.fault.clone();
        view! {
            <Alert tone=Tone::Rejected urgent=true title="This could not be saved">
                <p class="wrap-anywhere">{fault}</p>
            </Alert>
        }
    });
    let tried = built.tried.as_ref().ok();
    view! {
        {top}
        <form method="post" action=BuildRule::PATH class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            // What the enter key presses.
            <button type="submit" name="rule[then]" value="count" class="hidden" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="rule[id]" value=form.id.clone()/>
            <input type="hidden" name="rule[revision]" value=form.revision.to_string()/>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {fault} {sides::card(form, tried, &built.attributes)} {people::card(form, &built.attributes)} {about(form)} {what::card(form)}
                <div class="flex flex-wrap gap-2">
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Save attr:name="rule[then]" attr:value="save">
                        "Save the rule"
                    </Button>
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                </div>
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5 xl:sticky xl:top-4 xl:self-start">
                {now(built)}
                <Button submit=true icon=IconName::RefreshCw attr:id="count-again" attr:name="rule[then]" attr:value="count">
                    "Count again"
                </Button>
                {of_draft(form, built.known, built.past.as_ref())}
            </div>
        </form>
    }
    .into_any()
}

fn now(built: &Built) -> AnyView {
    match &built.tried {
        Ok(tried) => breakers(None, tried),
        Err(why) => {
            let why = why.clone();
            view! {
                <Card id="now" title="If this counts now">
                    <div class="grid gap-1 px-4 py-4 text-sm" role="status">
                        <p>"Nobody can be counted yet."</p>
                        <p class="text-meta wrap-anywhere text-muted">{why}</p>
                    </div>
                </Card>
            }
            .into_any()
        }
    }
}

fn about(form: &RuleForm) -> AnyView {
    let form = form.clone();
    view! {
        <Card id="about" title="About the rule">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <div class="sm:col-span-2">
                    <Field name="rule[name]" id="rule-name" label="Name" value=form.name max_length=200_u32/>
                </div>
                <div class="sm:col-span-2">
                    <TextArea name="rule[description]" id="rule-description" label="What it is for" value=form.description rows=2 optional=true max_length=4_000_u32/>
                </div>
                <Field name="rule[owner]" id="rule-owner" label="Owner" value=form.owner hint="Who answers for it, by user name." max_length=200_u32/>
                <Field name="rule[asked]" id="rule-asked" label="Who decides about violations" value=form.asked hint="A user name, or role/ and a role’s id." max_length=200_u32/>
                <fieldset class="sm:col-span-2">
                    <legend class="text-meta font-medium">"When it is asked"</legend>
                    <div class="flex flex-wrap gap-x-5">
                        <Checkbox name="rule[preventive]" label="Before access is given" checked=form.preventive/>
                        <Checkbox name="rule[detective]" label="By scans of what is held already" checked=form.detective/>
                    </div>
                </fieldset>
            </div>
        </Card>
    }
    .into_any()
}
