//! What can be asked for, and what is kept for later.

use bailiwick::filter::Filter;
use bailiwick::filter::Path;
use bailiwick::filter::list::ListQuery;
use bailiwick::request_type::{RequestType, access_type};
use bailiwick::view::RequestView;
use bailiwick_engine::{request_types, requests};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{ASK, Query};
use crate::api::PortalError;
use crate::api::ask::ThrowAway;
use crate::clock::Clock;
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, EmptyState, Field, Icon, IconName, Size, page_top,
};
use crate::pages::requests::words::title as request_title;
use crate::server::{call, clock, failed};
use crate::url;

/// More drafts than these are not shown.
const MOST_DRAFTS: u32 = 50;
/// From so many types on there is a search.
const MANY: usize = 9;

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let me = ctx.person().map_err(failed)?;
    let types = request_types::to_ask(&engine, &ctx).await.map_err(failed)?;
    let drafts = Filter::And(vec![
        Filter::equals(path("request.common.isDraft")?, true),
        Filter::equals(path("decision.status")?, "in-progress"),
        Filter::equals(path("requester.id")?, me.to_string()),
    ]);
    let list = ListQuery { page_size: MOST_DRAFTS, ..ListQuery::default() };
    let drafts = requests::mine(&engine, &ctx, me, &drafts, &list).await.map_err(failed)?;
    let (admin, clock, query) = (ctx.actor.is_access_admin(), clock(&ctx), query.clone());
    Ok(crate::drawn::draw("Other requests", move || view(types, drafts.rows, admin, clock, &query)))
}

fn path(name: &str) -> Result<Path, PortalError> {
    Path::dotted(name).map_err(|_| PortalError::Unavailable)
}

fn view(
    types: Vec<RequestType>,
    drafts: Vec<RequestView>,
    admin: bool,
    clock: Clock,
    query: &Query,
) -> AnyView {
    let search = query.get("q").to_owned();
    let count = types.len();
    let wanted = search.trim().to_lowercase();
    let fits = |one: &RequestType| {
        let words = [one.name(), one.definition.description.as_deref().unwrap_or_default()];
        words.iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let shown: Vec<RequestType> = types.into_iter().filter(fits).collect();
    let top = page_top(
        Signal::stored("Other requests".to_owned()),
        MaybeProp::from("What is not in the catalog. Choose what you need and fill in its form.".to_owned()),
        None,
        None,
        None,
        None,
    );
    let throwing = query.get("throw").to_owned();
    let kept = (!drafts.is_empty()).then(|| kept(drafts, &throwing, clock));
    let body = match (count, shown.is_empty()) {
        (0, _) => nothing(admin),
        (_, true) => view! {
            <EmptyState
                icon=IconName::Search
                title="Nothing fits"
                text="Try fewer letters, or look through all of them."
                actions=|| view! { <ButtonLink href=ASK>"Show all"</ButtonLink> }
            />
        }
        .into_any(),
        _ => {
            let cards = shown.into_iter().map(card).collect_view();
            view! { <ul class="grid gap-3 p-4 sm:grid-cols-2 xl:grid-cols-3">{cards}</ul> }.into_any()
        }
    };
    let search = (count >= MANY).then(|| {
        view! {
            <form method="get" action=ASK role="search" aria-label="Other requests" class="flex items-end gap-2 border-b border-line px-4 py-3">
                <div class="w-full max-w-sm">
                    <Field name="q" label="Name or description" r#type="search" value=search/>
                </div>
                <Button submit=true icon=IconName::Search>"Search"</Button>
            </form>
        }
    });
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {kept} <Card id="to-ask" title="What you can ask for">{search} {body}</Card>
        </div>
    }
    .into_any()
}

fn nothing(admin: bool) -> AnyView {
    let text = if admin {
        "Define a type of request and give it a published workflow: then people find it here."
    } else {
        "Access is asked for in the catalog. Other requests appear here as soon as an administrator offers them."
    };
    view! {
        <EmptyState
            icon=IconName::List
            title="Nothing is offered yet"
            text
            actions=move || {
                if admin {
                    view! { <ButtonLink href="/admin/request-types">"Request types"</ButtonLink> }.into_any()
                } else {
                    view! { <ButtonLink href="/catalog">"Go to the catalog"</ButtonLink> }.into_any()
                }
            }
        />
    }
    .into_any()
}

fn card(one: RequestType) -> AnyView {
    let href = format!("{ASK}/{}", url::escape(&one.id.0));
    let name = one.name().to_owned();
    view! {
        <li class="relative flex items-start gap-3 rounded-md border border-line p-4 hover:bg-hover">
            <Icon name=IconName::ScrollText class="mt-0.5 size-5 text-accent-ink"/>
            <div class="min-w-0">
                <a href=href class="text-sm font-medium wrap-anywhere after:absolute after:inset-0 after:rounded-md">
                    {name}
                </a>
                {one
                    .definition
                    .description
                    .map(|text| view! { <p class="mt-0.5 line-clamp-3 text-meta text-muted">{text}</p> })}
            </div>
        </li>
    }
    .into_any()
}

/// What was begun and not sent.
fn kept(drafts: Vec<RequestView>, throwing: &str, clock: Clock) -> AnyView {
    let row = |view: RequestView| {
        let id = view.request.id.0.clone();
        let title = request_title(&view);
        let begun = format!("Begun {}", clock.ago(view.request.started));
        let is_access = access_type(&view.request.request_type).is_some();
        let place = format!("{ASK}/{}", url::escape(&view.request.request_type.0));
        let (go, words) =
            (url::to(&place, &[("draft", &id)]), if is_access { "Look at it" } else { "Go on" });
        let of = format!(": {title}");
        let buttons = if throwing == id {
            view! {
                <form method="post" action=ThrowAway::PATH class="flex gap-2">
                    <input type="hidden" name="request" value=id/>
                    <Button submit=true kind=ButtonKind::Danger size=Size::Small>"Throw it away"</Button>
                    <ButtonLink href=ASK size=Size::Small>"Keep it"</ButtonLink>
                </form>
            }
            .into_any()
        } else {
            let (ask, of_it) = (url::to(ASK, &[("throw", &id)]), of.clone());
            view! {
                <ButtonLink href=ask size=Size::Small icon=IconName::Trash2>
                    "Throw away" <span class="sr-only">{of_it}</span>
                </ButtonLink>
                <ButtonLink href=go size=Size::Small kind=ButtonKind::Primary icon=IconName::Pencil>
                    {words} <span class="sr-only">{of}</span>
                </ButtonLink>
            }
            .into_any()
        };
        view! {
            <li class="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3 last:border-0">
                <div class="min-w-0 flex-1">
                    <p class="text-sm font-medium wrap-anywhere">{title}</p>
                    <p class="text-meta text-muted">{begun}</p>
                </div>
                {buttons}
            </li>
        }
    };
    let rows = drafts.into_iter().map(row).collect_view();
    view! {
        <Card id="drafts" title="Drafts" note="Kept for you; nobody else sees them">
            <ul>{rows}</ul>
        </Card>
    }
    .into_any()
}
