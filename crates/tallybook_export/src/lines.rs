//! Rows as lines of text, for the formats that are made of such.
//!
//! Most cells of a batch are as good as known before its rows are looked at: some are the same in every row, and in
//! most columns no text has a character that a format writes in another way. What is the same in every row is put
//! together once for a batch, and texts without such characters are copied as they are.

use std::fmt::Display;
use std::io::{self, Write};
use std::mem;

use arrow_array::types::Int32Type;
use arrow_array::{Array, PrimitiveArray, RecordBatch, StringArray};
use tallybook_schema::value::Day;

use crate::cells::{Cells, IsoDate, Value, cells};
use crate::column::Column;
use crate::writer::{BUFFER, Out, TableWriter};

/// How a format writes rows.
pub(crate) trait Form: Send {
    /// What stands before and after a plain text that is not empty.
    const QUOTE: &'static str;

    /// Writes a cell.
    fn cell(&self, value: Value<'_>, line: &mut Vec<u8>);

    /// Whether texts with some of these characters may not be plain: they could have to be written in another way.
    fn has_special(&self, texts: &[u8]) -> bool;
}

/// Writes rows as they come, each as a line.
pub(crate) struct Lines<'w, F> {
    form: F,
    columns: Vec<Column>,
    /// What stands before the cell of each column, the same in every row.
    before: Vec<String>,
    /// What stands after the last cell.
    end: &'static str,
    /// What goes into the file next.
    ready: Vec<u8>,
    out: Out<'w>,
}

/// A column of a batch whose cells have to be looked at.
struct Looked<'a> {
    /// What stands before a cell: first of all the quote that closes a plain text before it, then the cells of columns
    /// before it that are the same in every row, and what stands before each cell of the column.
    before: Vec<u8>,
    /// The same with an empty cell after it.
    empty: Vec<u8>,
    cells: LookedCells<'a>,
}

/// The cells of such a column.
enum LookedCells<'a> {
    /// Terms as they are written, with what stands before them.
    Terms(&'a PrimitiveArray<Int32Type>, Vec<Vec<u8>>),
    /// Plain texts. What stands before a cell has the quote that opens the text.
    Plain(&'a StringArray),
    Any(Cells<'a>),
}

/// What has been written of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// All but the quote that closes the last text.
    ButQuote,
    All,
}

impl Written {
    /// Of what stands next and begins with the quote of form `F`, that which is to be written.
    fn rest<F: Form>(self, next: &[u8]) -> &[u8] {
        match self {
            Self::ButQuote => next,
            Self::All => &next[F::QUOTE.len()..],
        }
    }
}

impl<'w, F: Form> Lines<'w, F> {
    /// A writer of rows after a text with which the file begins.
    pub(crate) fn new(
        form: F,
        columns: &[Column],
        before: Vec<String>,
        end: &'static str,
        start: Vec<u8>,
        out: Out<'w>,
    ) -> Self {
        Self { form, columns: columns.to_vec(), before, end, ready: start, out }
    }

    /// The columns of a batch that have to be looked at, and what stands after the last of them.
    fn looked<'a>(&self, batch: &'a RecordBatch) -> (Vec<Looked<'a>>, Vec<u8>) {
        let mut looked = Vec::new();
        let mut before = F::QUOTE.as_bytes().to_vec();
        for (key, cells) in self.before.iter().zip(cells(&self.columns, batch)) {
            before.extend_from_slice(key.as_bytes());
            if cells.are_the_same() {
                self.form.cell(cells.get(0), &mut before);
                continue;
            }
            let mut before = mem::replace(&mut before, F::QUOTE.as_bytes().to_vec());
            let with = |value| {
                let mut text = before.clone();
                self.form.cell(value, &mut text);
                text
            };
            let empty = with(Value::Null);
            let cells = match cells {
                Cells::Term(keys, terms) => {
                    LookedCells::Terms(keys, terms.iter().flatten().map(Value::Text).map(with).collect())
                }
                Cells::Text(texts) if cells.texts().is_some_and(|texts| !self.form.has_special(texts)) => {
                    before.extend_from_slice(F::QUOTE.as_bytes());
                    LookedCells::Plain(texts)
                }
                cells => LookedCells::Any(cells),
            };
            looked.push(Looked { before, empty, cells });
        }
        before.extend_from_slice(self.end.as_bytes());
        (looked, before)
    }

    fn write_ready(&mut self) -> io::Result<()> {
        self.out.write_all(&self.ready)?;
        self.ready.clear();
        Ok(())
    }
}

