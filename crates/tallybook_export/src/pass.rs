//! Tables written as they are filled: one pass over the records gives the rows of every table, part by part, and each
//! part goes to all files of its table before the next is made. No table is ever in memory as a whole, nor are the
//! records of a dataset whose transfers are too many to keep.
//!
//! Records are taken in the order of their ids, type by type, as every table has them; what depends on all of them
//! ([`LAST`]) is filled at the end. While some parts are filled, others are written, on all threads ([`share_out`]).
//! Records are always divided in the same way ([`PART`]), so that the same records give the same bytes.

mod lane;
mod parting;
mod sharing;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use smol_str::SmolStr;
use tallybook_diagnostics::{Meter, Phase};
use tallybook_schema::record::Transfer;
use tallybook_schema::{Dataset, RecordType, Records};

use crate::context::{Context, types_by_name};
use crate::made::NotMade;
use crate::overview::Overview;
use crate::partition::{self, Layout};
use crate::table::{TABLES, Table};
use crate::tables;
use crate::writer::TableWriter;
use lane::Lane;
use sharing::{Rows, share_out};

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
    pub(crate) table: &'static Table,
    /// If it has a part of the table: which.
    pub(crate) part: Option<PartOf>,
    pub(crate) writer: Box<dyn TableWriter + 'w>,
}

/// A part of a table, by how that is laid out.
pub(crate) type PartOf = (Arc<Layout>, usize);

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
        let mut lanes = Lane::all(outputs);
        let tables: Vec<&'static Table> = lanes.iter().map(Lane::table).collect();
        let orders = types_by_name().map(|record_type| (record_type, self.context.order(record_type)));
        let steps = |is_last| self.steps(&orders, &tables, is_last);
        let (first, last) = (steps(false), steps(true));
        meter.begin(Phase::Exporting, Some(first.iter().map(Step::records).sum()));
        share_out(&mut lanes, first.len(), |number| {
            let filled = self.fill(&first[number], &tables);
            meter.add(first[number].records());
            filled
        })?;
        share_out(&mut lanes, last.len(), |number| self.fill(&last[number], &tables))?;
        let mut overviews = lanes.into_par_iter().map(Lane::finish).collect::<Result<Vec<_>, _>>()?;
        overviews.sort_by_key(|overview| TABLES.iter().position(|table| table.name == overview.table.name));
        Ok(overviews)
    }

    /// How tables are laid out by columns that each of them has: all records are looked at for what these hold.
    pub(crate) fn layouts(
        &self,
        tables: &[&'static Table],
        columns: &[String],
        meter: &Meter,
    ) -> io::Result<Vec<Arc<Layout>>> {
        if tables.is_empty() {
            return Ok(Vec::new());
        }
        let orders = types_by_name().map(|record_type| (record_type, self.context.order(record_type)));
        let steps = [false, true].into_iter().flat_map(|is_last| self.steps(&orders, tables, is_last));
        let steps: Vec<Step<'_>> = steps.filter(|step| !step.lanes.is_empty()).collect();
        meter.begin(Phase::Dividing, Some(steps.iter().map(Step::records).sum()));
        let none = || vec![BTreeMap::new(); tables.len()];
        let count = |mut rows: Vec<_>, step: &Step<'_>| {
            self.with(step.record_type, step.numbers, |context| {
                let context = context.filling(columns);
                let mut count =
                    |&lane: &usize| partition::count(&tables[lane].data(&context), columns, &mut rows[lane]);
                step.lanes.iter().for_each(&mut count);
            })?;
            meter.add(step.records());
            io::Result::Ok(rows)
        };
        let add = |mut rows: Vec<BTreeMap<_, usize>>, others: Vec<BTreeMap<_, usize>>| {
            for (rows, others) in rows.iter_mut().zip(others) {
                for (values, more) in others {
                    *rows.entry(values).or_default() += more;
                }
            }
            Ok(rows)
        };
        let rows = steps.par_iter().try_fold(none, count).try_reduce(none, add)?;
        let layout = |(table, rows): (&&'static Table, _)| Arc::new(Layout::new(table, columns, rows));
        Ok(tables.iter().zip(rows).map(layout).collect())
    }

    /// The parts in which records are filled in: for [`LAST`], or for the other tables.
    fn steps<'o>(
        &self,
        orders: &'o [(RecordType, Vec<usize>)],
        tables: &[&'static Table],
        is_last: bool,
    ) -> Vec<Step<'o>> {
        let of_type = |(record_type, order): &'o (RecordType, Vec<usize>)| {
            let has = |table: &Table| table.record_types().contains(record_type);
            let wanted = |table: &Table| is_last == (table.name == LAST.name) && has(table);
            let lanes: Vec<usize> = (0..tables.len()).filter(|&lane| wanted(tables[lane])).collect();
            // Transfers that are too many to keep are looked at for the last table too.
            let counts = !is_last && self.large.is_some() && *record_type == RecordType::Transfer;
            let step = move |numbers| Step { record_type: *record_type, numbers, lanes: lanes.clone() };
            order.chunks(PART).map(step).filter(move |step| counts || !step.lanes.is_empty())
        };
        orders.iter().flat_map(of_type).collect()
    }

    /// Fills tables with the rows of some records: for each lane its batches.
    fn fill(&self, step: &Step<'_>, tables: &[&'static Table]) -> io::Result<Rows> {
        self.with(step.record_type, step.numbers, |context| {
            let counts = self.large.is_some() && self.overviews.get().is_none();
            if counts && step.record_type == RecordType::Transfer {
                let transfers = context.index.dataset();
                self.context.citations.add(
                    &self.context.index,
                    transfers,
                    RecordType::Transfer,
                    step.numbers,
                );
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
            return Err(has_changed());
        }
        let dataset = Dataset { transfers, ..whole.clone() };
        Ok(look(&self.context.of_part(&dataset, record_type, numbers)))
    }
}

/// Records are others when they are read again.
fn has_changed() -> io::Error {
    io::Error::other("the file has changed since it was checked")
}

/// Records that are filled in together, and the lanes of the tables that have rows of them.
struct Step<'o> {
    record_type: RecordType,
    numbers: &'o [usize],
    lanes: Vec<usize>,
}

impl Step<'_> {
    fn records(&self) -> u64 {
        self.numbers.len() as u64
    }
}
