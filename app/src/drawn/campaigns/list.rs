//! The campaigns there are, page by page.

use bailiwick::authority::Authority;
use bailiwick_engine::certifications::{
    self, CampaignOrder, CampaignState, CampaignView, CampaignsPage, CampaignsWanted, sees_campaigns,
};
use leptos::prelude::*;

use super::words::badge;
use super::{CAMPAIGNS, Query, TEMPLATES, href, said, tabs};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, Cell, Choice, Column, DataTable, Due, EmptyState, Field, IconName,
    Order, Pagination, Progress, Row, RowHead, RowLink, Select, When, page_top,
};
use crate::server::{call, clock, failed};
use crate::text::{counted, number};
use crate::url;

/// Campaigns on a page.
const ROWS: u64 = 25;

/// What the page shows.
pub(super) struct Listed {
    pub page: CampaignsPage,
    pub wanted: CampaignsWanted,
    pub query: Query,
    /// The reader may make templates.
    pub admin: bool,
    /// The reader may see templates.
    pub reads: bool,
    pub clock: Clock,
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !sees_campaigns(&engine, &ctx).await.map_err(failed)? {
        return Err(PortalError::Forbidden);
    }
    let wanted = wanted(query);
    let listed = Listed {
        page: certifications::campaigns(&engine, &ctx, &wanted, ROWS).await.map_err(failed)?,
        wanted,
        query: query.clone(),
        admin: ctx.actor.has(&[Authority::CertAdmin]),
        reads: ctx.actor.has(&[Authority::CertAdmin, Authority::AccessAdmin, Authority::Auditor]),
        clock: clock(&ctx),
    };
    Ok(crate::drawn::draw("Campaigns", move || view(&listed)))
}

/// What an address asks for: the latest first, unless it says otherwise.
fn wanted(query: &Query) -> CampaignsWanted {
    let sort = query.get("sort");
    let (key, descending) = sort.strip_prefix('-').map_or((sort, false), |key| (key, true));
    let (order, descending) = match key {
        "name" => (CampaignOrder::Name, descending),
        "deadline" => (CampaignOrder::Deadline, descending),
        "started" => (CampaignOrder::Started, descending),
        _ => (CampaignOrder::Started, true),
    };
    CampaignsWanted {
        owner: None,
        text: query.get("q").to_owned(),
        state: match query.get("state") {
            "ahead" => Some(CampaignState::Ahead),
            "running" => Some(CampaignState::Running),
            "ended" => Some(CampaignState::Ended),
            _ => None,
        },
        order,
        descending,
        after: query.get("after").parse().ok(),
        before: query.get("before").parse().ok(),
    }
}

/// The page.
pub(super) fn view(listed: &Listed) -> AnyView {
    let Listed { page, query, .. } = listed;
    let admin = listed.admin;
    let new = admin.then(|| {
        ViewFnOnce::from(|| view! { <ButtonLink href=TEMPLATES kind=ButtonKind::Primary icon=IconName::Play>"Start a campaign"</ButtonLink> })
    });
    let parts = listed.reads.then(|| ViewFnOnce::from(|| tabs(CAMPAIGNS)));
    let top = page_top(
        Signal::stored("Campaigns".to_owned()),
        MaybeProp::from("Who looks through whose access, how far that is, and what came of it.".to_owned()),
        None,
        None,
        new,
        parts,
    );
    let searched = !query.get("q").is_empty() || !query.get("state").is_empty();
    // Behind the last page, or where what was on a page is gone.
    let is_beyond = page.rows.is_empty() && page.total > 0;
    let first = address(query, &[]);
    let body = match (page.rows.is_empty(), searched) {
        _ if is_beyond => view! {
            <EmptyState
                icon=IconName::Gauge
                title="There are no more"
                text="These were all campaigns."
                actions=move || view! { <ButtonLink href=first>"To the first page"</ButtonLink> }
            />
        }
        .into_any(),
        (true, true) => view! {
            <EmptyState
                icon=IconName::Search
                title="No campaign fits"
                text="Try fewer letters, or look through all of them."
                actions=|| view! { <ButtonLink href=CAMPAIGNS>"Show all"</ButtonLink> }
            />
        }
        .into_any(),
        (true, false) => view! {
            <EmptyState
                icon=IconName::Gauge
                title="No campaigns yet"
                text="A template says what is reviewed and by whom. You see what it covers before anybody is asked."
                actions=move || admin.then(|| view! { <ButtonLink href=TEMPLATES kind=ButtonKind::Primary>"To the templates"</ButtonLink> })
            />
        }
        .into_any(),
        _ => table(listed),
    };
    let foot = foot(listed);
    let note = counted(page.total, "campaign");
    let filters = filters(query);
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(query)} <Card id="campaigns" title="Campaigns" note>
                {filters} {body} {foot}
            </Card>
        </div>
    }
    .into_any()
}

