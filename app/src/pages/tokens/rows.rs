//! The tokens and sessions there are; each can be ended after a question.

use bailiwick::identity::{PersonalToken, Session};
use leptos::prelude::*;

use super::browser::browser;
use crate::api::tokens::{EndSession, RevokeToken};
use crate::clock::Clock;
use crate::components::{Alert, Button, ButtonKind, EmptyState, Icon, IconName, Size, Tone, When, WhenForm};
use crate::wire::{SendForm, Sending};

/// The tokens.
#[component]
pub fn TokenRows(tokens: Vec<PersonalToken>, clock: Clock, revoke: Sending<RevokeToken>) -> impl IntoView {
    if tokens.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::KeyRound
                title="No tokens"
                text="Make one for a script that asks for access or reads requests as you."
            />
        }
        .into_any();
    }
    let row = move |token: PersonalToken| {
        let PersonalToken { id, name, created_at, expires_at, used_at, .. } = token;
        let used = match used_at {
            Some(at) => view! { "used " <When at clock/> }.into_any(),
            None => "never used".into_any(),
        };
        view! {
            <li class="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-2.5">
                <Icon name=IconName::KeyRound class="mt-0.5 size-4 text-faint"/>
                <div class="min-w-0 flex-1">
                    <p class="text-sm font-medium break-words">{name.clone()}</p>
                    <p class="text-meta text-muted">
                        "Made " <When at=created_at clock/> ", " {used} ", ends " <When at=expires_at clock form=WhenForm::Day/>
                    </p>
                </div>
                <Question words="Revoke" of=name said="Programs that use it are refused at once.">
                    <SendForm action=revoke>
                        <input type="hidden" name="token" value=id.to_string()/>
                        <Button submit=true kind=ButtonKind::Danger size=Size::Small busy=revoke.pending()>
                            "Yes, revoke it"
                        </Button>
                    </SendForm>
                </Question>
            </li>
        }
    };
    view! {
        <Failure failed=Signal::derive(move || revoke.refusal().map(|error| error.to_string()))/>
        <ul class="divide-y divide-line">{tokens.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}

/// The sessions.
#[component]
pub fn SessionRows(sessions: Vec<Session>, clock: Clock, end: Sending<EndSession>) -> impl IntoView {
    let row = move |session: Session| {
        let Session { id, created_at, seen_at, user_agent, .. } = session;
        let name = browser(&user_agent);
        view! {
            <li class="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-2.5">
                <Icon name=IconName::Monitor class="mt-0.5 size-4 text-faint"/>
                <div class="min-w-0 flex-1">
                    <p class="text-sm font-medium">{name.clone()}</p>
                    <p class="text-meta text-muted">
                        "Signed in " <When at=created_at clock/> ", last used " <When at=seen_at clock/>
                    </p>
                </div>
                <Question words="End" of=name said="That browser has to sign in again; it may be this one.">
                    <SendForm action=end>
                        <input type="hidden" name="session" value=id.to_string()/>
                        <Button submit=true kind=ButtonKind::Danger size=Size::Small busy=end.pending()>
                            "Yes, end it"
                        </Button>
                    </SendForm>
                </Question>
            </li>
        }
    };
    view! {
        <Failure failed=Signal::derive(move || end.refusal().map(|error| error.to_string()))/>
        <ul class="divide-y divide-line">{sessions.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}

/// A button that asks before its form can be sent.
#[component]
fn Question(words: &'static str, of: String, said: &'static str, children: Children) -> impl IntoView {
    view! {
        <details class="group/question max-w-72 text-end">
            <summary class="inline-flex h-7 items-center rounded-md border border-line-strong bg-surface px-2.5 text-meta font-medium group-open/question:bg-active hover:border-rejected-line hover:bg-rejected-soft hover:text-rejected">
                {words}
                <span class="sr-only">{format!(" {of}")}</span>
            </summary>
            <div class="mt-2 grid justify-items-end gap-2 text-meta text-muted">
                <p>{said}</p>
                {children()}
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Failure(failed: Signal<Option<String>>) -> impl IntoView {
    move || {
        let title = failed.get()?;
        Some(view! {
            <div class="border-b border-line px-4 py-3">
                <Alert tone=Tone::Rejected title urgent=true/>
            </div>
        })
    }
}
