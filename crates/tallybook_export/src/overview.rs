//! What descriptions of an export say of a table: its columns, how many rows it has, and values from them.

use arrow_array::RecordBatch;

use crate::cells::cells;
use crate::column::Column;
use crate::table::{Table, TableData};

/// What is known of a table when its rows have been filled.
#[derive(Debug)]
pub(crate) struct Overview {
    pub(crate) table: &'static Table,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
    /// For each column the first value that is not null.
    examples: Vec<Option<String>>,
}

impl Overview {
    /// A table of whose rows none is known.
    pub(crate) fn new(data: &TableData) -> Self {
        let (table, columns) = (data.table, data.columns.clone());
        Self { table, examples: vec![None; columns.len()], columns, rows: 0 }
    }

    /// A table with its rows.
    pub(crate) fn of(data: &TableData) -> Self {
        let mut overview = Self::new(data);
        data.batches.iter().for_each(|batch| overview.add(batch));
        overview
    }

    /// Adds rows.
    pub(crate) fn add(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows();
        let has_values = |column: usize| batch.column(column).null_count() < batch.num_rows();
        if (0..self.columns.len()).all(|column| self.examples[column].is_some() || !has_values(column)) {
            return;
        }
        for (example, column) in self.examples.iter_mut().zip(cells(&self.columns, batch)) {
            if example.is_none() {
                *example = (0..batch.num_rows()).find_map(|row| column.get(row).plain());
            }
        }
    }

    /// A value of a column; `None` where all are null.
    pub(crate) fn example(&self, column: &str) -> Option<&str> {
        let position = self.columns.iter().position(|known| known.name == column)?;
        self.examples[position].as_deref()
    }
}
