//! Parquet tables as they were written, read back record by record.
//!
//! Of tables that nobody has touched since they were exported, nothing needs to be held against anything: what is
//! computed in them is left aside, and a record follows from its row, those of its parts and those of its evidence.
//! All tables are in the order of the ids of the records, so that the rows of some records follow each other in each
//! ([`lots`]), and a walk over these, side by side, meets the rows of a record together ([`walk`]). Of them its type is
//! made without a detour ([`made`]). A line of JSON, as there would be in a file of JSON Lines, is written only to
//! find places in it.
//!
//! What is in any way not as it is written is no error here, but a reason to read the tables as edited ones are
//! ([`crate::import`]), where all that can be wrong with them is named. The lines are the same, letter by letter.

mod evidence;
mod given;
mod lots;
mod made;
mod members;
mod rows;
mod runs;
mod shape;
mod trace;
mod walk;

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use tallybook_export::{Format, TABLES, Table};
use tallybook_reader::{Elsewhere, Run};
use tallybook_schema::record::{Actor, Deal, Equipment, Source, Statement, Transfer};
use tallybook_schema::{Dataset, RecordType};

use crate::fields::{FIELD_TABLES, record_tables};
use crate::grid::Address;
use crate::import::{Line, smallest};
use crate::manifest::{FileEntry, FileState, Manifest};
use crate::read;
use lots::Wanted;
use made::Made;
use rows::TableFile;
use runs::Walked;
use shape::Shape;
use walk::{Record, Walk, line};

/// So few rows of evidence that all tables may be kept decoded: whoever wants to see records again would have to decode
/// nearly all of them again.
pub const FEW: usize = 1 << 19;

/// Tables of an export that are as they were written.
#[derive(Debug)]
pub struct Written {
    folder: PathBuf,
    tables: BTreeMap<RecordType, RecordTables>,
    evidence: TableFile,
}

/// The tables with the records of one type.
#[derive(Debug)]
struct RecordTables {
    records: (TableFile, Shape),
    /// The lists of their parts, and the table of each.
    lists: Vec<&'static str>,
    parts: Vec<(TableFile, Shape)>,
    /// The rows of their evidence.
    evidence: Range<usize>,
    walked: Walked,
}

/// A byte of the line of a record, which is known by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The type of the record.
    pub record_type: RecordType,
    /// The number of the record among those of its type, from 0: that of its line.
    pub number: usize,
    /// The byte, counted from the start of the line.
    pub byte: usize,
}

impl Written {
    /// The Parquet tables in a folder with their manifest; `None` if some are not there, or are seen not to be as they
    /// were written. Whether they are, [`Self::are_unchanged`] says. All are kept decoded if there are no more rows of
    /// evidence than `few`.
    pub fn open(folder: &Path, manifest: &Manifest, few: usize) -> Option<Self> {
        let files: Option<BTreeMap<&str, TableFile>> = names()
            .into_par_iter()
            .map(|name| {
                let table: &'static Table = TABLES.iter().find(|table| table.name == name)?;
                let has_its_size = entry(manifest, name)?.has_its_size(folder);
                let file = if has_its_size { TableFile::open(folder, table) } else { None };
                Some((name, file?))
            })
            .collect();
        let mut files = files?;
        let mut evidence = files.remove("evidence")?;
        let ranges = evidence::ranges(&evidence).ok()?;
        let mut tables = BTreeMap::new();
        for table in FIELD_TABLES.iter().filter(|table| table.part.is_none()) {
            let parts = || FIELD_TABLES.iter().filter(|part| part.record_type == table.record_type);
            let mut with_shape = |table: &crate::fields::FieldTable, lists: &[&'static str]| {
                Some((files.remove(table.table)?, Shape::of(table, lists)))
            };
            let lists: Vec<&'static str> =
                parts().filter_map(|table| Some(table.part.as_ref()?.list)).collect();
            let records = with_shape(table, &lists)?;
            let parts = parts()
                .filter(|part| part.part.is_some())
                .map(|part| with_shape(part, &[]))
                .collect::<Option<_>>()?;
            let evidence = ranges.get(&table.record_type).cloned().unwrap_or_default();
            tables.insert(
                table.record_type,
                RecordTables { records, lists, parts, evidence, walked: Walked::default() },
            );
        }
        // Of rows that belong to no record, nobody would be told.
        if tables.values().any(RecordTables::has_only_parts) {
            return None;
        }
        if evidence.rows <= few {
            let keep = |(file, shape): &mut (TableFile, Shape)| file.keep(&shape.columns);
            let keep_of = |(_, tables): (_, &mut RecordTables)| {
                let files = [&mut tables.records].into_par_iter().chain(&mut tables.parts);
                files.with_max_len(1).try_for_each(keep)
            };
            let (of_records, of_evidence) = rayon::join(
                || tables.par_iter_mut().try_for_each(keep_of),
                || evidence.keep(&evidence::COLUMNS),
            );
            of_records.and(of_evidence).ok()?;
        }
        Some(Self { folder: folder.to_owned(), tables, evidence })
    }

