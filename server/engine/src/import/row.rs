//! Reading the values of a row, telling what is wrong with them.

use std::str::FromStr;

use bailiwick::text::{check, check_present};
use bailiwick::word::UnknownWord;
use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, Utc};

use super::table::{Cell, Line, Table};
use super::{Faults, fields};

/// Most characters of a name or key.
pub(super) const NAME: usize = 200;
/// Most characters of a mail address.
pub(super) const MAIL: usize = 254;
/// Most characters of a description.
pub(super) const TEXT: usize = 4_000;
/// Most owners or tags.
const LIST: usize = 50;

/// What a file says about a value that may be absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said<T> {
    /// Nothing.
    Nothing,
    /// That there is none.
    None,
    /// This.
    Value(T),
}

impl<T> Said<T> {
    /// The value, when there is one.
    pub(super) fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::None => None,
        }
    }
}

impl<T: Clone> Said<T> {
    /// Puts what is said in the place of what was there.
    pub(super) fn put(&self, place: &mut Option<T>) {
        match self {
            Self::Nothing => {}
            Self::None => *place = None,
            Self::Value(value) => *place = Some(value.clone()),
        }
    }
}

/// A row while it is checked.
pub(super) struct Row<'a> {
    table: &'a Table,
    line: &'a Line,
    faults: &'a mut Faults,
    faults_before: u64,
}

impl<'a> Row<'a> {
    pub(super) fn new(table: &'a Table, line: &'a Line, faults: &'a mut Faults) -> Self {
        let faults_before = faults.count();
        Self { table, line, faults, faults_before }
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_good(&self) -> bool {
        self.faults.count() == self.faults_before
    }

    pub(super) fn fault(&mut self, field: &'static str, reason: impl Into<String>) {
        self.faults.add(self.line.number, Some(field), reason);
    }

    fn cell(&self, field: &'static str) -> &'a Cell {
        fields::exact(self.table.kind, field)
            .and_then(|place| self.line.cells.get(place))
            .unwrap_or(&Cell::Absent)
    }

    /// What the file says about attributes of the glossary.
    pub(super) fn glossary(&self) -> Vec<(String, Cell)> {
        let cells = self.line.cells.iter().skip(fields::fields(self.table.kind).len());
        let named = self.table.attributes.iter().zip(cells).filter(|(_, cell)| **cell != Cell::Absent);
        named.map(|(name, cell)| (name.clone(), cell.clone())).collect()
    }

    /// A text that must be there; empty when it is not, and a fault then.
    pub(super) fn required(&mut self, field: &'static str, most: usize) -> String {
        match self.cell(field) {
            Cell::Text(text) => {
                if let Err(fault) = check_present(text, most) {
                    self.fault(field, fault.to_string());
                }
                text.clone()
            }
            Cell::List(_) => self.one(field),
            Cell::Absent | Cell::Empty => {
                self.fault(field, "must not be empty");
                String::new()
            }
        }
    }

    /// A text that may be absent.
    pub(super) fn optional(&mut self, field: &'static str, most: usize) -> Said<String> {
        match self.cell(field) {
            Cell::Absent => Said::Nothing,
            Cell::Empty => Said::None,
            Cell::Text(text) => {
                if let Err(fault) = check(text, most) {
                    self.fault(field, fault.to_string());
                }
                Said::Value(text.clone())
            }
            Cell::List(_) => Said::Value(self.one(field)),
        }
    }

    fn one(&mut self, field: &'static str) -> String {
        self.fault(field, "must be one value, not a list");
        String::new()
    }

    /// A text that cannot be taken away, only replaced.
    pub(super) fn replaced(&mut self, field: &'static str, most: usize) -> Option<String> {
        match self.optional(field, most) {
            Said::Value(text) => Some(text),
            Said::Nothing | Said::None => None,
        }
    }

    /// A word of a closed set.
    pub(super) fn word<T: FromStr<Err = UnknownWord>>(&mut self, field: &'static str) -> Option<T> {
        let text = self.replaced(field, NAME)?;
        text.to_lowercase().parse().map_err(|fault: UnknownWord| self.fault(field, fault.to_string())).ok()
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, field: &'static str) -> Option<bool> {
        match self.replaced(field, NAME)?.to_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => {
                self.fault(field, "must be true or false");
                None
            }
        }
    }

    /// A list without repetitions, if the file says anything about it.
    pub(super) fn list(&mut self, field: &'static str) -> Option<Vec<String>> {
        let given: Vec<String> = match self.cell(field) {
            Cell::Absent => return None,
            Cell::Empty => Vec::new(),
            Cell::Text(text) => text.split(';').map(|part| part.trim().to_owned()).collect(),
            Cell::List(list) => list.clone(),
        };
        let mut list: Vec<String> = Vec::with_capacity(given.len());
        for value in given {
            if let Err(fault) = check(&value, NAME) {
                self.fault(field, fault.to_string());
            } else if !value.is_empty() && !list.contains(&value) {
                list.push(value);
            }
        }
        if list.len() > LIST {
            self.fault(field, format!("has more than {LIST} values"));
        }
        Some(list)
    }

    /// A moment (RFC 3339) or a day, which means its beginning in UTC.
    pub(super) fn date(&mut self, field: &'static str) -> Said<DateTime<Utc>> {
        let text = match self.optional(field, NAME) {
            Said::Value(text) => text,
            Said::Nothing => return Said::Nothing,
            Said::None => return Said::None,
        };
        let moment = DateTime::parse_from_rfc3339(&text).map(|moment| moment.with_timezone(&Utc)).ok();
        let day = || NaiveDate::from_str(&text).ok().map(|day| day.and_time(NaiveTime::MIN).and_utc());
        if let Some(date) = moment.or_else(day) {
            Said::Value(date.trunc_subsecs(6))
        } else {
            self.fault(field, "must be a date such as 2026-01-31 or 2026-01-31T17:00:00Z");
            Said::Nothing
        }
    }
}
