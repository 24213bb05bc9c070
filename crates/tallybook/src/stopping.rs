//! Ending before the work is done: on Ctrl-C or a request to terminate, or for want of memory.
//!
//! Nothing that is being written is left half-way: what replaces files is done to the end, what is only being
//! made ready is removed.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use crate::progress;

/// Held by whatever must not be cut in half.
static GATE: RwLock<()> = RwLock::new(());

/// The exit status after Ctrl-C, as of any program that a signal ends: 128 and the number of the signal.
pub(crate) const INTERRUPTED: i32 = 130;

/// Whether files have been changed, and what remains is to say so.
static CHANGED: AtomicBool = AtomicBool::new(false);

/// Changes files without being stopped half-way, nor before it is said that they were changed.
pub(crate) fn uninterrupted<T, E>(change: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let _held = GATE.read().unwrap_or_else(PoisonError::into_inner);
    let changed = change();
    CHANGED.fetch_or(changed.is_ok(), Ordering::SeqCst);
    changed
}

/// Stops what is being done, and exits. `say` prints why.
pub(crate) fn stop(status: i32, say: impl FnOnce()) -> ! {
    let _shut = GATE.write().unwrap_or_else(PoisonError::into_inner);
    tallybook_export::end_writing();
    progress::clear();
    say();
    process::exit(status)
}

/// Stops with a status on Ctrl-C, or when the system asks to terminate.
pub(crate) fn on_signals(status: i32) {
    let end = move || {
        let shut = GATE.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever does not want to wait asks again.
        let is_told_first = CHANGED.swap(false, Ordering::SeqCst);
        drop(shut);
        if !is_told_first {
            stop(status, || {});
        }
    };
    // Whoever has it started with these signals ignored, as `nohup` does, wants it so; then they are left alone.
    let _ = ctrlc::try_set_handler(end);
}
