//! What is exported: which files there are, and what is in each.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use tallybook_analysis::Index;
use tallybook_diagnostics::{Meter, Phase};
use tallybook_schema::Dataset;
use tallybook_schema::value::Day;

use crate::context::{Context, Quotes};
use crate::csv::Dialect;
use crate::describe::{self, Selection, Subject};
use crate::file::ExportFile;
use crate::metadata::Metadata;
use crate::overview::Overview;
use crate::packing::Packing;
use crate::partition::is_partitioned;
use crate::pass::{LargeTransfers, Pass};
use crate::selection::Selected;
use crate::table::{TABLES, Table, TableData};
use crate::writer::{Out, TableFormat};
use crate::{nested, sqlite, xlsx};

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
    /// What the checks found that an export should not hold, or did not look for, in words, if anything.
    pub faults: Option<String>,
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

    /// Whether a file holds several tables: then tables are filled whole, and else as they are written.
    pub fn takes_whole_tables(&self) -> bool {
        self.formats.iter().any(|format| format.file().is_some())
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
            faults: None,
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

/// The tables of a dataset, with what is known without a day and without archived texts.
pub fn tables(dataset: &Dataset) -> Vec<TableData> {
    let context = Context::new(dataset, None, None);
    TABLES.par_iter().map(|table| table.data(&context)).collect()
}

/// The files of an export: those with content of their own in the order of their paths, then those
/// that describe them. The files are made when they are written; tables are filled then too, unless one file has to
/// have several of them whole.
pub fn export<'a>(dataset: &'a Dataset, options: &Options<'a>) -> Vec<ExportFile<'a>> {
    let kept = options.selected.map(|selected| &selected.kept);
    let context = Context::new(dataset, options.as_of, options.quotes).showing(kept);
    files(Pass::new(context, None), options).expect("all records are at hand")
}

/// The files of an export of a dataset whose transfers are too many to keep. The options are for all records, and do
/// not [take whole tables](Options::takes_whole_tables).
///
/// # Errors
/// When transfers cannot be read again, to see how tables are laid out.
pub fn export_in_parts<'a>(
    dataset: &'a Dataset,
    transfers: LargeTransfers<'a>,
    options: &Options<'a>,
) -> io::Result<Vec<ExportFile<'a>>> {
    let index = Index::new(dataset).with_transfers(transfers.ids);
    let context = Context::of(index, options.as_of, options.quotes);
    files(Pass::new(context, Some(transfers)), options)
}

fn files<'a>(pass: Pass<'a>, options: &Options<'a>) -> io::Result<Vec<ExportFile<'a>>> {
    let dataset = pass.context().index.dataset();
    let metadata = Metadata {
        selection: options.selection(),
        faults: options.faults.clone(),
        ..Metadata::new(&dataset.manifest, options.as_of)
    };
    let metadata = Arc::new(metadata);
    let in_folders = |table: &&'static Table| {
        options.formats.contains(&Format::Parquet) && is_partitioned(table, &options.partition_by)
    };
    let in_folders: Vec<&'static Table> = options.tables.iter().copied().filter(in_folders).collect();
    let layouts = pass.layouts(&in_folders, &options.partition_by, options.meter)?;
    let pass = Arc::new(pass);
    let whole = options.takes_whole_tables().then(|| filled(pass.context(), options));
    let mut files = Vec::new();
    for (number, table) in options.tables.iter().enumerate() {
        let file = |path, format| match &whole {
            Some(tables) => ExportFile::of_table(path, &tables[number], format),
            None => ExportFile::of_pass(path, table, &pass, format),
        };
        for format in options.formats.iter().copied() {
            let path = format.path(table.name);
            match format {
                Format::Csv => files.push(file(path, TableFormat::Csv(Dialect::Plain))),
                Format::Json => files.push(file(path, TableFormat::JsonLines)),
                Format::Parquet => match layouts.iter().find(|layout| layout.table().name == table.name) {
                    Some(layout) => {
                        let format = TableFormat::ParquetPart(Arc::clone(&metadata));
                        files.extend(ExportFile::of_parts(layout, &pass, &format));
                    }
                    None => files.push(file(path, TableFormat::Parquet(Arc::clone(&metadata)))),
                },
                // One file each for all tables, below.
                Format::Xlsx | Format::Sqlite => {}
            }
        }
        if options.excel {
            let file = file(format!("excel/{}.csv", table.name), TableFormat::Csv(Dialect::Spreadsheet));
            // What describes an export describes the plain files.
            files.push(file.of_no_table());
        }
    }
    files
        .extend(whole.as_ref().map(|tables| of_all_tables(tables, &metadata, options)).into_iter().flatten());
    // It has every record, in whatever tables it would be.
    if options.formats.contains(&Format::Json) && options.has_all_tables() {
        let (pass, metadata) = (Arc::clone(&pass), Arc::clone(&metadata));
        files.push(ExportFile::new("json/dataset.json", move |out| nested::write(&pass, &metadata, out)));
    }
    if let Some(checks) = options.checks.clone() {
        files.push(ExportFile::new("checks.sql", move |out| out.write_all(checks.as_bytes())));
    }
    files.sort_by(|a, b| a.path().cmp(b.path()));
    let selection = Selection {
        tables: (!options.has_all_tables()).then(|| options.tables.iter().map(|table| table.name).collect()),
        selected: options.selected.cloned(),
    };
    if let Some(tables) = whole {
        let overviews = tables.iter().map(|data| Overview::of(data)).collect();
        let _ = pass.overviews.set(overviews);
    }
    let descriptions = describe::files(Subject { dataset, metadata, pass, selection }, &files);
    files.extend(descriptions);
    Ok(files)
}

/// Writes a file that holds all tables.
type OfAll = fn(&[Arc<TableData>], &Metadata, &Meter, Out<'_>) -> io::Result<()>;

/// The files that hold all tables each. Of a row they tell the meter when it is written, and again when the file is put
/// together, as that takes about as long.
fn of_all_tables<'a>(
    tables: &[Arc<TableData>],
    metadata: &Arc<Metadata>,
    options: &Options<'a>,
) -> Vec<ExportFile<'a>> {
    let rows: u64 = tables.iter().map(|data| data.rows() as u64).sum();
    let file = |format: Format, write: OfAll, bytes_a_row: u64| {
        let (metadata, tables, meter) = (Arc::clone(metadata), tables.to_vec(), options.meter);
        let write = move |out: Out<'_>| {
            let mut packing = Packing::new(out, meter, rows, bytes_a_row);
            write(&tables, &metadata, meter, &mut packing)?;
            packing.end();
            Ok(())
        };
        options.formats.contains(&format).then(|| ExportFile::new(format.path(""), write).of_work(2 * rows))
    };
    let workbook = file(Format::Xlsx, xlsx::write, xlsx::BYTES_A_ROW);
    let workbook = workbook.map(|file| file.unless(xlsx::obstacle(tables)));
    workbook.into_iter().chain(file(Format::Sqlite, sqlite::write, sqlite::BYTES_A_ROW)).collect()
}

/// The tables that are exported, with all of their rows.
fn filled(context: &Context<'_>, options: &Options<'_>) -> Vec<Arc<TableData>> {
    options.meter.begin(Phase::Filling, None);
    let fill = |table: &&'static Table| {
        let data = table.data(context);
        options.meter.add(data.rows() as u64);
        Arc::new(data)
    };
    options.tables.par_iter().map(fill).collect()
}
