//! Records that lie elsewhere than in files of JSON Lines, but can be written as some.

use std::fmt;
use std::io::{self, ErrorKind};

use smol_str::SmolStr;
use tallybook_diagnostics::Line;
use tallybook_schema::record::Transfer;
use tallybook_schema::{Dataset, RecordType, Records};

use super::{InOrder, Lines, Part, StreamError};
use crate::error::ReadError;

/// Where records come from that are as those of some lines of JSON, a file of them for each type. What is found there
/// that no such line has is [`ErrorKind::InvalidData`].
pub trait Elsewhere: fmt::Debug + Send + Sync {
    /// Where that is, for messages.
    fn path(&self) -> &std::path::Path;

    /// How many transfers there are.
    fn count(&self) -> usize;

    /// All records of a type other than transfers, in the order of their numbers.
    ///
    /// # Errors
    /// When they cannot be read.
    fn records(&self, record_type: RecordType) -> io::Result<Dataset>;

    /// Looks at all transfers, a run of them at a time, from several threads. Each run has its place among all, from 0,
    /// and hardly more of them wait than are looked at.
    ///
    /// # Errors
    /// When they cannot be read, and those of `look`.
    fn each(&self, look: &(dyn Fn(usize, Run) -> io::Result<()> + Sync)) -> io::Result<()>;

    /// Transfers again, by their numbers in ascending order, with those numbers; without their evidence, but for those
    /// whose numbers `evidence` names.
    ///
    /// # Errors
    /// When they cannot be read.
    fn again(
        &self,
        numbers: &[usize],
        evidence: &(dyn Fn(usize) -> bool + Sync),
    ) -> io::Result<Vec<(usize, Transfer)>>;

    /// The lines of records of a type without their ends, by their numbers in ascending order, with those numbers.
    ///
    /// # Errors
    /// When they cannot be read.
    fn lines(&self, record_type: RecordType, numbers: &[usize]) -> io::Result<Vec<(usize, String)>>;
}

/// Some transfers: they need not follow each other, nor stand in their order.
#[derive(Debug, Default)]
pub struct Run {
    /// The transfers.
    pub transfers: Vec<Transfer>,
    /// The number of each among all, from 0.
    pub numbers: Vec<usize>,
}

impl Run {
    /// None yet, with room for so many.
    pub fn with_capacity(count: usize) -> Self {
        Self { transfers: Vec::with_capacity(count), numbers: Vec::with_capacity(count) }
    }
}

/// What is known of the lines of a run: the number and the id of each.
struct Known {
    numbers: Vec<usize>,
    ids: Vec<SmolStr>,
}

/// [`super::Stream::each`] of what lies elsewhere.
pub(super) fn each<R: Send>(
    elsewhere: &dyn Elsewhere,
    look: impl Fn(&Part) -> R + Sync,
    mut take: impl FnMut(R) + Send,
) -> Result<Lines, StreamError> {
    let mut all: Vec<Known> = Vec::new();
    let in_order = InOrder::new(|(looked, known): (R, Known)| {
        take(looked);
        all.push(known);
    });
    let look_at_run = |place: usize, run: Run| {
        let (transfers, known) = part(run).ok_or(ErrorKind::InvalidData)?;
        let extent = transfers.len() as u64;
        in_order.give(place, (look(&Part { transfers, extent }), known));
        Ok(())
    };
    elsewhere.each(&look_at_run).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => StreamError::Unfit,
        _ => StreamError::Read(ReadError::io(elsewhere.path(), error)),
    })?;
    drop(in_order);
    lines_of(all).ok_or(StreamError::Unfit)
}

/// Lines that are written only to show something in them: they follow each other, as nobody counts how long all others
/// would be.
pub(super) fn shown(lines: Vec<(usize, String)>) -> Vec<(usize, Line)> {
    let mut start = 0;
    let line = |(number, text): (usize, String)| {
        let line = Line { number, start, text: text.into() };
        start += line.text.len() + 1;
        (number, line)
    };
    lines.into_iter().map(line).collect()
}

/// The transfers of a run in their order; `None` if one has no number.
fn part(run: Run) -> Option<(Records<Transfer>, Known)> {
    let Run { transfers, numbers } = run;
    if transfers.len() != numbers.len() {
        return None;
    }
    let ids = transfers.iter().map(|transfer| transfer.id.as_str().into()).collect();
    let known = Known { numbers: numbers.clone(), ids };
    if numbers.is_sorted() {
        return Some((Records::zipped(numbers, transfers), known));
    }
    // A transfer is large, so that each is moved no more often than it must be.
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by_key(|&place| numbers[place]);
    let mut transfers: Vec<Option<Transfer>> = transfers.into_iter().map(Some).collect();
    let mut in_order = Vec::with_capacity(numbers.len());
    in_order.extend(order.iter().filter_map(|&place| transfers[place].take()));
    let numbers = order.iter().map(|&place| numbers[place]).collect();
    Some((Records::zipped(numbers, in_order), known))
}

/// What is known of all lines, in their order; `None` if some number is lacking or is there twice.
fn lines_of(known: Vec<Known>) -> Option<Lines> {
    let count = known.iter().map(|run| run.numbers.len()).sum();
    let mut ids = vec![SmolStr::default(); count];
    for Known { numbers, ids: of_run } in known {
        for (number, id) in numbers.into_iter().zip(of_run) {
            *ids.get_mut(number).filter(|known| known.is_empty())? = id;
        }
    }
    Some(Lines { ids, count, ..Lines::default() })
}
