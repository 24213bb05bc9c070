//! From edited tables to changes of records.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde_json::Value;
use tallybook_diagnostics::RecordKey;
use tallybook_export::TableData;
use tallybook_reader::{Reading, Revision};
use tallybook_schema::{Dataset, RecordType};

use crate::assemble::{RecordId, Versions, assemble};
use crate::cell::Cell;
use crate::fault::{Fault, FaultKind};
use crate::fields::is_given;
use crate::grid::{Address, Grid, Row};
use crate::read::grid_of;

/// The bytes of a value in a text, and its JSON Pointer.
pub(crate) type Placed = (Range<usize>, String);

/// What edited tables come to.
#[derive(Debug)]
pub struct Plan {
    /// What is wrong with the tables, in the order of the cells.
    pub faults: Vec<Fault>,
    /// The records that come or change, as JSON Lines by the file of their type, and a description: to be read
    /// and judged as a dataset is.
    pub lines: Vec<(String, String)>,
    records: Vec<RecordId>,
    removed: Vec<RecordId>,
    /// Where each line of `lines` starts and which record it is, by file.
    starts: BTreeMap<String, Vec<(usize, RecordId)>>,
    /// The cell that each field of a record came from, or would come from, by its JSON Pointer.
    addresses: BTreeMap<RecordId, BTreeMap<String, Address>>,
}

/// The tables of a dataset as they would be read from its exports.
pub fn tables_of(dataset: &Dataset) -> Vec<Grid> {
    tallybook_export::tables(dataset).iter().map(|data: &TableData| grid_of(data)).collect()
}

/// What tables say beyond what the dataset has. `base` are the tables as they were exported, if they are known;
/// if not, what the dataset has counts as exported. With `delete`, rows that are gone take their records along.
pub fn plan(reading: &Reading, theirs: Vec<Grid>, base: Option<Vec<Grid>>, delete: bool) -> Plan {
    let ours = records(reading);
    let by_name = |grids: Vec<Grid>| grids.into_iter().map(|grid| (grid.table.name, grid)).collect();
    let own = tables_of(&reading.dataset);
    let versions = Versions {
        theirs: by_name(theirs),
        base: by_name(base.unwrap_or_else(|| own.clone())),
        ours: by_name(own),
    };
    let numbers = record_numbers(&versions);
    let mut assembly = assemble(versions, &ours, delete);
    // New records come in the order that the tables number them in.
    assembly.added.sort_by_key(|id| numbers.get(id).copied().unwrap_or(usize::MAX));
    let mut faults = assembly.faults;
    faults.sort();
    let mut records: Vec<RecordId> = Vec::new();
    let changed = assembly.records.iter().filter(|(id, value)| ours.get(id).is_some_and(|own| own != *value));
    records.extend(changed.map(|(id, _)| id.clone()));
    records.extend(assembly.added.into_iter().filter(|id| assembly.records.contains_key(id)));
    let mut texts: BTreeMap<RecordType, String> = BTreeMap::new();
    let mut starts: BTreeMap<String, Vec<(usize, RecordId)>> = BTreeMap::new();
    for id in &records {
        let text = texts.entry(id.0).or_default();
        starts.entry(file(id.0)).or_default().push((text.len(), id.clone()));
        text.push_str(&format!("{}\n", assembly.records[id]));
    }
    let mut lines: Vec<(String, String)> = texts.into_iter().map(|(t, text)| (file(t), text)).collect();
    lines.push(("dataset.json".to_owned(), "{\"title\":\"tables\"}".to_owned()));
    let removed = assembly.removed.into_iter().filter(|id| ours.contains_key(id)).collect();
    Plan { faults, lines, records, removed, starts, addresses: assembly.addresses }
}

/// The place of each record in its dataset, as the tables have it.
fn record_numbers(versions: &Versions) -> BTreeMap<RecordId, usize> {
    let mut numbers = BTreeMap::new();
    for record_type in RecordType::ALL {
        let Some(grid) = versions.theirs.get(record_type.plural()) else { continue };
        for row in &grid.rows {
            let number = grid.text(row, "record_no").and_then(|number| number.parse().ok());
            if let (Some(id), Some(number)) = (grid.text(row, "id"), number) {
                numbers.insert((record_type, id.to_owned()), number);
            }
        }
    }
    numbers
}

