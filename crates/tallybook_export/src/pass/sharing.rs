//! Shares the work of a pass out to all threads.
//!
//! Each thread does what is next by itself: it writes rows that wait for a file, or else fills tables with further
//! records. None waits for others, unless there is nothing that could be done meanwhile: one file can take long, as
//! Parquet does when a row group is full, and then the other files and tables go on, as far as there is room for rows.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use arrow_array::RecordBatch;
use rayon::Yield;

use super::lane::{Job, Lane};
use crate::made::NotMade;

/// The rows that come of some records: for each lane its batches.
pub(super) type Rows = Vec<(usize, Vec<RecordBatch>)>;

/// How long a thread that has nothing to do sleeps before it looks whether it can help another.
const NAP: Duration = Duration::from_millis(1);

thread_local! {
    /// Whether the thread is at a task. While that waits for help, the thread does not begin to help with another
    /// pass: each could then wait for what the other has in hand.
    static IS_AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Fills tables in so many steps, and gives the rows of each to the lanes, in the order of the steps.
pub(super) fn share_out(
    lanes: &mut Vec<Lane<'_>>,
    steps: usize,
    fill: impl Fn(usize) -> io::Result<Rows> + Sync,
) -> Result<(), NotMade<usize>> {
    let state = State { lanes: mem::take(lanes), steps, ..State::default() };
    let shared = Shared { state: Mutex::new(state), changed: Condvar::new() };
    rayon::broadcast(|_| {
        if !IS_AT_WORK.get() {
            shared.work(&fill);
        }
    });
    shared.work(&fill);
    let state = shared.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    *lanes = state.lanes;
    state.failed.map_or(Ok(()), Err)
}

struct Shared<'w> {
    state: Mutex<State<'w>>,
    changed: Condvar,
}

#[derive(Default)]
struct State<'w> {
    lanes: Vec<Lane<'w>>,
    steps: usize,
    /// The steps that have been begun.
    begun: usize,
    /// The steps whose rows the lanes have.
    given: usize,
    /// Rows of later steps.
    filled: BTreeMap<usize, Rows>,
    /// What was in the way.
    failed: Option<NotMade<usize>>,
    /// Whether a thread has panicked.
    is_broken: bool,
}

/// What a thread does next.
enum Task<'w> {
    Write(Job<'w>),
    Fill(usize),
}

impl<'w> Shared<'w> {
    /// Does what there is to be done, until there is no more.
    fn work(&self, fill: &impl Fn(usize) -> io::Result<Rows>) {
        let _alarm = Alarm(self);
        let mut state = self.state();
        while !state.is_over() {
            let Some(task) = state.next() else {
                drop(state);
                // Part of what others do may be left to whoever comes by.
                let has_helped = rayon::yield_now() == Some(Yield::Executed);
                state = self.state();
                if !has_helped && !state.is_over() {
                    let woken = self.changed.wait_timeout(state, NAP);
                    state = woken.unwrap_or_else(PoisonError::into_inner).0;
                }
                continue;
            };
            drop(state);
            let was_at_work = IS_AT_WORK.replace(true);
            let done = match task {
                Task::Write(mut job) => job.run().map(|()| Done::Written(job)),
                Task::Fill(step) => fill(step).map(|rows| Done::Filled(step, rows)).map_err(NotMade::Records),
            };
            IS_AT_WORK.set(was_at_work);
            state = self.state();
            state.note(done);
            self.changed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, State<'w>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a thread has done.
enum Done<'w> {
    Written(Job<'w>),
    Filled(usize, Rows),
}

impl<'w> State<'w> {
    fn is_over(&self) -> bool {
        let is_done = || self.given == self.steps && self.lanes.iter().all(Lane::is_at_rest);
        self.is_broken || self.failed.is_some() || is_done()
    }

    fn next(&mut self) -> Option<Task<'w>> {
        if let Some(job) = Job::next(&mut self.lanes) {
            return Some(Task::Write(job));
        }
        let has_room = self.begun < self.given + 2 * rayon::current_num_threads()
            && self.lanes.iter().all(Lane::has_room);
        if self.begun == self.steps || !has_room {
            return None;
        }
        self.begun += 1;
        Some(Task::Fill(self.begun - 1))
    }

    fn note(&mut self, done: Result<Done<'w>, NotMade<usize>>) {
        match done {
            Ok(Done::Written(job)) => job.end(&mut self.lanes),
            Ok(Done::Filled(step, rows)) => {
                self.filled.insert(step, rows);
                self.give();
            }
            Err(why) => _ = self.failed.get_or_insert(why),
        }
    }

    /// Gives the lanes the rows whose turn it is.
    fn give(&mut self) {
        while let Some(rows) = self.filled.remove(&self.given) {
            for (lane, batches) in rows {
                for batch in batches {
                    self.lanes[lane].take(batch);
                }
            }
            self.given += 1;
        }
    }
}

/// Lets the other threads end if one panics.
struct Alarm<'s, 'w>(&'s Shared<'w>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.state().is_broken = true;
            self.0.changed.notify_all();
        }
    }
}
