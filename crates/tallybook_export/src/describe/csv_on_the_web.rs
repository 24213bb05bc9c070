//! The CSV files in the terms of the W3C: a table group after the Metadata Vocabulary for Tabular Data,
//! `csv/csv-metadata.json`, which is where readers of a CSV file beside it look for its metadata.
//!
//! Two things cannot be said in it. Readers take an empty quoted cell for an empty one, so that empty
//! text is null. What an entry of a list has for `;` and `\`, it has for their readers too; the description of a list says
//! what that is.
//!
//! A foreign key has to lead to a row from every row. So columns that can be null, and lists, of which
//! each entry leads somewhere, and columns that refer to a table that is not exported have none:
//! `dc:references` names what they refer to.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Subject, citation, description_in_csv, file_of, licence, write_json};
use crate::column::{Column, Kind, LIST_SEPARATOR};
use crate::made::Made;
use crate::overview::Overview;
use crate::table::PRIMARY_KEY;

/// Writes the metadata of the CSV files before it.
pub(super) fn write(subject: &Subject<'_>, made: &[Made], out: &mut dyn Write) -> io::Result<()> {
    let metadata = &subject.metadata;
    let licence = metadata.licence.as_deref().map(|id| match licence::known(id) {
        Some(known) => json!({ "@id": known.address }),
        None => json!(id),
    });
    let about = [
        ("dc:title", Some(json!(metadata.title))),
        ("dc:description", subject.description().map(|description| json!(description))),
        ("dc:license", licence),
        ("dc:creator", (!metadata.creators.is_empty()).then(|| json!(metadata.creators))),
        ("dc:bibliographicCitation", Some(json!(citation(metadata)))),
        ("schema:version", metadata.version.as_ref().map(|version| json!(version))),
        ("dc:source", metadata.homepage.as_ref().map(|homepage| json!({ "@id": homepage }))),
    ];
    let tables = subject.tables().iter().filter_map(|data| {
        let file = file_of(made, data.table.name, "csv")?;
        Some(table(data, file, subject))
    });
    let group = Group {
        context: json!(["http://www.w3.org/ns/csvw", { "@language": "en" }]),
        about: about.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        tables: tables.collect(),
    };
    write_json(&group, out)
}

fn table<'a>(data: &'a Overview, file: &'a Made, subject: &Subject<'_>) -> Table<'a> {
    let foreign_keys =
        data.columns.iter().filter(|column| leads_from_every_row(column, subject)).filter_map(|column| {
            let to = column.reference?;
            let reference = Referenced { resource: url_of(to.table), column_reference: to.column };
            Some(ForeignKey { column_reference: &column.name, reference })
        });
    Table {
        // Relative to this file, which lies beside it.
        url: file.path.rsplit('/').next().unwrap_or_default(),
        title: data.table.title,
        description: data.table.description,
        schema: TableSchema {
            columns: data.columns.iter().map(|column| described(column, subject)).collect(),
            primary_key: PRIMARY_KEY,
            foreign_keys: foreign_keys.collect(),
        },
    }
}

fn url_of(table: &str) -> String {
    format!("{table}.csv")
}

fn is_list(column: &Column) -> bool {
    matches!(column.kind, Kind::TextList)
}

/// Whether every cell of a column is one value that refers to something in the export.
fn leads_from_every_row(column: &Column, subject: &Subject<'_>) -> bool {
    !column.nullable && !is_list(column) && column.reference.is_none_or(|to| subject.has(to.table))
}

fn described<'c>(column: &'c Column, subject: &Subject<'_>) -> Described<'c> {
    Described {
        name: &column.name,
        titles: &column.name,
        description: description_in_csv(column),
        datatype: datatype(column.kind),
        separator: is_list(column).then_some(LIST_SEPARATOR),
        // An empty list is an empty cell.
        required: !column.nullable && !is_list(column),
        unit: column.unit.as_deref(),
        references: column
            .reference
            .filter(|_| !leads_from_every_row(column, subject))
            .map(|to| url_of(to.table)),
    }
}

/// The type of a column in the terms of XML Schema.
fn datatype(kind: Kind) -> Value {
    match kind {
        Kind::Text | Kind::TextList => json!("string"),
        // A regular expression that the whole cell has to match.
        Kind::Term(vocabulary) => {
            let terms: Vec<_> = vocabulary.terms.iter().map(|term| term.code).collect();
            json!({ "base": "string", "format": format!("^({})$", terms.join("|")) })
        }
        Kind::Int => json!("long"),
        Kind::Decimal => json!("decimal"),
        Kind::Date => json!("date"),
        Kind::Bool => json!("boolean"),
    }
}

#[derive(Serialize)]
struct Group<'a> {
    #[serde(rename = "@context")]
    context: Value,
    #[serde(flatten)]
    about: BTreeMap<&'static str, Value>,
    tables: Vec<Table<'a>>,
}

#[derive(Serialize)]
struct Table<'a> {
    url: &'a str,
    #[serde(rename = "dc:title")]
    title: &'static str,
    #[serde(rename = "dc:description")]
    description: &'static str,
    #[serde(rename = "tableSchema")]
    schema: TableSchema<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TableSchema<'a> {
    columns: Vec<Described<'a>>,
    primary_key: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey<'a>>,
}

#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    titles: &'a str,
    #[serde(rename = "dc:description")]
    description: Cow<'a, str>,
    datatype: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    separator: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(rename = "schema:unitText", skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(rename = "dc:references", skip_serializing_if = "Option::is_none")]
    references: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ForeignKey<'a> {
    column_reference: &'a str,
    reference: Referenced,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Referenced {
    resource: String,
    column_reference: &'static str,
}
