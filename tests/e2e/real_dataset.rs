//! The dataset of this repository: clean, and what the schemas and the exports say it is.

use std::fs;
use std::path::Path;

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

#[test]
fn what_was_denied_on_no_known_day_was_not_denied_first() {
    let output = tallybook().args(["timeline", "uav-batch-1"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let is_change = |line: &&str| line.contains("not known") || line.contains(" → ");
    let changes: Vec<&str> = text.lines().filter(is_change).map(str::trim).collect();
    assert_eq!(changes[..2], ["denied, since when is not known", "denied → contested"]);
}

/// Editors find the schema of every hand-written file by its first line.
#[test]
fn every_file_names_its_schema() {
    name_their_schemas(&root().join("dataset"), "../schema");
}

/// So they do where a dataset is started, without anything else.
#[test]
fn every_file_of_a_new_dataset_names_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("new");
    assert!(tallybook().arg("init").arg(&dataset).output().unwrap().status.success());
    name_their_schemas(&dataset, ".schema");
    let written = files(&dataset.join(".schema"));
    let renewed = folder.path().join("renewed");
    assert!(tallybook().args(["schema", "--out"]).arg(&renewed).output().unwrap().status.success());
    assert_eq!(written, files(&renewed));
    for (name, text) in written {
        let published = fs::read(root().join("schema").join(&name)).unwrap();
        let [text, published]: [serde_json::Value; 2] =
            [text, published].map(|bytes| serde_json::from_slice(&bytes).unwrap());
        assert_eq!(text, published, "{name}");
    }
}

/// Every file names the schema of its stem in a folder, and that is there.
fn name_their_schemas(dataset: &Path, schemas: &str) {
    let paths = fs::read_dir(dataset).unwrap().map(|entry| entry.unwrap().path());
    let paths: Vec<_> = paths.filter(|path| path.is_file()).collect();
    assert_eq!(paths.len(), 1 + RecordType::ALL.len());
    for path in paths {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let modeline = format!("# yaml-language-server: $schema={schemas}/{stem}.schema.json");
        assert_eq!(text.lines().next(), Some(modeline.as_str()), "{}", path.display());
        assert!(dataset.join(format!("{schemas}/{stem}.schema.json")).is_file());
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
        13 * 3 + 10,
        "three formats of thirteen tables, the workbook, the database, the nested dataset, the checks, and six files that describe them"
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

fn show(args: &[&str]) -> String {
    let output = tallybook().arg("show").arg("uav-batch-1").args(args).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// What is reported of the batch adds up, or is seen not to.
#[test]
fn the_sums_of_the_batch_come_out() {
    let shown = show(&[]);
    for line in [
        "100 + 6 = 106 of 160: 54 not itemised",
        "The Moscow Times: 100 + 60 + 6 = 166 of 166: the sum comes out",
        "TVN24: 100 + 60 + 6 = 166 of more than 160: the sum may be all of it",
        "pledgetimes: 100 of 160: 60 not itemised",
        "100 Shahed-136 + 60 Shahed-131 = 160, the adopted total",
        "100 Shahed-136 + 60 Shahed-131 + 6 Mohajer-6 = 166, the total in moscow-times-2022-11-09",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}

/// Who had said what of the batch by then.
#[test]
fn the_positions_follow_the_days() {
    let positions = |day: &str| -> Vec<(String, String)> {
        let shown = show(&["--as-of", day]);
        let lines = shown.lines().skip_while(|line| !line.starts_with("  positions")).skip(1);
        lines
            .take_while(|line| !line.is_empty())
            .map(|line| {
                let mut columns = line.trim().split("  ").filter(|column| !column.is_empty());
                let mut next = || columns.next().unwrap().trim().to_owned();
                (next(), next().split(' ').next().unwrap().to_owned())
            })
            .collect()
    };
    let expected = |held: &[(&str, &str)]| -> Vec<(String, String)> {
        held.iter().map(|(who, position)| ((*who).to_owned(), (*position).to_owned())).collect()
    };
    let (iran, russia) = ("Iran", "Russia");
    let minister = ("Hossein Amir Abdollahian", "affirms-in-part");
    let officials = ("US intelligence officials", "affirms-in-part");
    assert_eq!(positions("2022-09-12"), []);
    assert_eq!(positions("2022-09-14"), expected(&[(iran, "denies"), officials]));
    assert_eq!(positions("2022-10-27"), expected(&[(iran, "denies"), (russia, "denies"), officials]));
    assert_eq!(
        positions("2022-11-06"),
        expected(&[minister, (iran, "affirms-in-part"), (russia, "denies"), officials])
    );
    assert_eq!(
        positions("2022-11-09"),
        expected(&[
            minister,
            (iran, "affirms-in-part"),
            ("Kremlin", "denies"),
            (russia, "denies"),
            ("Sky News", "affirms"),
            ("Sky News source", "affirms-in-part"),
            ("Ukraine", "affirms"),
            ("Ukrainian intelligence", "affirms"),
            officials,
        ])
    );
}
