//! One state of the index.

use std::sync::Arc;

use roaring::RoaringBitmap;
use uuid::Uuid;

use crate::blocks::Blocks;
use crate::holders::Holders;
use crate::number::{ItemNumber, Numbering, PersonNumber};
use crate::pair::Pair;

/// Items in a part of the list of holders.
const ITEMS: usize = 256;

/// Who holds what at one moment. Cheap to hold: states share what did not change between them.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(crate) version: u64,
    pub(crate) pairs: u64,
    pub(crate) numbering: Arc<Numbering>,
    pub(crate) people: Blocks,
    pub(crate) items: Vec<Arc<Vec<Holders>>>,
}

impl Snapshot {
    pub(crate) fn new(numbering: Arc<Numbering>) -> Self {
        Self { version: 0, pairs: 0, numbering, people: Blocks::default(), items: Vec::new() }
    }

    /// The number of this state; a later state has a higher one.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many pairs of a person and an item they hold.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// The number of a person, if the index ever heard of them.
    pub fn person(&self, id: Uuid) -> Option<PersonNumber> {
        self.numbering.people.read().number(id).map(PersonNumber)
    }

    /// The number of an item, if the index ever heard of it.
    pub fn item(&self, id: Uuid) -> Option<ItemNumber> {
        self.numbering.items.read().number(id).map(ItemNumber)
    }

    /// The people of these ids as a set, without those the index never heard of: they hold nothing.
    pub fn people_set(&self, ids: &[Uuid]) -> RoaringBitmap {
        let people = self.numbering.people.read();
        ids.iter().filter_map(|id| people.number(*id)).collect()
    }

    /// The ids of people, in the order of the numbers.
    pub fn person_ids(&self, numbers: impl IntoIterator<Item = PersonNumber>) -> Vec<Uuid> {
        let people = self.numbering.people.read();
        numbers.into_iter().filter_map(|number| people.id(number.get())).collect()
    }

    /// The ids of items, in the order of the numbers.
    pub fn item_ids(&self, numbers: impl IntoIterator<Item = ItemNumber>) -> Vec<Uuid> {
        let items = self.numbering.items.read();
        numbers.into_iter().filter_map(|number| items.id(number.get())).collect()
    }

    /// The holders of an item; `None` when nobody ever held it.
    pub fn holders(&self, item: ItemNumber) -> Option<&Holders> {
        self.items.get(item.place() / ITEMS)?.get(item.place() % ITEMS)
    }

    /// How many people hold an item.
    pub fn holder_count(&self, item: ItemNumber) -> u64 {
        self.holders(item).map_or(0, Holders::len)
    }

    /// What a person holds, in ascending order.
    pub fn items_of(&self, person: PersonNumber) -> &[ItemNumber] {
        self.people.of(person.place())
    }

    /// Whether a person holds an item.
    pub fn is_held(&self, person: PersonNumber, item: ItemNumber) -> bool {
        self.items_of(person).binary_search(&item).is_ok()
    }

    /// Everybody who holds at least one of these items.
    pub fn holders_of_any(&self, items: &[ItemNumber]) -> RoaringBitmap {
        Holders::union(items.iter().filter_map(|item| self.holders(*item)))
    }

    /// The bytes that this state takes, numbers included; states share most of them.
    pub fn memory(&self) -> usize {
        let holders = self.items.iter().map(|part| {
            part.capacity() * size_of::<Holders>() + part.iter().map(Holders::memory).sum::<usize>() + 48
        });
        self.numbering.people.read().memory()
            + self.numbering.items.read().memory()
            + self.people.memory()
            + self.items.capacity() * size_of::<Arc<Vec<Holders>>>()
            + holders.sum::<usize>()
    }

    /// Adds and removes, by changes in ascending order, each of which says something new.
    pub(crate) fn change(&mut self, changes: &[(Pair, bool)]) {
        self.people.change(changes);
        let mut by_item = changes.to_vec();
        by_item.sort_unstable_by_key(|(pair, _)| pair.turned());
        for changes in by_item.chunk_by(|one, next| one.0.item() == next.0.item()) {
            self.holders_mut(changes[0].0.item())
                .change(changes.iter().map(|(pair, held)| (pair.person(), *held)));
        }
        let added = changes.iter().filter(|(_, held)| *held).count() as u64;
        self.pairs = self.pairs + added - (changes.len() as u64 - added);
        self.version += 1;
    }

    /// Where the holders of an item are written, which may be new.
    pub(crate) fn holders_mut(&mut self, item: ItemNumber) -> &mut Holders {
        let (part, place) = (item.place() / ITEMS, item.place() % ITEMS);
        if self.items.len() <= part {
            let nobody = Arc::new(vec![Holders::default(); ITEMS]);
            self.items.resize(part + 1, nobody);
        }
        &mut Arc::make_mut(&mut self.items[part])[place]
    }

    /// Gives back what building left over.
    pub(crate) fn shrink_holders(&mut self) {
        for part in &mut self.items {
            Arc::make_mut(part).iter_mut().for_each(Holders::shrink);
        }
    }
}
