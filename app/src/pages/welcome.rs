//! Welcome: the first password, set by a one-time link. A plain form, so that it works without the program.

use bailiwick::identity::{LEAST_CHARACTERS, MOST_CHARACTERS};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::{Alert, Button, ButtonKind, Field, Logo, PageTitle, Size, TextLink, Tone};
use crate::text;

/// The page of `/welcome?token=`; `?error=` says why the last try failed.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let token = query.get("token").unwrap_or_default();
    let alert = query.get("error").map(|code| {
        let (title, more) = words(&code);
        view! { <Alert tone=Tone::Rejected title urgent=true>{more}</Alert> }
    });
    let form = if token.is_empty() {
        view! { <NoLink/> }.into_any()
    } else {
        view! { <PasswordForm token/> }.into_any()
    };
    view! {
        <PageTitle text="Welcome"/>
        <main id="main" class="flex min-h-dvh flex-col bg-surface px-6 py-6 sm:px-10">
            <p class="flex items-center gap-2 text-base font-semibold tracking-tight">
                <Logo class="size-7"/>
                "Bailiwick"
            </p>
            <div class="mx-auto my-auto w-full max-w-sm py-10">
                <h1 class="text-2xl font-semibold">"Welcome"</h1>
                <p class="mt-1 text-base text-muted">"Choose the password you will sign in with."</p>
                <div class="mt-6 grid gap-4">{alert} {form}</div>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn PasswordForm(token: String) -> impl IntoView {
    view! {
        <form method="post" action="/welcome" class="grid gap-4" aria-label="Choose a password">
            <input type="hidden" name="token" value=token/>
            <Field
                name="password"
                label="New password"
                r#type="password"
                size=Size::Large
                autocomplete="new-password"
                hint=format!("At least {LEAST_CHARACTERS} characters. A few words in a row are good.")
                max_length=u32::try_from(MOST_CHARACTERS).unwrap_or(u32::MAX)
                required_silently=true
            />
            <Field
                name="repeat"
                label="The same again"
                r#type="password"
                size=Size::Large
                autocomplete="new-password"
                required_silently=true
            />
            <Button submit=true kind=ButtonKind::Primary size=Size::Large class="w-full">
                "Set the password"
            </Button>
        </form>
    }
    .into_any()
}

#[component]
fn NoLink() -> impl IntoView {
    view! {
        <p class="text-base text-muted">
            "This page needs the link you were sent. If you have a password already, "
            <TextLink href="/signin">"sign in"</TextLink>
            "."
        </p>
    }
}

/// Why the last try failed: what happened, and what to do next.
fn words(code: &str) -> (&'static str, &'static str) {
    match code {
        "repeat" => ("The two passwords are not the same", "Type it again, twice."),
        "password" => (
            "This password cannot be taken",
            "It is too short, too long, your user name, or one sign again and again. The link still works.",
        ),
        "link" => text::sign_in_error("link"),
        _ => ("The password could not be set", "Try again. If it stays so, ask your administrator."),
    }
}
