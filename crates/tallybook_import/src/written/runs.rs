//! Runs of records: where each begins in the tables is known once they have been walked through, so that single
//! records are found again without walking through everything.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tallybook_reader::{Elsewhere, LinesRun};
use tallybook_schema::RecordType;

use super::walk::{Mark, Ranges, Walk};
use super::{RecordTables, Written, unlike};

/// Bytes of a run, up to the end of the line that reaches past them.
const BYTES: usize = 1 << 18;

/// What is known of the runs of the records of one type.
#[derive(Debug, Default)]
pub(super) struct Walked(Mutex<Runs>);

#[derive(Debug, Default)]
struct Runs {
    /// The rows at which each begins.
    marks: Vec<Mark>,
    /// The run of each record, by its number; [`NONE`] if it has not been met.
    of: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Walked {
    fn runs(&self) -> std::sync::MutexGuard<'_, Runs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in which records are in the run that begins at a mark, unless that is known.
    fn take(&self, mark: Mark, numbers: &[usize], count: usize) {
        let mut runs = self.runs();
        let run = runs.marks.len();
        if runs.marks.last().is_some_and(|last| last.record >= mark.record) {
            return;
        }
        runs.of.resize(count, NONE);
        for &number in numbers {
            if let Some(of) = runs.of.get_mut(number) {
                *of = u32::try_from(run).unwrap_or(NONE);
            }
        }
        runs.marks.push(mark);
    }

    /// The rows of the runs with some records, by the numbers of these; all rows if not all are known.
    pub(super) fn ranges(&self, tables: &RecordTables, numbers: &[usize]) -> Ranges {
        let runs = self.runs();
        let of = numbers.iter().map(|&number| runs.of.get(number).copied().filter(|&run| run != NONE));
        let Some(mut wanted) = of.collect::<Option<Vec<u32>>>() else { return tables.whole() };
        wanted.sort_unstable();
        wanted.dedup();
        let end = tables.end();
        let mut ranges = Ranges { parts: vec![Vec::new(); tables.parts.len()], ..Ranges::default() };
        for run in wanted {
            let run = run as usize;
            let Some(from) = runs.marks.get(run) else { continue };
            let to = runs.marks.get(run + 1).unwrap_or(&end);
            ranges.records.push(from.record..to.record);
            ranges.evidence.push(from.evidence..to.evidence);
            for (ranges, (from, to)) in ranges.parts.iter_mut().zip(from.parts.iter().zip(&to.parts)) {
                ranges.push(*from..*to);
            }
        }
        ranges
    }
}

/// The transfers of an export, written as lines run by run, as often as they are wanted.
#[derive(Debug)]
pub(super) struct Transfers(pub(super) Arc<Written>);

impl Elsewhere for Transfers {
    fn path(&self) -> &std::path::Path {
        &self.0.folder
    }

    fn runs(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<LinesRun>> + Send + '_>> {
        let mut walk = Walk::whole(&self.0, RecordType::Transfer)?;
        let mut has_failed = false;
        Ok(Box::new(std::iter::from_fn(move || {
            let run = if has_failed { None } else { run(&mut walk).transpose() };
            has_failed = run.as_ref().is_some_and(Result::is_err);
            run
        })))
    }

    fn again(&self, numbers: &[usize]) -> io::Result<Vec<(usize, String)>> {
        let mut walk = Walk::with(&self.0, RecordType::Transfer, numbers)?;
        let mut lines = Vec::with_capacity(numbers.len());
        let mut line = Vec::new();
        while let Some(number) = walk.number()? {
            if numbers.binary_search(&number).is_err() {
                walk.pass_over()?;
                continue;
            }
            walk.write(&mut line, &mut None)?;
            line.pop();
            lines.push((number, std::str::from_utf8(&line).map_err(unlike)?.to_owned()));
            line.clear();
        }
        lines.sort_unstable_by_key(|(number, _)| *number);
        Ok(lines)
    }
}

/// The next run of a walk; `None` at the end.
fn run(walk: &mut Walk<'_>) -> io::Result<Option<LinesRun>> {
    let mark = walk.mark();
    let (mut numbers, mut text) = (Vec::new(), Vec::with_capacity(BYTES + BYTES / 16));
    while text.len() < BYTES
        && let Some(number) = walk.number()?
    {
        walk.write(&mut text, &mut None)?;
        numbers.push(number);
    }
    if numbers.is_empty() {
        return Ok(None);
    }
    let tables = walk.tables;
    tables.walked.take(mark, &numbers, tables.records.0.rows);
    Ok(Some(LinesRun { numbers, text: String::from_utf8(text).map_err(unlike)? }))
}
