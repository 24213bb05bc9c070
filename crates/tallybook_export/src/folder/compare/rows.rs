//! The first row in which two files of the same table differ.

use std::io::Write;

use ::parquet::file::reader::SerializedFileReader;
use ::parquet::record::Field;

use crate::made::Made;
use crate::table::{PRIMARY_KEY, TABLES};

/// The first row in which a file differs from what would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDifference {
    /// The number of the row, from 1; a header is none.
    pub row: usize,
    /// The id that the row has, or would have.
    pub id: Option<String>,
    /// What is the matter with it.
    pub fault: RowFault,
}

/// What is the matter with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// The file ends before it.
    Missing,
    /// The table ends before it.
    LeftOver,
    /// It has other columns.
    Columns,
    /// A cell of it has another value.
    Cell {
        /// The column.
        column: String,
        /// What the file has.
        found: String,
        /// What would be written.
        wanted: String,
    },
}

/// The cells of a row, each with the name of its column, as text.
type Row = Vec<(String, String)>;

/// The first row in which the bytes of a table's file differ from those that would be written.
/// `None` where its format has no rows to be read one by one, where it is damaged, and where the
/// rows are the same in another guise.
pub(super) fn first_difference(file: &Made, found: &[u8], wanted: &[u8]) -> Option<RowDifference> {
    let read = |bytes| match file.extension()? {
        "csv" => csv(bytes),
        "jsonl" => json_lines(bytes, file.table?),
        "parquet" => parquet(bytes),
        _ => None,
    };
    let (mut found, mut wanted) = (read(found)?, read(wanted)?);
    for row in 1.. {
        let (id, fault) = match (found.next(), wanted.next()) {
            (Some(Some(found)), Some(Some(wanted))) if found == wanted => continue,
            (Some(Some(found)), Some(Some(wanted))) => (id(&wanted), fault(&found, &wanted)),
            (None, Some(Some(wanted))) => (id(&wanted), RowFault::Missing),
            (Some(Some(found)), None) => (id(&found), RowFault::LeftOver),
            // The end of both, or a row that cannot be read.
            _ => return None,
        };
        return Some(RowDifference { row, id, fault });
    }
    None
}

fn id(row: &Row) -> Option<String> {
    row.iter().find(|(column, _)| column == PRIMARY_KEY).map(|(_, id)| id.clone())
}

/// How two rows differ that are not the same.
fn fault(found: &Row, wanted: &Row) -> RowFault {
    if !found.iter().map(|(column, _)| column).eq(wanted.iter().map(|(column, _)| column)) {
        return RowFault::Columns;
    }
    let pairs = found.iter().zip(wanted);
    let Some(((column, found), (_, wanted))) = pairs.into_iter().find(|(found, wanted)| found != wanted)
    else {
        return RowFault::Columns;
    };
    RowFault::Cell { column: column.clone(), found: found.clone(), wanted: wanted.clone() }
}

/// The rows of a file, each `None` that cannot be read; nothing at all if the file is none of its
/// format.
type Rows<'b> = Option<Box<dyn Iterator<Item = Option<Row>> + 'b>>;

fn csv(bytes: &[u8]) -> Rows<'_> {
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns = reader.headers().ok()?.clone();
    let row = move |record: Result<::csv::StringRecord, _>| {
        let owned = |(column, cell): (&str, &str)| (column.to_owned(), cell.to_owned());
        Some(columns.iter().zip(&record.ok()?).map(owned).collect())
    };
    Some(Box::new(reader.into_records().map(row)))
}

fn json_lines<'b>(bytes: &'b [u8], table: &str) -> Rows<'b> {
    // The keys of an object come in no order that means something.
    let table = TABLES.iter().find(|known| known.name == table)?;
    let order: Vec<String> = table.columns().into_iter().map(|column| column.name).collect();
    let row = move |line: &str| {
        let cells: serde_json::Map<_, _> = serde_json::from_str(line).ok()?;
        let mut row: Row = cells.into_iter().map(|(column, cell)| (column, text(&cell))).collect();
        row.sort_by_key(|(column, _)| order.iter().position(|known| known == column));
        Some(row)
    };
    Some(Box::new(std::str::from_utf8(bytes).ok()?.lines().map(row)))
}

/// A JSON value as it is shown to people: text without its quotation marks.
fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn parquet(bytes: &[u8]) -> Rows<'_> {
    let mut file = tempfile::tempfile().ok()?;
    file.write_all(bytes).ok()?;
    let reader = SerializedFileReader::new(file).ok()?;
    let row = |row: Result<::parquet::record::Row, _>| {
        let text = |cell: &Field| match cell {
            // Printed, it would have quotation marks.
            Field::Str(text) => text.clone(),
            other => other.to_string(),
        };
        let row = row.ok()?;
        Some(row.get_column_iter().map(|(column, cell)| (column.clone(), text(cell))).collect())
    };
    Some(Box::new(reader.into_iter().map(row)))
}
