//! The rows of many records at a time, cut where those of one record end and those of the next begin.
//!
//! All tables are in the order of the ids of the records, so that the rows of some records follow each other in each.
//! Columns are decoded side by side, and runs of records are looked at by as many threads as there are while the rows
//! of those after them are decoded.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use tallybook_schema::RecordType;

use super::evidence::record_of;
use super::rows::{Batch, Reader, Rows};
use super::shape::{ID, NUMBER};
use super::walk::number;
use super::{RecordTables, Written, unlike};

/// Records of a run.
const RECORDS: usize = 256;

/// Runs of which the rows are in memory together, for each thread: more would not stay in its cache.
const RUNS: usize = 4;

/// The rows of some records that follow each other: a range in each of their tables.
pub(super) type Ranges = Vec<Range<usize>>;

/// The rows of some records that follow each other, in each of their tables.
pub(super) struct Run {
    /// Those of the records, of their parts table by table, and of their evidence.
    pub(super) tables: Vec<Rows>,
}

impl Run {
    /// The rows at which it begins.
    pub(super) fn starts(&self) -> Vec<usize> {
        self.tables.iter().map(|rows| rows.first).collect()
    }

    /// The numbers of its records, from 0.
    pub(super) fn numbers(&self) -> io::Result<Vec<usize>> {
        let records = self.tables.first().into_iter();
        records.flat_map(|rows| rows.column(NUMBER)).map(number).collect()
    }
}

/// Looks at all records of a type, or at those with some numbers and others near to them: at a run of them at a time, on
/// several threads, each with its place among those that are looked at. Hands on what came of it, in their order.
pub(super) fn each<R: Send>(
    written: &Written,
    record_type: RecordType,
    numbers: Option<&[usize]>,
    look: impl Fn(usize, &Run) -> io::Result<R> + Sync,
    mut take: impl FnMut(R),
) -> io::Result<()> {
    let tables = written.tables(record_type)?;
    let mut lots = Lots::new(written, tables, numbers)?;
    let mut lot = lots.next()?;
    let mut place = 0;
    while !lot.is_empty() {
        if lots.known.is_none() {
            for run in &lot {
                tables.walked.take(run, tables.count())?;
            }
        }
        let runs = lot.par_iter().enumerate();
        let look = || runs.map(|(i, run)| look(place + i, run)).collect::<io::Result<Vec<R>>>();
        let (next, looked) = rayon::join(|| lots.next(), look);
        looked?.into_iter().for_each(&mut take);
        place += lot.len();
        lot = next?;
    }
    Ok(())
}

/// Reads the rows of many records at a time.
struct Lots {
    /// Of each table.
    readers: Vec<Reader>,
    /// The runs that are wanted, unless all records are.
    known: Option<std::vec::IntoIter<Ranges>>,
    /// The id of the last record before.
    last: String,
    /// How many runs are read at a time.
    runs: usize,
}

impl Lots {
    fn new(written: &Written, tables: &RecordTables, numbers: Option<&[usize]>) -> io::Result<Self> {
        let known = numbers.and_then(|numbers| tables.walked.runs_with(numbers, tables));
        let files = tables.files(written).into_iter().enumerate();
        let readers = files.map(|(place, (file, columns, whole))| match &known {
            Some(runs) => file.read(columns, runs.iter().map(|run| run[place].clone()).collect()),
            None => file.read(columns, vec![whole]),
        });
        let readers = readers.collect::<io::Result<_>>()?;
        let runs = RUNS * rayon::current_num_threads();
        Ok(Self { readers, known: known.map(Vec::into_iter), last: String::new(), runs })
    }

    /// The runs of the next records; none at the end.
    fn next(&mut self) -> io::Result<Vec<Run>> {
        let of_tables = match &mut self.known {
            Some(runs) => {
                let runs: Vec<Ranges> = runs.take(self.runs).collect();
                let take = |(place, reader): (usize, &mut Reader)| {
                    runs.iter().map(|run| reader.take_range(run[place].clone())).collect()
                };
                self.readers.par_iter_mut().enumerate().map(take).collect::<io::Result<Vec<Vec<Rows>>>>()?
            }
            None => self.next_of_all()?,
        };
        let count = of_tables.first().map_or(0, Vec::len);
        let mut of_tables: Vec<_> = of_tables.into_iter().map(Vec::into_iter).collect();
        let run = |_| Run { tables: of_tables.iter_mut().filter_map(Iterator::next).collect() };
        Ok((0..count).map(run).collect())
    }

    /// The rows of the next records, of each table run by run.
    fn next_of_all(&mut self) -> io::Result<Vec<Vec<Rows>>> {
        let Some((records, others)) = self.readers.split_first_mut() else { return Ok(Vec::new()) };
        let (mut runs, mut lasts) = (Vec::new(), Vec::new());
        while runs.len() < self.runs && !records.is_at_end()? {
            let rows = records.take_count(RECORDS)?;
            let mut ids = rows.column(ID).map(super::rows::text);
            let first = ids.next().flatten();
            let last = ids.next_back().map_or(first, |last| last);
            let (Some(first), Some(last)) = (first, last) else {
                return Err(unlike("a record without an id"));
            };
            if first <= self.last.as_str() {
                return Err(unlike("records that are not in the order of their ids"));
            }
            last.clone_into(&mut self.last);
            lasts.push(last.to_owned());
            drop(ids);
            runs.push(rows);
        }
        let is_at_end = records.is_at_end()?;
        let evidence = others.len().saturating_sub(1);
        let take = |(place, reader): (usize, &mut Reader)| {
            let owner: fn(&str) -> &str = if place == evidence { record_of } else { |id| id };
            let rows = lasts.iter().map(|last| reader.take(|batch| rows_up_to(batch, last, owner)));
            let rows = rows.collect::<io::Result<Vec<Rows>>>()?;
            if is_at_end && !reader.is_at_end()? {
                return Err(unlike("rows that belong to no record"));
            }
            Ok(rows)
        };
        let others = others.par_iter_mut().enumerate().map(take).collect::<io::Result<Vec<_>>>()?;
        Ok(std::iter::once(runs).chain(others).collect())
    }
}

/// How many rows of a batch belong to records up to that with an id, by what their own ids say.
fn rows_up_to(batch: &Batch, last: &str, owner: fn(&str) -> &str) -> usize {
    let ids = batch.column(ID);
    let belongs = |row: usize| ids.text(row).is_some_and(|id| owner(id) <= last);
    let mut range = 0..batch.rows;
    if range.end > 0 && belongs(range.end - 1) {
        return range.end;
    }
    while !range.is_empty() {
        let middle = range.start.midpoint(range.end);
        if belongs(middle) {
            range.start = middle + 1;
        } else {
            range.end = middle;
        }
    }
    range.start
}
