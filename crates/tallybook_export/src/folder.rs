//! Puts an export into a folder: all of it or nothing.
//!
//! 1. The folder and the files are looked at before anything is written: what could be in the way, and a
//!    table that its format has no room for, is an error.
//! 2. Every file is written into a temporary folder inside it, on the same file system.
//! 3. The files are moved into place one after the other, after the ones they replace were moved
//!    aside. If a move fails, all are moved back.
//!
//! So a failure of the disk or of a writer leaves the earlier exports as they were. The moves
//! together are not one atomic step: somebody who reads the folder in the milliseconds between them,
//! or after the machine itself stopped there, sees new and old files side by side. The manifest and
//! the checksums are moved last: files that do not match them are such a mixture.
//!
//! The **manifest** ([`MANIFEST`]), which is one of the files of an [`export()`](crate::export()), lists
//! the others with their digests. It is how the tool knows its own files: a file in its way that no
//! manifest lists is an error, not overwritten. A folder holds one export: a file of the last one
//! that is not part of this one is removed, unless somebody changed it since; one that would be replaced
//! and that somebody changed is an error, unless it is to be replaced. Other files are left alone.
//!
//! What a program that was killed left in the folder is removed by the next export, and one that begins while another
//! is under way is an error.
//!
//! A program that is to end while an export is written calls [`end_writing`] before it exits.
//!
//! [`compare()`] says what would change, and writes nothing.

mod abandoned;
mod compare;
mod error;
mod foreign;
mod large_file;
mod moves;
mod receipt;
mod staging;
mod underway;

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

pub use compare::{Difference, DifferentFile, RowDifference, RowFault, compare};
pub use error::{Error, ErrorKind};
pub use foreign::foreign_parts;
use rayon::prelude::*;
use tallybook_diagnostics::Meter;
pub use underway::end_writing;

#[cfg(doc)]
use crate::describe::MANIFEST;
use crate::file::ExportFile;
use crate::made::Made;
use moves::Moves;
use receipt::Receipt;
use staging::{StagedFile, Staging};
use underway::hold;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The files, in the order of the export.
    pub files: Vec<Made>,
    /// Files of the last export that were removed because they are not part of this one.
    pub removed: Vec<String>,
    /// Files of the last export that are not part of this one and were kept because somebody changed
    /// them.
    pub kept: Vec<String>,
}

/// Writes files into a folder, which is made if there is none. A manifest must be among them, as in
/// every [`export()`](crate::export()), or nothing tells later that the files are the tool's. `dataset` is the folder of the
/// dataset, inside which exports cannot lie, as they would be read as part of it.
///
/// # Errors
/// When the folder cannot hold the exports or a file cannot be written. The folder is then as it was
/// before, except after [`ErrorKind::NotRestored`].
pub fn write_all(files: &[ExportFile<'_>], out: &Path, dataset: Option<&Path>) -> Result<Written, Error> {
    write_all_with(files, out, dataset, Edited::Keep, Meter::none())
}

/// What becomes of files of the last export that somebody edited, where files of this one belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// They stay, and nothing is written: [`ErrorKind::Edited`].
    Keep,
    /// They are replaced.
    Replace,
}

