//! Parquet in folders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;
use tallybook_export::{
    ExportFile, Format, MANIFEST, Options, TABLES, check_partitioning, contents, export, write_all,
};
use tallybook_schema::Dataset;

use crate::miniature;

fn options(columns: &[&str]) -> Options<'static> {
    Options {
        formats: [Format::Parquet].into(),
        partition_by: columns.iter().map(|column| (*column).to_owned()).collect(),
        ..Options::default()
    }
}

/// The rows of a Parquet file, each cell as text by its column.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let row = |row: parquet::record::Row| {
        row.get_column_iter().map(|(name, cell)| (name.clone(), cell.to_string())).collect()
    };
    reader.get_row_iter(None).unwrap().map(|r| row(r.unwrap())).collect()
}

fn paths(files: &[ExportFile<'_>], table: &str) -> Vec<String> {
    files.iter().filter(|file| file.table() == Some(table)).map(|file| file.path().to_owned()).collect()
}

#[test]
fn the_parts_of_a_table_are_the_table() {
    let dataset = miniature::dataset();
    let whole = miniature::files(&dataset, &options(&[]));
    // Folders are not in the order of their values: null comes after capitals, and `a` after `a-b`.
    for columns in [
        &["supplier_id"][..],
        &["supplier_id", "stage"],
        &["deal_id"],
        &["record_type"],
        &["target_type"],
        &["place_name"],
        &["place_name", "stage"],
    ] {
        let made = contents(&export(&dataset, &options(columns))).unwrap();
        for table in TABLES {
            let own = table.columns();
            let is_partitioned = columns.iter().all(|name| own.iter().any(|column| column.name == *name));
            let files: Vec<_> = made.iter().filter(|(made, _)| made.table == Some(table.name)).collect();
            let plain = Format::Parquet.path(table.name);
            if !is_partitioned {
                assert_eq!(files.len(), 1, "{columns:?} {}", table.name);
                assert_eq!(files[0].1, whole[&plain], "{columns:?} {}", table.name);
                continue;
            }
            let mut together = Vec::new();
            for (made, bytes) in files {
                let partition = made.partition.as_ref().unwrap();
                assert!(partition.iter().map(|(name, _)| name.as_str()).eq(columns.iter().copied()));
                let part = rows(bytes);
                assert_eq!(Some(part.len()), made.rows);
                for mut row in part {
                    for (name, value) in partition {
                        // Printed as the reader prints it.
                        let value = value.as_ref().map_or("null".to_owned(), |value| format!("\"{value}\""));
                        assert!(row.insert(name.clone(), value).is_none(), "{name} is in the file too");
                    }
                    together.push(row);
                }
            }
            let mut expected = rows(&whole[&plain]);
            expected.sort();
            together.sort();
            assert!(!expected.is_empty());
            assert_eq!(together, expected, "{columns:?} {}", table.name);
        }
    }
}

#[test]
fn folders_say_the_values() {
    let dataset = miniature::dataset();
    let of = |columns: &[&str], table| paths(&export(&dataset, &options(columns)), table);
    assert_eq!(
        of(&["supplier_id", "stage"], "transfers"),
        [
            "parquet/transfers/supplier_id=north/stage=delivered/part-0.parquet",
            "parquet/transfers/supplier_id=north/stage=ordered/part-0.parquet",
            "parquet/transfers/supplier_id=north/stage=planned/part-0.parquet",
            "parquet/transfers/supplier_id=south/stage=delivered/part-0.parquet",
        ]
    );
    assert_eq!(
        of(&["place_name"], "transfers"),
        [
            "parquet/transfers/place_name=Port%2C%20East/part-0.parquet",
            "parquet/transfers/place_name=__HIVE_DEFAULT_PARTITION__/part-0.parquet",
        ]
    );
    assert_eq!(of(&["supplier_id"], "items"), ["parquet/items.parquet"]);
}

#[test]
fn the_parts_are_described() {
    let dataset = miniature::dataset();
    let files = miniature::files(&dataset, &options(&["deal_id"]));
    let json = |path: &str| serde_json::from_slice::<Value>(&files[path]).unwrap();
    let manifest = json(MANIFEST);
    let listed: Vec<&Value> =
        manifest["files"].as_array().unwrap().iter().filter(|file| file["table"] == "transfers").collect();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[1]["partition"], serde_json::json!({"deal_id": "frame-deal"}));
    assert_eq!(listed[0]["partition"], serde_json::json!({"deal_id": null}));
    let table =
        manifest["tables"].as_array().unwrap().iter().find(|table| table["name"] == "transfers").unwrap();
    assert_eq!(table["rows"], 4);
    assert!(table["columns"].as_array().unwrap().iter().any(|column| column["name"] == "deal_id"));

    let package = json("datapackage.json");
    let resources = package["resources"].as_array().unwrap();
    let names: BTreeSet<_> = resources.iter().map(|resource| resource["name"].as_str().unwrap()).collect();
    assert!(names.contains("transfers-parquet-0") && names.contains("transfers-parquet-1"));
    for resource in resources {
        let fields: BTreeSet<String> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap().to_owned())
            .collect();
        let found: BTreeSet<String> = rows(&files[resource["path"].as_str().unwrap()])
            .first()
            .into_iter()
            .flat_map(|row| row.keys().cloned())
            .collect();
        assert!(found.is_empty() || found == fields, "{}", resource["name"]);
        for key in resource["schema"]["foreignKeys"].as_array().into_iter().flatten() {
            let to = key["reference"]["resource"].as_str().unwrap();
            assert!(to.is_empty() || names.contains(to), "{key}");
        }
    }
    let croissant = json("croissant.json");
    let sets: BTreeSet<_> =
        croissant["recordSet"].as_array().unwrap().iter().map(|set| set["@id"].as_str().unwrap()).collect();
    assert!(sets.contains("items") && !sets.contains("transfers"));
    assert!(!croissant.to_string().contains("transfers/id"), "no field refers to what is not described");
    let readme = std::str::from_utf8(&files["README.md"]).unwrap();
    assert!(readme.contains("| [transfers](#transfers) | 4 | transfer | [parquet](parquet/transfers/) |"));
    assert!(readme.contains("pandas.read_parquet(\"parquet/transfers/\""));
}

