//! The data package of the CSV and Parquet files: `datapackage.json`, after version 2 of the Data
//! Package standard (datapackage.org).
//!
//! A table has a resource for each format, the one of CSV under its own name; a table that is laid out in
//! folders one for each file, as no reader puts Parquet files together by their paths. Foreign keys stay within
//! a format, and lead only to tables that are exported and are one file. A list is a field of type `list` in CSV and of type `array` in Parquet; that its entries
//! are ids of another table can only be said in words, as foreign keys are whole cells.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use tallybook_schema::RecordType;
use tallybook_schema::record;
use tallybook_schema::value::WebAddress;

use super::{Subject, description_in_csv, file_of, files_of, licence, media_type, slug, values, write_json};
use crate::column::{Column, Kind, LIST_SEPARATOR};
use crate::made::Made;
use crate::overview::Overview;
use crate::table::{PRIMARY_KEY, Table};

/// The formats that it describes, as the endings of their files.
pub(super) const FORMATS: [&str; 2] = ["csv", "parquet"];

/// Writes the descriptor of the files before it.
pub(super) fn write(subject: &Subject<'_>, made: &[Made], out: &mut dyn Write) -> io::Result<()> {
    let metadata = &subject.metadata;
    let description = subject.description();
    let mut resources = Vec::new();
    for format in FORMATS {
        for data in subject.tables() {
            let files = files_of(made, data.table.name, format);
            resources
                .extend((0..).zip(files).map(|(number, file)| resource(data, format, (number, file), made)));
        }
    }
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: slug(&metadata.title),
        title: &metadata.title,
        version: metadata.version.as_deref(),
        description: description.as_deref(),
        homepage: metadata.homepage.as_deref(),
        licenses: metadata.licence.iter().map(|id| licence_of(id)).collect(),
        sources: sources(subject),
        contributors: metadata
            .creators
            .iter()
            .map(|title| Contributor { title, roles: ["creator"] })
            .collect(),
        resources,
    };
    write_json(&package, out)
}

fn licence_of(id: &str) -> Licence<'_> {
    let known = licence::known(id);
    Licence { name: id, path: known.map(|known| known.address), title: known.map(|known| known.title) }
}

/// The publications that were read for what is exported, in the order of their ids.
fn sources<'a>(subject: &Subject<'a>) -> Vec<Source<'a>> {
    let selected = subject.selection.selected.as_ref();
    let is_kept = |index| selected.is_none_or(|selected| selected.kept.has(RecordType::Source, index));
    let kept = subject.dataset.sources.numbered().filter(|(index, _)| is_kept(*index));
    let mut sources: Vec<_> = kept.map(|(_, source)| source).collect();
    sources.sort_by_key(|source| source.id.as_str());
    let path = |source: &'a record::Source| source.url.as_ref().or(source.archive_url.as_ref());
    sources
        .into_iter()
        .map(|source| Source { title: &source.title, path: path(source).map(WebAddress::as_str) })
        .collect()
}

/// The name of a table's resource.
fn resource_name(table: &'static str, format: &str) -> String {
    if format == "csv" { table.to_owned() } else { format!("{table}-{format}") }
}

fn resource<'a>(
    data: &'a Overview,
    format: &'static str,
    (number, file): (usize, &'a Made),
    made: &[Made],
) -> Resource<'a> {
    let table: &'static Table = data.table;
    // The columns by which a table is laid out are in the path.
    let in_path = |column: &Column| file.partition.iter().flatten().any(|(name, _)| *name == column.name);
    let columns = || data.columns.iter().filter(|column| !in_path(column));
    let foreign_keys = columns()
        .filter(|column| !matches!(column.kind, Kind::TextList))
        .filter_map(|column| {
            // A key leads to one resource, which holds the whole table.
            let reference = column.reference.filter(|to| file_of(made, to.table, format).is_some())?;
            // A table refers to itself by the empty name.
            let itself = reference.table == table.name;
            let resource = if itself { String::new() } else { resource_name(reference.table, format) };
            let fields = [reference.column];
            Some(ForeignKey { fields: [&column.name], reference: Referenced { resource, fields } })
        })
        .collect();
    let text = format == "csv";
    Resource {
        name: match file.partition {
            Some(_) => format!("{}-{number}", resource_name(table.name, format)),
            None => resource_name(table.name, format),
        },
        kind: "table",
        path: &file.path,
        title: table.title,
        description: table.description,
        format,
        mediatype: media_type(Some(format)),
        encoding: text.then_some("utf-8"),
        partition: file.partition.as_ref().map(values),
        bytes: file.bytes,
        hash: format!("sha256:{}", file.sha256),
        schema: Schema {
            fields: columns().map(|column| field(column, text)).collect(),
            primary_key: [PRIMARY_KEY],
            foreign_keys,
            missing_values: text.then_some([""]),
        },
    }
}

/// A column as a field of a file that is text, or of one that knows types.
fn field(column: &Column, text: bool) -> Field<'_> {
    let list = matches!(column.kind, Kind::TextList);
    Field {
        name: &column.name,
        kind: if list && !text { "array" } else { column.kind.table_schema_type() },
        description: if text { description_in_csv(column) } else { column.description.as_str().into() },
        delimiter: (list && text).then_some(LIST_SEPARATOR),
        item_type: (list && text).then_some("string"),
        constraints: Constraints {
            // An empty list is an empty cell in CSV.
            required: !(column.nullable || (list && text)),
            unique: column.name == PRIMARY_KEY,
            terms: column.kind.vocabulary().map(|v| v.terms.iter().map(|term| term.code).collect()),
        },
        unit: column.unit.as_deref(),
        vocabulary: column.kind.vocabulary().map(|vocabulary| vocabulary.name),
        references: column.reference.map(|reference| reference.to_string()),
    }
}

#[derive(Serialize)]
struct Package<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Source<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Contributor<'a>>,
    resources: Vec<Resource<'a>>,
}

#[derive(Serialize)]
struct Licence<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

#[derive(Serialize)]
struct Contributor<'a> {
    title: &'a str,
    roles: [&'static str; 1],
}

#[derive(Serialize)]
struct Resource<'a> {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    path: &'a str,
    title: &'static str,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    /// The values that all rows of the file have, by their columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    partition: Option<BTreeMap<&'a str, Option<&'a str>>>,
    bytes: u64,
    hash: String,
    schema: Schema<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    fields: Vec<Field<'a>>,
    primary_key: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_values: Option<[&'static str; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    description: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vocabulary: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<String>,
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    constraints: Constraints,
}

#[derive(Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unique: bool,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    terms: Option<Vec<&'static str>>,
}

impl Constraints {
    fn is_empty(&self) -> bool {
        !self.required && !self.unique && self.terms.is_none()
    }
}

#[derive(Serialize)]
struct ForeignKey<'a> {
    fields: [&'a str; 1],
    reference: Referenced,
}

#[derive(Serialize)]
struct Referenced {
    resource: String,
    fields: [&'static str; 1],
}
