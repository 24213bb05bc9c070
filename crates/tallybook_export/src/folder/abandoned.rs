//! Temporary folders of exports that are under way, and of those that were cut off: nothing can be done when a program
//! is killed, so that the next export does it.
//!
//! A temporary folder has a file that is locked for as long as the program writes. Where the file system knows no locks
//! there is none, and the folder is left alone.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use super::error::{Error, ErrorKind};

/// What the names of temporary folders begin with.
pub(super) const PREFIX: &str = ".tallybook-";

/// The file that is locked.
const LOCK: &str = "lock";

/// Marks a temporary folder as in use until the file is closed.
pub(super) fn mark(folder: &Path) -> io::Result<Option<File>> {
    // It has its name once it is locked, so that nobody finds it unlocked before.
    let unlocked = folder.join("lock.new");
    let file = File::create(&unlocked)?;
    if file.try_lock().is_err() {
        return Ok(None);
    }
    fs::rename(unlocked, folder.join(LOCK))?;
    Ok(Some(file))
}

/// Takes the mark off a folder that is to stay.
pub(super) fn unmark(folder: &Path) {
    // A folder that keeps it is one that the next export removes, and its files are those that nobody wanted back.
    let _ = fs::remove_file(folder.join(LOCK));
}

/// Removes the temporary folders that exports into a folder left when they were cut off.
///
/// # Errors
/// [`ErrorKind::UnderWay`] if another program is writing exports into it.
pub(super) fn sweep(out: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(out).map_err(|error| Error::io(out, error))? {
        let entry = entry.map_err(|error| Error::io(out, error))?;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(file) = File::open(entry.path().join(LOCK)) else { continue };
        match file.try_lock() {
            // What cannot be removed stays, and does no harm.
            Ok(()) => drop(fs::remove_dir_all(entry.path())),
            Err(TryLockError::WouldBlock) => return Err(Error::new(ErrorKind::UnderWay, out)),
            Err(TryLockError::Error(_)) => {}
        }
    }
    Ok(())
}
