//! The items of people, in blocks that are copied when somebody in them changes.

use std::sync::Arc;

use crate::number::ItemNumber;
use crate::pair::Pair;

/// People in a block: few, since a change copies it; many, since a new state copies the list of
/// all blocks.
pub(crate) const PEOPLE: usize = 256;

/// The sorted items of each person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks(Vec<Arc<Block>>);

/// The items of 256 people, one list after the other; person `n` has `starts[n]..starts[n + 1]`.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    starts: Vec<u32>,
    items: Vec<ItemNumber>,
}

impl Blocks {
    /// What a person holds, sorted.
    pub fn of(&self, person: usize) -> &[ItemNumber] {
        self.0.get(person / PEOPLE).map_or(&[], |block| block.of(person % PEOPLE))
    }

    /// Adds the blocks that begin with block `first`, beyond those here.
    pub fn extend(&mut self, first: usize, blocks: Vec<Block>) {
        self.grow(first);
        self.0.extend(blocks.into_iter().map(Arc::new));
    }

    /// Adds and removes, by changes in ascending order without doubles.
    pub fn change(&mut self, changes: &[(Pair, bool)]) {
        let number = |change: &(Pair, bool)| change.0.person() as usize / PEOPLE;
        for changes in changes.chunk_by(|one, next| number(one) == number(next)) {
            let place = number(&changes[0]);
            self.grow(place + 1);
            self.0[place] = Arc::new(self.0[place].with(changes));
        }
    }

    /// Sees that there are so many blocks.
    fn grow(&mut self, blocks: usize) {
        if self.0.len() < blocks {
            self.0.resize(blocks, Arc::new(Block::new(0)));
        }
    }

    /// Bytes on the heap.
    pub fn memory(&self) -> usize {
        let content = |block: &Arc<Block>| {
            block.starts.capacity() * size_of::<u32>() + block.items.capacity() * size_of::<ItemNumber>() + 96
        };
        self.0.capacity() * size_of::<Arc<Block>>() + self.0.iter().map(content).sum::<usize>()
    }
}

impl Block {
    fn new(items: usize) -> Self {
        Self { starts: vec![0; PEOPLE + 1], items: Vec::with_capacity(items) }
    }

    /// The blocks from block `first` on that these pairs, sorted and without doubles, fill.
    pub fn pack(first: usize, pairs: &[Pair]) -> Vec<Self> {
        let number = |pair: &Pair| pair.person() as usize / PEOPLE;
        let mut blocks = Vec::new();
        for pairs in pairs.chunk_by(|one, next| number(one) == number(next)) {
            blocks.resize_with(number(&pairs[0]) - first, || Self::new(0));
            let mut block = Self::new(pairs.len());
            let mut rest = pairs.iter().peekable();
            for place in 0..PEOPLE {
                let here = |pair: &&Pair| pair.person() as usize % PEOPLE == place;
                while let Some(pair) = rest.next_if(here) {
                    block.items.push(pair.item());
                }
                block.close(place);
            }
            blocks.push(block);
        }
        blocks
    }

    fn of(&self, place: usize) -> &[ItemNumber] {
        &self.items[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// What was added last is this person's; what follows is the next one's.
    fn close(&mut self, place: usize) {
        // 256 people with 2^32 items: more than there can be numbers times a memory.
        self.starts[place + 1] = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
    }

    fn with(&self, changes: &[(Pair, bool)]) -> Self {
        let more = changes.iter().filter(|(_, held)| *held).count();
        let mut next = Self::new(self.items.len() + more);
        let mut rest = changes.iter().peekable();
        for place in 0..PEOPLE {
            let mut before = self.of(place);
            while let Some((pair, held)) = rest.next_if(|(pair, _)| pair.person() as usize % PEOPLE == place)
            {
                let smaller = before.partition_point(|item| *item < pair.item());
                next.items.extend_from_slice(&before[..smaller]);
                before = &before[smaller..];
                if before.first() == Some(&pair.item()) {
                    before = &before[1..];
                }
                if *held {
                    next.items.push(pair.item());
                }
            }
            next.items.extend_from_slice(before);
            next.close(place);
        }
        next
    }
}
