//! Making a token, and showing it once.

use leptos::prelude::*;

use crate::api::tokens::{CreateToken, TOKEN_DAYS};
use crate::components::{Alert, Button, ButtonKind, Choice, Field, IconName, Select, Tone};
use crate::wire::{SendForm, Sending};

/// A token that was just made, in the clear for the only time.
#[component]
pub fn MadeToken(
    /// Made by a plain form.
    made: Option<String>,
    /// What makes one.
    create: Sending<CreateToken>,
) -> impl IntoView {
    let select_all = |event: leptos::ev::FocusEvent| {
        let input: leptos::web_sys::HtmlInputElement = event_target(&event);
        input.select();
    };
    move || {
        let secret = create.outcome().and_then(Result::ok).or_else(|| made.clone())?;
        Some(view! {
            <Alert tone=Tone::Overdue title="Copy the token now: it is not shown again" urgent=true>
                <label for="made-token" class="sr-only">
                    "The new token"
                </label>
                <input
                    id="made-token"
                    readonly
                    value=secret
                    class="mt-1.5 h-8 w-full rounded-md border border-field bg-surface px-2.5 font-mono text-sm text-ink"
                    on:focus=select_all
                />
                <p class="mt-1.5">
                    "Send it as " <code class="font-mono text-xs text-ink">"Authorization: Bearer …"</code>
                    ". Whoever has it can do what you can do: keep it like a password."
                </p>
            </Alert>
        })
    }
}

/// Makes a token.
#[component]
pub fn NewTokenForm(
    /// What makes it.
    create: Sending<CreateToken>,
) -> impl IntoView {
    let alert = move || {
        let error = create.refusal().filter(|error| error.of_field("name").is_none())?;
        Some(view! { <Alert tone=Tone::Rejected title=error.to_string() urgent=true/> })
    };
    let days = TOKEN_DAYS.map(|days| Choice::new(days.to_string(), format!("{days} days"))).to_vec();
    view! {
        <div class="grid gap-3 border-b border-line px-4 py-3">
            {alert}
            <SendForm action=create attr:class="grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto]">
                <Field name="name" id="token-name" label="What it is for" placeholder="Nightly report" required_silently=true max_length=100_u32 error=create.fault("name")/>
                <Select name="days" label="It lives for" choices=days selected="90"/>
                <Button submit=true kind=ButtonKind::Primary icon=IconName::Plus busy=create.pending()>
                    "Make a token"
                </Button>
            </SendForm>
        </div>
    }
    .into_any()
}