fn file(record_type: RecordType) -> String {
    format!("{}.jsonl", record_type.plural())
}

/// The keys of all records by type and id; of several with one id, the first.
fn keys(dataset: &Dataset) -> HashMap<(RecordType, &str), RecordKey> {
    let mut keys = HashMap::new();
    for record_type in RecordType::ALL {
        for (index, id) in dataset.numbers(record_type).zip(dataset.ids(record_type)) {
            keys.entry((record_type, id)).or_insert(RecordKey { record_type, index });
        }
    }
    keys
}

/// Every record of a dataset by its type and id; of several with one id, the first.
fn records(reading: &Reading) -> BTreeMap<RecordId, Value> {
    let mut records = BTreeMap::new();
    for record_type in RecordType::ALL {
        for (index, id) in reading.dataset.ids(record_type).enumerate() {
            if let Some(value) = reading.value(RecordKey { record_type, index }) {
                records.entry((record_type, id.to_owned())).or_insert(value);
            }
        }
    }
    records
}

impl Plan {
    /// Whether nothing of it can be taken over.
    pub fn is_faulty(&self) -> bool {
        self.faults.iter().any(Fault::is_error)
    }

    /// Whether the tables say what the dataset says.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.removed.is_empty()
    }

    /// The cell that a place in [`Plan::lines`] came from: the smallest that has one.
    pub fn address(&self, file: &str, offset: usize) -> Option<&Address> {
        let (line, addresses, offset) = self.line(file, offset)?;
        smallest(&line.places, addresses, offset)
    }

    /// The cell that a field would come from which the mapping around a place in [`Plan::lines`] has not; where the
    /// tables have no column for it, the row of the mapping.
    pub fn address_of_missing(&self, file: &str, offset: usize, field: &str) -> Option<&Address> {
        let (line, addresses, offset) = self.line(file, offset)?;
        let around = line.mappings.iter().filter(|(range, _)| range.contains(&offset));
        let (_, pointer) = around.min_by_key(|(range, _)| range.len())?;
        let missing = addresses.get(&format!("{pointer}/{field}"));
        missing.or_else(|| addresses.get(pointer)).or_else(|| smallest(&line.places, addresses, offset))
    }

    /// The line around a place in a file, the cells of its record, and the place within it.
    fn line(&self, file: &str, offset: usize) -> Option<(Line, &BTreeMap<String, Address>, usize)> {
        let starts = self.starts.get(file)?;
        let (start, id) =
            starts.get(starts.partition_point(|(start, _)| *start <= offset).checked_sub(1)?)?;
        let (_, text) = self.lines.iter().find(|(path, _)| path == file)?;
        let record = serde_json::from_str(text.get(*start..)?.lines().next()?).ok()?;
        Some((Line::of(&record), self.addresses.get(id)?, offset - start))
    }

    /// The changes of the dataset, with the records as they were read from [`Plan::lines`].
    pub fn revision(&self, reading: &Reading, read: &Reading) -> Revision {
        let mut revision = Revision::default();
        let (known, given) = (keys(&reading.dataset), keys(&read.dataset));
        let key = |keys: &HashMap<_, _>, (record_type, id): &RecordId| {
            keys.get(&(*record_type, id.as_str())).copied()
        };
        for id in &self.records {
            let Some(value) = key(&given, id).and_then(|key| read.value(key)) else { continue };
            match key(&known, id) {
                Some(key) if reading.value(key).as_ref() == Some(&value) => {}
                Some(key) => drop(revision.changed.insert(key, value)),
                None => revision.added.push((id.0, value)),
            }
        }
        revision.removed = self.removed.iter().filter_map(|id| key(&known, id)).collect();
        revision
    }
}

/// The cell of the smallest value around a byte that has one.
pub(crate) fn smallest<'a>(
    places: &[Placed],
    addresses: &'a BTreeMap<String, Address>,
    offset: usize,
) -> Option<&'a Address> {
    let around = places.iter().filter(|(range, _)| range.contains(&offset));
    around
        .filter_map(|(range, pointer)| Some((range.len(), addresses.get(pointer)?)))
        .min_by_key(|(length, _)| *length)
        .map(|(_, address)| address)
}

