//! Exports that are being written, so that the program can end at any moment and leave no half of one.
//!
//! Whatever changes the folder of an export holds the [`gate`](hold) meanwhile: each write into the temporary
//! folder for itself, the moves into place all together. [`end_writing`] waits until nobody holds it, shuts it for
//! good and removes what is left over. So no thread of a writer has to be asked to stop.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

static GATE: RwLock<()> = RwLock::new(());

static LEFT_OVER: Mutex<Vec<LeftOver>> = Mutex::new(Vec::new());

/// What is to be removed if the program ends now.
#[derive(Debug, PartialEq, Eq)]
enum LeftOver {
    /// A temporary folder and all that is in it.
    Temporary(PathBuf),
    /// A folder that was made for the exports, unless something is in it.
    Empty(PathBuf),
}

/// Keeps the program from ending until what is being changed is whole. Not to be held twice by one thread.
pub(super) fn hold() -> RwLockReadGuard<'static, ()> {
    GATE.read().unwrap_or_else(PoisonError::into_inner)
}

/// Notes a temporary folder. The gate has to be held since before it was made.
pub(super) fn note_temporary(folder: &Path) {
    left_over().push(LeftOver::Temporary(folder.to_owned()));
}

/// Notes a folder that was made for exports. The gate has to be held since before it was made.
pub(super) fn note_made(folder: &Path) {
    left_over().push(LeftOver::Empty(folder.to_owned()));
}

/// Forgets a folder, which is to stay or is gone.
pub(super) fn forget(folder: &Path) {
    left_over().retain(|noted| {
        let (LeftOver::Temporary(noted) | LeftOver::Empty(noted)) = noted;
        noted != folder
    });
}

fn left_over() -> MutexGuard<'static, Vec<LeftOver>> {
    LEFT_OVER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all writing of exports, for a program that is about to exit. Files that are being moved into place are
/// moved to the end; else the earlier exports stay as they were, and temporary folders are removed. Afterwards
/// whoever wants to write waits for ever.
pub fn end_writing() {
    let shut = GATE.write().unwrap_or_else(PoisonError::into_inner);
    // What cannot be removed stays: there is nobody left to be told.
    for noted in left_over().drain(..).rev() {
        let _ = match noted {
            LeftOver::Temporary(folder) => fs::remove_dir_all(folder),
            LeftOver::Empty(folder) => fs::remove_dir(folder),
        };
    }
    std::mem::forget(shut);
}

/// A sink that holds the gate for each write.
#[derive(Debug)]
pub(super) struct Held<S>(pub(super) S);

impl<S: Write> Write for Held<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _held = hold();
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let _held = hold();
        self.0.flush()
    }
}
