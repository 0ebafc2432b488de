//! What the reader was told, and what they want by mail.

use bailiwick::notification::{CERTIFICATION_MANAGER, Notification, NotificationKind, Preferences};
use bailiwick_engine::{Context, Engine, controls, notifications};
use leptos::{prelude::*, server_fn::ServerFn};

use super::reviews::REVIEWS;
use super::violations::VIOLATIONS;
use super::{Query, campaigns, policies};
use crate::api::PortalError;
use crate::api::notifications::{ReadNotifications, SavePreferences};
use crate::clock::Clock;
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, Checkbox, EmptyState, IconName, Pagination, Size, page_top,
};
use crate::server::{call, clock, failed};
use crate::text::{counted, int};
use crate::url;

/// The page's address.
pub const NOTIFICATIONS: &str = "/notifications";
/// How many are on a page.
const ROWS: usize = 30;

const fn words(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Assigned => "Something waits for my decision",
        NotificationKind::Reminder => "Something still waits for me",
        NotificationKind::Escalation => "Something has waited too long for somebody",
        NotificationKind::Outcome => "What became of what I asked for",
        NotificationKind::Deputy => "I am named as a deputy, or no longer",
    }
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let told = notifications::mine(&engine, &ctx).await.map_err(failed)?;
    let unread = notifications::unread(&engine, &ctx).await.map_err(failed)?;
    let preferences = notifications::preferences(&engine, &ctx).await.map_err(failed)?;
    let kept = kept(&engine, &ctx).await?;
    let (clock, page) = (clock(&ctx), query.get("page").parse::<usize>().unwrap_or(1).max(1));
    Ok(crate::drawn::draw("Notifications", move || view(&told, unread, &preferences, kept, clock, page)))
}

/// How many controls the reader answers for, where no other page leads to them.
async fn kept(engine: &Engine, ctx: &Context) -> Result<usize, PortalError> {
    if policies::controls::reads_all(ctx) {
        return Ok(0);
    }
    Ok(controls::all(engine, ctx).await.map_err(failed)?.len())
}

fn view(
    told: &[Notification],
    unread: i64,
    preferences: &Preferences,
    kept: usize,
    clock: Clock,
    page: usize,
) -> AnyView {
    let all = (unread > 0).then(|| {
        ViewFnOnce::from(|| {
            view! {
                <form method="post" action=ReadNotifications::PATH>
                    <Button submit=true icon=IconName::Check>"Mark all as read"</Button>
                </form>
            }
        })
    });
    let note = if unread > 0 {
        format!("{} not read yet", counted(unread, "notification"))
    } else {
        "All read".to_owned()
    };
    let top =
        page_top(Signal::stored("Notifications".to_owned()), MaybeProp::from(note), None, None, all, None);
    let pages = told.len().div_ceil(ROWS).max(1);
    let page = page.min(pages);
    let rows: Vec<AnyView> =
        told.iter().skip((page - 1) * ROWS).take(ROWS).map(|one| row(one, clock)).collect();
    let body = if rows.is_empty() {
        view! { <EmptyState icon=IconName::Bell title="Nothing yet" text="You will be told here when something waits for you, and what became of what you asked for."/> }
            .into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    let to = |to: usize| url::to(NOTIFICATIONS, &[("page", &to.to_string())]);
    let first = (page - 1) * ROWS + 1;
    let foot = (pages > 1).then(|| {
        let shown = format!("{first} to {} of {}", told.len().min(page * ROWS), told.len());
        let (previous, next) = ((page > 1).then(|| to(page - 1)), (page < pages).then(|| to(page + 1)));
        view! { <Pagination shown previous next/> }
    });
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <Card id="told" title="What you were told">{body} {foot}</Card>
            <div class="grid content-start gap-5">{(kept > 0).then(|| controls_link(kept))} {wanted(preferences)}</div>
        </div>
    }
    .into_any()
}

fn row(one: &Notification, clock: Clock) -> AnyView {
    let href = match one.object_kind.as_str() {
        "request" => Some(format!("/requests/{}", url::escape(&one.object_id))),
        "control" => Some(policies::href(policies::CONTROLS, &one.object_id, &[])),
        "violation" => Some(policies::href(VIOLATIONS, &one.object_id, &[])),
        "delegation" => Some("/delegates".to_owned()),
        // What their people review is no page of a manager's.
        "campaign" if one.template == CERTIFICATION_MANAGER => None,
        // Whoever is told that others do not answer looks at the whole.
        "campaign" if one.kind == NotificationKind::Escalation => {
            Some(campaigns::href(campaigns::CAMPAIGNS, &one.object_id, &[]))
        }
        "campaign" => Some(format!("{REVIEWS}/{}", url::escape(&one.object_id))),
        _ => None,
    };
    let unread = one.read_at.is_none();
    let subject = one.subject.clone();
    let title = match href {
        Some(href) => view! { <a href=href class="rounded-md hover:underline">{subject}</a> }.into_any(),
        None => subject.into_any(),
    };
    let weight =
        if unread { "text-sm font-medium wrap-anywhere" } else { "text-sm text-muted wrap-anywhere" };
    let id = one.id.to_string();
    let mark = unread.then(|| {
        let label = format!("Mark as read: {}", one.subject);
        view! {
            <form method="post" action=ReadNotifications::PATH>
                <input type="hidden" name="id" value=id/>
                <Button submit=true size=Size::Small kind=ButtonKind::Ghost icon=IconName::Check label/>
            </form>
        }
    });
    let dot = unread.then(|| {
        view! {
            <span class="size-2 rounded-full bg-accent" aria-hidden="true"></span>
            <span class="sr-only">"Not read yet"</span>
        }
    });
    view! {
        <li class="flex items-start gap-3 border-b border-line px-4 py-3 last:border-0">
            <span class="mt-1.5 flex w-2 shrink-0">{dot}</span>
            <div class="min-w-0 flex-1">
                <p class=weight>{title}</p>
                <p class="mt-0.5 line-clamp-3 text-meta whitespace-pre-line text-muted">{one.body.clone()}</p>
                <p class="mt-1 text-xs text-faint">{clock.ago(one.created_at)}</p>
            </div>
            {mark}
        </li>
    }
    .into_any()
}

/// The way to the controls that the reader answers for.
fn controls_link(kept: usize) -> AnyView {
    let text = format!("You answer for {}.", counted(int(kept), "control"));
    view! {
        <Card id="kept" title="Controls">
            <div class="grid justify-items-start gap-3 px-4 py-4">
                <p class="text-sm">{text}</p>
                <ButtonLink href=policies::CONTROLS icon=IconName::ShieldCheck>"Open them"</ButtonLink>
            </div>
        </Card>
    }
    .into_any()
}

/// What comes by mail, too.
fn wanted(preferences: &Preferences) -> AnyView {
    let kinds = NotificationKind::ALL.iter().map(|kind| {
        let checked = preferences.mail.get(kind).copied().unwrap_or(true);
        view! { <Checkbox name=format!("mail[{kind}]") label=words(*kind) checked/> }
    });
    let boxes = kinds.collect_view();
    view! {
        <Card id="by-mail" title="By mail, too" note="Here you are told of everything">
            <form method="post" action=SavePreferences::PATH class="grid gap-3 px-4 py-4">
                <fieldset class="grid gap-1">
                    <legend class="sr-only">"What comes by mail"</legend>
                    {boxes}
                </fieldset>
                <div>
                    <Button submit=true icon=IconName::Save>"Save"</Button>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
