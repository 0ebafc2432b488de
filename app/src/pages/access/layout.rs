//! Where the nodes and edges of the access graph stand: person, roles, entitlements, applications, from
//! left to right.

use std::collections::BTreeMap;

use bailiwick::catalog::ItemKind;
use bailiwick::id::ItemId;
use bailiwick::view::AccessView;

use super::held::edge;
use crate::clock::Clock;

/// The height of a lane.
const LANE: f64 = 52.0;
/// The height of a node.
pub const NODE: f64 = 38.0;
/// How far from its beginning an edge turns.
const TURN: f64 = 24.0;

/// Where a column begins, and how wide it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The person.
    Person,
    /// Roles.
    Role,
    /// Entitlements.
    Entitlement,
    /// Applications.
    Application,
}

impl Column {
    /// Every column, from left to right, with its heading.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Person, "Person"),
        (Self::Role, "Role"),
        (Self::Entitlement, "Entitlement"),
        (Self::Application, "Application"),
    ];

    /// Where it begins.
    pub const fn start(self) -> f64 {
        match self {
            Self::Person => 0.0,
            Self::Role => 338.0,
            Self::Entitlement => 700.0,
            Self::Application => 1012.0,
        }
    }

    /// How wide its nodes are.
    pub const fn width(self) -> f64 {
        match self {
            Self::Person => 164.0,
            Self::Role => 188.0,
            Self::Entitlement => 208.0,
            Self::Application => 144.0,
        }
    }

    const fn end(self) -> f64 {
        self.start() + self.width()
    }
}

/// One box.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its column.
    pub column: Column,
    /// Its middle.
    pub y: f64,
    /// Its name.
    pub name: String,
}

/// One line, with right angles, and what it says above its last stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The path of an SVG.
    pub path: String,
    /// What it says.
    pub label: String,
    /// Where the words end.
    pub at: (f64, f64),
}

/// The graph, laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The lines.
    pub edges: Vec<Edge>,
    /// How high it is.
    pub height: f64,
}

#[derive(Default)]
struct Lanes {
    next: f64,
    roles: BTreeMap<ItemId, (String, Vec<f64>)>,
    applications: BTreeMap<String, Vec<f64>>,
    leaves: Vec<(usize, f64)>,
}

impl Lanes {
    fn take(&mut self) -> f64 {
        let lane = self.next;
        self.next += LANE;
        lane
    }
}

/// Lays out what a person holds.
pub fn layout(person: &str, rows: &[AccessView], clock: Clock) -> Layout {
    let lanes = lanes(rows);
    let middle = (lanes.next - LANE).max(0.0) / 2.0;
    let applications = spread(&lanes.applications);
    let roles: BTreeMap<ItemId, f64> = lanes.roles.iter().map(|(id, (_, at))| (*id, mean(at))).collect();
    let mut nodes = vec![Node { column: Column::Person, y: middle, name: person.to_owned() }];
    let mut edges = Vec::new();
    for (id, (name, _)) in &lanes.roles {
        let y = roles[id];
        let held = rows.iter().find(|row| row.grant.item == *id);
        let label = held.map(|row| since(row, clock)).unwrap_or_default();
        edges.push(line((Column::Person, middle), (Column::Role, y), label));
        nodes.push(Node { column: Column::Role, y, name: name.clone() });
    }
    for (i, y) in &lanes.leaves {
        let row = &rows[*i];
        let (from, label) = match row.grant.role.and_then(|role| roles.get(&role)) {
            Some(role) => ((Column::Role, *role), format!("since {}", clock.day(row.grant.start))),
            None => ((Column::Person, middle), since(row, clock)),
        };
        if row.item.kind == ItemKind::Application {
            let at = applications.get(&row.item.name).copied().unwrap_or(*y);
            edges.push(line(from, (Column::Application, at), label));
            continue;
        }
        edges.push(line(from, (Column::Entitlement, *y), label));
        nodes.push(Node { column: Column::Entitlement, y: *y, name: row.item.name.clone() });
        if let Some(at) = row.item.application_name.as_ref().and_then(|name| applications.get(name)) {
            edges.push(line((Column::Entitlement, *y), (Column::Application, *at), String::new()));
        }
    }
    let boxes = applications.iter().map(|(name, y)| Node { column: Column::Application, y: *y, name: name.clone() });
    nodes.extend(boxes);
    let height = nodes.iter().fold(lanes.next, |most, node| most.max(node.y + LANE));
    Layout { nodes, edges, height }
}