/// Writes files into a folder as [`write_all`] does, and tells a meter how far it has come.
///
/// # Errors
/// As of [`write_all`].
pub fn write_all_with(
    files: &[ExportFile<'_>],
    out: &Path,
    dataset: Option<&Path>,
    edited: Edited,
    meter: &Meter,
) -> Result<Written, Error> {
    // Without a separator at the end, which would hide a link.
    let out: &Path = &out.components().collect::<PathBuf>();
    check_place(out, dataset)?;
    let last = Receipt::read(out)?;
    for file in files {
        if let Some(reason) = file.obstacle() {
            return Err(Error::no_room(&out.join(file.path()), reason));
        }
        check_target(out, file.path(), &last)?;
    }
    let is_edited = |file: &&ExportFile<'_>| last.is_edited(out, file.path());
    if edited == Edited::Keep
        && let Some(file) = files.par_iter().find_first(is_edited)
    {
        return Err(Error::new(ErrorKind::Edited, &out.join(file.path())));
    }
    let mut made = Moves::default();
    let has_folder = {
        let _held = hold();
        let outcome = made.make_folder(out);
        made.made().for_each(underway::note_made);
        outcome
    };
    let outcome = has_folder.and_then(|()| fill(files, out, &last, meter));
    made.made().for_each(underway::forget);
    outcome.inspect_err(|_| {
        // The folders that were made hold nothing. One that cannot be removed does no harm.
        let _ = made.undo();
    })
}

fn fill(files: &[ExportFile<'_>], out: &Path, last: &Receipt, meter: &Meter) -> Result<Written, Error> {
    abandoned::sweep(out)?;
    let staging = Staging::new(out)?;
    let staged = staging.write(files, meter)?;
    let (removed, kept) = last.stale(out, files);

    let held = hold();
    let mut moves = Moves::default();
    let outcome = put_in_place(&mut moves, &staged, &removed, out, &staging);
    if let Err(error) = outcome {
        return Err(match moves.undo() {
            Ok(()) => error,
            Err(cause) => Error::not_restored(&staging.keep(), cause),
        });
    }
    for path in &removed {
        // Folders that hold nothing any more go too; one that does stays, and that is no error.
        let _ = inner_parts(out, &out.join(path)).iter().rev().skip(1).try_for_each(fs::remove_dir);
    }
    drop(held);
    let files = staged.into_iter().map(|staged| staged.made).collect();
    Ok(Written { files, removed, kept })
}

fn put_in_place(
    moves: &mut Moves,
    staged: &[StagedFile],
    stale: &[String],
    out: &Path,
    staging: &Staging,
) -> Result<(), Error> {
    for path in stale {
        moves.set_aside(&out.join(path), staging.old())?;
    }
    for file in staged {
        let target = out.join(&file.made.path);
        if let Some(parent) = target.parent() {
            moves.make_folder(parent)?;
        }
        if target.try_exists().map_err(|error| Error::io(&target, error))? {
            moves.set_aside(&target, staging.old())?;
        }
        moves.rename(&file.written, &target)?;
    }
    Ok(())
}

/// Checks the folder itself, before it is made.
fn check_place(out: &Path, dataset: Option<&Path>) -> Result<(), Error> {
    match fs::symlink_metadata(out) {
        Ok(metadata) if metadata.is_symlink() => return Err(Error::new(ErrorKind::SymbolicLink, out)),
        Ok(metadata) if !metadata.is_dir() => return Err(Error::new(ErrorKind::NotAFolder, out)),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io(out, error)),
    }
    if let Some(dataset) = dataset.and_then(|dataset| dataset.canonicalize().ok())
        && resolved(out).is_some_and(|out| out.starts_with(&dataset))
    {
        return Err(Error::new(ErrorKind::InsideDataset, out));
    }
    Ok(())
}

/// A path without links and `..`, though its last parts need not exist.
fn resolved(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let existing = absolute.ancestors().find(|ancestor| ancestor.exists())?;
    let missing = absolute.strip_prefix(existing).ok()?;
    let mut resolved = existing.canonicalize().ok()?;
    for part in missing.components() {
        match part {
            Component::ParentDir => {
                resolved.pop();
            }
            Component::Normal(name) => resolved.push(name),
            _ => {}
        }
    }
    Some(resolved)
}

/// Checks that a file can take its place: that no link leads elsewhere and nobody else's file is
/// there.
fn check_target(out: &Path, path: &str, last: &Receipt) -> Result<(), Error> {
    let target = out.join(path);
    for part in inner_parts(out, &target) {
        let metadata = match fs::symlink_metadata(&part) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::io(&part, error)),
        };
        if metadata.is_symlink() {
            return Err(Error::new(ErrorKind::SymbolicLink, &part));
        }
        if part == target {
            if !metadata.is_file() || !last.lists(path) {
                return Err(Error::new(ErrorKind::NotOurs, &part));
            }
        } else if !metadata.is_dir() {
            return Err(Error::new(ErrorKind::NotAFolder, &part));
        }
    }
    Ok(())
}

/// The folders below `out` on the way to a path, and the path itself.
fn inner_parts(out: &Path, path: &Path) -> Vec<PathBuf> {
    let mut parts: Vec<_> = path.ancestors().take_while(|part| *part != out).map(Path::to_owned).collect();
    parts.reverse();
    parts
}
