//! The state of the catalog page, as it stands in the address.

use std::str::FromStr;

use bailiwick::{id::ItemId, id::UserId};
use leptos_router::params::ParamsMap;
use uuid::Uuid;

use crate::{api::catalog::CatalogQuery, url};

/// Where the page lives.
pub const PATH: &str = "/catalog";
/// More of one kind of filter than anybody sets by hand.
const MOST: usize = 50;
/// The longest text that is searched for.
const LONGEST: usize = 200;

/// What an address asks for. What is not understood is left out, so that an old link still leads somewhere.
pub fn read(map: &ParamsMap) -> CatalogQuery {
    CatalogQuery {
        text: map.get("q").unwrap_or_default().chars().take(LONGEST).collect(),
        kinds: all(map, "kind"),
        applications: all(map, "app"),
        risks: all(map, "risk"),
        tags: all(map, "tag"),
        recent: map.get_str("added").is_some(),
        people: all(map, "for"),
        order: one(map, "sort").unwrap_or_default(),
        page: one::<u32>(map, "page").map_or(0, |page| page.saturating_sub(1)),
    }
}

/// The item that is open. What is no id stands for no item, so that the page says that it is not here.
pub fn item(map: &ParamsMap) -> Option<ItemId> {
    let given = map.get_str("item").filter(|given| !given.is_empty())?;
    Some(given.parse().unwrap_or(ItemId(Uuid::nil())))
}

fn one<T: FromStr>(map: &ParamsMap, name: &str) -> Option<T> {
    map.get_str(name)?.parse().ok()
}

fn all<T: FromStr + PartialEq>(map: &ParamsMap, name: &str) -> Vec<T> {
    let mut found = Vec::new();
    for value in map.get_all(name).into_iter().flatten().filter_map(|value| value.parse().ok()) {
        if found.len() < MOST && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// The names and values of an address. What is as it would be anyway is left out.
pub fn pairs(query: &CatalogQuery) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    if !query.text.is_empty() {
        pairs.push(("q", query.text.clone()));
    }
    pairs.extend(query.kinds.iter().map(|kind| ("kind", kind.to_string())));
    pairs.extend(query.applications.iter().map(|id| ("app", id.to_string())));
    pairs.extend(query.risks.iter().map(|risk| ("risk", risk.to_string())));
    pairs.extend(query.tags.iter().map(|tag| ("tag", tag.clone())));
    if query.recent {
        pairs.push(("added", "lately".to_owned()));
    }
    pairs.extend(query.people.iter().map(|id| ("for", id.to_string())));
    if query.order != CatalogQuery::default().order {
        pairs.push(("sort", query.order.to_string()));
    }
    if query.page > 0 {
        pairs.push(("page", query.page.saturating_add(1).to_string()));
    }
    pairs
}

/// The address of a search.
pub fn href(query: &CatalogQuery) -> String {
    with(query, None)
}

/// The address of a search with an item open.
pub fn with_item(query: &CatalogQuery, item: ItemId) -> String {
    with(query, Some(("item", item.to_string())))
}

/// The address of a search with one more name and value.
pub fn with(query: &CatalogQuery, more: Option<(&'static str, String)>) -> String {
    let mut pairs = pairs(query);
    pairs.extend(more);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    url::to(PATH, &pairs)
}

/// The same search with one value of a facet turned on, or off; from its first page.
pub fn turned(query: &CatalogQuery, facet: &str, value: &str) -> CatalogQuery {
    let mut query = CatalogQuery { page: 0, ..query.clone() };
    match facet {
        "kind" => turn(&mut query.kinds, value),
        "application" => turn(&mut query.applications, value),
        "risk" => turn(&mut query.risks, value),
        "tag" => turn(&mut query.tags, value),
        _ => {}
    }
    query
}

fn turn<T: FromStr + PartialEq>(list: &mut Vec<T>, value: &str) {
    let Ok(value) = value.parse() else { return };
    match list.iter().position(|one| *one == value) {
        Some(place) => {
            list.remove(place);
        }
        None => list.push(value),
    }
}

/// The values of a facet that are on.
pub fn chosen(query: &CatalogQuery, facet: &str) -> Vec<String> {
    fn words<T: ToString>(list: &[T]) -> Vec<String> {
        list.iter().map(T::to_string).collect()
    }
    match facet {
        "kind" => words(&query.kinds),
        "application" => words(&query.applications),
        "risk" => words(&query.risks),
        "tag" => query.tags.clone(),
        _ => Vec::new(),
    }
}

/// The same search for these people; from its first page.
pub fn for_people(query: &CatalogQuery, people: Vec<UserId>) -> CatalogQuery {
    CatalogQuery { people, page: 0, ..query.clone() }
}

/// The same text and people without what narrows.
pub fn cleared(query: &CatalogQuery) -> CatalogQuery {
    CatalogQuery {
        text: query.text.clone(),
        people: query.people.clone(),
        order: query.order,
        ..CatalogQuery::default()
    }
}

/// How many filters are on.
pub fn narrowed(query: &CatalogQuery) -> usize {
    query.kinds.len()
        + query.applications.len()
        + query.risks.len()
        + query.tags.len()
        + usize::from(query.recent)
}

#[cfg(test)]
mod tests {
    use bailiwick::catalog::{ItemKind, Risk};
    use bailiwick::view::SearchOrder;

    use super::*;

    fn map(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(name, value)| (*name, *value)).collect()
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let id = uuid::Uuid::from_u128(3);
        let query = CatalogQuery {
            text: "pay & go".into(),
            kinds: vec![ItemKind::Role, ItemKind::Entitlement],
            applications: vec![id.into()],
            risks: vec![Risk::High],
            tags: vec!["month-end".into()],
            recent: true,
            people: vec![id.into()],
            order: SearchOrder::Name,
            page: 2,
        };
        let pairs = pairs(&query);
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(read(&map(&pairs)), query);
        assert_eq!(href(&CatalogQuery::default()), "/catalog");
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let query = read(&map(&[
            ("kind", "role"),
            ("kind", "role"),
            ("kind", "planet"),
            ("app", "7"),
            ("page", "-1"),
        ]));
        assert_eq!(query, CatalogQuery { kinds: vec![ItemKind::Role], ..CatalogQuery::default() });
        assert_eq!(read(&map(&[("page", "0")])).page, 0);
    }

    #[test]
    fn what_is_no_id_opens_an_item_that_is_not_there() {
        assert_eq!(item(&map(&[("item", "x")])), Some(ItemId(Uuid::nil())));
        assert_eq!(item(&map(&[("item", "")])), None);
        assert_eq!(item(&map(&[])), None);
    }

    #[test]
    fn a_facet_turns_on_and_off_and_leads_to_the_first_page() {
        let query = CatalogQuery { page: 4, ..CatalogQuery::default() };
        let on = turned(&query, "risk", "high");
        assert_eq!((on.risks.as_slice(), on.page), ([Risk::High].as_slice(), 0));
        assert_eq!(chosen(&on, "risk"), ["high"]);
        assert_eq!(narrowed(&on), 1);
        assert_eq!(turned(&on, "risk", "high"), CatalogQuery::default());
        assert_eq!(turned(&on, "risk", "planet"), on);
    }
}
