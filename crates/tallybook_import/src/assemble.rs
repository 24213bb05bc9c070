//! Makes records of tables: what was edited in them is carried into the records that the dataset has.
//!
//! Three versions of each cell are held against each other: as it was exported (base), as the dataset has it
//! (ours) and as the table has it (theirs). A cell that was not edited changes nothing; one that was edited on
//! both sides, in two ways, is a conflict.

mod evidence;
mod list;
mod parts;
mod records;
mod set;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tallybook_schema::RecordType;

use crate::cell::without_fraction;
use crate::damage::is_rewritten;
use crate::fault::{Fault, FaultKind};
use crate::fields::{FIELD_TABLES, PartColumns, is_given};
use crate::grid::{Address, Grid, Row};

pub(crate) use set::parted;

/// A record by its type and id.
pub(crate) type RecordId = (RecordType, String);

/// The tables in their three versions, by name.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    pub(crate) theirs: BTreeMap<&'static str, Grid>,
    pub(crate) base: BTreeMap<&'static str, Grid>,
    pub(crate) ours: BTreeMap<&'static str, Grid>,
}

/// What the tables make of the records.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    /// The records that the tables speak of, as they are to be.
    pub(crate) records: BTreeMap<RecordId, Value>,
    /// Records that go.
    pub(crate) removed: BTreeSet<RecordId>,
    /// Where each value came from, by record and JSON Pointer.
    pub(crate) addresses: BTreeMap<RecordId, BTreeMap<String, Address>>,
    /// New records, in the order of their rows.
    pub(crate) added: Vec<RecordId>,
    pub(crate) faults: Vec<Fault>,
    /// Where the items of lists went, by record and list.
    places: BTreeMap<RecordId, BTreeMap<&'static str, Places>>,
}

/// Where the items of a list went.
#[derive(Debug, Default)]
struct Places {
    /// Their places in the record as it is to be, by those that the table numbers them with.
    new: BTreeMap<usize, usize>,
    /// Whether the dataset has the list so already, and its items in their new places.
    are_own: bool,
}

/// Makes records of tables. `ours` gives the records that the dataset has.
pub(crate) fn assemble(mut versions: Versions, ours: &BTreeMap<RecordId, Value>, delete: bool) -> Assembly {
    let mut assembly = Assembly::default();
    if is_of_another(&versions.base, ours) {
        let address =
            FIELD_TABLES.iter().find_map(|table| versions.theirs.get(table.table)).map(Grid::file_address);
        assembly.faults.extend(address.map(|address| Fault { address, kind: FaultKind::OtherDataset }));
        return assembly;
    }
    for grid in versions.theirs.values_mut() {
        assembly.faults.append(&mut grid.faults);
        if let Some(base) = versions.base.get(grid.table.name) {
            take_for_exported(grid, base);
        }
        unknown_columns(grid, &mut assembly.faults);
        if FIELD_TABLES.iter().any(|known| known.table == grid.table.name) || grid.table.name == "evidence" {
            tidy(grid, versions.base.get(grid.table.name), delete, &mut assembly);
        }
    }
    for table in FIELD_TABLES.iter().filter(|table| table.part.is_none()) {
        records::take(&mut assembly, table, &versions, ours);
    }
    for table in FIELD_TABLES {
        if let Some(part) = &table.part {
            parts::take(&mut assembly, table, part, &versions, ours);
        }
    }
    evidence::take(&mut assembly, &versions, ours);
    assembly
}

/// Whether there were records when the tables were exported, none of which the dataset has.
fn is_of_another(base: &BTreeMap<&'static str, Grid>, ours: &BTreeMap<RecordId, Value>) -> bool {
    let tables = FIELD_TABLES.iter().filter(|table| table.part.is_none());
    let grids = tables.filter_map(|table| Some((table.record_type, base.get(table.table)?)));
    let mut exported = grids.flat_map(|(record_type, grid)| {
        grid.rows.iter().filter_map(move |row| Some((record_type, grid.text(row, "id")?.to_owned())))
    });
    exported.next().is_some_and(|first| !ours.contains_key(&first))
        && exported.all(|id| !ours.contains_key(&id))
}

