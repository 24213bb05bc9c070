//! CSV (RFC 4180): UTF-8 without a byte order mark, CR LF, a header row.
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
//! A field is quoted where it holds a quotation mark, a comma, CR or LF, and where it is empty text.
//! The writers at hand quote all fields or none by such a rule, so that they cannot tell empty text
//! from null; this is why the few lines of the format stand here.

use std::io::{self, Write};

use crate::cells::{Value, cells};
use crate::column::LIST_SEPARATOR;
use crate::table::TableData;

/// Writes a table with its header.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &TableData, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    row(&mut out, &data.columns, |out, column| text(out, &column.name))?;
    for batch in &data.batches {
        let columns = cells(&data.columns, batch);
        for index in 0..batch.num_rows() {
            row(&mut out, &columns, |out, column| cell(out, column.get(index)))?;
        }
    }
    out.flush()
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

fn cell(out: &mut impl Write, value: Value<'_>) -> io::Result<()> {
    match value {
        Value::Null => Ok(()),
        Value::Text(value) => text(out, value),
        Value::Int(number) => write!(out, "{number}"),
        Value::Decimal(number) => write!(out, "{number}"),
        Value::Date(date) => write!(out, "{date}"),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::List(_, start, end) if start == end => Ok(()),
        Value::List(entries, start, end) => {
            let entries: Vec<_> = (start..end).map(|i| escape(entries.value(i))).collect();
            text(out, &entries.join(LIST_SEPARATOR))
        }
    }
}

fn text(out: &mut impl Write, value: &str) -> io::Result<()> {
    let special = |byte: u8| matches!(byte, b'"' | b',' | b'\r' | b'\n');
    if !value.is_empty() && !value.bytes().any(special) {
        return out.write_all(value.as_bytes());
    }
    write!(out, "\"{}\"", value.replace('"', "\"\""))
}

/// An entry of a list, so that what separates entries cannot be mistaken in it.
fn escape(entry: &str) -> String {
    entry.replace('\\', "\\\\").replace(';', "\\;")
}
