//! CSV, as exported and as spreadsheets save it: with a byte order mark, with `;` or tabs between fields, and with
//! other line ends.

use std::path::Path;

use tallybook_export::Table;

use super::{ReadError, text};
use crate::cell::Cell;
use crate::grid::Grid;

/// What spreadsheets put between fields, by the country they are set to.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// `plain` gives the text of a cell, which may be guarded.
pub(super) fn read(
    table: &'static Table,
    path: &Path,
    file: String,
    plain: fn(&str) -> &str,
) -> Result<Grid, ReadError> {
    let text = text(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let delimiter = DELIMITERS.into_iter().max_by_key(|&delimiter| known(table, text, delimiter));
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .map_err(|error| ReadError::new(path, error))?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    let mut grid = Grid::new(table, file, &names);
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|error| ReadError::new(path, error))?;
        // A spreadsheet leaves empty rows behind.
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.iter().skip(names.len()).any(|cell| !cell.is_empty()) {
            let (row, here, columns) = (number + 2, record.len(), names.len());
            let reason = format!("row {row} has {here} cells, and there are {columns} columns");
            return Err(ReadError::new(path, reason).with_help(
                "put a text that has the sign between two cells in it between quotation marks, as programs do that save CSV",
            ));
        }
        grid.push(number + 2, |column, place| {
            Cell::of_text(column.kind, plain(record.get(place).unwrap_or_default()))
        });
    }
    Ok(grid)
}

/// How many columns of the table the header has, read with a delimiter. Of equal ones, the first wins.
fn known(table: &'static Table, text: &str, delimiter: u8) -> (usize, std::cmp::Reverse<usize>) {
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let columns = table.columns();
    let names = reader.headers().cloned().unwrap_or_default();
    let known = names.iter().filter(|name| columns.iter().any(|column| column.name == name.trim())).count();
    let rank = DELIMITERS.iter().position(|&known| known == delimiter).unwrap_or_default();
    (known, std::cmp::Reverse(rank))
}
