//! What a table is, and the list of them.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use tallybook_schema::{Dataset, RecordType};

use crate::column::Column;
use crate::context::Context;
use crate::fill::Filled;
use crate::tables;

/// The column by which the rows of every table are told apart.
pub const PRIMARY_KEY: &str = "id";

/// A table of the export. Rows are in the order of the ids of their records, and within a record in
/// the order in which it gives them.
#[derive(Debug)]
pub struct Table {
    /// Its name: that of its files, and the public contract.
    pub name: &'static str,
    /// Its title for people.
    pub title: &'static str,
    /// What there is one row for (`item of a transfer`).
    pub row: &'static str,
    /// What it holds and how to read it: whole sentences.
    pub description: &'static str,
    pub(crate) fill: for<'a> fn(&Context<'a>) -> Filled,
}

/// Every table, in the order of the model.
pub const TABLES: &[&Table] = &[
    &tables::sources::TABLE,
    &tables::actors::TABLE,
    &tables::actor_roles::TABLE,
    &tables::equipment::TABLE,
    &tables::deals::TABLE,
    &tables::transfers::TABLE,
    &tables::items::TABLE,
    &tables::statements::TABLE,
    &tables::statement_targets::TABLE,
    &tables::figures::TABLE,
    &tables::evidence::TABLE,
    &tables::facts::TABLE,
    &tables::links::TABLE,
];

impl Table {
    /// The columns, in their order.
    pub fn columns(&'static self) -> Vec<Column> {
        (self.fill)(&Context::new(&Dataset::default(), None, None)).columns
    }

    /// The table without its rows.
    pub(crate) fn empty(&'static self) -> TableData {
        let data = self.data(&Context::new(&Dataset::default(), None, None));
        TableData { batches: Vec::new(), ..data }
    }

    /// The types of the records that it has rows of.
    pub(crate) fn record_types(&self) -> Vec<RecordType> {
        match self.name {
            "actor_roles" => vec![RecordType::Actor],
            "items" => vec![RecordType::Transfer],
            "statement_targets" | "figures" => vec![RecordType::Statement],
            name => {
                RecordType::from_plural(name).map_or_else(|| RecordType::ALL.to_vec(), |found| vec![found])
            }
        }
    }

    /// The table of a dataset.
    pub fn data(&'static self, context: &Context<'_>) -> TableData {
        let Filled { columns, schema, batches } = (self.fill)(context);
        TableData { table: self, columns, schema, batches }
    }
}

/// A table with its rows. Writers know this and nothing of records.
#[derive(Debug, Clone)]
pub struct TableData {
    /// Which table it is.
    pub table: &'static Table,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its columns as Arrow knows them.
    pub schema: SchemaRef,
    /// Its rows, in batches.
    pub batches: Vec<RecordBatch>,
}

impl TableData {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}
