//! Transfers that are too many to keep: a large file of JSON Lines, read part by part as often as it is wanted.
//!
//! The parts are whole lines, cut where the text alone says, and are read by as many threads as there are; a part is
//! taken from the file when a thread is free for it, so that no more of them wait than are worked on. Of each line
//! one number is kept, the byte at which it starts, with which it can be read again.
//!
//! What is no such file can be read so too, if it could be written as one ([`Elsewhere`]).
//!
//! A file that is anything but good JSON Lines in UTF-8, with some bad records in it, is not read so: it is read as a
//! whole, where all that can be wrong with it is known.

mod elsewhere;
mod in_order;
mod parts;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use smol_str::SmolStr;
use tallybook_diagnostics::{FileId, Line, Place, RecordKey};
use tallybook_schema::record::{Limits, Transfer};
use tallybook_schema::{RecordType, Records};

use crate::error::ReadError;
use crate::lines;
use crate::packing::Packing;
use crate::problem::{Problem, ProblemKind};
use crate::reading::{OriginPart, Unread};
pub(crate) use in_order::InOrder;
pub(crate) use parts::Parts;

pub use elsewhere::{Elsewhere, Run};

/// Transfers that are too many to keep.
#[derive(Debug, Clone)]
pub struct Stream {
    pub(crate) file: FileId,
    pub(crate) source: Source,
    pub(crate) limits: Limits,
}

/// Where the lines are.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// In a file of JSON Lines.
    File { path: PathBuf, packing: Packing },
    /// Elsewhere, where they have this type.
    Elsewhere(RecordType, Arc<dyn Elsewhere>),
}

/// What is known of all lines once they have been read. A transfer has the number of its line, from 0.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// The byte at which each line starts, with the end of the last; none of lines that are in no file.
    starts: Vec<u64>,
    /// The id of the transfer on each line; empty where there is none.
    ids: Vec<SmolStr>,
    /// How many transfers there are.
    pub count: usize,
    /// What is wrong with some.
    pub problems: Vec<Problem>,
    /// The transfers that were left out.
    pub unread: Vec<Unread>,
}

impl Lines {
    /// Lines that start at these bytes, the last of which is the end of the last line.
    pub(crate) fn starting_at(starts: Vec<u64>) -> Self {
        Self { starts, ..Self::default() }
    }

    /// The ids of the transfers, by number; empty where there is none.
    pub fn ids(&self) -> &[SmolStr] {
        &self.ids
    }

    fn range(&self, number: usize) -> Option<Range<u64>> {
        Some(*self.starts.get(number)?..*self.starts.get(number + 1)?)
    }
}

/// Why a file could not be read part by part.
#[derive(Debug)]
pub enum StreamError {
    /// The operating system says so.
    Read(ReadError),
    /// It has to be read as a whole, to say all that is wrong with it.
    Unfit,
}

/// A part of the file that was read.
#[derive(Debug)]
pub struct Part {
    /// The transfers on it.
    pub transfers: Records<Transfer>,
}

impl Stream {
    /// The lines of a file.
    pub(crate) fn of_file(file: FileId, path: PathBuf, packing: Packing, limits: Limits) -> Self {
        Self { file, source: Source::File { path, packing }, limits }
    }

