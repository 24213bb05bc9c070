//! Parquet, compressed with Zstandard.
//!
//! Field descriptions, units, vocabularies and references are metadata of the Arrow fields, which
//! pyarrow shows. DuckDB and Polars do not, so that the metadata of the file repeat them as JSON
//! under `tallybook:columns`, beside what the dataset and the table are.
//!
//! Texts are kept in a dictionary, as most columns repeat few of them; those of which each begins like the one
//! before it, as ids in their order do, are kept as what differs (`DELTA_BYTE_ARRAY`), which takes a fraction of the
//! room.
//!
//! The bytes depend on the table and the dataset's description of itself alone. `created_by` names
//! no version of a tool.

use std::io::{self, Write};

use arrow_array::cast::AsArray;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;
use serde::Serialize;

use crate::column::Kind;
use crate::metadata::Metadata;
use crate::table::TableData;

/// Rows of a row group, the unit in which readers skip and work in parallel.
const ROW_GROUP_ROWS: usize = 131_072;

/// The level of Zstandard. Above it files take much longer to write and are hardly smaller.
const ZSTD_LEVEL: i32 = 6;

/// Writes a table.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &TableData, metadata: &Metadata, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let level = ZstdLevel::try_new(ZSTD_LEVEL).map_err(io_error)?;
    let mut properties = WriterProperties::builder()
        .set_created_by("tallybook".to_owned())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        // Pages end by their size alone: more rows in one compress better.
        .set_data_page_row_count_limit(ROW_GROUP_ROWS)
        .set_key_value_metadata(Some(key_values(data, metadata)));
    for (position, column) in data.columns.iter().enumerate() {
        if matches!(column.kind, Kind::Text) && each_begins_like_the_last(data, position) {
            let path = ColumnPath::from(column.name.as_str());
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY);
        }
    }
    let properties = properties.build();
    let mut writer = ArrowWriter::try_new(out, data.schema.clone(), Some(properties)).map_err(io_error)?;
    for batch in &data.batches {
        writer.write(batch).map_err(io_error)?;
    }
    writer.close().map_err(io_error)?;
    Ok(())
}

/// Whether the texts of a column share half of their bytes or more with the beginning of the one before.
fn each_begins_like_the_last(data: &TableData, column: usize) -> bool {
    let (mut shared, mut all) = (0, 0);
    for batch in &data.batches {
        let texts = batch.column(column).as_string::<i32>();
        let mut last: &[u8] = &[];
        for text in texts.iter().flatten().map(str::as_bytes) {
            shared += text.iter().zip(last).take_while(|(a, b)| a == b).count();
            all += text.len();
            last = text;
        }
    }
    all > 0 && 2 * shared >= all
}

fn key_values(data: &TableData, metadata: &Metadata) -> Vec<KeyValue> {
    let dataset = metadata.pairs().into_iter().map(|(name, value)| (format!("tallybook:{name}"), value));
    let table = [
        ("tallybook:table".to_owned(), data.table.name.to_owned()),
        ("tallybook:table_title".to_owned(), data.table.title.to_owned()),
        ("tallybook:table_description".to_owned(), data.table.description.to_owned()),
        ("tallybook:columns".to_owned(), columns(data)),
    ];
    dataset.chain(table).map(|(key, value)| KeyValue::new(key, value)).collect()
}

/// The columns as a JSON array, in their order.
fn columns(data: &TableData) -> String {
    #[derive(Serialize)]
    struct Described<'a> {
        name: &'a str,
        description: &'a str,
        unit: Option<&'a str>,
        vocabulary: Option<&'a str>,
        references: Option<String>,
    }
    let columns: Vec<_> = data
        .columns
        .iter()
        .map(|column| Described {
            name: &column.name,
            description: &column.description,
            unit: column.unit.as_deref(),
            vocabulary: column.kind.vocabulary().map(|vocabulary| vocabulary.name),
            references: column.reference.map(|reference| reference.to_string()),
        })
        .collect();
    serde_json::to_string(&columns).unwrap_or_default()
}

/// The error of the disk, where there is one behind the error.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
