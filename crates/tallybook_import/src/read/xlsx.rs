//! Workbooks, as exported and as spreadsheets save them.
//!
//! A sheet is a table by its name; other sheets are passed over, but for `long_texts`, whose parts belong to the
//! cells that have no room for them, as long as these are full. What somebody typed as a number or a day is taken for
//! the text that the column holds.

mod sheet;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use tallybook_export::xlsx::goes_on;
use tallybook_export::{Kind, TABLES, Table};
use tallybook_schema::value::Day;

use super::ReadError;
use crate::assemble::is_near;
use crate::cell::Cell;
use crate::fault::{Fault, FaultKind};
use crate::grid::Grid;
use sheet::Sheet;

/// The sheet that says what the workbook holds.
const ABOUT: &str = "about";

/// The sheet with what has no room in cells.
const LONG_TEXTS: &str = "long_texts";

/// The days of a spreadsheet are counted from 1899-12-30, so many days before 1970-01-01.
const SERIAL_OF_1970: f64 = 25_569.0;

/// The parts of texts after their first, by table and id, by column, and by their numbers.
type LongTexts = HashMap<(String, String), HashMap<String, BTreeMap<u64, String>>>;

pub(super) fn read(path: &Path) -> Result<Vec<Grid>, ReadError> {
    let mut workbook: Xlsx<_> =
        open_workbook(path).map_err(|error: calamine::XlsxError| ReadError::new(path, error))?;
    let names = workbook.sheet_names();
    let has = |name: &str| names.iter().any(|sheet| sheet == name);
    if let Some((sheet, table)) = renamed(&names) {
        let why = format!("its sheet `{sheet}` is read as none of a table: rename it to `{table}`");
        return Err(ReadError::new(path, why));
    }
    let mut sheet = |name| Sheet::read(&mut workbook, name).map_err(|why| ReadError::new(path, why));
    let long = if has(LONG_TEXTS) { long_texts(&sheet(LONG_TEXTS)?) } else { LongTexts::new() };
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let tables = TABLES.iter().filter(|table| has(table.name));
    tables.map(|table| Ok(grid(table, &file, &sheet(table.name)?, &long))).collect()
}

/// A sheet that is called nearly as a table that has none, and the name of the table.
fn renamed(names: &[String]) -> Option<(&str, &'static str)> {
    let missing =
        TABLES.iter().map(|table| table.name).filter(|table| names.iter().all(|name| name != table));
    let others = || names.iter().filter(|name| TABLES.iter().all(|table| table.name != **name));
    missing
        .flat_map(|table| others().map(move |name| (name.as_str(), table)))
        .find(|(name, table)| is_near(name, table))
}

/// The part of a dataset that a workbook has, as its first sheet says; `None` if it has the whole.
pub(super) fn part(path: &Path) -> Result<Option<String>, ReadError> {
    let mut workbook: Xlsx<_> =
        open_workbook(path).map_err(|error: calamine::XlsxError| ReadError::new(path, error))?;
    if !workbook.sheet_names().iter().any(|sheet| sheet == ABOUT) {
        return Ok(None);
    }
    let about = Sheet::read(&mut workbook, ABOUT).map_err(|why| ReadError::new(path, why))?;
    let part = about.rows().find_map(|(_, row)| match (row.at(0).to_string().as_str(), row.at(1)) {
        ("selection", said) => Some(said.to_string()),
        ("as_of", Data::DateTime(moment)) => Some(format!("what was known on {}", day(moment.as_f64()))),
        _ => None,
    });
    Ok(part)
}

/// The table of a sheet.
fn grid(table: &'static Table, file: &str, sheet: &Sheet, long: &LongTexts) -> Grid {
    let mut grid = Grid::new(table, format!("{file}, sheet {}", table.name), &sheet.names());
    let id_place = grid.index("id").and_then(|index| grid.positions[index]);
    for (number, row) in sheet.rows().filter(|(number, _)| *number > 0) {
        let id = id_place.map(|place| row.at(place).to_string()).unwrap_or_default();
        let rests = long.get(&(table.name.to_owned(), id));
        let mut changed = Vec::new();
        grid.push(number as usize + 1, |column, place| {
            let data = row.at(place);
            let Some(rest) = rests.and_then(|rests| rests.get(&column.name)) else {
                return cell(column.kind, data);
            };
            let rest: String = rest.values().map(String::as_str).collect();
            match data {
                Data::String(text) if goes_on(text, &rest) => {
                    Cell::of_text(column.kind, &format!("{text}{rest}"))
                }
                data => {
                    changed.push(column.name.clone());
                    cell(column.kind, data)
                }
            }
        });
        let Some(row) = grid.rows.last().filter(|_| !changed.is_empty()) else { continue };
        let fault =
            |column: &String| Fault { address: grid.address(row, column), kind: FaultKind::RestOfAnother };
        let faults: Vec<Fault> = changed.iter().map(fault).collect();
        grid.faults.extend(faults);
    }
    grid
}

fn long_texts(sheet: &Sheet) -> LongTexts {
    let mut texts = LongTexts::new();
    for (_, row) in sheet.rows().filter(|(number, _)| *number > 0) {
        let text = |column| row.at(column).to_string();
        let part = text(3).parse().unwrap_or(u64::MAX);
        let of_row = texts.entry((text(0), text(1))).or_default();
        of_row.entry(text(2)).or_default().insert(part, text(4));
    }
    texts
}

fn cell(kind: Kind, data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::of_text(kind, ""),
        Data::String(text) if is_target(text) => Cell::of_text(kind, ""),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::of_text(kind, text),
        Data::Bool(truth) => Cell::Text(truth.to_string()),
        Data::Int(number) => Cell::of_text(kind, &number.to_string()),
        Data::Float(number) => Cell::of_text(kind, &number.to_string()),
        Data::DateTime(moment) => Cell::of_text(kind, &day(moment.as_f64())),
        Data::Error(error) => Cell::of_text(kind, &error.to_string()),
    }
}

/// Whether a text is the place that a link of the export leads to (`'equipment'!A8`). Programs write it into a linked
/// cell that was emptied.
fn is_target(text: &str) -> bool {
    let Some((sheet, row)) = text.split_once("!A") else { return false };
    let sheet = sheet.trim_matches('\'');
    TABLES.iter().any(|table| table.name == sheet) && row.chars().all(|c| c.is_ascii_digit())
}

/// A moment of a spreadsheet as a day; as the number it is if it is no whole day.
fn day(serial: f64) -> String {
    let days = serial - SERIAL_OF_1970;
    let whole = days.fract() == 0.0 && days.abs() < 1e7;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
    let day = whole.then_some(days as i32).and_then(Day::from_days_since_epoch);
    day.map_or_else(|| serial.to_string(), |day| day.to_string())
}
