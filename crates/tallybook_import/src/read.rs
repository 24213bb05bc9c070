//! Reads the tables of an export, whatever their format.

mod csv;
mod json_lines;
mod memory;
mod parquet;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tallybook_export::{Format, TABLES, Table};

use crate::grid::Grid;

pub use memory::grid_of;

/// Why a file of an export cannot be read.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    reason: String,
}

impl ReadError {
    pub(crate) fn new(path: &Path, reason: impl fmt::Display) -> Self {
        Self { path: path.to_owned(), reason: reason.to_string() }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be read: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for ReadError {}

/// The formats that a folder of exports has tables in, in the order of [`Format::ALL`].
pub fn formats(folder: &Path) -> Vec<Format> {
    let has = |format: &Format| TABLES.iter().any(|table| folder.join(format.path(table.name)).is_file());
    Format::ALL.into_iter().filter(has).collect()
}

/// Reads the tables that a folder has in a format, in the order of [`TABLES`].
///
/// # Errors
/// When a file cannot be read as one of its format.
pub fn tables(folder: &Path, format: Format) -> Result<Vec<Grid>, ReadError> {
    let mut grids = Vec::new();
    for table in TABLES {
        let file = format.path(table.name);
        let path = folder.join(&file);
        if path.is_file() {
            grids.push(table_of(table, &path, file, format)?);
        }
    }
    Ok(grids)
}

fn table_of(table: &'static Table, path: &Path, file: String, format: Format) -> Result<Grid, ReadError> {
    match format {
        Format::Csv => csv::read(table, path, file),
        Format::Json => json_lines::read(table, path, file),
        Format::Parquet => parquet::read(table, path, file),
    }
}

fn text(path: &Path) -> Result<String, ReadError> {
    let bytes = fs::read(path).map_err(|error: io::Error| ReadError::new(path, error))?;
    String::from_utf8(bytes).map_err(|_| {
        ReadError::new(path, "it is not text in UTF-8; save it as \"CSV UTF-8\" or as a workbook")
    })
}
