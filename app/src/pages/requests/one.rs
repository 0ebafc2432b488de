//! One request: where it stands, what happened, what is asked; and what the reader may do about it.

use bailiwick::request::Permission;
use bailiwick::view::RequestView;
use leptos::prelude::*;
use leptos_router::{
    components::A,
    hooks::{use_params_map, use_query_map},
};

use super::cancel::CancelDialog;
use super::comment::CommentForm;
use super::conflicts::told;
use super::decide::{DecideBar, DecideError};
use super::keys::use_decision_keys;
use super::reassign::ReassignDialog;
use super::steps::request_steps;
use super::timeline::request_timeline;
use super::what::{Together, What};
use super::words::{badge, number, title};
use crate::api::PortalError;
use crate::api::decisions::{CancelRequest, CommentOn, Decide, Reassign};
use crate::api::requests::{OneRequest, ReadRequest};
use crate::components::{Badge, ButtonLink, Card, ErrorState, Later, PageBody, PageHeader, SkeletonRows};
use crate::frame::use_me;
use crate::pages::done::{emptied_when_done, times_done};
use crate::url;
use crate::wire::{Load, Sending};

/// What can be done on the page.
#[derive(Clone, Copy)]
struct Actions {
    decide: Sending<Decide>,
    reassign: Sending<Reassign>,
    comment: Sending<CommentOn>,
    cancel: Sending<CancelRequest>,
}

/// The page of `/requests/{number or id}`; `?cancel=` and `?reassign=` open their questions.
#[component]
pub fn RequestPage() -> impl IntoView {
    let params = use_params_map();
    let key = Memo::new(move |_| params.read().get("key").unwrap_or_default());
    let actions = Actions {
        decide: Sending::new(),
        reassign: Sending::new(),
        comment: Sending::new(),
        cancel: Sending::new(),
    };
    let done = [
        times_done(actions.decide),
        times_done(actions.reassign),
        times_done(actions.comment),
        times_done(actions.cancel),
    ];
    let version = move || done.iter().map(Memo::get).sum::<usize>();
    emptied_when_done(done[0], "decide-comment");
    emptied_when_done(done[2], "request-comment");
    use_decision_keys();
    let me = use_me();
    Effect::new(move |before: Option<usize>| {
        let version = version();
        if before.is_some_and(|before| before != version) {
            me.refetch();
        }
        version
    });
    let found = Load::new(move || (ReadRequest { key: key.get() }, version()));
    let page = move || async move {
        match found.await {
            Ok(found) => view! { <Found found actions/> }.into_any(),
            Err(error) => view! { <Failed error/> }.into_any(),
        }
    };
    view! { <Later fallback=|| view! { <Loading/> } view=page/> }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <PageHeader title="Request" up=up()/>
        <PageBody>
            <section class="rounded-md border border-line bg-surface">
                <SkeletonRows rows=5 label="Loading the request"/>
            </section>
        </PageBody>
    }
}

#[component]
fn Failed(error: PortalError) -> impl IntoView {
    view! {
        <PageHeader title="Request" up=up()/>
        <PageBody>
            <section class="rounded-md border border-line bg-surface">
                <ErrorState error retry="/requests"/>
            </section>
        </PageBody>
    }
}

fn up() -> (String, String) {
    ("My requests".to_owned(), "/requests".to_owned())
}

#[component]
fn Found(found: OneRequest, actions: Actions) -> impl IntoView {
    let OneRequest { clock, reader, view, conflicts, together } = found;
    let (tone, status) = badge(&view.request, clock);
    let path = format!("/requests/{}", view.request.number);
    let sent_by = match view.request.requester.user {
        Some(user) if Some(user) == reader => "you".to_owned(),
        _ => view.request.requester.name.clone(),
    };
    let note =
        format!("{}, sent by {sent_by} on {}", number(view.request.number), clock.day(view.request.started));
    let cancel = view.may_cancel.then(|| format!("{path}?cancel=ask"));
    let form = form_link(&view);
    let buttons = move || {
        let cancel = cancel.map(|href| {
            view! {
                <A href attr:class="contents" scroll=false>
                    <span class="inline-flex h-8 items-center justify-center rounded-md border border-rejected-line bg-surface px-3 text-sm font-medium text-rejected hover:bg-rejected-soft">
                        "Cancel request"
                    </span>
                </A>
            }
        });
        let form = form.map(|(href, words)| view! { <ButtonLink href>{words}</ButtonLink> });
        (form, cancel)
    };
    let decides = view.decides();
    let up = if decides { ("Inbox".to_owned(), "/inbox".to_owned()) } else { up() };
    let bar = decides.then(|| view! { <Decision view=view.clone() path=path.clone() actions/> });
    let questions = view! { <Questions view=view.clone() path=path.clone() actions/> };
    let name = title(&view);
    let request = view.request.id.to_string();
    let foot = move || view! { <CommentForm request path action=actions.comment/> };
    let steps = request_steps(&view, reader, clock);
    let timeline = request_timeline(&view, reader, clock);
    let aside = {
        let view = view.clone();
        move || {
            view! {
                <What view clock/>
                {(!together.is_empty()).then(|| view! { <Together requests=together clock/> })}
            }
        }
    };
    view! {
        <PageHeader
            title=name
            note
            up=up
            badge=move || view! { <Badge tone text=status/> }
            actions=buttons
        />
        <PageBody aside>
            {told(conflicts)}
            {bar}
            {steps}
            <Card id="request-timeline" title="Timeline" foot>
                <div class="px-4 py-4">{timeline}</div>
            </Card>
        </PageBody>
        {questions}
    }
    .into_any()
}

/// Where the request's form is open: to go on with it, to change it, or to ask for the like again.
fn form_link(view: &RequestView) -> Option<(String, &'static str)> {
    let request = &view.request;
    let (how, words) = if request.is_draft {
        ("draft", "Go on")
    } else if view.permissions.contains(&Permission::Modify) {
        ("change", "Change what is asked")
    } else if request.access.is_none() && !request.status.is_open() {
        ("from", "Ask again")
    } else {
        return None;
    };
    let path = format!("/ask/{}", url::escape(&request.request_type.0));
    Some((url::to(&path, &[(how, &request.id.0)]), words))
}

/// What the reader is asked to decide.
#[component]
fn Decision(view: RequestView, path: String, actions: Actions) -> impl IntoView {
    let reassign = format!("{path}?reassign=ask");
    view! {
        <section class="min-w-0 rounded-md border border-line bg-surface" aria-label="Your decision">
            <DecideError action=actions.decide/>
            <div class="px-4 py-3">
                <p class="mb-2 text-sm font-medium">"This waits for your decision"</p>
                <DecideBar view action=actions.decide back=path.clone() reassign/>
            </div>
        </section>
    }
}

/// The questions that the address opens.
#[component]
fn Questions(view: RequestView, path: String, actions: Actions) -> impl IntoView {
    let query = use_query_map();
    move || {
        let query = query.read();
        let (view, path) = (view.clone(), path.clone());
        if query.get("cancel").is_some() && view.may_cancel {
            view! { <CancelDialog view action=actions.cancel path/> }.into_any()
        } else if query.get("reassign").is_some() && view.permissions.contains(&Permission::Reassign) {
            view! { <ReassignDialog view action=actions.reassign close=path.clone() back=path/> }.into_any()
        } else {
            ().into_any()
        }
    }
}
