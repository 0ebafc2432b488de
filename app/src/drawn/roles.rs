//! One role: what it brings, and who has it by a rule.

mod members;
#[cfg(test)]
mod tests;

use bailiwick::authority::Authority;
use bailiwick::catalog::RoleStatus;
use bailiwick::filter::target;
use bailiwick::glossary::Attribute;
use bailiwick::id::ItemId;
use bailiwick::view::ItemDetail;
use bailiwick_engine::roles::{self, MembersAhead};
use bailiwick_engine::{EngineError, catalog, glossary};
use leptos::prelude::*;
use serde_json::Value as Json;

use super::Query;
use crate::api::PortalError;
use crate::components::{Alert, Badge, Card, Fact, Facts, Risk, Tone, page_top};
use crate::pages::requests::words::risk;
use crate::server::policies::parse;
use crate::server::roles::{read, told};
use crate::server::{call, failed};
use crate::text::{counted, int, number};
use crate::url;

/// The page of a role is below it.
pub const ROLES: &str = "/roles";

/// The page of a role.
pub fn href(role: ItemId, query: &[(&str, &str)]) -> String {
    let query: Vec<(&str, &str)> = query.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    url::to(&format!("{ROLES}/{role}"), &query)
}

/// What the page shows.
struct One {
    detail: ItemDetail,
    /// Who has it by a rule: a node of a filter over people, null where nobody does.
    had: Json,
    /// For whoever may change it.
    change: Option<Change>,
    query: Query,
}

/// What who may change it sees beside.
struct Change {
    /// The condition as it is being written; as it is, where nobody writes.
    node: Json,
    /// What that does to people; why that cannot be said.
    ahead: Result<MembersAhead, String>,
    /// What administrators defined.
    attributes: Vec<Attribute>,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id: ItemId = parse(id)?;
    let role = roles::read(&engine, &ctx, id, RoleStatus::Active).await.map_err(failed)?;
    let had = role.object.membership.as_ref().map(target::write).unwrap_or_default();
    let change = if ctx.actor.has(&[Authority::AccessAdmin]) {
        let carried = query.get("state").parse::<Json>().ok().filter(|_| !query.get("edit").is_empty());
        let node = carried.unwrap_or_else(|| had.clone());
        let ahead = match read(&node) {
            Ok(condition) => match roles::members_ahead(&engine, &ctx, id, condition.as_ref()).await {
                Ok(ahead) => Ok(ahead),
                Err(error @ EngineError::Invalid { .. }) => Err(told(&error)),
                Err(error) => return Err(failed(error)),
            },
            Err(fault) => Err(fault),
        };
        Some(Change { node, ahead, attributes: glossary::attributes(&engine, &ctx).await.map_err(failed)? })
    } else {
        None
    };
    let detail = catalog::item(&engine, &ctx, id, None).await.map_err(failed)?;
    let one = One { detail, had, change, query: query.clone() };
    let title = one.detail.item.name.clone();
    Ok(super::draw(&title, move || view(&one)))
}

fn view(one: &One) -> AnyView {
    let item = &one.detail.item;
    let top = page_top(
        Signal::stored(item.name.clone()),
        MaybeProp::from(Some(item.description.clone()).filter(|text| !text.is_empty())),
        Some(("Catalog".to_owned(), url::to("/catalog", &[("item", &item.id.to_string())]))),
        Some(ViewFnOnce::from(|| view! { <Badge text="Role"/> }.into_any())),
        None,
        None,
    );
    let saved = (one.query.get("said") == "saved").then(|| {
        view! { <div role="status"><Alert tone=Tone::Approved title="Saved: who meets it gets the role now, who does not loses it"/></div> }
    });
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">{saved} {members::cards(one)}</div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {one.change.as_ref().map(members::ahead)} {about(&one.detail)} {brings(&one.detail)}
            </div>
        </div>
    }
    .into_any()
}

fn about(detail: &ItemDetail) -> AnyView {
    let owners: Vec<&str> = detail.owners.iter().map(|owner| owner.display_name.as_str()).collect();
    let owners = if owners.is_empty() { "Nobody".to_owned() } else { owners.join(", ") };
    let holders =
        if detail.holders == 1 { "1 person".into() } else { format!("{} people", number(detail.holders)) };
    let asked = if detail.item.requestable { "By everybody" } else { "No" };
    let risk = risk(detail.item.risk);
    view! {
        <Card id="about" title="About">
            <div class="px-4 py-4">
                <Facts>
                    <Fact name="Risk"><Risk level=risk/></Fact>
                    <Fact name="Owner">{owners}</Fact>
                    <Fact name="Held by">{holders}</Fact>
                    <Fact name="Can be asked for">{asked}</Fact>
                </Facts>
            </div>
        </Card>
    }
    .into_any()
}

fn brings(detail: &ItemDetail) -> AnyView {
    let note = counted(int(detail.content.len()), "entitlement");
    let one = |item: &bailiwick::catalog::ItemBrief| {
        let place = item.application_name.clone().unwrap_or_default();
        let name = item.name.clone();
        view! {
            <li class="wrap-anywhere">
                {name} " " <span class="text-meta text-faint">{place}</span>
            </li>
        }
    };
    let rows = detail.content.iter().map(one).collect_view();
    let body = if detail.content.is_empty() {
        view! { <p class="px-4 py-4 text-sm text-muted">"Nothing yet."</p> }.into_any()
    } else {
        view! { <ul class="grid gap-1.5 px-4 py-4 text-sm">{rows}</ul> }.into_any()
    };
    view! {
        <Card id="brings" title="What it brings" note>
            {body}
        </Card>
    }
    .into_any()
}
