//! Deciding everything that matches: what would happen is said before it does.

use bailiwick::certification::{Campaign, Reviewed};
use bailiwick::directory::UserBrief;
use bailiwick_engine::certifications::{self, Chosen, Look};
use leptos::{prelude::*, server_fn::ServerFn};

use super::forms::{Forms, More};
use super::head::title;
use super::{Address, Query};
use crate::api::PortalError;
use crate::api::reviews::Review;
use crate::clock::Clock;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, IconName, Tone, page_top};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::{counted, int};

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id = parse(id)?;
    let mut address = Address::new(id, query).below("all");
    let standing = certifications::standing(&engine, &ctx, id, address.ask().reviewer).await;
    let (campaign, _, person) = standing.map_err(failed)?;
    // Whoever only looks on decides their own.
    if person.is_none() {
        address.set("reviewer", "");
    }
    let look = certifications::look(&engine, &ctx, id, &Chosen::All(address.ask())).await.map_err(failed)?;
    let clock = clock(&ctx);
    Ok(crate::drawn::draw("Decide together", move || {
        draw(&campaign, &address, &look, clock, person.as_ref())
    }))
}

fn draw(
    campaign: &Campaign,
    address: &Address,
    look: &Look,
    clock: Clock,
    person: Option<&UserBrief>,
) -> AnyView {
    let forms = Forms { campaign, address, clock };
    let mut back = address.clone();
    back.leave();
    let back = back.href(&[]);
    let what = if address.is_narrowed() { "that match what you chose" } else { "that wait to be signed" };
    let top = page_top(
        Signal::stored(title("Decide together", person)),
        MaybeProp::from(if look.more {
            format!(
                "The first {} {what}, the riskiest first. The others are left as they are.",
                counted(int(look.all.len()), "row")
            )
        } else {
            format!("{} {what}.", counted(int(look.all.len()), "row"))
        }),
        Some((campaign.definition.name.clone(), back.clone())),
        None,
        None,
        None,
    );
    let fault = Some(address.get("fault").to_owned()).filter(|fault| !fault.is_empty());
    let fault = fault.map(|fault| view! { <Alert tone=Tone::Rejected urgent=true title=fault/> });
    let body = if look.all.is_empty() || !campaign.status.is_open() {
        view! { <Card id="nothing" title="Nothing to decide"><p class="px-4 py-4 text-sm text-muted">"No row waits that matches."</p></Card> }
            .into_any()
    } else {
        let safe = safe(&forms, look);
        let all = all(&forms, look, person.is_none());
        view! { {safe} {all} }.into_any()
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-3xl grid-cols-1 gap-5 p-4 lg:p-6">
            {fault} {body}
            <div><ButtonLink href=back>"Back to the rows"</ButtonLink></div>
        </div>
    }
    .into_any()
}

/// Certifying what needs no look at each.
fn safe(forms: &Forms<'_>, look: &Look) -> AnyView {
    let definition = &forms.campaign.definition;
    let left: Vec<AnyView> = look
        .left
        .iter()
        .map(|(guard, rows)| {
            view! { <li>{format!("{}: {guard}", counted(int(rows.len()), "row"))}</li> }.into_any()
        })
        .collect();
    let left = (!left.is_empty()).then(|| {
        view! { <p class="text-sm">"Left out, to be decided one by one:"</p> <ul class="list-disc ps-5 text-sm text-muted">{left}</ul> }
    });
    let count = counted(int(look.safe.len()), "row");
    let body = if !definition.allows.bulk_certify {
        view! { <p class="text-sm text-muted">"This campaign leaves no certifying in bulk."</p> }.into_any()
    } else if look.safe.is_empty() {
        view! { <p class="text-sm">"No row is safe to certify without a look at it, or all that are have been certified."</p> {left} }
            .into_any()
    } else {
        let comment = definition.comments.certify.then(|| forms.comment("safe-comment", true, true));
        let words = format!("Certify {count}");
        let safe = match definition.kind.reviews() {
            Reviewed::Grants => {
                "of low or medium risk, in no violation, and held by at least half of the colleagues"
            }
            Reviewed::Definitions(_) | Reviewed::Accounts => {
                "of low or medium risk, and not revoked in an earlier campaign"
            }
            Reviewed::Records => "not revoked in an earlier campaign",
        };
        view! {
            <p class="text-sm">{format!("{count} {safe}.")}</p>
            {left}
            <form method="post" action=Review::PATH class="grid gap-3">
                {forms.hidden()}
                <input type="hidden" name="act[all]" value="true"/>
                {comment}
                <div><Button submit=true kind=ButtonKind::Approve icon=IconName::Check attr:name="act[then]" attr:value="certify">{words}</Button></div>
            </form>
        }
        .into_any()
    };
    view! { <Card id="safe" title="Certify what is safe"><div class="grid gap-3 px-4 py-4">{body}</div></Card> }
        .into_any()
}

/// Everything else, with all of them. Deputies hand nothing on.
fn all(forms: &Forms<'_>, look: &Look, is_own: bool) -> AnyView {
    let allows = forms.campaign.definition.allows;
    let offered = [
        (true, More::Revoke),
        (true, More::Exception),
        (true, More::Abstain),
        (true, More::Reset),
        (true, More::Comment),
        (is_own && allows.forward, More::Forward),
        (is_own && allows.reassign, More::Reassign),
    ];
    let offered: Vec<AnyView> =
        offered.into_iter().filter(|(may, _)| *may).map(|(_, more)| forms.form(more, None)).collect();
    let which = if look.more { "these" } else { "all" };
    let title = format!("With {which} {}", counted(int(look.all.len()), "row"));
    view! { <Card id="all" title><div class="grid gap-2 px-4 py-4">{offered}</div></Card> }.into_any()
}
