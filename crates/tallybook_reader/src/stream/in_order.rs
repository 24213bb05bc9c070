//! What comes of parts that several threads look at, in the order of the parts.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Takes what comes of parts in their order, each as soon as those before it are there. So little waits, as parts are
/// handed out in that order.
pub(crate) struct InOrder<P, F>(Mutex<State<P, F>>);

struct State<P, F> {
    next: usize,
    waiting: BTreeMap<usize, P>,
    take: F,
}

impl<P, F: FnMut(P)> InOrder<P, F> {
    pub(crate) fn new(take: F) -> Self {
        Self(Mutex::new(State { next: 0, waiting: BTreeMap::new(), take }))
    }

    /// Gives what came of the part with this number, from 0.
    pub(crate) fn give(&self, number: usize, part: P) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State { next, waiting, take } = &mut *state;
        waiting.insert(number, part);
        while let Some(part) = waiting.remove(next) {
            take(part);
            *next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_in_their_order() {
        let mut taken = Vec::new();
        let in_order = InOrder::new(|part| taken.push(part));
        for part in [2, 0, 1, 4, 3] {
            in_order.give(part, part);
        }
        drop(in_order);
        assert_eq!(taken, [0, 1, 2, 3, 4]);
    }
}
