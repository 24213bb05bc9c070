//! What can be computed from a dataset and is never stored in it.
//!
//! * [`Index`]: records by id.
//! * [`Interval`]: arithmetic on what is known of a number.
//! * [`MoneyInterval`]: the same for amounts of money in one currency.
//! * [`affiliation`]: which actors an actor belongs to, and for whom a statement speaks.
//! * [`belonging`]: which records belong to some others, so that these can be shown without the rest.
//! * [`batch`]: what the items of a batch add up to and leave over.
//! * [`cycles`]: cycles in what should have none.
//! * [`coverage`]: which paragraphs of a source are cited, excused or neither.
//! * [`facts`]: every fact with its evidence, its primary sources and how well it is backed.
//! * [`knowledge`]: the dataset as it could have been written on an earlier day.
//! * [`positions`]: who affirms and who denies a transfer or deal, as of a day.
//! * [`references`]: which values name which records.
//! * [`reported`]: what statements say that a batch was made of, and whether their numbers come out.
//! * [`timeline`]: what was said of a record, and how the dispute about it changed.
//!
//! Nothing here judges; that is `tallybook_check`.

pub mod affiliation;
mod asked;
pub mod batch;
pub mod belonging;
pub mod coverage;
pub mod cycles;
pub mod facts;
mod index;
mod interval;
pub mod knowledge;
mod money_interval;
pub mod positions;
pub mod references;
pub mod reported;
#[cfg(test)]
mod testing;
pub mod timeline;

pub use asked::{Asked, Questions};
pub use index::Index;
pub use interval::Interval;
pub use money_interval::MoneyInterval;
