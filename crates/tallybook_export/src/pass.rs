//! Tables written as they are filled: one pass over the records gives the rows of every table, part by part, and each
//! part goes to all files of its table before the next is made. No table is ever in memory as a whole, nor are the
//! records of a dataset whose transfers are too many to keep.
//!
//! Records are taken in the order of their ids, type by type, as every table has them; what depends on all of them
//! ([`LAST`]) is filled at the end. While some parts are filled, those before them are written. Rows are written in
//! batches of always the same size, so that the bytes of a file do not depend on how the records were divided.

use std::io;
use std::sync::OnceLock;

use arrow_array::RecordBatch;
use arrow_select::coalesce::BatchCoalescer;
use rayon::prelude::*;
use smol_str::SmolStr;
use tallybook_diagnostics::{Meter, Phase};
use tallybook_schema::record::Transfer;
use tallybook_schema::{Dataset, RecordType, Records};

use crate::context::{Context, types_by_name};
use crate::fill::BATCH_ROWS;
use crate::made::NotMade;
use crate::overview::Overview;
use crate::table::{TABLES, Table, TableData};
use crate::tables;
use crate::writer::TableWriter;

/// The table that is filled when all records have been looked at: it counts what cites each source.
const LAST: &Table = &tables::sources::TABLE;

/// Records that are filled in together.
pub(crate) const PART: usize = 1024;

/// Transfers that are too many to keep, and can be read again by their numbers.
#[derive(Clone, Copy)]
pub struct LargeTransfers<'a> {
    /// Their ids by number; empty where there is no transfer.
    pub ids: &'a [SmolStr],
    /// Reads some of them, by their numbers in ascending order.
    pub read: &'a (dyn Fn(&[usize]) -> io::Result<Records<Transfer>> + Sync),
}

/// One pass over the records of a dataset.
pub(crate) struct Pass<'a> {
    context: Context<'a>,
    large: Option<LargeTransfers<'a>>,
    /// What is known of the tables once they have been written.
    pub(crate) overviews: OnceLock<Vec<Overview>>,
}

/// A file that a pass writes.
pub(crate) struct Output<'w> {
    /// The table, without its rows.
    pub(crate) data: TableData,
    pub(crate) writer: Box<dyn TableWriter + 'w>,
}

impl<'a> Pass<'a> {
    /// A pass over what a context shows.
    pub(crate) fn new(context: Context<'a>, large: Option<LargeTransfers<'a>>) -> Self {
        Self { context, large, overviews: OnceLock::new() }
    }

    /// The records, with what is computed from them; without the transfers if they are too many to keep.
    pub(crate) fn context(&self) -> &Context<'a> {
        &self.context
    }

    /// Fills tables and writes them. Gives what is known of them then, in the order of the model. A file that cannot be
    /// written is named by its number among the outputs.
    pub(crate) fn write(
        &self,
        outputs: Vec<Output<'_>>,
        meter: &Meter,
    ) -> Result<Vec<Overview>, NotMade<usize>> {
        let mut lanes = lanes(outputs);
        let tables: Vec<&'static Table> = lanes.iter().map(|lane| lane.data.table).collect();
        let orders = types_by_name().map(|record_type| (record_type, self.context.order(record_type)));
        let steps = self.steps(&orders, &tables);
        meter.begin(Phase::Exporting, Some(records(&steps)));
        let fill = |group: &[Step<'_>]| {
            let filled = group.par_iter().map(|step| self.fill(step, &tables)).collect::<Result<Vec<_>, _>>();
            meter.add(records(group));
            filled
        };
        let mut filled = Vec::new();
        for group in steps.chunks(2 * rayon::current_num_threads()) {
            let (next, written) = rayon::join(|| fill(group), || write(&mut lanes, filled));
            written?;
            filled = next.map_err(NotMade::Records)?;
        }
        write(&mut lanes, filled)?;
        finish(lanes)
    }

    /// The parts in which records are filled in.
    fn steps<'o>(&self, orders: &'o [(RecordType, Vec<usize>)], tables: &[&'static Table]) -> Vec<Step<'o>> {
        let parts = |is_last: bool| {
            orders.iter().flat_map(move |(record_type, order)| {
                let has = |table: &Table| table.record_types().contains(record_type);
                let wanted = |table: &Table| is_last == (table.name == LAST.name) && has(table);
                let lanes: Vec<usize> = (0..tables.len()).filter(|&lane| wanted(tables[lane])).collect();
                // Transfers that are too many to keep are looked at for the last table too.
                let counts = !is_last && self.large.is_some() && *record_type == RecordType::Transfer;
                let step =
                    move |numbers| Step { record_type: *record_type, numbers, lanes: lanes.clone(), is_last };
                order.chunks(PART).map(step).filter(move |step| counts || !step.lanes.is_empty())
            })
        };
        parts(false).chain(parts(true)).collect()
    }

    /// Fills tables with the rows of some records: for each lane its batches.
    fn fill(&self, step: &Step<'_>, tables: &[&'static Table]) -> io::Result<Vec<(usize, Vec<RecordBatch>)>> {
        self.with(step.record_type, step.numbers, |context| {
            let counts = self.large.is_some() && self.overviews.get().is_none();
            if counts && step.record_type == RecordType::Transfer {
                self.context.citations.add(&self.context.index, context.blocks());
            }
            let fill = |&lane: &usize| (lane, tables[lane].data(context).batches);
            step.lanes.iter().map(fill).collect()
        })
    }

    /// Looks at some records of a type, with what is computed from all. Their numbers are in the order of their ids.
    pub(crate) fn with<R>(
        &self,
        record_type: RecordType,
        numbers: &[usize],
        look: impl FnOnce(&Context<'_>) -> R,
    ) -> io::Result<R> {
        let whole = self.context.index.dataset();
        let Some(large) = self.large.filter(|_| record_type == RecordType::Transfer) else {
            return Ok(look(&self.context.of_part(whole, record_type, numbers)));
        };
        let mut ascending = numbers.to_vec();
        ascending.sort_unstable();
        let transfers = (large.read)(&ascending)?;
        let is_same = |(number, transfer): (usize, &Transfer)| large.ids[number] == transfer.id.as_str();
        if transfers.len() != numbers.len() || !transfers.numbered().all(is_same) {
            return Err(io::Error::other("the file has changed since it was checked"));
        }
        let dataset = Dataset { transfers, ..whole.clone() };
        Ok(look(&self.context.of_part(&dataset, record_type, numbers)))
    }
}

