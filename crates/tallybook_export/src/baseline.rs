//! What an earlier export published: the ids of its records, and the columns of its tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;
use tallybook_schema::RecordType;

use crate::describe::MANIFEST;
use crate::table::TABLES;

/// The columns of tables: by the name of the table, each column with its type (the types of the Table
/// Schema standard: `string`, `integer`, `number`, `date`, `boolean`, `list`).
pub type Columns = BTreeMap<String, BTreeMap<String, String>>;

/// What an earlier export published.
#[derive(Debug, Default)]
pub struct Published {
    /// The ids of its records.
    pub ids: BTreeMap<RecordType, BTreeSet<String>>,
    /// Its tables; empty if the export has no `manifest.json` and no `datapackage.json`.
    pub columns: Columns,
}

/// The columns of the tables as they are exported now.
pub fn columns() -> Columns {
    let columns = |table: &'static crate::Table| {
        table
            .columns()
            .into_iter()
            .map(|column| (column.name, column.kind.table_schema_type().to_owned()))
            .collect()
    };
    TABLES.iter().map(|table| (table.name.to_owned(), columns(table))).collect()
}

/// Reads what an earlier export published. The ids are in its JSON Lines, or else in its CSV.
///
/// # Errors
/// When the folder has neither, a file cannot be read, or the export is only a part of a dataset.
pub fn read_published(folder: &Path) -> io::Result<Published> {
    let (manifest, package) = (folder.join(MANIFEST), folder.join("datapackage.json"));
    let mut published = Published::default();
    if manifest.exists() {
        published.columns = columns_of_manifest(&manifest)?;
    }
    for record_type in RecordType::ALL {
        let name = record_type.plural();
        let lines = folder.join("json").join(format!("{name}.jsonl"));
        let rows = folder.join("csv").join(format!("{name}.csv"));
        let ids = if lines.exists() {
            ids_of_json_lines(&lines)?
        } else if rows.exists() {
            ids_of_csv(&rows)?
        } else {
            continue;
        };
        published.ids.insert(record_type, ids);
    }
    if published.ids.is_empty() {
        let reason = "it holds neither json/*.jsonl nor csv/*.csv of an export";
        return Err(io::Error::new(io::ErrorKind::NotFound, reason));
    }
    // Exports from before there was a manifest are described by their data package.
    if !manifest.exists() && package.exists() {
        published.columns = columns_of_package(&package)?;
    }
    Ok(published)
}

#[derive(Deserialize)]
#[serde(expecting = "an object with an `id`")]
struct Row {
    id: String,
}

fn ids_of_json_lines(path: &Path) -> io::Result<BTreeSet<String>> {
    let mut ids = BTreeSet::new();
    for line in BufReader::new(open(path)?).lines() {
        let line = line.map_err(|error| within(path, &error))?;
        ids.insert(serde_json::from_str::<Row>(&line).map_err(|error| within(path, &error))?.id);
    }
    Ok(ids)
}

fn ids_of_csv(path: &Path) -> io::Result<BTreeSet<String>> {
    let mut reader = ::csv::Reader::from_reader(open(path)?);
    let rows = reader.deserialize::<Row>();
    rows.map(|row| row.map(|row| row.id).map_err(|error| within(path, &error))).collect()
}

#[derive(Deserialize)]
#[serde(expecting = "the manifest of an export")]
struct Manifest {
    selection: Option<Selection>,
    tables: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(expecting = "which part of a dataset is exported")]
struct Selection {
    tables: Option<Vec<String>>,
    #[serde(rename = "where", default)]
    conditions: Vec<String>,
}

impl Selection {
    /// The options that made the part.
    fn options(&self) -> String {
        let tables = self.tables.iter().map(|tables| format!("--tables {}", tables.join(",")));
        let conditions = self.conditions.iter().map(|condition| format!("--where '{condition}'"));
        tables.chain(conditions).collect::<Vec<_>>().join(" ")
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a table of an export")]
struct Table {
    name: String,
    columns: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(expecting = "a data package")]
struct Package {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(expecting = "a resource of a data package")]
struct Resource {
    name: String,
    schema: Schema,
}

#[derive(Deserialize)]
#[serde(expecting = "the schema of a table")]
struct Schema {
    fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(expecting = "a field with its name and type")]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

fn columns_of_manifest(path: &Path) -> io::Result<Columns> {
    let manifest: Manifest =
        serde_json::from_reader(BufReader::new(open(path)?)).map_err(|error| within(path, &error))?;
    if let Some(selection) = manifest.selection {
        // What is not in it may be in the dataset all the same.
        let reason = format!("it holds only a part of a dataset (`{}`)", selection.options());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    Ok(manifest.tables.into_iter().map(|table| (table.name, types(table.columns))).collect())
}

fn columns_of_package(path: &Path) -> io::Result<Columns> {
    let package: Package =
        serde_json::from_reader(BufReader::new(open(path)?)).map_err(|error| within(path, &error))?;
    let resources = package.resources.into_iter();
    Ok(resources.map(|resource| (resource.name, types(resource.schema.fields))).collect())
}

fn types(fields: Vec<Field>) -> BTreeMap<String, String> {
    fields.into_iter().map(|field| (field.name, field.kind)).collect()
}

/// Opens a file. A pipe or device, which could go on for ever, is none.
fn open(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() { File::open(path) } else { Err(within(path, &"it is not a file")) }
}

fn within(path: &Path, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("`{}` is no file of an export: {error}", path.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_either_format() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_published(folder.path()).is_err());
        fs::create_dir(folder.path().join("csv")).unwrap();
        fs::write(folder.path().join("csv/deals.csv"), "id,title\r\na,\"x, y\"\r\nb,\r\n").unwrap();
        fs::create_dir(folder.path().join("json")).unwrap();
        fs::write(folder.path().join("json/actors.jsonl"), "{\"id\":\"c\",\"name\":null}\n").unwrap();
        let published = read_published(folder.path()).unwrap();
        let ids = |t: RecordType| published.ids[&t].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(ids(RecordType::Deal), ["a", "b"]);
        assert_eq!(ids(RecordType::Actor), ["c"]);
        fs::write(folder.path().join("json/actors.jsonl"), "no json\n").unwrap();
        assert!(read_published(folder.path()).unwrap_err().to_string().contains("actors.jsonl"));
    }
}
