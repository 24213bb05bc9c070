//! Transfers that are too many to keep: large files of JSON Lines, read part by part as often as they are wanted.
//!
//! The parts are whole lines, cut where the text alone says, and are read by as many threads as there are; a part is
//! taken from its file when a thread is free for it, so that no more of them wait than are worked on. Of each line
//! one number is kept, the byte at which it starts, with which it can be read again.
//!
//! What is no such file can be read so too, if it could be written as one ([`Elsewhere`]).
//!
//! Files that are anything but good JSON Lines, with some bad records in them, are not read so: they are read as a whole,
//! where all that can be wrong with them is known.

mod elsewhere;
mod in_order;
mod packed;
mod parts;

use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use smol_str::SmolStr;
use tallybook_diagnostics::{FileId, Line, Place, RecordKey};
use tallybook_schema::record::{Limits, Transfer};
use tallybook_schema::{RecordType, Records};

use crate::error::ReadError;
use crate::lines;
use crate::problem::{Problem, ProblemKind};
use crate::reading::{OriginPart, Unread};
use crate::text;
pub(crate) use in_order::InOrder;
pub(crate) use packed::Packed;
use packed::read_exact_at;
use parts::AllParts;
pub(crate) use parts::Parts;

pub use elsewhere::{Elsewhere, Run};

/// Transfers that are too many to keep.
#[derive(Debug, Clone)]
pub struct Stream {
    /// In the order of their lines.
    pub(crate) files: Vec<FileId>,
    pub(crate) source: Source,
    pub(crate) limits: Limits,
}

/// Where the lines are.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// In files of JSON Lines.
    Files(Vec<Packed>),
    /// Elsewhere, where they have this type. They would be in one file.
    Elsewhere(RecordType, Arc<dyn Elsewhere>),
}

/// What is known of all lines once they have been read. A transfer has the number of its line, from 0; those of a file
/// follow those of the file before.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Those of each file; none of lines that are in no file.
    files: Vec<OfFile>,
    /// The id of the transfer on each line; empty where there is none.
    ids: Vec<SmolStr>,
    /// How many transfers there are.
    pub count: usize,
    /// What is wrong with some.
    pub problems: Vec<Problem>,
    /// The transfers that were left out.
    pub unread: Vec<Unread>,
}

/// The lines of one file.
#[derive(Debug, Clone)]
struct OfFile {
    /// The number of the first.
    first: usize,
    /// The byte at which each line starts, with the end of the last.
    starts: Vec<u64>,
}

impl Lines {
    /// Lines of one file that start at these bytes, the last of which is the end of the last line.
    pub(crate) fn starting_at(starts: Vec<u64>) -> Self {
        Self { files: vec![OfFile { first: 0, starts }], ..Self::default() }
    }

    /// Adds what is known of the next lines, which are in the file with this place; those of a part start after those of
    /// the part before.
    fn append(&mut self, file: usize, starts: &[u64], known: Self) {
        self.begin(file);
        let of_file = &mut self.files[file].starts;
        of_file.pop();
        of_file.extend(starts);
        self.ids.extend(known.ids);
        self.count += known.count;
        self.problems.extend(known.problems);
        self.unread.extend(known.unread);
    }

    /// Begins with the file that has this place, and those before it that have no lines.
    fn begin(&mut self, file: usize) {
        let first = self.ids.len();
        self.files.resize_with(self.files.len().max(file + 1), || OfFile { first, starts: vec![0] });
    }

    /// In which file a line is, by its place among them, and its number there.
    pub(crate) fn place(&self, number: usize) -> (usize, usize) {
        let after = self.files.partition_point(|file| file.first <= number);
        after.checked_sub(1).map_or((0, number), |place| (place, number - self.files[place].first))
    }

    /// The ids of the transfers, by number; empty where there is none.
    pub fn ids(&self) -> &[SmolStr] {
        &self.ids
    }

    /// The bytes of a line in the file with this place, by its number there.
    fn range(&self, (file, number): (usize, usize)) -> Option<Range<u64>> {
        let starts = &self.files.get(file)?.starts;
        Some(*starts.get(number)?..*starts.get(number + 1)?)
    }
}

/// Why files could not be read part by part.
#[derive(Debug)]
pub enum StreamError {
    /// The operating system says so.
    Read(ReadError),
    /// They have to be read as a whole, to say all that is wrong with them.
    Unfit,
}

