//! Reading a file into rows of known fields.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read};

use bailiwick::glossary::MOST_ATTRIBUTES;
use bailiwick::hex::hex;
use bailiwick::text::normalise;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::job::{Format, ImportJob, Kind, Mapping};
use super::{Faults, MOST_BYTES, MOST_ROWS, fields};
use crate::EngineError;

/// One value, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// The file says nothing.
    Absent,
    /// The file says that there is nothing.
    Empty,
    Text(String),
    List(Vec<String>),
}

/// One row: a cell for every field of the kind, then for attributes of the glossary.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) cells: Vec<Cell>,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) kind: Kind,
    /// The attributes that the file says something about, in the order of their cells.
    pub(super) attributes: Vec<String>,
    pub(super) rows: Vec<Line>,
    pub(super) sha256: String,
}

/// Counts and hashes what is read.
pub(super) struct Hashed<R> {
    reader: R,
    digest: Sha256,
    bytes: u64,
}

impl<R> Hashed<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, digest: Sha256::new(), bytes: 0 }
    }

    pub(super) fn sha256(self) -> String {
        hex(self.digest.finalize())
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.digest.update(&buffer[..read]);
        self.bytes += read as u64;
        if self.bytes > MOST_BYTES {
            return Err(io::Error::other(format!("is larger than {MOST_BYTES} bytes")));
        }
        Ok(read)
    }
}

/// What cannot be read at all.
pub(super) fn unreadable(error: impl Into<Box<dyn Error>>) -> EngineError {
    let error: Box<dyn Error> = error.into();
    EngineError::invalid("file", format!("cannot be read: {error}"))
}

/// Reads the whole file; faults are those of form.
pub(super) fn read<R: Read>(job: ImportJob<R>) -> Result<(Table, Faults), EngineError> {
    let mut faults = Faults::default();
    let mut reader = Hashed::new(job.reader);
    let mut columns = Columns { kind: job.kind, mapping: &job.mapping, attributes: Vec::new() };
    let rows = match job.format {
        Format::Csv => read_csv(&mut reader, &mut columns, &mut faults),
        Format::JsonLines => read_json_lines(&mut reader, &mut columns, &mut faults),
    }?;
    let attributes = columns.attributes;
    Ok((Table { kind: job.kind, attributes, rows, sha256: reader.sha256() }, faults))
}

/// Where the values of a column go.
enum Place {
    /// Nowhere: the column is left out.
    Out,
    /// Nobody knows.
    Unknown,
    /// Into this cell.
    Cell(usize),
}

/// What columns mean.
struct Columns<'m> {
    kind: Kind,
    mapping: &'m Mapping,
    attributes: Vec<String>,
}

impl Columns<'_> {
    /// Cells of a row, as far as is known by now.
    fn width(&self) -> usize {
        fields::fields(self.kind).len() + self.attributes.len()
    }

    fn place(&mut self, column: &str) -> Place {
        let Some(field) = self.mapping.field(column) else { return Place::Out };
        if let Some(place) = fields::place(self.kind, field) {
            return Place::Cell(place);
        }
        let Some(name) = fields::attribute(self.kind, field) else { return Place::Unknown };
        let known = self.attributes.iter().position(|known| normalise(known) == normalise(name));
        if known.is_none() && self.attributes.len() >= MOST_ATTRIBUTES {
            return Place::Unknown;
        }
        let place = known.unwrap_or_else(|| {
            self.attributes.push(name.to_owned());
            self.attributes.len() - 1
        });
        Place::Cell(fields::fields(self.kind).len() + place)
    }

    /// What the column of a place is called.
    fn name(&self, place: usize) -> &str {
        let fields = fields::fields(self.kind);
        fields.get(place).map_or_else(|| &*self.attributes[place - fields.len()], |field| field.name)
    }
}

