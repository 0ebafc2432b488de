//! Branch and bound over which side of each conflict to empty.

use super::Conflict;

/// Weight first, then the number of items.
type Cost = u128;

/// The search within conflicts that are entangled.
pub(super) struct Search<'a> {
    conflicts: &'a [Conflict],
    costs: Vec<Cost>,
    size: u64,
    looks: &'a mut u64,
    removed: Vec<bool>,
    best: Vec<bool>,
    best_cost: Cost,
    cut_short: bool,
}

impl<'a> Search<'a> {
    pub fn new(conflicts: &'a [Conflict], weights: &[u32], looks: &'a mut u64) -> Self {
        Self {
            costs: weights.iter().map(|weight| Cost::from(*weight) << 64 | 1).collect(),
            size: conflicts.iter().flatten().map(Vec::len).sum::<usize>() as u64,
            removed: vec![false; weights.len()],
            best: Vec::new(),
            best_cost: Cost::MAX,
            cut_short: false,
            conflicts,
            looks,
        }
    }

    /// The places of the items to remove, and whether nothing is cheaper.
    pub fn run(mut self) -> (Vec<usize>, bool) {
        self.greedy();
        self.descend(0);
        let items = self.best.iter().enumerate().filter(|(_, removed)| **removed).map(|(item, _)| item);
        (items.collect(), !self.cut_short)
    }

    /// The cheaper side of each conflict, the dearest conflict first; then what turned out not
    /// to be needed is put back, the dearest item first.
    fn greedy(&mut self) {
        while let Some((conflict, _)) = self.dearest() {
            if let Some((side, _)) = self.sides(conflict).into_iter().next() {
                for item in &self.conflicts[conflict][side] {
                    self.removed[*item] = true;
                }
            }
        }
        let mut items: Vec<usize> = (0..self.removed.len()).filter(|item| self.removed[*item]).collect();
        items.sort_by_key(|item| std::cmp::Reverse(self.costs[*item]));
        for item in items {
            self.removed[item] = false;
            self.removed[item] = self.dearest().is_some();
        }
        self.best_cost = self.cost((0..self.removed.len()).filter(|item| self.removed[*item]));
        self.best = std::mem::replace(&mut self.removed, vec![false; self.costs.len()]);
    }

    fn descend(&mut self, cost: Cost) {
        if *self.looks < self.size {
            self.cut_short = true;
            return;
        }
        *self.looks -= self.size;
        let Some((conflict, least)) = self.dearest() else {
            if cost < self.best_cost {
                self.best_cost = cost;
                self.best.clone_from(&self.removed);
            }
            return;
        };
        if cost + least.max(self.least_apart()) >= self.best_cost {
            return;
        }
        for (side, more) in self.sides(conflict) {
            let items: Vec<usize> = self.left(&self.conflicts[conflict][side]).collect();
            self.mark(&items, true);
            self.descend(cost + more);
            self.mark(&items, false);
        }
    }

    fn mark(&mut self, items: &[usize], removed: bool) {
        for item in items {
            self.removed[*item] = removed;
        }
    }

    /// The items of a side that are still held.
    fn left(&self, side: &'a [usize]) -> impl Iterator<Item = usize> {
        side.iter().copied().filter(|item| !self.removed[*item])
    }

    fn cost(&self, items: impl Iterator<Item = usize>) -> Cost {
        items.map(|item| self.costs[item]).sum()
    }

    /// The sides of a conflict and what it costs to empty them, the cheapest first.
    fn sides(&self, conflict: usize) -> Vec<(usize, Cost)> {
        let sides = self.conflicts[conflict].iter().enumerate();
        let mut sides: Vec<_> = sides.map(|(number, side)| (number, self.cost(self.left(side)))).collect();
        sides.sort_by_key(|(_, cost)| *cost);
        sides
    }

    /// What it costs at least to end a conflict; nothing when it has ended.
    fn least(&self, conflict: &'a Conflict) -> Cost {
        conflict.iter().map(|side| self.cost(self.left(side))).min().unwrap_or_default()
    }

    /// The conflict whose cheapest side costs most, unless all have ended.
    fn dearest(&self) -> Option<(usize, Cost)> {
        let conflicts = self.conflicts.iter().enumerate();
        conflicts
            .map(|(number, conflict)| (number, self.least(conflict)))
            .filter(|(_, least)| *least > 0)
            .max_by_key(|(_, least)| *least)
    }

    /// What all costs at least: the sum over conflicts that have no item in common.
    fn least_apart(&self) -> Cost {
        let mut taken = vec![false; self.removed.len()];
        let mut sum = 0;
        for conflict in self.conflicts {
            let least = self.least(conflict);
            let items = conflict.iter().flatten().filter(|item| !self.removed[**item]);
            if least > 0 && items.clone().all(|item| !taken[*item]) {
                items.for_each(|item| taken[*item] = true);
                sum += least;
            }
        }
        sum
    }
}
