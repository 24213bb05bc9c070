//! Parquet as others write it: packed in other ways, and with other types.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringViewBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, LargeStringArray, RecordBatch, TimestampMicrosecondArray};
use arrow_schema::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, GzipLevel};
use parquet::file::properties::WriterProperties;
use tallybook_export::Format;
use tallybook_import::import;
use tallybook_import::read::{self, Source};

use crate::{datasets, write};

const PARQUET: Source = Source::Format(Format::Parquet);

/// Writes every Parquet file in a folder anew, with its columns as `change` makes them.
fn rewrite(folder: &Path, packed: Compression, change: fn(&ArrayRef) -> ArrayRef) {
    for table in tallybook_export::TABLES {
        let path = folder.join(PARQUET.path(table.name));
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
        let names: Vec<String> = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
        let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
        let batches = batches.iter().map(|batch| {
            let columns =
                names.iter().zip(batch.columns()).map(|(name, column)| (name, change(column), true));
            RecordBatch::try_from_iter_with_nullable(columns).unwrap()
        });
        let batches: Vec<RecordBatch> = batches.collect();
        let Some(first) = batches.first() else { continue };
        let properties = WriterProperties::builder().set_compression(packed).build();
        let file = File::create(&path).unwrap();
        let mut writer = ArrowWriter::try_new(file, first.schema(), Some(properties)).unwrap();
        for batch in &batches {
            writer.write(batch).unwrap();
        }
        writer.close().unwrap();
    }
}

/// A column with the types that pandas and others have for it.
fn of_others(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Utf8 => Arc::new(LargeStringArray::from_iter(column.as_string::<i32>())),
        DataType::Dictionary(..) => {
            let terms =
                column.as_dictionary::<Int32Type>().downcast_dict::<arrow_array::StringArray>().unwrap();
            Arc::new(LargeStringArray::from_iter(terms))
        }
        // Larger numbers are not kept by those who write them so.
        DataType::Int64
            if column.as_primitive::<Int64Type>().iter().flatten().all(|number| number < 1 << 53) =>
        {
            let numbers = column.as_primitive::<Int64Type>().iter();
            #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
            let numbers = numbers.map(|number| number.map(|number| number as f64));
            Arc::new(numbers.collect::<Float64Array>())
        }
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().iter();
            let moments = days.map(|day| day.map(|day| i64::from(day) * 86_400_000_000));
            Arc::new(moments.collect::<TimestampMicrosecondArray>())
        }
        DataType::List(_) => {
            let mut lists = ListBuilder::new(StringViewBuilder::new());
            for list in column.as_list::<i32>() {
                list.unwrap().as_string::<i32>().iter().for_each(|text| lists.values().append_option(text));
                lists.append(true);
            }
            Arc::new(lists.finish())
        }
        _ => Arc::clone(column),
    }
}

#[test]
fn parquet_of_others_says_the_same() {
    let [_, _, reading] = datasets();
    for packed in [Compression::SNAPPY, Compression::GZIP(GzipLevel::default()), Compression::UNCOMPRESSED] {
        let folder = tempfile::tempdir().unwrap();
        write(&reading.dataset, folder.path());
        rewrite(folder.path(), packed, of_others);
        let theirs = read::tables(folder.path(), PARQUET).unwrap();
        let own = import::tables_of(&reading.dataset);
        for (theirs, own) in theirs.iter().zip(&own) {
            let cells = |grid: &tallybook_import::Grid| -> Vec<_> {
                grid.rows.iter().map(|row| row.cells.clone()).collect()
            };
            assert_eq!(cells(theirs), cells(own), "{}", own.table.name);
        }
        let plan = import::plan(&reading, theirs, None, false);
        assert!(plan.faults.is_empty() && plan.is_empty(), "{:?}", plan.faults);
    }
}

#[test]
fn parquet_that_cannot_be_read_says_what_to_do() {
    let [_, _, reading] = datasets();
    let folder = tempfile::tempdir().unwrap();
    write(&reading.dataset, folder.path());
    let to_bytes: fn(&ArrayRef) -> ArrayRef = |column| match column.data_type() {
        DataType::Utf8 => {
            let texts = column.as_string::<i32>().iter();
            Arc::new(texts.collect::<arrow_array::BinaryArray>())
        }
        _ => Arc::clone(column),
    };
    rewrite(folder.path(), Compression::SNAPPY, to_bytes);
    let error = read::tables(folder.path(), PARQUET).unwrap_err();
    assert!(error.to_string().ends_with("its column `id` is Binary and not Utf8"), "{error}");
    assert!(error.help.contains("with the columns of the export"), "{}", error.help);
}
