//! Where the nodes and edges of the access graph stand: person, roles, entitlements, applications, from
//! left to right.

use std::collections::BTreeMap;

use bailiwick::catalog::ItemKind;
use bailiwick::id::ItemId;
use bailiwick::view::AccessView;

use super::held::edge;
use super::lines::{Column, Edge, TURN, line};
use crate::clock::Clock;

/// The height of a lane.
const LANE: f64 = 52.0;
/// The height of a node.
pub const NODE: f64 = 38.0;

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
    let turns = turns(&lanes.applications, &applications);
    let roles: BTreeMap<ItemId, f64> = lanes.roles.iter().map(|(id, (_, at))| (*id, mean(at))).collect();
    let mut nodes = vec![Node { column: Column::Person, y: middle, name: person.to_owned() }];
    let mut edges = Vec::new();
    for (id, (name, _)) in &lanes.roles {
        let y = roles[id];
        let held = rows.iter().find(|row| row.grant.item == *id);
        let label = held.map(|row| since(row, clock)).unwrap_or_default();
        edges.push(line((Column::Person, middle), (Column::Role, y), TURN, label));
        nodes.push(Node { column: Column::Role, y, name: name.clone() });
    }
    for (i, y) in &lanes.leaves {
        let row = &rows[*i];
        let (from, label) = match row.grant.through.and_then(|role| roles.get(&role)) {
            Some(role) => ((Column::Role, *role), format!("since {}", clock.day(row.grant.start))),
            None => ((Column::Person, middle), since(row, clock)),
        };
        if row.item.kind == ItemKind::Application {
            let at = applications.get(&row.item.name).copied().unwrap_or(*y);
            edges.push(line(from, (Column::Application, at), TURN, label));
            continue;
        }
        edges.push(line(from, (Column::Entitlement, *y), TURN, label));
        nodes.push(Node { column: Column::Entitlement, y: *y, name: row.item.name.clone() });
        let application = row.item.application_name.as_ref();
        if let Some((name, at)) = application.and_then(|name| applications.get_key_value(name)) {
            let turn = turns.get(name).copied().unwrap_or(TURN);
            edges.push(line((Column::Entitlement, *y), (Column::Application, *at), turn, String::new()));
        }
    }
    let boxes =
        applications.iter().map(|(name, y)| Node { column: Column::Application, y: *y, name: name.clone() });
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
        let role = row.through.as_ref().map(|role| role.name.clone());
        (role, row.item.application_name.clone(), row.item.name.clone())
    });
    for i in order.iter().copied().filter(|i| rows[*i].item.kind == ItemKind::Entitlement) {
        let (row, y) = (&rows[i], lanes.take());
        lanes.leaves.push((i, y));
        if let Some(role) = row.through.as_ref().filter(|through| through.kind == ItemKind::Role) {
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

/// Where the lines to each application turn, unless all are straight: apart from those to another.
#[expect(clippy::cast_precision_loss, reason = "a few applications")]
fn turns(applications: &BTreeMap<String, Vec<f64>>, places: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let straight = |name: &String, at: &[f64]| {
        places.get(name).is_some_and(|place| at.iter().all(|y| (place - y).abs() < 1.0))
    };
    let turning: Vec<&String> =
        applications.iter().filter(|(name, at)| !straight(name, at)).map(|(name, _)| name).collect();
    let step = 72.0 / turning.len().max(1) as f64;
    turning.into_iter().enumerate().map(|(i, name)| (name.clone(), 16.0 + i as f64 * step)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a few lanes")]
fn mean(at: &[f64]) -> f64 {
    if at.is_empty() { 0.0 } else { at.iter().sum::<f64>() / at.len() as f64 }
}

fn since(row: &AccessView, clock: Clock) -> String {
    format!("{}, {}", edge(row), clock.day(row.grant.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_application_stands_over_another() {
        let wanted = [("a", vec![0.0]), ("b", vec![0.0, 20.0]), ("c", vec![300.0])];
        let places = spread(&wanted.map(|(name, at)| (name.to_owned(), at)).into());
        assert_eq!(places.values().copied().collect::<Vec<_>>(), [0.0, 52.0, 300.0]);
    }

    #[test]
    fn lines_to_each_application_turn_at_a_place_of_their_own() {
        let wanted = [("a", vec![0.0]), ("b", vec![0.0]), ("c", vec![60.0, 112.0])];
        let wanted = wanted.map(|(name, at)| (name.to_owned(), at)).into();
        let turns = turns(&wanted, &spread(&wanted));
        assert_eq!(turns.into_iter().collect::<Vec<_>>(), [("b".to_owned(), 16.0), ("c".to_owned(), 52.0)]);
    }
}
