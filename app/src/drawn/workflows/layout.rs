//! Where the steps of a workflow stand: in layers from top to bottom, and in lanes beside each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bailiwick::workflow::Definition;

/// A place in the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// From the top.
    pub layer: usize,
    /// From the left.
    pub lane: usize,
}

/// Where everything stands; no two at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The start.
    pub start: Cell,
    /// The steps, in their order.
    pub steps: Vec<Cell>,
    /// The end.
    pub end: Cell,
    /// How many layers and lanes there are.
    pub size: Cell,
}

/// How far apart two positions of a drawing must be to stand in different lanes or layers.
const APART: f64 = 50.0;

/// Lays a workflow out: as its author drew it, where all of it was drawn and nothing stands on anything else, with
/// what was drawn from left to right turned from top to bottom; else by how the steps lead to each other.
pub fn layout(definition: &Definition) -> Layout {
    drawn(definition).unwrap_or_else(|| layered(definition))
}

/// One of the two numbers of a position.
type Axis = fn(&(f64, f64)) -> f64;

fn drawn(definition: &Definition) -> Option<Layout> {
    let nodes = definition.body().get("staticNodes")?;
    let at = |place: &serde_json::Value| Some((place.get("x")?.as_f64()?, place.get("y")?.as_f64()?));
    let mut places = vec![at(nodes.get("startNode")?)?, at(nodes.get("endNode")?)?];
    let drawn = nodes.get("uiConfig")?;
    for step in &definition.steps {
        places.push(at(drawn.get(&step.name)?)?);
    }
    let spread = |of: Axis| {
        let sorted = ranks(&places, of);
        sorted.last().map_or(0, |(_, rank)| *rank)
    };
    let wide = spread(|place| place.0) >= spread(|place| place.1);
    let (x, y): (Axis, Axis) = (|place| place.0, |place| place.1);
    let (down, across) = if wide { (x, y) } else { (y, x) };
    let (layers, lanes) = (ranks(&places, down), ranks(&places, across));
    let rank = |ranks: &[(f64, usize)], at: f64| {
        ranks.iter().rev().find(|(first, _)| *first <= at).map_or(0, |(_, rank)| *rank)
    };
    let cells: Vec<Cell> = places
        .iter()
        .map(|place| Cell { layer: rank(&layers, down(place)), lane: rank(&lanes, across(place)) })
        .collect();
    let distinct: BTreeSet<&Cell> = cells.iter().collect();
    (distinct.len() == cells.len()).then(|| {
        let size = size(&cells);
        Layout { start: cells[0], end: cells[1], steps: cells[2..].to_vec(), size }
    })
}

/// Positions that belong together, each with its rank: where one begins, and the how manieth it is.
fn ranks(places: &[(f64, f64)], of: Axis) -> Vec<(f64, usize)> {
    let mut sorted: Vec<f64> = places.iter().map(of).collect();
    sorted.sort_by(f64::total_cmp);
    let mut ranks: Vec<(f64, usize)> = Vec::new();
    for at in sorted {
        match ranks.last() {
            Some((first, _)) if at - first < APART => {}
            last => {
                let rank = last.map_or(0, |(_, rank)| rank + 1);
                ranks.push((at, rank));
            }
        }
    }
    ranks
}

fn size(cells: &[Cell]) -> Cell {
    let most = |of: fn(&Cell) -> usize| cells.iter().map(of).max().map_or(0, |most| most + 1);
    Cell { layer: most(|cell| cell.layer), lane: most(|cell| cell.lane) }
}

/// By how the steps lead to each other: each below all that lead to it, except on a circle.
fn layered(definition: &Definition) -> Layout {
    let names: BTreeMap<&str, usize> =
        definition.steps.iter().enumerate().rev().map(|(i, step)| (step.name.as_str(), i)).collect();
    let ways: Vec<Vec<usize>> = definition
        .steps
        .iter()
        .map(|step| step.next.iter().filter_map(|way| names.get(way.step.as_deref()?).copied()).collect())
        .collect();
    let first = definition.first.as_deref().and_then(|first| names.get(first)).copied();
    let roots: Vec<usize> = first.into_iter().chain(0..ways.len()).collect();
    let layers = layers(&ways, &roots);
    let deepest = layers.iter().max().copied().unwrap_or(0);
    let mut lanes: Vec<Option<usize>> = vec![None; ways.len()];
    for layer in 1..=deepest {
        let mut here: Vec<usize> = (0..ways.len()).filter(|i| layers[*i] == layer).collect();
        let wish = |i: usize, lanes: &[Option<usize>]| {
            let above = (0..ways.len()).filter(|from| ways[*from].contains(&i) && layers[*from] < layer);
            above.filter_map(|from| lanes[from]).min()
        };
        here.sort_by_key(|i| (wish(*i, &lanes), *i));
        let mut taken = BTreeSet::new();
        for i in here {
            let mut lane = wish(i, &lanes).unwrap_or(0);
            while !taken.insert(lane) {
                lane += 1;
            }
            lanes[i] = Some(lane);
        }
    }
    let cell = |i: usize| Cell { layer: layers[i], lane: lanes[i].unwrap_or(0) };
    let steps: Vec<Cell> = (0..ways.len()).map(cell).collect();
    let (start, end) = (Cell { layer: 0, lane: 0 }, Cell { layer: deepest + 1, lane: 0 });
    let all: Vec<Cell> = steps.iter().copied().chain([start, end]).collect();
    Layout { start, steps, end, size: size(&all) }
}

/// The layer of each, from 1: one more than the deepest that leads to it, ways back left out.
fn layers(ways: &[Vec<usize>], roots: &[usize]) -> Vec<usize> {
    let (order, back) = visit(ways, roots);
    let mut layers = vec![1; ways.len()];
    for from in order {
        for to in ways[from].iter().filter(|to| !back.contains(&(from, **to))) {
            layers[*to] = layers[*to].max(layers[from] + 1);
        }
    }
    layers
}

/// An order in which everything comes before what it leads to, apart from ways back, which are told.
fn visit(ways: &[Vec<usize>], roots: &[usize]) -> (VecDeque<usize>, BTreeSet<(usize, usize)>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Open,
        Done,
    }
    let (mut order, mut back) = (VecDeque::new(), BTreeSet::new());
    let mut seen = vec![Seen::Not; ways.len()];
    for root in roots.iter().copied() {
        if seen[root] != Seen::Not {
            continue;
        }
        seen[root] = Seen::Open;
        let mut path = vec![(root, 0)];
        while let Some((at, next)) = path.last_mut() {
            let from = *at;
            if let Some(to) = ways[from].get(*next).copied() {
                *next += 1;
                match seen[to] {
                    Seen::Not => {
                        seen[to] = Seen::Open;
                        path.push((to, 0));
                    }
                    Seen::Open => {
                        back.insert((from, to));
                    }
                    Seen::Done => {}
                }
            } else {
                seen[from] = Seen::Done;
                order.push_front(from);
                path.pop();
            }
        }
    }
    (order, back)
}
