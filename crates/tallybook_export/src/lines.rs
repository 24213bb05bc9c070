//! Rows as lines of text, for the formats that are made of such.
//!
//! Most cells of a batch are as good as known before its rows are looked at: some are the same in every row, and in
//! most columns no text has a character that a format writes in another way. What is the same in every row is put
//! together once for a batch, and texts without such characters are copied as they are.

use std::fmt::Display;
use std::io::{self, Write};

use arrow_array::RecordBatch;

use crate::cells::{Cells, Value, cells};
use crate::column::Column;
use crate::writer::{BUFFER, Out, TableWriter};

/// How a format writes rows.
pub(crate) trait Form: Send {
    /// Writes a cell. If it is plain, no text in it has a [special](Self::is_special) character.
    fn cell(&self, value: Value<'_>, is_plain: bool, line: &mut Vec<u8>);

    /// Whether a text with this character cannot be written as it is.
    fn is_special(byte: u8) -> bool;
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
    /// What stands before each cell: also the cells of columns that are the same in every row.
    before: Vec<u8>,
    cells: Cells<'a>,
    is_plain: bool,
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
        let mut text = Vec::new();
        for (before, cells) in self.before.iter().zip(cells(&self.columns, batch)) {
            text.extend_from_slice(before.as_bytes());
            let is_plain = cells.texts().is_none_or(|texts| !has(texts, F::is_special));
            if cells.are_the_same() {
                self.form.cell(cells.get(0), is_plain, &mut text);
            } else {
                looked.push(Looked { before: std::mem::take(&mut text), cells, is_plain });
            }
        }
        text.extend_from_slice(self.end.as_bytes());
        (looked, text)
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
            for Looked { before, cells, is_plain } in &columns {
                self.ready.extend_from_slice(before);
                self.form.cell(cells.get(row), *is_plain, &mut self.ready);
            }
            self.ready.extend_from_slice(&end);
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

/// Whether some of the bytes are such. Looks at many at a time, which takes less than to stop at the first.
pub(crate) fn has(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    bytes.chunks(256).any(|chunk| chunk.iter().fold(false, |found, &byte| found | is_such(byte)))
}

/// Writes what prints itself.
pub(crate) fn put(line: &mut Vec<u8>, value: impl Display) {
    let _ = write!(line, "{value}");
}