impl<F: Form> TableWriter for Lines<'_, F> {
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let (columns, end) = self.looked(batch);
        for row in 0..batch.num_rows() {
            let mut written = Written::All;
            for column in &columns {
                written = column.write(row, &self.form, written, &mut self.ready);
            }
            self.ready.extend_from_slice(written.rest::<F>(&end));
            if self.ready.len() >= BUFFER {
                self.write_ready()?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write_ready()?;
        self.out.flush()
    }
}

impl Looked<'_> {
    /// Writes the cell of a row, with what stands before it.
    #[inline]
    fn write<F: Form>(&self, row: usize, form: &F, written: Written, line: &mut Vec<u8>) -> Written {
        match &self.cells {
            LookedCells::Terms(keys, terms) if keys.is_valid(row) => {
                let term = usize::try_from(keys.value(row)).ok().and_then(|key| terms.get(key));
                line.extend_from_slice(written.rest::<F>(term.unwrap_or(&self.empty)));
            }
            LookedCells::Plain(texts) if texts.is_valid(row) => {
                let text = texts.value(row);
                if !text.is_empty() {
                    line.extend_from_slice(written.rest::<F>(&self.before));
                    line.extend_from_slice(text.as_bytes());
                    return Written::ButQuote;
                }
                let before = &self.before[..self.before.len() - F::QUOTE.len()];
                line.extend_from_slice(written.rest::<F>(before));
                form.cell(Value::Text(text), line);
            }
            LookedCells::Any(cells) => match cells.get(row) {
                Value::Null => line.extend_from_slice(written.rest::<F>(&self.empty)),
                value => {
                    line.extend_from_slice(written.rest::<F>(&self.before));
                    form.cell(value, line);
                }
            },
            LookedCells::Terms(..) | LookedCells::Plain(_) => {
                line.extend_from_slice(written.rest::<F>(&self.empty));
            }
        }
        Written::All
    }
}

/// Whether some of the bytes are such. Looks at many at a time, which takes less than to stop at the first: where
/// `is_such` has no branch, the processor compares all of them at once.
#[inline]
pub(crate) fn has(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    let (chunks, rest) = bytes.as_chunks::<64>();
    let among = |bytes: &[u8]| bytes.iter().fold(0, |found, &byte| found | u8::from(is_such(byte))) != 0;
    chunks.iter().any(|chunk| among(chunk)) || among(rest)
}

/// Writes a whole number.
pub(crate) fn put_whole(line: &mut Vec<u8>, number: i64) {
    line.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Writes a truth.
pub(crate) fn put_truth(line: &mut Vec<u8>, truth: bool) {
    line.extend_from_slice(if truth { b"true" } else { b"false" });
}

/// Writes a day.
pub(crate) fn put_day(line: &mut Vec<u8>, date: IsoDate) {
    let Some(day) = Day::from_days_since_epoch(date.days()).filter(|day| day.year() >= 0) else {
        return put(line, date);
    };
    let (year, month, day) = (day.year(), day.month().into(), day.day().into());
    let mut text = *b"0000-00-00";
    for (place, number) in [(0, year / 100), (2, year % 100), (5, month), (8, day)] {
        let number = u8::try_from(number).unwrap_or_default();
        text[place] += number / 10;
        text[place + 1] += number % 10;
    }
    line.extend_from_slice(&text);
}

/// Writes what prints itself.
pub(crate) fn put(line: &mut Vec<u8>, value: impl Display) {
    let _ = write!(line, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_they_print() {
        let some = (-5_000_000..5_000_000).step_by(97);
        let about_the_ends = [-719_529, -719_528, 2_932_896, 2_932_897];
        for day in some.chain(about_the_ends).map(IsoDate::new) {
            let mut line = Vec::new();
            put_day(&mut line, day);
            assert_eq!(String::from_utf8(line).unwrap(), day.to_string());
        }
    }
}
