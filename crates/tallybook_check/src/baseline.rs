//! What an earlier release published, to hold the dataset against.

use std::collections::{BTreeMap, BTreeSet};

use tallybook_schema::RecordType;

/// The columns of the tables: by the name of the table, each column with its type.
pub type Contract = BTreeMap<String, BTreeMap<String, String>>;

/// What an earlier release published.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The ids of its records.
    pub ids: BTreeMap<RecordType, BTreeSet<String>>,
    /// Its tables.
    pub published: Contract,
    /// The tables as they would be published now.
    pub current: Contract,
}
