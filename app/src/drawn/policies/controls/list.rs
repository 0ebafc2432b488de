//! The controls there are.

use bailiwick::authority::Authority;
use bailiwick::policy::ControlState;
use bailiwick_engine::controls::{self, ReadControl};
use leptos::prelude::*;

use super::table::table;
use super::{CONTROLS, NEW, Query, ROWS, reads_all, said, tabs};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, Choice, EmptyState, Field, IconName, Pagination, Select, page_top,
};
use crate::server::{call, clock, failed};
use crate::text::{counted, int, number};
use crate::url;

/// What the page shows.
pub(super) struct Listed {
    pub all: Vec<ReadControl>,
    pub query: Query,
    /// The reader administers controls.
    pub admin: bool,
    /// The reader reads all of them, and the other pages of policies.
    pub reads_all: bool,
    pub clock: Clock,
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    ctx.person().map_err(failed)?;
    let listed = Listed {
        all: controls::all(&engine, &ctx).await.map_err(failed)?,
        query: query.clone(),
        admin: ctx.actor.has(&[Authority::PolicyAdmin]),
        reads_all: reads_all(&ctx),
        clock: clock(&ctx),
    };
    Ok(crate::drawn::draw("Controls", move || view(listed)))
}

/// Those that fit, in the order asked for.
pub(super) fn shown(mut all: Vec<ReadControl>, query: &Query, clock: Clock) -> Vec<ReadControl> {
    let search = query.get("q").trim().to_lowercase();
    let owner = |one: &ReadControl| one.owner.as_ref().map_or("", |owner| &owner.display_name).to_lowercase();
    let state = query.get("state").parse::<ControlState>().ok();
    all.retain(|one| {
        let definition = &one.control.definition;
        let texts = [&definition.name, definition.description.as_ref().unwrap_or(&definition.name)];
        let fits =
            texts.iter().any(|text| text.to_lowercase().contains(&search)) || owner(one).contains(&search);
        fits && state.is_none_or(|state| one.control.state(clock.now) == state)
    });
    let sort = query.get("sort");
    let (key, backwards) = sort.strip_prefix('-').map_or((sort, false), |key| (key, true));
    match key {
        "owner" => all.sort_by_key(owner),
        "due" => all.sort_by_key(|one| (one.control.retired.is_some(), one.control.until())),
        "exceptions" => all.sort_by_key(|one| one.exceptions),
        _ => {}
    }
    if backwards {
        all.reverse();
    }
    all
}

/// The page.
pub(super) fn view(listed: Listed) -> AnyView {
    let Listed { all, query, admin, reads_all, clock } = listed;
    let count = all.len();
    let shown = shown(all, &query, clock);
    let pages = shown.len().div_ceil(ROWS).max(1);
    let page = query.get("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let note = if shown.len() == count {
        counted(int(count), "control")
    } else {
        format!("{} of {}", number(int(shown.len())), number(int(count)))
    };
    let new = admin.then(|| {
        ViewFnOnce::from(|| view! { <ButtonLink href=NEW kind=ButtonKind::Primary icon=IconName::Plus>"New control"</ButtonLink> })
    });
    let (title, about) = if reads_all {
        (
            "Policies",
            "What keeps the harm away while a violation is excepted, and the evidence that it works.",
        )
    } else {
        ("Controls", "What you answer for: exceptions rest on it as long as you give evidence.")
    };
    let parts = reads_all.then(|| ViewFnOnce::from(|| tabs(CONTROLS)));
    let top =
        page_top(Signal::stored(title.to_owned()), MaybeProp::from(about.to_owned()), None, None, new, parts);
    let first = (page - 1) * ROWS;
    let foot = (pages > 1).then(|| {
        let text = format!("{} to {} of {}", first + 1, shown.len().min(first + ROWS), shown.len());
        let to = |page: usize| address(&query, &[("page", &page.to_string())]);
        let (previous, next) = ((page > 1).then(|| to(page - 1)), (page < pages).then(|| to(page + 1)));
        view! { <Pagination shown=text previous next/> }
    });
    let body = match (count, shown.is_empty()) {
        (0, _) => nothing(admin),
        (_, true) => view! {
            <EmptyState
                icon=IconName::Search
                title="No control fits"
                text="Try fewer letters, or look through all of them."
                actions=|| view! { <ButtonLink href=CONTROLS>"Show all"</ButtonLink> }
            />
        }
        .into_any(),
        _ => table(shown.into_iter().skip(first).take(ROWS).collect(), &query, clock),
    };
    let filters = filters(&query);
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(&query)} <Card id="controls" title="Controls" note>
                {filters} {body} {foot}
            </Card>
        </div>
    }
    .into_any()
}

/// The address of the list with some of its query changed.
pub(super) fn address(query: &Query, changes: &[(&str, &str)]) -> String {
    let kept = ["q", "state", "sort"].map(|name| {
        let given = changes.iter().find(|(one, _)| *one == name);
        (name, given.map_or_else(|| query.get(name), |(_, value)| value))
    });
    let page = changes.iter().copied().filter(|(name, _)| *name == "page");
    let pairs: Vec<(&str, &str)> =
        kept.into_iter().chain(page).filter(|(_, value)| !value.is_empty()).collect();
    url::to(CONTROLS, &pairs)
}

fn filters(query: &Query) -> AnyView {
    let choices = vec![
        Choice::new("", "All"),
        Choice::new("current", "Current"),
        Choice::new("due", "Due soon"),
        Choice::new("lapsed", "Lapsed"),
        Choice::new("retired", "Retired"),
    ];
    let (search, state) = (query.get("q").to_owned(), query.get("state").to_owned());
    view! {
        <form method="get" action=CONTROLS role="search" aria-label="Controls" class="flex flex-wrap items-end gap-2 border-b border-line px-4 py-3">
            <div class="w-full sm:w-72">
                <Field name="q" label="Name, description or owner" r#type="search" value=search/>
            </div>
            <div class="w-44">
                <Select name="state" label="State" choices selected=state/>
            </div>
            <Button submit=true icon=IconName::Search>"Search"</Button>
        </form>
    }
    .into_any()
}

fn nothing(admin: bool) -> AnyView {
    let text = if admin {
        "A control is something that is done to keep harm away, such as looking through the payments of a month. Exceptions rest on it as long as somebody gives evidence."
    } else {
        "Nothing is yours to look after."
    };
    view! {
        <EmptyState
            icon=IconName::ShieldCheck
            title="No controls yet"
            text
            actions=move || admin.then(|| view! { <ButtonLink href=NEW kind=ButtonKind::Primary icon=IconName::Plus>"New control"</ButtonLink> })
        />
    }
    .into_any()
}
