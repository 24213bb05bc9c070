//! JSON Lines: one object a row, its keys in the order of the columns.
//!
//! Every key is in every row. Null is `null`, a list is an array, a day is text (`"2022-08-20"`). A
//! decimal number is text too (`"140000000"`), as readers of JSON take numbers for binary floating
//! point, which cannot hold every amount of money.

use std::io::{self, Write};

use crate::cells::{Value, cells};
use crate::table::TableData;

/// Writes a table.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &TableData, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    // What stands before the value of each column is the same in every row.
    let keys: Vec<String> = data
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| format!("{}\"{}\":", if i == 0 { '{' } else { ',' }, column.name))
        .collect();
    for batch in &data.batches {
        let columns = cells(&data.columns, batch);
        for row in 0..batch.num_rows() {
            for (key, column) in keys.iter().zip(&columns) {
                out.write_all(key.as_bytes())?;
                cell(&mut out, column.get(row))?;
            }
            out.write_all(b"}\n")?;
        }
    }
    out.flush()
}

fn cell(out: &mut impl Write, value: Value<'_>) -> io::Result<()> {
    match value {
        Value::Null => out.write_all(b"null"),
        Value::Text(text) => string(out, text),
        Value::Int(number) => write!(out, "{number}"),
        Value::Decimal(number) => write!(out, "\"{number}\""),
        Value::Date(date) => write!(out, "\"{date}\""),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::List(entries, start, end) => {
            out.write_all(b"[")?;
            for i in start..end {
                if i > start {
                    out.write_all(b",")?;
                }
                string(out, entries.value(i))?;
            }
            out.write_all(b"]")
        }
    }
}

fn string(out: &mut impl Write, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}
