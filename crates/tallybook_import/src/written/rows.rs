//! The rows of a table, read from its file some at a time.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int32Array, StringArray};
use arrow_schema::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
    RowSelection,
};
use parquet::basic::Encoding;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::statistics::Statistics;
use rayon::prelude::*;
use tallybook_export::cells::{Cells, Value};
use tallybook_export::{Format, Kind, Table};

use super::unlike;
use crate::grid::Address;
use crate::read::{Source, decoded};

/// Rows that are decoded at a time.
const BATCH: usize = 4096;

/// A table in a Parquet file that has the columns of its table, in their order.
#[derive(Debug)]
pub(super) struct TableFile {
    path: PathBuf,
    /// The path within the exports.
    name: String,
    columns: Vec<(String, Kind)>,
    /// How the columns are decoded: texts that the file keeps in a dictionary stay in it.
    metadata: ArrowReaderMetadata,
    /// How many rows it has.
    pub(super) rows: usize,
    /// All rows in some columns, if they are kept.
    kept: Option<Kept>,
}

/// Rows that are kept decoded.
#[derive(Debug)]
struct Kept {
    columns: Vec<String>,
    batches: Vec<Batch>,
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
        if !is_so {
            return None;
        }
        let decoded = fields.iter().enumerate().map(|(place, field)| match field.data_type() {
            DataType::Utf8 if is_in_dictionary(metadata.metadata(), place) => {
                let places = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                field.as_ref().clone().with_data_type(places)
            }
            _ => field.as_ref().clone(),
        });
        let schema = Arc::new(Schema::new(decoded.collect::<Vec<_>>()));
        let options = ArrowReaderOptions::new().with_schema(schema);
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).ok()?;
        let rows = usize::try_from(metadata.metadata().file_metadata().num_rows()).ok()?;
        let columns = columns.into_iter().map(|column| (column.name, column.kind)).collect();
        Some(Self { path, name, columns, metadata, rows, kept: None })
    }

    /// Decodes all rows in the columns that are named, and keeps them for whoever reads these.
    pub(super) fn keep(&mut self, columns: &[&str]) -> io::Result<()> {
        let all = 0..self.rows;
        let mut reader = self.read(columns, vec![all])?;
        let mut batches = Vec::new();
        while let Some(batch) = reader.next()? {
            batches.push(batch);
        }
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        self.kept = Some(Kept { columns, batches });
        Ok(())
    }

    /// Where a cell is; that of a row if no column is named.
    pub(super) fn address(&self, row: usize, column: Option<&str>) -> Address {
        let position = column.and_then(|column| self.columns.iter().position(|(name, _)| name == column));
        let column = column.unwrap_or_default().to_owned();
        Address { file: self.name.clone(), row: Some(row + 1), position, column }
    }

    /// The row groups, each with the text that all of its rows have in a column, if that is known without reading them.
    pub(super) fn groups(&self, column: &str) -> io::Result<Vec<(Range<usize>, Option<String>)>> {
        let place = self.place(column)?;
        let mut end = 0;
        let group = |group: &RowGroupMetaData| {
            let start = end;
            end += usize::try_from(group.num_rows()).map_err(unlike)?;
            let only = match group.column(place).statistics() {
                Some(Statistics::ByteArray(texts)) if texts.null_count_opt() == Some(0) => {
                    let is_one = texts.min_is_exact() && texts.min_opt() == texts.max_opt();
                    texts.min_opt().filter(|_| is_one).and_then(|text| text.as_utf8().ok())
                }
                _ => None,
            };
            Ok((start..end, only.map(str::to_owned)))
        };
        self.metadata.metadata().row_groups().iter().map(group).collect()
    }

    /// The place of a column.
    fn place(&self, column: &str) -> io::Result<usize> {
        let place = self.columns.iter().position(|(known, _)| known == column);
        place.ok_or_else(|| unlike("a column is lacking"))
    }

    /// Reads the rows in some ranges, which ascend, in the columns that are named.
    pub(super) fn read(&self, columns: &[&str], ranges: Vec<Range<usize>>) -> io::Result<Reader> {
        let ranges: Vec<Range<usize>> = ranges.into_iter().filter(|range| !range.is_empty()).collect();
        let row = ranges.first().map_or(0, |range| range.start);
        if let Some(kept) = self.kept.as_ref().filter(|kept| kept.columns == columns) {
            return Ok(Reader { supply: Supply::Memory(kept.within(&ranges).into_iter()), batch: None, row });
        }
        let groups = self.in_groups(&ranges)?;
        let read = |name: &&str| {
            let place = self.place(name)?;
            Ok(ColumnReader {
                file: File::open(&self.path)?,
                metadata: self.metadata.clone(),
                place,
                kind: self.columns[place].1,
                groups: groups.clone().into_iter(),
                group: None,
            })
        };
        let columns = columns.iter().map(read).collect::<io::Result<Vec<_>>>()?;
        Ok(Reader { supply: Supply::File(columns), batch: None, row })
    }

    /// The row groups that have rows in some ranges, which ascend, and those rows; `None` for all.
    fn in_groups(&self, ranges: &[Range<usize>]) -> io::Result<Vec<(usize, Option<RowSelection>)>> {
        let (mut groups, mut end) = (Vec::new(), 0);
        for (number, group) in self.metadata.metadata().row_groups().iter().enumerate() {
            let (start, rows) = (end, usize::try_from(group.num_rows()).map_err(unlike)?);
            end += rows;
            let first = ranges.partition_point(|range| range.end <= start);
            let last = ranges.partition_point(|range| range.start < end);
            let within = ranges.get(first..last).unwrap_or_default().iter();
            let within = within.map(|range| range.start.max(start) - start..range.end.min(end) - start);
            let within: Vec<Range<usize>> = within.collect();
            match within.as_slice() {
                [] => {}
                [all] if *all == (0..rows) => groups.push((number, None)),
                _ => {
                    let within = RowSelection::from_consecutive_ranges(within.into_iter(), rows);
                    groups.push((number, Some(within)));
                }
            }
        }
        Ok(groups)
    }
}

