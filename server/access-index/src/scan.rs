//! Who violates which rule, and through what.

use crate::number::{ItemNumber, PersonNumber};
use crate::parallel::{Cancelled, ScanOptions, each};
use crate::rules::RuleSet;
use crate::snapshot::Snapshot;
use crate::violators::Finder;

/// After so many people somebody may have stopped the scan.
const LOOK_UP: usize = 4_096;

/// A person who violates a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The rule's place in its [`RuleSet`].
    pub rule: usize,
    /// The person.
    pub person: PersonNumber,
    /// For each side, what the person holds of it, in ascending order.
    pub causes: Vec<Vec<ItemNumber>>,
}

/// A violation while a scan passes it.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The rule's place in its [`RuleSet`].
    pub rule: usize,
    /// The person.
    pub person: PersonNumber,
    items: &'a [ItemNumber],
    ends: &'a [usize],
}

impl<'a> Found<'a> {
    /// For each side, what the person holds of it, in ascending order.
    pub fn causes(&self) -> impl Iterator<Item = &'a [ItemNumber]> + use<'a> {
        let (items, ends) = (self.items, self.ends);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| &items[start..*end])
    }

    /// It, to be kept.
    pub fn to_violation(&self) -> Violation {
        Violation {
            rule: self.rule,
            person: self.person,
            causes: self.causes().map(<[ItemNumber]>::to_vec).collect(),
        }
    }
}

/// Finds all violations of all rules, on all cores. `visit` is called for each with what is
/// collected for its rule, people in ascending order; what was collected is answered in the
/// order of the rules. Takes the time of a thread: run it beside async code, not in it.
///
/// # Errors
/// [`Cancelled`] when the options' `cancel` was set.
pub fn scan<T: Default + Send>(
    snapshot: &Snapshot,
    rules: &RuleSet,
    options: &ScanOptions<'_>,
    visit: impl Fn(&mut T, Found<'_>) + Sync,
) -> Result<Vec<T>, Cancelled> {
    each(
        rules.rules().len(),
        options,
        || Finder::new(snapshot),
        |finder, number| {
            let rule = &rules.rules()[number];
            let mut collected = T::default();
            let (mut items, mut ends) = (Vec::new(), Vec::new());
            for (count, person) in finder.find(rule).into_iter().enumerate() {
                if count % LOOK_UP == LOOK_UP - 1 {
                    options.check()?;
                }
                let person = PersonNumber(person);
                items.clear();
                ends.clear();
                let held = snapshot.items_of(person);
                for side in &rule.sides {
                    common(held, side, &mut items);
                    ends.push(items.len());
                }
                visit(&mut collected, Found { rule: number, person, items: &items, ends: &ends });
            }
            Ok(collected)
        },
    )
}

/// How many people violate each rule, in the order of the rules.
///
/// # Errors
/// [`Cancelled`] when the options' `cancel` was set.
pub fn counts(
    snapshot: &Snapshot,
    rules: &RuleSet,
    options: &ScanOptions<'_>,
) -> Result<Vec<u64>, Cancelled> {
    each(
        rules.rules().len(),
        options,
        || Finder::new(snapshot),
        |finder, number| Ok(finder.find(&rules.rules()[number]).len() as u64),
    )
}

/// Adds what is in both of two sorted lists.
fn common(held: &[ItemNumber], side: &[ItemNumber], found: &mut Vec<ItemNumber>) {
    // One by one when they are of a size; otherwise each of the shorter is looked up.
    let (short, long) = if held.len() < side.len() { (held, side) } else { (side, held) };
    if long.len() / 8 > short.len() {
        found.extend(short.iter().filter(|item| long.binary_search(item).is_ok()));
        return;
    }
    let (mut one, mut other) = (short.iter().peekable(), long.iter().peekable());
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => {
                one.next();
            }
            std::cmp::Ordering::Greater => {
                other.next();
            }
            std::cmp::Ordering::Equal => {
                found.push(**a);
                one.next();
                other.next();
            }
        }
    }
}
