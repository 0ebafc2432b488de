//! Who decides.

use bailiwick::certification::{CertifierType, Reviewed, SelfCertification};
use leptos::prelude::*;
use serde_json::{Map, Value as Json};

use super::super::words::{certifier, choices, oneself};
use super::Wizard;
use crate::components::{Card, Checkbox, Choice, Field, Select, TextArea};
use crate::server::campaigns::form::{script, stages, text};

/// The cards.
pub(super) fn cards(wizard: &Wizard) -> AnyView {
    let mut all = stages(&wizard.body);
    all.push(Map::new());
    let rows = all.iter().enumerate().map(|(place, one)| stage(wizard, place, one)).collect::<Vec<_>>();
    let fallback = wizard.person(&wizard.text("defaultCertifierId"));
    let rule = wizard.text("selfCertificationRule");
    let rule = match (rule.is_empty(), wizard.flag("allowSelfCertification")) {
        (true, true) => SelfCertification::All.to_string(),
        (true, false) => SelfCertification::Nobody.to_string(),
        (false, _) => rule,
    };
    let skips = wizard.flag("skipInactiveCertifiers");
    let follows = follows(wizard);
    // Definitions and such accounts are about nobody: whoever owns one certifies what they answer for.
    let own = match wizard.kind().reviews() {
        Reviewed::Definitions(_) | Reviewed::Accounts => {
            view! { <input type="hidden" name="template[oneself]" value=rule/> }.into_any()
        }
        reviewed => {
            let label = if reviewed == Reviewed::Records {
                "Who may certify their own record"
            } else {
                "Who may certify their own access"
            };
            view! { <Select name="template[oneself]" id="template-oneself" label choices=choices(SelfCertification::ALL, oneself) selected=rule/> }
                .into_any()
        }
    };
    view! {
        <Card id="stages" title="Who decides" note="One stage after another, each anew">
            <div class="grid gap-3 px-4 py-4">{rows}</div>
        </Card>
        <Card id="otherwise" title="Where nobody is found">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <Field name="template[fallback]" id="template-fallback" label="Who decides then" value=fallback hint="A user name, or managed/role/ and an id. Empty: such rows are left out." optional=true max_length=200_u32/>
                {own}
                <div class="sm:col-span-2">
                    <Checkbox name="template[skip]" label="Skip certifiers who are not active" checked=skips/>
                </div>
            </div>
        </Card>
        {follows}
    }
    .into_any()
}

/// What becomes of what a manager is asked when the person gets another one. Definitions and such accounts have none.
fn follows(wizard: &Wizard) -> AnyView {
    let checked = wizard.flag("followManagerChange");
    if matches!(wizard.kind().reviews(), Reviewed::Definitions(_) | Reviewed::Accounts) {
        let value = checked.to_string();
        return view! { <input type="hidden" name="template[follow]" value=value/> }.into_any();
    }
    view! {
        <Card id="changes" title="When somebody gets another manager">
            <div class="grid gap-1 px-4 py-4">
                <Checkbox name="template[follow]" label="The new manager decides what the former one was asked and has not signed" checked/>
                <p class="text-meta text-muted">
                    "Nothing stays decided then: the new one decides anew, and the row says why. Otherwise the former manager goes on."
                </p>
            </div>
        </Card>
    }
    .into_any()
}

fn stage(wizard: &Wizard, place: usize, stage: &Map<String, Json>) -> AnyView {
    let name = |field: &str| format!("template[stages][{place}][{field}]");
    let id = |field: &str| format!("stage-{place}-{field}");
    let how = text(stage, "certifierType");
    let kind = wizard.kind();
    let mut hows =
        vec![Choice::new("", if how.is_empty() { "No further stage" } else { "Take this stage out" })];
    hows.extend(choices::<CertifierType>(kind.certifiers(), certifier));
    if !hows.iter().any(|choice| choice.value == how) {
        hows.push(Choice::new(how.clone(), how.clone()));
    }
    let who = wizard.person(&text(stage, "certifierId"));
    let named = match how.as_str() {
        "user" => Some(("Who", "A user name.")),
        "role" => Some(("Which role", "managed/role/ and its id.")),
        _ => None,
    };
    let who = match named {
        Some((label, hint)) => {
            view! { <Field name=name("who") id=id("who") label value=who hint max_length=200_u32/> }
                .into_any()
        }
        None if how == CertifierType::Custom.as_str() => {
            let value = script(stage);
            view! {
                <div class="order-last sm:col-span-3 [&_textarea]:font-mono [&_textarea]:text-xs">
                    <TextArea
                        name=name("who")
                        id=id("who")
                        label="Script"
                        value
                        rows=6
                        hint="JavaScript about user, item and campaign, once for each row. Its last value names who decides: managed/user/ or managed/role/ and an id, or a list of them."
                    />
                </div>
            }
            .into_any()
        }
        None => view! { <input type="hidden" name=name("who") value=who/> }.into_any(),
    };
    let label = if how.is_empty() { "Another stage" } else { "Decided by" };
    let called = text(stage, "name");
    view! {
        <fieldset class="grid min-w-0 items-start gap-2 rounded-md border border-line bg-sunken p-3 sm:grid-cols-3">
            <legend class="sr-only">{format!("Stage {}", place + 1)}</legend>
            // Who is asked for depends on it.
            <div data-live="">
                <Select name=name("how") id=id("how") label choices=hows selected=how.clone()/>
            </div>
            {who}
            {(!how.is_empty()).then(|| view! { <Field name=name("name") id=id("name") label="Called" value=called optional=true max_length=200_u32/> })}
        </fieldset>
    }
    .into_any()
}
