//! The workspace: rows with what a decision needs, whom they are about, and the keys.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::Reviewed;
use bailiwick_engine::certifications::{self, Workspace};
use leptos::{prelude::*, server_fn::ServerFn};

use super::address::place;
use super::chosen::chosen;
use super::filters::filters;
use super::forms::Forms;
use super::groups::groups;
use super::head::head;
use super::itself::heads;
use super::row::{COLUMNS, row};
use super::{Address, Query, REVIEWS};
use crate::api::PortalError;
use crate::api::reviews::Review;
use crate::clock::Clock;
use crate::components::{
    Alert, Button, ButtonLink, Column, DataTable, EmptyState, IconName, Kbd, Size, Tone,
};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::counted;

/// What the page shows.
pub(super) struct Page {
    pub seen: Workspace,
    pub address: Address,
    pub clock: Clock,
}

impl Page {
    pub(super) const fn forms(&self) -> Forms<'_> {
        Forms { campaign: &self.seen.campaign, address: &self.address, clock: self.clock }
    }
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id = parse(id)?;
    let address = Address::new(id, query);
    let seen =
        certifications::workspace(&engine, &ctx, id, &address.ask(), address.window(), address.by()).await;
    let page = Page { seen: seen.map_err(failed)?, address, clock: clock(&ctx) };
    let title = page.seen.campaign.definition.name.clone();
    Ok(crate::drawn::draw(&title, move || draw(&page)))
}

/// The page.
pub(super) fn draw(page: &Page) -> AnyView {
    let (seen, address) = (&page.seen, &page.address);
    let list = if seen.rows.is_empty() { empty(page) } else { table(page) };
    let head = head(seen, address, page.clock);
    let reviewed = seen.campaign.definition.kind.reviews();
    let Some(grouped) = grouped(reviewed) else {
        return view! { {head} <div class="min-w-0">{told(address)} {filters(seen, address)} {list} {foot(page)}</div> }
            .into_any();
    };
    let around = groups(seen, address);
    let around_narrow = groups(seen, address);
    view! {
        {head}
        <div class="xl:grid xl:grid-cols-[15rem_minmax(0,1fr)]">
            <aside aria-label="Groups" class="hidden self-start border-e border-line px-3 py-3 xl:sticky xl:top-0 xl:block xl:h-dvh xl:overflow-y-auto">{around}</aside>
            <div class="min-w-0">
                {told(address)}
                <details class="border-b border-line bg-surface px-4 py-2 xl:hidden">
                    <summary class="rounded-md text-sm font-medium text-accent-ink">{grouped}</summary>
                    <div class="pt-2">{around_narrow}</div>
                </details>
                {filters(seen, address)} {list} {foot(page)}
            </div>
        </div>
    }
    .into_any()
}

/// By what the rows can be grouped; nothing where each is a group of its own.
const fn grouped(reviewed: Reviewed) -> Option<&'static str> {
    match reviewed {
        Reviewed::Grants => Some("Group by person, item or application"),
        Reviewed::Definitions(ItemKind::Role) | Reviewed::Records => None,
        Reviewed::Definitions(_) | Reviewed::Accounts => Some("By application"),
    }
}

/// What has just been done.
fn told(address: &Address) -> Option<AnyView> {
    let at_a_row = !address.get("at").is_empty();
    let fault = Some(address.get("fault").to_owned()).filter(|fault| !fault.is_empty() && !at_a_row);
    let done = address.get("done").split_once(' ').and_then(|(word, count)| {
        let rows = counted(count.parse::<i64>().ok()?, "row");
        Some(match word {
            "certify" => format!("{rows} certified"),
            "revoke" => format!("{rows} to be revoked"),
            "exception" => format!("{rows} allowed until a date"),
            "abstain" => format!("{rows} left undecided on purpose"),
            "reset" => format!("{rows}: decision taken back"),
            "forward" => format!("{rows} handed over"),
            "reassign" => format!("{rows}: somebody else may decide, too"),
            "comment" => format!("{rows} commented"),
            "sign-off" => format!("{rows} signed off"),
            _ => return None,
        })
    });
    let left = Some(address.get("left").to_owned()).filter(|left| !left.is_empty());
    let alert = match (fault, done, left) {
        (Some(fault), ..) => view! { <Alert tone=Tone::Rejected urgent=true title=fault/> }.into_any(),
        (None, Some(done), Some(left)) => view! {
            <div role="status"><Alert tone=Tone::Overdue title=done><p class="wrap-anywhere">{format!("Left out: {left}. Decide these one by one.")}</p></Alert></div>
        }
        .into_any(),
        (None, Some(done), None) => {
            view! { <div role="status"><Alert tone=Tone::Approved title=done/></div> }.into_any()
        }
        (None, None, _) => return None,
    };
    Some(view! { <div class="border-b border-line bg-surface px-4 py-2.5">{alert}</div> }.into_any())
}

