//! Reads exported tables back: to hold the files of an export against each other, and to make records of
//! what somebody edited in them.
//!
//! * [`read`]: a table from a file of any format, as a [`Grid`] of cells with their addresses.
//! * [`verify`]: whether every format has the same cells.
//! * [`import`]: what the tables say as a [`Revision`](tallybook_reader::Revision) of the records of a
//!   dataset, or as a dataset of its own.
//! * [`written`]: tables that nobody has touched, back as records without holding anything against anything.
//!
//! Bad input is never an `Err` where it can be named by a cell: it is a [`Fault`] with its address.

mod assemble;
mod cell;
mod damage;
mod fault;
mod fields;
mod grid;
pub mod import;
pub mod manifest;
pub mod read;
pub mod verify;
pub mod written;

pub use cell::Cell;
pub use fault::{Fault, FaultKind};
pub use grid::{Address, Grid, Row};
