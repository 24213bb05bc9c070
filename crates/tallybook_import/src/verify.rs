//! Whether the files of an export are those that were written, and say the same in every format.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use tallybook_export::{CHECKSUMS, Format, MANIFEST, TABLES, foreign_parts};
use tallybook_reader::digest;

use crate::cell::Cell;
use crate::grid::{Address, Grid, Row};
use crate::manifest::{FileState, Manifest};
use crate::read::{ReadError, Source, files, sources};

/// What was verified of an export.
#[derive(Debug)]
pub struct Verification {
    /// How many files the manifest lists.
    pub files: usize,
    /// How many tables were compared.
    pub tables: usize,
    /// How many rows they have together.
    pub rows: usize,
    /// The kinds of files that were held against each other.
    pub sources: Vec<Source>,
    /// Folders in which a table lies in parts, which are held against their digests and not compared.
    pub in_parts: Vec<String>,
    /// What is wrong with the dataset that was exported, if it was exported for all that.
    pub of_dataset: Option<String>,
    /// What is wrong.
    pub faults: Vec<VerifyFault>,
}

/// What is wrong with an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyFault {
    /// A file is not as it was written.
    File {
        /// Its path.
        path: String,
        /// What became of it.
        state: FileState,
    },
    /// A file that is none of the export lies in the folder of a table.
    Foreign {
        /// Its path.
        path: String,
    },
    /// A line of the checksums is not that of its file.
    Checksum {
        /// The path on the line.
        path: String,
    },
    /// A line of the checksums names no file.
    ChecksumLine {
        /// Its number, from 1.
        number: usize,
    },
    /// A file cannot be read as one of its format.
    Unreadable(String),
    /// A table has another number of rows than the manifest says.
    Rows {
        /// The file.
        file: String,
        /// How many it has.
        here: usize,
        /// How many it is to have.
        listed: usize,
    },
    /// An id stands twice.
    Twice {
        /// Where.
        address: Address,
        /// The id.
        id: String,
    },
    /// Two files say different things.
    Different(Difference),
}

impl fmt::Display for VerifyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, state } => match state {
                FileState::Missing => write!(f, "{path} is missing"),
                FileState::Outside => write!(f, "{path} is no file inside the folder"),
                _ => write!(f, "{path} was changed since it was written"),
            },
            Self::Foreign { path } => write!(
                f,
                "{path} is no part of the export, and whoever reads the table reads it too: move it elsewhere"
            ),
            Self::Checksum { path } => write!(f, "{CHECKSUMS} has another digest for {path}"),
            Self::ChecksumLine { number } => {
                write!(f, "{CHECKSUMS}, line {number} is no digest with two spaces and a path after it")
            }
            Self::Unreadable(reason) => f.write_str(reason),
            Self::Rows { file, here, listed } => {
                write!(f, "{file} has {here} rows, {MANIFEST} says {listed}")
            }
            Self::Twice { address, id } => write!(f, "{address}: the id `{id}` stands twice"),
            Self::Different(difference) => difference.fmt(f),
        }
    }
}

/// Verifies an export: its files against its manifest and checksums, and the tables of every format against
/// each other, cell by cell.
///
/// # Errors
/// When there is no manifest that can be read.
pub fn verify(folder: &Path) -> Result<Verification, ReadError> {
    let manifest = Manifest::read(folder)?
        .ok_or_else(|| ReadError::new(&folder.join(MANIFEST), "there is no such file"))?;
    let states = manifest.files.par_iter().map(|file| (file, file.state(folder)));
    let changed = states.filter(|(_, state)| *state != FileState::Unchanged);
    let mut faults: Vec<VerifyFault> =
        changed.map(|(file, state)| VerifyFault::File { path: file.path.clone(), state }).collect();
    faults.extend(checksums(folder, &manifest));
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let foreign =
        foreign_parts(folder, |path| listed.contains(path)).map_err(|error| ReadError::new(folder, error))?;
    faults.extend(foreign.into_iter().map(|path| VerifyFault::Foreign { path }));

    let sources = sources(folder);
    let read: Vec<_> = sources.par_iter().map(|source| (*source, files(folder, *source))).collect();
    let mut readable = Vec::new();
    for (source, tables) in read {
        match tables {
            Ok(tables) => readable.push((source, tables)),
            Err(error) => faults.push(VerifyFault::Unreadable(error.to_string())),
        }
    }
    let in_parts: Vec<String> = TABLES
        .iter()
        .map(|table| format!("{}/{}", Format::Parquet.as_str(), table.name))
        .filter(|path| folder.join(path).is_dir())
        .collect();
    // The types of Parquet are the strictest, so that it is what the others are held against, if it has as many
    // tables.
    readable.sort_by_key(|(source, grids)| {
        (std::cmp::Reverse(grids.len()), *source != Source::Format(Format::Parquet))
    });
    let found: Vec<Vec<VerifyFault>> = readable
        .par_iter()
        .map(|(source, grids)| {
            let mut faults: Vec<VerifyFault> = grids.iter().flat_map(|grid| alone(grid, &manifest)).collect();
            let first = &readable[0];
            if first.0 != *source {
                let whole = |grid: &&Grid| {
                    let parts = format!("{}/{}", source.name(), grid.table.name);
                    !in_parts.contains(&parts)
                };
                let whole = first.1.iter().filter(whole);
                faults.extend(differences(whole, *source, grids).into_iter().map(VerifyFault::Different));
            }
            faults
        })
        .collect();
    faults.extend(found.into_iter().flatten());
    let first = readable.first().map_or(&[][..], |(_, grids)| grids.as_slice());
    Ok(Verification {
        files: manifest.files.len(),
        tables: first.len(),
        rows: first.iter().map(|grid| grid.rows.len()).sum(),
        sources,
        in_parts,
        of_dataset: manifest.faults.clone(),
        faults,
    })
}

