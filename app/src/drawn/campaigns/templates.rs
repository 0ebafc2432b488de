//! The templates there are.

use bailiwick::authority::Authority;
use bailiwick::certification::Template;
use bailiwick_engine::certifications;
use leptos::prelude::*;

use super::{NEW, Query, TEMPLATES, href, said, tabs, words};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{
    Badge, Button, ButtonKind, ButtonLink, Card, Cell, Column, DataTable, EmptyState, Field, IconName,
    Pagination, Row, RowHead, RowLink, Tone, When, page_top,
};
use crate::server::{call, clock, failed};
use crate::text::{counted, int, number};
use crate::url;

/// Templates on a page.
const ROWS: usize = 25;

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let all = certifications::templates(&engine, &ctx).await.map_err(failed)?;
    let admin = ctx.actor.has(&[Authority::CertAdmin]);
    let (clock, query) = (clock(&ctx), query.clone());
    Ok(crate::drawn::draw("Templates of campaigns", move || view(all, &query, admin, clock)))
}

/// The page.
pub(super) fn view(all: Vec<Template>, query: &Query, admin: bool, clock: Clock) -> AnyView {
    let search = query.get("q").to_owned();
    let wanted = search.trim().to_lowercase();
    let count = all.len();
    let fits = |template: &Template| {
        let definition = &template.definition;
        let about = definition.description.as_deref().unwrap_or_default();
        [definition.name.as_str(), about].iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let shown: Vec<Template> = all.into_iter().filter(fits).collect();
    let pages = shown.len().div_ceil(ROWS).max(1);
    let page = query.get("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let first = (page - 1) * ROWS;
    let note = if shown.len() == count {
        counted(int(count), "template")
    } else {
        format!("{} of {}", number(int(shown.len())), number(int(count)))
    };
    let new = admin.then(|| {
        ViewFnOnce::from(|| view! { <ButtonLink href=NEW kind=ButtonKind::Primary icon=IconName::Plus>"New template"</ButtonLink> })
    });
    let top = page_top(
        Signal::stored("Campaigns".to_owned()),
        MaybeProp::from("What is reviewed, by whom, and by which rules.".to_owned()),
        None,
        None,
        new,
        Some(ViewFnOnce::from(|| tabs(TEMPLATES))),
    );
    let to = |page: usize| {
        let page = page.to_string();
        let pairs = [("q", search.as_str()), ("page", page.as_str())];
        let pairs: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        url::to(TEMPLATES, &pairs)
    };
    let foot = (pages > 1).then(|| {
        let text = format!("{} to {} of {}", first + 1, shown.len().min(first + ROWS), shown.len());
        let (previous, next) = ((page > 1).then(|| to(page - 1)), (page < pages).then(|| to(page + 1)));
        view! { <Pagination shown=text previous next/> }
    });
    let body = match (count, shown.is_empty()) {
        (0, _) => view! {
            <EmptyState
                icon=IconName::ClipboardCheck
                title="No templates yet"
                text="A template says what is reviewed, who decides and what becomes of what nobody decides. Campaigns are started of it, by hand or by a schedule."
                actions=move || admin.then(|| view! { <ButtonLink href=NEW kind=ButtonKind::Primary icon=IconName::Plus>"New template"</ButtonLink> })
            />
        }
        .into_any(),
        (_, true) => view! {
            <EmptyState
                icon=IconName::Search
                title="No template fits"
                text="Try fewer letters, or look through all of them."
                actions=|| view! { <ButtonLink href=TEMPLATES>"Show all"</ButtonLink> }
            />
        }
        .into_any(),
        _ => table(shown.into_iter().skip(first).take(ROWS), clock),
    };
    let value = search.clone();
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(query)} <Card id="templates" title="Templates" note>
                <form method="get" action=TEMPLATES role="search" aria-label="Templates" class="flex items-end gap-2 border-b border-line px-4 py-3">
                    <div class="w-full max-w-sm">
                        <Field name="q" label="Name or description" r#type="search" value/>
                    </div>
                    <Button submit=true icon=IconName::Search>"Search"</Button>
                </form>
                {body}
                {foot}
            </Card>
        </div>
    }
    .into_any()
}

fn table(shown: impl Iterator<Item = Template>, clock: Clock) -> AnyView {
    let columns = vec![
        Column::new("Template"),
        Column::new("Reviews"),
        Column::new("Starts"),
        Column::num("Stages"),
        Column::new("Changed"),
    ];
    let row = |template: Template| {
        let definition = template.definition;
        let starts = match (definition.is_event_based, &definition.schedule) {
            (true, _) => view! { <Badge text="By events"/> }.into_any(),
            (false, Some(_)) => view! { <Badge tone=Tone::Progress text="By schedule"/> }.into_any(),
            (false, None) => view! { <span class="text-muted">"By hand"</span> }.into_any(),
        };
        let to = href(TEMPLATES, &template.id, &[]);
        let (kind, stages, at) =
            (words::kind(definition.kind), definition.stages.len(), template.modified_at);
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">
                        <RowLink href=to>{definition.name}</RowLink>
                    </span>
                    <span class="line-clamp-2 block text-meta font-normal text-muted">{definition.description}</span>
                </RowHead>
                <Cell label="Reviews">{kind}</Cell>
                <Cell label="Starts">{starts}</Cell>
                <Cell label="Stages" class="num">{stages}</Cell>
                <Cell label="Changed">
                    <When at clock/>
                </Cell>
            </Row>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = shown.map(row).collect();
    view! {
        <DataTable caption="Templates" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}
