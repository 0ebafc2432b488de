//! The data of the benchmark, the same each time.

use std::time::Instant;

use bailiwick_access_index::{Index, People, Rule, RuleSet};
use uuid::Uuid;

/// Items that can be held.
const ITEMS: u32 = 50_000;
const RULES: usize = 500;
const OF_A_SIDE: usize = 20;

/// Numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    /// One of `0..below`.
    pub fn roll(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(((self.0 >> 32) * u64::from(below)) >> 32).unwrap()
    }

    /// An item; the higher the power, the more often one of the first.
    fn item(&mut self, power: f64) -> u32 {
        let share = f64::from(self.roll(u32::MAX)) / f64::from(u32::MAX);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of few items")]
        let item = (share.powf(power) * f64::from(ITEMS)) as u32;
        item.min(ITEMS - 1)
    }
}

/// Who holds what.
pub struct Data {
    pub items: u32,
    pub grants: Vec<(u32, u32)>,
}

impl Data {
    /// Twenty items for each person, more or less, in no order; the most popular held by more
    /// than a third of all, most by a few hundred of a million.
    pub fn new(people: u32) -> Self {
        let mut dice = Dice(42);
        let mut grants = Vec::with_capacity(people as usize * 20);
        let mut held = Vec::new();
        for person in 0..people {
            held.clear();
            // 5 and 35 by turns, up to 20 and 20: twenty in the mean.
            let count = if person % 2 == 0 { 5 + person / 2 % 16 } else { 35 - person / 2 % 16 };
            while held.len() < count as usize {
                let item = dice.item(3.0);
                if !held.contains(&item) {
                    held.push(item);
                }
            }
            grants.extend(held.iter().map(|item| (person, *item)));
        }
        for last in (1..grants.len()).rev() {
            let other = dice.roll(u32::try_from(last + 1).unwrap());
            grants.swap(last, other as usize);
        }
        Self { items: ITEMS, grants }
    }

    /// The two sides of each rule.
    pub fn sides(&self, popularity: f64) -> Vec<[Vec<u32>; 2]> {
        let mut dice = Dice(7);
        let mut side =
            || (0..OF_A_SIDE).map(|_| dice.item(popularity).min(self.items - 1)).collect::<Vec<_>>();
        (0..RULES).map(|_| [side(), side()]).collect()
    }
}

/// The rules as the index wants them.
pub fn rules(index: &Index, sides: &[[Vec<u32>; 2]]) -> RuleSet {
    let side =
        |items: &Vec<u32>| index.items(&items.iter().map(|item| item_id(*item)).collect::<Vec<_>>()).unwrap();
    let rule = |sides: &[Vec<u32>; 2]| Rule { people: People::All, sides: sides.iter().map(side).collect() };
    RuleSet::new(sides.iter().map(rule).collect())
}

/// Ids that follow no order, from which the number can be told.
pub fn person_id(number: u32) -> Uuid {
    Uuid::from_u64_pair(u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15), u64::from(number))
}

/// Likewise.
pub fn item_id(number: u32) -> Uuid {
    Uuid::from_u64_pair(u64::from(number).wrapping_mul(0xc2b2_ae3d_27d4_eb4f), u64::from(number))
}

/// The number within an id.
pub fn number_of(id: Uuid) -> u32 {
    u32::try_from(id.as_u64_pair().1).unwrap()
}

/// The memory that the process holds, in megabytes, as Linux tells it.
pub fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_000
}

/// Seconds by the clock, and of the processor on all its cores: other work on the machine stretches the first.
#[derive(Clone, Copy)]
pub struct Took {
    pub seconds: f64,
    pub processor: f64,
}

impl std::fmt::Display for Took {
    fn fmt(&self, text: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(text, "{:.3} s ({:.3} s of processor time)", self.seconds, self.processor)
    }
}

/// What a run takes.
pub fn time<T>(run: impl FnOnce() -> T) -> Took {
    let (begun, before) = (Instant::now(), processor());
    std::hint::black_box(run());
    Took { seconds: begun.elapsed().as_secs_f64(), processor: processor() - before }
}

/// The median of several runs, and the mean of their processor time, which Linux tells in hundredths.
pub fn times<T>(runs: u32, mut run: impl FnMut() -> T) -> Took {
    let took: Vec<Took> = (0..runs).map(|_| time(&mut run)).collect();
    let mut seconds: Vec<f64> = took.iter().map(|took| took.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    let processor = took.iter().map(|took| took.processor).sum::<f64>() / f64::from(runs);
    Took { seconds: seconds[runs as usize / 2], processor }
}

/// What the process has used of the processor until now, in seconds.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in parentheses, may hold anything.
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 =
        after.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<f64>().ok()).sum();
    ticks / 100.0
}
