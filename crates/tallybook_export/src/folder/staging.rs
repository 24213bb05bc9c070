//! The temporary folder in which an export is written before it is moved into place.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tallybook_diagnostics::Meter;

use super::abandoned::{PREFIX, mark, unmark};
use super::error::Error;
use super::large_file::LargeFile;
use super::underway::{self, Held, hold};
use crate::file::ExportFile;
use crate::made::{Made, make};

/// A temporary folder, which goes when it is dropped.
#[derive(Debug)]
pub(super) struct Staging {
    /// `None` once it is to stay.
    folder: Option<PathBuf>,
    new: PathBuf,
    old: PathBuf,
    out: PathBuf,
    /// Open while the folder is in use.
    mark: Option<File>,
}

/// A file that was written and is not in its place yet.
#[derive(Debug)]
pub(super) struct StagedFile {
    /// What it is.
    pub(super) made: Made,
    /// Where it is now.
    pub(super) written: PathBuf,
}

impl Staging {
    /// Makes a temporary folder in the folder of the exports, so that both are on one file system.
    pub(super) fn new(out: &Path) -> Result<Self, Error> {
        let _held = hold();
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(out)
            .map_err(|error| Error::io(out, error))?
            .keep();
        underway::note_temporary(&folder);
        let (new, old) = (folder.join("new"), folder.join("old"));
        for inner in [&new, &old] {
            if let Err(error) = fs::create_dir(inner) {
                remove(&folder);
                return Err(Error::io(inner, error));
            }
        }
        let mark = mark(&folder).map_err(|error| {
            remove(&folder);
            Error::io(&folder, error)
        })?;
        Ok(Self { folder: Some(folder), new, old, out: out.to_owned(), mark })
    }

    /// The folder for what is moved aside.
    pub(super) fn old(&self) -> &Path {
        &self.old
    }

    /// Writes files, in the order in which they are to be moved.
    pub(super) fn write(&self, files: &[ExportFile<'_>], meter: &Meter) -> Result<Vec<StagedFile>, Error> {
        let open = |number: usize| {
            let place = self.new.join(files[number].path());
            let _held = hold();
            place.parent().map_or(Ok(()), fs::create_dir_all)?;
            LargeFile::create(place, files[number].partition().is_none()).map(Held)
        };
        let staged = make(files, open, meter).map_err(|not_made| Error::not_made(&self.out, not_made))?;
        Ok(staged
            .into_iter()
            .map(|(made, _)| StagedFile { written: self.new.join(&made.path), made })
            .collect())
    }

    /// Leaves the folder where it is, for people to look at. Gives its path.
    pub(super) fn keep(mut self) -> PathBuf {
        let folder = self.folder.take().unwrap_or_default();
        unmark(&folder);
        underway::forget(&folder);
        folder
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _held = hold();
            // An open file may keep its folder from going.
            drop(self.mark.take());
            remove(folder);
        }
    }
}

/// Removes a temporary folder. What cannot be removed stays, and the exports are none the worse.
fn remove(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    underway::forget(folder);
}
