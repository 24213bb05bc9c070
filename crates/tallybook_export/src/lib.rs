//! Tables of a dataset and their writers.
//!
//! A table is defined once, in a file of its own under `tables/`: each column with its description
//! and the function that fills it. Everything else is made from that: the headers of CSV, the keys of
//! JSON, the fields of Parquet with their metadata, and what describes an export: the manifest, the
//! data package and its like, the data dictionary. Rows are built into Arrow batches; writers know
//! Arrow and nothing of records.
//!
//! * [`TABLES`], [`Table`], [`Column`]: what the tables are.
//! * [`csv`], [`json_lines`], [`parquet`], [`sqlite`], [`xlsx`]: one writer a format.
//! * [`export()`]: the files of an export, and those that describe them. [`write_all`]: puts them into a
//!   folder, all or none. [`compare()`]: says what that would change.
//! * [`select`]: the records that meet [`Condition`]s, for an export of a part.
//! * [`data_dictionary`]: the tables described for people.
//! * [`nested`]: the whole dataset as one document.
//!
//! What leaves the program is versioned ([`EXPORT_VERSION`]) and is never an internal type. The same
//! dataset gives the same bytes. Reading a dataset and judging it is not done here: export only what
//! has no errors.

mod baseline;
pub mod cells;
mod column;
mod context;
pub mod csv;
mod describe;
mod export;
mod file;
mod fill;
mod folder;
mod groups;
pub mod json_lines;
mod lines;
mod made;
mod metadata;
pub mod nested;
mod overview;
mod packing;
pub mod parquet;
mod partition;
mod pass;
mod raw_value;
mod selection;
pub mod sqlite;
mod table;
mod tables;
mod temporary;
mod terms;
mod writer;
pub mod xlsx;

pub use baseline::{Columns, Published, columns, read_published};
pub use column::{Column, Kind, Reference};
pub use context::{Context, QuoteMatch, Quotes, evidence_id, part_id};
pub use describe::{CHECKSUMS, MANIFEST, data_dictionary, manifest_schema};
pub use export::{Format, Options, export, export_in_parts, tables};
pub use file::ExportFile;
pub use folder::{
    Difference, DifferentFile, Edited, Error, ErrorKind, RowDifference, RowFault, Written, compare,
    end_writing, foreign_parts, write_all, write_all_with,
};
pub use made::{Made, contents};
pub use metadata::{EXPORT_VERSION, Metadata};
pub use partition::{Partition, check_partitioning};
pub use pass::LargeTransfers;
pub use raw_value::decode_raw_value;
pub use selection::{Condition, Count, Misspelt, Selected, SelectionError, select, tables_named};
pub use table::{PRIMARY_KEY, TABLES, Table, TableData};
