//! What somebody holds: one's own access, and that of others.

mod graph;
pub mod held;
mod layout;
mod lines;
mod remove;
mod row;
mod search;
mod table;

use bailiwick::catalog::ItemKind;
use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

use self::graph::GraphCard;
use self::remove::RemoveDialog;
use self::table::TableCard;
use crate::api::PortalError;
use crate::api::access::{AskRemoval, Held, HeldPage, grant};
use crate::components::{
    ButtonKind, ButtonLink, ErrorState, IconName, Later, PageBody, PageHeader, SkeletonRows, Stat, Stats,
};
use crate::pages::done::times_done;
use crate::text::{counted, number};
use crate::url;
use crate::wire::{Load, Sending};

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    /// `/access`, or the page of a person.
    path: String,
    person: String,
    q: String,
    kind: Option<ItemKind>,
    page: u32,
    graph: bool,
}

impl Asked {
    fn of(params: &ParamsMap, query: &ParamsMap) -> Self {
        let person = params.get("id").unwrap_or_default();
        let path = if person.is_empty() { "/access".to_owned() } else { format!("/people/{person}/access") };
        Self {
            path,
            person,
            q: query.get("q").unwrap_or_default(),
            kind: query.get("kind").and_then(|kind| kind.parse().ok()),
            page: url::page(query),
            graph: query.get("view").as_deref() == Some("graph"),
        }
    }

    /// The address with a part of the query changed, and without what was only said once.
    fn to(&self, query: &ParamsMap, changes: &[(&str, Option<&str>)]) -> String {
        let once = [("notice", None), ("n", None), ("remove", None), ("__path", None), ("__err", None)];
        url::with(&self.path, query, &[changes, &once].concat())
    }
}

/// The page of `/access` and `/people/{id}/access`: `?q=`, `?kind=`, `?view=graph`, `?page=`,
/// and `?remove=` for the question whether to remove a grant.
#[component]
pub fn AccessPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| Asked::of(&params.read(), &query.read()));
    let removal = Sending::<AskRemoval>::new();
    let removed = times_done(removal);
    let found = Load::new(move || {
        let Asked { person, q, kind, page, graph, .. } = asked.get();
        let kind = kind.map(ItemKind::as_str).unwrap_or_default().to_owned();
        (Held { person, q, kind, page, graph }, removed.get())
    });
    let page = move || async move {
        let asked = asked.get_untracked();
        match found.await {
            Ok(page) => view! { <Found page asked removal/> }.into_any(),
            Err(error) => view! { <Failed error/> }.into_any(),
        }
    };
    view! { <Later fallback=|| view! { <Loading/> } view=page/> }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <PageHeader title="Access"/>
        <PageBody>
            <section class="rounded-md border border-line bg-surface">
                <SkeletonRows rows=8 label="Loading the access"/>
            </section>
        </PageBody>
    }
}

#[component]
fn Failed(error: PortalError) -> impl IntoView {
    view! {
        <PageHeader title="Access"/>
        <PageBody>
            <section class="rounded-md border border-line bg-surface">
                <ErrorState error retry="/access"/>
            </section>
        </PageBody>
    }
}

#[component]
fn Found(page: HeldPage, asked: Asked, removal: Sending<AskRemoval>) -> impl IntoView {
    let query = use_query_map();
    let user = page.access.user.clone();
    let title = if page.own { "My access".to_owned() } else { user.display_name.clone() };
    let note = if page.own {
        "What you hold, and why.".to_owned()
    } else {
        [user.title, user.organisation, user.mail].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let catalog =
        if page.own { "/catalog".to_owned() } else { url::to("/catalog", &[("for", &user.id.to_string())]) };
    let ask = if page.own { "Ask for access".to_owned() } else { format!("Ask for {}", user.given_name) };
    let actions = move || view! { <ButtonLink href=catalog kind=ButtonKind::Secondary icon=IconName::Plus>{ask}</ButtonLink> };
    let question = {
        let (page, asked) = (page.clone(), asked.clone());
        move || {
            let query = query.read();
            let row = grant(&page, &query.get("remove")?)?.clone();
            let close = asked.to(&query, &[]);
            Some(
                view! { <RemoveDialog row own=page.own person=page.access.user.clone() action=removal close/> },
            )
        }
    };
    let counts = page.counts.clone();
    let ending = match counts.ending {
        0 => "none within 30 days".to_owned(),
        n => format!("{} within 30 days", counted(n, "grant")),
    };
    view! {
        <PageHeader title note actions/>
        <PageBody>
            <Stats>
                <Stat label="Applications" value=number(counts.applications)/>
                <Stat label="Entitlements" value=number(counts.entitlements)/>
                <Stat label="Roles" value=number(counts.roles)/>
                <Stat
                    label="Ending soon"
                    value=number(counts.ending)
                    note=ending
                />
            </Stats>
            {if asked.graph {
                view! { <GraphCard page asked/> }.into_any()
            } else {
                view! { <TableCard page asked/> }.into_any()
            }}
        </PageBody>
        {question}
    }
    .into_any()
}
