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
use std::sync::Arc;

use arrow_array::{RecordBatch, UInt32Array};
use arrow_select::take::take_record_batch;

use crate::cells::cells;
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

/// A part of a table.
pub(crate) struct Part {
    pub(crate) partition: Partition,
    /// Its rows, without the columns that are in the path.
    pub(crate) data: TableData,
    pub(crate) path: String,
    /// Why it can have no folder, if it cannot.
    pub(crate) obstacle: Option<String>,
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

/// The parts of a table, in the order of their values, null first. Rows keep their order.
pub(crate) fn parts(data: &TableData, columns: &[String]) -> Vec<Part> {
    let keys: Vec<usize> = columns
        .iter()
        .filter_map(|name| data.columns.iter().position(|column| column.name == *name))
        .collect();
    let others: Vec<usize> = (0..data.columns.len()).filter(|position| !keys.contains(position)).collect();
    let mut rows: BTreeMap<Vec<Option<String>>, Vec<RecordBatch>> = BTreeMap::new();
    for batch in &data.batches {
        let values = cells(&data.columns, batch);
        let mut in_batch: BTreeMap<Vec<Option<String>>, Vec<u32>> = BTreeMap::new();
        for (number, row) in (0..).zip(0..batch.num_rows()) {
            let key = keys.iter().map(|&key| values[key].get(row).plain()).collect();
            in_batch.entry(key).or_default().push(number);
        }
        let rest = batch.project(&others).expect("the positions are those of columns of the table");
        for (key, numbers) in in_batch {
            let taken = take_record_batch(&rest, &UInt32Array::from(numbers))
                .expect("the numbers are those of rows of the batch");
            rows.entry(key).or_default().push(taken);
        }
    }
    let columns_left: Vec<_> = others.iter().map(|&position| data.columns[position].clone()).collect();
    let schema =
        Arc::new(data.schema.project(&others).expect("the positions are those of columns of the table"));
    let part = |(values, batches): (Vec<Option<String>>, Vec<RecordBatch>)| {
        let partition: Partition = columns.iter().cloned().zip(values).collect();
        let data = TableData {
            table: data.table,
            columns: columns_left.clone(),
            schema: Arc::clone(&schema),
            batches,
        };
        let folders: Vec<String> =
            partition.iter().map(|(name, value)| segment(name, value.as_deref())).collect();
        let obstacle = partition
            .iter()
            .zip(&folders)
            .find_map(|((name, value), folder)| obstacle(data.table.name, name, value.as_deref(), folder));
        let path = format!("{}/{}/part-0.parquet", folder(data.table.name), folders.join("/"));
        Part { partition, data, path, obstacle }
    };
    rows.into_iter().map(part).collect()
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
