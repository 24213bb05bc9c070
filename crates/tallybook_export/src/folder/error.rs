//! Why exports could not be written.

use std::error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::made::NotMade;
use crate::temporary::TemporaryFile;

/// Why exports could not be written.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    path: PathBuf,
    source: Option<io::Error>,
}

/// What kind of thing was in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The folder for the exports, or one in it, is a file.
    NotAFolder,
    /// The folder for the exports, or something in it where they belong, is a symbolic link.
    SymbolicLink,
    /// The folder for the exports lies in the folder of the dataset.
    InsideDataset,
    /// A file that an export did not write stands where one of its files belongs.
    NotOurs,
    /// A file of the last export was edited since.
    Edited,
    /// Another program is writing exports into the folder.
    UnderWay,
    /// The format of a file, or its layout, has no room for the tables.
    NoRoom,
    /// The disk or its permissions.
    Io,
    /// The folder for temporary files, in which a file of the exports is made.
    Temporary,
    /// Records that are too many to keep cannot be read again.
    NotReadAgain,
    /// A file of the exports cannot be read.
    Unreadable,
    /// A move failed, and the earlier exports could not be moved back. The path is the folder in
    /// which what was moved aside lies.
    NotRestored,
}

impl Error {
    pub(super) fn new(kind: ErrorKind, path: &Path) -> Self {
        Self { kind, path: path.to_owned(), source: None }
    }

    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        Self { kind: ErrorKind::Io, path: path.to_owned(), source: Some(source) }
    }

    pub(super) fn not_made(out: &Path, not_made: NotMade) -> Self {
        match not_made {
            NotMade::File(path, cause) => Self {
                kind: if TemporaryFile::is_cause_of(&cause) { ErrorKind::Temporary } else { ErrorKind::Io },
                path: out.join(path),
                source: Some(cause),
            },
            NotMade::Records(cause) => Self::not_read_again(out, cause),
        }
    }

    /// Records that are too many to keep cannot be read again, for the exports in a folder.
    pub fn not_read_again(out: &Path, source: io::Error) -> Self {
        Self { kind: ErrorKind::NotReadAgain, path: out.to_owned(), source: Some(source) }
    }

    pub(super) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self { kind: ErrorKind::Unreadable, path: path.to_owned(), source: Some(source) }
    }

    pub(super) fn no_room(path: &Path, reason: &str) -> Self {
        Self { kind: ErrorKind::NoRoom, path: path.to_owned(), source: Some(io::Error::other(reason)) }
    }

    pub(super) fn not_restored(path: &Path, source: io::Error) -> Self {
        Self { kind: ErrorKind::NotRestored, path: path.to_owned(), source: Some(source) }
    }

    /// What kind of thing was in the way.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self.kind {
            ErrorKind::NotAFolder => "choose another folder with `--out`, or move the file away",
            ErrorKind::SymbolicLink => "name the folder that the link leads to, or remove the link",
            ErrorKind::InsideDataset => "choose a folder outside the dataset with `--out`",
            ErrorKind::NotOurs => "move the file away, or choose another folder with `--out`",
            ErrorKind::Edited => {
                "take the edits over with `tallybook import`, choose another folder with `--out`, or give them up with \
                 `--overwrite`"
            }
            ErrorKind::UnderWay => "wait until it has ended, or choose another folder with `--out`",
            ErrorKind::NoRoom => {
                "choose other formats, as `tallybook export --formats csv,json,parquet`, or other columns for \
                 `--partition-by`, or export less with `--tables` or `--where`"
            }
            ErrorKind::Io => {
                "see that the folder can be written and that the disk has room; nothing was changed"
            }
            ErrorKind::Temporary => {
                "make room there, or name another folder for temporary files (on Unix, with `TMPDIR`); nothing was \
                 changed"
            }
            ErrorKind::NotReadAgain => "leave the dataset alone while it is exported; nothing was changed",
            ErrorKind::Unreadable => "see that it is a file, and that it can be read",
            ErrorKind::NotRestored => {
                "move the files back by hand, or delete the folder of the exports and export again"
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.kind {
            ErrorKind::NotAFolder => write!(f, "`{path}` is a file, and a folder is wanted there"),
            ErrorKind::SymbolicLink => {
                write!(f, "`{path}` is a symbolic link, and exports are not written through links")
            }
            ErrorKind::InsideDataset => {
                write!(f, "`{path}` lies in the folder of the dataset, where it would be read as part of it")
            }
            ErrorKind::NotOurs => {
                write!(f, "`{path}` is in the way: it was not written by an export, so it is not replaced")
            }
            ErrorKind::Edited => {
                write!(f, "`{path}` was edited since it was exported, so nothing is written")
            }
            ErrorKind::UnderWay => {
                write!(f, "another export into `{path}` is under way, so nothing is written")
            }
            ErrorKind::NoRoom => write!(f, "`{path}` has no room for the tables, so nothing is written"),
            ErrorKind::Io | ErrorKind::Temporary => write!(f, "`{path}` cannot be written"),
            ErrorKind::NotReadAgain => {
                write!(f, "`{path}` stays as it was: transfers could not be read a second time")
            }
            ErrorKind::Unreadable => write!(f, "`{path}` cannot be read"),
            ErrorKind::NotRestored => write!(
                f,
                "writing failed half-way, and the earlier exports could not be moved back from `{path}`"
            ),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn error::Error + 'static))
    }
}
