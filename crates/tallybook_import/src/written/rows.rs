//! The rows of a table, one after another, with few of them in memory.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
    RowSelection,
};
use tallybook_export::cells::{Cells, Value};
use tallybook_export::{Format, Kind, Table};

use super::unlike;
use crate::grid::Address;
use crate::read::Source;

/// Rows that are decoded at a time.
const BATCH: usize = 2048;

/// A table in a Parquet file that has the columns of its table, in their order.
#[derive(Debug)]
pub(super) struct TableFile {
    path: PathBuf,
    /// The path within the exports.
    name: String,
    columns: Vec<(String, Kind)>,
    metadata: ArrowReaderMetadata,
    /// How many rows it has.
    pub(super) rows: usize,
}

impl TableFile {
    /// The file of a table; `None` if it is not as the table is written.
    pub(super) fn open(folder: &Path, table: &'static Table) -> Option<Self> {
        let name = Source::Format(Format::Parquet).path(table.name);
        let path = folder.join(&name);
        let metadata =
            ArrowReaderMetadata::load(&File::open(&path).ok()?, ArrowReaderOptions::default()).ok()?;
        let columns = table.columns();
        let fields = metadata.schema().fields();
        let is_so = fields.len() == columns.len()
            && columns.iter().zip(fields).all(|(column, field)| {
                column.name == *field.name() && column.kind.arrow_type() == *field.data_type()
            });
        let rows = usize::try_from(metadata.metadata().file_metadata().num_rows()).ok()?;
        let columns = columns.into_iter().map(|column| (column.name, column.kind)).collect();
        is_so.then_some(Self { path, name, columns, metadata, rows })
    }

    /// Where a cell is; that of a row if no column is named.
    pub(super) fn address(&self, row: usize, column: Option<&str>) -> Address {
        let position = column.and_then(|column| self.columns.iter().position(|(name, _)| name == column));
        let column = column.unwrap_or_default().to_owned();
        Address { file: self.name.clone(), row: Some(row + 1), position, column }
    }

    /// All rows, as ranges of them.
    pub(super) fn whole(&self) -> Vec<Range<usize>> {
        std::iter::once(0..self.rows).collect()
    }

    /// The rows in some ranges, with the columns that are named.
    pub(super) fn rows(&self, columns: &[&str], ranges: Vec<Range<usize>>) -> io::Result<Rows> {
        let place = |name: &&str| self.columns.iter().position(|(known, _)| known == name);
        let places: Vec<usize> =
            columns.iter().map(place).collect::<Option<_>>().ok_or_else(|| unlike("a column is lacking"))?;
        let mut sorted = places.clone();
        sorted.sort_unstable();
        let kinds = places.iter().map(|&place| self.columns[place].1).collect();
        // Batches have the columns in the order of the file.
        let in_batch = places.iter().map(|place| sorted.partition_point(|other| other < place)).collect();
        let ranges: Vec<Range<usize>> = ranges.into_iter().filter(|range| !range.is_empty()).collect();
        let mut reader = None;
        if !ranges.is_empty() {
            let file = File::open(&self.path)?;
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
            let mask = ProjectionMask::roots(builder.parquet_schema(), sorted);
            let mut builder = builder.with_projection(mask).with_batch_size(BATCH);
            if ranges.first() != Some(&(0..self.rows)) {
                let ranges = ranges.iter().cloned();
                builder =
                    builder.with_row_selection(RowSelection::from_consecutive_ranges(ranges, self.rows));
            }
            reader = Some(builder.build().map_err(unlike)?);
        }
        let mut rows =
            Rows { reader, kinds, in_batch, batch: None, at: 0, row: 0, ranges: ranges.into_iter(), end: 0 };
        rows.step_to_range();
        rows.fill()?;
        Ok(rows)
    }
}

/// The rows of a table from the one that it stands at.
pub(super) struct Rows {
    reader: Option<ParquetRecordBatchReader>,
    kinds: Vec<Kind>,
    /// Where each column stands in a batch.
    in_batch: Vec<usize>,
    /// `None` at the end.
    batch: Option<RecordBatch>,
    /// The place in the batch.
    at: usize,
    /// The place in the table.
    row: usize,
    /// The ranges of rows that follow, and the end of this one.
    ranges: std::vec::IntoIter<Range<usize>>,
    end: usize,
}

impl Rows {
    /// Whether there is a row.
    pub(super) fn is_at_row(&self) -> bool {
        self.batch.is_some()
    }

    /// The place of the row in the table, from 0.
    pub(super) fn row(&self) -> usize {
        self.row
    }

    /// The cell of the row in a column, by the place of its name.
    pub(super) fn cell(&self, column: usize) -> Value<'_> {
        self.batch.as_ref().map_or(Value::Null, |batch| {
            Cells::of(self.kinds[column], batch.column(self.in_batch[column]).as_ref()).get(self.at)
        })
    }

    /// The text of a cell; `None` if it is empty.
    pub(super) fn text(&self, column: usize) -> Option<&str> {
        match self.cell(column) {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Goes to the next row.
    pub(super) fn step(&mut self) -> io::Result<()> {
        self.at += 1;
        self.row += 1;
        if self.row == self.end {
            self.step_to_range();
        }
        self.fill()
    }

    fn step_to_range(&mut self) {
        if let Some(range) = self.ranges.next() {
            (self.row, self.end) = (range.start, range.end);
        }
    }

    /// Takes the next batch if this one has come to its end.
    fn fill(&mut self) -> io::Result<()> {
        while self.batch.as_ref().is_none_or(|batch| self.at >= batch.num_rows()) {
            self.at = 0;
            self.batch = None;
            match self.reader.as_mut().and_then(Iterator::next) {
                Some(batch) => self.batch = Some(batch.map_err(unlike)?),
                None => break,
            }
        }
        Ok(())
    }
}
