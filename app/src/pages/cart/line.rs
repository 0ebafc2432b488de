//! One line of the cart, and the form of its dates.

use bailiwick::{cart::LineFault, id::UserId, request::Modifier, view::CartLineView};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{changes::Changes, check::check, dates::EditDates};
use crate::clock::Clock;
use crate::components::{
    Avatar, Badge, Button, ButtonKind, ButtonLink, Cell, IconName, RowHead, Size, TextLink, Tile, Tone, When,
    WhenForm,
};
use crate::wire::SendForm;
use crate::{pages::catalog::place, url};

/// One line.
#[component]
pub fn Line(line: CartLineView, by_item: bool, me: UserId, clock: Clock, changes: Changes) -> impl IntoView {
    let query = use_query_map();
    let id = line.line.id.to_string();
    let edited = {
        let id = id.clone();
        Signal::derive(move || query.read().get_str("edit") == Some(&id))
    };
    let item = line.item.as_ref().map_or_else(|| "a deleted item".to_owned(), |item| item.name.clone());
    let person = match &line.user {
        _ if line.line.user == me => "you".to_owned(),
        Some(user) => user.display_name.clone(),
        None => "a deleted person".to_owned(),
    };
    let whole = format!("{item} for {person}");
    let edit = url::to("/cart", &[("edit", &id)]);
    let held = matches!(line.fault, Some(LineFault::ExistingAccess));
    let (start, end) = (line.line.start, line.line.end);
    let (dates_of, fault, modifier) = (line.line.clone(), line.fault.clone(), line.line.modifier);
    let dates_label = whole.clone();
    let form = line.has_form.then(|| id.clone());
    let conflicts = line.conflicts.clone();
    view! {
        <tr role="row" class="row" class:has-detail=edited>
            <RowHead>
                <Name line by_item quiet=held/>
            </RowHead>
            <Cell label="From, until">
                <Dates start end clock/>
            </Cell>
            <Cell label="Check">
                <Found fault conflicts modifier form/>
            </Cell>
            <Cell class="corner">
                <span class="flex gap-1 md:justify-end">
                    <ButtonLink
                        href=edit
                        kind=ButtonKind::Ghost
                        size=Size::Small
                        icon=IconName::Pencil
                        label=format!("Change the dates of {whole}")
                        attr:data-noscroll=""
                    />
                    <SendForm action=changes.remove>
                        <input type="hidden" name="line" value=id/>
                        <input type="hidden" name="back" value="/cart"/>
                        <Button
                            submit=true
                            kind=ButtonKind::Ghost
                            size=Size::Small
                            icon=IconName::Trash2
                            label=format!("Remove {whole}")
                        />
                    </SendForm>
                </span>
            </Cell>
        </tr>
        {move || {
            edited.get().then(|| view! { <EditDates line=dates_of.clone() label=dates_label.clone() clock changes/> })
        }}
    }
    .into_any()
}

/// What, or for whom: the other one heads the group.
#[component]
fn Name(line: CartLineView, by_item: bool, quiet: bool) -> impl IntoView {
    let (face, name, note) = if by_item {
        let name = line
            .user
            .as_ref()
            .map_or_else(|| "A deleted person".to_owned(), |user| user.display_name.clone());
        (view! { <Avatar name=name.clone()/> }.into_any(), name, line.user.and_then(|user| user.title))
    } else {
        let name = line.item.as_ref().map_or_else(|| "A deleted item".to_owned(), |item| item.name.clone());
        let note = line.item.as_ref().map(place);
        let tile = line.item.and_then(|item| item.application_name).unwrap_or_else(|| name.clone());
        (view! { <Tile name=tile/> }.into_any(), name, note)
    };
    let ink = if quiet { "text-muted" } else { "" };
    view! {
        <span class=format!("flex items-center gap-2.5 pe-18 md:pe-0 {ink}")>
            {face}
            <span class="min-w-0">
                <span class="block">{name}</span>
                {note.map(|note| view! { <span class="block text-meta font-normal text-faint">{note}</span> })}
            </span>
        </span>
    }
    .into_any()
}

#[component]
fn Dates(
    start: Option<chrono::DateTime<chrono::Utc>>,
    end: Option<chrono::DateTime<chrono::Utc>>,
    clock: Clock,
) -> impl IntoView {
    let day = move |at| view! { <When at clock form=WhenForm::Day/> };
    let from = match start.filter(|start| *start > clock.now) {
        Some(start) => view! { "From " {day(start)} }.into_any(),
        None => "From now".into_any(),
    };
    let until = match end {
        Some(end) => view! { " to " {day(end)} }.into_any(),
        None => ", no end".into_any(),
    };
    view! { <span class="text-meta text-muted">{from} {until}</span> }
}

/// What checking found, with a way to what stands against it.
#[component]
fn Found(
    fault: Option<LineFault>,
    conflicts: Vec<String>,
    modifier: Modifier,
    form: Option<String>,
) -> impl IntoView {
    let found = check(fault.as_ref());
    let breaks = (!conflicts.is_empty()).then(|| {
        let words = format!("It would break “{}”", conflicts.join("”, “"));
        view! { <span class="w-full text-meta text-violation">{words}</span> }
    });
    let link = match (fault, form) {
        (Some(LineFault::Duplicate { request }), _) => {
            Some((format!("/requests/{}", url::escape(&request.to_string())), "See the request"))
        }
        (None, Some(line)) => Some((format!("/cart/form/{line}"), "See the form")),
        (Some(fault), Some(line)) if fault.is_form() => Some((format!("/cart/form/{line}"), "Fill it in")),
        _ => None,
    };
    let more = match link {
        Some((href, words)) => view! {
            <span class="text-meta">
                <TextLink href>{words}</TextLink>
            </span>
        }
        .into_any(),
        None => view! { <span class="text-meta text-faint">{found.more}</span> }.into_any(),
    };
    view! {
        <span class="inline-flex flex-wrap items-center gap-2">
            {(modifier == Modifier::Remove).then(|| view! { <Badge tone=Tone::Revoked text="To be removed"/> })}
            <Badge tone=found.tone icon=found.icon text=found.word/>
            {more}
            {breaks}
        </span>
    }
}