/// Edits of what is computed, which come to nothing: cells that are neither as they were exported nor as they are
/// computed now. One for each column.
pub fn computed_edits(theirs: &[Grid], base: &[Grid], after: &[Grid]) -> Vec<Fault> {
    let of = |grids: &[Grid], grid: &Grid| grids.iter().position(|other| other.table.name == grid.table.name);
    let mut faults = Vec::new();
    for grid in theirs {
        let (base, after) = (of(base, grid).map(|i| &base[i]), of(after, grid).map(|i| &after[i]));
        let (base_rows, after_rows) = (rows(base), rows(after));
        let whole = matches!(grid.table.name, "facts" | "links");
        for (index, column) in grid.columns.iter().enumerate() {
            // Where quotes stand is known only to those who have the texts.
            let unknown = column.name.starts_with("quote_") || grid.positions[index].is_none();
            if unknown || !whole && is_given(grid.table.name, &column.name) {
                continue;
            }
            let mut first: Option<(&Row, &Cell)> = None;
            let mut cells = 0;
            for row in grid.rows.iter().filter(|row| row.number > 0) {
                let id = grid.text(row, "id").unwrap_or_default();
                let Some(computed) = after_rows.get(id).map(|row| &row.cells[index]) else { continue };
                let exported = base_rows.get(id).map(|row| &row.cells[index]);
                let cell = &row.cells[index];
                // A new row need not have what is computed.
                let left_out = exported.is_none() && cell.is_empty();
                if cell != computed && Some(cell) != exported && !left_out {
                    first = first.or(Some((row, computed)));
                    cells += 1;
                }
            }
            if let Some((row, computed)) = first {
                let (computed, theirs) = (computed.to_string(), row.cells[index].to_string());
                let kind = FaultKind::Computed { computed, theirs, cells };
                faults.push(Fault { address: grid.address(row, &column.name), kind });
            }
        }
        if whole {
            let added = grid.rows.iter().filter(|row| {
                let id = grid.text(row, "id").unwrap_or_default();
                !base_rows.contains_key(id) && !after_rows.contains_key(id)
            });
            faults.extend(
                added.map(|row| Fault { address: grid.row_address(row), kind: FaultKind::ComputedRow }),
            );
        }
    }
    faults
}

fn rows(grid: Option<&Grid>) -> BTreeMap<&str, &Row> {
    let rows = grid.into_iter().flat_map(|grid| grid.rows.iter().map(move |row| (grid, row)));
    rows.filter_map(|(grid, row)| Some((grid.text(row, "id")?, row))).collect()
}

/// A record as JSON, with the places of its values.
#[derive(Debug, Default)]
pub(crate) struct Line {
    text: String,
    /// Every value, from its key on.
    pub(crate) places: Vec<Placed>,
    /// Every mapping, without its key.
    mappings: Vec<Placed>,
}

impl Line {
    pub(crate) fn of(record: &Value) -> Self {
        let mut line = Self::default();
        line.value(record, "", None);
        line
    }

    fn value(&mut self, value: &Value, pointer: &str, key: Option<usize>) {
        let start = self.text.len();
        match value {
            Value::Object(fields) => {
                self.text.push('{');
                for (i, (name, value)) in fields.iter().enumerate() {
                    if i > 0 {
                        self.text.push(',');
                    }
                    let key = self.text.len();
                    self.text.push_str(&format!("{}:", Value::from(name.as_str())));
                    self.value(value, &format!("{pointer}/{name}"), Some(key));
                }
                self.text.push('}');
                self.mappings.push((start..self.text.len(), pointer.to_owned()));
            }
            Value::Array(items) => {
                self.text.push('[');
                for (i, value) in items.iter().enumerate() {
                    if i > 0 {
                        self.text.push(',');
                    }
                    self.value(value, &format!("{pointer}/{i}"), None);
                }
                self.text.push(']');
            }
            other => self.text.push_str(&other.to_string()),
        }
        self.places.push((key.unwrap_or(start)..self.text.len(), pointer.to_owned()));
    }
}
