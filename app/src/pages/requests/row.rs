//! One of the reader's requests, as a row.

use bailiwick::id::UserId;
use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::words::{asked, badge, icon, number, place, stands};
use crate::clock::Clock;
use crate::components::{Badge, Dot, Icon, When};

/// The row; all of it leads to the request.
#[component]
pub fn RequestRow(view: RequestView, reader: UserId, clock: Clock) -> impl IntoView {
    let request = &view.request;
    let href = format!("/requests/{}", request.number);
    let (tone, words) = badge(request, clock);
    let own = request.user == reader;
    let by =
        (request.requester.user != Some(reader)).then(|| format!(", asked by {}", request.requester.name));
    let whom = if own { "for you".to_owned() } else { format!("for {}", view.user.display_name) };
    let (name, started) = (asked(&view), request.started);
    let (number, place, stands) = (number(request.number), place(&view), stands(&view, Some(reader), clock));
    view! {
        <li class="relative px-4 py-2.5 hover:bg-hover">
            <div class="flex items-start gap-3">
                <span class="mt-0.5 inline-flex size-8 shrink-0 items-center justify-center rounded-md border border-line bg-sunken text-muted">
                    <Icon name=icon(&view)/>
                </span>
                <div class="min-w-0 flex-1">
                    <p class="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
                        <a href=href class="min-w-0 rounded-md font-medium after:absolute after:inset-0">
                            {name}
                        </a>
                        <span class="text-muted">{whom} {by}</span>
                        <span class="sm:hidden">
                            <Badge tone text=words.clone()/>
                        </span>
                    </p>
                    <p class="mt-0.5 text-meta text-muted">
                        <span class="text-faint">{number}</span>
                        <Dot/>
                        {place}
                        <Dot/>
                        {stands}
                    </p>
                </div>
                <div class="flex shrink-0 flex-col items-end gap-1 max-sm:hidden">
                    <Badge tone text=words/>
                    <span class="text-meta text-faint">
                        <When at=started clock/>
                    </span>
                </div>
            </div>
        </li>
    }
    .into_any()
}
