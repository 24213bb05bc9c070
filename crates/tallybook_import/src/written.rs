//! Parquet tables as they were written, read back record by record.
//!
//! Of tables that nobody has touched since they were exported, nothing needs to be held against anything: what is
//! computed in them is left aside, and a record follows from its row, those of its parts and those of its evidence.
//! All tables are in the order of the ids of the records, so that one walk over them, side by side, meets the rows of
//! a record together, whatever their number, and writes the record as a line of JSON.
//!
//! What is in any way not as it is written is no error here, but a reason to read the tables as edited ones are
//! ([`crate::import`]), where all that can be wrong with them is named. The lines are the same, letter by letter.

mod evidence;
mod rows;
mod runs;
mod shape;
mod walk;

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;
use tallybook_export::{Format, TABLES, Table};
use tallybook_reader::Elsewhere;
use tallybook_schema::RecordType;

use crate::fields::FIELD_TABLES;
use crate::grid::Address;
use crate::import::{Placed, Writer, smallest};
use crate::manifest::{FileState, Manifest};
use crate::read::Source;
use rows::TableFile;
use runs::{Transfers, Walked};
use shape::Shape;
use walk::{Trace, Walk};

/// Tables of an export that are as they were written.
#[derive(Debug)]
pub struct Written {
    folder: PathBuf,
    tables: BTreeMap<RecordType, RecordTables>,
    evidence: TableFile,
}

/// The tables with the records of one type.
#[derive(Debug)]
struct RecordTables {
    records: (TableFile, Shape),
    /// Their parts, a table for each list of them.
    parts: Vec<(TableFile, Shape)>,
    /// The rows of their evidence.
    evidence: Range<usize>,
    walked: Walked,
}

/// A byte of the line of a record, which is known by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The type of the record.
    pub record_type: RecordType,
    /// The number of the record among those of its type, from 0: that of its line.
    pub number: usize,
    /// The byte, counted from the start of the line.
    pub byte: usize,
}

impl Written {
    /// The Parquet tables in a folder with their manifest; `None` if some are not there or not as they were written.
    pub fn open(folder: &Path, manifest: &Manifest) -> Option<Self> {
        let is_unchanged = |table: &str| {
            let path = Source::Format(Format::Parquet).path(table);
            let file = manifest.files.iter().find(|file| file.path == path);
            file.is_some_and(|file| file.state(folder) == FileState::Unchanged)
        };
        let names = FIELD_TABLES.iter().map(|table| table.table).chain(["evidence"]);
        let files: Option<BTreeMap<&str, TableFile>> = names
            .map(|name| {
                let table: &'static Table = TABLES.iter().find(|table| table.name == name)?;
                let file = if is_unchanged(name) { TableFile::open(folder, table) } else { None };
                Some((name, file?))
            })
            .collect();
        let mut files = files?;
        let evidence = files.remove("evidence")?;
        let ranges = evidence::ranges(&evidence).ok()?;
        let mut tables = BTreeMap::new();
        for table in FIELD_TABLES.iter().filter(|table| table.part.is_none()) {
            let parts = || FIELD_TABLES.iter().filter(|part| part.record_type == table.record_type);
            let mut with_shape = |table: &crate::fields::FieldTable, lists: &[&'static str]| {
                Some((files.remove(table.table)?, Shape::of(table, lists)))
            };
            let lists: Vec<&'static str> =
                parts().filter_map(|table| Some(table.part.as_ref()?.list)).collect();
            let records = with_shape(table, &lists)?;
            let parts = parts()
                .filter(|part| part.part.is_some())
                .map(|part| with_shape(part, &[]))
                .collect::<Option<_>>()?;
            let evidence = ranges.get(&table.record_type).cloned().unwrap_or_default();
            tables.insert(
                table.record_type,
                RecordTables { records, parts, evidence, walked: Walked::default() },
            );
        }
        Some(Self { folder: folder.to_owned(), tables, evidence })
    }

    /// How many records of a type there are.
    pub fn count(&self, record_type: RecordType) -> usize {
        self.tables.get(&record_type).map_or(0, |tables| tables.records.0.rows)
    }

    /// The records of some types as JSON Lines, in the order of their numbers, by the file of their type; none of
    /// types that have no records.
    ///
    /// # Errors
    /// When the tables cannot be read, or are [not as they are written](ErrorKind::InvalidData).
    pub fn lines(
        &self,
        record_types: impl IntoIterator<Item = RecordType>,
    ) -> io::Result<Vec<(String, String)>> {
        let types = record_types.into_iter().filter(|&record_type| self.count(record_type) > 0);
        types.map(|t| Ok((format!("{}.jsonl", t.plural()), self.text(t)?))).collect()
    }

    /// The transfers, to be read part by part.
    pub fn transfers(self: &Arc<Self>) -> Box<dyn Elsewhere> {
        Box::new(Transfers(Arc::clone(self)))
    }

    fn text(&self, record_type: RecordType) -> io::Result<String> {
        let mut walk = Walk::whole(self, record_type)?;
        let (mut text, mut lines) = (Vec::new(), Vec::new());
        while let Some(number) = walk.number()? {
            let start = text.len();
            walk.write(&mut text, &mut None)?;
            lines.push((number, start..text.len()));
        }
        lines.sort_unstable_by_key(|(number, _)| *number);
        if lines.iter().enumerate().any(|(place, (number, _))| place != *number) {
            return Err(unlike("numbers that are not those of a list"));
        }
        let mut sorted = Vec::with_capacity(text.len());
        for (_, line) in lines {
            sorted.extend_from_slice(&text[line]);
        }
        String::from_utf8(sorted).map_err(unlike)
    }

    /// The cells that bytes of the lines came from: of each, the smallest that has one.
    ///
    /// # Errors
    /// As of [`Self::lines`].
    pub fn addresses(&self, spots: &[Spot]) -> io::Result<BTreeMap<Spot, Address>> {
        let mut sorted = spots.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mut found = BTreeMap::new();
        for of_type in sorted.chunk_by(|a, b| a.record_type == b.record_type) {
            let by_number = of_type.chunk_by(|a, b| a.number == b.number);
            let by_number: BTreeMap<usize, &[Spot]> =
                by_number.map(|spots| (spots[0].number, spots)).collect();
            let numbers: Vec<usize> = by_number.keys().copied().collect();
            let mut walk = Walk::with(self, of_type[0].record_type, &numbers)?;
            let mut line = Vec::new();
            while let Some(number) = walk.number()? {
                let Some(spots) = by_number.get(&number) else {
                    walk.pass_over()?;
                    continue;
                };
                line.clear();
                let mut trace = Some(Trace::default());
                walk.write(&mut line, &mut trace)?;
                let places = places(&line, &trace.unwrap_or_default())?;
                for spot in *spots {
                    if let Some(address) = smallest(&places, spot.byte) {
                        found.insert(*spot, address.clone());
                    }
                }
            }
        }
        Ok(found)
    }
}

/// Where the values of a line stand, with the cells that they came from.
fn places(line: &[u8], addresses: &Trace) -> io::Result<Vec<Placed>> {
    let record: Json = serde_json::from_slice(line).map_err(unlike)?;
    let mut text = String::with_capacity(line.len());
    let mut writer = Writer { text: &mut text, places: Vec::new(), addresses: Some(addresses) };
    writer.value(&record, "", None);
    Ok(writer.places)
}

/// The tables are not as they are written.
fn unlike(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}
