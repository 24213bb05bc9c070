//! SQLite: every table in one file, with its keys, its documentation and views.
//!
//! | value | column |
//! |---|---|
//! | text, term | `TEXT`; a term with a `CHECK` on its vocabulary |
//! | integer | `INTEGER` |
//! | decimal | `REAL`; `ANY` in a column with a number whose digits do not come back from a real one ([`is_real`]) |
//! | day | `TEXT`, `2022-08-20`: sorts and compares as days do, and is what the date functions take |
//! | truth | `INTEGER`, 0 or 1 |
//! | list | `TEXT`, a JSON array for `json_each` |
//!
//! A number in a column `ANY` is an integer where it is whole, a real number where its digits come back from one, else
//! text. Such a column loses nothing, but DuckDB takes it for text and fails at the first number.
//!
//! Tables are `STRICT`. Ids are primary keys and references foreign keys, those included whose table
//! depends on a type beside them: they lead to `records`, which has every record once. A key that the
//! data break is not declared, so that a dataset with errors can be written as it is and the file
//! never says what is not so; `metadata` names the keys that were left out ([`keys`]).
//!
//! Beside the tables stand `tables`, `columns`, `vocabularies` and `metadata`, which say what they hold
//! ([`about`]), and views for the questions that come first (`views.sql`).
//!
//! The file is built in the order of the rows, so that the same tables give the same bytes: in a temporary one, as
//! memory has not the room for that of a large dataset.

mod about;
mod ddl;
mod keys;

use std::io;
use std::sync::Arc;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ErrorCode, ToSql, params_from_iter};
use tallybook_diagnostics::Meter;
use tempfile::NamedTempFile;

use crate::cells::{PlainDecimal, Value, cells};
use crate::metadata::{EXPORT_VERSION, Metadata};
use crate::table::{TABLES, TableData};
use crate::temporary::TemporaryFile;
use crate::writer::Out;
use keys::Keys;

/// About so many bytes a row has in a database.
pub(crate) const BYTES_A_ROW: u64 = 320;

/// Writes a database of tables. The meter is told of each row.
///
/// # Errors
/// Those of `out` and of the folder for temporary files, and of a value that SQLite cannot hold, as one of more than a
/// billion bytes.
pub fn write(tables: &[Arc<TableData>], metadata: &Metadata, meter: &Meter, out: Out<'_>) -> io::Result<()> {
    let tables: Vec<&TableData> = tables.iter().map(Arc::as_ref).collect();
    let (mut file, path) = NamedTempFile::new().map_err(TemporaryFile::failed)?.into_parts();
    let mut connection = Connection::open(&path).map_err(explained)?;
    // Once it is open its name can go, so that the file goes with the program, however that ends.
    let _path = if cfg!(unix) { path.close().map(|()| None)? } else { Some(path) };
    fill(&mut connection, &tables, metadata, meter).map_err(explained)?;
    connection.close().map_err(|(_, error)| explained(error))?;
    io::copy(&mut file, out)?;
    Ok(())
}

/// An error of the database, which is that of the temporary file if it is none of a value.
fn explained(error: rusqlite::Error) -> io::Error {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly,
        ) => TemporaryFile::failed(error.to_string()),
        _ => io::Error::other(error),
    }
}

/// Bytes of the database that are kept in memory while it is made.
const CACHE: usize = 1 << 26;

/// Fills an empty database with tables.
fn fill(
    connection: &mut Connection,
    tables: &[&TableData],
    metadata: &Metadata,
    meter: &Meter,
) -> rusqlite::Result<()> {
    let keys = Keys::of(tables);
    // Nobody else opens it, and nothing is kept of it if it cannot be made. For each row, SQLite makes a table of the
    // terms of each vocabulary to check the one against it. All are terms.
    connection.execute_batch(&format!(
        "PRAGMA encoding = 'UTF-8'; PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -{}; PRAGMA foreign_keys = OFF;
        PRAGMA ignore_check_constraints = ON; PRAGMA user_version = {EXPORT_VERSION};",
        CACHE / 1024,
    ))?;
    let transaction = connection.transaction()?;
    about::write(&transaction, tables, metadata, &keys)?;
    about::write_records(&transaction, tables, &keys)?;
    for data in tables {
        transaction.execute_batch(&ddl::create(data, &keys))?;
        insert(&transaction, data, meter)?;
    }
    for data in tables {
        transaction.execute_batch(&ddl::indexes(data))?;
    }
    for view in views(|table| tables.iter().any(|data| data.table.name == table)) {
        transaction.execute_batch(view)?;
    }
    transaction.commit()
}

