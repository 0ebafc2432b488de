//! The lines between steps. They run in the channels between layers and the gutters between lanes, never through
//! a box.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bailiwick::workflow::Definition;

use super::layout::{Cell, Layout};
use super::words::label;

/// The width of a box, in pixels.
pub const WIDTH: f64 = 190.0;
/// The height of a box.
pub const HEIGHT: f64 = 52.0;
/// From lane to lane.
const ACROSS: f64 = 240.0;
/// From layer to layer.
const DOWN: f64 = 118.0;
/// Around everything.
const MARGIN: f64 = 28.0;
/// The room of the gutter beside a lane that lines may take.
const GUTTER: f64 = 26.0;
/// How round corners are.
const CORNER: f64 = 6.0;

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Its path.
    pub path: String,
    /// When it is taken.
    pub label: String,
    /// Where that stands.
    pub at: (f64, f64),
}

/// The upper left corner of a box.
#[expect(clippy::cast_precision_loss, reason = "at most some hundred")]
pub fn corner(cell: Cell) -> (f64, f64) {
    (MARGIN + cell.lane as f64 * ACROSS, MARGIN + cell.layer as f64 * DOWN)
}

/// How wide and high the drawing is.
pub fn extent(layout: &Layout) -> (f64, f64) {
    let (x, y) = corner(layout.size);
    (x - ACROSS + WIDTH + MARGIN + GUTTER, y - DOWN + HEIGHT + MARGIN)
}

/// Every line: from the start, between steps, to the end. Ways to the same place are one line.
pub fn edges(definition: &Definition, layout: &Layout) -> Vec<Edge> {
    let place = |name: &str| {
        let step = definition.steps.iter().position(|step| step.name == name)?;
        layout.steps.get(step).copied()
    };
    let mut tracks = Tracks::default();
    let mut edges = Vec::new();
    if let Some(first) = definition.first.as_deref().and_then(place) {
        edges.extend(outgoing(layout.start, vec![(first, String::new())], &mut tracks));
    }
    for (step, from) in definition.steps.iter().zip(&layout.steps) {
        let mut ways: Vec<(Cell, String)> = Vec::new();
        for next in &step.next {
            let Some(to) = next.step.as_deref().map_or(Some(layout.end), place) else { continue };
            let words = label(next);
            match ways.iter_mut().find(|(known, _)| *known == to) {
                Some((_, known)) if words.is_empty() || known.is_empty() => known.clear(),
                Some((_, known)) => {
                    *known = format!("{known}, {words}");
                }
                None => ways.push((to, words)),
            }
        }
        edges.extend(outgoing(*from, ways, &mut tracks));
    }
    edges
}

#[expect(clippy::cast_precision_loss, reason = "a few ways")]
fn outgoing(from: Cell, mut ways: Vec<(Cell, String)>, tracks: &mut Tracks) -> Vec<Edge> {
    ways.sort_by_key(|(to, _)| to.lane);
    let (left, top) = corner(from);
    let count = ways.len();
    let draw = |(i, (to, label)): (usize, (Cell, String))| {
        let x = left + WIDTH * (i + 1) as f64 / (count + 1) as f64;
        let y = top + HEIGHT;
        let path = rounded(&points((x, y), from, to, tracks));
        let low = if i % 2 == 1 { 13.0 } else { 0.0 };
        Edge { path, label, at: (x + 5.0, y + 14.0 + low) }
    };
    ways.into_iter().enumerate().map(draw).collect()
}

/// Where a line turns.
fn points((x, y): (f64, f64), from: Cell, to: Cell, tracks: &mut Tracks) -> Vec<(f64, f64)> {
    let (left, top) = corner(to);
    let middle = left + WIDTH / 2.0;
    let channel = y + tracks.channel(from, to);
    if to.layer == from.layer + 1 {
        return vec![(x, y), (x, channel), (middle, channel), (middle, top)];
    }
    let gutter = if to.lane > from.lane { to.lane - 1 } else { to.lane };
    let (beside, _) = corner(Cell { layer: 0, lane: gutter });
    let gutter = beside + WIDTH + tracks.gutter(gutter, to);
    vec![(x, y), (x, channel), (gutter, channel), (gutter, top - 12.0), (middle, top - 12.0), (middle, top)]
}

/// Which lines run beside each other: those to the same place share theirs.
#[derive(Default)]
struct Tracks {
    channels: BTreeMap<usize, Vec<Cell>>,
    gutters: BTreeMap<usize, Vec<Cell>>,
}

impl Tracks {
    /// How far below the boxes of its layer a line runs.
    fn channel(&mut self, from: Cell, to: Cell) -> f64 {
        34.0 + 4.0 * track(self.channels.entry(from.layer).or_default(), to, 5)
    }

    /// How far right of the boxes of that lane a line runs.
    fn gutter(&mut self, lane: usize, to: Cell) -> f64 {
        8.0 + 5.0 * track(self.gutters.entry(lane).or_default(), to, 7)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few tracks")]
fn track(taken: &mut Vec<Cell>, to: Cell, most: usize) -> f64 {
    let known = taken.iter().position(|other| *other == to);
    let track = known.unwrap_or_else(|| {
        taken.push(to);
        taken.len() - 1
    });
    (track % most) as f64
}

/// A path along the points, its corners rounded.
fn rounded(points: &[(f64, f64)]) -> String {
    let mut points = points.to_vec();
    points.dedup_by(|one, other| (one.0 - other.0).abs() < 0.5 && (one.1 - other.1).abs() < 0.5);
    let mut path = String::new();
    for (i, (x, y)) in points.iter().copied().enumerate() {
        let toward = |other: (f64, f64)| {
            let (dx, dy) = (other.0 - x, other.1 - y);
            let length = dx.hypot(dy);
            let step = CORNER.min(length / 2.0) / length.max(1.0);
            (x + dx * step, y + dy * step)
        };
        // Writing into a string cannot fail.
        let _ = match (i.checked_sub(1).and_then(|i| points.get(i)), points.get(i + 1)) {
            (None, _) => write!(path, "M{x:.1} {y:.1}"),
            (_, None) => write!(path, "L{x:.1} {y:.1}"),
            (Some(before), Some(after)) => {
                let (one, other) = (toward(*before), toward(*after));
                write!(path, "L{:.1} {:.1}Q{x:.1} {y:.1} {:.1} {:.1}", one.0, one.1, other.0, other.1)
            }
        };
    }
    path
}
