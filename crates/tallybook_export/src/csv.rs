//! CSV (RFC 4180): UTF-8, CR LF, a header row.
//!
//! | value | cell |
//! |---|---|
//! | null | empty |
//! | empty text | `""` |
//! | list | its entries joined with `; `; within an entry `;` is written `\;`, a space after it `\ `, and `\` is written `\\` |
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

use std::io::{self, Write};

use tallybook_schema::formula;

use crate::cells::{Value, joined};
use crate::lines::{Form, Lines, has, put, put_day, put_truth, put_whole};
use crate::table::TableData;
use crate::writer::{Out, write_all};

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
    write_all(Box::new(writer(data, Dialect::Plain, out)), data)
}

/// Writes a table with its header as CSV for spreadsheets.
///
/// # Errors
/// Those of `out`.
pub fn write_for_spreadsheets(data: &TableData, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write_all(Box::new(writer(data, Dialect::Spreadsheet, out)), data)
}

/// A writer of the rows of a table after its header.
pub(crate) fn writer<'w>(data: &TableData, dialect: Dialect, out: Out<'w>) -> Lines<'w, Dialect> {
    let mut start = Vec::new();
    if dialect == Dialect::Spreadsheet {
        start.extend_from_slice("\u{FEFF}".as_bytes());
    }
    let mut before = Vec::new();
    for (i, column) in data.columns.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        start.extend_from_slice(comma.as_bytes());
        dialect.text(&column.name, &mut start);
        before.push(comma.to_owned());
    }
    start.extend_from_slice(END.as_bytes());
    Lines::new(dialect, &data.columns, before, END, start, out)
}

/// What stands at the end of a row.
const END: &str = "\r\n";

impl Form for Dialect {
    const QUOTE: &'static str = "";

    fn cell(&self, value: Value<'_>, line: &mut Vec<u8>) {
        match value {
            Value::Null => {}
            Value::Text(value) => self.text(value, line),
            Value::Int(number) => put_whole(line, number),
            Value::Decimal(number) => put(line, number),
            Value::Date(date) if *self == Self::Plain => put_day(line, date),
            Value::Date(date) => day(&date.to_string(), line),
            Value::Bool(truth) => put_truth(line, truth),
            Value::List(_, start, end) if start == end => {}
            Value::List(entries, start, end) => self.text(&joined(entries, start, end), line),
        }
    }

    fn has_special(&self, texts: &[u8]) -> bool {
        match self {
            Self::Plain => has(texts, is_quoted),
            // Every text is quoted, and what a formula is, its first character says.
            Self::Spreadsheet => true,
        }
    }
}

impl Dialect {
    fn text(self, value: &str, line: &mut Vec<u8>) {
        if self == Self::Spreadsheet {
            return quoted(&formula::guard(value), line);
        }
        if value.is_empty() || has(value.as_bytes(), is_quoted) {
            return quoted(value, line);
        }
        line.extend_from_slice(value.as_bytes());
    }
}

/// Whether a text with this character is quoted in plain CSV.
#[expect(clippy::needless_bitwise_bool, reason = "without a branch, many are compared at once")]
fn is_quoted(byte: u8) -> bool {
    (byte == b'"') | (byte == b',') | (byte == b'\r') | (byte == b'\n')
}

/// A day for spreadsheets. One before the year 0 begins with a sign, and so is text.
fn day(date: &str, line: &mut Vec<u8>) {
    if formula::start(date).is_some() {
        return Dialect::Spreadsheet.text(date, line);
    }
    line.extend_from_slice(date.as_bytes());
}

fn quoted(value: &str, line: &mut Vec<u8>) {
    line.push(b'"');
    for (i, piece) in value.split('"').enumerate() {
        if i > 0 {
            line.extend_from_slice(b"\"\"");
        }
        line.extend_from_slice(piece.as_bytes());
    }
    line.push(b'"');
}
