//! Names of the face that mean something in the product: catalog ids.

use bailiwick::catalog::item_of_catalog_id;
use bailiwick::filter::{Filter, Path, Value};
use bailiwick::id::ItemId;

/// The item a client names: by catalog id (128 digits) or by its own id.
pub fn item(text: &str) -> Option<ItemId> {
    item_of_catalog_id(text).map(|(_, id)| id).or_else(|| text.parse().ok())
}

/// The same filter with catalog ids read, for a list whose property `from` is an item's catalog
/// id and that knows the item as `to`.
pub fn with_items(filter: Filter, from: &str, to: &str) -> Filter {
    let all = |parts: Vec<Filter>| parts.into_iter().map(|part| with_items(part, from, to)).collect();
    let named = |path: Path| if path.as_str() == from { Path::dotted(to).unwrap_or(path) } else { path };
    match filter {
        Filter::All | Filter::None => filter,
        Filter::And(parts) => Filter::And(all(parts)),
        Filter::Or(parts) => Filter::Or(all(parts)),
        Filter::Not(part) => Filter::Not(Box::new(with_items(*part, from, to))),
        Filter::Present(path) => Filter::Present(named(path)),
        Filter::Compare { path, op, value } if path.as_str() == from => {
            Filter::Compare { path: named(path), op, value: known(value) }
        }
        Filter::In { path, values } if path.as_str() == from => {
            Filter::In { path: named(path), values: values.into_iter().map(known).collect() }
        }
        other => other,
    }
}

/// A catalog id as the item's own id; anything else as it is.
fn known(value: Value) -> Value {
    match item_of_catalog_id(&value.text()) {
        Some((_, id)) => Value::from(id.to_string()),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use bailiwick::catalog::{ItemKind, catalog_id};
    use bailiwick::filter::query;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_item_is_named_by_either_id() {
        let id = ItemId(Uuid::from_u128(5));
        assert_eq!(item(&id.to_string()), Some(id));
        assert_eq!(item(&catalog_id(ItemKind::Role, id)), Some(id));
        assert_eq!(item("x"), None);
    }

    #[test]
    fn filters_by_catalog_id_become_filters_by_item() {
        let id = ItemId(Uuid::from_u128(5));
        let long = catalog_id(ItemKind::Role, id);
        let given =
            query::parse(&format!("!(catalog.id eq '{long}') and user.userName eq '{long}'")).unwrap();
        let meant = query::parse(&format!("!(item.id eq '{id}') and user.userName eq '{long}'")).unwrap();
        assert_eq!(with_items(given, "catalog.id", "item.id"), meant);
    }
}
