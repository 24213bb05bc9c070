//! Arrow batches of an export that is not written.

use arrow_array::RecordBatch;
use tallybook_export::TableData;
use tallybook_export::cells::{Cells, Value};

use crate::cell::Cell;
use crate::grid::Grid;

/// A table that would be exported, as it would be read.
pub fn grid_of(data: &TableData) -> Grid {
    let names: Vec<String> = data.columns.iter().map(|column| column.name.clone()).collect();
    let mut grid = Grid::new(data.table, data.table.name.to_owned(), &names);
    for batch in &data.batches {
        push_batch(&mut grid, batch);
    }
    grid
}

/// Adds the rows of a batch, whose columns have the types of the table.
fn push_batch(grid: &mut Grid, batch: &RecordBatch) {
    let columns: Vec<Option<Cells<'_>>> = grid
        .columns
        .iter()
        .zip(&grid.positions)
        .map(|(column, place)| place.map(|place| Cells::of(column.kind, batch.column(place).as_ref())))
        .collect();
    let first = grid.rows.len() + 1;
    for row in 0..batch.num_rows() {
        let cells =
            columns.iter().map(|column| column.as_ref().map_or(Cell::Null, |column| cell(column.get(row))));
        let cells = cells.collect();
        grid.rows.push(crate::grid::Row { number: first + row, cells });
    }
}

/// A value as a cell.
pub(super) fn cell(value: Value<'_>) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Text(text) => Cell::Text(text.to_owned()),
        Value::Int(number) => Cell::Text(number.to_string()),
        Value::Decimal(number) => Cell::Text(number.to_string()),
        Value::Date(date) => Cell::Text(date.to_string()),
        Value::Bool(truth) => Cell::Text(truth.to_string()),
        Value::List(entries, start, end) => {
            Cell::List((start..end).map(|i| entries.value(i).to_owned()).collect())
        }
    }
}
