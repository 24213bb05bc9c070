//! The dataset of this repository: clean, and what the schemas and the exports say it is.

use std::fs;

use serde::Serialize;
use tallybook_reader::Reading;
use tallybook_schema::{RecordType, json_schema};

use super::{TODAY, files, root, tallybook};

#[test]
fn it_checks_clean_even_when_strict() {
    let output = tallybook().args(["check", "dataset", "--strict", "--today", TODAY]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The reader's types and the published schemas cannot drift apart.
#[test]
fn every_record_follows_its_json_schema() {
    fn validate<T: Serialize>(record_type: RecordType, records: &[T]) {
        let schema = jsonschema::validator_for(&json_schema::file_schema(record_type)).unwrap();
        for record in records {
            let value = serde_json::to_value(record).unwrap();
            let errors: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{record_type}: {errors:?}\n{value:#}");
        }
        let list = serde_json::to_value(records).unwrap();
        assert!(schema.is_valid(&list), "{record_type}: the list as a whole");
    }
    let reading = Reading::from_folder(&root().join("dataset")).unwrap();
    assert!(reading.problems.is_empty());
    let dataset = &reading.dataset;
    validate(RecordType::Source, &dataset.sources);
    validate(RecordType::Actor, &dataset.actors);
    validate(RecordType::Equipment, &dataset.equipment);
    validate(RecordType::Deal, &dataset.deals);
    validate(RecordType::Transfer, &dataset.transfers);
    validate(RecordType::Statement, &dataset.statements);
    let manifest = jsonschema::validator_for(&json_schema::manifest_schema()).unwrap();
    assert!(manifest.is_valid(&serde_json::to_value(&dataset.manifest).unwrap()));
}

/// Editors find the schema of every hand-written file by its first line.
#[test]
fn every_file_names_its_schema() {
    for entry in fs::read_dir(root().join("dataset")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let modeline = format!("# yaml-language-server: $schema=../schema/{stem}.schema.json");
        assert_eq!(text.lines().next(), Some(modeline.as_str()), "{}", path.display());
        assert!(root().join(format!("schema/{stem}.schema.json")).is_file());
    }
}

#[test]
fn exports_are_the_same_bytes_on_every_run_and_as_committed() {
    let folder = tempfile::tempdir().unwrap();
    let build = |name: &str, today: &str| {
        let out = folder.path().join(name);
        let output = tallybook().args(["build", "--today", today, "--out"]).arg(&out).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        files(&out)
    };
    let first = build("first", TODAY);
    assert_eq!(
        first.len(),
        12 * 3 + 3,
        "three formats of twelve tables, the nested dataset, the data package, the receipt"
    );
    for (name, other) in
        [("second", build("second", "2027-01-01")), ("committed", files(&root().join("exports")))]
    {
        assert_eq!(first.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{name}");
        for (path, bytes) in &first {
            assert!(*bytes == other[path], "{path} differs in the {name} exports; run `cargo dev generate`");
        }
    }
}