impl Kept {
    /// The rows in some ranges, which ascend.
    fn within(&self, ranges: &[Range<usize>]) -> Vec<Batch> {
        let (mut within, mut end) = (Vec::new(), 0);
        for batch in &self.batches {
            let start = end;
            end += batch.rows;
            let first = ranges.partition_point(|range| range.end <= start);
            for range in ranges[first..].iter().take_while(|range| range.start < end) {
                let (from, to) = (range.start.max(start), range.end.min(end));
                within.push(batch.slice(from - start, to - from));
            }
        }
        within
    }
}

/// Whether the file has nothing of a column but places in a dictionary, and some of them.
fn is_in_dictionary(metadata: &ParquetMetaData, column: usize) -> bool {
    let is_so = |chunk: &ColumnChunkMetaData| {
        chunk.page_encoding_stats_mask().is_some_and(|pages| pages.is_only(Encoding::RLE_DICTIONARY))
    };
    let chunks = || metadata.row_groups().iter().map(|group| group.column(column));
    chunks().all(is_so) && !chunks().all(is_empty)
}

/// Whether a column has nothing in a row group, by what the file says of it.
fn is_empty(chunk: &ColumnChunkMetaData) -> bool {
    let nulls = chunk.statistics().and_then(Statistics::null_count_opt);
    nulls.is_some_and(|nulls| i64::try_from(nulls).is_ok_and(|nulls| nulls == chunk.num_values()))
}

/// Reads the cells of a column.
struct ColumnReader {
    file: File,
    metadata: ArrowReaderMetadata,
    place: usize,
    kind: Kind,
    /// The row groups that are left, with the rows that are read of them.
    groups: std::vec::IntoIter<(usize, Option<RowSelection>)>,
    /// What is left of the one that is read.
    group: Option<Group>,
}

/// The cells of a column in a row group. Each has a dictionary of its own, and cells of two would have to be put into a
/// third.
enum Group {
    Decoded(ParquetRecordBatchReader),
    /// So many that are all empty, of which nothing needs to be decoded.
    Empty(usize),
}

