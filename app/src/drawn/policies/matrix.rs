//! Where duties clash: rules against applications, as a heat map that is a table.

use bailiwick_engine::policies::{self, Matrix, MatrixRow};
use leptos::prelude::*;

use super::{MATRIX, NEW, RULES, href, tabs};
use crate::api::PortalError;
use crate::components::{ButtonLink, Card, EmptyState, IconName, page_top};
use crate::server::{call, failed};
use crate::text::{counted, int, number};

/// Draws the page.
pub async fn page() -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let matrix = policies::matrix(&engine, &ctx).await.map_err(failed)?;
    Ok(crate::drawn::draw("Conflict matrix", move || view(&matrix)))
}

/// The page.
pub(super) fn view(matrix: &Matrix) -> AnyView {
    let top = page_top(
        Signal::stored("Policies".to_owned()),
        MaybeProp::from(
            "How many people break each active rule now, by the applications of the access that does it."
                .to_owned(),
        ),
        None,
        None,
        Some(ViewFnOnce::from(|| {
            view! { <ButtonLink href="/export/policies/matrix.csv" external=true icon=IconName::Download>"Export CSV"</ButtonLink> }
        })),
        Some(ViewFnOnce::from(|| tabs(MATRIX))),
    );
    let body = if matrix.rows.is_empty() {
        view! {
            <EmptyState
                icon=IconName::Table2
                title="No rule is active"
                text="Active rules and the applications they concern are drawn here."
                actions=|| view! { <ButtonLink href=NEW>"New rule"</ButtonLink> }
            />
        }
        .into_any()
    } else if matrix.applications.is_empty() {
        view! { <EmptyState icon=IconName::ShieldCheck title="Nothing clashes" text="Nobody breaks an active rule now."/> }.into_any()
    } else {
        table(matrix)
    };
    let note = counted(int(matrix.rows.len()), "active rule");
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            <Card id="matrix" title="Conflict matrix" note>{body}</Card>
        </div>
    }
    .into_any()
}

fn table(matrix: &Matrix) -> AnyView {
    let most = matrix.rows.iter().flat_map(|row| row.cells.iter().copied()).max().unwrap_or(0);
    let heads = matrix.applications.iter().map(|(_, name)| {
        let name = name.clone();
        view! { <th scope="col" class="px-2 py-2 align-bottom text-meta font-medium wrap-anywhere text-muted">{name}</th> }
    });
    let heads = heads.collect_view();
    let rows = matrix.rows.iter().map(|row| line(row, most)).collect_view();
    view! {
        <div class="overflow-x-auto p-4" tabindex="0" role="region" aria-label="Rules against applications">
            <table class="w-full border-separate border-spacing-1 text-sm">
                <caption class="sr-only">"People who break each rule, by application"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="min-w-40 px-2 py-2 text-start align-bottom text-meta font-medium text-muted">"Rule"</th>
                        {heads}
                        <th scope="col" class="px-2 py-2 align-bottom text-meta font-medium text-muted">"People"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="mt-3 text-meta text-muted">
                "The stronger a field stands out, the more people break the rule with access of that application. Somebody who breaks it with two applications counts in both."
            </p>
        </div>
    }
    .into_any()
}

fn line(row: &MatrixRow, most: usize) -> AnyView {
    let cells = row.cells.iter().map(|count| {
        let class = format!("h-10 min-w-16 rounded-md px-2 text-center {}", heat(*count, most));
        let text = if *count == 0 { "·".to_owned() } else { number(int(*count)) };
        let said = (*count == 0).then_some("none");
        view! {
            <td class=class>
                <span aria-hidden=said.map(|_| "true")>{text}</span>
                {said.map(|said| view! { <span class="sr-only">{said}</span> })}
            </td>
        }
    });
    let cells = cells.collect_view();
    view! {
        <tr>
            <th scope="row" class="px-2 text-start font-medium">
                <a href=href(RULES, &row.rule, &[]) class="hover:underline">{row.name.clone()}</a>
            </th>
            {cells}
            <td class="px-2 text-center font-semibold">{number(int(row.people))}</td>
        </tr>
    }
    .into_any()
}

/// The shade of a field; the number stands in it.
fn heat(count: usize, most: usize) -> &'static str {
    match (count * 4).div_ceil(most.max(1)) {
        0 => "bg-sunken text-muted",
        1 => "border border-violation-line bg-surface text-violation",
        2 => "border border-violation-line bg-violation-soft text-violation",
        3 => "border-2 border-violation-line bg-violation-soft font-medium text-violation",
        _ => "border-2 border-violation bg-violation-soft font-semibold text-violation",
    }
}
