//! The rows of many records at a time, cut where those of one record end and those of the next begin.
//!
//! All tables are in the order of the ids of the records, so that the rows of some records follow each other in each.
//! Columns are decoded side by side, and runs of records are looked at by as many threads as there are. Before none is
//! left to be looked at, one thread decodes the rows of those after them, and others help if they have nothing to do.

use std::io::{self, ErrorKind};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::Scope;
use rayon::prelude::*;
use tallybook_schema::RecordType;

use super::evidence::record_of;
use super::rows::{Batch, Reader, Rows};
use super::runs::GROUPS;
use super::shape::ID;
use super::{RecordTables, Written, unlike};

/// Records of a run, if all are looked at.
pub(super) const RECORDS: usize = 256;

/// Runs of which the rows are read at a time, for each thread: more would not stay in its cache. There are more if only
/// groups of their records are wanted.
const RUNS: usize = 4;

/// Runs for each thread that are left when more are read.
const FEW: usize = 2;

/// The rows of some records that follow each other: a range in each of their tables.
pub(super) type Ranges = Vec<Range<usize>>;

/// The rows of some records that follow each other, in each of their tables.
pub(super) struct Run {
    /// Its place among the runs that are looked at, from 0.
    pub(super) place: usize,
    /// Whether all records are looked at.
    pub(super) is_of_all: bool,
    /// Those of the records, of their parts table by table, and of their evidence if that is wanted.
    pub(super) tables: Vec<Rows>,
}

/// The records that are looked at, with others near to them.
pub(super) struct Wanted<'n> {
    pub(super) record_type: RecordType,
    /// Their numbers, which ascend; all if there are none.
    pub(super) numbers: Option<&'n [usize]>,
    /// Whether their evidence is looked at, too.
    pub(super) evidence: bool,
}

/// Looks at a run of records at a time, each once, in no particular order, on several threads.
pub(super) fn each(
    written: &Written,
    wanted: &Wanted<'_>,
    look: impl Fn(&Run) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let lots = Mutex::new(Some(Lots::new(written, wanted)?));
    let looking = Looking { lots, waiting: AtomicUsize::new(0), failure: Mutex::new(None), look };
    rayon::scope(|scope| looking.go_on(scope));
    lock(&looking.failure).take().map_or(Ok(()), Err)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs that are looked at while those after them are read.
struct Looking<'w, L> {
    /// What reads them; `None` while a thread does so, and at the end.
    lots: Mutex<Option<Lots<'w>>>,
    /// How many have been read, and not yet been looked at.
    waiting: AtomicUsize,
    failure: Mutex<Option<io::Error>>,
    look: L,
}

impl<L: Fn(&Run) -> io::Result<()> + Sync> Looking<'_, L> {
    /// Reads more runs if few are left, unless another thread does so.
    fn go_on<'s>(&'s self, scope: &Scope<'s>) {
        let few = FEW * rayon::current_num_threads();
        while self.waiting.load(Ordering::SeqCst) <= few && lock(&self.failure).is_none() {
            let Some(mut lots) = lock(&self.lots).take() else { return };
            let Some(lot) = self.or_fail(lots.next()).filter(|lot| !lot.is_empty()) else { return };
            self.waiting.fetch_add(lot.len(), Ordering::SeqCst);
            *lock(&self.lots) = Some(lots);
            // Each thread takes first what it has put aside last.
            for run in lot.into_iter().rev() {
                scope.spawn(move |scope| {
                    self.or_fail((self.look)(&run));
                    self.waiting.fetch_sub(1, Ordering::SeqCst);
                    self.go_on(scope);
                });
            }
        }
    }

    fn or_fail<T>(&self, result: io::Result<T>) -> Option<T> {
        let keep = |error: io::Error| {
            let mut failure = lock(&self.failure);
            // Rows that do not fit each other are read in another way; what cannot be read at all is not.
            if failure.as_ref().is_none_or(|first| first.kind() == ErrorKind::InvalidData) {
                *failure = Some(error);
            }
        };
        result.map_err(keep).ok()
    }
}

/// Reads the rows of many records at a time.
struct Lots<'w> {
    tables: &'w RecordTables,
    /// Of each table.
    readers: Vec<Reader>,
    /// The runs that are wanted, unless all records are.
    known: Option<std::vec::IntoIter<Ranges>>,
    /// The id of the last record before.
    last: String,
    /// How many runs are read at a time.
    runs: usize,
    /// How many have been read.
    read: usize,
}

impl<'w> Lots<'w> {
    fn new(written: &'w Written, wanted: &Wanted<'_>) -> io::Result<Self> {
        let tables = written.tables(wanted.record_type)?;
        let known = wanted.numbers.and_then(|numbers| tables.walked.groups_with(numbers, tables));
        let mut files = tables.files(written);
        if !wanted.evidence {
            files.pop();
        }
        let readers = files.into_iter().enumerate().map(|(place, (file, columns, whole))| match &known {
            Some(runs) => file.read(columns, runs.iter().map(|run| run[place].clone()).collect()),
            None => file.read(columns, vec![whole]),
        });
        let readers = readers.collect::<io::Result<_>>()?;
        let runs = RUNS * rayon::current_num_threads() * if known.is_some() { GROUPS } else { 1 };
        Ok(Self { tables, readers, known: known.map(Vec::into_iter), last: String::new(), runs, read: 0 })
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
        let first = self.read;
        self.read += of_tables.first().map_or(0, Vec::len);
        let mut of_tables: Vec<_> = of_tables.into_iter().map(Vec::into_iter).collect();
        let is_of_all = self.known.is_none();
        let mut tables = || of_tables.iter_mut().filter_map(Iterator::next).collect();
        Ok((first..self.read).map(|place| Run { place, is_of_all, tables: tables() }).collect())
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
        let evidence = self.tables.parts.len();
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