    /// Looks at every part, each once, in no particular order, from several threads. Hands on what came of it, in
    /// the order of the file, and gives what is known of the lines.
    ///
    /// # Errors
    /// When the file cannot be read, or not part by part.
    pub fn each<R: Send>(
        &self,
        look: impl Fn(&Part) -> R + Sync,
        mut take: impl FnMut(R) + Send,
    ) -> Result<Lines, StreamError> {
        let (path, packing) = match &self.source {
            Source::File { path, packing } => (path, packing),
            Source::Elsewhere(_, elsewhere) => {
                return elsewhere::each(&**elsewhere, look, take);
            }
        };
        let failed = |error| StreamError::Read(ReadError::io(path, error));
        let reader = packing.open(path).map_err(failed)?;
        let parts = Parts::new(reader, self.limits.jsonl_bytes);
        let mut all = Lines::default();
        let in_order = InOrder::new(|(looked, lines): (R, Lines)| {
            take(looked);
            all.starts.pop();
            all.starts.extend(lines.starts);
            all.ids.extend(lines.ids);
            all.count += lines.count;
            all.problems.extend(lines.problems);
            all.unread.extend(lines.unread);
        });
        parts.enumerate().par_bridge().try_for_each(|(number, part)| {
            let part = part.map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => StreamError::Unfit,
                _ => failed(error),
            })?;
            let (transfers, lines) = self.read_part(&part);
            let looked = look(&Part { transfers });
            in_order.give(number, (looked, lines));
            Ok(())
        })?;
        drop(in_order);
        if all.problems.len() > usize::try_from(self.limits.problems).unwrap_or(usize::MAX) {
            return Err(StreamError::Unfit);
        }
        Ok(all)
    }

    fn read_part(&self, part: &parts::Raw) -> (Records<Transfer>, Lines) {
        let batch = lines::chunk::<Transfer>(&part.text, 0, &part.ends, &self.limits);
        let mut starts = Vec::with_capacity(part.ends.len() + 1);
        starts.push(part.start);
        starts.extend(part.ends.iter().map(|end| part.start + *end as u64));
        let count = batch.records.len();
        let whole = count + 1 == starts.len();
        let numbers: Vec<usize> = if whole {
            Vec::new()
        } else {
            let number =
                |start: usize| starts.partition_point(|&first| first <= part.start + start as u64) - 1;
            let start = |part: &OriginPart| match part {
                OriginPart::Line(range) => range.start,
                OriginPart::Whole | OriginPart::Item(_) => 0,
            };
            batch.parts.iter().map(|part| number(start(part))).collect()
        };
        let mut ids = vec![SmolStr::default(); starts.len() - 1];
        for (position, record) in batch.records.iter().enumerate() {
            ids[numbers.get(position).copied().unwrap_or(position)] = record.id.as_str().into();
        }
        let shift = |offset: usize| usize::try_from(part.start).unwrap_or(usize::MAX).saturating_add(offset);
        let moved = |range: Range<usize>| shift(range.start)..shift(range.end);
        let problems = batch.faults.into_iter().map(|(range, kind)| {
            let kind = match kind {
                ProblemKind::DuplicateKey { key, first } => {
                    ProblemKind::DuplicateKey { key, first: moved(first) }
                }
                other => other,
            };
            Problem::at(self.file, moved(range), kind)
        });
        let lines = Lines { starts, ids, count, problems: problems.collect(), unread: batch.unread };
        let transfers = if whole {
            Records::starting_at(part.first, batch.records)
        } else {
            let numbers = numbers.into_iter().map(|number| part.first + number);
            Records::with_numbers(numbers.zip(batch.records))
        };
        (transfers, lines)
    }

    /// Whether single lines can be read without all that stands before them.
    pub fn is_seekable(&self) -> bool {
        matches!(self.source, Source::File { packing: Packing::None, .. })
    }

    /// Reads transfers again, by their numbers in ascending order. A line that has changed meanwhile, so that it
    /// holds no transfer, is left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn transfers(&self, lines: &Lines, numbers: &[usize]) -> Result<Records<Transfer>, ReadError> {
        self.transfers_with(lines, numbers, |_| true)
    }

    /// Reads transfers again like [`Self::transfers`], without their evidence but for those whose numbers `evidence`
    /// names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn transfers_with(
        &self,
        lines: &Lines,
        numbers: &[usize],
        evidence: impl Fn(usize) -> bool + Sync,
    ) -> Result<Records<Transfer>, ReadError> {
        if let Source::Elsewhere(_, elsewhere) = &self.source {
            let again = elsewhere.again(numbers, &evidence);
            let again = again.map_err(|error| ReadError::io(elsewhere.path(), error))?;
            return Ok(Records::with_numbers(again));
        }
        let read = |line: Line| {
            let mut transfer = lines::one(&line.text, &self.limits)?;
            if !evidence(line.number) {
                leave_out_evidence(&mut transfer);
            }
            Some((line.number, transfer))
        };
        if self.is_seekable() {
            // Each thread reads its own lines.
            let mut found = (Vec::with_capacity(numbers.len()), Vec::with_capacity(numbers.len()));
            let in_order = InOrder::new(|group: Vec<(usize, Transfer)>| found.extend(group));
            numbers.par_chunks(1 << 8).enumerate().try_for_each(|(group, numbers)| {
                let lines = self.lines(lines, numbers)?;
                in_order.give(group, lines.into_iter().filter_map(read).collect());
                Ok(())
            })?;
            drop(in_order);
            return Ok(Records::zipped(found.0, found.1));
        }
        let lines = self.lines(lines, numbers)?;
        Ok(Records::with_numbers(lines.into_par_iter().filter_map(read).collect::<Vec<_>>()))
    }

    /// Reads lines again, by their numbers in ascending order: all that are to be shown, as those that lie elsewhere then
    /// follow each other.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lines(&self, lines: &Lines, numbers: &[usize]) -> Result<Vec<Line>, ReadError> {
        match &self.source {
            Source::File { path, packing } => {
                Self::read_lines(path, *packing, lines, numbers).map_err(|error| ReadError::io(path, error))
            }
            Source::Elsewhere(record_type, elsewhere) => {
                let read = elsewhere.lines(*record_type, numbers);
                let read = read.map_err(|error| ReadError::io(elsewhere.path(), error))?;
                Ok(elsewhere::shown(read))
            }
        }
    }

    fn read_lines(path: &Path, packing: Packing, lines: &Lines, numbers: &[usize]) -> io::Result<Vec<Line>> {
        let wanted = numbers.iter().filter_map(|&number| Some((number, lines.range(number)?)));
        let line = |number, start: u64, bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
            let text = text.trim_end_matches(['\n', '\r']).into();
            io::Result::Ok(Line { number, start: usize::try_from(start).unwrap_or(usize::MAX), text })
        };
        let mut read = Vec::with_capacity(numbers.len());
        if packing == Packing::None {
            // Lines that follow each other are read at once; what stands between others is not read.
            let mut file = File::open(path)?;
            let wanted: Vec<_> = wanted.collect();
            for run in wanted.chunk_by(|(number, _), (next, _)| number + 1 == *next) {
                let (start, end) = (run[0].1.start, run[run.len() - 1].1.end);
                let mut bytes = vec![0; usize::try_from(end - start).unwrap_or(0)];
                file.seek(SeekFrom::Start(start))?;
                file.read_exact(&mut bytes)?;
                for (number, range) in run {
                    let within = |at: u64| usize::try_from(at - start).unwrap_or(usize::MAX);
                    let bytes = bytes[within(range.start)..within(range.end)].to_vec();
                    read.push(line(*number, range.start, bytes)?);
                }
            }
            return Ok(read);
        }
        let mut reader = BufReader::with_capacity(1 << 18, packing.open(path)?);
        let mut at = 0;
        for (number, range) in wanted {
            io::copy(&mut (&mut reader).take(range.start - at), &mut io::sink())?;
            let mut bytes = Vec::new();
            (&mut reader).take(range.end - range.start).read_to_end(&mut bytes)?;
            at = range.end;
            read.push(line(number, range.start, bytes)?);
        }
        Ok(read)
    }

    /// The numbers of the lines that places are on.
    pub(crate) fn numbers<'p>(&self, lines: &Lines, places: impl Iterator<Item = &'p Place>) -> Vec<usize> {
        let mut numbers: Vec<usize> = places
            .filter_map(|place| match place {
                Place::Record { key: RecordKey { record_type: RecordType::Transfer, index }, .. } => {
                    Some(*index)
                }
                Place::Span { file, start, .. } if *file == self.file => {
                    lines.starts.partition_point(|&first| first <= *start as u64).checked_sub(1)
                }
                _ => None,
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

fn leave_out_evidence(transfer: &mut Transfer) {
    transfer.evidence = Vec::new();
    transfer.items.iter_mut().for_each(|item| item.evidence = Vec::new());
}
