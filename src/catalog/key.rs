//! The catalog's id of an item: 128 hexadecimal digits, stable per item (contract 1.4).
//!
//! It holds the item's kind and id in its first 17 bytes and a checksum in the rest, so
//! that it is read back without a look-up and a made-up one is refused.

use sha2::{Digest, Sha512};
use uuid::Uuid;

use super::ItemKind;
use crate::hex::hex;
use crate::id::ItemId;

const BYTES: usize = 64;
const HEAD: usize = 17;

/// The catalog id of an item.
pub fn catalog_id(kind: ItemKind, id: ItemId) -> String {
    hex(bytes(kind, id))
}

/// The item a catalog id names; `None` when it was not made by [`catalog_id`].
pub fn item_of_catalog_id(text: &str) -> Option<(ItemKind, ItemId)> {
    if text.len() != BYTES * 2 || !text.is_ascii() {
        return None;
    }
    let mut head = [0_u8; HEAD];
    for (at, byte) in head.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    let kind = *ItemKind::ALL.get(usize::from(head[0]))?;
    let id = ItemId(Uuid::from_slice(&head[1..]).ok()?);
    (catalog_id(kind, id) == text.to_ascii_lowercase()).then_some((kind, id))
}

fn bytes(kind: ItemKind, id: ItemId) -> [u8; BYTES] {
    let mut head = [0_u8; HEAD];
    head[0] = ItemKind::ALL.iter().position(|k| *k == kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(0);
    head[1..].copy_from_slice(id.uuid().as_bytes());
    let mut all: [u8; BYTES] = Sha512::digest(head).into();
    all[..HEAD].copy_from_slice(&head);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_id_has_128_digits_and_is_read_back() {
        for kind in ItemKind::ALL {
            let id = ItemId(Uuid::from_u128(0x0192_7a3b));
            let text = catalog_id(*kind, id);
            assert_eq!(text.len(), 128);
            assert_eq!(item_of_catalog_id(&text), Some((*kind, id)));
            assert_eq!(item_of_catalog_id(&text.to_uppercase()), Some((*kind, id)));
        }
    }

    #[test]
    fn a_made_up_catalog_id_is_refused() {
        assert_eq!(item_of_catalog_id(&"0".repeat(128)), None);
        assert_eq!(item_of_catalog_id("x"), None);
        assert_eq!(item_of_catalog_id(&"é".repeat(64)), None);
    }
}
