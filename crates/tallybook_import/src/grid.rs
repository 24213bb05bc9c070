//! A table as it was read from a file: cells by row and column, each with its address.

use std::collections::BTreeMap;
use std::fmt;

use tallybook_export::{Column, Table};

use crate::cell::Cell;
use crate::fault::Fault;
use crate::fields::is_given;

/// A table as it was read.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The table.
    pub table: &'static Table,
    /// Its columns, as they are exported now.
    pub columns: Vec<Column>,
    /// The file, relative to the folder of the exports; with the name of the sheet in a workbook.
    pub file: String,
    /// Where each column stands in the file, from 0; `None` for one that is not there.
    pub positions: Vec<Option<usize>>,
    /// Columns of the file that the table has not: their places and names.
    pub unknown: Vec<(usize, String)>,
    /// Whether the file says which columns it has.
    pub has_header: bool,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// What is wrong with it as a file, whatever the dataset has.
    pub faults: Vec<Fault>,
}

/// A row as it was read.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number in the file, from 1; that of a spreadsheet if the file opens as one.
    pub number: usize,
    /// Its cells, in the order of the table's columns.
    pub cells: Vec<Cell>,
}

/// Where a cell is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The file.
    pub file: String,
    /// The row; `None` for a whole column.
    pub row: Option<usize>,
    /// The position of the column, from 0; `None` for a whole row.
    pub position: Option<usize>,
    /// The name of the column.
    pub column: String,
}

/// `csv/transfers.csv, cell M3 (total_text)`, as a spreadsheet names it.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match (self.row, self.position) {
            (Some(row), Some(position)) => write!(f, ", cell {}{row} ({})", letters(position), self.column),
            (Some(row), None) => write!(f, ", row {row}"),
            (None, Some(position)) => write!(f, ", column {} ({})", letters(position), self.column),
            (None, None) if self.column.is_empty() => Ok(()),
            (None, None) => write!(f, ", column {}", self.column),
        }
    }
}

impl Grid {
    /// A table of a file, with the names that its columns have there. Unknown columns are kept aside.
    pub(crate) fn new(table: &'static Table, file: String, names: &[String]) -> Self {
        let columns = table.columns();
        let places: BTreeMap<&str, usize> =
            names.iter().enumerate().rev().map(|(place, name)| (name.as_str(), place)).collect();
        let positions: Vec<Option<usize>> =
            columns.iter().map(|column| places.get(column.name.as_str()).copied()).collect();
        let unknown = names.iter().enumerate().filter(|(place, _)| !positions.contains(&Some(*place)));
        let unknown = unknown.map(|(place, name)| (place, name.clone())).collect();
        let has_header = names.iter().any(|name| !name.is_empty());
        let (rows, faults) = (Vec::new(), Vec::new());
        Self { table, columns, file, positions, unknown, has_header, rows, faults }
    }

    /// Adds a row. `cell` gives the cell of a column by its place in the file.
    pub(crate) fn push(&mut self, number: usize, mut cell: impl FnMut(&Column, usize) -> Cell) {
        let cells = self.columns.iter().zip(&self.positions);
        let cells =
            cells.map(|(column, place)| place.map_or(Cell::Null, |place| cell(column, place))).collect();
        self.rows.push(Row { number, cells });
    }

    /// The position of a column among those of the table.
    pub fn index(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    /// Whether the file has a column.
    pub fn has(&self, column: &str) -> bool {
        self.index(column).is_some_and(|index| self.positions[index].is_some())
    }

    /// The columns with fields of records that the file has not, if it has rows.
    pub fn lacking(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().zip(&self.positions).filter(|_| !self.rows.is_empty());
        let lacking =
            columns.filter(|(column, place)| place.is_none() && is_given(self.table.name, &column.name));
        lacking.map(|(column, _)| column.name.as_str())
    }

    /// The cell of a row.
    pub fn cell<'a>(&self, row: &'a Row, column: &str) -> &'a Cell {
        self.index(column).map_or(&Cell::Null, |index| &row.cells[index])
    }

    /// The text of a cell; `None` if it is empty.
    pub fn text<'a>(&self, row: &'a Row, column: &str) -> Option<&'a str> {
        self.cell(row, column).text().filter(|text| !text.is_empty())
    }

    /// Where a cell is.
    pub fn address(&self, row: &Row, column: &str) -> Address {
        let position = self.index(column).and_then(|index| self.positions[index]);
        Address { file: self.file.clone(), row: Some(row.number), position, column: column.to_owned() }
    }

    /// Where a row is.
    pub fn row_address(&self, row: &Row) -> Address {
        Address { file: self.file.clone(), row: Some(row.number), position: None, column: String::new() }
    }

    /// The file.
    pub fn file_address(&self) -> Address {
        Address { file: self.file.clone(), row: None, position: None, column: String::new() }
    }
}

/// The letters of a column in a spreadsheet (`A`, `Z`, `AA`).
pub(crate) fn letters(position: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = position + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (position, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")] {
            assert_eq!(letters(position), expected);
        }
    }
}