/// Gives everything its lane: what is held directly first, then role by role.
fn lanes(rows: &[AccessView]) -> Lanes {
    let mut lanes = Lanes::default();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|i| {
        let row = &rows[*i];
        let role = row.role.as_ref().map(|role| role.name.clone());
        (role, row.item.application_name.clone(), row.item.name.clone())
    });
    for i in order.iter().copied().filter(|i| rows[*i].item.kind == ItemKind::Entitlement) {
        let (row, y) = (&rows[i], lanes.take());
        lanes.leaves.push((i, y));
        if let Some(role) = &row.role {
            lanes.roles.entry(role.id).or_insert_with(|| (role.name.clone(), Vec::new())).1.push(y);
        }
        if let Some(name) = &row.item.application_name {
            lanes.applications.entry(name.clone()).or_default().push(y);
        }
    }
    for row in rows.iter().filter(|row| row.item.kind == ItemKind::Role) {
        if !lanes.roles.contains_key(&row.item.id) {
            let y = lanes.take();
            lanes.roles.insert(row.item.id, (row.item.name.clone(), vec![y]));
        }
    }
    for i in order.into_iter().filter(|i| rows[*i].item.kind == ItemKind::Application) {
        if !lanes.applications.contains_key(&rows[i].item.name) {
            let y = lanes.take();
            lanes.leaves.push((i, y));
            lanes.applications.insert(rows[i].item.name.clone(), vec![y]);
        }
    }
    lanes
}

/// Each application at the middle of what it holds, but none over another.
fn spread(applications: &BTreeMap<String, Vec<f64>>) -> BTreeMap<String, f64> {
    let mut wanted: Vec<(f64, &String)> = applications.iter().map(|(name, at)| (mean(at), name)).collect();
    wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = f64::NEG_INFINITY;
    let mut places = BTreeMap::new();
    for (at, name) in wanted {
        let y = at.max(free);
        free = y + LANE;
        places.insert(name.clone(), y);
    }
    places
}

#[expect(clippy::cast_precision_loss, reason = "a few lanes")]
fn mean(at: &[f64]) -> f64 {
    if at.is_empty() { 0.0 } else { at.iter().sum::<f64>() / at.len() as f64 }
}

fn since(row: &AccessView, clock: Clock) -> String {
    format!("{}, {}", edge(row), clock.day(row.grant.start))
}

fn line((from, y1): (Column, f64), (to, y2): (Column, f64), label: String) -> Edge {
    let (x1, x2) = (from.end(), to.start());
    let drop = y2 - y1;
    let path = if drop.abs() < 1.0 {
        format!("M{x1} {y1}H{x2}")
    } else {
        let bend = (drop.abs() / 2.0).min(6.0);
        let (turn, way) = (x1 + TURN, bend * drop.signum());
        format!(
            "M{x1} {y1}H{}Q{turn} {y1} {turn} {}V{}Q{turn} {y2} {} {y2}H{x2}",
            turn - bend,
            y1 + way,
            y2 - way,
            turn + bend
        )
    };
    Edge { path, label, at: (x2 - 8.0, y2 - 6.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_turns_at_right_angles() {
        let straight = line((Column::Role, 52.0), (Column::Entitlement, 52.0), String::new());
        assert_eq!(straight.path, "M526 52H700");
        let down = line((Column::Person, 0.0), (Column::Role, 52.0), String::new());
        assert_eq!(down.path, "M164 0H182Q188 0 188 6V46Q188 52 194 52H338");
    }

    #[test]
    fn no_application_stands_over_another() {
        let wanted = [("a", vec![0.0]), ("b", vec![0.0, 20.0]), ("c", vec![300.0])];
        let places = spread(&wanted.map(|(name, at)| (name.to_owned(), at)).into());
        assert_eq!(places.values().copied().collect::<Vec<_>>(), [0.0, 52.0, 300.0]);
    }
}
