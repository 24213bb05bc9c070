//! Workbooks, as exported and as spreadsheets save them.
//!
//! A sheet is a table by its name; other sheets are passed over, but for `long_texts`, whose parts belong to the
//! cells that have no room for them. What somebody typed as a number or a day is taken for the text that the column
//! holds.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use tallybook_export::{Kind, TABLES};
use tallybook_schema::value::Day;

use super::ReadError;
use crate::cell::Cell;
use crate::grid::Grid;

/// The sheet with what has no room in cells.
const LONG_TEXTS: &str = "long_texts";

/// The days of a spreadsheet are counted from 1899-12-30, so many days before 1970-01-01.
const SERIAL_OF_1970: f64 = 25_569.0;

/// The parts of texts after their first, by table, id and column.
type LongTexts = HashMap<(String, String, String), BTreeMap<u64, String>>;

pub(super) fn read(path: &Path) -> Result<Vec<Grid>, ReadError> {
    let mut workbook: Xlsx<_> =
        open_workbook(path).map_err(|error: calamine::XlsxError| ReadError::new(path, error))?;
    let sheets = workbook.sheet_names();
    let mut sheet = |name: &str| workbook.worksheet_range(name).map_err(|error| ReadError::new(path, error));
    let long = if sheets.iter().any(|name| name == LONG_TEXTS) {
        long_texts(&sheet(LONG_TEXTS)?)
    } else {
        LongTexts::new()
    };
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut grids = Vec::new();
    for table in TABLES.iter().filter(|table| sheets.iter().any(|name| name == table.name)) {
        let range = sheet(table.name)?;
        let (rows, columns) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
        let at = |row: u32, column: usize| {
            u32::try_from(column)
                .ok()
                .and_then(|column| range.get_value((row, column)))
                .unwrap_or(&Data::Empty)
        };
        let names: Vec<String> =
            (0..columns).map(|column| at(0, column as usize).to_string().trim().to_owned()).collect();
        let mut grid = Grid::new(table, format!("{file}, sheet {}", table.name), &names);
        let id_place = grid.index("id").and_then(|index| grid.positions[index]);
        for row in 1..rows {
            if (0..names.len()).all(|column| matches!(at(row, column), Data::Empty)) {
                continue;
            }
            let id = id_place.map(|place| at(row, place).to_string()).unwrap_or_default();
            grid.push(row as usize + 1, |column, place| {
                let rest = || {
                    let parts = long.get(&(table.name.to_owned(), id.clone(), column.name.clone()))?;
                    Some(parts.values().map(String::as_str).collect::<String>())
                };
                match (at(row, place), rest) {
                    (Data::String(text), rest) if !long.is_empty() => {
                        Cell::of_text(column.kind, &format!("{text}{}", rest().unwrap_or_default()))
                    }
                    (data, _) => cell(column.kind, data),
                }
            });
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn long_texts(sheet: &Range<Data>) -> LongTexts {
    let mut texts = LongTexts::new();
    for row in sheet.rows().skip(1) {
        let text = |column: usize| row.get(column).map(ToString::to_string).unwrap_or_default();
        let part = text(3).parse().unwrap_or(u64::MAX);
        texts.entry((text(0), text(1), text(2))).or_default().insert(part, text(4));
    }
    texts
}

fn cell(kind: Kind, data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::of_text(kind, ""),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::of_text(kind, text),
        Data::Bool(truth) => Cell::Text(truth.to_string()),
        Data::Int(number) => Cell::of_text(kind, &number.to_string()),
        Data::Float(number) => Cell::of_text(kind, &number.to_string()),
        Data::DateTime(moment) => Cell::of_text(kind, &day(moment.as_f64())),
        Data::Error(error) => Cell::of_text(kind, &error.to_string()),
    }
}

/// A moment of a spreadsheet as a day; as the number it is if it is no whole day.
fn day(serial: f64) -> String {
    let days = serial - SERIAL_OF_1970;
    let whole = days.fract() == 0.0 && days.abs() < 1e7;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
    let day = whole.then_some(days as i32).and_then(Day::from_days_since_epoch);
    day.map_or_else(|| serial.to_string(), |day| day.to_string())
}
