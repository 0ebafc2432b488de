//! The audit trail: searched by object, by person, by who did it, by what it was, by time.

mod chain;
mod entry;
mod search;
mod words;

use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use self::chain::ChainCard;
use self::entry::EntryRow;
use self::search::SearchForm;
use crate::api::PortalError;
use crate::api::audit::{AuditFound, AuditSearch, AuditTrail};
use crate::components::{
    ButtonLink, Card, EmptyState, ErrorState, IconName, Later, PageBody, PageHeader, SkeletonRows, TextLink,
};
use crate::text::number;
use crate::url;
use crate::wire::Load;

const PATH: &str = "/audit";
/// How far matching entries are counted.
const MOST_COUNTED: i64 = 10_000;

fn asked(query: &ParamsMap) -> AuditSearch {
    let of = |name: &str| query.get(name).unwrap_or_default();
    AuditSearch {
        object: of("object"),
        user: of("user"),
        actor: of("actor"),
        event: of("event"),
        from: of("from"),
        to: of("to"),
        before: of("before"),
    }
}

/// The page: each field of the search stands in the address.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| asked(&query.read()));
    let found = Load::new(move || (AuditTrail { search: search.get() }, ""));
    let page = move || async move {
        let search = search.get_untracked();
        match found.await {
            Ok(found) => view! { <Found found search/> }.into_any(),
            Err(error) => view! { <Failed error search/> }.into_any(),
        }
    };
    view! {
        <PageHeader title="Audit" note="Every change: who made it, when, before and after."/>
        <Later fallback=|| view! { <PageBody><SkeletonRows rows=10 label="Loading the trail"/></PageBody> } view=page/>
    }
    .into_any()
}

#[component]
fn Failed(error: PortalError, search: AuditSearch) -> impl IntoView {
    // A field of the search says itself what is wrong with it.
    let fields = ["user", "from", "to"];
    let of_field = fields.iter().any(|field| error.of_field(field).is_some());
    let form = of_field.then(|| view! { <SearchForm search error=error.clone()/> });
    let state = (!of_field).then(|| view! { <ErrorState error retry=PATH/> });
    view! {
        <PageBody>
            <section class="min-w-0 rounded-md border border-line bg-surface" aria-label="Entries">
                {form}
                {state}
            </section>
        </PageBody>
    }
}

#[component]
fn Found(found: AuditFound, search: AuditSearch) -> impl IntoView {
    let AuditFound { clock, page, user } = found;
    let narrowed = search != AuditSearch::default();
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
        let names = StoredValue::new(page.names);
        let row = |(number, record)| view! { <EntryRow number record names clock/> };
        view! { <ol class="divide-y divide-line">{page.rows.into_iter().map(row).collect_view()}</ol> }
            .into_any()
    };
    let newest = newest(&search);
    let foot = (older.is_some() || paged).then(|| {
        view! {
            <nav
                aria-label="Older and newer entries"
                class="flex items-center justify-between gap-2 border-t border-line px-4 py-2 text-meta"
            >
                <span>{paged.then(|| view! { <TextLink href=newest>"Newest"</TextLink> })}</span>
                {older.map(|href| view! { <ButtonLink href size=crate::components::Size::Small>"Older"</ButtonLink> })}
            </nav>
        }
    });
    let chain = page.chain;
    view! {
        <PageBody aside=move || view! { <ChainCard chain/> }>
            <Card id="audit-entries" title="Entries" note>
                <SearchForm search person=user.unwrap_or_default()/>
                {rows}
                {foot}
            </Card>
        </PageBody>
    }
    .into_any()
}

fn older(search: &AuditSearch, next: i64) -> String {
    address(&AuditSearch { before: next.to_string(), ..search.clone() })
}

fn newest(search: &AuditSearch) -> String {
    address(&AuditSearch { before: String::new(), ..search.clone() })
}

fn address(search: &AuditSearch) -> String {
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