/// Takes `160.0` for the `160` that was exported: so programs write the numbers of a column that has other cells too.
fn take_for_exported(grid: &mut Grid, base: &Grid) {
    let mut cells = grid.rows.iter().flat_map(|row| &row.cells);
    if cells.all(|cell| cell.text().and_then(without_fraction).is_none()) {
        return;
    }
    let exported = by_key(Some(base));
    let mut rows = std::mem::take(&mut grid.rows);
    for row in &mut rows {
        let Some(exported) = key(grid, row).and_then(|key| exported.get(&key).copied()) else { continue };
        for (cell, exported) in row.cells.iter_mut().zip(&exported.cells) {
            if cell.text().and_then(without_fraction).is_some_and(|whole| exported.text() == Some(whole)) {
                *cell = exported.clone();
            }
        }
    }
    grid.rows = rows;
}

impl Assembly {
    /// The record to be changed: as it is so far, or as the dataset has it.
    fn record(&mut self, id: &RecordId, ours: &BTreeMap<RecordId, Value>) -> Option<&mut Value> {
        if !self.records.contains_key(id) {
            self.records.insert(id.clone(), ours.get(id)?.clone());
        }
        self.records.get_mut(id)
    }

    fn came_from(&mut self, id: &RecordId, pointer: String, address: Address) {
        self.addresses.entry(id.clone()).or_default().insert(pointer, address);
    }

    fn fault(&mut self, address: Address, kind: FaultKind) {
        self.faults.push(Fault { address, kind });
    }
}

fn unknown_columns(grid: &Grid, faults: &mut Vec<Fault>) {
    for (position, column) in &grid.unknown {
        let address =
            Address { row: None, position: Some(*position), column: column.clone(), ..grid.file_address() };
        let near = grid
            .columns
            .iter()
            .enumerate()
            .filter(|(index, _)| grid.positions[*index].is_none())
            .map(|(_, known)| known.name.as_str())
            .find(|known| known.eq_ignore_ascii_case(column.trim()) || is_near(known, column));
        faults.push(Fault { address, kind: FaultKind::UnknownColumn { near: near.map(str::to_owned) } });
    }
}

/// Whether two names differ by a letter or by what stands between their words.
pub(crate) fn is_near(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-', ' '], "");
    let (a, b) = (plain(a), plain(b));
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let tail = |text: &str| text.chars().rev().collect::<Vec<_>>();
    let end = tail(&a).iter().zip(tail(&b).iter()).take_while(|(a, b)| a == b).count();
    let longer = a.chars().count().max(b.chars().count());
    common + end + 1 >= longer
}

/// The key of a row: its id, or what an id is made of. A row that was added to a list needs none.
pub(crate) fn key(grid: &Grid, row: &Row) -> Option<String> {
    let table = FIELD_TABLES.iter().find(|known| known.table == grid.table.name);
    match table.and_then(|table| Some((table, table.part.as_ref()?))) {
        Some((table, part)) => {
            let number: usize = grid.text(row, part.number)?.parse().ok()?;
            let parent = grid.text(row, part.parent)?;
            Some(format!("{}:{parent}#/{}/{}", table.record_type, part.list, number.checked_sub(1)?))
        }
        None => grid.text(row, "id").map(str::to_owned),
    }
}

