//! Many rows into one table: multi-row insertions on SQLite, `COPY` on PostgreSQL.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use crate::{StoreError, Tx};

/// SQLite binds at most this many values to one statement.
const MOST_VALUES: usize = 32_766;
/// More rows in one statement gain nothing.
const MOST_ROWS: usize = 400;
/// Bytes sent to PostgreSQL at once.
const PIECE: usize = 1 << 20;

/// One value on its way into the database.
pub(crate) enum Cell {
    Null,
    Id(Uuid),
    Text(String),
    Word(&'static str),
    Number(i64),
    Flag(bool),
    Time(DateTime<Utc>),
}

macro_rules! cells {
    ($($from:ty => $variant:ident),*) => {$(
        impl From<$from> for Cell {
            fn from(value: $from) -> Self { Self::$variant(value) }
        }
    )*};
}
cells! { Uuid => Id, String => Text, &'static str => Word, i64 => Number, bool => Flag, DateTime<Utc> => Time }

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Rows for one table, value after value.
pub(crate) struct Rows {
    table: &'static str,
    columns: &'static [&'static str],
    cells: Vec<Cell>,
}

impl Rows {
    pub(crate) fn new(table: &'static str, columns: &'static [&'static str], rows: usize) -> Self {
        Self { table, columns, cells: Vec::with_capacity(rows * columns.len()) }
    }

    pub(crate) fn push<const N: usize>(&mut self, row: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len(), "a row of `{}` has as many values as columns", self.table);
        self.cells.extend(row);
    }

    /// Writes the rows; a row that exists already fails the transaction.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        match tx {
            Tx::Sqlite(tx) => self.insert(tx, "").await,
            Tx::Postgres(tx) => {
                let sql = format!("COPY {} ({}) FROM STDIN", self.table, self.columns.join(", "));
                let mut copy = tx.copy_in_raw(&sql).await?;
                let mut piece = String::with_capacity(PIECE + 4096);
                for row in self.cells.chunks(self.columns.len()) {
                    for (at, cell) in row.iter().enumerate() {
                        if at > 0 {
                            piece.push('\t');
                        }
                        write_copied(&mut piece, cell);
                    }
                    piece.push('\n');
                    if piece.len() >= PIECE {
                        copy.send(piece.as_bytes()).await?;
                        piece.clear();
                    }
                }
                copy.send(piece.as_bytes()).await?;
                copy.finish().await?;
                Ok(())
            }
        }
    }

    /// Writes rows of texts, leaving out those that exist already.
    pub(super) async fn write_new(self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        match tx {
            Tx::Sqlite(tx) => self.insert(tx, " ON CONFLICT DO NOTHING").await,
            Tx::Postgres(tx) => {
                let width = self.columns.len();
                let places: Vec<String> = (1..=width).map(|at| format!("${at}::text[]")).collect();
                let sql = format!(
                    "INSERT INTO {} ({}) SELECT * FROM UNNEST({}) ON CONFLICT DO NOTHING",
                    self.table,
                    self.columns.join(", "),
                    places.join(", ")
                );
                let mut columns = vec![Vec::new(); width];
                for (at, cell) in self.cells.into_iter().enumerate() {
                    if let Cell::Text(text) = cell {
                        columns[at % width].push(text);
                    }
                }
                let query =
                    columns.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), sqlx::query::Query::bind);
                query.execute(&mut **tx).await?;
                Ok(())
            }
        }
    }

    async fn insert(self, connection: &mut SqliteConnection, after: &str) -> Result<(), StoreError> {
        let width = self.columns.len();
        let full = MOST_ROWS.min(MOST_VALUES / width);
        let whole = self.statement(full, after);
        let mut cells = self.cells.into_iter();
        while cells.len() > 0 {
            let rows = full.min(cells.len() / width);
            let query = if rows == full {
                sqlx::query(AssertSqlSafe(whole.clone()))
            } else {
                sqlx::query(AssertSqlSafe(statement(self.table, self.columns, rows, after))).persistent(false)
            };
            let query = cells.by_ref().take(rows * width).fold(query, |query, cell| match cell {
                Cell::Null => query.bind(None::<i64>),
                Cell::Id(value) => query.bind(value),
                Cell::Text(value) => query.bind(value),
                Cell::Word(value) => query.bind(value),
                Cell::Number(value) => query.bind(value),
                Cell::Flag(value) => query.bind(value),
                Cell::Time(value) => query.bind(value),
            });
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }

    fn statement(&self, rows: usize, after: &str) -> String {
        statement(self.table, self.columns, rows, after)
    }
}

fn statement(table: &str, columns: &[&str], rows: usize, after: &str) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    format!(
        "INSERT INTO {table} ({}) VALUES {}{after}",
        columns.join(", "),
        vec![row.as_str(); rows].join(", ")
    )
}

/// A value as `COPY` reads it. Writing to a string cannot fail.
fn write_copied(out: &mut String, cell: &Cell) {
    match cell {
        Cell::Null => out.push_str("\\N"),
        Cell::Id(id) => _ = write!(out, "{id}"),
        Cell::Number(number) => _ = write!(out, "{number}"),
        Cell::Flag(flag) => out.push(if *flag { 't' } else { 'f' }),
        Cell::Time(time) => out.push_str(&time.to_rfc3339_opts(SecondsFormat::Micros, true)),
        Cell::Word(text) => write_escaped(out, text),
        Cell::Text(text) => write_escaped(out, text),
    }
}

fn write_escaped(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_copy_is_escaped() {
        let mut out = String::new();
        write_copied(&mut out, &Cell::from("a\tb\\c\nd".to_owned()));
        assert_eq!(out, "a\\tb\\\\c\\nd");
    }

    #[test]
    fn a_statement_has_a_place_for_every_value() {
        assert_eq!(statement("t", &["a", "b"], 2, ""), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
    }
}
