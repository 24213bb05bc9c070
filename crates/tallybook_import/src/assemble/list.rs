//! A list of a record in its three versions: what became of it since it was exported.

use std::collections::BTreeMap;

use super::{key, same};
use crate::fault::FaultKind;
use crate::grid::{Address, Grid, Row};

/// What became of a list since it was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nobody edited it.
    Untouched,
    /// It was edited, and the dataset has it so already.
    TakenOver,
    /// It was edited, and the dataset has it as it was exported.
    Edited,
    /// It was edited, and the dataset has changed it in another way.
    Conflict,
}

impl Fate {
    /// Of a list by what each version of it says.
    pub(super) fn of<T: PartialEq>(base: &T, own: &T, theirs: &T) -> Self {
        if theirs == base {
            Self::Untouched
        } else if theirs == own {
            Self::TakenOver
        } else if base == own {
            Self::Edited
        } else {
            Self::Conflict
        }
    }
}

/// The conflict of a list, which is named, by how many `items` the dataset and the table have.
pub(super) fn conflict(list: String, items: &str, own: usize, theirs: usize) -> FaultKind {
    FaultKind::Conflict { base: list, ours: format!("{own} {items}"), theirs: format!("{theirs} {items}") }
}

/// The first row of a list that is not as it was exported.
pub(super) fn first_edited<'r>(
    grid: &Grid,
    rows: &[&'r Row],
    base: &BTreeMap<String, &Row>,
) -> Option<&'r Row> {
    let is_edited =
        |row: &Row| key(grid, row).and_then(|key| base.get(&key)).is_none_or(|base| !same(grid, row, base));
    rows.iter().copied().find(|row| is_edited(row))
}

/// Where to look for what is wrong with a list: at the first row that was edited, or else at its first.
pub(super) fn address(grid: &Grid, rows: &[&Row], base: &BTreeMap<String, &Row>) -> Address {
    let row = first_edited(grid, rows, base).or(rows.first().copied());
    row.map_or(grid.file_address(), |row| grid.row_address(row))
}
