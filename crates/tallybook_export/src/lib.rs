//! Tables of a dataset and their writers.
//!
//! A table is defined once, in a file of its own under `tables/`: each column with its description
//! and the function that fills it. Everything else is made from that: the headers of CSV, the keys of
//! JSON, the fields of Parquet with their metadata, the data package and the data dictionary. Rows
//! are built into Arrow batches; writers know Arrow and nothing of records.
//!
//! * [`TABLES`], [`Table`], [`Column`]: what the tables are.
//! * [`csv`], [`json_lines`], [`parquet`], [`sqlite`]: one writer a format.
//! * [`export`]: the files of an export. [`write_all`]: puts them into a folder, all or none.
//! * [`data_dictionary`]: the tables described for people.
//! * [`nested`]: the whole dataset as one document.
//!
//! What leaves the program is versioned ([`EXPORT_VERSION`]) and is never an internal type. The same
//! dataset gives the same bytes. Reading a dataset and judging it is not done here: export only what
//! has no errors.

mod baseline;
mod cells;
mod column;
mod context;
pub mod csv;
mod data_dictionary;
mod data_package;
mod export;
mod fill;
mod folder;
mod groups;
pub mod json_lines;
mod metadata;
pub mod nested;
pub mod parquet;
pub mod sqlite;
mod table;
mod tables;
mod terms;

pub use baseline::{Columns, Published, columns, read_published};
pub use column::{Column, Kind, Reference};
pub use context::{Context, QuoteMatch, Quotes, evidence_id, part_id};
pub use data_dictionary::data_dictionary;
pub use export::{ExportFile, Format, Options, export};
pub use folder::{Error, ErrorKind, RECEIPT, Written, WrittenFile, write_all};
pub use metadata::{EXPORT_VERSION, Metadata};
pub use table::{PRIMARY_KEY, TABLES, Table, TableData};
