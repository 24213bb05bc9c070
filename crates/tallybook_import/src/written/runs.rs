//! Where runs of records begin in the tables is known once all have been looked at, so that single records are found
//! again without reading everything.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::RecordTables;
use super::lots::{Ranges, Run};

/// What is known of the runs of the records of one type.
#[derive(Debug, Default)]
pub(super) struct Walked(Mutex<Runs>);

#[derive(Debug, Default)]
struct Runs {
    /// The rows at which each begins, in each table.
    starts: Vec<Vec<usize>>,
    /// The run of each record, by its number; [`NONE`] if it has not been met.
    of: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Walked {
    fn runs(&self) -> MutexGuard<'_, Runs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in which records are in a run, unless that is known. There are so many records in all.
    pub(super) fn take(&self, run: &Run, count: usize) -> io::Result<()> {
        let mut runs = self.runs();
        let place = runs.starts.len();
        let starts = run.starts();
        if runs.starts.last().is_some_and(|last| last.first() >= starts.first()) {
            return Ok(());
        }
        runs.of.resize(count, NONE);
        for number in run.numbers()? {
            if let Some(of) = runs.of.get_mut(number) {
                *of = u32::try_from(place).unwrap_or(NONE);
            }
        }
        runs.starts.push(starts);
        Ok(())
    }

    /// The runs with some records, by the numbers of these; `None` if not all are known.
    pub(super) fn runs_with(&self, numbers: &[usize], tables: &RecordTables) -> Option<Vec<Ranges>> {
        let runs = self.runs();
        let of = numbers.iter().map(|&number| runs.of.get(number).copied().filter(|&run| run != NONE));
        let mut wanted = of.collect::<Option<Vec<u32>>>()?;
        wanted.sort_unstable();
        wanted.dedup();
        let end = tables.ends();
        let ranges = |run: u32| {
            let from = runs.starts.get(run as usize)?;
            let to = runs.starts.get(run as usize + 1).unwrap_or(&end);
            Some(from.iter().zip(to).map(|(from, to)| *from..*to).collect())
        };
        wanted.into_iter().map(ranges).collect()
    }
}