fn address(query: &Query, changes: &[(&str, &str)]) -> String {
    let kept = ["q", "state", "sort"].map(|name| {
        let given = changes.iter().find(|(one, _)| *one == name);
        (name, given.map_or_else(|| query.get(name), |(_, value)| value))
    });
    let place = changes.iter().copied().filter(|(name, _)| ["after", "before"].contains(name));
    let pairs: Vec<(&str, &str)> =
        kept.into_iter().chain(place).filter(|(_, value)| !value.is_empty()).collect();
    url::to(CAMPAIGNS, &pairs)
}

fn foot(listed: &Listed) -> Option<AnyView> {
    let (rows, query) = (&listed.page.rows, &listed.query);
    let full = rows.len() as u64 == ROWS;
    let (has_before, has_after) = match (listed.wanted.after, listed.wanted.before) {
        (_, Some(_)) => (full, true),
        (Some(_), None) => (true, full),
        (None, None) => (false, full && listed.page.total > rows.len().try_into().unwrap_or(i64::MAX)),
    };
    let number_of = |one: &CampaignView| one.campaign.number.to_string();
    let previous =
        rows.first().filter(|_| has_before).map(|one| address(query, &[("before", &number_of(one))]));
    let next = rows.last().filter(|_| has_after).map(|one| address(query, &[("after", &number_of(one))]));
    if previous.is_none() && next.is_none() {
        return None;
    }
    let shown = format!("{} of {}", rows.len(), number(listed.page.total));
    Some(view! { <Pagination shown previous next/> }.into_any())
}

fn filters(query: &Query) -> AnyView {
    let choices = vec![
        Choice::new("", "All"),
        Choice::new("running", "In progress"),
        Choice::new("ahead", "Not begun"),
        Choice::new("ended", "Ended"),
    ];
    let (search, state, sort) =
        (query.get("q").to_owned(), query.get("state").to_owned(), query.get("sort").to_owned());
    view! {
        <form method="get" action=CAMPAIGNS role="search" aria-label="Campaigns" class="flex flex-wrap items-end gap-2 border-b border-line px-4 py-3">
            <div class="w-full sm:w-72">
                <Field name="q" label="Name or owner" r#type="search" value=search/>
            </div>
            <div class="w-44">
                <Select name="state" label="State" choices selected=state/>
            </div>
            {(!sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=sort/> })}
            <Button submit=true icon=IconName::Search>"Search"</Button>
        </form>
    }
    .into_any()
}

fn table(listed: &Listed) -> AnyView {
    let sorted = |column: Column, key: &str, order: CampaignOrder| {
        let is = listed.wanted.order == order;
        let now = is.then_some(if listed.wanted.descending { Order::Descending } else { Order::Ascending });
        let next = if is && !listed.wanted.descending { format!("-{key}") } else { key.to_owned() };
        column.sorted(address(&listed.query, &[("sort", &next)]), now)
    };
    let columns = vec![
        sorted(Column::new("Campaign"), "name", CampaignOrder::Name),
        Column::new("State"),
        Column::new("Decided").class("w-44"),
        sorted(Column::new("Deadline"), "deadline", CampaignOrder::Deadline),
        Column::new("Owner"),
        sorted(Column::new("Started"), "started", CampaignOrder::Started),
    ];
    let clock = listed.clock;
    let rows = listed.page.rows.iter().map(|one| row(one, clock)).collect::<Vec<_>>();
    view! {
        <DataTable caption="Campaigns" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn row(one: &CampaignView, clock: Clock) -> AnyView {
    let (campaign, counts) = (&one.campaign, one.counts);
    let running = campaign.status.is_open();
    let decided = if running {
        let done = counts.total - counts.undecided();
        let text = format!("{} of {}", number(done), number(counts.total));
        let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let label = format!("{text} rows decided");
        view! {
            <span class="block text-meta text-muted">{text}</span>
            <Progress done=small(done) of=small(counts.total) label/>
        }
        .into_any()
    } else {
        view! { <span class="text-meta text-muted">{counted(campaign.items, "row")}</span> }.into_any()
    };
    let deadline = campaign.deadline.map(|at| {
        if running {
            view! { <Due at clock/> }.into_any()
        } else {
            view! { <When at clock form=crate::components::WhenForm::Day/> }.into_any()
        }
    });
    let (name, number, kind) =
        (campaign.definition.name.clone(), campaign.number, super::words::kind(campaign.definition.kind));
    let owner = one.owner.as_ref().map(|owner| owner.display_name.clone());
    let (created, to, status) = (
        campaign.started.unwrap_or(campaign.created_at),
        href(CAMPAIGNS, &campaign.id, &[]),
        campaign.status,
    );
    view! {
        <Row>
            <RowHead>
                <span class="block font-medium">
                    <RowLink href=to>{name}</RowLink>
                </span>
                <span class="block text-meta font-normal text-muted">{format!("{number} · {kind}")}</span>
            </RowHead>
            <Cell label="State">{badge(status)}</Cell>
            <Cell label="Decided">{decided}</Cell>
            <Cell label="Deadline">{deadline}</Cell>
            <Cell label="Owner">{owner}</Cell>
            <Cell label="Started">
                <When at=created clock/>
            </Cell>
        </Row>
    }
    .into_any()
}
