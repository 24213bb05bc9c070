//! A dataset in small, `tests/miniature/dataset`, that has everything a dataset can have, and its exports,
//! `tests/miniature/exports`, byte for byte.
//!
//! `TALLYBOOK_BLESS=1 cargo test -p tallybook --test e2e miniature` writes the exports anew; read the
//! difference before it is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Value, json};
use tallybook_reader::Reading;
use tallybook_schema::block::{self, FieldValue};
use tallybook_schema::value::{DatePrecision, Qualifier};
use tallybook_schema::{Dataset, RecordType, json_schema};

use super::{TODAY, difference, files, root, tallybook};

fn miniature() -> PathBuf {
    root().join("tests/miniature")
}

fn dataset() -> Dataset {
    let reading = Reading::from_folder(&miniature().join("dataset")).unwrap();
    assert!(reading.problems.is_empty(), "{:#?}", reading.problems);
    reading.dataset
}

#[test]
fn it_checks_clean_even_when_strict() {
    let check = tallybook()
        .args(["check", "tests/miniature/dataset", "--strict", "--today", TODAY])
        .output()
        .unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}

#[test]
fn its_exports_are_the_committed_ones() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("exports");
    let run = tallybook()
        .args(["build", "tests/miniature/dataset", "--today", TODAY, "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    let built = files(&out);
    let golden = miniature().join("exports");
    if std::env::var_os("TALLYBOOK_BLESS").is_some() {
        let _ = fs::remove_dir_all(&golden);
        for (path, bytes) in &built {
            let path = golden.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let golden = files(&golden);
    let bless = "see the top of tests/e2e/miniature.rs";
    assert_eq!(built.keys().collect::<Vec<_>>(), golden.keys().collect::<Vec<_>>(), "{bless}");
    for (path, bytes) in &built {
        let difference = difference(&golden[path], bytes);
        assert!(difference.is_none(), "{path} differs; {bless}\n{}", difference.unwrap());
    }
}

/// Tables in folders are not read back, so that what lies whole beside them is.
#[test]
fn an_export_in_folders_is_read_back_where_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str], formats: &str| {
        let exports = folder.path().join(formats);
        let output = tallybook().args(args).arg(&exports).args(["--today", TODAY]).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), text)
    };
    let dataset = "tests/miniature/dataset";
    for (formats, is_checked, is_known) in
        [("csv,parquet", true, false), ("csv,json,parquet", true, true), ("parquet", false, false)]
    {
        let in_folders = ["export", dataset, "--formats", formats, "--partition-by", "stage", "--out"];
        assert_eq!(run(&in_folders, formats).0, Some(0));
        let (status, text) = run(&["check"], formats);
        assert_eq!(status, Some(if is_checked { 0 } else { 2 }), "{formats}: {text}");
        assert_eq!(text.contains("no export with all tables"), !is_checked, "{formats}: {text}");
        let import = ["import", "--dataset", dataset, "--dry-run"];
        let (status, text) = run(&import, formats);
        let is_refused = formats == "parquet";
        assert_eq!(status, Some(if is_refused { 2 } else { 0 }), "{formats}: {text}");
        assert_eq!(text.contains("laid out in folders"), is_refused, "{formats}: {text}");
        assert!(!text.contains("warning: "), "{formats}: {text}");
        let actors = folder.path().join(formats).join("csv/actors.csv");
        let Ok(table) = fs::read_to_string(&actors) else { continue };
        fs::write(&actors, table.replace("Bouvet", "Bouvetøya")).unwrap();
        let (_, text) = run(&import, formats);
        assert_eq!(text.contains("no other files with all tables"), !is_known, "{formats}: {text}");
    }
}

