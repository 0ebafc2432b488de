//! What a request asks for, in facts; and what was sent with it.

use bailiwick::catalog::ItemBrief;
use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::words::{asked, badge, facts, number, place, priority, risk};
use crate::clock::Clock;
use crate::components::{Badge, Card, Fact, Facts, Risk, RowLink, Tile, When, WhenForm};
use crate::url;

/// The facts.
#[component]
pub fn What(
    /// The request.
    view: RequestView,
    /// Now.
    clock: Clock,
) -> impl IntoView {
    let RequestView { request, user, item, owners, .. } = view.clone();
    let fields = facts(&view);
    let gives = !request.removes();
    let (until, never) = if gives { ("Until", "No end") } else { ("On", "At once") };
    let start = request.start.map(|at| view! { <When at clock form=WhenForm::Day/> }.into_any());
    let end = request.end.map(|at| view! { <When at clock form=WhenForm::Day/> }.into_any());
    let owners: Vec<String> = owners.into_iter().map(|owner| owner.display_name).collect();
    let person = format!("/people/{}/access", user.id);
    let place = place(&view);
    let is_access = item.is_some();
    let level = item.as_ref().map(|item| risk(item.risk));
    let head = match item {
        Some(item) => thing(item, place),
        None => view! { <p class="mb-3 text-sm font-medium">{view.type_name.clone()}</p> }.into_any(),
    };
    view! {
        <Card id="request-what" title="What">
            <div class="px-4 py-3">
                {head}
                <Facts>
                    {(!gives).then(|| view! { <Fact name="Asks to">"Take it away"</Fact> })}
                    <Fact name="For">
                        <RowLink href=person>{user.display_name}</RowLink>
                    </Fact>
                    <Fact name="Asked by">{request.requester.name}</Fact>
                    {fields}
                    {(gives && is_access)
                        .then(|| view! { <Fact name="From">{start.unwrap_or_else(|| "At once".into_any())}</Fact> })}
                    {is_access.then(|| view! { <Fact name=until>{end.unwrap_or_else(|| never.into_any())}</Fact> })}
                    <Fact name="Priority">{priority(request.priority)}</Fact>
                    {level.map(|level| view! { <Fact name="Risk"><Risk level/></Fact> })}
                    {(!owners.is_empty()).then(|| view! { <Fact name="Owners">{owners.join(", ")}</Fact> })}
                </Facts>
            </div>
        </Card>
    }
    .into_any()
}

/// The item, and what it is for.
fn thing(item: ItemBrief, place: String) -> AnyView {
    let href = url::to("/catalog", &[("item", &item.id.to_string())]);
    view! {
        <div class="mb-3 flex items-center gap-3">
            <Tile name=item.application_name.clone().unwrap_or_else(|| item.name.clone())/>
            <div class="min-w-0">
                <p class="text-sm font-medium">
                    <RowLink href>{item.name}</RowLink>
                </p>
                <p class="text-meta text-muted">
                    {place} ", " <span class="font-mono text-xs break-all">{item.native_key}</span>
                </p>
            </div>
        </div>
        {(!item.description.is_empty()).then(|| view! { <p class="mb-3 text-meta wrap-anywhere text-muted">{item.description}</p> })}
    }
    .into_any()
}

/// What was sent with it.
#[component]
pub fn Together(
    /// The other requests.
    requests: Vec<RequestView>,
    /// Now.
    clock: Clock,
) -> impl IntoView {
    let row = move |view: RequestView| {
        let (tone, words) = badge(&view.request, clock);
        let href = format!("/requests/{}", view.request.number);
        let name = asked(&view);
        let whose = format!("{}, {}", view.user.display_name, number(view.request.number));
        view! {
            <li class="flex items-center gap-3 px-4 py-2.5">
                <span class="min-w-0 flex-1">
                    <span class="block truncate">
                        <RowLink href>{name}</RowLink>
                    </span>
                    <span class="block truncate text-meta text-muted">
                        {whose}
                    </span>
                </span>
                <Badge tone text=words/>
            </li>
        }
    };
    view! {
        <Card id="request-together" title="Sent together">
            <ul class="divide-y divide-line text-sm">{requests.into_iter().map(row).collect_view()}</ul>
        </Card>
    }
}