/// The statements that make the views whose tables are all there.
pub(crate) fn views(has: impl Fn(&str) -> bool) -> impl Iterator<Item = &'static str> {
    let missing: Vec<String> = TABLES
        .iter()
        .filter(|table| !has(table.name))
        .flat_map(|table| [format!("FROM {}\n", table.name), format!("JOIN {}", table.name)])
        .collect();
    let views = include_str!("sqlite/views.sql").split_inclusive(";\n");
    views.filter(move |view| !missing.iter().any(|from| view.contains(from.as_str())))
}

/// The name of a view and what it shows, which is the comment in the statement that makes it.
pub(crate) fn described(view: &'static str) -> Option<(&'static str, &'static str)> {
    let (name, rest) = view.trim_start().strip_prefix("CREATE VIEW \"")?.split_once('"')?;
    let (_, comment) = rest.split_once("-- ")?;
    Some((name, comment.lines().next()?))
}

fn insert(connection: &Connection, data: &TableData, meter: &Meter) -> rusqlite::Result<()> {
    let places = vec!["?"; data.columns.len()].join(", ");
    let mut statement =
        connection.prepare(&format!("INSERT INTO {} VALUES ({places})", ddl::quoted(data.table.name)))?;
    for batch in &data.batches {
        let columns = cells(&data.columns, batch);
        for row in 0..batch.num_rows() {
            statement.execute(params_from_iter(columns.iter().map(|column| column.get(row))))?;
            meter.add(1);
        }
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => rusqlite::types::Null.into(),
            Self::Text(text) => (*text).into(),
            Self::Int(number) => (*number).into(),
            Self::Decimal(number) => decimal(*number),
            Self::Date(day) => day.to_string().into(),
            Self::Bool(truth) => (*truth).into(),
            Self::List(entries, start, end) => {
                let entries: Vec<&str> = (*start..*end).map(|i| entries.value(i)).collect();
                serde_json::Value::from(entries).to_string().into()
            }
        })
    }
}

/// The first whole number with more digits than every reader of a 64-bit real number gives back: 15 (IEEE 754, C's
/// `DBL_DIG`).
const REAL_DIGITS: u128 = 1_000_000_000_000_000;

/// Whether every reader of a 64-bit real number gives back the digits of a decimal one.
fn is_real(number: PlainDecimal) -> bool {
    let mut digits = number.ten_thousandths().unsigned_abs();
    while digits >= REAL_DIGITS && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits < REAL_DIGITS
}

/// A decimal number as the simplest value that loses nothing. A column `REAL` makes a real one of an integer.
fn decimal(number: PlainDecimal) -> ToSqlOutput<'static> {
    let text = number.to_string();
    if let Ok(whole) = text.parse::<i64>() {
        return whole.into();
    }
    match text.parse::<f64>() {
        Ok(real) if is_real(number) => real.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::types::Value as Stored;

    use super::*;

    #[test]
    fn decimals_lose_nothing() {
        for (ten_thousandths, stored) in [
            (1_400_000_000_000, Stored::Integer(140_000_000)),
            (25_000, Stored::Real(2.5)),
            (1, Stored::Real(0.0001)),
            (12_345_678_901_234_567, Stored::Text("1234567890123.4567".to_owned())),
            (i128::from(i64::MAX) * 10_000, Stored::Integer(i64::MAX)),
            (10_i128.pow(34), Stored::Real(1e30)),
            ((i128::from(i64::MAX) + 1) * 10_000, Stored::Text("9223372036854775808".to_owned())),
        ] {
            let value = Value::Decimal(PlainDecimal::new(ten_thousandths));
            let expected = ToSqlOutput::Owned(stored);
            assert_eq!(value.to_sql().unwrap(), expected, "{ten_thousandths}");
        }
    }
    #[test]
    fn fifteen_digits_come_back_from_a_real_number() {
        for (ten_thousandths, comes_back) in [
            (0, true),
            (1, true),
            (-25_000, true),
            (999_999_999_999_999, true),
            (1_234_567_890_123_456, false),
            (-1_234_567_890_123_456, false),
            (1_234_567_890_123_450, true),
            (9_007_199_254_740_993 * 10_000, false),
            (10_i128.pow(37), true),
            (i128::MIN, false),
        ] {
            assert_eq!(is_real(PlainDecimal::new(ten_thousandths)), comes_back, "{ten_thousandths}");
        }
    }
}
