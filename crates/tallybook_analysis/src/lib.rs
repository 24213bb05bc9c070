//! What can be computed from a dataset and is never stored in it.
//!
//! * [`Index`]: records by id.
//! * [`Interval`]: arithmetic on what is known of a number.
//! * [`MoneyInterval`]: the same for amounts of money in one currency.
//! * [`batch`]: what the items of a batch add up to and leave over.
//!
//! Nothing here judges; that is `tallybook_check`.

pub mod batch;
mod index;
mod interval;
mod money_interval;

pub use index::Index;
pub use interval::Interval;
pub use money_interval::MoneyInterval;
