//! Large data: compressed JSON Lines, and exported tables in place of a dataset.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;

use super::{TODAY, files, root, tallybook};

/// The miniature dataset with faults.
fn faulty(folder: &Path) {
    for (path, bytes) in files(&root().join("tests/miniature/dataset")) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    for (file, right, wrong) in [
        ("transfers/2021.yaml", "supplier: bouvet", "supplier: heard"),
        ("transfers/2021.yaml", "total: 160", "total: 60"),
        ("deals.yaml", "kits-deal", "kit-deal"),
    ] {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(right), "{file}: {right}");
        fs::write(path, text.replacen(right, wrong, 1)).unwrap();
    }
}

fn checked(folder: &Path, what: &str) -> (Option<i32>, String) {
    let mut command = tallybook();
    command.current_dir(folder).args(["check", what, "--format", "json", "--all", "--today", TODAY]);
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// How often each rule finds something in each value.
fn found(report: &str) -> BTreeMap<String, usize> {
    let report: Value = serde_json::from_str(report).unwrap();
    let mut found = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let key =
            format!("{} {} {} {}", finding["code"], finding["record"], finding["path"], finding["waived"]);
        *found.entry(key).or_default() += 1;
    }
    found
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn compressed_lines_are_read_like_others() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("dataset");
    faulty(&dataset);
    let plain = dataset.join("transfers/ledger.jsonl");
    let bytes = fs::read(&plain).unwrap();
    let expected = checked(folder.path(), "dataset");
    assert_eq!(expected.0, Some(1), "{}", expected.1);
    fs::remove_file(&plain).unwrap();
    for (extension, packed) in [("gz", gzip(&bytes)), ("zst", zstd::encode_all(&bytes[..], 3).unwrap())] {
        let path = dataset.join(format!("transfers/ledger.jsonl.{extension}"));
        fs::write(&path, &packed).unwrap();
        let (status, report) = checked(folder.path(), "dataset");
        let report = report.replace(&format!("ledger.jsonl.{extension}"), "ledger.jsonl");
        assert_eq!((status, report), expected, "{extension}");

        // Nothing of a file that broke off counts, and it is said which.
        fs::write(&path, &packed[..packed.len() / 2]).unwrap();
        let (status, report) = checked(folder.path(), "dataset");
        assert_eq!(status, Some(1));
        assert!(report.contains("it cannot be unpacked"), "{report}");

        // Nothing is written into it.
        fs::write(&path, &packed).unwrap();
        let output = tallybook().current_dir(folder.path()).args(["fmt", "dataset"]).output().unwrap();
        let text =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("compressed"), "{text}");
        assert_eq!(fs::read(&path).unwrap(), packed);
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn exported_tables_are_checked_like_their_dataset() {
    let folder = tempfile::tempdir().unwrap();
    faulty(&folder.path().join("dataset"));
    let export = ["export", "--allow-errors", "--quiet", "--today", TODAY];
    let output = tallybook().current_dir(folder.path()).args(export).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (status, expected) = checked(folder.path(), "dataset");
    let exports = checked(folder.path(), "exports");
    assert_eq!((status, found(&expected)), (exports.0, found(&exports.1)));
    assert!(exports.1.contains("it stands in parquet/transfers.parquet, "), "{}", exports.1);
    assert_eq!(checked(folder.path(), "exports/parquet"), exports);

    // What is no whole dataset is not judged as one.
    let part =
        ["export", "--allow-errors", "--quiet", "--tables", "transfers", "--out", "part", "--today", TODAY];
    tallybook().current_dir(folder.path()).args(part).output().unwrap();
    let output = tallybook().current_dir(folder.path()).args(["check", "part"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("holds a part of a dataset"), "{message}");
}
