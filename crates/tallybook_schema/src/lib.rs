//! What a Tallybook dataset is made of: record types, value types, typed ids, vocabularies, and
//! the JSON Schemas generated from them.
//!
//! No input or output, no text positions and no clock live here. Reading files is
//! `tallybook_reader`, judging a dataset is `tallybook_check`, and what can be computed from a
//! dataset is `tallybook_analysis`.
//!
//! * [`value`]: dates (EDTF), quantities, money, countries and other values with a grammar.
//! * [`vocabulary`]: closed lists of terms.
//! * [`record`]: the six record types, evidence, and the dataset's own description.
//! * [`block`]: the parts of a record that evidence can stand on, and their fields.
//! * [`formula`]: texts that a spreadsheet would run, and the guard against it.
//! * [`letters`]: letters that look like others.
//! * [`json_schema`]: the schemas that editors and other tools use.

pub mod block;
mod dataset;
pub mod formula;
pub mod id;
pub mod json_schema;
pub mod letters;
pub mod record;
mod record_type;
mod records;
pub mod value;
pub mod vocabulary;

pub use dataset::Dataset;
pub use record_type::{Record, RecordType};
pub use records::Records;
