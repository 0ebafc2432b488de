//! Asking for the open item: what stands in the way, when it is needed, and the button.

use bailiwick::view::ItemDetail;
use leptos::prelude::*;

use crate::api::catalog::CatalogQuery;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, DrawerSection, Field, IconName, Tone};
use crate::pages::catalog::{Search, query};
use crate::wire::SendForm;

/// The form's id: its button stands at the foot of the drawer.
const FORM: &str = "add-item";

/// Whether it can be asked for, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Not yet: it can be.
    Not,
    /// The person holds it.
    Held,
    /// It is in the cart for the person.
    InCart,
    /// It cannot be.
    Never,
}

impl Asked {
    /// Where it stands. Where it is for several people, that the first has it keeps nobody from asking.
    pub(super) fn of(detail: &ItemDetail, in_cart: bool, people: usize) -> Self {
        let one = people < 2;
        if !detail.item.requestable {
            Self::Never
        } else if detail.held && one {
            Self::Held
        } else if in_cart && one {
            Self::InCart
        } else {
            Self::Not
        }
    }
}

/// For whom, in words: `For you and 1 more`.
pub(super) fn who(detail: &ItemDetail, own: bool, others: usize) -> String {
    let first = match &detail.user {
        Some(user) if !own => user.given_name.clone(),
        _ => "you".to_owned(),
    };
    match others {
        0 => format!("For {first}"),
        others => format!("For {first} and {others} more"),
    }
}

/// What stands in the way of asking for it.
#[component]
pub(super) fn Standing(detail: ItemDetail, own: bool, asked: Asked) -> impl IntoView {
    let holder = match &detail.user {
        Some(user) if !own => format!("{} holds it already", user.display_name),
        _ => "You hold it already".to_owned(),
    };
    let alert = match asked {
        Asked::Held => view! {
            <Alert tone=Tone::Approved title=holder>
                "There is nothing to ask for."
            </Alert>
        }
        .into_any(),
        Asked::Never => view! {
            <Alert tone=Tone::Neutral title="It cannot be requested">
                "It is given in another way. Its owner can say how."
            </Alert>
        }
        .into_any(),
        Asked::Not | Asked::InCart => return ().into_any(),
    };
    view! { <div class="px-5 pt-4">{alert}</div> }.into_any()
}

/// From when, until when.
#[component]
pub(super) fn Dates(detail: ItemDetail, query: CatalogQuery, search: Search) -> impl IntoView {
    let add = search.changes.add;
    let first = detail.user.map(|user| vec![user.id]).unwrap_or_default();
    let people = if query.people.is_empty() { first } else { query.people.clone() };
    let people: Vec<_> = people.iter().map(ToString::to_string).collect();
    let id = detail.item.id;
    view! {
        <DrawerSection id="item-dates" title="When it is needed">
            <SendForm action=add attr:id=FORM>
                <input type="hidden" name="item" value=id.to_string()/>
                <input type="hidden" name="people" value=people.join(",")/>
                <input type="hidden" name="back" value=query::with_item(&query, id)/>
                <div class="grid gap-3 sm:grid-cols-2">
                    <Field name="from" label="From" r#type="date" hint="Empty: at once" error=add.fault("from")/>
                    <Field name="until" label="Until" r#type="date" hint="Empty: no end" error=add.fault("until")/>
                </div>
            </SendForm>
        </DrawerSection>
    }
    .into_any()
}

/// For whom, and the button that adds it.
#[component]
pub(super) fn Foot(asked: Asked, who: String, search: Search) -> impl IntoView {
    let action = match asked {
        Asked::Not => view! {
            <Button
                submit=true
                kind=ButtonKind::Primary
                icon=IconName::ShoppingCart
                busy=search.changes.add.pending()
                attr:form=FORM
            >
                "Add to cart"
            </Button>
        }
        .into_any(),
        Asked::InCart => view! {
            <ButtonLink href="/cart" icon=IconName::ShoppingCart>
                "In the cart"
            </ButtonLink>
        }
        .into_any(),
        Asked::Held | Asked::Never => ().into_any(),
    };
    view! {
        <p class="text-meta text-muted">{who}</p>
        <div class="ms-auto flex gap-2">{action}</div>
    }
    .into_any()
}
