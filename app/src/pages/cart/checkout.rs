//! Checkout: what holds for every line, who will approve, and sending.

use bailiwick::{
    id::UserId,
    request::Priority,
    view::{ApproverView, CartLineView, CartView},
};
use leptos::{prelude::*, web_sys, web_sys::wasm_bindgen::JsCast};

use super::{approvers::Approvers, check::verdict};
use crate::api::cart::CheckOut;
use crate::components::{Alert, Button, ButtonKind, Card, Choice, IconName, RadioSegments, TextArea, Tone};
use crate::text::{counted, int};
use crate::wire::{SendForm, Sending};

/// The form's id: its buttons stand at the head and the foot of the page.
const FORM: &str = "checkout";

/// Groups of lines whose deciders are named.
const MOST_GROUPS: usize = 6;

/// Keeps what stands in the form, without sending anything.
#[component]
pub fn Save(send: Sending<CheckOut>) -> impl IntoView {
    view! {
        <Button
            submit=true
            disabled=send.pending()
            attr:form=FORM
            attr:name="intent"
            attr:value="save"
            attr:formnovalidate=true
        >
            "Save"
        </Button>
    }
}

/// What holds for every line; kept as it is changed.
#[component]
pub fn ForEveryLine(cart: CartView, send: Sending<CheckOut>, keep: Sending<CheckOut>) -> impl IntoView {
    let choices = [(Priority::Low, "Low"), (Priority::Medium, "Normal"), (Priority::High, "High")]
        .map(|(p, w)| Choice::new(p.as_str(), w));
    let kept = move || match (keep.pending().get(), keep.answer().or_else(|| send.answer())) {
        (true, _) => "Saving…",
        (false, Some(answer)) if answer.refusal().is_some() => "Not saved yet",
        (false, Some(_)) => "Saved",
        (false, None) => "",
    };
    view! {
        <Card id="every-line" title="For every line" actions=move || view! { <span class="text-meta text-faint" role="status">{kept}</span> }>
            <SendForm
                action=send
                attr:id=FORM
                on:change=move |event| {
                    if let Some(form) = form_of(&event) {
                        keep.send(&form);
                    }
                }
            >
                <div class="grid gap-3 px-4 py-3">
                    <TextArea
                        name="justification"
                        label="Why is it needed?"
                        value=cart.justification
                        required=cart.justification_required
                        optional=!cart.justification_required
                        max_length=4000_u32
                        hint="Approvers read this first."
                        error=send.fault("justification")
                    />
                    <RadioSegments
                        name="priority"
                        legend="Priority"
                        choices=choices.to_vec()
                        selected=cart.priority.as_str()
                    />
                </div>
            </SendForm>
        </Card>
    }
    .into_any()
}

/// The form around the control of an event.
fn form_of(event: &web_sys::Event) -> Option<web_sys::HtmlFormElement> {
    let control: web_sys::Element = event.target()?.dyn_into().ok()?;
    control.closest("form").ok()??.dyn_into().ok()
}

/// Who will approve the lines that are ready; lines with the same deciders stand together.
#[component]
pub fn WhoApproves(lines: Vec<CartLineView>, me: UserId) -> impl IntoView {
    let mut groups: Vec<(Vec<ApproverView>, Vec<CartLineView>)> = Vec::new();
    for line in lines.into_iter().filter(|line| line.fault.is_none()) {
        match groups.iter_mut().find(|(steps, _)| *steps == line.approvers) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((line.approvers.clone(), vec![line])),
        }
    }
    let only = groups.len() == 1;
    let more: usize = groups.iter().skip(MOST_GROUPS).map(|(_, lines)| lines.len()).sum();
    groups.truncate(MOST_GROUPS);
    let more = (more > 0).then(|| {
        let lines = counted(int(more), "line");
        let words = format!("{lines} more, for others to decide. Each request will name them.");
        view! { <p class="border-t border-line pt-3 text-meta text-muted">{words}</p> }
    });
    let group = move |(steps, lines): (Vec<ApproverView>, Vec<CartLineView>)| {
        view! {
            <div class="border-t border-line pt-3 first:border-0 first:pt-0">
                <h3 class="mb-2 text-meta font-medium text-muted">{heading(&lines, only, me)}</h3>
                <Approvers steps/>
            </div>
        }
    };
    let none = groups
        .is_empty()
        .then(|| view! { <p class="text-sm text-muted">"Nobody yet: no line is ready to be sent."</p> });
    view! {
        <Card id="who-approves" title="Who will approve">
            <div class="grid gap-4 px-4 py-3">{none} {groups.into_iter().map(group).collect_view()} {more}</div>
        </Card>
    }
    .into_any()
}

fn heading(lines: &[CartLineView], only: bool, me: UserId) -> String {
    let name = |line: &CartLineView| line.item.as_ref().map(|item| item.name.clone()).unwrap_or_default();
    let person = |line: &CartLineView| match &line.user {
        Some(user) if user.id != me => user.display_name.clone(),
        _ => "you".to_owned(),
    };
    match lines {
        [] => String::new(),
        [line] => format!("{}, for {}", name(line), person(line)),
        lines if only => format!("All {} lines that are ready", lines.len()),
        [first, rest @ ..] if rest.iter().all(|line| line.line.item == first.line.item) => {
            format!("{}, for {} people", name(first), lines.len())
        }
        [first, rest @ ..] if rest.iter().all(|line| line.line.user == first.line.user) => {
            format!("{} items, for {}", lines.len(), person(first))
        }
        [first, rest @ ..] => {
            let more = counted(int(rest.len()), "more line");
            format!("{}, for {}, and {more}", name(first), person(first))
        }
    }
}

/// Why nothing was sent.
#[component]
pub fn NotSent(send: Sending<CheckOut>) -> impl IntoView {
    move || {
        let words = send.refusal()?.words();
        Some(view! {
            <Alert tone=Tone::Rejected title="Not sent" urgent=true>
                {words.text}
            </Alert>
        })
    }
}

/// What can be sent, and the button that sends it; it stays in sight.
#[component]
pub fn Foot(ready: usize, all: usize, send: Sending<CheckOut>) -> impl IntoView {
    let words = match ready {
        0 => "Nothing to send yet".to_owned(),
        1 => "Send 1 ready line".to_owned(),
        ready => format!("Send {ready} ready lines"),
    };
    let rest = match all - ready {
        0 => None,
        1 => Some("The other line says what stands in its way, and stays here."),
        _ => Some("The others say what stands in their way, and stay here."),
    };
    view! {
        <div class="sticky bottom-14 z-10 border-t border-line bg-surface px-4 py-3 lg:bottom-0 lg:px-6">
            <div class="mx-auto flex max-w-7xl flex-wrap items-center gap-3">
                <p class="text-sm text-muted" role="status">
                    <b class="font-semibold text-ink">{verdict(ready, all)}</b>
                    {rest.map(|rest| view! { <span class="hidden sm:inline">" " {rest}</span> })}
                </p>
                <div class="flex w-full gap-2 sm:ms-auto sm:w-auto">
                    <Button
                        submit=true
                        kind=ButtonKind::Primary
                        icon=IconName::Send
                        class="flex-1 sm:flex-none"
                        disabled=ready == 0
                        busy=send.pending()
                        attr:form=FORM
                        attr:name="intent"
                        attr:value="send"
                    >
                        {words}
                    </Button>
                </div>
            </div>
        </div>
    }
    .into_any()
}
