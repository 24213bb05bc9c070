//! What an export is, whole and for machines: `manifest.json`.
//!
//! It has the dataset's description of itself as it stands in `dataset.yaml`, the tables with their
//! columns, and the files with their digests. It is also how the tool knows the files of an export
//! that it wrote (see [`write_all`](crate::write_all)).

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use tallybook_schema::record;

use super::{Subject, values, write_json};
use crate::made::Made;
use crate::metadata::EXPORT_VERSION;
use crate::overview::Overview;
use crate::selection::Count;
use crate::table::PRIMARY_KEY;

/// The name of the manifest in the folder of the exports.
pub const MANIFEST: &str = "manifest.json";

/// The version of its form. It rises when a name or a meaning changes, not when something is added.
pub(crate) const MANIFEST_VERSION: u32 = 1;

/// Writes the manifest of the files before it.
pub(super) fn write(subject: &Subject<'_>, made: &[Made], out: &mut dyn Write) -> io::Result<()> {
    let mut files: Vec<File<'_>> = made.iter().map(file).collect();
    files.sort_by_key(|file| file.path);
    let manifest = Manifest {
        version: MANIFEST_VERSION,
        export_version: EXPORT_VERSION,
        as_of: subject.metadata.as_of.map(|day| day.to_string()),
        faults: subject.metadata.faults.as_deref(),
        selection: selection(&subject.selection),
        dataset: &subject.dataset.manifest,
        tables: subject.tables().iter().map(|data| table(data)).collect(),
        files,
    };
    write_json(&manifest, out)
}

/// The JSON Schema of the manifest.
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Manifest<'_>>()
}

/// Which part of the dataset is exported; `None` for the whole.
fn selection(selection: &super::Selection) -> Option<Selection<'_>> {
    let super::Selection { tables, selected } = selection;
    (tables.is_some() || selected.is_some()).then(|| Selection {
        tables: tables.as_deref(),
        conditions: selected.iter().flat_map(|selected| &selected.conditions).map(String::as_str).collect(),
        chosen: selected.as_ref().map(|selected| selected.chosen),
        undecided: selected.as_ref().map(|selected| selected.undecided),
        records: selected.iter().flat_map(|selected| &selected.counts).map(records).collect(),
    })
}

fn records(count: &Count) -> Records {
    Records { record_type: count.record_type.name(), kept: count.kept, of: count.of }
}

fn file(made: &Made) -> File<'_> {
    File {
        path: &made.path,
        bytes: made.bytes,
        sha256: &made.sha256,
        format: made.extension(),
        table: made.table,
        rows: made.rows,
        partition: made.partition.as_ref().map(values),
    }
}

fn table(data: &Overview) -> Table<'_> {
    let columns = data.columns.iter().map(|column| Column {
        name: &column.name,
        kind: column.kind.table_schema_type(),
        nullable: column.nullable,
        description: &column.description,
        unit: column.unit.as_deref(),
        vocabulary: column.kind.vocabulary().map(|vocabulary| Vocabulary {
            name: vocabulary.name,
            terms: vocabulary.terms.iter().map(|term| term.code).collect(),
        }),
        references: column.reference.map(|to| References { table: to.table, column: to.column }),
    });
    Table {
        name: data.table.name,
        title: data.table.title,
        row: data.table.row,
        description: data.table.description,
        rows: data.rows,
        primary_key: PRIMARY_KEY,
        columns: columns.collect(),
    }
}

/// What an export is.
#[derive(Serialize, JsonSchema)]
struct Manifest<'a> {
    /// The version of this form.
    #[serde(rename = "tallybook_manifest")]
    version: u32,
    /// The version of the tables and of everything else that is exported.
    export_version: u32,
    /// The day as of which the export was made; `null` where all that is known counts.
    as_of: Option<String>,
    /// What the checks found that an export should not hold, or did not look for; left out where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<&'a str>,
    /// Which part of the dataset is exported; left out where it is the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    selection: Option<Selection<'a>>,
    /// The dataset's description of itself, as in its `dataset.yaml`.
    dataset: &'a record::Manifest,
    /// The tables, in the order of the model.
    tables: Vec<Table<'a>>,
    /// The files, in the order of their paths: all but the manifest itself and `SHA256SUMS`.
    files: Vec<File<'a>>,
}

/// A part of a dataset.
#[derive(Serialize, JsonSchema)]
struct Selection<'a> {
    /// The tables that are exported; `null` where all are.
    tables: Option<&'a [&'static str]>,
    /// The conditions that records had to meet, all of them; none where every record is exported.
    #[serde(rename = "where")]
    conditions: Vec<&'a str>,
    /// How many records meet them; `null` without conditions.
    chosen: Option<usize>,
    /// Of how many more that is not certain, as a value is not stated or too vague.
    undecided: Option<usize>,
    /// The records of each type, those that belong to the chosen ones among them; none without conditions.
    records: Vec<Records>,
}

/// The records of a type in a part of a dataset.
#[derive(Serialize, JsonSchema)]
struct Records {
    /// The type.
    #[serde(rename = "type")]
    record_type: &'static str,
    /// How many are exported.
    kept: usize,
    /// How many the dataset has.
    of: usize,
}

/// A table, whatever the formats that it is exported in.
#[derive(Serialize, JsonSchema)]
struct Table<'a> {
    /// Its name.
    name: &'a str,
    /// Its title for people.
    title: &'a str,
    /// What there is one row for.
    row: &'a str,
    /// What it holds and how to read it.
    description: &'a str,
    /// How many rows it has.
    rows: usize,
    /// The column by which its rows are told apart.
    primary_key: &'a str,
    /// Its columns, in their order.
    columns: Vec<Column<'a>>,
}

/// A column of a table.
#[derive(Serialize, JsonSchema)]
struct Column<'a> {
    /// Its name.
    name: &'a str,
    /// The type of its values, as the Table Schema standard names it: `string`, `integer`, `number`,
    /// `date`, `boolean`, `list`.
    #[serde(rename = "type")]
    kind: &'a str,
    /// Whether a cell can be null.
    nullable: bool,
    /// What it says.
    description: &'a str,
    /// What its numbers count.
    unit: Option<&'a str>,
    /// The terms that its values are.
    vocabulary: Option<Vocabulary<'a>>,
    /// The column that its values, or the entries of its lists, stand in.
    references: Option<References<'a>>,
}

/// A closed list of terms.
#[derive(Serialize, JsonSchema)]
struct Vocabulary<'a> {
    /// Its name.
    name: &'a str,
    /// Its terms.
    terms: Vec<&'a str>,
}

/// A column of a table that another one refers to.
#[derive(Serialize, JsonSchema)]
struct References<'a> {
    /// The name of the table.
    table: &'a str,
    /// The name of its column.
    column: &'a str,
}

/// A file of the export.
#[derive(Serialize, JsonSchema)]
struct File<'a> {
    /// Its path, relative to the manifest, its parts joined by `/`.
    path: &'a str,
    /// Its size.
    bytes: u64,
    /// The SHA-256 digest of its bytes, in lower-case hexadecimal.
    sha256: &'a str,
    /// Its format: the ending of its name.
    format: Option<&'a str>,
    /// The table that it holds; `null` for a file that is not one table.
    table: Option<&'a str>,
    /// The rows of that table.
    rows: Option<usize>,
    /// The values that all its rows have, by their columns, which are not in the file; left out unless it holds a part
    /// of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    partition: Option<BTreeMap<&'a str, Option<&'a str>>>,
}