/// A part of a file that was read.
#[derive(Debug)]
pub struct Part {
    /// The transfers on it.
    pub transfers: Records<Transfer>,
    /// How much of [`Stream::extent`] it is.
    pub extent: u64,
}

impl Stream {
    /// The lines of some files, in their order.
    pub(crate) fn of_files(files: impl IntoIterator<Item = (FileId, Packed)>, limits: Limits) -> Self {
        let (files, packed) = files.into_iter().unzip();
        Self { files, source: Source::Files(packed), limits }
    }

    /// How much there is to go through, in whatever unit: bytes on the disk, or transfers.
    pub fn extent(&self) -> u64 {
        match &self.source {
            Source::Files(files) => files.iter().map(Packed::size).sum(),
            Source::Elsewhere(_, elsewhere) => elsewhere.count() as u64,
        }
    }

    /// Looks at every part, each once, in no particular order, from several threads. Hands on what came of it, in
    /// the order of the files, and gives what is known of the lines.
    ///
    /// # Errors
    /// When a file cannot be read, or not part by part.
    pub fn each<R: Send>(
        &self,
        look: impl Fn(&Part) -> R + Sync,
        mut take: impl FnMut(R) + Send,
    ) -> Result<Lines, StreamError> {
        let files = match &self.source {
            Source::Files(files) => files,
            Source::Elsewhere(_, elsewhere) => {
                return elsewhere::each(&**elsewhere, look, take);
            }
        };
        let mut all = Lines::default();
        let in_order = InOrder::new(|(looked, file, starts, lines): (R, usize, Vec<u64>, Lines)| {
            take(looked);
            all.append(file, &starts, lines);
        });
        let parts = AllParts::new(files, self.limits.jsonl_bytes);
        parts.enumerate().par_bridge().try_for_each(|(number, part)| {
            let (file, part, extent) = part.map_err(|(path, error)| match error.kind() {
                io::ErrorKind::InvalidData => StreamError::Unfit,
                _ => StreamError::Read(ReadError::io(path, error)),
            })?;
            let starts: Vec<u64> =
                std::iter::once(&0).chain(&part.ends).map(|end| part.start + *end as u64).collect();
            let (transfers, lines) = self.read_part(self.files[file], &part, &starts);
            let looked = look(&Part { transfers, extent });
            in_order.give(number, (looked, file, starts, lines));
            Ok(())
        })?;
        drop(in_order);
        all.begin(files.len() - 1);
        if all.problems.len() > usize::try_from(self.limits.problems).unwrap_or(usize::MAX) {
            return Err(StreamError::Unfit);
        }
        Ok(all)
    }

