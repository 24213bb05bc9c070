//! JSON Lines: one object a row, its keys in the order of the columns.
//!
//! Every key is in every row. Null is `null`, a list is an array, a day is text (`"2022-08-20"`). A
//! decimal number is text too (`"140000000"`), as readers of JSON take numbers for binary floating
//! point, which cannot hold every amount of money.

use std::io::{self, BufWriter, Write};

use arrow_array::RecordBatch;

use crate::cells::{Value, cells};
use crate::column::Column;
use crate::table::TableData;
use crate::writer::{BUFFER, Out, TableWriter, write_all};

/// Writes a table.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &TableData, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write_all(Box::new(Writer::new(data, out)), data)
}

/// Writes rows as they come.
pub(crate) struct Writer<'w> {
    columns: Vec<Column>,
    /// What stands before the value of each column, the same in every row.
    keys: Vec<String>,
    out: BufWriter<Out<'w>>,
}

impl<'w> Writer<'w> {
    /// A writer of rows of a table.
    pub(crate) fn new(data: &TableData, out: Out<'w>) -> Self {
        let key =
            |(i, column): (usize, &Column)| format!("{}\"{}\":", if i == 0 { '{' } else { ',' }, column.name);
        let keys = data.columns.iter().enumerate().map(key).collect();
        Self { columns: data.columns.clone(), keys, out: BufWriter::with_capacity(BUFFER, out) }
    }
}

impl TableWriter for Writer<'_> {
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let columns = cells(&self.columns, batch);
        for row in 0..batch.num_rows() {
            for (key, column) in self.keys.iter().zip(&columns) {
                self.out.write_all(key.as_bytes())?;
                cell(&mut self.out, column.get(row))?;
            }
            self.out.write_all(b"}\n")?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
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
