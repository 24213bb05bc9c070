//! Records that lie elsewhere than in files of JSON Lines, but can be written as some.

use std::fmt;
use std::io::{self, ErrorKind};

use smol_str::SmolStr;
use tallybook_schema::record::{Limits, Transfer};
use tallybook_schema::{Dataset, RecordType, Records};

use super::{InOrder, Lines, Part, StreamError};
use crate::error::ReadError;
use crate::lines::RECORD_DEPTH;

/// Where records come from that are as those of some lines of JSON, a file of them for each type. What is found there
/// that no such line has is [`ErrorKind::InvalidData`].
pub trait Elsewhere: fmt::Debug + Send + Sync {
    /// Where that is, for messages.
    fn path(&self) -> &std::path::Path;

    /// All records of a type other than transfers, in the order of their numbers, and the bytes of the line of each, with
    /// its end.
    ///
    /// # Errors
    /// When they cannot be read.
    fn records(&self, record_type: RecordType) -> io::Result<(Dataset, Vec<usize>)>;

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
    /// The bytes of the line of each, with its end.
    pub bytes: Vec<usize>,
}

impl Run {
    /// None yet, with room for so many.
    pub fn with_capacity(count: usize) -> Self {
        let (transfers, numbers, bytes) =
            (Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count));
        Self { transfers, numbers, bytes }
    }
}

/// What is known of the lines of a run: their numbers, and the bytes and the id of each.
struct Known {
    numbers: Vec<usize>,
    bytes: Vec<usize>,
    ids: Vec<SmolStr>,
}

/// [`super::Stream::each`] of what lies elsewhere.
pub(super) fn each<R: Send>(
    elsewhere: &dyn Elsewhere,
    limits: &Limits,
    look: impl Fn(&Part) -> R + Sync,
    mut take: impl FnMut(R) + Send,
) -> Result<Lines, StreamError> {
    let mut all: Vec<Known> = Vec::new();
    let in_order = InOrder::new(|(looked, known): (R, Known)| {
        take(looked);
        all.push(known);
    });
    let look_at_run = |place: usize, run: Run| {
        let (transfers, known) = part(run, limits).ok_or(ErrorKind::InvalidData)?;
        in_order.give(place, (look(&Part { transfers }), known));
        Ok(())
    };
    elsewhere.each(&look_at_run).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => StreamError::Unfit,
        _ => StreamError::Read(ReadError::io(elsewhere.path(), error)),
    })?;
    drop(in_order);
    lines_of(all).ok_or(StreamError::Unfit)
}

/// Whether lines with so many bytes, with their ends, would be read.
fn fit(bytes: &[usize], limits: &Limits) -> bool {
    let longest = bytes.iter().max().map_or(0, |bytes| bytes.saturating_sub(1));
    limits.depth() >= RECORD_DEPTH && longest as u64 <= limits.file_bytes
}

/// All records of a type; [`ErrorKind::InvalidData`] if they could not be read as lines.
pub(crate) fn records(
    elsewhere: &dyn Elsewhere,
    record_type: RecordType,
    limits: &Limits,
) -> io::Result<(Dataset, Lines)> {
    let (dataset, bytes) = elsewhere.records(record_type)?;
    let mut starts = Vec::with_capacity(bytes.len() + 1);
    let end = bytes.iter().fold(0, |start, bytes| {
        starts.push(start);
        start + *bytes as u64
    });
    starts.push(end);
    if dataset.count(record_type) != bytes.len() || !fit(&bytes, limits) || end > limits.jsonl_bytes {
        return Err(ErrorKind::InvalidData.into());
    }
    Ok((dataset, Lines::starting_at(starts)))
}

/// The transfers of a run in their order; `None` if one could not be read as a line.
fn part(run: Run, limits: &Limits) -> Option<(Records<Transfer>, Known)> {
    let Run { transfers, numbers, bytes } = run;
    let is_whole = transfers.len() == numbers.len() && numbers.len() == bytes.len();
    if !is_whole || !fit(&bytes, limits) {
        return None;
    }
    let ids = transfers.iter().map(|transfer| transfer.id.as_str().into()).collect();
    let known = Known { numbers: numbers.clone(), bytes, ids };
    if numbers.is_sorted() {
        return Some((Records::zipped(numbers, transfers), known));
    }
    // A transfer is large, so that each is moved no more often than it must be.
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by_key(|&place| numbers[place]);
    let mut transfers: Vec<Option<Transfer>> = transfers.into_iter().map(Some).collect();
    let numbered = order.into_iter().filter_map(|place| Some((numbers[place], transfers[place].take()?)));
    Some((Records::with_numbers(numbered), known))
}

/// What is known of all lines, in their order; `None` if some number is lacking or is there twice.
fn lines_of(known: Vec<Known>) -> Option<Lines> {
    let count = known.iter().map(|run| run.numbers.len()).sum();
    let mut ids = vec![SmolStr::default(); count];
    // First the bytes of each line, then where it starts.
    let mut starts = vec![0_u64; count + 1];
    for Known { numbers, bytes, ids: of_run } in known {
        for ((number, bytes), id) in numbers.into_iter().zip(bytes).zip(of_run) {
            let place = starts[..count].get_mut(number).filter(|place| **place == 0)?;
            *place = bytes as u64;
            ids[number] = id;
        }
    }
    let mut at = 0;
    for start in &mut starts {
        at += std::mem::replace(start, at);
    }
    Some(Lines { starts, ids, count, ..Lines::default() })
}
