//! CSV (RFC 4180): UTF-8, CR LF, a header row.
//!
//! | value | cell |
//! |---|---|
//! | null | empty |
//! | empty text | `""` |
//! | list | its entries joined with `; `; within an entry `;` is written `\;` and `\` is written `\\` |
//! | truth | `true`, `false` |
//! | day | `2022-08-20` |
//! | number | digits, `.` before decimals, no separators, no exponent |
//!
//! **Plain** CSV has no byte order mark. A field is quoted where it holds a quotation mark, a comma, CR or
//! LF, and where it is empty text.
//!
//! CSV **for spreadsheets** starts with a byte order mark, without which Excel does not take it for UTF-8.
//! Every text is quoted, numbers, days and truths are not. A text that a spreadsheet would run as a formula
//! has an apostrophe before it ([`formula::guard`]), and so has one that begins with an apostrophe itself:
//! whoever reads such a file takes one apostrophe away from the beginning of a text that has it. Numbers are
//! not guarded, as they are only themselves.
//!
//! The writers at hand quote all fields or none by such a rule, so that they cannot tell empty text
//! from null; this is why the few lines of the format stand here.

use std::io::{self, BufWriter, Write};

use arrow_array::RecordBatch;
use tallybook_schema::formula;

use crate::cells::{Value, cells, joined};
use crate::column::Column;
use crate::table::TableData;
use crate::writer::{BUFFER, Out, TableWriter, write_all};

/// Who the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Plain,
    Spreadsheet,
}

/// Writes a table with its header as plain CSV.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &TableData, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write_all(Box::new(Writer::new(data, Dialect::Plain, out)?), data)
}

/// Writes a table with its header as CSV for spreadsheets.
///
/// # Errors
/// Those of `out`.
pub fn write_for_spreadsheets(data: &TableData, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write_all(Box::new(Writer::new(data, Dialect::Spreadsheet, out)?), data)
}

/// Writes rows as they come.
pub(crate) struct Writer<'w> {
    columns: Vec<Column>,
    dialect: Dialect,
    out: BufWriter<Out<'w>>,
}

impl<'w> Writer<'w> {
    /// Writes the header of a table.
    pub(crate) fn new(data: &TableData, dialect: Dialect, out: Out<'w>) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(BUFFER, out);
        if dialect == Dialect::Spreadsheet {
            out.write_all("\u{FEFF}".as_bytes())?;
        }
        row(&mut out, &data.columns, |out, column| text(out, &column.name, dialect))?;
        Ok(Self { columns: data.columns.clone(), dialect, out })
    }
}

impl TableWriter for Writer<'_> {
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let columns = cells(&self.columns, batch);
        for index in 0..batch.num_rows() {
            row(&mut self.out, &columns, |out, column| cell(out, column.get(index), self.dialect))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

fn row<W: Write, T>(
    out: &mut W,
    columns: &[T],
    mut write: impl FnMut(&mut W, &T) -> io::Result<()>,
) -> io::Result<()> {
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        write(out, column)?;
    }
    out.write_all(b"\r\n")
}

fn cell(out: &mut impl Write, value: Value<'_>, dialect: Dialect) -> io::Result<()> {
    match value {
        Value::Null => Ok(()),
        Value::Text(value) => text(out, value, dialect),
        Value::Int(number) => write!(out, "{number}"),
        Value::Decimal(number) => write!(out, "{number}"),
        Value::Date(date) if dialect == Dialect::Plain => write!(out, "{date}"),
        Value::Date(date) => day(out, &date.to_string()),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::List(_, start, end) if start == end => Ok(()),
        Value::List(entries, start, end) => text(out, &joined(entries, start, end), dialect),
    }
}

/// A day for spreadsheets. One before the year 0 begins with a sign, and so is text.
fn day(out: &mut impl Write, date: &str) -> io::Result<()> {
    if formula::start(date).is_some() {
        return text(out, date, Dialect::Spreadsheet);
    }
    out.write_all(date.as_bytes())
}

fn text(out: &mut impl Write, value: &str, dialect: Dialect) -> io::Result<()> {
    if dialect == Dialect::Spreadsheet {
        return write!(out, "\"{}\"", formula::guard(value).replace('"', "\"\""));
    }
    let special = |byte: u8| matches!(byte, b'"' | b',' | b'\r' | b'\n');
    if !value.is_empty() && !value.bytes().any(special) {
        return out.write_all(value.as_bytes());
    }
    write!(out, "\"{}\"", value.replace('"', "\"\""))
}