    /// Whether the tables in a folder have the digests that its manifest says. Until that is known, nothing that was
    /// read from them counts.
    pub fn are_unchanged(folder: &Path, manifest: &Manifest) -> bool {
        let is_unchanged = |entry: &FileEntry| entry.state(folder) == FileState::Unchanged;
        names().into_par_iter().with_max_len(1).all(|name| entry(manifest, name).is_some_and(is_unchanged))
    }

    /// How many records of a type there are.
    pub fn count(&self, record_type: RecordType) -> usize {
        self.tables.get(&record_type).map_or(0, |tables| tables.records.0.rows)
    }

    /// The records of some types as JSON Lines, in the order of their numbers, by the file of their type; none of
    /// types that have no records.
    ///
    /// # Errors
    /// When the tables cannot be read, or are [not as they are written](ErrorKind::InvalidData).
    pub fn lines(
        &self,
        record_types: impl IntoIterator<Item = RecordType>,
    ) -> io::Result<Vec<(String, String)>> {
        let types = record_types.into_iter().filter(|&record_type| self.count(record_type) > 0);
        types.map(|t| Ok((format!("{}.jsonl", t.plural()), self.text(t)?))).collect()
    }

    fn text(&self, record_type: RecordType) -> io::Result<String> {
        let lines = self.all(record_type, line)?;
        Ok(lines.into_iter().map(|line| line + "\n").collect())
    }

    fn of_type<T: tallybook_schema::Record + Made + Send>(&self) -> io::Result<Dataset> {
        let records: Vec<T> = self.all(T::TYPE, |record| record.read())?;
        let mut dataset = Dataset::default();
        *T::of_mut(&mut dataset) = records.into();
        Ok(dataset)
    }

    /// The cells that bytes of the lines came from: of each, the smallest that has one.
    ///
    /// # Errors
    /// As of [`Self::lines`].
    pub fn addresses(&self, spots: &[Spot]) -> io::Result<BTreeMap<Spot, Address>> {
        let mut sorted = spots.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mut found = BTreeMap::new();
        for of_type in sorted.chunk_by(|a, b| a.record_type == b.record_type) {
            let by_number = of_type.chunk_by(|a, b| a.number == b.number);
            let by_number: BTreeMap<usize, &[Spot]> =
                by_number.map(|spots| (spots[0].number, spots)).collect();
            let numbers: Vec<usize> = by_number.keys().copied().collect();
            let of_record = |record: &Record<'_>| {
                let (line, trace) = (Line::of(&record.read()?), record.trace());
                let spots = by_number.get(&record.number).into_iter().copied().flatten();
                let address = |spot: &Spot| Some((*spot, smallest(&line.places, &trace, spot.byte)?.clone()));
                Ok(spots.filter_map(address).collect::<Vec<_>>())
            };
            let of_records = self.look_at(of_type[0].record_type, &numbers, of_record)?;
            found.extend(of_records.into_iter().flat_map(|(_, of_record)| of_record));
        }
        Ok(found)
    }

    /// Looks at all records of a type. Gives what came of each, in the order of their numbers.
    fn all<R: Send>(
        &self,
        record_type: RecordType,
        look: impl Fn(&Record<'_>) -> io::Result<R> + Sync,
    ) -> io::Result<Vec<R>> {
        // Records are large, so that each is put where it stays.
        let mut all: Vec<Option<R>> = std::iter::repeat_with(|| None).take(self.count(record_type)).collect();
        let take = |(number, looked): (usize, R)| {
            if let Some(place) = all.get_mut(number) {
                *place = Some(looked);
            }
        };
        self.look_at_those(&Wanted { record_type, numbers: None, evidence: true }, look, take)?;
        let all: Option<Vec<R>> = all.into_iter().collect();
        all.ok_or_else(|| unlike("numbers that are not those of a list"))
    }

    /// Looks at the records of a type with some numbers, which ascend. Gives what came of each, with these numbers and
    /// in their order.
    fn look_at<R: Send>(
        &self,
        record_type: RecordType,
        numbers: &[usize],
        look: impl Fn(&Record<'_>) -> io::Result<R> + Sync,
    ) -> io::Result<Vec<(usize, R)>> {
        let mut all = Vec::with_capacity(numbers.len());
        let wanted = Wanted { record_type, numbers: Some(numbers), evidence: true };
        self.look_at_those(&wanted, look, |looked| all.push(looked))?;
        all.sort_unstable_by_key(|(number, _)| *number);
        Ok(all)
    }

    /// Looks at some records. `take` is given what came of each, with its number, in no particular order.
    fn look_at_those<R: Send>(
        &self,
        wanted: &Wanted<'_>,
        look: impl Fn(&Record<'_>) -> io::Result<R> + Sync,
        take: impl FnMut((usize, R)) + Send,
    ) -> io::Result<()> {
        let is_wanted = |number| wanted.numbers.is_none_or(|numbers| numbers.binary_search(&number).is_ok());
        let take = Mutex::new(take);
        let look_at_run = |run: &lots::Run| {
            let mut walk = Walk::new(self, wanted.record_type, run)?;
            let mut looked = Vec::with_capacity(if wanted.numbers.is_none() { walk.count() } else { 0 });
            while let Some(record) = walk.next(is_wanted)? {
                if is_wanted(record.number) {
                    looked.push((record.number, look(&record)?));
                }
            }
            looked.into_iter().for_each(&mut *take.lock().unwrap_or_else(PoisonError::into_inner));
            Ok(())
        };
        lots::each(self, wanted, look_at_run)
    }

    fn tables(&self, record_type: RecordType) -> io::Result<&RecordTables> {
        self.tables.get(&record_type).ok_or_else(|| unlike("no table"))
    }
}

impl RecordTables {
    /// The tables of its records, of their parts and of their evidence, with the columns and the rows that are theirs.
    fn files<'w>(&'w self, written: &'w Written) -> Vec<(&'w TableFile, &'w [&'static str], Range<usize>)> {
        let own = std::iter::once(&self.records).chain(&self.parts);
        let own = own.map(|(file, shape)| (file, shape.columns.as_slice(), 0..file.rows));
        own.chain([(&written.evidence, &evidence::COLUMNS[..], self.evidence.clone())]).collect()
    }

    /// The ends of their rows.
    fn ends(&self) -> Vec<usize> {
        let own = std::iter::once(&self.records).chain(&self.parts).map(|(file, _)| file.rows);
        own.chain([self.evidence.end]).collect()
    }

    /// How many records there are.
    fn count(&self) -> usize {
        self.records.0.rows
    }

    /// Whether there are rows of parts or of evidence, and no record that they could belong to.
    fn has_only_parts(&self) -> bool {
        let has_parts = self.parts.iter().any(|(file, _)| file.rows > 0) || !self.evidence.is_empty();
        self.count() == 0 && has_parts
    }
}

