//! Reads a dataset: YAML, JSON and JSON Lines in, typed records and problems out.
//!
//! Bad data is never an `Err`: reading returns what could be read plus [`Problem`]s, which the rules
//! of group S put into words. `Err` means that the tool could not do its work (no such folder, no
//! permission).
//!
//! A record with a problem of shape is left out of the dataset, so that no rule draws conclusions
//! from half of it; its id is kept in [`Reading::unread`], so that references to it are not called
//! broken as well.
//!
//! Positions are not kept. A [`Place`](tallybook_diagnostics::Place) is found afterwards by
//! [`Reading::locate`], which reads one file (or one line of JSON Lines) again.

mod decode;
mod problem;
mod reading;
mod tree;

pub use problem::{Expectation, Problem, ProblemKind};
pub use reading::{Origin, Reading, Unread};
