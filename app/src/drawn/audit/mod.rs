//! The audit trail: searched by object, by person, by who did it, by what it was, by time.

mod chain;
mod entry;
mod search;
mod words;

use leptos::prelude::*;

use self::chain::chain_card;
use self::entry::entry_row;
use self::search::search_form;
use super::Query;
use crate::api::PortalError;
use crate::components::{
    ButtonLink, Card, EmptyState, ErrorState, IconName, PageBody, Size, TextLink, page_top,
};
use crate::server::audit::{Found, Search};
use crate::text::number;
use crate::url;

const PATH: &str = "/audit";
/// How far matching entries are counted.
const MOST_COUNTED: i64 = 10_000;

fn asked(query: &Query) -> Search {
    let of = |name: &str| query.get(name).to_owned();
    Search {
        object: of("object"),
        user: of("user"),
        actor: of("actor"),
        event: of("event"),
        from: of("from"),
        to: of("to"),
        before: of("before"),
    }
}

/// Draws the page: each field of the search stands in the address.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let search = asked(query);
    let body = crate::server::audit::search(&search).await;
    if let Err(error @ (PortalError::Forbidden | PortalError::SignedOut)) = body {
        return Err(error);
    }
    Ok(crate::drawn::draw("Audit", move || {
        let note = MaybeProp::from("Every change: who made it, when, before and after.".to_owned());
        let top = page_top(Signal::stored("Audit".to_owned()), note, None, None, None, None);
        let body = match body {
            Ok(found) => entries(found, search),
            Err(error) => failed(error, search),
        };
        view! { {top} {body} }.into_any()
    }))
}

fn failed(error: PortalError, search: Search) -> AnyView {
    // A field of the search says itself what is wrong with it.
    let fields = ["user", "from", "to"];
    let of_field = fields.iter().any(|field| error.of_field(field).is_some());
    let form = of_field.then(|| search_form(search, String::new(), Some(&error)));
    let state = (!of_field).then(|| view! { <ErrorState error retry=PATH/> });
    view! {
        <PageBody>
            <section class="min-w-0 rounded-md border border-line bg-surface" aria-label="Entries">
                {form}
                {state}
            </section>
        </PageBody>
    }
    .into_any()
}

fn entries(found: Found, search: Search) -> AnyView {
    let Found { clock, page, user } = found;
    let narrowed = search != Search::default();
    let total = match page.total {
        MOST_COUNTED.. => format!("{} and more", number(MOST_COUNTED)),
        n => number(n),
    };
    let note = if narrowed { format!("{total} found") } else { total };
    let older = page.next.map(|next| older(&search, next));
    let paged = !search.before.is_empty();
    let empty = page.rows.is_empty();
    let rows = if empty {
        view! {
            <EmptyState
                icon=IconName::ScrollText
                title="Nothing was recorded that fits"
                text="Take a filter away, or look at another time."
                actions=|| view! { <ButtonLink href=PATH>"Show everything"</ButtonLink> }
            />
        }
        .into_any()
    } else {
        let rows =
            page.rows.into_iter().map(|(number, record)| entry_row(number, record, &page.names, clock));
        view! { <ol class="divide-y divide-line">{rows.collect_view()}</ol> }.into_any()
    };
    let newest = newest(&search);
    let foot = (older.is_some() || paged).then(|| {
        view! {
            <nav
                aria-label="Older and newer entries"
                class="flex items-center justify-between gap-2 border-t border-line px-4 py-2 text-meta"
            >
                <span>{paged.then(|| view! { <TextLink href=newest>"Newest"</TextLink> })}</span>
                {older.map(|href| view! { <ButtonLink href size=Size::Small>"Older"</ButtonLink> })}
            </nav>
        }
    });
    let chain = page.chain;
    let form = search_form(search, user.unwrap_or_default(), None);
    view! {
        <PageBody aside=move || chain_card(chain)>
            <Card id="audit-entries" title="Entries" note>
                {form}
                {rows}
                {foot}
            </Card>
        </PageBody>
    }
    .into_any()
}

fn older(search: &Search, next: i64) -> String {
    address(&Search { before: next.to_string(), ..search.clone() })
}

fn newest(search: &Search) -> String {
    address(&Search { before: String::new(), ..search.clone() })
}

fn address(search: &Search) -> String {
    let fields = [
        ("object", &search.object),
        ("user", &search.user),
        ("actor", &search.actor),
        ("event", &search.event),
        ("from", &search.from),
        ("to", &search.to),
        ("before", &search.before),
    ];
    let given: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    url::to(PATH, &given)
}
