//! The columns of the access graph, and the lines between them.

/// How far from its beginning a line turns, where nothing else is in the way.
pub const TURN: f64 = 24.0;

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

/// A line between the middles of two boxes.
///
/// `turn` is how far from its beginning it turns: lines that must not run together get their own.
pub fn line((from, y1): (Column, f64), (to, y2): (Column, f64), turn: f64, label: String) -> Edge {
    let (x1, x2) = (from.end(), to.start());
    let drop = y2 - y1;
    let path = if drop.abs() < 1.0 {
        format!("M{x1} {y1}H{x2}")
    } else {
        let bend = (drop.abs() / 2.0).min(6.0);
        let (turn, way) = (x1 + turn, bend * drop.signum());
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
        let straight = line((Column::Role, 52.0), (Column::Entitlement, 52.0), TURN, String::new());
        assert_eq!(straight.path, "M526 52H700");
        let down = line((Column::Person, 0.0), (Column::Role, 52.0), TURN, String::new());
        assert_eq!(down.path, "M164 0H182Q188 0 188 6V46Q188 52 194 52H338");
    }
}
