//! The catalog: what can be asked for, found by typing, and one item beside the list.

mod facets;
mod header;
mod item;
mod keys;
mod mark;
mod people;
mod query;
mod results;
mod row;

use bailiwick::id::ItemId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub use row::place;

use crate::api::catalog::{CatalogQuery, Found, SearchCatalog};
use crate::components::{PageTitle, PaneLayout, Panes, ScrollPane};
use crate::pages::cart::{ChangeToast, Changes};
use crate::wire::Load;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Search {
    /// What is asked, as the address says.
    query: Memo<CatalogQuery>,
    /// What was found.
    found: Load<Found>,
    /// The item that is open.
    item: Memo<Option<ItemId>>,
    /// What changes the cart.
    changes: Changes,
}

/// The catalog. All of its state is in the address: `q`, `kind`, `app`, `risk`, `tag`, `added`, `for`, `sort`,
/// `page`, and the open `item`.
#[component]
pub fn Catalog() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| query::read(&map.read()));
    let item = Memo::new(move |_| query::item(&map.read()));
    let changes = Changes::new();
    let found = Load::new(move || (SearchCatalog { query: query.get() }, changes.count()));
    let search = Search { query, found, item, changes };
    keys::use_keys(search);
    // Below 1280 px the open item covers the list, which must not be reached then.
    let list = move || if item.get().is_some() { "contents max-xl:invisible" } else { "contents" };
    view! {
        <PageTitle text="Catalog"/>
        <Panes layout=PaneLayout::ListAndDrawer>
            <div class=list>
                <ScrollPane label="Search results">
                    <header::Header search/>
                    <div class="lg:grid lg:grid-cols-[12.5rem_minmax(0,1fr)] xl:min-h-[calc(100dvh-8.875rem)]">
                        <facets::Facets search/>
                        <results::Results search/>
                    </div>
                </ScrollPane>
            </div>
            <item::ItemPane search/>
        </Panes>
        <ChangeToast changes/>
    }
    .into_any()
}
