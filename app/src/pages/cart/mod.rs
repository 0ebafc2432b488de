//! The cart: items for people, checked, before they are asked for.

mod approvers;
mod changes;
mod check;
mod checkout;
mod dates;
mod line;
mod lines;

use bailiwick::view::CartView;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate, hooks::use_query_map};

pub use approvers::Approvers;
pub use changes::{ChangeToast, Changes};

use crate::api::cart::{CartAnswer, CheckOut, ReadCart};
use crate::components::{
    Button, ButtonKind, ButtonLink, Dialog, EmptyState, ErrorState, IconName, Later, PageHeader, SkeletonRows,
};
use crate::text::{counted, int};
use crate::wire::{Load, SendForm, Sending};

/// The cart. `?by=item` groups its lines by item, `?edit=` opens the dates of a line, `?clear` asks whether
/// to empty it.
#[component]
pub fn Cart() -> impl IntoView {
    let changes = Changes::new();
    let (send, keep) = (Sending::<CheckOut>::new(), Sending::<CheckOut>::new());
    let cart = Load::new(move || (ReadCart {}, format!("{} {}", changes.count(), send.version())));
    close_after_saving(changes);
    let query = use_query_map();
    let asks = move || query.read().get_str("clear").map(|_| view! { <AskToClear changes/> });
    let page = move || async move {
        match cart.await {
            Ok(answer) if answer.cart.lines.is_empty() => view! { <Empty/> }.into_any(),
            Ok(answer) => view! { <Filled answer changes send keep/> }.into_any(),
            Err(error) => view! { <Failed error/> }.into_any(),
        }
    };
    view! {
        <Later fallback=|| view! { <SkeletonRows rows=5 label="Loading the cart"/> } view=page/>
        {asks}
        <ChangeToast changes high=true/>
    }
    .into_any()
}

/// Once the dates of a line are kept, or the cart is emptied, its question is closed.
fn close_after_saving(changes: Changes) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let done = [changes.dates.done(), changes.clear.done()];
        if done.contains(&true) {
            navigate("/cart", NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    });
}

#[component]
fn Failed(error: crate::api::PortalError) -> impl IntoView {
    view! {
        <PageHeader title="Cart"/>
        <ErrorState error retry="/cart"/>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <PageHeader title="Cart" note="Nothing in it"/>
        <div class="mx-auto max-w-7xl p-4 lg:p-6">
            <div class="rounded-md border border-line bg-surface py-8">
                <EmptyState
                    icon=IconName::ShoppingCart
                    title="Your cart is empty"
                    text="Find what you or a colleague needs in the catalog, add it, and send all of it together."
                    actions=|| {
                        view! {
                            <ButtonLink href="/catalog" kind=ButtonKind::Primary icon=IconName::Search>
                                "Search the catalog"
                            </ButtonLink>
                            <ButtonLink href="/requests">"My requests"</ButtonLink>
                        }
                    }
                />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Filled(
    answer: CartAnswer,
    changes: Changes,
    send: Sending<CheckOut>,
    keep: Sending<CheckOut>,
) -> impl IntoView {
    let note = holds(&answer.cart);
    let ready = answer.cart.lines.iter().filter(|line| line.fault.is_none()).count();
    let actions = move || {
        view! {
            <ButtonLink href="/catalog" icon=IconName::Plus>
                "Add items"
            </ButtonLink>
            <ButtonLink href="/cart?clear" icon=IconName::Trash2 attr:data-noscroll="">
                "Empty"
            </ButtonLink>
            <checkout::Save send/>
        }
    };
    let CartAnswer { cart, me, clock } = answer;
    let all = cart.lines.len();
    view! {
        <div class="flex min-h-[calc(100dvh-6.5rem)] flex-col lg:min-h-dvh">
            <PageHeader title="Cart" note actions/>
            <div class="mx-auto grid w-full max-w-7xl flex-1 grid-rows-[auto_1fr] gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_22rem] xl:grid-rows-1">
                <div class="grid min-w-0 content-start gap-5">
                    <checkout::NotSent send/>
                    <lines::Lines lines=cart.lines.clone() me clock changes/>
                </div>
                <div class="grid min-w-0 content-start gap-5 sm:grid-cols-2 xl:grid-cols-1">
                    <checkout::ForEveryLine cart=cart.clone() send keep/>
                    <checkout::WhoApproves lines=cart.lines me/>
                </div>
            </div>
            <checkout::Foot ready all send/>
        </div>
    }
    .into_any()
}

/// What the cart holds, in a line.
fn holds(cart: &CartView) -> String {
    let mut people: Vec<_> = cart.lines.iter().map(|line| line.line.user).collect();
    people.sort_unstable();
    people.dedup();
    let lines = counted(int(cart.lines.len()), "line");
    let people = if people.len() == 1 { "1 person".to_owned() } else { format!("{} people", people.len()) };
    format!("{lines} for {people}. It is kept until you send it.")
}

#[component]
fn AskToClear(changes: Changes) -> impl IntoView {
    let foot = move || {
        view! {
            <ButtonLink href="/cart" attr:data-noscroll="">
                "Keep it"
            </ButtonLink>
            <SendForm action=changes.clear>
                <Button submit=true kind=ButtonKind::Danger icon=IconName::Trash2 busy=changes.clear.pending()>
                    "Empty the cart"
                </Button>
            </SendForm>
        }
    };
    view! {
        <Dialog id="clear-title" title="Empty the cart?" close="/cart" foot>
            <p class="text-muted">"All lines are taken out. What was sent before is not touched."</p>
        </Dialog>
    }
    .into_any()
}
