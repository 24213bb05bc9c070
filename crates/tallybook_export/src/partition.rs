//! Tables in parts, in the layout of Hive: `parquet/transfers/supplier_id=iran/part-0.parquet`.
//!
//! A table is laid out in folders if it has all the columns by which that is done; the others stay one file each.
//! The columns are not in the files, as their values are in the paths. This is what Hive and Spark write, and what
//! DuckDB (`hive_partitioning`), pyarrow (`partitioning="hive"`) and Polars (`hive_partitioning=True`) put together
//! again; pyarrow takes a column that is in both for two types that cannot be merged.
//!
//! Null is `__HIVE_DEFAULT_PARTITION__`. Of the characters of ASCII, letters, digits, `-`, `_`, `.` and `~` stand for
//! themselves and all others are percent-encoded; what is not ASCII stays as it is, since Spark decodes single bytes.
//! Empty text has no folder of its own, as readers would take it for null: such a table cannot be laid out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use arrow_array::RecordBatch;

use crate::cells::{Value, cells};
use crate::column::{Column, Kind};
use crate::export::Format;
use crate::selection::SelectionError;
use crate::table::{PRIMARY_KEY, Table, TableData};

/// The folder of null.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// The most bytes that file systems allow the name of a folder.
const MAX_NAME: usize = 255;

/// The values that all rows of a part have, with the names of their columns.
pub type Partition = Vec<(String, Option<String>)>;

/// The values that the rows of a part have in the columns by which its table is laid out.
type Values = Vec<Option<String>>;

/// How a table is laid out: its parts, with how many rows each has.
#[derive(Debug)]
pub(crate) struct Layout {
    table: &'static Table,
    columns: Vec<String>,
    /// In the order of their values, null first.
    parts: Vec<(Values, usize)>,
}

/// Checks that tables can be laid out by columns.
///
/// # Errors
/// When no table has all of the columns, or the values of one are no names.
pub fn check_partitioning(columns: &[String], tables: &[&'static Table]) -> Result<(), SelectionError> {
    for (i, name) in columns.iter().enumerate() {
        let with = |table: &&'static Table| table.columns().into_iter().find(|column| column.name == *name);
        let found: Vec<_> = tables.iter().filter_map(with).collect();
        if found.is_empty() {
            return Err(unknown(name, tables));
        }
        if !found.iter().all(is_name) {
            return Err(SelectionError::new(
                format!("tables cannot be laid out by `{name}`"),
                "the values in the names of folders are texts and terms, as `supplier_id` and `stage` have",
            ));
        }
        if columns[..i].contains(name) {
            return Err(SelectionError::new(format!("`{name}` is named twice"), "name each column once"));
        }
    }
    if columns.is_empty() || tables.iter().any(|table| is_partitioned(table, columns)) {
        return Ok(());
    }
    Err(SelectionError::new(
        format!("no table that is exported has all of the columns `{}`", columns.join("`, `")),
        "a table is laid out by columns that it has all of",
    ))
}

/// The error of a column that no table has. Named are the ids and terms, by which tables are laid out most.
fn unknown(name: &str, tables: &[&'static Table]) -> SelectionError {
    let columns = tables.iter().flat_map(|table| table.columns()).filter(is_name);
    let common = columns.filter(|column| column.reference.is_some() || column.kind.vocabulary().is_some());
    let known: BTreeSet<String> = common.map(|column| column.name).collect();
    let message = format!("no table that is exported has a column `{name}`");
    SelectionError::misspelt(message, name, "columns of ids and terms", known.into_iter().collect())
}

/// Whether a table is laid out by columns.
pub(crate) fn is_partitioned(table: &'static Table, columns: &[String]) -> bool {
    let own = table.columns();
    !columns.is_empty() && columns.iter().all(|name| own.iter().any(|column| column.name == *name))
}

/// Whether the values of a column can be names of folders. The key of a table stays in its files.
fn is_name(column: &Column) -> bool {
    matches!(column.kind, Kind::Text | Kind::Term(_)) && column.name != PRIMARY_KEY
}

/// The folder of a table that is laid out.
pub(crate) fn folder(table: &str) -> String {
    format!("{}/{table}", Format::Parquet.as_str())
}

impl Layout {
    /// The layout of a table by columns that it has, given how many rows have the same values in them.
    pub(crate) fn new(table: &'static Table, columns: &[String], rows: BTreeMap<Values, usize>) -> Self {
        Self { table, columns: columns.to_vec(), parts: rows.into_iter().collect() }
    }

    pub(crate) fn table(&self) -> &'static Table {
        self.table
    }

    /// How many rows each part has.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = usize> {
        self.parts.iter().map(|(_, rows)| *rows)
    }

    /// The values of a part.
    pub(crate) fn partition(&self, part: usize) -> Partition {
        self.columns.iter().cloned().zip(self.parts[part].0.iter().cloned()).collect()
    }

    /// The path of the file of a part.
    pub(crate) fn path(&self, part: usize) -> String {
        let folders: Vec<String> = self.folders(part).map(|(_, _, folder)| folder).collect();
        format!("{}/{}/part-0.parquet", folder(self.table.name), folders.join("/"))
    }

    /// Why a part can have no folder, if it cannot.
    pub(crate) fn obstacle(&self, part: usize) -> Option<String> {
        self.folders(part).find_map(|(name, value, folder)| obstacle(self.table.name, name, value, &folder))
    }

    /// The folders on the way to a part: of each the column, the value and its name.
    fn folders(&self, part: usize) -> impl Iterator<Item = (&str, Option<&str>, String)> {
        let values = self.parts[part].0.iter().map(Option::as_deref);
        let folders = self.columns.iter().map(String::as_str).zip(values);
        folders.map(|(name, value)| (name, value, segment(name, value)))
    }

    /// The table without its rows, and without the columns that are in the paths.
    pub(crate) fn empty_part(&self) -> TableData {
        let mut data = self.table.empty();
        let is_left = |column: &Column| !self.columns.contains(&column.name);
        let left: Vec<usize> =
            (0..data.columns.len()).filter(|&place| is_left(&data.columns[place])).collect();
        let schema = data.schema.project(&left).expect("the positions are those of columns of the table");
        data.columns.retain(is_left);
        TableData { schema: schema.into(), ..data }
    }

    /// The part of each row of a batch with all columns of the table; `None` if it is in none of them.
    pub(crate) fn parts_of(&self, columns: &[Column], batch: &RecordBatch) -> Vec<Option<usize>> {
        let part = |values: &[Option<&str>]| {
            let values = values.iter().copied();
            let found = self
                .parts
                .binary_search_by(|(known, _)| known.iter().map(Option::as_deref).cmp(values.clone()));
            found.ok()
        };
        let mut parts = Vec::with_capacity(batch.num_rows());
        for (values, rows) in runs(columns, &self.columns, batch) {
            parts.resize(parts.len() + rows, part(&values));
        }
        parts
    }
}