fn empty(page: &Page) -> AnyView {
    let (seen, address) = (&page.seen, &page.address);
    let (title, text) = match (address.is_narrowed(), seen.counts.undecided()) {
        (true, 0) if address.get("show") == "undecided" => {
            ("Everything is decided", "Sign off when you are sure: until then you can change every decision.")
        }
        (true, _) if seen.next.is_some() => {
            ("No row fits so far", "You have very many rows: the next page goes on looking.")
        }
        (true, _) => ("No row fits", "Choose less, or look at all rows."),
        (false, _) if !seen.is_own => {
            ("Nothing is put to them", "It was handed over, or is decided by others.")
        }
        (false, _) => ("Nothing is put to you any more", "It was handed over, or is decided by others."),
    };
    let all = address.everything();
    let narrowed = address.is_narrowed();
    view! {
        <EmptyState
            icon=IconName::ClipboardCheck
            title
            text
            actions=move || {
                if narrowed {
                    view! { <ButtonLink href=all.clone()>"All rows"</ButtonLink> }.into_any()
                } else {
                    view! { <ButtonLink href=REVIEWS>"Reviews"</ButtonLink> }.into_any()
                }
            }
        />
    }
    .into_any()
}

fn table(page: &Page) -> AnyView {
    let mut columns = vec![Column::hidden("Choose").class("w-10")];
    let reviewed = page.seen.campaign.definition.kind.reviews();
    let [about, risk, held, colleagues] = heads(reviewed).map(Column::new);
    // Rows are low where what is said in words has the place; of definitions and records they say less.
    let (about, held) = match reviewed {
        Reviewed::Grants => (about.class("w-[32%]"), held.class("w-[30%]")),
        Reviewed::Definitions(_) | Reviewed::Records | Reviewed::Accounts => (about, held),
    };
    columns.extend([about, risk, held, colleagues]);
    columns.push(Column::hidden("Decide"));
    debug_assert_eq!(columns.len(), COLUMNS as usize, "as wide as what stands below a row");
    let rows: Vec<AnyView> = page.seen.rows.iter().map(|one| row(page, one)).collect();
    let caption = format!("Rows of {}, the riskiest first", page.seen.campaign.definition.name);
    let decide = decide(page);
    view! {
        <div class="group/rows bg-surface" data-rows>
            {decide}
            <DataTable caption columns>{rows}</DataTable>
            {chosen(page)}
        </div>
    }
    .into_any()
}

/// The form that the buttons of all rows belong to, and the one that takes back what was decided last.
fn decide(page: &Page) -> Option<AnyView> {
    page.seen.decides.then(|| {
        view! {
            <form id="decide" method="post" action=Review::PATH>
                {page.forms().hidden()}
            </form>
            <form method="post" action=Review::PATH hidden data-undo class="flex justify-end border-b border-line bg-surface px-4 py-1.5">
                {page.forms().hidden()}
                <Button submit=true size=Size::Small icon=IconName::Undo2 attr:id="undo-last" attr:name="act[then]" attr:data-key="u">"Undo the last decision"</Button>
            </form>
        }
        .into_any()
    })
}

/// The pages before and after, the keys, and who sees how this is decided.
fn foot(page: &Page) -> AnyView {
    const KEYS: [(&str, &str); 9] = [
        ("j", "next"),
        ("k", "previous"),
        ("Enter", "open"),
        ("a", "certify"),
        ("x", "revoke"),
        ("e", "until a date"),
        ("c", "comment"),
        ("u", "undo"),
        ("Space", "choose"),
    ];
    let (seen, address) = (&page.seen, &page.address);
    let step = |name: &'static str, at: Option<_>, words: &'static str, data: &'static str| {
        at.map(|at| {
            let href = address.href(&[(name, &place(at))]);
            view! { <ButtonLink href size=Size::Small attr:data-step=data>{words}</ButtonLink> }
        })
    };
    let before = step("before", seen.previous, "Previous", "previous");
    let after = step("after", seen.next, "Next", "next");
    let shown = match seen.matching {
        Some(total) => format!("{} of {}", seen.rows.len(), counted(total, "row")),
        None => counted(i64::try_from(seen.rows.len()).unwrap_or_default(), "row"),
    };
    let keys: Vec<AnyView> = KEYS
        .iter()
        .map(|(key, words)| {
            view! { <li class="flex items-center gap-1.5"><Kbd key=(*key).to_owned()/> {*words}</li> }
                .into_any()
        })
        .collect();
    let waits = seen.rows.iter().any(|row| !row.view.permissions.is_empty());
    let watched = seen.decides.then(|| {
        if seen.campaign.definition.kind.reviews() == Reviewed::Grants {
            view! { <p class="border-t border-line px-4 py-2 text-meta text-faint lg:px-5">"Whoever owns this campaign sees how fast you decide, how much you certify, and how often you follow what is recommended. Recommendations come from open rules: most colleagues hold it and its risk is low or medium: certify; a violation, an earlier revoke, or hardly any colleague: revoke."</p> }.into_any()
        } else {
            view! { <p class="border-t border-line px-4 py-2 text-meta text-faint lg:px-5">"Whoever owns this campaign sees how fast you decide and how much you certify. Nothing is recommended: look at what each row is, and say whether it is right."</p> }.into_any()
        }
    });
    view! {
        <nav aria-label="Pages of rows" class="flex items-center justify-between gap-2 border-t border-line bg-surface px-4 py-2 text-meta text-muted lg:px-5">
            <span>{shown}</span>
            <span class="flex gap-2">{before} {after}</span>
        </nav>
        {(seen.decides && waits).then(|| view! {
            <div class="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-meta text-muted max-lg:hidden lg:px-5">
                <h2 class="sr-only">"Keys"</h2>
                <ul id="review-keys" tabindex="-1" class="flex flex-wrap gap-x-4 gap-y-1">{keys}</ul>
            </div>
        })}
        {watched}
    }
    .into_any()
}
