//! The tables that say what the others hold: `metadata`, `tables`, `columns`, `vocabularies`, and
//! `records`, which has every record once.

use rusqlite::{Connection, params};

use super::keys::{Keys, key_of, record_type, typed_references};
use crate::cells::{Value, cells};
use crate::column::{Column, Kind};
use crate::metadata::Metadata;
use crate::table::{PRIMARY_KEY, TableData};

const TABLES: &str = "
CREATE TABLE \"metadata\" (
  -- One row for: something that is said of the dataset
  \"name\" TEXT NOT NULL PRIMARY KEY,
  \"value\" TEXT NOT NULL
) STRICT;
CREATE TABLE \"tables\" (
  -- One row for: table of the export
  \"table_name\" TEXT NOT NULL PRIMARY KEY,
  \"title\" TEXT NOT NULL,
  \"row\" TEXT NOT NULL, -- What there is one row for
  \"description\" TEXT NOT NULL
) STRICT;
CREATE TABLE \"columns\" (
  -- One row for: column of a table
  \"table_name\" TEXT NOT NULL REFERENCES \"tables\" (\"table_name\"),
  \"column_no\" INTEGER NOT NULL, -- Place among the columns of the table, from 1
  \"column_name\" TEXT NOT NULL,
  \"type\" TEXT NOT NULL CHECK (\"type\" IN ('text', 'term', 'integer', 'decimal', 'date', 'boolean', 'list')),
  \"nullable\" INTEGER NOT NULL CHECK (\"nullable\" IN (0, 1)),
  \"unit\" TEXT, -- What its numbers count
  \"vocabulary\" TEXT, -- Vocabulary that its terms are from
  \"refers_to\" TEXT, -- Column that its values are from
  \"description\" TEXT NOT NULL,
  PRIMARY KEY (\"table_name\", \"column_name\")
) STRICT;
CREATE TABLE \"vocabularies\" (
  -- One row for: term of a vocabulary
  \"vocabulary\" TEXT NOT NULL,
  \"term_no\" INTEGER NOT NULL, -- Place in the vocabulary, from 1
  \"term\" TEXT NOT NULL,
  \"description\" TEXT NOT NULL,
  \"successor\" TEXT, -- Term to write instead, if this one is deprecated
  PRIMARY KEY (\"vocabulary\", \"term\")
) STRICT;
";

/// Writes what the tables hold.
pub(super) fn write(
    connection: &Connection,
    tables: &[&TableData],
    metadata: &Metadata,
    keys: &Keys,
) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    let mut pairs = metadata.pairs();
    let left_out = keys.left_out();
    if !left_out.is_empty() {
        pairs.push(("keys_not_declared", left_out.join("; ")));
    }
    let mut insert = connection.prepare("INSERT INTO metadata VALUES (?, ?)")?;
    for (name, value) in pairs {
        insert.execute(params![name, value])?;
    }
    let mut insert = connection.prepare("INSERT INTO tables VALUES (?, ?, ?, ?)")?;
    for table in tables.iter().map(|data| data.table) {
        insert.execute(params![table.name, table.title, table.row, table.description])?;
    }
    let mut insert = connection.prepare("INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    for data in tables {
        for (number, column) in (1_i64..).zip(&data.columns) {
            insert.execute(params![
                data.table.name,
                number,
                column.name,
                type_name(column.kind),
                column.nullable,
                column.unit.as_deref(),
                column.kind.vocabulary().map(|vocabulary| vocabulary.name),
                refers_to(&data.columns, column),
                column.description,
            ])?;
        }
    }
    write_vocabularies(connection, tables)
}

fn write_vocabularies(connection: &Connection, tables: &[&TableData]) -> rusqlite::Result<()> {
    let columns = tables.iter().flat_map(|data| &data.columns);
    let mut vocabularies: Vec<_> = columns.filter_map(|column| column.kind.vocabulary()).collect();
    vocabularies.sort_by_key(|vocabulary| vocabulary.name);
    vocabularies.dedup_by_key(|vocabulary| vocabulary.name);
    let mut insert = connection.prepare("INSERT INTO vocabularies VALUES (?, ?, ?, ?, ?)")?;
    for vocabulary in vocabularies {
        for (number, term) in (1_i64..).zip(vocabulary.terms) {
            insert.execute(params![vocabulary.name, number, term.code, term.description, term.successor])?;
        }
    }
    Ok(())
}

/// Writes the table of every record, to which references lead whose table depends on a type.
pub(super) fn write_records(
    connection: &Connection,
    tables: &[&TableData],
    keys: &Keys,
) -> rusqlite::Result<()> {
    let key =
        if keys.records_are_unique() { ",\n  PRIMARY KEY (\"record_type\", \"record_id\")" } else { "" };
    connection.execute_batch(&format!(
        "CREATE TABLE \"records\" (\n  -- One row for: record of any type\n  \"record_type\" TEXT NOT NULL,\n  \"record_id\" TEXT NOT NULL{key}\n) STRICT;"
    ))?;
    let mut insert = connection.prepare("INSERT INTO records VALUES (?, ?)")?;
    for data in tables {
        let Some(record_type) = record_type(data.table.name) else { continue };
        let Some(id) = data.columns.iter().position(|column| column.name == PRIMARY_KEY) else { continue };
        for batch in &data.batches {
            let columns = cells(&data.columns, batch);
            for row in 0..batch.num_rows() {
                if let Value::Text(id) = columns[id].get(row) {
                    insert.execute(params![record_type.name(), id])?;
                }
            }
        }
    }
    Ok(())
}

/// The type of a column as the data dictionary calls it.
fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Term(_) => "term",
        Kind::Int => "integer",
        Kind::Decimal => "decimal",
        Kind::Date => "date",
        Kind::Bool => "boolean",
        Kind::TextList => "list",
    }
}

/// The column whose values a column's own are: one of a table, or the id of a record of the type that
/// stands beside it.
fn refers_to(columns: &[Column], column: &Column) -> Option<String> {
    let plain = column.reference.map(|reference| reference.to_string());
    debug_assert!(plain.is_some() || key_of(column).is_none());
    plain.or_else(|| {
        let typed = typed_references(columns);
        typed.iter().any(|reference| reference.id == column.name).then(|| "records.record_id".to_owned())
    })
}