    fn read_part(&self, file: FileId, part: &parts::Raw, starts: &[u64]) -> (Records<Transfer>, Lines) {
        let batch = lines::chunk::<Transfer>(&part.text, 0, &part.ends, &part.not_utf8, &self.limits);
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
            Problem::at(file, moved(range), kind)
        });
        let (problems, unread) = (problems.collect(), batch.unread);
        let lines = Lines { ids, count, problems, unread, ..Lines::default() };
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
        let Source::Files(files) = &self.source else { return false };
        files.iter().all(Packed::is_seekable)
    }

    /// The same with files of which single lines can be read so: those that are packed are unpacked into temporary ones,
    /// which are gone with the stream. `None` if the files cannot be unpacked, or there is no room for that.
    pub fn into_seekable(self) -> Option<Self> {
        let Source::Files(files) = self.source else { return None };
        let unpacked = files.into_par_iter().map(|file| file.unpack(self.limits.jsonl_bytes));
        Some(Self { source: Source::Files(unpacked.collect::<io::Result<_>>().ok()?), ..self })
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
        let read = |(number, line): (usize, Line)| {
            let mut transfer = lines::one(&line.text, &self.limits)?;
            if !evidence(number) {
                leave_out_evidence(&mut transfer);
            }
            Some((number, transfer))
        };
        if self.is_seekable() {
            // Each thread reads its own lines.
            let mut found = (Vec::with_capacity(numbers.len()), Vec::with_capacity(numbers.len()));
            let in_order = InOrder::new(|group: Vec<(usize, Transfer)>| found.extend(group));
            numbers.par_chunks(1 << 8).enumerate().try_for_each(|(group, numbers)| {
                let lines = self.numbered_lines(lines, numbers)?;
                in_order.give(group, lines.into_iter().filter_map(read).collect());
                Ok(())
            })?;
            drop(in_order);
            return Ok(Records::zipped(found.0, found.1));
        }
        let lines = self.numbered_lines(lines, numbers)?;
        Ok(Records::with_numbers(lines.into_par_iter().filter_map(read).collect::<Vec<_>>()))
    }

    /// Reads lines again, by their numbers in ascending order: all that are to be shown, as those that lie elsewhere then
    /// follow each other. Gives those of each file together; there they have the numbers that they have in it.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn lines(&self, lines: &Lines, numbers: &[usize]) -> Result<Vec<(FileId, Vec<Line>)>, ReadError> {
        let mut of_files: Vec<(FileId, Vec<Line>)> = Vec::new();
        for (number, line) in self.numbered_lines(lines, numbers)? {
            let file = self.files[lines.place(number).0];
            match of_files.last_mut() {
                Some((last, of_file)) if *last == file => of_file.push(line),
                _ => of_files.push((file, vec![line])),
            }
        }
        Ok(of_files)
    }

    /// Reads lines again, each with its number.
    fn numbered_lines(&self, lines: &Lines, numbers: &[usize]) -> Result<Vec<(usize, Line)>, ReadError> {
        match &self.source {
            Source::Files(files) => {
                let mut read = Vec::with_capacity(numbers.len());
                for numbers in numbers.chunk_by(|a, b| lines.place(*a).0 == lines.place(*b).0) {
                    let (place, _) = lines.place(numbers[0]);
                    let of_file = Self::read_lines(&files[place], lines, numbers);
                    read.extend(of_file.map_err(|error| ReadError::io(files[place].path(), error))?);
                }
                Ok(read)
            }
            Source::Elsewhere(record_type, elsewhere) => {
                let read = elsewhere.lines(*record_type, numbers);
                let read = read.map_err(|error| ReadError::io(elsewhere.path(), error))?;
                Ok(elsewhere::shown(read))
            }
        }
    }

    /// Reads lines of one file again.
    fn read_lines(file: &Packed, lines: &Lines, numbers: &[usize]) -> io::Result<Vec<(usize, Line)>> {
        let wanted = numbers.iter().filter_map(|&number| {
            let place = lines.place(number);
            Some((number, place.1, lines.range(place)?))
        });
        let line = |(number, in_file, start): (usize, usize, u64), bytes: Vec<u8>| {
            let (text, _) = text::lines(bytes, 0);
            let text = text.trim_end_matches(['\n', '\r']).into();
            let start = usize::try_from(start).unwrap_or(usize::MAX);
            (number, Line { number: in_file, start, text })
        };
        let mut read = Vec::with_capacity(numbers.len());
        if let Some(file) = file.seekable()? {
            // Lines that follow each other are read at once; what stands between others is not read.
            let wanted: Vec<_> = wanted.collect();
            for run in wanted.chunk_by(|(_, number, _), (_, next, _)| number + 1 == *next) {
                let (start, end) = (run[0].2.start, run[run.len() - 1].2.end);
                let mut bytes = vec![0; usize::try_from(end - start).unwrap_or(0)];
                read_exact_at(&file, &mut bytes, start)?;
                for (number, in_file, range) in run {
                    let within = |at: u64| usize::try_from(at - start).unwrap_or(usize::MAX);
                    let bytes = bytes[within(range.start)..within(range.end)].to_vec();
                    read.push(line((*number, *in_file, range.start), bytes));
                }
            }
            return Ok(read);
        }
        let mut reader = BufReader::with_capacity(1 << 18, file.open()?);
        let mut at = 0;
        for (number, in_file, range) in wanted {
            io::copy(&mut (&mut reader).take(range.start - at), &mut io::sink())?;
            let mut bytes = Vec::new();
            (&mut reader).take(range.end - range.start).read_to_end(&mut bytes)?;
            at = range.end;
            read.push(line((number, in_file, range.start), bytes));
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
                Place::Span { file, start, .. } => {
                    let of_file = lines.files.get(self.files.iter().position(|known| known == file)?)?;
                    let after = of_file.starts.partition_point(|&first| first <= *start as u64);
                    Some(of_file.first + after.checked_sub(1)?)
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