impl Group {
    /// The next cells; `None` at the end.
    fn next(&mut self) -> io::Result<Option<ArrayRef>> {
        match self {
            Self::Decoded(batches) => {
                let batch = decoded(|| batches.next()).map_err(unlike)?.transpose().map_err(unlike)?;
                Ok(batch.map(|batch| Arc::clone(batch.column(0))))
            }
            Self::Empty(left) => {
                let cells = BATCH.min(*left);
                *left -= cells;
                Ok((cells > 0).then(|| Arc::new(StringArray::new_null(cells)) as ArrayRef))
            }
        }
    }
}

impl ColumnReader {
    /// The next cells; `None` at the end.
    fn next(&mut self) -> io::Result<Option<ArrayRef>> {
        loop {
            if let Some(cells) = self.group.as_mut().map_or(Ok(None), Group::next)? {
                return Ok(Some(cells));
            }
            let Some((group, rows)) = self.groups.next() else { return Ok(None) };
            self.group = Some(self.open(group, rows)?);
        }
    }

    fn open(&self, number: usize, rows: Option<RowSelection>) -> io::Result<Group> {
        let group = self.metadata.metadata().row_group(number);
        if is_empty(group.column(self.place)) {
            let all = || usize::try_from(group.num_rows()).map_err(unlike);
            return Ok(Group::Empty(rows.map_or_else(all, |rows| Ok(rows.row_count()))?));
        }
        let file = self.file.try_clone()?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::roots(builder.parquet_schema(), [self.place]);
        let builder = builder.with_projection(mask).with_batch_size(BATCH).with_row_groups(vec![number]);
        let batches = match rows {
            Some(rows) => builder.with_row_selection(rows).build(),
            None => builder.build(),
        };
        batches.map(Group::Decoded).map_err(unlike)
    }
}

/// Reads rows of a table, one after another.
pub(super) struct Reader {
    supply: Supply,
    /// The rows that have been decoded and not been taken yet.
    batch: Option<Batch>,
    /// The place in the table of the next row, if all before it have been taken.
    row: usize,
}

/// Where rows come from.
enum Supply {
    /// Each column by itself, so that they can be decoded side by side.
    File(Vec<ColumnReader>),
    /// Rows that are kept decoded.
    Memory(std::vec::IntoIter<Batch>),
}

impl Reader {
    /// Takes the next rows: of those that are decoded as many as are wanted, and as long as that is all of them, of those
    /// that come after.
    pub(super) fn take(&mut self, mut wanted: impl FnMut(&Batch) -> usize) -> io::Result<Rows> {
        let mut rows = Rows { first: self.row, batches: Vec::new() };
        while let Some(batch) = self.next()? {
            let count = wanted(&batch).min(batch.rows);
            self.row += count;
            if count == batch.rows {
                rows.batches.push(batch);
                continue;
            }
            if count > 0 {
                rows.batches.push(batch.slice(0, count));
            }
            self.batch = Some(batch.slice(count, batch.rows - count));
            break;
        }
        Ok(rows)
    }

    /// Takes the rows that are decoded, or else those that are decoded next.
    pub(super) fn take_batch(&mut self) -> io::Result<Rows> {
        let mut is_first = true;
        self.take(|batch| if std::mem::take(&mut is_first) { batch.rows } else { 0 })
    }

    /// Takes the next rows, so many as there are.
    pub(super) fn take_count(&mut self, mut count: usize) -> io::Result<Rows> {
        self.take(|batch| {
            let wanted = count.min(batch.rows);
            count -= wanted;
            wanted
        })
    }

    /// Takes the next rows, which are those in a range of the table.
    pub(super) fn take_range(&mut self, range: Range<usize>) -> io::Result<Rows> {
        Ok(Rows { first: range.start, ..self.take_count(range.len())? })
    }

    /// Whether all rows have been taken.
    pub(super) fn is_at_end(&mut self) -> io::Result<bool> {
        self.batch = self.next()?;
        Ok(self.batch.is_none())
    }

