//! The holders of one item.

use std::sync::Arc;

use roaring::{MultiOps, RoaringBitmap};

/// Up to so many holders a sorted list takes less memory than a bitmap, whose every part of
/// 65,536 people costs some 60 bytes before its first holder.
const FEW: usize = 512;

/// The people who hold an item: their numbers.
#[derive(Debug, Clone)]
pub struct Holders(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Few(Arc<[u32]>),
    Many(Arc<RoaringBitmap>),
}

impl Default for Holders {
    fn default() -> Self {
        Self(Kind::Few(Arc::default()))
    }
}

impl Holders {
    /// How many people.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Kind::Few(list) => list.len() as u64,
            Kind::Many(bitmap) => bitmap.len(),
        }
    }

    /// Whether nobody holds the item.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a person is among them.
    pub fn contains(&self, person: u32) -> bool {
        match &self.0 {
            Kind::Few(list) => list.binary_search(&person).is_ok(),
            Kind::Many(bitmap) => bitmap.contains(person),
        }
    }

    /// Them as a bitmap of their own.
    pub fn to_bitmap(&self) -> RoaringBitmap {
        match &self.0 {
            Kind::Few(list) => list.iter().copied().collect(),
            Kind::Many(bitmap) => (**bitmap).clone(),
        }
    }

    /// Calls with each of them, in ascending order.
    pub(crate) fn each(&self, mut call: impl FnMut(u32)) {
        match &self.0 {
            Kind::Few(list) => list.iter().copied().for_each(call),
            Kind::Many(bitmap) => {
                let (mut iter, mut some) = (bitmap.iter(), [0; 1_024]);
                loop {
                    let next = iter.next_many(&mut some);
                    if next.is_empty() {
                        break;
                    }
                    next.iter().copied().for_each(&mut call);
                }
            }
        }
    }

    /// Them and more: people in ascending order, beyond all that are here.
    pub(crate) fn append(&mut self, people: &[u32]) {
        match &mut self.0 {
            Kind::Few(list) if list.len() + people.len() <= FEW => {
                *list = list.iter().chain(people).copied().collect();
            }
            Kind::Few(list) => {
                self.0 = Kind::Many(Arc::new(list.iter().chain(people).copied().collect()));
            }
            Kind::Many(bitmap) => Arc::make_mut(bitmap).extend(people.iter().copied()),
        }
    }

    /// Gives back what growing left over.
    pub(crate) fn shrink(&mut self) {
        if let Kind::Many(bitmap) = &mut self.0 {
            *bitmap = Arc::new((**bitmap).clone());
        }
    }

    /// Adds and removes people.
    pub(crate) fn change(&mut self, changes: impl Iterator<Item = (u32, bool)>) {
        let mut bitmap = match std::mem::take(self).0 {
            Kind::Few(list) => {
                let mut list = list.to_vec();
                for (person, held) in changes {
                    match (list.binary_search(&person), held) {
                        (Err(place), true) => list.insert(place, person),
                        (Ok(place), false) => {
                            list.remove(place);
                        }
                        _ => {}
                    }
                }
                self.0 = if list.len() <= FEW {
                    Kind::Few(list.into())
                } else {
                    Kind::Many(Arc::new(list.into_iter().collect()))
                };
                return;
            }
            Kind::Many(bitmap) => bitmap,
        };
        let now = Arc::make_mut(&mut bitmap);
        for (person, held) in changes {
            if held {
                now.insert(person)
            } else {
                now.remove(person)
            };
        }
        // Half, so that one person who comes and goes does not turn it over each time.
        self.0 =
            if now.len() <= FEW as u64 / 2 { Kind::Few(now.iter().collect()) } else { Kind::Many(bitmap) };
    }

    /// Everybody who is in at least one of these.
    pub(crate) fn union<'a>(all: impl Iterator<Item = &'a Holders>) -> RoaringBitmap {
        let mut many: Vec<&RoaringBitmap> = Vec::new();
        let mut few: Vec<u32> = Vec::new();
        for holders in all {
            match &holders.0 {
                Kind::Few(list) => few.extend_from_slice(list),
                Kind::Many(bitmap) => many.push(bitmap),
            }
        }
        few.sort_unstable();
        let few: RoaringBitmap = few.into_iter().collect();
        if many.is_empty() {
            return few;
        }
        many.push(&few);
        many.union()
    }

    /// Bytes on the heap.
    pub(crate) fn memory(&self) -> usize {
        /// A shared value's two counters, and what an allocation costs beside its content.
        const SHARED: usize = 24;
        match &self.0 {
            Kind::Few(list) => SHARED + list.len() * size_of::<u32>(),
            Kind::Many(bitmap) => {
                let parts = bitmap.statistics();
                let content = parts.n_bytes_array_containers
                    + parts.n_bytes_run_containers
                    + parts.n_bytes_bitset_containers;
                let each = 48 * parts.n_containers as usize;
                SHARED + size_of::<RoaringBitmap>() + each + usize::try_from(content).unwrap_or(usize::MAX)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_become_many_and_few_again() {
        let mut holders = Holders::default();
        holders.change((0..600).map(|person| (person * 3, true)));
        assert!(matches!(holders.0, Kind::Many(_)));
        assert!(holders.contains(300) && !holders.contains(301));
        holders.change((0..400).map(|person| (person * 3, false)));
        assert!(matches!(holders.0, Kind::Few(_)));
        assert_eq!(holders.to_bitmap(), (400..600).map(|person| person * 3).collect());
        assert_eq!(holders.len(), 200);
    }

    #[test]
    fn appending_is_adding() {
        let mut holders = Holders::default();
        holders.append(&[1, 5]);
        holders.append(&(10..1_000).collect::<Vec<_>>());
        holders.append(&[70_000]);
        holders.shrink();
        assert_eq!(holders.len(), 993);
        assert_eq!(holders.to_bitmap(), [1, 5].into_iter().chain(10..1_000).chain([70_000]).collect());
    }
}
