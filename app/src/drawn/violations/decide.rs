//! The ways out of a violation, each a form: take access away, except, allow; and what else can be done.

use bailiwick::grant::{Grant, composite_id};
use bailiwick::policy::ViolationStatus;
use leptos::{prelude::*, server_fn::ServerFn};

use super::except::except;
use super::one::One;
use super::words::held;
use crate::api::violations::ActOnViolation;
use crate::components::{Alert, Badge, Button, ButtonKind, Card, Checkbox, Field, IconName, TextArea, Tone};

/// The ways out that the rule leaves.
pub(super) fn decisions(one: &One) -> AnyView {
    let options = one.view.rule.rule.definition.options;
    if one.view.violation.status == ViolationStatus::Exception {
        let until = one.view.violation.exception_until.map(|until| one.clock.day(until)).unwrap_or_default();
        let body = view! {
            <p class="text-sm">{format!("It is excepted until {until}. To decide otherwise, end the exception first.")}</p>
            {comment(one, "end", "Why", true)}
            <div><Button submit=true icon=IconName::Undo2>"End the exception"</Button></div>
        };
        return form(one, "end", "Excepted", body.into_any());
    }
    view! {
        {options.remediate.then(|| remediate(one))}
        {options.exception.then(|| except(one))}
        {options.allow.then(|| allow(one))}
    }
    .into_any()
}

/// A form in a card, with why it was refused.
pub(super) fn form(one: &One, then: &'static str, title: &'static str, body: AnyView) -> AnyView {
    let id = one.view.violation.id.to_string();
    let asked = one.query.get("ask") == then;
    let fault = asked.then(|| one.query.get("fault").to_owned()).filter(|fault| !fault.is_empty());
    let fault = fault.map(|fault| view! { <Alert tone=Tone::Rejected urgent=true title="This was refused"><p class="wrap-anywhere">{fault}</p></Alert> });
    view! {
        <Card id=then title>
            <form method="post" action=ActOnViolation::PATH class="grid gap-3 px-4 py-4">
                <input type="hidden" name="act[violation]" value=id/>
                <input type="hidden" name="act[then]" value=then/>
                {fault} {body}
            </form>
        </Card>
    }
    .into_any()
}

/// What was typed before it was refused.
pub(super) fn typed(one: &One, then: &str, field: &str) -> String {
    if one.query.get("ask") == then { one.query.get(field).to_owned() } else { String::new() }
}

pub(super) fn comment(one: &One, then: &'static str, label: &'static str, optional: bool) -> AnyView {
    let value = typed(one, then, "comment");
    view! { <TextArea name="act[comment]" id=format!("{then}-comment") label value rows=2 optional required=!optional max_length=10_000_u32/> }
        .into_any()
}

fn remediate(one: &One) -> AnyView {
    let view = &one.view;
    let fix = one.fix.as_ref();
    let mut seen = Vec::new();
    let mut rows = Vec::new();
    for grant in view.violation.access.iter().flatten() {
        if !seen.contains(&grant.id) {
            rows.push(row(one, grant, rows.len()));
            seen.push(grant.id);
        }
    }
    for role in &view.roles {
        rows.push(row(one, role, rows.len()));
    }
    let words = match fix {
        Some(fix) if fix.is_exact => "The smallest fix is chosen already: nothing cheaper ends it.",
        Some(_) => "A small fix is chosen already: the best that was found in short time.",
        None => "Choose what goes: everything of one side must.",
    };
    let body = view! {
        <p class="text-meta text-muted">{words}</p>
        <fieldset class="grid gap-1">
            <legend class="sr-only">"Access to take away"</legend>
            {rows}
        </fieldset>
        {comment(one, "remediate", "Why", true)}
        <div>
            <Button submit=true kind=ButtonKind::Revoke icon=IconName::Ban>"Take it away"</Button>
        </div>
    };
    form(one, "remediate", "Remediate", body.into_any())
}

fn row(one: &One, grant: &Grant, place: usize) -> AnyView {
    let items = &one.view.items;
    let name =
        items.get(&grant.item).map_or_else(|| "Access that is gone".to_owned(), |item| item.name.clone());
    // What something brings goes with that only.
    let by_role = grant.through.is_some();
    let chosen = !by_role && one.fix.as_ref().is_some_and(|fix| fix.remove.contains(&grant.id));
    let is_role = one.view.roles.iter().any(|role| role.id == grant.id);
    let brings = is_role && !by_role;
    let how = if brings { "what it brings goes with it".to_owned() } else { held(grant, items) };
    view! {
        <div class="rounded-md border border-line px-2 py-1">
            <div class="flex items-start justify-between gap-2">
                <Checkbox name=format!("act[grants][{place}]") value=composite_id(grant.id) checked=chosen disabled=by_role label=name/>
                {chosen.then(|| view! { <Badge tone=Tone::Accent text="Smallest fix"/> })}
            </div>
            <p class="ps-6 text-meta text-muted">{how}</p>
        </div>
    }
    .into_any()
}

fn allow(one: &One) -> AnyView {
    let body = view! {
        <p class="text-meta text-muted">"It stays for good: scans do not open it again while the access is held."</p>
        {comment(one, "allow", "Why", true)}
        <div>
            <Button submit=true kind=ButtonKind::Approve icon=IconName::Check>"Allow it"</Button>
        </div>
    };
    form(one, "allow", "Allow", body.into_any())
}

/// Saying something, and asking others.
pub(super) fn others(one: &One) -> AnyView {
    let say = view! {
        {comment(one, "comment", "Comment", false)}
        <div><Button submit=true icon=IconName::MessageSquare>"Add it"</Button></div>
    };
    let say = (one.decides || one.reads).then(|| form(one, "comment", "Comment", say.into_any()));
    let excepted = one.view.violation.status == ViolationStatus::Exception;
    let hand = (one.decides && !excepted).then(|| {
        let value = typed(one, "reassign", "people");
        let body = view! {
            <Field name="act[people]" id="reassign-people" label="Who is asked instead" value hint="User names, with commas between them." required_silently=true/>
            {comment(one, "reassign", "Why", true)}
            <div><Button submit=true icon=IconName::Forward>"Hand it over"</Button></div>
        };
        form(one, "reassign", "Reassign", body.into_any())
    });
    view! { {say} {hand} }.into_any()
}
