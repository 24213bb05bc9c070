//! Where records begin in the tables is known once all have been looked at, so that single ones are found again without
//! reading everything: of every few records that follow each other.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::RecordTables;
use super::lots::{RECORDS, Ranges};

/// Records of which it is known together where they begin.
const TOGETHER: usize = 16;

/// How many groups of them a run has.
pub(super) const GROUPS: usize = RECORDS.div_ceil(TOGETHER);

/// The records of a run, in their order.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Their numbers.
    numbers: Vec<usize>,
    /// The rows at which each group of them begins, in each table.
    starts: Vec<Vec<usize>>,
}

impl Met {
    /// Adds a record with a number, which begins at these rows.
    pub(super) fn add(&mut self, number: usize, rows: impl Iterator<Item = usize>) {
        if self.numbers.len().is_multiple_of(TOGETHER) {
            self.starts.push(rows.collect());
        }
        self.numbers.push(number);
    }
}

/// What is known of the records of one type.
#[derive(Debug, Default)]
pub(super) struct Walked(Mutex<Groups>);

#[derive(Debug, Default)]
struct Groups {
    /// The rows at which each begins, in each table; none of those of runs that have not been met.
    starts: Vec<Vec<usize>>,
    /// The group of each record, by its number; [`NONE`] if it has not been met.
    of: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Walked {
    fn groups(&self) -> MutexGuard<'_, Groups> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in which records are in the run with a place. There are so many records in all.
    pub(super) fn take(&self, place: usize, met: Met, count: usize) {
        let mut groups = self.groups();
        let first = place * GROUPS;
        groups.of.resize(count, NONE);
        for (at, number) in met.numbers.into_iter().enumerate() {
            if let Some(of) = groups.of.get_mut(number) {
                *of = u32::try_from(first + at / TOGETHER).unwrap_or(NONE);
            }
        }
        let end = first + met.starts.len();
        if groups.starts.len() < end {
            groups.starts.resize(end, Vec::new());
        }
        for (group, starts) in groups.starts[first..].iter_mut().zip(met.starts) {
            *group = starts;
        }
    }

    /// The rows of the groups with some records, by the numbers of these; `None` if not all are known, or if they are so
    /// many that it takes less to read everything.
    pub(super) fn groups_with(&self, numbers: &[usize], tables: &RecordTables) -> Option<Vec<Ranges>> {
        let groups = self.groups();
        let of = numbers.iter().map(|&number| groups.of.get(number).copied().filter(|&group| group != NONE));
        let mut wanted = of.collect::<Option<Vec<u32>>>()?;
        wanted.sort_unstable();
        wanted.dedup();
        if 2 * wanted.len() > groups.starts.len() {
            return None;
        }
        let end = tables.ends();
        let ranges = |group: u32| {
            let from = groups.starts.get(group as usize)?;
            let to = groups.starts.get(group as usize + 1).unwrap_or(&end);
            // The group after it may not have been met.
            (from.len() == to.len()).then(|| from.iter().zip(to).map(|(from, to)| *from..*to).collect())
        };
        wanted.into_iter().map(ranges).collect()
    }
}