/// Lines of the checksums that are not those of their files, and files that have no line.
fn checksums(folder: &Path, manifest: &Manifest) -> Vec<VerifyFault> {
    let text = match fs::read_to_string(folder.join(CHECKSUMS)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return vec![VerifyFault::File { path: CHECKSUMS.to_owned(), state: FileState::Missing }];
        }
        Err(error) => return vec![VerifyFault::Unreadable(format!("{CHECKSUMS} cannot be read: {error}"))],
    };
    let own = fs::read(folder.join(MANIFEST)).map(|bytes| digest(&bytes)).unwrap_or_default();
    let listed = manifest.files.iter().map(|file| (file.path.as_str(), file.sha256.as_str()));
    let wanted: BTreeMap<&str, &str> = listed.chain([(MANIFEST, own.as_str())]).collect();
    let mut without: BTreeSet<&str> = wanted.keys().copied().collect();
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((digest, path)) = line.split_once("  ") else {
            faults.push(VerifyFault::ChecksumLine { number: number + 1 });
            continue;
        };
        if wanted.get(path) != Some(&digest) {
            faults.push(VerifyFault::Checksum { path: path.to_owned() });
        }
        without.remove(path);
    }
    faults.extend(without.into_iter().map(|path| VerifyFault::Checksum { path: path.to_owned() }));
    faults
}

/// What is wrong with one file by itself.
fn alone(grid: &Grid, manifest: &Manifest) -> Vec<VerifyFault> {
    let mut faults = Vec::new();
    if let Some(listed) = manifest.tables.iter().find(|table| table.name == grid.table.name)
        && listed.rows != grid.rows.len()
    {
        let (file, here) = (grid.file.clone(), grid.rows.len());
        faults.push(VerifyFault::Rows { file, here, listed: listed.rows });
    }
    faults.extend(duplicates(grid).into_iter().map(|(address, id)| VerifyFault::Twice { address, id }));
    faults
}

/// A difference between two files of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, in the second file.
    pub address: Address,
    /// The first file.
    pub other: String,
    kind: DifferenceKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum DifferenceKind {
    Missing,
    Rows { here: usize, there: usize },
    Cell { id: String, here: String, there: String },
    Column,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, other, kind } = self;
        match kind {
            DifferenceKind::Missing => write!(f, "{address} is missing, though {other} is there"),
            DifferenceKind::Rows { here, there } => {
                write!(f, "{address} has {here} rows, {other} has {there}")
            }
            DifferenceKind::Column => write!(f, "{address} is missing, though {other} has it"),
            DifferenceKind::Cell { id, here, there } => {
                write!(f, "{address} of `{id}`: `{here}` here, `{there}` in {other}")
            }
        }
    }
}

/// Holds the tables of one kind of files against those of the first: the first difference of each table.
pub fn differences<'g>(
    first: impl IntoIterator<Item = &'g Grid>,
    source: Source,
    other: &[Grid],
) -> Vec<Difference> {
    let mut differences = Vec::new();
    for grid in first {
        match other.iter().find(|other| other.table.name == grid.table.name) {
            None => {
                let address = Address { file: source.path(grid.table.name), ..grid.file_address() };
                let kind = DifferenceKind::Missing;
                differences.push(Difference { address, other: grid.file.clone(), kind });
            }
            Some(other) => differences.extend(difference(grid, other)),
        }
    }
    differences
}

fn difference(first: &Grid, second: &Grid) -> Option<Difference> {
    let found = |address, kind| Some(Difference { address, other: first.file.clone(), kind });
    for (index, column) in first.columns.iter().enumerate() {
        if first.positions[index].is_some() && second.positions[index].is_none() {
            let address = Address { column: column.name.clone(), ..second.file_address() };
            return found(address, DifferenceKind::Column);
        }
    }
    for (there, here) in first.rows.iter().zip(&second.rows) {
        for (index, column) in first.columns.iter().enumerate() {
            let (a, b) = (&there.cells[index], &here.cells[index]);
            if !equal(a, b) {
                let id = first.text(there, "id").unwrap_or_default().to_owned();
                let kind = DifferenceKind::Cell { id, here: b.to_string(), there: a.to_string() };
                return found(second.address(here, &column.name), kind);
            }
        }
    }
    let (here, there) = (second.rows.len(), first.rows.len());
    (here != there).then(|| found(second.file_address(), DifferenceKind::Rows { here, there })).flatten()
}

/// Formats of text have no way to tell nothing from empty text.
fn equal(a: &Cell, b: &Cell) -> bool {
    a == b || a.is_empty() && b.is_empty()
}

/// Ids that stand twice in a table.
fn duplicates(grid: &Grid) -> Vec<(Address, String)> {
    let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
    let mut twice = Vec::new();
    for row in &grid.rows {
        if let Some(id) = grid.text(row, "id")
            && seen.insert(id, row).is_some()
        {
            twice.push((grid.address(row, "id"), id.to_owned()));
        }
    }
    twice
}
