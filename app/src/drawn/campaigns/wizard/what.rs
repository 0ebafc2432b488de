//! What is reviewed.

use bailiwick::certification::{CertificationType, Reviewed};
use bailiwick::glossary::ObjectKind;
use leptos::prelude::*;

use super::super::words::{choices, kind};
use super::Wizard;
use crate::components::{Card, Checkbox, Choice, Field, Select, Size, TextArea};
use crate::drawn::conditions::{Conditions, fields};
use crate::drawn::policies::words as policies;
use crate::server::campaigns::form::{FILTERS, KINDS, filter, kinds, organisations};

/// The cards.
pub(super) fn cards(wizard: &Wizard) -> AnyView {
    let mut place = 0;
    let filters = (0..FILTERS.len()).map(|at| conditions(wizard, at, &mut place)).collect::<Vec<_>>();
    let access = access(wizard);
    let within = wizard.kind().filters().contains(&"memberOfOrg").then(|| within(wizard));
    view! {
        {about(wizard)}
        <Card id="what" title="What is reviewed">
            <div class="grid gap-3 px-4 py-4">{access}</div>
        </Card>
        <Card id="conditions" title="Of whom and of what" note="Without conditions: of everybody, everything">
            <div class="grid gap-3 px-4 py-4">{filters} {within}</div>
        </Card>
    }
    .into_any()
}

fn about(wizard: &Wizard) -> AnyView {
    let (name, about) = (wizard.text("name"), wizard.text("description"));
    let owner = wizard.person(&wizard.text("ownerId"));
    view! {
        <Card id="about" title="About the campaigns">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <Field name="template[name]" id="template-name" label="Name" value=name max_length=200_u32/>
                <Field name="template[owner]" id="template-owner" label="Owner" value=owner hint="A user name: who answers for them." max_length=200_u32/>
                <div class="sm:col-span-2">
                    <TextArea name="template[description]" id="template-description" label="What they are for" value=about rows=2 optional=true max_length=4_000_u32/>
                </div>
            </div>
        </Card>
    }
    .into_any()
}

fn access(wizard: &Wizard) -> AnyView {
    let chosen = wizard.text("certificationType");
    let mut types = choices(CertificationType::ALL, kind);
    if !types.iter().any(|choice| choice.value == chosen) {
        let label = chosen.parse().map_or_else(|_| chosen.clone(), |known| kind(known).to_owned());
        types.push(Choice::new(chosen.clone(), label));
    }
    let on = kinds(&wizard.body);
    let has = |place: usize| on.iter().any(|word| word == KINDS[place]);
    // What else is asked for depends on it.
    let types = view! {
        <div data-live="">
            <Select name="template[kind]" id="template-kind" label="Type" choices=types selected=chosen/>
        </div>
    };
    if wizard.kind().reviews() != Reviewed::Grants {
        return types.into_any();
    }
    view! {
        {types}
        <fieldset>
            <legend class="text-meta font-medium">"Kinds of access"</legend>
            <div class="flex flex-wrap gap-x-5">
                <Checkbox name="template[accounts]" label="Accounts" checked=has(0)/>
                <Checkbox name="template[entitlements]" label="Entitlements" checked=has(1)/>
                <Checkbox name="template[roles]" label="Roles" checked=has(2)/>
            </div>
        </fieldset>
        <fieldset>
            <legend class="text-meta font-medium">"Left out"</legend>
            <div class="flex flex-wrap gap-x-5">
                <Checkbox name="template[no_role_based]" label="What a role brings" checked=wizard.flag("excludeRoleBasedAccess")/>
                <Checkbox name="template[no_conditional]" label="What a rule gives" checked=wizard.flag("excludeConditionalAccess")/>
            </div>
        </fieldset>
    }
    .into_any()
}

/// What conditions about accounts can name, beside their attributes.
const OF_ACCOUNTS: [(&str, &str); 6] = [
    ("displayName", "Name"),
    ("kind", "Kind: personal or machine"),
    ("owner.id", "Id of the owner"),
    ("lastUsed", "Last used"),
    ("created", "Made"),
    ("id", "Id of the account"),
];

/// What conditions about the last decision can name.
const OF_DECISIONS: [(&str, &str); 6] = [
    ("decision", "Decision"),
    ("decisionDate", "When it was decided"),
    ("decisionBy", "Id of who decided"),
    ("completionDate", "When it was signed"),
    ("completedBy", "Id of who signed"),
    ("campaignId", "Id of the campaign"),
];

