//! The catalog: what is found, one item, and the people to ask for.

use bailiwick::{
    catalog::{ItemKind, Risk},
    directory::UserBrief,
    id::{ItemId, UserId},
    view::{CatalogPage, ItemDetail, SearchOrder},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;
use crate::clock::Clock;

/// Rows on a page of the catalog.
pub const PAGE_ROWS: u32 = 25;

/// For how many days an item is new.
pub const NEW_DAYS: i64 = 30;

/// What is searched for in the catalog. Everything left empty does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogQuery {
    /// What was typed.
    pub text: String,
    /// Of these kinds.
    pub kinds: Vec<ItemKind>,
    /// Of these applications.
    pub applications: Vec<ItemId>,
    /// Of these risks.
    pub risks: Vec<Risk>,
    /// With any of these tags.
    pub tags: Vec<String>,
    /// Only what was added lately.
    pub recent: bool,
    /// For whom; the reader when empty.
    pub people: Vec<UserId>,
    /// The order.
    pub order: SearchOrder,
    /// Which page, from 0.
    pub page: u32,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The rows, and ways to narrow.
    pub page: CatalogPage,
    /// For whom, as asked; the reader when nobody was named.
    pub people: Vec<UserBrief>,
    /// Who reads.
    pub me: UserId,
    /// Now.
    pub clock: Clock,
}

/// One item, for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAnswer {
    /// The item, with what a decision to ask for it needs.
    pub detail: ItemDetail,
    /// The person it is looked up for is the reader.
    pub own: bool,
    /// It is in the reader's cart for that person.
    pub in_cart: bool,
    /// Now.
    pub clock: Clock,
}

/// Searches the catalog.
#[server(input = GetUrl)]
pub async fn search_catalog(
    /// What is searched for.
    query: CatalogQuery,
) -> Result<Found, PortalError> {
    crate::server::catalog::search(query).await
}

/// One item, for a person: the reader when nobody is named.
#[server(input = GetUrl)]
pub async fn catalog_item(
    /// Which.
    item: ItemId,
    /// For whom.
    person: Option<UserId>,
) -> Result<ItemAnswer, PortalError> {
    crate::server::catalog::item(item, person).await
}

/// People whose name fits the text, a few.
#[server(input = GetUrl)]
pub async fn find_people(
    /// What of a name was typed.
    text: String,
) -> Result<Vec<UserBrief>, PortalError> {
    crate::server::catalog::people(&text).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the server reads it.
    fn through_the_address(query: CatalogQuery) -> CatalogQuery {
        let sent = serde_qs::to_string(&SearchCatalog { query }).unwrap();
        serde_qs::Config::new(5, false).deserialize_str::<SearchCatalog>(&sent).unwrap().query
    }

    #[test]
    fn a_search_survives_the_address() {
        let query = CatalogQuery {
            text: "R&D, “50 %”".into(),
            kinds: vec![ItemKind::Role, ItemKind::Application],
            people: vec![uuid::Uuid::from_u128(7).into()],
            page: 3,
            ..CatalogQuery::default()
        };
        assert_eq!(through_the_address(query.clone()), query);
        assert_eq!(through_the_address(CatalogQuery::default()), CatalogQuery::default());
    }

    #[test]
    fn an_item_for_nobody_in_particular_survives_the_address() {
        let item = uuid::Uuid::from_u128(7).into();
        let sent = serde_qs::to_string(&CatalogItem { item, person: None }).unwrap();
        let read: CatalogItem = serde_qs::Config::new(5, false).deserialize_str(&sent).unwrap();
        assert_eq!((read.item, read.person), (item, None));
    }
}
