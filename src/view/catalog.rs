//! The catalog as it is searched.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalog::{Item, ItemBrief, ItemKind, Risk};
use crate::directory::{Colleagues, UserBrief};
use crate::id::{ItemId, UserId};

crate::words! {
    /// The order of found items.
    #[derive(Default)]
    pub enum SearchOrder {
        /// Best match first.
        #[default]
        Best = "best",
        /// By name.
        Name = "name",
        /// Newest first.
        Newest = "newest",
    }
}

/// What is searched for. Everything left empty does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogSearch {
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
    /// Added since then.
    pub added_since: Option<DateTime<Utc>>,
    /// For whom the item would be: rows say whether they hold it already.
    pub for_user: Option<UserId>,
    /// The order.
    pub order: SearchOrder,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to answer, at most 100.
    pub limit: u32,
}

/// One found item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRow {
    /// The item.
    pub item: ItemBrief,
    /// The person it is looked up for holds it already.
    pub held: bool,
    /// It is in the searcher's cart for that person.
    pub in_cart: bool,
    /// How many people hold it.
    pub holders: i64,
    /// How many of the person's colleagues hold it, and how many there are.
    pub peers: (u32, u32),
}

/// How many found items have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount {
    /// The value as it goes back into the search (kind, risk, application id, tag).
    pub value: String,
    /// As shown.
    pub label: String,
    /// Found items that have it.
    pub count: u32,
}

/// One way to narrow the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// `kind`, `application`, `risk` or `tag`.
    pub name: String,
    /// Most frequent first.
    pub values: Vec<FacetCount>,
}

/// One page of found items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogPage {
    /// The rows of this page.
    pub rows: Vec<SearchRow>,
    /// Items found; a lower bound unless `exact`.
    pub total: i64,
    /// Whether `total` counts all of them.
    pub exact: bool,
    /// Ways to narrow, counted over what was found.
    pub facets: Vec<Facet>,
    /// What was searched for instead, when a typed word was mended.
    pub corrected: Option<String>,
    /// How long the search took, in microseconds.
    pub micros: u64,
}

/// Who would decide about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproverView {
    /// `Manager approval` or `Owner approval`.
    pub step: String,
    /// The people asked; any one of them decides.
    pub people: Vec<UserBrief>,
    /// The step is done by sending: the requester would be the one to decide.
    pub by_sending: bool,
}

/// One item with what a decision to ask for it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDetail {
    /// The item.
    pub item: Item,
    /// Its catalog id (128 digits).
    pub catalog_id: String,
    /// The application of an entitlement.
    pub application: Option<ItemBrief>,
    /// Who answers for it.
    pub owners: Vec<UserBrief>,
    /// How many people hold it.
    pub holders: i64,
    /// For whom it was looked up.
    pub user: Option<UserBrief>,
    /// That person holds it already.
    pub held: bool,
    /// How many of the person's colleagues hold it, and how many there are.
    pub peers: (u32, u32),
    /// Who these are.
    pub colleagues: Colleagues,
    /// A role's entitlements.
    pub content: Vec<ItemBrief>,
    /// The entitlements that it is a member of, as far as the reader may know of them.
    pub member_of: Vec<ItemBrief>,
    /// The entitlements that are members of it, as far as the reader may know of them; of very many, the first by name.
    pub members: Vec<ItemBrief>,
    /// Who would decide.
    pub approvers: Vec<ApproverView>,
    /// What the glossary tells about it, beside what is built in.
    pub glossary: Vec<GlossaryFact>,
}

/// What an item has of one attribute of the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlossaryFact {
    /// The attribute as shown.
    pub label: String,
    /// Its values in words; never empty.
    pub values: Vec<String>,
}