/// Adds how many rows of a table have the same values in columns by which it is laid out.
pub(crate) fn count(data: &TableData, columns: &[String], rows: &mut BTreeMap<Values, usize>) {
    for batch in &data.batches {
        for (values, count) in runs(&data.columns, columns, batch) {
            *rows.entry(values.into_iter().map(|value| value.map(str::to_owned)).collect()).or_default() +=
                count;
        }
    }
}

/// The values that the rows of a batch have in some columns, which hold texts and terms: of rows that follow each other
/// and have the same, once with how many they are.
fn runs<'b>(
    columns: &[Column],
    wanted: &[String],
    batch: &'b RecordBatch,
) -> Vec<(Vec<Option<&'b str>>, usize)> {
    let all = cells(columns, batch);
    let place = |name: &String| columns.iter().position(|column| column.name == *name);
    let wanted: Vec<_> = wanted.iter().filter_map(place).map(|place| &all[place]).collect();
    let mut runs: Vec<(Vec<Option<&str>>, usize)> = Vec::new();
    for row in 0..batch.num_rows() {
        let values = wanted.iter().map(|cells| match cells.get(row) {
            Value::Text(text) => Some(text),
            _ => None,
        });
        match runs.last_mut() {
            Some((last, count)) if last.iter().copied().eq(values.clone()) => *count += 1,
            _ => runs.push((values.collect(), 1)),
        }
    }
    runs
}

fn obstacle(table: &str, column: &str, value: Option<&str>, folder: &str) -> Option<String> {
    if value == Some("") {
        return Some(format!(
            "`{table}.{column}` has empty texts, which in the names of folders would be null"
        ));
    }
    (folder.len() > MAX_NAME)
        .then(|| format!("`{table}.{column}` has a text that is too long for the name of a folder"))
}

/// The name of the folder of a value.
fn segment(column: &str, value: Option<&str>) -> String {
    let Some(value) = value else { return format!("{column}={NULL}") };
    let mut segment = format!("{column}=");
    for character in value.chars() {
        if character.is_ascii_alphanumeric() || !character.is_ascii() || "-_.~".contains(character) {
            segment.push(character);
        } else {
            let _ = write!(segment, "%{:02X}", u32::from(character));
        }
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_as_hive_names_them() {
        for (value, name) in [
            (Some("iran"), "c=iran"),
            (None, "c=__HIVE_DEFAULT_PARTITION__"),
            (Some("a/b=c%d e:f"), "c=a%2Fb%3Dc%25d%20e%3Af"),
            (Some("..\\\n\""), "c=..%5C%0A%22"),
            (Some("Île"), "c=Île"),
        ] {
            assert_eq!(segment("c", value), name);
        }
    }
}
