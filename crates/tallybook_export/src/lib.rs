//! Tables of a dataset and their writers.

mod column;
mod context;
mod fill;
mod groups;
mod table;
mod tables;
mod terms;

pub use column::{Column, Kind, Reference};
pub use context::{Context, QuoteMatch, Quotes, evidence_id, part_id};
pub use table::{PRIMARY_KEY, TABLES, Table, TableData};