fn read_csv(
    reader: impl Read,
    known: &mut Columns<'_>,
    faults: &mut Faults,
) -> Result<Vec<Line>, EngineError> {
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let header = csv.byte_headers().map_err(unreadable)?.clone();
    let columns = read_header(&header, known, faults);
    let mut rows = Vec::new();
    if !faults.is_empty() {
        // Without a header nothing else can be said.
        io::copy(csv.get_mut(), &mut io::sink()).map_err(unreadable)?;
        return Ok(rows);
    }
    let width = known.width();
    let mut record = csv::ByteRecord::new();
    while csv.read_byte_record(&mut record).map_err(unreadable)? {
        let number = record.position().map_or(0, csv::Position::line);
        bound(rows.len())?;
        if record.len() != columns.len() {
            let reason = format!("has {} values where the header has {}", record.len(), columns.len());
            faults.add(number, None, reason);
        }
        let mut cells = vec![Cell::Absent; width];
        for (value, place) in record.iter().zip(&columns) {
            let Some(place) = *place else { continue };
            match std::str::from_utf8(value) {
                Ok(text) => cells[place] = cell(text),
                Err(_) => faults.add(number, Some(known.name(place)), "is not UTF-8 text"),
            }
        }
        rows.push(Line { number, cells });
    }
    Ok(rows)
}

/// The field of each column.
fn read_header(header: &csv::ByteRecord, known: &mut Columns<'_>, faults: &mut Faults) -> Vec<Option<usize>> {
    let mut columns: Vec<Option<usize>> = Vec::with_capacity(header.len());
    for name in header {
        let name = String::from_utf8_lossy(name);
        let name = name.trim_start_matches('\u{feff}').trim();
        let place = match known.place(name) {
            Place::Cell(place) => Some(place),
            Place::Out => None,
            Place::Unknown => {
                faults.add(1, Some(name), unknown(known.kind));
                None
            }
        };
        if place.is_some() && columns.contains(&place) {
            faults.add(1, Some(name), "comes twice");
        }
        columns.push(place);
    }
    for (place, field) in fields::fields(known.kind).iter().enumerate() {
        if field.required && !columns.contains(&Some(place)) {
            faults.add(1, Some(field.name), "the column is missing");
        }
    }
    columns
}

fn unknown(kind: Kind) -> String {
    let known: Vec<&str> = fields::fields(kind).iter().map(|field| field.name).collect();
    format!("is not one of {}: map it to one, or to `-`", known.join(", "))
}

fn read_json_lines(
    reader: impl Read,
    known: &mut Columns<'_>,
    faults: &mut Faults,
) -> Result<Vec<Line>, EngineError> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let (mut rows, mut number, mut line) = (Vec::new(), 0, Vec::new());
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            return Ok(rows);
        }
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        bound(rows.len())?;
        rows.push(Line { number, cells: read_object(&line, number, known, faults) });
    }
}

fn read_object(line: &[u8], number: u64, known: &mut Columns<'_>, faults: &mut Faults) -> Vec<Cell> {
    let mut cells = vec![Cell::Absent; known.width()];
    let object = match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => {
            faults.add(number, None, "is not a JSON object");
            return cells;
        }
        Err(error) => {
            faults.add(number, None, format!("is not JSON: fault at column {}", error.column()));
            return cells;
        }
    };
    for (name, value) in object {
        let place = known.place(&name);
        cells.resize(known.width(), Cell::Absent);
        match (place, json_cell(value)) {
            (Place::Out, _) => {}
            (Place::Unknown, _) => faults.add(number, Some(&name), unknown(known.kind)),
            (Place::Cell(place), _) if cells[place] != Cell::Absent => {
                faults.add(number, Some(&name), "comes twice");
            }
            (Place::Cell(place), Some(cell)) => cells[place] = cell,
            (Place::Cell(_), None) => {
                faults.add(
                    number,
                    Some(&name),
                    "must be a text, a number, true or false, or a list of texts",
                );
            }
        }
    }
    cells
}

fn json_cell(value: Value) -> Option<Cell> {
    match value {
        Value::Null => Some(Cell::Empty),
        Value::String(text) => Some(cell(&text)),
        Value::Bool(_) | Value::Number(_) => Some(Cell::Text(value.to_string())),
        Value::Array(values) => {
            let text = |value: Value| match value {
                Value::String(text) => Some(text.trim().to_owned()),
                _ => None,
            };
            values.into_iter().map(text).collect::<Option<Vec<_>>>().map(Cell::List)
        }
        Value::Object(_) => None,
    }
}

fn cell(text: &str) -> Cell {
    match text.trim() {
        "" => Cell::Empty,
        text => Cell::Text(text.to_owned()),
    }
}

fn bound(rows: usize) -> Result<(), EngineError> {
    if rows >= MOST_ROWS {
        return Err(EngineError::invalid("file", format!("has more than {MOST_ROWS} rows")));
    }
    Ok(())
}
