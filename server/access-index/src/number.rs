//! Dense numbers for people and items.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use hashbrown::HashTable;
use thiserror::Error;
use uuid::Uuid;

/// More people or items than a number can tell apart (2^32 - 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the access index is full: it tells at most 4,294,967,295 people and as many items apart")]
pub struct Full;

macro_rules! number {
    ($name:ident, $what:literal) => {
        #[doc = concat!("The number of ", $what, ", the same for as long as its [`Index`](crate::Index) lives.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The bare number, as it stands in bitmaps.
            pub fn get(self) -> u32 {
                self.0
            }

            /// The number that stands in a bitmap.
            pub fn from_bitmap(number: u32) -> Self {
                Self(number)
            }

            pub(crate) fn place(self) -> usize {
                self.0 as usize
            }
        }
    };
}

number!(PersonNumber, "a person");
number!(ItemNumber, "an application, an entitlement or a role");

/// The two lists of numbers of an index. Numbers are only ever added, so all its snapshots
/// share them.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    pub people: Numbers,
    pub items: Numbers,
}

/// One list of numbers; may be asked and added to from any thread.
#[derive(Debug, Default)]
pub(crate) struct Numbers(RwLock<List>);

impl Numbers {
    pub fn read(&self) -> RwLockReadGuard<'_, List> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self) -> RwLockWriteGuard<'_, List> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ids by number, and numbers by id: the table keeps only numbers, 5 bytes a place.
#[derive(Debug, Default)]
pub(crate) struct List {
    ids: Vec<Uuid>,
    table: HashTable<u32>,
}

impl List {
    pub fn number(&self, id: Uuid) -> Option<u32> {
        self.table.find(hash(id), |number| self.ids[*number as usize] == id).copied()
    }

    pub fn number_or_add(&mut self, id: Uuid) -> Result<u32, Full> {
        if let Some(number) = self.number(id) {
            return Ok(number);
        }
        let number = u32::try_from(self.ids.len()).ok().filter(|number| *number < u32::MAX).ok_or(Full)?;
        self.ids.push(id);
        self.table.insert_unique(hash(id), number, |number| hash(self.ids[*number as usize]));
        Ok(number)
    }

    pub fn id(&self, number: u32) -> Option<Uuid> {
        self.ids.get(number as usize).copied()
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn memory(&self) -> usize {
        self.ids.capacity() * size_of::<Uuid>() + self.table.allocation_size()
    }
}

fn hash(id: Uuid) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id.as_u128())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_stay() {
        let mut list = List::default();
        for n in 0..1_000_u128 {
            assert_eq!(list.number_or_add(Uuid::from_u128(n << 64)), Ok(u32::try_from(n).unwrap()));
        }
        for n in 0..1_000_u128 {
            let number = list.number(Uuid::from_u128(n << 64)).unwrap();
            assert_eq!(u128::from(number), n);
            assert_eq!(list.id(number), Some(Uuid::from_u128(n << 64)));
        }
        assert_eq!(list.number(Uuid::from_u128(7)), None);
    }
}
