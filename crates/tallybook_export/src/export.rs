//! What is exported: which files there are, and what is in each.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;
use tallybook_diagnostics::{Meter, Phase};
use tallybook_schema::Dataset;
use tallybook_schema::value::Day;

use crate::context::{Context, Quotes};
use crate::describe::{self, Selection, Subject};
use crate::made::Made;
use crate::metadata::Metadata;
use crate::partition::{Partition, is_partitioned};
use crate::selection::Selected;
use crate::table::{TABLES, Table, TableData};
use crate::{csv, json_lines, nested, parquet, partition, sqlite, xlsx};

/// A format of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `csv/*.csv`.
    Csv,
    /// `json/*.jsonl`, and the whole dataset in `json/dataset.json`.
    Json,
    /// `parquet/*.parquet`.
    Parquet,
    /// `tallybook.xlsx`, a workbook with a sheet a table.
    Xlsx,
    /// `tallybook.sqlite`, one database of all tables.
    Sqlite,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Json, Self::Parquet, Self::Xlsx, Self::Sqlite];

    /// The name of the format, and of the folder of its files where it has a file a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Sqlite => "sqlite",
        }
    }

    /// The one file that has every table; `None` for a format with a file a table.
    pub const fn file(self) -> Option<&'static str> {
        match self {
            Self::Csv | Self::Json | Self::Parquet => None,
            Self::Xlsx => Some("tallybook.xlsx"),
            Self::Sqlite => Some("tallybook.sqlite"),
        }
    }

    /// The path of the file with a table within the exports.
    pub fn path(self, table: &str) -> String {
        let extension = match self {
            Self::Csv => "csv",
            Self::Json => "jsonl",
            Self::Parquet => "parquet",
            Self::Xlsx | Self::Sqlite => return self.file().unwrap_or_default().to_owned(),
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
    /// Whether to write CSV for spreadsheets too, `excel/*.csv`.
    pub excel: bool,
    /// The rules as queries, which become `checks.sql`.
    pub checks: Option<String>,
    /// The tables, in the order of the model.
    pub tables: Vec<&'static Table>,
    /// The records that are exported; `None`: all.
    pub selected: Option<&'a Selected>,
    /// The columns by which Parquet is laid out in folders, see [`check_partitioning`](crate::check_partitioning).
    pub partition_by: Vec<String>,
    /// What is told how far the tables are filled.
    pub meter: &'a Meter,
}

impl Options<'_> {
    /// Whether every table is exported.
    pub fn has_all_tables(&self) -> bool {
        self.tables.len() == TABLES.len()
    }

    /// Which part of the dataset is exported, in words; `None` for the whole.
    fn selection(&self) -> Option<String> {
        let records = self.selected.map(|selected| {
            format!(
                "{} of {} {}, where {}, and what belongs to them",
                selected.chosen,
                selected.considered(),
                selected.noun(),
                selected.conditions.join(" and ")
            )
        });
        let names: Vec<&str> = self.tables.iter().map(|table| table.name).collect();
        let tables = (!self.has_all_tables()).then(|| format!("only the tables {}", names.join(", ")));
        let said: Vec<String> = records.into_iter().chain(tables).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            formats: Format::ALL.into(),
            as_of: None,
            quotes: None,
            excel: false,
            checks: None,
            tables: TABLES.to_vec(),
            selected: None,
            partition_by: Vec::new(),
            meter: Meter::none(),
        }
    }
}

/// Where the bytes of a file go.
type Out<'w> = &'w mut (dyn Write + Send);

/// Writes a file from the dataset alone.
type Own<'a> = dyn Fn(Out<'_>) -> io::Result<()> + Send + Sync + 'a;

/// Writes a file from what was made before it.
type Describing<'a> = dyn Fn(&[Made], Out<'_>) -> io::Result<()> + Send + Sync + 'a;

/// How a file is made.
enum Content<'a> {
    /// From the dataset alone.
    Own(Box<Own<'a>>),
    /// After the others, from what was made before it.
    Describing(Box<Describing<'a>>),
}

/// A file of an export, which is made as it is written.
pub struct ExportFile<'a> {
    path: String,
    table: Option<&'static str>,
    rows: Option<usize>,
    partition: Option<Partition>,
    obstacle: Option<String>,
    content: Content<'a>,
}

impl<'a> ExportFile<'a> {
    /// A file with a path relative to the folder of the exports, its parts joined by `/`.
    pub fn new(
        path: impl Into<String>,
        content: impl Fn(Out<'_>) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        Self {
            path: path.into(),
            table: None,
            rows: None,
            partition: None,
            obstacle: None,
            content: Content::Own(Box::new(content)),
        }
    }

    /// A file that says what other files are: those that were made before it, with their sizes and
    /// digests. Those are the files with content of their own, and the describing ones that stand
    /// before it in the export.
    pub fn describing(
        path: impl Into<String>,
        content: impl Fn(&[Made], Out<'_>) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        Self {
            path: path.into(),
            table: None,
            rows: None,
            partition: None,
            obstacle: None,
            content: Content::Describing(Box::new(content)),
        }
    }

    fn of_table(
        path: String,
        data: &Arc<TableData>,
        write: impl Fn(&TableData, Out<'_>) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        let (table, rows, data) = (Some(data.table.name), Some(data.rows()), Arc::clone(data));
        let content = Content::Own(Box::new(move |out| write(&data, out)));
        Self { path, table, rows, partition: None, obstacle: None, content }
    }

    /// The same file with the reason for which it cannot be made, if there is one.
    #[must_use]
    pub fn unless(self, obstacle: Option<String>) -> Self {
        Self { obstacle, ..self }
    }

    /// The path, relative to the folder of the exports, its parts joined by `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The table that it holds; `None` for a file that is not one table.
    pub fn table(&self) -> Option<&'static str> {
        self.table
    }

