//! Holds the exports in a folder against what would be written into it. Nothing is written.

mod rows;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tallybook_diagnostics::Meter;

use super::check_place;
use super::error::Error;
use super::foreign::foreign_parts;
use super::receipt::Receipt;
use crate::file::ExportFile;
use crate::made::{Made, digest_of, make};

pub use rows::{RowDifference, RowFault};

/// The bytes of a file whose rows are still looked at. Of a larger one it is said that it differs.
const MOST_BYTES: u64 = 1 << 28;

/// A file that is not as it would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferentFile {
    /// Its path within the folder.
    pub path: String,
    /// What is the matter with it.
    pub difference: Difference,
}

/// What is the matter with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is not there.
    Missing,
    /// It holds something else; of a table, in which row first.
    Changed(Option<RowDifference>),
    /// It is part of the last export, and not of this one.
    LeftOver,
    /// It is part of none, and lies in the folder of a table, with which it is read.
    Foreign,
}

/// The files of a folder that are not as [`write_all`](super::write_all) would leave them, in the
/// order of the export, then what is left over, then files of others that would be read with a table. Other files of others are
/// not looked at.
///
/// # Errors
/// When the folder cannot hold exports, a file cannot be read, or a file cannot be made.
pub fn compare(
    files: &[ExportFile<'_>],
    out: &Path,
    dataset: Option<&Path>,
) -> Result<Vec<DifferentFile>, Error> {
    let out: &Path = &out.components().collect::<PathBuf>();
    check_place(out, dataset)?;
    let last = Receipt::read(out)?;
    let wanted =
        make(files, |_| Ok(io::sink()), Meter::none()).map_err(|not_made| Error::not_made(out, not_made))?;
    let mut differences = Vec::new();
    for (made, _) in wanted {
        let place = out.join(&made.path);
        let difference = match digest_of(&place) {
            Ok(found) if found == made.sha256 => continue,
            Ok(_) => Difference::Changed(first_row(files, &made, &place)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Difference::Missing,
            Err(error) => return Err(Error::unreadable(&place, error)),
        };
        differences.push(DifferentFile { path: made.path, difference });
    }
    let (ours, changed) = last.stale(out, files);
    let left_over = ours.into_iter().chain(changed);
    differences.extend(left_over.map(|path| DifferentFile { path, difference: Difference::LeftOver }));
    let is_listed = |path: &str| last.lists(path) || files.iter().any(|file| file.path() == path);
    let foreign = foreign_parts(out, is_listed)?.into_iter();
    differences.extend(foreign.map(|path| DifferentFile { path, difference: Difference::Foreign }));
    Ok(differences)
}

/// The first row in which a table's file differs from what would be written, where both are small enough to be read.
fn first_row(files: &[ExportFile<'_>], made: &Made, place: &Path) -> Option<RowDifference> {
    let file = files.iter().find(|file| file.path() == made.path && file.table().is_some())?;
    if made.bytes.max(fs::metadata(place).ok()?.len()) > MOST_BYTES {
        return None;
    }
    rows::first_difference(made, &fs::read(place).ok()?, &file.bytes().ok()?)
}
