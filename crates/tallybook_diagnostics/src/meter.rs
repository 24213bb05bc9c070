//! How far long work has come, for whoever wants to show it.
//!
//! Work that takes time gets a [`Meter`] and tells it which phase begins and what is done of it. It need not know
//! whether anybody looks: where nobody does, it gets [`Meter::none`].

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A phase of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The files of a dataset are read; counted in bytes.
    Reading,
    /// The rules look at the records; counted in records.
    Checking,
    /// Findings are looked up in the files; counted in findings.
    Locating,
    /// Records become rows of tables; counted in rows.
    Filling,
    /// Records are looked at for the folders in which tables are laid out; counted in records.
    Dividing,
    /// Records become rows of tables, which are written; counted in records.
    Exporting,
    /// The files of an export are written; counted in rows.
    Writing,
}

impl Phase {
    /// What is being done.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Checking => "checking",
            Self::Locating => "locating findings",
            Self::Filling => "filling tables",
            Self::Dividing => "dividing tables",
            Self::Exporting => "exporting",
            Self::Writing => "writing",
        }
    }

    /// What the phase is counted in.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Reading => Unit::Bytes,
            Self::Checking | Self::Dividing | Self::Exporting => Unit::Records,
            Self::Locating => Unit::Findings,
            Self::Filling | Self::Writing => Unit::Rows,
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a phase is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Records.
    Records,
    /// Findings.
    Findings,
    /// Rows of tables.
    Rows,
}

/// How far long work has come. Adding to it costs so little that it can be done from every thread.
#[derive(Debug, Default)]
pub struct Meter {
    current: Mutex<Option<Current>>,
    done: AtomicU64,
    passed: AtomicU64,
    phases: AtomicU64,
}

#[derive(Debug, Clone, Copy)]
struct Current {
    phase: Phase,
    total: Option<u64>,
    extent: Option<u64>,
}

/// What a [`Meter`] shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The phase.
    pub phase: Phase,
    /// Which phase of the run it is, from 1: the same phase may come again.
    pub number: u64,
    /// How much of it is done, in the unit of the phase.
    pub done: u64,
    /// How much there is to do, if that is known.
    pub total: Option<u64>,
    /// Otherwise, if that is known, how much has been gone through of what it is found in, and how much that is.
    pub passed: Option<(u64, u64)>,
}

/// The meter at which nobody looks.
static NONE: Meter = Meter::new();

impl Meter {
    /// A meter of work that has not begun.
    pub const fn new() -> Self {
        Self {
            current: Mutex::new(None),
            done: AtomicU64::new(0),
            passed: AtomicU64::new(0),
            phases: AtomicU64::new(0),
        }
    }

    /// The meter at which nobody looks.
    pub fn none() -> &'static Self {
        &NONE
    }

    /// Begins a phase, with how much there is to do if that is known.
    pub fn begin(&self, phase: Phase, total: Option<u64>) {
        self.begin_with(Current { phase, total, extent: None });
    }

    /// Begins a phase of which it is only known how much there is to go through, as bytes in which records are.
    pub fn begin_within(&self, phase: Phase, extent: u64) {
        self.begin_with(Current { phase, total: None, extent: Some(extent) });
    }

    fn begin_with(&self, begun: Current) {
        let mut current = self.current();
        self.done.store(0, Ordering::Relaxed);
        self.passed.store(0, Ordering::Relaxed);
        self.phases.fetch_add(1, Ordering::Relaxed);
        *current = Some(begun);
    }

    /// Adds to what is done of the phase.
    pub fn add(&self, more: u64) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    /// Adds to what has been gone through.
    pub fn pass(&self, more: u64) {
        self.passed.fetch_add(more, Ordering::Relaxed);
    }

    /// Ends the work: there is nothing to show until a phase begins again.
    pub fn end(&self) {
        *self.current() = None;
    }

    /// How far the work has come; `None` while there is none.
    pub fn progress(&self) -> Option<Progress> {
        let current = self.current();
        let Current { phase, total, extent } = (*current)?;
        let number = self.phases.load(Ordering::Relaxed);
        let passed = extent.map(|extent| (self.passed.load(Ordering::Relaxed).min(extent), extent));
        Some(Progress { phase, number, done: self.done.load(Ordering::Relaxed), total, passed })
    }

    fn current(&self) -> MutexGuard<'_, Option<Current>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_begins_at_nothing() {
        let meter = Meter::new();
        meter.add(3);
        assert_eq!(meter.progress(), None);
        meter.begin(Phase::Reading, Some(10));
        meter.add(4);
        meter.add(5);
        let reading = Progress { phase: Phase::Reading, number: 1, done: 9, total: Some(10), passed: None };
        assert_eq!(meter.progress(), Some(reading));
        meter.begin(Phase::Checking, None);
        let checking = Progress { phase: Phase::Checking, number: 2, done: 0, total: None, passed: None };
        assert_eq!(meter.progress(), Some(checking));
        meter.begin_within(Phase::Checking, 100);
        meter.add(2);
        meter.pass(30);
        let within = Progress { number: 3, done: 2, passed: Some((30, 100)), ..checking };
        assert_eq!(meter.progress(), Some(within));
        meter.begin_within(Phase::Checking, 100);
        assert_eq!(meter.progress(), Some(Progress { number: 4, passed: Some((0, 100)), ..checking }));
        meter.end();
        assert_eq!(meter.progress(), None);
    }
}
