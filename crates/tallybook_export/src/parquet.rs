//! Parquet, compressed with Zstandard.
//!
//! Field descriptions, units, vocabularies and references are metadata of the Arrow fields, which
//! pyarrow shows. DuckDB and Polars do not, so that the metadata of the file repeat them as JSON
//! under `tallybook:columns`, beside what the dataset and the table are.
//!
//! Texts are kept in a dictionary, as most columns repeat few of them. Where they repeat little and each begins like
//! the one before it, as ids in their order do, they are kept as what differs (`DELTA_BYTE_ARRAY`), which takes a
//! fraction of the room. The first row group says which are.
//!
//! The bytes depend on the table and the dataset's description of itself alone. `created_by` names
//! no version of a tool.

use std::collections::HashSet;
use std::io::{self, Write};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use serde::Serialize;

use crate::column::Kind;
use crate::metadata::Metadata;
use crate::table::TableData;
use crate::writer::{Out, TableWriter, write_all};

/// Rows of a row group, the unit in which readers skip and work in parallel: a few whole batches.
pub(crate) const ROW_GROUP_ROWS: usize = 131_072;

/// Bytes that a dictionary can have: the quotes of a row group fit. What no longer fits is kept as it is, row by row.
const DICTIONARY_BYTES: usize = 1 << 23;

/// How many texts of a column are looked at to tell whether each begins like the one before it.
const LOOKED_AT: usize = 1 << 13;

/// How often texts stand in a column that repeats them much.
const MUCH: usize = 8;

/// The level of Zstandard. Above it files are a tenth smaller at most and take much longer to write.
const ZSTD_LEVEL: i32 = 3;

/// Writes a table.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &TableData, metadata: &Metadata, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write_all(Box::new(Writer::new(data, metadata, ROW_GROUP_ROWS, out)), data)
}

/// Writes rows as they come, a row group at a time: until one is full, its rows wait. Its columns are then encoded one
/// after the other on each thread, as what compresses one takes several megabytes.
pub(crate) struct Writer<'w> {
    text_columns: Vec<(usize, String)>,
    schema: SchemaRef,
    key_values: Vec<KeyValue>,
    waiting: Vec<RecordBatch>,
    /// How many rows wait until they are written.
    least: usize,
    /// Where the file goes, until it is opened.
    out: Option<Out<'w>>,
    file: Option<OpenFile<'w>>,
}

/// A file that is open, and what encodes its columns.
type OpenFile<'w> = (SerializedFileWriter<Out<'w>>, ArrowRowGroupWriterFactory);

impl<'w> Writer<'w> {
    /// A writer of rows of a table, as many as `least` of which become a row group.
    pub(crate) fn new(data: &TableData, metadata: &Metadata, least: usize, out: Out<'w>) -> Self {
        let columns = data.columns.iter().enumerate();
        let texts = columns.filter(|(_, column)| matches!(column.kind, Kind::Text));
        Self {
            text_columns: texts.map(|(position, column)| (position, column.name.clone())).collect(),
            schema: data.schema.clone(),
            key_values: key_values(data, metadata),
            waiting: Vec::new(),
            least,
            out: Some(out),
            file: None,
        }
    }

    /// Opens the file. How columns are kept, the rows that wait say.
    fn open(&mut self, out: Out<'w>) -> Result<OpenFile<'w>, ParquetError> {
        let level = ZstdLevel::try_new(ZSTD_LEVEL)?;
        let mut properties = WriterProperties::builder()
            .set_created_by("tallybook".to_owned())
            .set_writer_version(WriterVersion::PARQUET_1_0)
            .set_compression(Compression::ZSTD(level))
            .set_dictionary_page_size_limit(DICTIONARY_BYTES)
            // Pages end by their size alone: more rows in one compress better.
            .set_data_page_row_count_limit(ROW_GROUP_ROWS)
            .set_key_value_metadata(Some(std::mem::take(&mut self.key_values)));
        for (position, name) in &self.text_columns {
            let texts = Texts { batches: &self.waiting, column: *position };
            if texts.begin_like_the_last() && !texts.repeat_much() {
                let path = ColumnPath::from(name.as_str());
                properties = properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY);
            }
        }
        let writer = ArrowWriter::try_new(out, self.schema.clone(), Some(properties.build()))?;
        writer.into_serialized_writer()
    }

    /// Writes the rows that wait as a row group.
    fn flush(&mut self) -> Result<(), ParquetError> {
        if let Some(out) = self.out.take() {
            self.file = Some(self.open(out)?);
        }
        let Some((file, columns)) = &mut self.file else { return Ok(()) };
        let rows = std::mem::take(&mut self.waiting);
        if rows.iter().all(|batch| batch.num_rows() == 0) {
            return Ok(());
        }
        // No column has more than one leaf.
        let writers = columns.create_column_writers(file.flushed_row_groups().len())?;
        let encode = |(column, mut writer): (usize, ArrowColumnWriter)| {
            for batch in &rows {
                for leaf in compute_leaves(self.schema.field(column), batch.column(column))? {
                    writer.write(&leaf)?;
                }
            }
            writer.close()
        };
        let chunks: Vec<ArrowColumnChunk> =
            writers.into_par_iter().enumerate().map(encode).collect::<Result<_, _>>()?;
        let mut group = file.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok(())
    }
}

impl TableWriter for Writer<'_> {
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.waiting.push(batch.clone());
        let rows: usize = self.waiting.iter().map(RecordBatch::num_rows).sum();
        if rows >= self.least { self.flush().map_err(io_error) } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush().map_err(io_error)?;
        if let Some((file, _)) = self.file {
            file.close().map_err(io_error)?;
        }
        Ok(())
    }
}

/// The texts of a column.
struct Texts<'a> {
    batches: &'a [RecordBatch],
    column: usize,
}

impl<'a> Texts<'a> {
    fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let column = self.column;
        self.batches.iter().flat_map(move |batch| batch.column(column).as_string::<i32>()).flatten()
    }

    /// Whether each that is another than the one before begins with half of its bytes, or more. The first
    /// [`LOOKED_AT`] say so for all.
    fn begin_like_the_last(&self) -> bool {
        let (mut shared, mut all) = (0, 0);
        let mut last: &[u8] = &[];
        for text in self.iter().take(LOOKED_AT).map(str::as_bytes) {
            if text == last {
                continue;
            }
            shared += text.iter().zip(last).take_while(|(a, b)| a == b).count();
            all += text.len();
            last = text;
        }
        all > 0 && 2 * shared >= all
    }

    /// Whether each stands there [`MUCH`] often, on average.
    fn repeat_much(&self) -> bool {
        let columns = self.batches.iter().map(|batch| batch.column(self.column));
        let all: usize = columns.map(|column| column.len() - column.null_count()).sum();
        let mut different = HashSet::with_capacity(all / MUCH + 1);
        let mut last = None;
        // What is the same as the one before need not be looked up.
        let mut changes = self.iter().filter(|&text| last.replace(text) != Some(text));
        changes.all(|text| {
            different.insert(text);
            MUCH * different.len() <= all
        })
    }
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
