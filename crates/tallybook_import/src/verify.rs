//! Whether the tables of an export say the same in every format.

use std::collections::BTreeMap;
use std::fmt;

use crate::cell::Cell;
use crate::grid::{Address, Grid, Row};
use crate::read::Source;

/// A difference between two files of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, in the second file.
    pub address: Address,
    /// The first file.
    pub other: String,
    kind: DifferenceKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum DifferenceKind {
    Missing,
    Rows { here: usize, there: usize },
    Cell { id: String, here: String, there: String },
    Column,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, other, kind } = self;
        match kind {
            DifferenceKind::Missing => write!(f, "{address} is missing, though {other} is there"),
            DifferenceKind::Rows { here, there } => {
                write!(f, "{address} has {here} rows, {other} has {there}")
            }
            DifferenceKind::Column => write!(f, "{address} is missing, though {other} has it"),
            DifferenceKind::Cell { id, here, there } => {
                write!(f, "{address} of `{id}`: `{here}` here, `{there}` in {other}")
            }
        }
    }
}

/// Holds the tables of one kind of files against those of the first: the first difference of each table.
pub fn differences(first: &[Grid], source: Source, other: &[Grid]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for grid in first {
        match other.iter().find(|other| other.table.name == grid.table.name) {
            None => {
                let address = Address { file: source.path(grid.table.name), ..grid.file_address() };
                let kind = DifferenceKind::Missing;
                differences.push(Difference { address, other: grid.file.clone(), kind });
            }
            Some(other) => differences.extend(difference(grid, other)),
        }
    }
    differences
}

fn difference(first: &Grid, second: &Grid) -> Option<Difference> {
    let found = |address, kind| Some(Difference { address, other: first.file.clone(), kind });
    for (index, column) in first.columns.iter().enumerate() {
        if first.positions[index].is_some() && second.positions[index].is_none() {
            let address = Address { column: column.name.clone(), ..second.file_address() };
            return found(address, DifferenceKind::Column);
        }
    }
    for (there, here) in first.rows.iter().zip(&second.rows) {
        for (index, column) in first.columns.iter().enumerate() {
            let (a, b) = (&there.cells[index], &here.cells[index]);
            if !equal(a, b) {
                let id = first.text(there, "id").unwrap_or_default().to_owned();
                let kind = DifferenceKind::Cell { id, here: b.to_string(), there: a.to_string() };
                return found(second.address(here, &column.name), kind);
            }
        }
    }
    let (here, there) = (second.rows.len(), first.rows.len());
    (here != there).then(|| found(second.file_address(), DifferenceKind::Rows { here, there })).flatten()
}

/// Formats of text have no way to tell nothing from empty text.
fn equal(a: &Cell, b: &Cell) -> bool {
    a == b || a.is_empty() && b.is_empty()
}

/// Ids that stand twice in a table.
pub fn duplicates(grid: &Grid) -> Vec<(Address, String)> {
    let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
    let mut twice = Vec::new();
    for row in &grid.rows {
        if let Some(id) = grid.text(row, "id")
            && seen.insert(id, row).is_some()
        {
            twice.push((grid.address(row, "id"), id.to_owned()));
        }
    }
    twice
}
