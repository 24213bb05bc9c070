//! The form of `dataset.json`, version 1.
//!
//! Every key is always there: what a record does not say is `null` or an empty list. What is computed
//! and not part of the records stands under `derived`. References carry the name of what they refer
//! to.

mod evidence;
mod records;
mod values;

pub use evidence::*;
pub use records::*;
pub use values::*;