/// Everything is read when it is wanted, and nothing is kept.
impl Elsewhere for Written {
    fn path(&self) -> &Path {
        &self.folder
    }

    fn count(&self) -> usize {
        self.count(RecordType::Transfer)
    }

    fn records(&self, record_type: RecordType) -> io::Result<Dataset> {
        match record_type {
            RecordType::Source => self.of_type::<Source>(),
            RecordType::Actor => self.of_type::<Actor>(),
            RecordType::Equipment => self.of_type::<Equipment>(),
            RecordType::Deal => self.of_type::<Deal>(),
            RecordType::Transfer => self.of_type::<Transfer>(),
            RecordType::Statement => self.of_type::<Statement>(),
        }
    }

    fn each(&self, look: &(dyn Fn(usize, Run) -> io::Result<()> + Sync)) -> io::Result<()> {
        let look_at_run = |rows: &lots::Run| {
            let mut walk = Walk::new(self, RecordType::Transfer, rows)?;
            let mut run = Run::with_capacity(walk.count());
            while let Some(record) = walk.next(|_| true)? {
                record.read_to(&mut run.transfers)?;
                run.numbers.push(record.number);
            }
            look(rows.place, run)
        };
        let all = Wanted { record_type: RecordType::Transfer, numbers: None, evidence: true };
        lots::each(self, &all, look_at_run)
    }

    fn again(
        &self,
        numbers: &[usize],
        evidence: &(dyn Fn(usize) -> bool + Sync),
    ) -> io::Result<Vec<(usize, Transfer)>> {
        // Most rows are evidence.
        let (with, without): (Vec<usize>, Vec<usize>) = numbers.iter().partition(|&&number| evidence(number));
        let mut all = Vec::with_capacity(numbers.len());
        for (numbers, evidence) in [(with, true), (without, false)] {
            let wanted = Wanted { record_type: RecordType::Transfer, numbers: Some(&numbers), evidence };
            self.look_at_those(&wanted, |record| record.read(), |looked| all.push(looked))?;
        }
        all.sort_unstable_by_key(|(number, _)| *number);
        Ok(all)
    }

    fn lines(&self, record_type: RecordType, numbers: &[usize]) -> io::Result<Vec<(usize, String)>> {
        self.look_at(record_type, numbers, line)
    }
}

/// The tables that records are made of, the largest first.
fn names() -> Vec<&'static str> {
    record_tables().collect()
}

/// What a manifest says of the Parquet file of a table.
fn entry<'m>(manifest: &'m Manifest, table: &str) -> Option<&'m FileEntry> {
    let path = read::Source::Format(Format::Parquet).path(table);
    manifest.files.iter().find(|file| file.path == path)
}

/// The tables are not as they are written.
fn unlike(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}
