//! Writes a table batch by batch, in a format with a file a table.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::RecordBatch;

use crate::csv::{self, Dialect};
use crate::metadata::Metadata;
use crate::table::TableData;
use crate::{json_lines, parquet};

/// Bytes that are gathered before they go into a file: the files of an export are many, and a call of the operating
/// system for every few rows costs more than the rows.
pub(crate) const BUFFER: usize = 1 << 17;

/// Where the bytes of a file go.
pub(crate) type Out<'w> = &'w mut (dyn Write + Send + 'w);

/// Writes the rows of a table as they come.
pub(crate) trait TableWriter: Send {
    /// Writes some rows.
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()>;

    /// Writes what stands after the last row.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Writes a table that is at hand.
pub(crate) fn write_all(mut writer: Box<dyn TableWriter + '_>, data: &TableData) -> io::Result<()> {
    data.batches.iter().try_for_each(|batch| writer.write(batch))?;
    writer.finish()
}

/// A format with a file a table.
#[derive(Debug, Clone)]
pub(crate) enum TableFormat {
    Csv(Dialect),
    JsonLines,
    Parquet(Arc<Metadata>),
    /// Parquet in which the rows that come together are a row group.
    ParquetPart(Arc<Metadata>),
}

impl TableFormat {
    /// Begins the file of a table, of whose rows none is looked at.
    pub(crate) fn open<'w>(&self, data: &TableData, out: Out<'w>) -> Box<dyn TableWriter + 'w> {
        match self {
            Self::Csv(dialect) => Box::new(csv::writer(data, *dialect, out)),
            Self::JsonLines => Box::new(json_lines::writer(data, out)),
            Self::Parquet(metadata) => {
                Box::new(parquet::Writer::new(data, metadata, parquet::ROW_GROUP_ROWS, out))
            }
            Self::ParquetPart(metadata) => Box::new(parquet::Writer::new(data, metadata, 1, out)),
        }
    }

    /// Writes the file of a table that is at hand.
    pub(crate) fn write(&self, data: &TableData, out: Out<'_>) -> io::Result<()> {
        write_all(self.open(data, out), data)
    }
}
