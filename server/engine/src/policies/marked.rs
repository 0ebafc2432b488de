//! Sides that match by the account that something is held by: a state of the access index in which whoever matches such
//! a side holds a thing that stands for it.

use std::collections::HashMap;

use bailiwick::id::{ItemId, UserId};
use bailiwick_access_index::{Change, Full, Index, Snapshot};
use uuid::Uuid;

/// Ids of what stands for sides, one after the other; no item has such an id.
const FIRST: u128 = 0x00ac_c000;

/// The places of a rule and of its side.
type Place = (usize, usize);

/// A state with what stands for sides.
pub(super) struct Marked {
    state: Snapshot,
    sides: HashMap<Place, Side>,
}

struct Side {
    stands_for_it: Uuid,
    /// What of it each person holds.
    items: HashMap<Uuid, Vec<Uuid>>,
}

impl Marked {
    pub(super) fn new(state: Snapshot) -> Self {
        Self { state, sides: HashMap::new() }
    }

    /// The state that scans look at.
    pub(super) const fn state(&self) -> &Snapshot {
        &self.state
    }

    /// Has whoever matches a side hold what stands for it; pairs that nobody holds in this state are left out.
    pub(super) fn mark(
        &mut self,
        index: &Index,
        place: Place,
        pairs: &[(UserId, ItemId)],
    ) -> Result<(), Full> {
        let stands_for_it = Uuid::from_u128(FIRST + self.sides.len() as u128);
        let mut items: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for (person, item) in pairs {
            let numbers = self.state.person(person.uuid()).zip(self.state.item(item.uuid()));
            if numbers.is_some_and(|(person, item)| self.state.is_held(person, item)) {
                items.entry(person.uuid()).or_default().push(item.uuid());
            }
        }
        let change = |person: &Uuid| Change { person: *person, item: stands_for_it, held: true };
        index.change(&mut self.state, &items.keys().map(change).collect::<Vec<_>>())?;
        self.sides.insert(place, Side { stands_for_it, items });
        Ok(())
    }

    /// What stands for a side.
    pub(super) fn of(&self, place: Place) -> Option<Uuid> {
        self.sides.get(&place).map(|side| side.stands_for_it)
    }

    /// What of such a side a person holds.
    pub(super) fn items(&self, place: Place, person: Uuid) -> Option<Vec<Uuid>> {
        self.sides.get(&place).map(|side| side.items.get(&person).cloned().unwrap_or_default())
    }
}