    /// The rows of a table; `None` for a file that is none.
    pub fn rows(&self) -> Option<usize> {
        self.rows
    }

    /// The values of its rows, if it holds a part of a table.
    pub fn partition(&self) -> Option<&Partition> {
        self.partition.as_ref()
    }

    /// Why the file cannot be made; `None` if it can.
    pub fn obstacle(&self) -> Option<&str> {
        self.obstacle.as_deref()
    }

    /// Whether it is made from what was made before it.
    pub fn describes(&self) -> bool {
        matches!(self.content, Content::Describing(_))
    }

    /// Writes the file. `before` is what was made before it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, before: &[Made], out: Out<'_>) -> io::Result<()> {
        match &self.content {
            Content::Own(write) => write(out),
            Content::Describing(write) => write(before, out),
        }
    }

    /// The bytes of a file with content of its own. Those of a file that describes others are among
    /// the [`contents`](crate::contents) of all.
    ///
    /// # Errors
    /// Those of a table that its format cannot hold, and for a file that describes others.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        if self.describes() {
            let reason = format!("`{}` is made from other files", self.path);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let mut bytes = Vec::new();
        self.write(&[], &mut bytes)?;
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

/// The tables of a dataset, with what is known without a day and without archived texts.
pub fn tables(dataset: &Dataset) -> Vec<TableData> {
    let context = Context::new(dataset, None, None);
    TABLES.par_iter().map(|table| table.data(&context)).collect()
}

/// The files of an export: those with content of their own in the order of their paths, then those
/// that describe them. Tables are filled here; the files are made when they are written.
pub fn export<'a>(dataset: &'a Dataset, options: &Options<'a>) -> Vec<ExportFile<'a>> {
    let kept = options.selected.map(|selected| &selected.kept);
    let context = Arc::new(Context::new(dataset, options.as_of, options.quotes).showing(kept));
    let metadata =
        Metadata { selection: options.selection(), ..Metadata::new(&dataset.manifest, options.as_of) };
    let metadata = Arc::new(metadata);
    options.meter.begin(Phase::Filling, None);
    let fill = |table: &&'static Table| {
        let data = table.data(&context);
        options.meter.add(data.rows() as u64);
        Arc::new(data)
    };
    let tables: Vec<_> = options.tables.par_iter().map(fill).collect();
    let mut files = Vec::new();
    for data in &tables {
        for format in options.formats.iter().copied() {
            let path = format.path(data.table.name);
            if format == Format::Parquet && is_partitioned(data.table, &options.partition_by) {
                files.extend(part_files(data, &options.partition_by, &metadata));
                continue;
            }
            files.push(match format {
                Format::Csv => ExportFile::of_table(path, data, |data, out| csv::write(data, out)),
                Format::Json => ExportFile::of_table(path, data, |data, out| json_lines::write(data, out)),
                Format::Parquet => {
                    let metadata = Arc::clone(&metadata);
                    ExportFile::of_table(path, data, move |data, out| parquet::write(data, &metadata, out))
                }
                // One file each for all tables, below.
                Format::Xlsx | Format::Sqlite => continue,
            });
        }
        if options.excel {
            let path = format!("excel/{}.csv", data.table.name);
            let file = ExportFile::of_table(path, data, |data, out| csv::write_for_spreadsheets(data, out));
            // What describes an export describes the plain files.
            files.push(ExportFile { table: None, ..file });
        }
    }
    if options.formats.contains(&Format::Xlsx) {
        let (metadata, obstacle) = (Arc::clone(&metadata), xlsx::obstacle(&tables));
        let shared = tables.clone();
        let write = move |out: &mut (dyn Write + Send)| xlsx::write(&shared, &metadata, out);
        files.push(ExportFile::new(Format::Xlsx.path(""), write).unless(obstacle));
    }
    if options.formats.contains(&Format::Sqlite) {
        let (metadata, shared) = (Arc::clone(&metadata), tables.clone());
        files.push(ExportFile::new(Format::Sqlite.path(""), move |out| {
            let tables: Vec<&TableData> = shared.iter().map(Arc::as_ref).collect();
            sqlite::write(&tables, &metadata, out)
        }));
    }
    // It has every record, in whatever tables it would be.
    if options.formats.contains(&Format::Json) && options.has_all_tables() {
        let metadata = Arc::clone(&metadata);
        files.push(ExportFile::new("json/dataset.json", move |out| nested::write(&context, &metadata, out)));
    }
    if let Some(checks) = options.checks.clone() {
        files.push(ExportFile::new("checks.sql", move |out| out.write_all(checks.as_bytes())));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let selection = Selection {
        tables: (!options.has_all_tables()).then(|| options.tables.iter().map(|table| table.name).collect()),
        selected: options.selected.cloned(),
    };
    let descriptions = describe::files(Subject { dataset, metadata, tables, selection }, &files);
    files.extend(descriptions);
    files
}

/// The files of a table that is laid out in folders.
fn part_files<'a>(
    data: &TableData,
    columns: &[String],
    metadata: &Arc<Metadata>,
) -> impl Iterator<Item = ExportFile<'a>> {
    partition::parts(data, columns).into_iter().map(|part| {
        let metadata = Arc::clone(metadata);
        let write = move |data: &TableData, out: Out<'_>| parquet::write(data, &metadata, out);
        let file = ExportFile::of_table(part.path, &Arc::new(part.data), write).unless(part.obstacle);
        ExportFile { partition: Some(part.partition), ..file }
    })
}
