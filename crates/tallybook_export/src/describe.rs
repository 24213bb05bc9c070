//! The files that describe an export: what it holds, for people and for the tools that read it.
//!
//! Each is made from the definitions of the tables and from what was made before it, so that it can
//! give the size, the digest and the rows of every file. A file of a format that nothing here knows
//! is still a file: it is listed, with its size and its digest.
//!
//! | file | for | follows |
//! |---|---|---|
//! | `croissant.json` | machine learning | Croissant 1.0 (mlcommons.org) |
//! | `csv/csv-metadata.json` | readers of CSV | CSV on the Web, W3C Recommendation |
//! | `datapackage.json` | readers of tables | Data Package 2.0 |
//! | `README.md` | people | |
//! | `manifest.json` | this tool and others that check an export | a form of its own |
//! | `SHA256SUMS` | `sha256sum -c` | the format of GNU coreutils |

mod checksums;
mod counting;
mod croissant;
mod csv_on_the_web;
mod data_package;
mod diagram;
mod dictionary;
mod licence;
mod loading;
mod manifest;
mod markdown;
mod readme;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use tallybook_schema::Dataset;

pub use checksums::CHECKSUMS;
pub use dictionary::data_dictionary;
pub(crate) use manifest::MANIFEST_VERSION;
pub use manifest::{MANIFEST, schema as manifest_schema};

use crate::column::{Column, Kind};
use crate::file::ExportFile;
use crate::made::{Made, extension};
use crate::metadata::Metadata;
use crate::overview::Overview;
use crate::partition::Partition;
use crate::pass::Pass;
use crate::selection::Selected;

/// What is described.
pub(crate) struct Subject<'a> {
    pub(crate) dataset: &'a Dataset,
    pub(crate) metadata: Arc<Metadata>,
    /// The pass over the records, which knows the tables once they have been written.
    pub(crate) pass: Arc<Pass<'a>>,
    pub(crate) selection: Selection,
}

/// Which part of a dataset is exported.
pub(crate) struct Selection {
    /// The names of the tables; `None` where there are all.
    pub(crate) tables: Option<Vec<&'static str>>,
    /// The records; `None` where there are all.
    pub(crate) selected: Option<Selected>,
}

/// What is said of a column in a description of CSV files: of a list also how its entries stand in a cell.
fn description_in_csv(column: &Column) -> Cow<'_, str> {
    match column.kind {
        Kind::TextList => format!("{}. {LISTS_IN_CSV}", column.description).into(),
        _ => column.description.as_str().into(),
    }
}

/// How the entries of a list stand in a cell, beyond what readers of the descriptions undo.
const LISTS_IN_CSV: &str = "Entries are joined with `; `; within an entry, `;` is written `\\;`, a space after it `\\ ` and `\\` is \
     written `\\\\`";

impl Subject<'_> {
    /// The tables, in the order of the model.
    fn tables(&self) -> &[Overview] {
        self.pass.overviews.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a table is part of the export.
    fn has(&self, table: &str) -> bool {
        self.tables().iter().any(|data| data.table.name == table)
    }

    /// What the dataset holds, and which part of it this is.
    fn description(&self) -> Option<String> {
        let whole = self.metadata.description.as_deref();
        let Some(selection) = &self.metadata.selection else { return whole.map(str::to_owned) };
        let part = format!("A part of the dataset: {selection}.");
        Some(whole.map_or_else(|| part.clone(), |whole| format!("{}\n\n{part}", whole.trim_end())))
    }
}

/// Writes a description, knowing what was made before it.
type Describe = fn(&Subject<'_>, &[Made], &mut dyn Write) -> io::Result<()>;

/// The files that describe an export with the files `own`.
pub(crate) fn files<'a>(subject: Subject<'a>, own: &[ExportFile<'_>]) -> Vec<ExportFile<'a>> {
    let with_tables = |formats: &[&str]| {
        let of_format = |path| extension(path).is_some_and(|extension| formats.contains(&extension));
        own.iter().any(|file| file.table().is_some() && of_format(file.path()))
    };
    let descriptions: [(&str, bool, Describe); 6] = [
        ("croissant.json", with_tables(&croissant::FORMATS), croissant::write),
        ("csv/csv-metadata.json", with_tables(&["csv"]), csv_on_the_web::write),
        ("datapackage.json", with_tables(&data_package::FORMATS), data_package::write),
        ("README.md", true, readme::write),
        (MANIFEST, true, manifest::write),
        (CHECKSUMS, true, checksums::write),
    ];
    let subject = Arc::new(subject);
    let wanted = descriptions.into_iter().filter(|(_, wanted, _)| *wanted);
    wanted
        .map(|(path, _, write)| {
            let subject = Arc::clone(&subject);
            ExportFile::describing(path, move |made, out| write(&subject, made, out))
        })
        .collect()
}

/// The file of a whole table in a format, which the ending of its name says.
fn file_of<'m>(made: &'m [Made], table: &str, format: &str) -> Option<&'m Made> {
    files_of(made, table, format).find(|file| file.partition.is_none())
}

/// The files of a table in a format: one, or its parts.
fn files_of<'m>(made: &'m [Made], table: &str, format: &str) -> impl Iterator<Item = &'m Made> {
    made.iter().filter(move |file| file.table == Some(table) && file.extension() == Some(format))
}

/// The values that all rows of a part of a table have, by their columns.
fn values(partition: &Partition) -> BTreeMap<&str, Option<&str>> {
    partition.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect()
}

/// Writes a document as JSON that people can read too.
fn write_json(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, document)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The media type of a file (IANA, or what its readers expect), by the ending of its name.
fn media_type(extension: Option<&str>) -> &'static str {
    match extension {
        Some("csv") => "text/csv",
        Some("json") => "application/json",
        Some("jsonl") => "application/jsonlines",
        Some("md") => "text/markdown",
        // Not registered, and the one that readers of Croissant know.
        Some("parquet") => "application/x-parquet",
        Some("sql") => "application/sql",
        Some("sqlite") => "application/vnd.sqlite3",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

/// A title as a name for machines: lower-case words joined by hyphens.
fn slug(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    (!slug.is_empty()).then_some(slug)
}

/// How to cite the dataset: who made it, its title, its version, where it is.
fn citation(metadata: &Metadata) -> String {
    let creators = (!metadata.creators.is_empty()).then(|| metadata.creators.join("; "));
    let version = metadata.version.as_ref().map(|version| format!("Version {version}"));
    [creators, Some(metadata.title.clone()), version, metadata.homepage.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(". ")
}