/// What the JSON Schemas allow is used: every field of every part of a record, every term of every
/// vocabulary but the long one of equipment classes.
#[test]
fn it_uses_every_field_and_every_term() {
    fn values<T: Serialize>(records: &[T]) -> Vec<Value> {
        records.iter().map(|record| json!(record)).collect()
    }
    let dataset = dataset();
    let mut parts = Parts::new();
    for record_type in RecordType::ALL {
        let records = match record_type {
            RecordType::Source => values(&dataset.sources),
            RecordType::Actor => values(&dataset.actors),
            RecordType::Equipment => values(&dataset.equipment),
            RecordType::Deal => values(&dataset.deals),
            RecordType::Transfer => values(&dataset.transfers),
            RecordType::Statement => values(&dataset.statements),
        };
        let schema = json_schema::record_schema(record_type);
        gather(&mut parts, record_type.name(), &schema, &schema["$defs"], records);
    }
    let schema = json_schema::manifest_schema();
    gather(&mut parts, "dataset", &schema, &schema["$defs"], vec![json!(dataset.manifest)]);
    parts.remove("EquipmentClass").unwrap();

    let mut unused = Vec::new();
    for (part, (schema, values)) in &parts {
        for field in schema["properties"].as_object().into_iter().flat_map(|properties| properties.keys()) {
            if values.iter().all(|value| value.get(field).is_none()) {
                unused.push(format!("{part}: {field}"));
            }
        }
        for term in schema["oneOf"].as_array().into_iter().flatten() {
            if term["deprecated"] != true && !values.contains(&term["const"]) {
                unused.push(format!("{part}: {}", term["const"]));
            }
        }
    }
    assert!(unused.is_empty(), "{unused:#?}");
}

/// The definitions of the schemas by name, each with the values that follow it.
type Parts = BTreeMap<String, (Value, Vec<Value>)>;

/// Adds the values of a schema, and those of the definitions that it refers to.
fn gather(parts: &mut Parts, name: &str, schema: &Value, definitions: &Value, values: Vec<Value>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/");
        return gather(parts, name, &definitions[name], definitions, values);
    }
    for branch in schema["anyOf"].as_array().into_iter().flatten() {
        gather(parts, name, branch, definitions, values.clone());
    }
    for (field, property) in schema["properties"].as_object().into_iter().flatten() {
        let of_field = values.iter().filter_map(|value| value.get(field)).cloned().collect();
        gather(parts, &format!("{name}.{field}"), property, definitions, of_field);
    }
    let parts_of = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        Value::Object(map) => map.values().cloned().collect(),
        _ => Vec::new(),
    };
    for inner in ["items", "additionalProperties"] {
        if schema[inner].is_object() {
            gather(parts, name, &schema[inner], definitions, values.iter().flat_map(parts_of).collect());
        }
    }
    if schema["properties"].is_object() || schema["oneOf"].is_array() {
        parts.entry(name.to_owned()).or_insert_with(|| (schema.clone(), Vec::new())).1.extend(values);
    }
}

/// Every form of a quantity, an amount of money and a date.
#[test]
fn it_uses_every_form_of_value() {
    let dataset = dataset();
    let (mut quantities, mut amounts) = (BTreeSet::new(), BTreeSet::new());
    let (mut precisions, mut qualities) = (BTreeSet::new(), BTreeSet::new());
    for record_type in RecordType::ALL {
        for index in 0..dataset.count(record_type) {
            for field in block::blocks_of(&dataset, record_type, index).iter().flat_map(|block| &block.fields)
            {
                match field.value {
                    FieldValue::Quantity(quantity) => _ = quantities.insert(quantity.qualifier()),
                    FieldValue::Money(money) => _ = amounts.insert(money.qualifier()),
                    FieldValue::Date(date) => {
                        precisions.insert(date.precision().as_str());
                        let ends = (date.earliest().is_some(), date.latest().is_some());
                        qualities.insert((ends, date.is_approximate(), date.is_uncertain()));
                    }
                    _ => {}
                }
            }
        }
    }
    assert_eq!(quantities, BTreeSet::from(Qualifier::ALL));
    // No amount is `few`.
    amounts.insert(Qualifier::Few);
    assert_eq!(amounts, BTreeSet::from(Qualifier::ALL));
    assert_eq!(precisions, DatePrecision::ALL.map(DatePrecision::as_str).into());
    let closed = (true, true);
    for quality in [
        (closed, false, false),
        (closed, true, false),
        (closed, false, true),
        (closed, true, true),
        ((true, false), false, false),
        ((false, true), false, false),
    ] {
        assert!(qualities.contains(&quality), "a date with closed ends, approximate, uncertain: {quality:?}");
    }
}