/// What conditions about an object can name.
fn properties(wizard: &Wizard, at: usize, chosen: &str) -> Vec<Choice> {
    let of = |kind: ObjectKind| policies::attributes(&wizard.attributes, move |one| one == kind);
    let plain = |kind: &str, noun: &str| {
        let risk = format!("glossary.idx./{kind}.riskLevel");
        vec![
            Choice::new("name", "Name"),
            Choice::new("description", "Description"),
            Choice::new("tags", "Tag"),
            Choice::new(risk, "Risk"),
            Choice::new("id", format!("Id of the {noun}")),
        ]
    };
    let mut choices = match at {
        0 => policies::OF_PEOPLE.iter().map(|(name, label)| Choice::new(*name, *label)).collect(),
        1 => plain("application", "application"),
        2 => plain("entitlement", "entitlement"),
        3 => plain("role", "role"),
        5 => OF_DECISIONS.iter().map(|(name, label)| Choice::new(*name, *label)).collect(),
        _ => OF_ACCOUNTS.iter().map(|(name, label)| Choice::new(*name, *label)).collect(),
    };
    let attributes = match at {
        0 => of(ObjectKind::User),
        1 => of(ObjectKind::Application),
        2 => of(ObjectKind::Entitlement),
        3 => of(ObjectKind::Role),
        4 => of(ObjectKind::Account),
        _ => Vec::new(),
    };
    choices.extend(attributes);
    if !chosen.is_empty() && !choices.iter().any(|choice| choice.value == chosen) {
        choices.push(Choice::new(chosen, chosen));
    }
    choices
}

/// The conditions about one object; the last row is empty, for another.
fn conditions(wizard: &Wizard, at: usize, place: &mut usize) -> AnyView {
    let title = ["People", "Applications", "Entitlements", "Roles", "Accounts", "Last decision"][at];
    if !wizard.kind().filters().contains(&FILTERS[at]) {
        // It says nothing about what is reviewed; the others keep their places.
        let name = format!("template[filters][{at}][mode]");
        return view! { <input type="hidden" name=name value="all"/> }.into_any();
    }
    let (mode, rows) = filter(&wizard.body, at);
    let note = match FILTERS[at] {
        "decision" => {
            "What was signed last about the same access: certify, revoke, exception or abstain. Access that was never decided meets no condition."
        }
        _ => "",
    };
    let properties = |chosen: &str| properties(wizard, at, chosen);
    fields(Conditions { form: "template", at, title, note, mode, rows, properties: &properties }, place)
}

/// The organisations whose people are meant; the last is empty, for another.
fn within(wizard: &Wizard) -> AnyView {
    let mut chosen = organisations(&wizard.body);
    chosen.push(String::new());
    let rows =
        chosen.iter().enumerate().map(|(place, id)| organisation(wizard, place, id)).collect::<Vec<_>>();
    view! {
        <fieldset class="grid min-w-0 gap-2 rounded-md border border-line bg-sunken p-3">
            <legend class="sr-only">"Organisations"</legend>
            <h3 class="text-sm font-semibold">"Organisations"</h3>
            <div class="grid gap-2 sm:grid-cols-2">{rows}</div>
            <Checkbox name="template[children]" label="And those below them" checked=wizard.flag("includeChildOrganizations")/>
        </fieldset>
    }
    .into_any()
}

fn organisation(wizard: &Wizard, place: usize, id: &str) -> AnyView {
    let (label, none) = match (place, id) {
        (0, "") => ("People of", "Any organisation"),
        (_, "") => ("Or of", "No further one"),
        (0, _) => ("People of", "Take this one out"),
        _ => ("Or of", "Take this one out"),
    };
    let mut choices = vec![Choice::new("", none)];
    choices.extend(wizard.organisations.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())));
    if !choices.iter().any(|choice| choice.value == id) {
        choices.push(Choice::new(id, id));
    }
    let name = format!("template[organisations][{place}]");
    view! {
        // Another one can be chosen then.
        <div data-live="">
            <Select name id=format!("organisation-{place}") label choices selected=id.to_owned() size=Size::Small/>
        </div>
    }
    .into_any()
}
