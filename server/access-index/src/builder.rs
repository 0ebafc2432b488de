//! Building a whole state at once.

use std::sync::Arc;

use uuid::Uuid;

use crate::blocks::{Block, PEOPLE};
use crate::number::{Full, ItemNumber, Numbering, PersonNumber};
use crate::pair::Pair;
use crate::parallel::cores;
use crate::snapshot::Snapshot;

/// People whose pairs are sorted together: as many as one part of a bitmap holds.
const BUCKET: usize = 1 << 16;

/// Collects pairs in any order, doubles too, and makes a state of them: 8 to 10 bytes a pair
/// until then, and the state grows as they are freed.
#[derive(Debug)]
pub struct Builder {
    numbering: Arc<Numbering>,
    buckets: Vec<Vec<Pair>>,
}

impl Builder {
    pub(crate) fn new(numbering: Arc<Numbering>) -> Self {
        Self { numbering, buckets: Vec::new() }
    }

    /// Adds pairs of a person and an item they hold.
    pub fn add(&mut self, pairs: &[(Uuid, Uuid)]) -> Result<(), Full> {
        let mut people = self.numbering.people.write();
        let mut items = self.numbering.items.write();
        // They come by person or by item; then only the other is new each time.
        let mut last: Option<(Uuid, ItemNumber)> = None;
        for pairs in pairs.chunk_by(|one, next| one.0 == next.0) {
            let person = PersonNumber(people.number_or_add(pairs[0].0)?);
            let number = person.place() / BUCKET;
            if self.buckets.len() <= number {
                self.buckets.resize_with(number + 1, Vec::new);
            }
            let bucket = &mut self.buckets[number];
            for (_, item) in pairs {
                if bucket.len() == bucket.capacity() {
                    // By a quarter: doubling would leave up to half of the memory unused.
                    bucket.reserve_exact(bucket.capacity() / 4 + 1_024);
                }
                let number = match last {
                    Some((id, number)) if id == *item => number,
                    _ => ItemNumber(items.number_or_add(*item)?),
                };
                last = Some((*item, number));
                bucket.push(Pair::new(person, number));
            }
        }
        Ok(())
    }

    /// How many pairs were added, doubles too.
    pub fn len(&self) -> usize {
        self.buckets.iter().map(Vec::len).sum()
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A state of what was added, which nobody else sees.
    pub fn finish(self) -> Snapshot {
        let mut state = Snapshot::new(self.numbering);
        let mut buckets = self.buckets.into_iter().enumerate();
        loop {
            // As many at a time as there are cores, so that not all is in memory twice.
            let next: Vec<_> = buckets.by_ref().take(cores()).collect();
            if next.is_empty() {
                break;
            }
            let sorted: Vec<Sorted> = std::thread::scope(|scope| {
                let sorting: Vec<_> = next
                    .into_iter()
                    .map(|(number, pairs)| scope.spawn(move || sort(number, pairs)))
                    .collect();
                sorting
                    .into_iter()
                    .map(|thread| thread.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)))
                    .collect()
            });
            for Sorted { first, blocks, by_item } in sorted {
                state.pairs += by_item.len() as u64;
                state.people.extend(first, blocks);
                let mut people = Vec::new();
                for pairs in by_item.chunk_by(|one, next| one.item() == next.item()) {
                    people.clear();
                    people.extend(pairs.iter().map(|pair| pair.person()));
                    state.holders_mut(pairs[0].item()).append(&people);
                }
            }
        }
        state.shrink_holders();
        state
    }
}

/// A bucket ready to be taken over.
struct Sorted {
    first: usize,
    blocks: Vec<Block>,
    by_item: Vec<Pair>,
}

fn sort(number: usize, mut pairs: Vec<Pair>) -> Sorted {
    pairs.sort_unstable();
    pairs.dedup();
    let first = number * BUCKET / PEOPLE;
    let blocks = Block::pack(first, &pairs);
    pairs.sort_unstable_by_key(|pair| pair.turned());
    Sorted { first, blocks, by_item: pairs }
}
