//! The sides of a rule in the builder: rows of conditions of which one must hold.

use bailiwick::filter::Op;
use bailiwick::glossary::{Attribute, ObjectKind};
use bailiwick_engine::catalog::{OF_ACCOUNTS, SEARCHABLE};
use bailiwick_engine::policies::Tried;
use leptos::prelude::*;

use super::super::cards::{items, side_title};
use super::super::words;
use crate::api::policies::{RowForm, RuleForm, SideForm};
use crate::components::{
    Button, ButtonKind, Card, Checkbox, Choice, Field, IconName, Select, Size, TextArea,
};

/// All sides.
pub(super) fn card(form: &RuleForm, tried: Option<&Tried>, defined: &[Attribute]) -> AnyView {
    let sides = form.sides.iter().enumerate().map(|(place, one)| {
        let between = (place > 0)
            .then(|| view! { <p class="text-center text-meta text-muted">"and at the same time"</p> });
        view! { {between} {side(form, place, one, tried, defined)} }
    });
    let sides = sides.collect_view();
    view! {
        <Card
            id="sides"
            title="What nobody may hold together"
            note="Something of each side"
            foot=|| {
                view! {
                    <Button submit=true size=Size::Small icon=IconName::Plus attr:id="add-side" attr:name="rule[then]" attr:value="side">
                        "Add a side"
                    </Button>
                }
            }
        >
            <div class="grid gap-3 px-4 py-4">{sides}</div>
        </Card>
    }
    .into_any()
}

fn side(
    form: &RuleForm,
    place: usize,
    side: &SideForm,
    tried: Option<&Tried>,
    defined: &[Attribute],
) -> AnyView {
    let title = side_title(place, form.sides.len());
    let name = |field: &str| format!("rule[sides][{place}][{field}]");
    let rows = form
        .rows
        .iter()
        .enumerate()
        .filter(|(_, one)| one.side == place)
        .map(|(at, one)| row(at, one, &title, defined));
    let conditions = if side.json.is_empty() {
        let spoken = format!(" another condition of {title}");
        view! {
            <div class="grid gap-2">{rows.collect_view()}</div>
            <div>
                <Button submit=true size=Size::Small icon=IconName::Plus attr:id=format!("add-row-{place}") attr:name="rule[then]" attr:value=format!("row {place}")>
                    "Or"
                    <span class="sr-only">{spoken}</span>
                </Button>
            </div>
        }
        .into_any()
    } else {
        let value = side.json.clone();
        view! {
            <div class="[&_textarea]:font-mono [&_textarea]:text-xs">
                <TextArea
                    name=name("json")
                    id=format!("json-{place}")
                    label=format!("Filter of {title}")
                    value
                    rows=10
                    hint="This filter has levels that rows cannot show. Empty it to write conditions instead."
                />
            </div>
        }
        .into_any()
    };
    let drop = (form.sides.len() > 1).then(|| {
        let label = format!("Take {title} out");
        view! {
            <Button submit=true size=Size::Small kind=ButtonKind::QuietDanger icon=IconName::X label attr:name="rule[then]" attr:value=format!("drop-side {place}")/>
        }
    });
    let matching = tried.and_then(|tried| tried.sides.get(place)).map(items);
    view! {
        <fieldset class="grid min-w-0 gap-3 rounded-md border border-line bg-sunken p-3">
            <legend class="sr-only">{title.clone()}</legend>
            <div class="flex items-center justify-between gap-2">
                <h3 class="text-sm font-semibold">{title.clone()} <span class="font-normal text-muted">": holds any of"</span></h3>
                {drop}
            </div>
            {conditions}
            <div class="flex flex-wrap gap-x-4" role="group" aria-label=format!("Access that counts for {title}")>
                <Checkbox name=name("entitlements") label="Entitlements" checked=side.entitlements/>
                <Checkbox name=name("roles") label="Roles" checked=side.roles/>
                <Checkbox name=name("accounts") label="Accounts" checked=side.accounts/>
            </div>
            {matching}
        </fieldset>
    }
    .into_any()
}

fn row(at: usize, row: &RowForm, title: &str, defined: &[Attribute]) -> AnyView {
    let name = |field: &str| format!("rule[rows][{at}][{field}]");
    let id = |field: &str| format!("row-{at}-{field}");
    let label = format!("Take condition {} of {title} out", at + 1);
    view! {
        <div class="grid items-end gap-2 sm:grid-cols-[12rem_9rem_minmax(0,1fr)_auto]">
            <input type="hidden" name=name("side") value=row.side.to_string()/>
            <Select name=name("property") id=id("property") label="What" choices=properties(&row.property, defined) selected=row.property.clone() size=Size::Small/>
            <Select name=name("operator") id=id("operator") label="How" choices=operators() selected=row.operator.clone() size=Size::Small/>
            <Field name=name("value") id=id("value") label="Value" value=row.value.clone() max_length=1_000_u32 size=Size::Small/>
            <Button submit=true size=Size::Small kind=ButtonKind::QuietDanger icon=IconName::X label attr:name="rule[then]" attr:value=format!("drop-row {at}")/>
        </div>
    }
    .into_any()
}

/// Everything that conditions can name, the usual first, then what administrators defined; and what is chosen already.
fn properties(chosen: &str, defined: &[Attribute]) -> Vec<Choice> {
    let usual = words::PROPERTIES.iter().map(|(name, label)| Choice::new(*name, *label));
    let known = |name: &str| words::PROPERTIES.iter().any(|(one, _)| *one == name);
    let attributes = words::attributes(defined, |kind| kind != ObjectKind::User);
    let others = SEARCHABLE.iter().chain(OF_ACCOUNTS).map(|one| one.name).filter(|name| !known(name));
    let mut choices: Vec<Choice> =
        usual.chain(attributes).chain(others.map(|name| Choice::new(name, name))).collect();
    if !choices.iter().any(|choice| choice.value == chosen) {
        choices.push(Choice::new(chosen, chosen));
    }
    choices
}

pub(super) fn operators() -> Vec<Choice> {
    Op::ALL.into_iter().map(|op| Choice::new(op.operator(), words::operator(op))).collect()
}