/// Names rows that are gone, stand twice, or belong to nothing. Those that are gone come back, unless they are to
/// be deleted.
fn tidy(grid: &mut Grid, base: Option<&Grid>, delete: bool, assembly: &mut Assembly) {
    let table = FIELD_TABLES.iter().find(|known| known.table == grid.table.name);
    let part = table.and_then(|table| table.part.as_ref());
    let owner = match (table, part) {
        (_, Some(part)) => part.parent,
        (Some(_), None) => "id",
        (None, _) => "record_id",
    };
    let exported = base.map_or(&[][..], |base| &base.rows);
    if let Some(kind) = indistinct(grid, part, owner, exported.is_empty()) {
        assembly.fault(grid.file_address(), kind);
        grid.rows = exported.to_vec();
        return;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for row in std::mem::take(&mut grid.rows) {
        let id = key(grid, &row);
        if grid.text(&row, owner).is_none() {
            let kind = FaultKind::RowWithoutId { column: owner.to_owned() };
            assembly.fault(grid.row_address(&row), kind);
        } else if let Some(first) = id.as_ref().and_then(|id| seen.get(id)) {
            let kind = FaultKind::DuplicateRow { id: id.unwrap_or_default(), first: *first };
            assembly.fault(grid.row_address(&row), kind);
        } else {
            if let Some(id) = id {
                seen.insert(id, row.number);
            }
            kept.push(row);
        }
    }
    grid.rows = kept;
    let Some(base) = base else { return };
    let is_record = table.is_some() && part.is_none();
    let gone = |row: &&Row| key(base, row).is_some_and(|id| !seen.contains_key(&id));
    let gone: Vec<&Row> = base.rows.iter().filter(gone).collect();
    let numbers = if is_record && !gone.is_empty() { new_numbers(grid, base) } else { Vec::new() };
    let mut back = Vec::new();
    for row in gone {
        let Some(id) = key(base, row) else { continue };
        if let Some((theirs, address)) = numbers.iter().find(|(new, _)| is_rewritten(&id, new)) {
            assembly.fault(address.clone(), FaultKind::Damaged { base: id, theirs: theirs.clone() });
            continue;
        }
        if delete {
            if is_record && let Some(table) = table {
                assembly.removed.insert((table.record_type, id));
            }
            continue;
        }
        assembly.fault(grid.file_address(), FaultKind::DeletedRow { id });
        back.push(Row { number: 0, cells: row.cells.clone() });
    }
    grid.rows.append(&mut back);
}

/// Ids that were not exported and begin as numbers do, of which a program may have made some, with their cells. A few
/// are enough to say so.
fn new_numbers(grid: &Grid, base: &Grid) -> Vec<(String, Address)> {
    let exported = by_key(Some(base));
    let begins = |id: &str| id.starts_with(|c: char| c.is_ascii_digit() || "+-#".contains(c));
    let new = grid.rows.iter().filter_map(|row| Some((grid.text(row, "id")?, row)));
    let new = new.filter(|(id, _)| begins(id) && !exported.contains_key(*id)).take(100);
    new.map(|(id, row)| (id.to_owned(), grid.address(row, "id"))).collect()
}

/// Why the rows of a table cannot be told apart, so that those that were exported would count as deleted; `None` if they
/// can. JSON Lines without rows is well-formed, and so is a table without ids where there were no rows.
fn indistinct(
    grid: &Grid,
    part: Option<&PartColumns>,
    owner: &'static str,
    none_exported: bool,
) -> Option<FaultKind> {
    let names_nothing = || grid.positions.iter().all(Option::is_none);
    if !grid.has_header && (!none_exported || names_nothing()) {
        return Some(FaultKind::NoHeader);
    }
    let own = part.map_or("id", |part| part.number);
    let column = [owner, own].into_iter().find(|column| !grid.has(column)).filter(|_| !none_exported)?;
    Some(FaultKind::NoColumn { column: column.to_owned() })
}

/// The rows of a table by their keys.
fn by_key(grid: Option<&Grid>) -> BTreeMap<String, &Row> {
    let rows = grid.into_iter().flat_map(|grid| grid.rows.iter().map(move |row| (grid, row)));
    rows.filter_map(|(grid, row)| Some((key(grid, row)?, row))).collect()
}

/// Whether two rows say the same in the columns that hold fields, as far as a file has them.
fn same(grid: &Grid, theirs: &Row, other: &Row) -> bool {
    (0..grid.columns.len()).all(|index| {
        grid.positions[index].is_none()
            || !is_given(grid.table.name, &grid.columns[index].name)
            || theirs.cells[index] == other.cells[index]
    })
}