#[test]
fn folders_that_are_no_longer_needed_go() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = miniature::dataset();
    write_all(&export(&dataset, &options(&["supplier_id", "stage"])), folder.path(), None).unwrap();
    assert!(
        folder.path().join("parquet/transfers/supplier_id=south/stage=delivered/part-0.parquet").exists()
    );
    write_all(&export(&dataset, &options(&[])), folder.path(), None).unwrap();
    assert!(!folder.path().join("parquet/transfers").exists());
    assert!(folder.path().join("parquet/transfers.parquet").exists());
    let csv = Options { formats: [Format::Csv].into(), ..Options::default() };
    write_all(&export(&dataset, &csv), folder.path(), None).unwrap();
    assert!(!folder.path().join("parquet").exists());
}

#[test]
fn what_cannot_be_laid_out_is_an_error() {
    let check = |columns: &[&str]| {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        check_partitioning(&columns, TABLES).map_err(|error| error.to_string())
    };
    assert_eq!(check(&["supplier_id", "stage"]), Ok(()));
    for (columns, said) in [
        (&["suplier_id"][..], "no table that is exported has a column `suplier_id`"),
        (&["total_low"], "tables cannot be laid out by `total_low`"),
        (&["id"], "tables cannot be laid out by `id`"),
        (&["origin_ids"], "tables cannot be laid out by `origin_ids`"),
        (&["stage", "stage"], "`stage` is named twice"),
        (&["supplier_id", "speaker_id"], "no table that is exported has all of the columns"),
    ] {
        assert_eq!(check(columns).unwrap_err().split(" `supplier_id`, ").next().unwrap(), said);
    }
}

/// Empty text would be read as null, and a name of a folder has an end.
#[test]
fn texts_that_make_no_folder_are_an_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |dataset: &Dataset| {
        let error = write_all(&export(dataset, &options(&["note"])), folder.path(), None).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        std::error::Error::source(&error).unwrap().to_string()
    };
    let dataset = miniature::dataset();
    assert!(fails(&dataset).contains("`items.note` has empty texts"), "{}", fails(&dataset));
    let mut long = Dataset { actors: dataset.actors, ..Dataset::default() };
    long.actors.edit(|actors| actors[0].note = Some("long ".repeat(60)));
    assert!(fails(&long).contains("too long for the name of a folder"), "{}", fails(&long));
}
