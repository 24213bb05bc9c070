//! Transfers that lie elsewhere than in a file of JSON Lines, but can be written as one.

use std::fmt;
use std::io::{self, ErrorKind};

use rayon::prelude::*;
use smol_str::SmolStr;
use tallybook_schema::Records;
use tallybook_schema::record::{Limits, Transfer};

use super::{InOrder, Lines, Part, StreamError};
use crate::error::ReadError;
use crate::lines;

/// Where transfers come from that are written as lines of JSON while they are read. What is found there that cannot be
/// written so is [`ErrorKind::InvalidData`].
pub trait Elsewhere: fmt::Debug + Send + Sync {
    /// Where that is, for messages.
    fn path(&self) -> &std::path::Path;

    /// All lines, a run of them after another.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn runs(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<LinesRun>> + Send + '_>>;

    /// Lines again, by their numbers in ascending order, with those numbers.
    ///
    /// # Errors
    /// When it cannot be read.
    fn again(&self, numbers: &[usize]) -> io::Result<Vec<(usize, String)>>;
}

/// Some lines: they need not follow each other, nor stand in their order.
#[derive(Debug, Default)]
pub struct LinesRun {
    /// The number of each line among all, from 0.
    pub numbers: Vec<usize>,
    /// The lines, each with its end.
    pub text: String,
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
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::InvalidData => StreamError::Unfit,
        _ => StreamError::Read(ReadError::io(elsewhere.path(), error)),
    };
    let runs = elsewhere.runs().map_err(failed)?;
    let mut all: Vec<Known> = Vec::new();
    let in_order = InOrder::new(|(looked, known): (R, Known)| {
        take(looked);
        all.push(known);
    });
    runs.enumerate().par_bridge().try_for_each(|(place, run)| {
        let (transfers, known) = read_run(run.map_err(failed)?, limits).ok_or(StreamError::Unfit)?;
        in_order.give(place, (look(&Part { transfers }), known));
        Ok(())
    })?;
    drop(in_order);
    lines_of(all).ok_or(StreamError::Unfit)
}

/// The transfers of a run; `None` if anything is wrong with one.
fn read_run(run: LinesRun, limits: &Limits) -> Option<(Records<Transfer>, Known)> {
    let batch = lines::chunk::<Transfer>(&run.text, 0..run.text.len(), limits);
    let bytes: Vec<usize> = run.text.split_inclusive('\n').map(str::len).collect();
    if !batch.faults.is_empty() || batch.records.len() != bytes.len() || bytes.len() != run.numbers.len() {
        return None;
    }
    let ids = batch.records.iter().map(|transfer| transfer.id.as_str().into()).collect();
    let mut numbered: Vec<(usize, Transfer)> = run.numbers.iter().copied().zip(batch.records).collect();
    numbered.sort_by_key(|(number, _)| *number);
    Some((Records::with_numbers(numbered), Known { numbers: run.numbers, bytes, ids }))
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
