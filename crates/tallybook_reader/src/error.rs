//! Why a dataset could not be read at all.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a dataset could not be read at all. What is wrong *in* a dataset is never an error of this
/// kind; see [`Problem`](crate::Problem).
#[derive(Debug)]
pub struct ReadError {
    kind: ReadErrorKind,
    path: PathBuf,
    source: Option<io::Error>,
}

/// What kept a dataset from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// There is nothing at the path.
    NotFound,
    /// The path of the dataset names something other than a folder.
    NotAFolder,
    /// A file or folder may not be read.
    PermissionDenied,
    /// Anything else that the operating system says.
    Io,
}

impl ReadError {
    pub(crate) fn not_a_folder(path: &Path) -> Self {
        Self { kind: ReadErrorKind::NotAFolder, path: path.to_owned(), source: None }
    }

    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let kind = match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadErrorKind::NotFound,
            io::ErrorKind::PermissionDenied => ReadErrorKind::PermissionDenied,
            _ => ReadErrorKind::Io,
        };
        Self { kind, path: path.to_owned(), source: Some(source) }
    }

    /// What kept the dataset from being read.
    pub fn kind(&self) -> ReadErrorKind {
        self.kind
    }

    /// The file or folder that could not be read.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.kind {
            ReadErrorKind::NotFound => write!(f, "`{path}` does not exist"),
            ReadErrorKind::NotAFolder => write!(f, "`{path}` is not a folder"),
            ReadErrorKind::PermissionDenied => write!(f, "no permission to read `{path}`"),
            ReadErrorKind::Io => write!(f, "`{path}` cannot be read"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
