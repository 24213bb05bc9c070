//! The data package descriptor of the CSV files: `datapackage.json`, a Tabular Data Package after
//! version 2 of the standard (datapackage.org).
//!
//! A list is a field of type `list`; that its entries are ids of another table can only be said in
//! words, as foreign keys are whole cells.

use std::io::{self, Write};

use serde::Serialize;

use crate::column::{Column, Kind, LIST_SEPARATOR};
use crate::metadata::Metadata;
use crate::table::{PRIMARY_KEY, TABLES, Table};

/// Writes the descriptor of the CSV files of every table. `path` gives the path of a table's file,
/// relative to the descriptor.
pub(crate) fn write(
    metadata: &Metadata,
    path: impl Fn(&Table) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: slug(&metadata.title),
        title: &metadata.title,
        version: metadata.version.as_deref(),
        description: metadata.description.as_deref(),
        homepage: metadata.homepage.as_deref(),
        licenses: metadata.licence.iter().map(|licence| Licence { name: licence }).collect(),
        contributors: metadata
            .creators
            .iter()
            .map(|title| Contributor { title, roles: ["creator"] })
            .collect(),
        resources: TABLES.iter().map(|table| resource(table, path(table))).collect(),
    };
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &package)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn resource(table: &'static Table, path: String) -> Resource {
    let columns = table.columns();
    let foreign_keys = columns
        .iter()
        .filter(|column| !matches!(column.kind, Kind::TextList))
        .filter_map(|column| {
            let reference = column.reference?;
            // A table refers to itself by the empty name.
            let resource = if reference.table == table.name { "" } else { reference.table };
            let fields = vec![reference.column];
            Some(ForeignKey { fields: vec![column.name.clone()], reference: Referenced { resource, fields } })
        })
        .collect();
    Resource {
        name: table.name,
        kind: "table",
        path,
        title: table.title,
        description: table.description,
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        schema: Schema {
            fields: columns.into_iter().map(field).collect(),
            primary_key: [PRIMARY_KEY],
            foreign_keys,
            missing_values: [""],
        },
    }
}

fn field(column: Column) -> Field {
    let list = matches!(column.kind, Kind::TextList);
    Field {
        kind: type_name(column.kind),
        delimiter: list.then_some(LIST_SEPARATOR),
        item_type: list.then_some("string"),
        constraints: Constraints {
            // An empty list is an empty cell.
            required: !column.nullable && !list,
            unique: column.name == PRIMARY_KEY,
            terms: column.kind.vocabulary().map(|v| v.terms.iter().map(|term| term.code).collect()),
        },
        unit: column.unit.map(std::borrow::Cow::into_owned),
        vocabulary: column.kind.vocabulary().map(|vocabulary| vocabulary.name),
        references: column.reference.map(|reference| reference.to_string()),
        name: column.name,
        description: column.description,
    }
}

/// The type of a column in the Table Schema standard.
pub(crate) fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Term(_) => "string",
        Kind::Int => "integer",
        Kind::Decimal => "number",
        Kind::Date => "date",
        Kind::Bool => "boolean",
        Kind::TextList => "list",
    }
}

/// A title as a name for machines: lower-case words joined by hyphens.
fn slug(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    (!slug.is_empty()).then_some(slug)
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
    contributors: Vec<Contributor<'a>>,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct Licence<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Contributor<'a> {
    title: &'a str,
    roles: [&'static str; 1],
}

#[derive(Serialize)]
struct Resource {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    path: String,
    title: &'static str,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    primary_key: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
    missing_values: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
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
struct ForeignKey {
    fields: Vec<String>,
    reference: Referenced,
}

#[derive(Serialize)]
struct Referenced {
    resource: &'static str,
    fields: Vec<&'static str>,
}