    fn next(&mut self) -> io::Result<Option<Batch>> {
        if let Some(batch) = self.batch.take() {
            return Ok(Some(batch));
        }
        let readers = match &mut self.supply {
            Supply::File(columns) => columns,
            Supply::Memory(batches) => return Ok(batches.next()),
        };
        let decode = |column: &mut ColumnReader| Ok(column.next()?.map(|cells| (cells, column.kind)));
        let columns: Vec<_> = readers.par_iter_mut().map(decode).collect::<io::Result<_>>()?;
        let columns: Vec<(ArrayRef, Kind)> = columns.into_iter().flatten().collect();
        let Some(rows) = columns.first().map(|(column, _)| column.len()) else { return Ok(None) };
        if columns.len() < readers.len() || columns.iter().any(|(column, _)| column.len() != rows) {
            return Err(unlike("columns of several lengths"));
        }
        Ok(Some(Batch { columns, rows }))
    }
}

/// Rows that were decoded together.
#[derive(Debug)]
pub(super) struct Batch {
    columns: Vec<(ArrayRef, Kind)>,
    pub(super) rows: usize,
}

impl Batch {
    fn slice(&self, from: usize, rows: usize) -> Self {
        let slice = |(column, kind): &(ArrayRef, Kind)| (column.slice(from, rows), *kind);
        Self { columns: self.columns.iter().map(slice).collect(), rows }
    }

    /// The cells of a column.
    pub(super) fn column(&self, column: usize) -> Column<'_> {
        let (array, kind) = &self.columns[column];
        if array.null_count() == array.len() {
            return Column::Empty;
        }
        match Cells::of(*kind, array.as_ref()) {
            Cells::Text(texts) => Column::Text(texts, array.null_count() == 0),
            Cells::Term(places, texts) => Column::Term(places, texts, array.null_count() == 0),
            other => Column::Other(other),
        }
    }
}

/// The cells of a column. Of texts it is known whether none is lacking.
pub(super) enum Column<'r> {
    /// All are empty.
    Empty,
    Text(&'r StringArray, bool),
    /// Texts that repeat: the place of each in the list of them.
    Term(&'r Int32Array, &'r StringArray, bool),
    Other(Cells<'r>),
}

impl<'r> Column<'r> {
    #[inline]
    pub(super) fn get(&self, row: usize) -> Value<'r> {
        match self {
            Self::Other(cells) => cells.get(row),
            _ => self.text(row).map_or(Value::Null, Value::Text),
        }
    }

    /// The text of a cell; `None` if it is empty.
    #[inline]
    pub(super) fn text(&self, row: usize) -> Option<&'r str> {
        let text = match self {
            Self::Text(texts, all) if *all || texts.is_valid(row) => texts.value(row),
            Self::Term(places, texts, all) if *all || places.is_valid(row) => {
                texts.value(usize::try_from(places.value(row)).ok()?)
            }
            _ => return None,
        };
        if text.is_empty() { None } else { Some(text) }
    }

    /// Texts of which each cell has one, or none: those of a dictionary, or else those of the cells.
    pub(super) fn texts(&self) -> impl Iterator<Item = &'r str> {
        let texts = match self {
            Self::Term(_, texts, _) | Self::Text(texts, _) => Some(*texts),
            _ => None,
        };
        texts.into_iter().flat_map(|texts| (0..texts.len()).map(|place| texts.value(place)))
    }

    /// Which of [`Self::texts`] each of so many cells has, from 1; 0 for those that are empty.
    pub(super) fn which(&self, rows: usize) -> Vec<usize> {
        let (mut which, cells): (Vec<usize>, &dyn Array) = match self {
            Self::Term(places, ..) => {
                let which = |place: &i32| usize::try_from(*place).map_or(0, |place| place + 1);
                (places.values().iter().map(which).collect(), *places)
            }
            Self::Text(texts, _) => ((1..=rows).collect(), *texts),
            Self::Empty | Self::Other(_) => return vec![0; rows],
        };
        if cells.null_count() > 0 {
            let empty = which.iter_mut().enumerate().filter(|(row, _)| cells.is_null(*row));
            empty.for_each(|(_, which)| *which = 0);
        }
        which
    }
}

