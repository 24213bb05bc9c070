//! Parquet, as exported and as others write it.
//!
//! What a file says of Arrow is passed over: a column has the type that Parquet gives it, so that text is text whether
//! it was large, a view or in a dictionary. What others take for a number or a moment is read as the text that the
//! column holds, and one that cannot be told from it is left to whoever reads the cell.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ::parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal128Type, DecimalType, Float32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use tallybook_export::cells::Cells;
use tallybook_export::{Column, Kind, Table};
use tallybook_schema::value::Day;

use super::ReadError;
use super::memory::cell;
use crate::cell::Cell;
use crate::grid::{Grid, Row};

/// What to do about a file that cannot be read.
const HELP: &str = "write it with the columns of the export, packed with Zstandard, Snappy, gzip or not at all; or import another format \
                    with `--from`";

pub(super) fn read(table: &'static Table, path: &Path, file: String) -> Result<Grid, ReadError> {
    let failed = |error: &dyn std::fmt::Display| ReadError::new(path, error).with_help(HELP);
    let open = File::open(path).map_err(|error| failed(&error))?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(open, options)
        .map_err(|error| failed(&error))?;
    let names: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    let mut grid = Grid::new(table, file, &names);
    for (column, place) in grid.columns.iter().zip(&grid.positions) {
        let Some(place) = *place else { continue };
        let found = builder.schema().field(place).data_type();
        if !is_readable(column.kind, found) {
            let reason =
                format!("its column `{}` is {found} and not {}", column.name, column.kind.arrow_type());
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

/// Whether the values of a type can be cells of a kind of column.
fn is_readable(kind: Kind, found: &DataType) -> bool {
    match found {
        DataType::Null => true,
        DataType::List(entry) => {
            matches!(kind, Kind::TextList) && matches!(entry.data_type(), DataType::Utf8 | DataType::Null)
        }
        DataType::Utf8
        | DataType::Int32
        | DataType::Int64
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal128(..)
        | DataType::Date32
        | DataType::Timestamp(..)
        | DataType::Boolean => !matches!(kind, Kind::TextList),
        _ => false,
    }
}

/// Adds the rows of a batch, whose columns are readable.
fn push_batch(grid: &mut Grid, batch: &RecordBatch) {
    let column = |(column, place): (&Column, &Option<usize>)| {
        let cells = place.map(|place| cells(column.kind, batch.column(place).as_ref()));
        cells.unwrap_or_else(|| vec![Cell::Null; batch.num_rows()]).into_iter()
    };
    let mut columns: Vec<_> = grid.columns.iter().zip(&grid.positions).map(column).collect();
    for _ in 0..batch.num_rows() {
        let cells = columns.iter_mut().map(|column| column.next().unwrap_or_default()).collect();
        grid.rows.push(Row { number: grid.rows.len() + 1, cells });
    }
}

/// The cells of a column. A list that is null is one of nothing.
fn cells(kind: Kind, array: &dyn Array) -> Vec<Cell> {
    let plain = |kind: Kind| {
        let cells = Cells::of(kind, array);
        (0..array.len()).map(|row| cell(cells.get(row))).collect()
    };
    let by_row = |text: &dyn Fn(usize) -> String| {
        let cell = |row| if array.is_null(row) { Cell::Null } else { Cell::of_text(kind, &text(row)) };
        (0..array.len()).map(cell).collect()
    };
    match array.data_type() {
        DataType::Utf8 => plain(Kind::Text),
        DataType::Int64 if matches!(kind, Kind::Bool) => {
            by_row(&|row| array.as_primitive::<Int64Type>().value(row).to_string())
        }
        DataType::Int64 => plain(Kind::Int),
        DataType::Date32 => plain(Kind::Date),
        DataType::Boolean => plain(Kind::Bool),
        DataType::Int32 => by_row(&|row| array.as_primitive::<Int32Type>().value(row).to_string()),
        // Whole ones have no point: that is how pandas has numbers of which some are null.
        DataType::Float32 => by_row(&|row| array.as_primitive::<Float32Type>().value(row).to_string()),
        DataType::Float64 => by_row(&|row| array.as_primitive::<Float64Type>().value(row).to_string()),
        DataType::Decimal128(precision, scale) => by_row(&|row| {
            let number = array.as_primitive::<Decimal128Type>().value(row);
            without_zeros(&Decimal128Type::format_decimal(number, *precision, *scale)).to_owned()
        }),
        DataType::Timestamp(unit, _) => by_row(&|row| moment(array, *unit, row)),
        DataType::List(_) => lists(array),
        _ if matches!(kind, Kind::TextList) => vec![Cell::List(Vec::new()); array.len()],
        _ => vec![Cell::Null; array.len()],
    }
}

fn lists(array: &dyn Array) -> Vec<Cell> {
    let entries = |row| {
        let entries = array.as_list::<i32>().value(row);
        match entries.as_string_opt::<i32>() {
            Some(texts) => texts.iter().map(|text| text.unwrap_or_default().to_owned()).collect(),
            None => vec![String::new(); entries.len()],
        }
    };
    let list = |row| if array.is_null(row) { Vec::new() } else { entries(row) };
    (0..array.len()).map(|row| Cell::List(list(row))).collect()
}

/// A decimal number without zeros that say nothing.
fn without_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// A moment: the day if it is midnight, as those who have no days write one.
fn moment(array: &dyn Array, unit: TimeUnit, row: usize) -> String {
    let (value, in_second) = match unit {
        TimeUnit::Nanosecond => (array.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000_000),
        TimeUnit::Microsecond => (array.as_primitive::<TimestampMicrosecondType>().value(row), 1_000_000),
        // Parquet has none of seconds.
        _ => (array.as_primitive::<TimestampMillisecondType>().value(row), 1_000),
    };
    let in_day = 86_400 * in_second;
    let second = value.rem_euclid(in_day) / in_second;
    let day = i32::try_from(value.div_euclid(in_day)).ok().and_then(Day::from_days_since_epoch);
    match day {
        Some(day) if value.rem_euclid(in_day) == 0 => day.to_string(),
        Some(day) => format!("{day} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, NullArray, StringArray,
        TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    };

    use super::*;

    #[test]
    fn values_of_other_types_are_the_texts_that_they_are_exported_as() {
        let decimals = Decimal128Array::from(vec![Some(25_000), Some(1_400_000_000_000), None])
            .with_precision_and_scale(15, 4)
            .unwrap();
        let day = 19_224 * 86_400;
        for (array, expected) in [
            (Arc::new(StringArray::from(vec![Some("a"), Some(""), None])) as ArrayRef, ["a", "", "-"]),
            (Arc::new(Int64Array::from(vec![Some(160), Some(-1), None])), ["160", "-1", "-"]),
            (Arc::new(Int32Array::from(vec![Some(160), Some(-1), None])), ["160", "-1", "-"]),
            (Arc::new(Float64Array::from(vec![Some(160.0), Some(2.5), None])), ["160", "2.5", "-"]),
            (Arc::new(decimals), ["2.5", "140000000", "-"]),
            (
                Arc::new(Date32Array::from(vec![Some(19_224), Some(-1), None])),
                ["2022-08-20", "1969-12-31", "-"],
            ),
            (
                Arc::new(TimestampMillisecondArray::from(vec![Some(day * 1_000), Some(-1), None])),
                ["2022-08-20", "1969-12-31 23:59:59", "-"],
            ),
            (
                Arc::new(TimestampMicrosecondArray::from(vec![Some(day * 1_000_000), Some(i64::MAX), None])),
                ["2022-08-20", "9223372036854775807", "-"],
            ),
            (
                Arc::new(TimestampNanosecondArray::from(vec![
                    Some(day * 1_000_000_000),
                    Some((day + 3_661) * 1_000_000_000),
                    None,
                ])),
                ["2022-08-20", "2022-08-20 01:01:01", "-"],
            ),
            (Arc::new(NullArray::new(3)), ["-", "-", "-"]),
        ] {
            assert!(is_readable(Kind::Text, array.data_type()));
            let texts: Vec<String> = cells(Kind::Text, array.as_ref())
                .into_iter()
                .map(|cell| if cell == Cell::Null { "-".to_owned() } else { cell.to_string() })
                .collect();
            assert_eq!(texts, expected, "{}", array.data_type());
        }
        assert_eq!(cells(Kind::TextList, &NullArray::new(1)), [Cell::List(Vec::new())]);
        let truth = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(cells(Kind::Bool, &Int64Array::from(vec![1, 0])), [truth("true"), truth("false")]);
        let numbers = Float64Array::from(vec![Some(1.0), None]);
        assert_eq!(cells(Kind::Bool, &numbers), [truth("true"), Cell::Null]);
    }

    #[test]
    fn what_holds_no_text_is_not_readable() {
        assert!(!is_readable(Kind::Text, &DataType::Binary));
        assert!(!is_readable(Kind::TextList, &DataType::Utf8));
        assert!(!is_readable(Kind::Text, &Kind::TextList.arrow_type()));
    }
}
