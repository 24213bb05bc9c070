//! What an export says of itself, as far as it is needed to read it back.

use std::fs;
use std::io;
use std::path::{Component, Path};

use serde::Deserialize;
use tallybook_export::{EXPORT_VERSION, Format, MANIFEST, TABLES, foreign_parts};
use tallybook_reader::digest_of;
use tallybook_schema::record;

use crate::read::{ReadError, Source};

/// The whole dataset as one document, which no table is read from.
pub(crate) const NESTED: &str = "json/dataset.json";

/// The manifest of an export.
#[derive(Debug, Clone, Deserialize)]
pub struct Manifest {
    /// The version of the tables.
    pub export_version: u32,
    /// The day as of which the export was made.
    pub as_of: Option<String>,
    /// What is wrong with the dataset, if it was exported for all that.
    #[serde(default)]
    pub faults: Option<String>,
    /// What was chosen, if the export is a part of the whole.
    #[serde(default)]
    pub selection: Option<serde_json::Value>,
    /// The dataset's description of itself.
    pub dataset: record::Manifest,
    /// The tables.
    pub tables: Vec<TableEntry>,
    /// The files.
    pub files: Vec<FileEntry>,
}

/// A table of an export.
#[derive(Debug, Clone, Deserialize)]
pub struct TableEntry {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: usize,
}

/// A file of an export.
#[derive(Debug, Clone, Deserialize)]
pub struct FileEntry {
    /// Its path within the folder.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
}

/// What became of a file that a manifest lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It is as it was written.
    Unchanged,
    /// Somebody changed it.
    Changed,
    /// It is not there.
    Missing,
    /// Its path leads out of the folder, or is a link.
    Outside,
}

impl Manifest {
    /// The manifest in a folder; `None` if there is none.
    ///
    /// # Errors
    /// When it is not the manifest of an export of a version that is known.
    pub fn read(folder: &Path) -> Result<Option<Self>, ReadError> {
        let path = folder.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ReadError::new(&path, error)),
        };
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|error| ReadError::new(&path, error))?;
        if manifest.export_version == EXPORT_VERSION {
            return Ok(Some(manifest));
        }
        let reason =
            format!("its tables have version {}, and {EXPORT_VERSION} is read", manifest.export_version);
        Err(ReadError::new(&path, reason))
    }

    /// Whether somebody changed, added or took away a file of one kind since the export was written.
    pub fn is_edited(&self, folder: &Path, source: Source) -> bool {
        let of_tables =
            TABLES.iter().map(|table| source.path(table.name)).any(|path| match self.file(&path) {
                Some(file) => file.state(folder) != FileState::Unchanged,
                None => folder.join(path).exists(),
            });
        of_tables
            || match source {
                Source::Format(Format::Parquet) => self.are_parts_edited(folder),
                Source::Format(Format::Json) => self.is_nested_edited(folder),
                _ => false,
            }
    }

    /// Whether somebody changed the dataset as one document.
    pub(crate) fn is_nested_edited(&self, folder: &Path) -> bool {
        self.file(NESTED).is_some_and(|file| file.state(folder) == FileState::Changed)
    }

    /// Whether somebody changed, added or took away a file in the folder of a table.
    fn are_parts_edited(&self, folder: &Path) -> bool {
        let is_part = |file: &&FileEntry| {
            let path = file.path.strip_prefix("parquet/").and_then(|path| path.split_once('/'));
            path.is_some_and(|(table, _)| TABLES.iter().any(|known| known.name == table))
        };
        let mut parts = self.files.iter().filter(is_part);
        parts.any(|part| part.state(folder) != FileState::Unchanged)
            || foreign_parts(folder, |path| self.file(path).is_some())
                .is_ok_and(|foreign| !foreign.is_empty())
    }

    /// A file by its path within the exports.
    pub fn file(&self, path: &str) -> Option<&FileEntry> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl FileEntry {
    /// Whether there is a file that has as many bytes as were written.
    pub(crate) fn has_its_size(&self, folder: &Path) -> bool {
        fs::symlink_metadata(folder.join(&self.path)).is_ok_and(|metadata| metadata.len() == self.bytes)
    }

    /// What became of the file.
    pub fn state(&self, folder: &Path) -> FileState {
        let inside = Path::new(&self.path).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return FileState::Outside;
        }
        let path = folder.join(&self.path);
        match fs::symlink_metadata(&path) {
            Err(_) => FileState::Missing,
            Ok(metadata) if !metadata.is_file() => FileState::Outside,
            Ok(metadata) if metadata.len() != self.bytes => FileState::Changed,
            Ok(_) => match fs::File::open(&path).and_then(digest_of) {
                Ok(digest) if digest == self.sha256 => FileState::Unchanged,
                _ => FileState::Changed,
            },
        }
    }
}