/// The text of a cell; `None` if it is empty.
#[inline]
pub(super) fn text(value: Value<'_>) -> Option<&str> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The texts of a list.
#[derive(Clone, Copy)]
pub(super) struct Texts<'r> {
    pub(super) entries: &'r StringArray,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'r> Texts<'r> {
    /// Takes the next.
    pub(super) fn next(&mut self) -> Option<&'r str> {
        let entry = self.start;
        self.start += 1;
        (entry < self.end).then(|| self.entries.value(entry))
    }
}

/// Rows of a table that follow each other.
pub(super) struct Rows {
    /// The place in the table of the first.
    pub(super) first: usize,
    batches: Vec<Batch>,
}

impl Rows {
    /// The cells of a column, one after another.
    pub(super) fn column(&self, column: usize) -> impl DoubleEndedIterator<Item = Value<'_>> {
        self.batches.iter().flat_map(move |batch| {
            let cells = batch.column(column);
            (0..batch.rows).map(move |row| cells.get(row))
        })
    }

    /// The texts of a column, each with the rows of the table that follow each other and have it.
    pub(super) fn runs(&self, column: usize) -> Vec<(Option<&str>, Range<usize>)> {
        let (mut runs, mut first) = (Vec::new(), self.first);
        for batch in &self.batches {
            let (cells, mut row) = (batch.column(column), 0);
            for run in cells.which(batch.rows).chunk_by(|a, b| a == b) {
                runs.push((cells.text(row), first + row..first + row + run.len()));
                row += run.len();
            }
            first += batch.rows;
        }
        runs
    }

    /// The rows with all their columns, to be read in any order.
    pub(super) fn open(&self) -> OpenRows<'_> {
        let (mut batches, mut len) = (Vec::with_capacity(self.batches.len()), 0);
        for batch in &self.batches {
            let columns = (0..batch.columns.len()).map(|column| batch.column(column)).collect();
            batches.push(OpenBatch { columns, range: len..len + batch.rows, place: self.first + len });
            len += batch.rows;
        }
        OpenRows { len, batches }
    }
}

/// Rows of a table that follow each other, ready to be read.
pub(super) struct OpenRows<'r> {
    /// How many there are.
    pub(super) len: usize,
    pub(super) batches: Vec<OpenBatch<'r>>,
}

/// Those of them that were decoded together.
pub(super) struct OpenBatch<'r> {
    pub(super) columns: Vec<Column<'r>>,
    /// Which of the rows they are.
    pub(super) range: Range<usize>,
    /// The place in the table of the first.
    place: usize,
}

impl OpenRows<'_> {
    /// A row by its place among these; `None` after the last.
    #[inline]
    pub(super) fn row(&self, at: usize) -> Option<Row<'_>> {
        let batch = self.batches.iter().find(|batch| at < batch.range.end)?;
        Some(Row { batch, at: at - batch.range.start })
    }

    /// The rows in a range of these.
    pub(super) fn rows(&self, range: &Range<usize>) -> impl Iterator<Item = Row<'_>> {
        range.clone().filter_map(|at| self.row(at))
    }
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    batch: &'r OpenBatch<'r>,
    at: usize,
}

impl<'r> Row<'r> {
    /// Its place in the table, from 0.
    pub(super) fn place(self) -> usize {
        self.batch.place + self.at
    }

    /// The cell in a column, by the place of its name.
    #[inline]
    pub(super) fn cell(self, column: usize) -> Value<'r> {
        self.batch.columns[column].get(self.at)
    }

    /// The column with a place.
    #[inline]
    pub(super) fn column(self, column: usize) -> &'r Column<'r> {
        &self.batch.columns[column]
    }

    /// The text of a cell; `None` if it is empty.
    #[inline]
    pub(super) fn text(self, column: usize) -> Option<&'r str> {
        self.batch.columns[column].text(self.at)
    }
}
