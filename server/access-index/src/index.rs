//! The index: the state that counts, and how it comes to the next.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use uuid::Uuid;

use crate::builder::Builder;
use crate::number::{Full, ItemNumber, Numbering, PersonNumber};
use crate::pair::Pair;
use crate::snapshot::Snapshot;

/// What is true of a person and an item from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The person.
    pub person: Uuid,
    /// The item.
    pub item: Uuid,
    /// Whether the person holds it.
    pub held: bool,
}

/// Who holds what; kept current by one writer, read by everybody at any time.
#[derive(Debug)]
pub struct Index {
    numbering: Arc<Numbering>,
    current: RwLock<Arc<Snapshot>>,
    writing: Mutex<()>,
}

impl Default for Index {
    fn default() -> Self {
        let numbering = Arc::<Numbering>::default();
        let empty = Arc::new(Snapshot::new(Arc::clone(&numbering)));
        Self { numbering, current: RwLock::new(empty), writing: Mutex::default() }
    }
}

impl Index {
    /// The newest state. It stays what it is, whatever changes.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The numbers of people, new ones for those never heard of.
    pub fn people(&self, ids: &[Uuid]) -> Result<Vec<PersonNumber>, Full> {
        let mut people = self.numbering.people.write();
        ids.iter().map(|id| people.number_or_add(*id).map(PersonNumber)).collect()
    }

    /// The numbers of items, new ones for those never heard of: nobody holds these yet.
    pub fn items(&self, ids: &[Uuid]) -> Result<Vec<ItemNumber>, Full> {
        let mut items = self.numbering.items.write();
        ids.iter().map(|id| items.number_or_add(*id).map(ItemNumber)).collect()
    }

    /// Makes the state that follows from changes, of which the last about a pair counts, and
    /// tells its version: the same as before when they say nothing new. Readers never wait for
    /// it, and see all of the changes or none.
    pub fn apply(&self, changes: &[Change]) -> Result<u64, Full> {
        let pairs = self.pairs(changes)?;
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.snapshot();
        let new = news(&before, pairs);
        if new.is_empty() {
            return Ok(before.version());
        }
        let mut next = (*before).clone();
        next.change(&new);
        Ok(self.publish(next))
    }

    /// Makes changes in a state of this index that nobody else sees, such as a copy of a snapshot; of several about a
    /// pair the last counts.
    pub fn change(&self, state: &mut Snapshot, changes: &[Change]) -> Result<(), Full> {
        let new = news(state, self.pairs(changes)?);
        if !new.is_empty() {
            state.change(&new);
        }
        Ok(())
    }

    /// What an empty index is filled with, or a new one beside this; see [`Self::replace`].
    pub fn builder(&self) -> Builder {
        Builder::new(Arc::clone(&self.numbering))
    }

    /// Makes what a builder holds the newest state and tells its version. What was applied
    /// since the builder began is lost: apply it again.
    pub fn replace(&self, builder: Builder) -> u64 {
        let mut next = builder.finish();
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        next.version = self.snapshot().version() + 1;
        self.publish(next)
    }

    fn publish(&self, next: Snapshot) -> u64 {
        let version = next.version();
        let before = std::mem::replace(
            &mut *self.current.write().unwrap_or_else(PoisonError::into_inner),
            Arc::new(next),
        );
        // Outside the lock, since freeing a whole state takes its time.
        drop(before);
        version
    }

    fn pairs(&self, changes: &[Change]) -> Result<Vec<(Pair, bool)>, Full> {
        let mut people = self.numbering.people.write();
        let mut items = self.numbering.items.write();
        let pair = |change: &Change| {
            let person = PersonNumber(people.number_or_add(change.person)?);
            let item = ItemNumber(items.number_or_add(change.item)?);
            Ok((Pair::new(person, item), change.held))
        };
        changes.iter().map(pair).collect()
    }
}

/// What says something new, in ascending order, each pair once.
fn news(state: &Snapshot, mut pairs: Vec<(Pair, bool)>) -> Vec<(Pair, bool)> {
    // Stable, so that of several about a pair the last comes last.
    pairs.sort_by_key(|(pair, _)| *pair);
    let last = pairs.chunk_by(|one, next| one.0 == next.0).filter_map(|about_one| about_one.last().copied());
    let is_new =
        |(pair, held): &(Pair, bool)| state.is_held(PersonNumber(pair.person()), pair.item()) != *held;
    last.filter(is_new).collect()
}
