//! Reads the tables of an export, whatever their format.

mod csv;
mod json_lines;
mod memory;
mod parquet;
mod sqlite;
mod xlsx;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tallybook_export::{Format, TABLES, Table};
use tallybook_schema::formula;

use crate::fault::{Fault, FaultKind};
use crate::fields::record_tables;
use crate::grid::{Address, Grid};
use crate::manifest::{Manifest, NESTED};

pub use memory::grid_of;
pub(crate) use parquet::decoded;

/// Why a file of an export cannot be read.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    reason: String,
    /// What to do about it.
    pub help: &'static str,
}

impl ReadError {
    pub(crate) fn new(path: &Path, reason: impl fmt::Display) -> Self {
        let help = "name the folder of an export, or a workbook from one";
        Self { path: path.to_owned(), reason: reason.to_string(), help }
    }

    #[must_use]
    fn with_help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be read: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for ReadError {}

/// The files of an export that hold its tables: those of a format, or the CSV for spreadsheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Those of a format.
    Format(Format),
    /// `excel/*.csv`, in which what a spreadsheet would run is guarded.
    Excel,
}

impl Source {
    /// Every kind, in the order of [`Format::ALL`].
    pub fn all() -> impl Iterator<Item = Self> {
        Format::ALL.into_iter().map(Self::Format).chain([Self::Excel])
    }

    /// The name: that of the format, or `excel`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format(format) => format.as_str(),
            Self::Excel => "excel",
        }
    }

    /// The path of the file with a table within the exports.
    pub fn path(self, table: &str) -> String {
        match self {
            Self::Format(format) => format.path(table),
            Self::Excel => format!("excel/{table}.csv"),
        }
    }

    /// Whether a folder has any of the files.
    pub fn is_in(self, folder: &Path) -> bool {
        TABLES.iter().any(|table| folder.join(self.path(table.name)).is_file())
    }

    /// Whether a folder has a file with every table that records are made of. One that is laid out in folders has none.
    pub fn is_whole_in(self, folder: &Path) -> bool {
        record_tables().all(|table| folder.join(self.path(table)).is_file())
    }
}

/// Where to look for the tables as they were exported, the most faithful first.
const BASES: [Source; 5] = [
    Source::Format(Format::Parquet),
    Source::Format(Format::Sqlite),
    Source::Format(Format::Json),
    Source::Format(Format::Csv),
    Source::Format(Format::Xlsx),
];

/// The files with tables that a folder of exports has.
pub fn sources(folder: &Path) -> Vec<Source> {
    Source::all().filter(|source| source.is_in(folder)).collect()
}

/// Reads a table as it was exported, for each of those that were edited, from files that nobody edited; `None` if no kind of
/// files has all of them. The most faithful kind comes first, and `edited` is not among them.
///
/// # Errors
/// When a file cannot be read as one of its format.
pub fn base(
    folder: &Path,
    manifest: &Manifest,
    edited: Source,
    theirs: &[Grid],
) -> Result<Option<Vec<Grid>>, ReadError> {
    for source in BASES.into_iter().filter(|&base| base != edited && base.is_in(folder)) {
        if manifest.is_edited(folder, source) {
            continue;
        }
        let grids = files(folder, source)?;
        if theirs.iter().all(|grid| grids.iter().any(|base| base.table.name == grid.table.name)) {
            return Ok(Some(grids));
        }
    }
    Ok(None)
}

/// Reads the tables that a folder has in one kind of files, in the order of [`TABLES`].
///
/// # Errors
/// When a file cannot be read as one of its format, or a table is laid out in a folder of its own.
pub fn tables(folder: &Path, source: Source) -> Result<Vec<Grid>, ReadError> {
    if source == Source::Format(Format::Parquet)
        && let Some(table) = TABLES.iter().find(|table| is_in_parts(folder, table.name))
    {
        let why = "tables that are laid out in folders are not read back";
        let help = "export into another folder, without `--partition-by`, and repeat the change there, or name other files with `--from`";
        return Err(ReadError::new(&parts(folder, table.name), why).with_help(help));
    }
    let mut grids = files(folder, source)?;
    if source == Source::Format(Format::Json)
        && let (Some(grid), true) =
            (grids.first_mut(), Manifest::read(folder)?.is_some_and(|m| m.is_nested_edited(folder)))
    {
        let address = Address { file: NESTED.to_owned(), ..grid.file_address() };
        grid.faults.push(Fault { address, kind: FaultKind::PassedOver });
    }
    Ok(grids)
}

/// The folder in which a table may be laid out.
fn parts(folder: &Path, table: &str) -> PathBuf {
    folder.join(Format::Parquet.as_str()).join(table)
}

/// Whether a table is laid out in a folder, and not in a file.
fn is_in_parts(folder: &Path, table: &str) -> bool {
    parts(folder, table).is_dir() && !folder.join(Format::Parquet.path(table)).is_file()
}

/// Reads the files that a folder has of one kind, in the order of [`TABLES`].
pub(crate) fn files(folder: &Path, source: Source) -> Result<Vec<Grid>, ReadError> {
    match source {
        Source::Format(Format::Xlsx) => return workbook(&folder.join(source.path(""))),
        Source::Format(Format::Sqlite) => return sqlite::read(&folder.join(source.path(""))),
        _ => {}
    }
    let mut grids = Vec::new();
    for table in TABLES {
        let file = source.path(table.name);
        let path = folder.join(&file);
        if path.is_file() {
            grids.push(table_of(table, &path, file, source)?);
        }
    }
    Ok(grids)
}

/// Reads the tables of a workbook.
///
/// # Errors
/// When it cannot be read as one.
pub fn workbook(path: &Path) -> Result<Vec<Grid>, ReadError> {
    xlsx::read(path)
}

/// The part of a dataset that a workbook has, in its own words; `None` if it has the whole.
///
/// # Errors
/// When it cannot be read as a workbook.
pub fn part(path: &Path) -> Result<Option<String>, ReadError> {
    xlsx::part(path)
}

fn table_of(table: &'static Table, path: &Path, file: String, source: Source) -> Result<Grid, ReadError> {
    match source {
        Source::Format(Format::Csv) => csv::read(table, path, file, |text| text),
        Source::Excel => csv::read(table, path, file, formula::unguard),
        Source::Format(Format::Json) => json_lines::read(table, path, file),
        Source::Format(Format::Parquet) => parquet::read(table, path, file),
        Source::Format(Format::Xlsx | Format::Sqlite) => Err(ReadError::new(path, "it has all tables")),
    }
}

fn text(path: &Path) -> Result<String, ReadError> {
    let bytes = fs::read(path).map_err(|error: io::Error| ReadError::new(path, error))?;
    String::from_utf8(bytes).map_err(|_| {
        ReadError::new(path, "it is not text in UTF-8; save it as \"CSV UTF-8\" or as a workbook")
    })
}
