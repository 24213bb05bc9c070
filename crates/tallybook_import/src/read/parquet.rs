//! Parquet.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tallybook_export::Table;

use super::ReadError;
use super::memory::push_batch;
use crate::grid::Grid;

pub(super) fn read(table: &'static Table, path: &Path, file: String) -> Result<Grid, ReadError> {
    let failed = |error: &dyn std::fmt::Display| ReadError::new(path, error);
    let open = File::open(path).map_err(|error| failed(&error))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(open).map_err(|error| failed(&error))?;
    let names: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    let mut grid = Grid::new(table, file, &names);
    for (index, column) in grid.columns.iter().enumerate() {
        let Some(place) = grid.positions[index] else { continue };
        let (found, wanted) = (builder.schema().field(place).data_type().clone(), column.kind.arrow_type());
        if found != wanted {
            let reason = format!("its column `{}` is {found} and not {wanted}", column.name);
            return Err(failed(&reason));
        }
    }
    let mut batches = builder.build().map_err(|error| failed(&error))?;
    while let Some(batch) = decoded(|| batches.next()).map_err(|why| failed(&why))? {
        push_batch(&mut grid, &batch.map_err(|error| failed(&error))?);
    }
    Ok(grid)
}

/// What the decoder gives. It panics at some pages that no writer makes, as at a dictionary without texts that has been
/// given places.
pub(crate) fn decoded<T>(decode: impl FnOnce() -> T) -> Result<T, &'static str> {
    catch_unwind(AssertUnwindSafe(decode)).map_err(|_| "its pages do not fit each other")
}
