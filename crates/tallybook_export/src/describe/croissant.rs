//! The dataset for machine learning: `croissant.json`, after Croissant 1.0 (mlcommons.org).
//!
//! Every file is a `FileObject`, every table that is one file of some format a `RecordSet` whose fields are read from its file in the
//! first of the [`FORMATS`] that the export has. A field whose values are ids of another table
//! `references` the key of that one. Three kinds of references cannot be said, as readers take them for
//! joins of whole cells with other tables: those of lists, those of a table to itself, and those of a column without a
//! value, of which a reader cannot tell that it would be text. A creator
//! has to be a person or an organization; as a dataset does not say which, it is the latter.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Subject, citation, description_in_csv, file_of, licence, media_type, write_json};
use crate::column::{Column, Kind, LIST_SEPARATOR, Reference};
use crate::made::Made;
use crate::overview::Overview;
use crate::table::PRIMARY_KEY;

/// The formats that fields can be read from, best first, as the endings of their files.
pub(super) const FORMATS: [&str; 3] = ["parquet", "csv", "jsonl"];

/// Writes the description of the files before it.
pub(super) fn write(subject: &Subject<'_>, made: &[Made], out: &mut dyn Write) -> io::Result<()> {
    let metadata = &subject.metadata;
    let licence = metadata.licence.as_deref().map(|id| licence::known(id).map_or(id, |known| known.address));
    let description = subject.description();
    let record_sets = subject.tables().iter().filter_map(|data| {
        let file = read_from(data.table.name, made)?;
        Some(record_set(data, file, made))
    });
    let document = Document {
        context: context(),
        kind: "sc:Dataset",
        conforms_to: "http://mlcommons.org/croissant/1.0",
        name: &metadata.title,
        description: description.as_deref(),
        license: licence,
        url: metadata.homepage.as_deref(),
        version: metadata.version.as_deref(),
        creator: metadata.creators.iter().map(|name| Creator { kind: "sc:Organization", name }).collect(),
        cite_as: citation(metadata),
        in_language: metadata.language.as_deref(),
        distribution: made.iter().map(file_object).collect(),
        record_set: record_sets.collect(),
    };
    write_json(&document, out)
}

/// The file that the fields of a table are read from; `None` for a table that is not exported, or only in parts.
fn read_from<'m>(table: &str, made: &'m [Made]) -> Option<&'m Made> {
    FORMATS.iter().find_map(|format| file_of(made, table, format))
}

fn file_object(file: &Made) -> FileObject<'_> {
    FileObject {
        kind: "cr:FileObject",
        id: &file.path,
        name: &file.path,
        content_url: &file.path,
        content_size: format!("{} B", file.bytes),
        encoding_format: media_type(file.extension()),
        sha256: &file.sha256,
    }
}

fn record_set<'a>(data: &'a Overview, file: &'a Made, made: &[Made]) -> RecordSet<'a> {
    let table = data.table.name;
    RecordSet {
        kind: "cr:RecordSet",
        id: table,
        name: data.table.title,
        description: data.table.description,
        key: Id { id: field_id(table, PRIMARY_KEY) },
        field: data.columns.iter().map(|column| field(data, column, file, made)).collect(),
    }
}

fn field<'a>(data: &'a Overview, column: &'a Column, file: &'a Made, made: &[Made]) -> Field<'a> {
    let table = data.table.name;
    let list = matches!(column.kind, Kind::TextList);
    let known = |to: &Reference| {
        to.table != table && read_from(to.table, made).is_some() && data.example(&column.name).is_some()
    };
    let references = column.reference.filter(|to| !list && known(to));
    Field {
        kind: "cr:Field",
        id: field_id(table, &column.name),
        name: &column.name,
        description: match file.extension() {
            Some("csv") => description_in_csv(column),
            _ => column.description.as_str().into(),
        },
        data_type: data_type(column.kind),
        repeated: list,
        source: Source {
            file_object: Id { id: &file.path },
            extract: Extract { column: &column.name },
            transform: (list && file.extension() == Some("csv"))
                .then_some(Transform { separator: LIST_SEPARATOR }),
        },
        references: references.map(|to| References { field: Id { id: field_id(to.table, to.column) } }),
    }
}

fn field_id(table: &str, column: &str) -> String {
    format!("{table}/{column}")
}

fn data_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Term(_) | Kind::TextList => "sc:Text",
        Kind::Int => "sc:Integer",
        Kind::Decimal => "sc:Float",
        Kind::Date => "sc:Date",
        Kind::Bool => "sc:Boolean",
    }
}

/// The context that the standard prescribes.
fn context() -> Value {
    json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "data": { "@id": "cr:data", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "extract": "cr:extract",
        "field": "cr:field",
        "fileProperty": "cr:fileProperty",
        "fileObject": "cr:fileObject",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "parentField": "cr:parentField",
        "path": "cr:path",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: Value,
    #[serde(rename = "@type")]
    kind: &'static str,
    conforms_to: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    creator: Vec<Creator<'a>>,
    cite_as: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<&'a str>,
    distribution: Vec<FileObject<'a>>,
    record_set: Vec<RecordSet<'a>>,
}

#[derive(Serialize)]
struct Creator<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileObject<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    name: &'a str,
    content_url: &'a str,
    content_size: String,
    encoding_format: &'static str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct RecordSet<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    name: &'a str,
    description: &'a str,
    key: Id<String>,
    field: Vec<Field<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: &'a str,
    description: Cow<'a, str>,
    data_type: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repeated: bool,
    source: Source<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<References>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    file_object: Id<&'a str>,
    extract: Extract<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transform: Option<Transform>,
}

#[derive(Serialize)]
struct Extract<'a> {
    column: &'a str,
}

#[derive(Serialize)]
struct Transform {
    separator: &'static str,
}

#[derive(Serialize)]
struct References {
    field: Id<String>,
}

/// Something that is described elsewhere.
#[derive(Serialize)]
struct Id<T> {
    #[serde(rename = "@id")]
    id: T,
}
