//! The way of the rows of one table into its files.

use std::mem;

use arrow_array::RecordBatch;
use arrow_select::coalesce::BatchCoalescer;
use rayon::prelude::*;

use super::Output;
use super::parting::{MOST, Parting};
use crate::fill::BATCH_ROWS;
use crate::made::NotMade;
use crate::overview::Overview;
use crate::table::{Table, TableData};
use crate::writer::TableWriter;

/// Batches that wait for one file at most: enough for the time in which a row group of Parquet is encoded.
const WAITING: usize = 8;

/// The way of the rows of one table into its files.
pub(super) struct Lane<'w> {
    data: TableData,
    overview: Overview,
    /// Makes large batches of those that come. One that is large itself is passed on as it is.
    batches: BatchCoalescer,
    /// Those that have all rows, and those that have the rows of a part.
    files: Vec<File<'w>>,
    /// If it has files of parts, what divides the rows among them.
    parting: Option<Parting>,
    /// The file of each part; `None` if nobody here wants it.
    of_parts: Vec<Option<usize>>,
}

/// A file, and the rows that wait for it.
struct File<'w> {
    /// Its number among the outputs.
    number: usize,
    /// Whether it has a part of the table, and not all of it.
    is_part: bool,
    /// `None` while somebody writes.
    writer: Option<Box<dyn TableWriter + 'w>>,
    waiting: Vec<RecordBatch>,
}

/// Rows that are to be written into a file, taken from its lane together with the writer.
pub(super) struct Job<'w> {
    lane: usize,
    file: usize,
    number: usize,
    writer: Box<dyn TableWriter + 'w>,
    rows: Vec<RecordBatch>,
}

impl<'w> Lane<'w> {
    /// A lane a table, in the order in which the tables come up first.
    pub(super) fn all(outputs: Vec<Output<'w>>) -> Vec<Self> {
        let mut lanes: Vec<Self> = Vec::new();
        for (number, Output { table, part, writer }) in outputs.into_iter().enumerate() {
            let of_table = lanes.iter().position(|lane| lane.data.table.name == table.name);
            let lane = of_table.unwrap_or_else(|| {
                lanes.push(Self::new(table));
                lanes.len() - 1
            });
            let lane = &mut lanes[lane];
            let is_part = part.is_some();
            if let Some((layout, part)) = part {
                lane.parting.get_or_insert_with(|| Parting::new(&layout, &lane.data.columns, MOST));
                lane.of_parts.resize(layout.rows().len(), None);
                lane.of_parts[part] = Some(lane.files.len());
            }
            lane.files.push(File { number, is_part, writer: Some(writer), waiting: Vec::new() });
        }
        lanes
    }

    fn new(table: &'static Table) -> Self {
        let data = table.empty();
        let batches = BatchCoalescer::new(data.schema.clone(), BATCH_ROWS)
            .with_biggest_coalesce_batch_size(Some(BATCH_ROWS / 2));
        let (files, of_parts) = (Vec::new(), Vec::new());
        Self { overview: Overview::new(&data), data, batches, files, parting: None, of_parts }
    }

    pub(super) fn table(&self) -> &'static Table {
        self.data.table
    }

    /// Takes the next rows of the table.
    pub(super) fn take(&mut self, rows: RecordBatch) {
        self.overview.add(&rows);
        self.batches.push_batch(rows).expect("every batch of a table has its schema");
        self.pass_on();
    }

    fn pass_on(&mut self) {
        while let Some(batch) = self.batches.next_completed_batch() {
            let whole = self.files.iter_mut().filter(|file| !file.is_part);
            whole.for_each(|file| file.waiting.push(batch.clone()));
            let divided = self.parting.as_mut().map(|parting| parting.take(batch));
            self.give(divided.unwrap_or_default());
        }
    }

    /// Gives rows to the files of their parts.
    fn give(&mut self, divided: Vec<(usize, RecordBatch)>) {
        for (part, rows) in divided {
            if let Some(file) = self.of_parts[part] {
                self.files[file].waiting.push(rows);
            }
        }
    }

    /// Whether more rows of the table may come.
    pub(super) fn has_room(&self) -> bool {
        let most = |file: &File<'_>| if file.is_part { 1 } else { WAITING };
        self.files.iter().all(|file| file.waiting.len() < most(file))
    }

    /// Whether nothing waits, and nobody writes.
    pub(super) fn is_at_rest(&self) -> bool {
        self.files.iter().all(|file| file.writer.is_some() && file.waiting.is_empty())
    }

    /// Writes the rows that are left and closes the files, as there are no more. Gives what is known of the table.
    pub(super) fn finish(mut self) -> Result<Overview, NotMade<usize>> {
        self.batches.finish_buffered_batch().expect("the rows of a table have its schema");
        self.pass_on();
        if let Some(parting) = &mut self.parting {
            let divided = parting.divide();
            parting.check().map_err(NotMade::Records)?;
            self.give(divided);
        }
        self.files.into_par_iter().try_for_each(|File { number, writer, waiting, .. }| {
            let Some(mut writer) = writer else { return Ok(()) };
            let written = waiting.iter().try_for_each(|rows| writer.write(rows));
            written.and_then(|()| writer.finish()).map_err(|error| NotMade::File(number, error))
        })?;
        Ok(self.overview)
    }
}

impl<'w> Job<'w> {
    /// What is to be written into a file that nobody writes: the one for which most rows wait.
    pub(super) fn next(lanes: &mut [Lane<'w>]) -> Option<Self> {
        let files = lanes.iter_mut().enumerate().flat_map(|(lane, of_lane)| {
            of_lane.files.iter_mut().enumerate().map(move |(number, file)| (lane, number, file))
        });
        let free = files.filter(|(_, _, file)| file.writer.is_some() && !file.waiting.is_empty());
        let (lane, number, file) = free.max_by_key(|(_, _, file)| file.waiting.len())?;
        let writer = file.writer.take()?;
        Some(Self { lane, file: number, number: file.number, writer, rows: mem::take(&mut file.waiting) })
    }

    pub(super) fn run(&mut self) -> Result<(), NotMade<usize>> {
        let written = self.rows.iter().try_for_each(|rows| self.writer.write(rows));
        written.map_err(|error| NotMade::File(self.number, error))
    }

    /// Gives the writer back.
    pub(super) fn end(self, lanes: &mut [Lane<'w>]) {
        lanes[self.lane].files[self.file].writer = Some(self.writer);
    }
}
