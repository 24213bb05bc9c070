//! JSON Lines: one object a row, its keys in the order of the columns.
//!
//! Every key is in every row. Null is `null`, a list is an array, a day is text (`"2022-08-20"`). A
//! decimal number is text too (`"140000000"`), as readers of JSON take numbers for binary floating
//! point, which cannot hold every amount of money.

use std::io::{self, Write};

use crate::cells::Value;
use crate::lines::{Form, Lines, has, put, put_day, put_truth, put_whole};
use crate::table::TableData;
use crate::writer::{Out, write_all};

/// Writes a table.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &TableData, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write_all(Box::new(writer(data, out)), data)
}

/// A writer of the rows of a table.
pub(crate) fn writer<'w>(data: &TableData, out: Out<'w>) -> Lines<'w, Objects> {
    let columns = data.columns.iter().enumerate();
    let keys = columns.map(|(i, column)| format!("{}\"{}\":", if i == 0 { '{' } else { ',' }, column.name));
    Lines::new(Objects, &data.columns, keys.collect(), "}\n", Vec::new(), out)
}

/// Rows as objects.
pub(crate) struct Objects;

impl Form for Objects {
    const QUOTE: &'static str = "\"";

    fn cell(&self, value: Value<'_>, line: &mut Vec<u8>) {
        match value {
            Value::Null => line.extend_from_slice(b"null"),
            Value::Text(text) => string(text, line),
            Value::Int(number) => put_whole(line, number),
            Value::Decimal(number) => put(line, format_args!("\"{number}\"")),
            Value::Date(date) => {
                line.push(b'"');
                put_day(line, date);
                line.push(b'"');
            }
            Value::Bool(truth) => put_truth(line, truth),
            Value::List(entries, start, end) => {
                line.push(b'[');
                for i in start..end {
                    if i > start {
                        line.push(b',');
                    }
                    string(entries.value(i), line);
                }
                line.push(b']');
            }
        }
    }

    fn has_special(&self, texts: &[u8]) -> bool {
        has(texts, is_escaped)
    }
}

/// Whether a character is not written as it is.
#[expect(clippy::needless_bitwise_bool, reason = "without a branch, many are compared at once")]
fn is_escaped(byte: u8) -> bool {
    (byte < b' ') | (byte == b'"') | (byte == b'\\')
}

/// Whether a text is written as it is, between quotes.
fn is_plain(text: &str) -> bool {
    !has(text.as_bytes(), is_escaped)
}

fn string(text: &str, line: &mut Vec<u8>) {
    if !is_plain(text) {
        return serde_json::to_writer(line, text).expect("a text can be written, and memory takes it");
    }
    line.push(b'"');
    line.extend_from_slice(text.as_bytes());
    line.push(b'"');
}
