//! The way of the rows of a table that is laid out in folders into the file of each part.
//!
//! Rows wait until there are [`MOST`] of them, and go into the files of their parts together: each part has a row group
//! of those that are its own. So there is never more of a table in memory, however many parts it has, and a table with
//! fewer rows has one row group a part.

use std::io;
use std::mem;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use arrow_select::interleave::interleave_record_batch;

use super::has_changed;
use crate::column::Column;
use crate::parquet::ROW_GROUP_ROWS;
use crate::partition::Layout;

/// Rows of a table that wait for the files of their parts at most.
pub(super) const MOST: usize = 2 * ROW_GROUP_ROWS;

/// The way of the rows of a table into the files of its parts.
pub(super) struct Parting {
    layout: Arc<Layout>,
    columns: Vec<Column>,
    /// The columns of the files, by their places in the table.
    left: Vec<usize>,
    /// How many rows wait at most.
    most: usize,
    waiting: Vec<RecordBatch>,
    rows: usize,
    /// How many rows of each part have come.
    come: Vec<usize>,
    /// Whether there were rows of no part.
    has_others: bool,
}

impl Parting {
    pub(super) fn new(layout: &Arc<Layout>, columns: &[Column], most: usize) -> Self {
        let left = layout.empty_part().columns;
        let place = |left: &Column| columns.iter().position(|column| column.name == left.name);
        Self {
            layout: Arc::clone(layout),
            columns: columns.to_vec(),
            left: left.iter().filter_map(place).collect(),
            most,
            waiting: Vec::new(),
            rows: 0,
            come: vec![0; layout.rows().len()],
            has_others: false,
        }
    }

    /// Takes the next rows of the table. Gives those that go into files: of each part that has some, in the order of the
    /// parts, as many as a row group has.
    pub(super) fn take(&mut self, rows: RecordBatch) -> Vec<(usize, RecordBatch)> {
        self.rows += rows.num_rows();
        self.waiting.push(rows);
        if self.rows < self.most { Vec::new() } else { self.divide() }
    }

    /// Gives all rows that wait.
    pub(super) fn divide(&mut self) -> Vec<(usize, RecordBatch)> {
        let waiting = mem::take(&mut self.waiting);
        self.rows = 0;
        let mut of_parts: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.come.len()];
        for (number, batch) in waiting.iter().enumerate() {
            for (row, part) in self.layout.parts_of(&self.columns, batch).into_iter().enumerate() {
                match part {
                    Some(part) => of_parts[part].push((number, row)),
                    None => self.has_others = true,
                }
            }
        }
        let project =
            |batch: &RecordBatch| batch.project(&self.left).expect("the positions are those of columns");
        let waiting: Vec<RecordBatch> = waiting.iter().map(project).collect();
        let waiting: Vec<&RecordBatch> = waiting.iter().collect();
        let mut divided = Vec::new();
        for (part, rows) in of_parts.iter().enumerate() {
            self.come[part] += rows.len();
            let groups = rows.chunks(ROW_GROUP_ROWS).flat_map(|rows| together(&waiting, rows));
            divided.extend(groups.map(|rows| (part, rows)));
        }
        divided
    }

    /// Checks that the rows were those of which the parts are known.
    pub(super) fn check(&self) -> io::Result<()> {
        let are_those = !self.has_others && self.layout.rows().eq(self.come.iter().copied());
        if are_those { Ok(()) } else { Err(has_changed()) }
    }
}

/// Puts rows together, each by its batch and its place there; in several batches where one column cannot hold the
/// texts of all.
fn together(batches: &[&RecordBatch], rows: &[(usize, usize)]) -> Vec<RecordBatch> {
    match interleave_record_batch(batches, rows) {
        Err(ArrowError::OffsetOverflowError(_)) if rows.len() > 1 => {
            let (first, second) = rows.split_at(rows.len() / 2);
            [together(batches, first), together(batches, second)].concat()
        }
        rows => vec![rows.expect("every batch of a table has its schema")],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tallybook_reader::Reading;

    use super::*;
    use crate::partition;
    use crate::table::TableData;
    use crate::{Context, TABLES};

    /// A table of seven actors, and its layout.
    fn actors() -> (TableData, Arc<Layout>) {
        let kinds = ["state", "person", "state", "state", "media", "state", "person"];
        let actor = |(number, kind)| {
            format!("{{\"id\": \"a{number}\", \"kind\": \"{kind}\", \"name\": \"A{number}\"}}\n")
        };
        let lines: String = (0..).zip(kinds).map(actor).collect();
        let reading = Reading::from_memory([("dataset.yaml", "title: Kinds\n"), ("actors.jsonl", &lines)]);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let table = TABLES.iter().find(|table| table.name == "actors").unwrap();
        let data = table.data(&Context::new(&reading.dataset, None, None));
        let columns = ["kind".to_owned()];
        let mut rows = BTreeMap::new();
        partition::count(&data, &columns, &mut rows);
        let layout = Layout::new(table, &columns, rows);
        (data, Arc::new(layout))
    }

    fn given(divided: &[(usize, RecordBatch)]) -> Vec<(usize, usize, usize)> {
        divided.iter().map(|(part, rows)| (*part, rows.num_rows(), rows.num_columns())).collect()
    }

    #[test]
    fn rows_go_into_their_parts_a_few_at_a_time() {
        let (data, layout) = actors();
        assert!(layout.rows().eq([1, 2, 4]), "media, person, state");
        let mut parting = Parting::new(&layout, &data.columns, 3);
        let rows = &data.batches[0];
        let left = data.columns.len() - 1;
        assert_eq!(given(&parting.take(rows.slice(0, 2))), []);
        assert_eq!(given(&parting.take(rows.slice(2, 1))), [(1, 1, left), (2, 2, left)]);
        assert_eq!(given(&parting.take(rows.slice(3, 4))), [(0, 1, left), (1, 1, left), (2, 2, left)]);
        assert_eq!(given(&parting.divide()), []);
        assert!(parting.check().is_ok());
    }

    #[test]
    fn rows_that_are_others_than_before_are_noticed() {
        let (data, layout) = actors();
        let mut parting = Parting::new(&layout, &data.columns, 3);
        parting.take(data.batches[0].slice(0, 6));
        assert!(parting.check().is_err(), "one is lacking");
        parting.take(data.batches[0].slice(4, 1));
        parting.divide();
        assert!(parting.check().is_err(), "one is in another part");

        let few = Layout::new(data.table, &["kind".to_owned()], [(vec![Some("state".to_owned())], 4)].into());
        let mut parting = Parting::new(&Arc::new(few), &data.columns, 3);
        parting.take(data.batches[0].clone());
        assert!(parting.check().is_err(), "three are in no part");
    }
}