/// Records that are filled in together, and the lanes of the tables that have rows of them.
struct Step<'o> {
    record_type: RecordType,
    numbers: &'o [usize],
    lanes: Vec<usize>,
    /// Whether it is for [`LAST`], so that the records have been looked at before.
    is_last: bool,
}

/// The records that are looked at in steps for the first time.
fn records(steps: &[Step<'_>]) -> u64 {
    steps.iter().filter(|step| !step.is_last).map(|step| step.numbers.len() as u64).sum()
}

/// The way of the rows of one table into its files.
struct Lane<'w> {
    data: TableData,
    overview: Overview,
    /// Makes batches of one size of those that come.
    batches: BatchCoalescer,
    /// Those that are to be written.
    ready: Vec<RecordBatch>,
    /// The files, with their numbers among the outputs.
    files: Vec<(usize, Box<dyn TableWriter + 'w>)>,
}

/// A lane a table, in the order in which the tables come up first.
fn lanes(outputs: Vec<Output<'_>>) -> Vec<Lane<'_>> {
    let mut lanes: Vec<Lane<'_>> = Vec::new();
    for (number, Output { data, writer }) in outputs.into_iter().enumerate() {
        if let Some(lane) = lanes.iter_mut().find(|lane| lane.data.table.name == data.table.name) {
            lane.files.push((number, writer));
        } else {
            let batches = BatchCoalescer::new(data.schema.clone(), BATCH_ROWS);
            let (overview, files) = (Overview::new(&data), vec![(number, writer)]);
            lanes.push(Lane { data, overview, batches, ready: Vec::new(), files });
        }
    }
    lanes
}

impl Lane<'_> {
    fn take(&mut self, batch: RecordBatch) {
        self.overview.add(&batch);
        self.batches.push_batch(batch).expect("every batch of a table has its schema");
        self.ready.extend(std::iter::from_fn(|| self.batches.next_completed_batch()));
    }
}

/// Writes rows, which each table's lane is given in their order.
fn write(lanes: &mut [Lane<'_>], filled: Vec<Vec<(usize, Vec<RecordBatch>)>>) -> Result<(), NotMade<usize>> {
    for (lane, batches) in filled.into_iter().flatten() {
        for batch in batches {
            lanes[lane].take(batch);
        }
    }
    write_ready(lanes)
}

fn write_ready(lanes: &mut [Lane<'_>]) -> Result<(), NotMade<usize>> {
    let files = lanes.iter_mut().flat_map(|Lane { ready, files, .. }| {
        let ready = &*ready;
        files.iter_mut().map(move |(number, writer)| (*number, writer, ready))
    });
    let files: Vec<_> = files.collect();
    files.into_par_iter().try_for_each(|(number, writer, ready)| {
        let written = ready.iter().try_for_each(|batch| writer.write(batch));
        written.map_err(|error| NotMade::File(number, error))
    })?;
    for lane in lanes {
        lane.ready.clear();
    }
    Ok(())
}

/// Writes the rows that are left, and closes the files.
fn finish(mut lanes: Vec<Lane<'_>>) -> Result<Vec<Overview>, NotMade<usize>> {
    for lane in &mut lanes {
        lane.batches.finish_buffered_batch().expect("the rows of a table have its schema");
        lane.ready.extend(lane.batches.next_completed_batch());
    }
    write_ready(&mut lanes)?;
    lanes.sort_by_key(|lane| TABLES.iter().position(|table| table.name == lane.data.table.name));
    let (overviews, files): (Vec<_>, Vec<_>) =
        lanes.into_iter().map(|lane| (lane.overview, lane.files)).unzip();
    let files: Vec<_> = files.into_iter().flatten().collect();
    files
        .into_par_iter()
        .try_for_each(|(number, writer)| writer.finish().map_err(|error| NotMade::File(number, error)))?;
    Ok(overviews)
}
