//! What is exported: which files there are, and what is in each.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;
use tallybook_schema::Dataset;
use tallybook_schema::value::Day;

use crate::context::{Context, Quotes};
use crate::metadata::Metadata;
use crate::table::{TABLES, TableData};
use crate::{csv, data_package, json_lines, nested, parquet, sqlite};

/// A format of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `csv/*.csv`, described by `datapackage.json`.
    Csv,
    /// `json/*.jsonl`, and the whole dataset in `json/dataset.json`.
    Json,
    /// `parquet/*.parquet`.
    Parquet,
    /// `tallybook.sqlite`, one database of all tables.
    Sqlite,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Parquet, Self::Sqlite];

    /// The name of the format, and of the folder of its files, if it has a file for each table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
        }
    }

    /// The path within the exports of the file that holds a table.
    fn path(self, table: &str) -> String {
        let extension = match self {
            Self::Csv => "csv",
            Self::Json => "jsonl",
            Self::Parquet => "parquet",
            Self::Sqlite => return "tallybook.sqlite".to_owned(),
        };
        format!("{}/{table}.{extension}", self.as_str())
    }
}

/// What to export.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The formats.
    pub formats: BTreeSet<Format>,
    /// The day as of which positions are computed; `None`: every statement counts.
    pub as_of: Option<Day>,
    /// What became of the quotes, where texts were at hand.
    pub quotes: Option<&'a Quotes>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { formats: Format::ALL.into(), as_of: None, quotes: None }
    }
}

/// Writes the bytes of a file.
type Content<'a> = Box<dyn Fn(&mut (dyn Write + Send)) -> io::Result<()> + Send + Sync + 'a>;

/// A file of an export, which is made as it is written.
pub struct ExportFile<'a> {
    path: String,
    rows: Option<usize>,
    content: Content<'a>,
}

impl<'a> ExportFile<'a> {
    /// A file with a path relative to the folder of the exports, its parts joined by `/`.
    pub fn new(
        path: impl Into<String>,
        content: impl Fn(&mut (dyn Write + Send)) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        Self { path: path.into(), rows: None, content: Box::new(content) }
    }

    fn table(
        format: Format,
        data: &Arc<TableData>,
        write: impl Fn(&TableData, &mut (dyn Write + Send)) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        let (path, rows) = (format.path(data.table.name), Some(data.rows()));
        let data = Arc::clone(data);
        Self { path, rows, content: Box::new(move |out| write(&data, out)) }
    }

    /// The path, relative to the folder of the exports, its parts joined by `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The rows of a table; `None` for a file that is none.
    pub fn rows(&self) -> Option<usize> {
        self.rows
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        (self.content)(out)
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// None but those of a table that its format cannot hold.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write(&mut bytes)?;
        Ok(bytes)
    }
}

impl fmt::Debug for ExportFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportFile")
            .field("path", &self.path)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// The files of an export, in the order of their paths. Tables are filled here; the files are made
/// when they are written.
pub fn export<'a>(dataset: &'a Dataset, options: &Options<'a>) -> Vec<ExportFile<'a>> {
    let context = Arc::new(Context::new(dataset, options.as_of, options.quotes));
    let metadata = Arc::new(Metadata::new(&dataset.manifest, options.as_of));
    let tables: Vec<_> = TABLES.par_iter().map(|table| Arc::new(table.data(&context))).collect();
    let mut files = Vec::new();
    for data in &tables {
        for format in options.formats.iter().copied() {
            files.push(match format {
                Format::Csv => ExportFile::table(format, data, |data, out| csv::write(data, out)),
                Format::Json => ExportFile::table(format, data, |data, out| json_lines::write(data, out)),
                Format::Parquet => {
                    let metadata = Arc::clone(&metadata);
                    ExportFile::table(format, data, move |data, out| parquet::write(data, &metadata, out))
                }
                Format::Sqlite => continue,
            });
        }
    }
    if options.formats.contains(&Format::Csv) {
        let metadata = Arc::clone(&metadata);
        files.push(ExportFile::new("datapackage.json", move |out| {
            data_package::write(&metadata, |table| Format::Csv.path(table.name), out)
        }));
    }
    if options.formats.contains(&Format::Sqlite) {
        let metadata = Arc::clone(&metadata);
        files.push(ExportFile::new(Format::Sqlite.path(""), move |out| {
            let tables: Vec<&TableData> = tables.iter().map(Arc::as_ref).collect();
            sqlite::write(&tables, &metadata, out)
        }));
    }
    if options.formats.contains(&Format::Json) {
        files.push(ExportFile::new("json/dataset.json", move |out| nested::write(&context, &metadata, out)));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
