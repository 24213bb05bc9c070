//! Whether exports are whole.

use std::fs;
use std::path::Path;

use tallybook_import::verify::verify;
use tempfile::TempDir;

use crate::{datasets, write};

fn exports() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&datasets()[2].dataset, folder.path());
    folder
}

fn faults(folder: &Path) -> Vec<String> {
    verify(folder).unwrap().faults.iter().map(ToString::to_string).collect()
}

fn replace(folder: &Path, path: &str, from: &str, to: &str) {
    let path = folder.join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn whole_exports_are_verified() {
    let folder = exports();
    let found = verify(folder.path()).unwrap();
    assert_eq!(found.faults, []);
    assert!(
        found.sources.len() == 6 && found.tables == 13 && found.rows > 100 && found.files > 50,
        "{found:?}"
    );
}

#[test]
fn every_kind_of_damage_is_named() {
    let folder = exports();
    let first = fs::read_to_string(folder.path().join("csv/deals.csv")).unwrap();
    let id = first.lines().nth(1).unwrap().split(',').next().unwrap();
    replace(folder.path(), "csv/deals.csv", id, "another-deal");
    let found = faults(folder.path());
    assert!(found.contains(&"csv/deals.csv was changed since it was written".to_owned()), "{found:?}");
    assert!(found.iter().any(|fault| fault.starts_with("csv/deals.csv, cell A2 (id) of")), "{found:?}");

    let folder = exports();
    fs::remove_file(folder.path().join("parquet/deals.parquet")).unwrap();
    let found = faults(folder.path());
    assert!(found.contains(&"parquet/deals.parquet is missing".to_owned()), "{found:?}");

    let folder = exports();
    replace(folder.path(), "SHA256SUMS", "csv/deals.csv", "csv/other.csv");
    assert_eq!(
        faults(folder.path()),
        [
            "SHA256SUMS has another digest for csv/other.csv",
            "SHA256SUMS has another digest for csv/deals.csv"
        ]
    );

    // The tools of others look at every line.
    let folder = exports();
    let path = folder.path().join("SHA256SUMS");
    let sums = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{}  csv/deals.csv\nnothing\n{sums}", "0".repeat(64))).unwrap();
    assert_eq!(
        faults(folder.path()),
        [
            "SHA256SUMS has another digest for csv/deals.csv",
            "SHA256SUMS, line 2 is no digest with two spaces and a path after it"
        ]
    );
    fs::write(&path, b"\xff").unwrap();
    let found = faults(folder.path());
    assert!(found[0].starts_with("SHA256SUMS cannot be read: "), "{found:?}");

    let folder = exports();
    fs::remove_file(folder.path().join("SHA256SUMS")).unwrap();
    assert_eq!(faults(folder.path()), ["SHA256SUMS is missing"]);

    let folder = exports();
    let path = folder.path().join("json/deals.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{text}")).unwrap();
    let found = faults(folder.path());
    assert!(found.iter().any(|fault| fault.contains("stands twice")), "{found:?}");
    assert!(found.iter().any(|fault| fault.contains("rows, manifest.json says")), "{found:?}");

    let folder = exports();
    fs::write(folder.path().join("parquet/deals.parquet"), "no parquet").unwrap();
    let found = faults(folder.path());
    assert!(
        found.iter().any(|fault| fault.contains("deals.parquet") && fault.contains("cannot be read")),
        "{found:?}"
    );

    let folder = exports();
    replace(folder.path(), "manifest.json", "csv/deals.csv", "../deals.csv");
    let found = faults(folder.path());
    assert!(found.contains(&"../deals.csv is no file inside the folder".to_owned()), "{found:?}");
}

#[test]
fn what_one_format_lacks_is_named() {
    let differs = |from: &str, to: &str, expected: &str| {
        let folder = exports();
        replace(folder.path(), "csv/deals.csv", from, to);
        let found = faults(folder.path());
        assert!(
            found.iter().any(|fault| fault.starts_with("csv/deals.csv") && fault.contains(expected)),
            "{expected}: {found:?}"
        );
    };
    let folder = exports();
    let text = fs::read_to_string(folder.path().join("csv/deals.csv")).unwrap();
    let mut lines = text.split_inclusive('\n');
    let (header, first) = (lines.next().unwrap(), lines.next().unwrap());
    let cells: Vec<&str> = first.split(',').collect();
    let names: Vec<&str> = header.trim_end().split(',').collect();
    assert_eq!((names[0], names[1]), ("id", "record_no"));
    differs(
        &format!("{},{},", cells[0], cells[1]),
        &format!("{},,", cells[0]),
        &format!("cell B2 (record_no) of `{}`: `` here, `{}` in ", cells[0], cells[1]),
    );
    differs("id,record_no,", "id,number,", "record_no is missing, though ");
    differs(lines.next_back().unwrap(), "", " rows, parquet/deals.parquet has ");
}

#[test]
fn a_part_of_another_export_is_named() {
    let folder = exports();
    let of_transfers = folder.path().join("parquet/transfers/stage=planned");
    fs::create_dir_all(&of_transfers).unwrap();
    // Nobody reads these with a table.
    for path in ["notes.txt", "csv/mine.csv", "parquet/mine.parquet", "parquet/transfers/_SUCCESS"] {
        fs::write(folder.path().join(path), "mine").unwrap();
    }
    assert_eq!(faults(folder.path()), Vec::<String>::new());
    fs::write(of_transfers.join("part-1.parquet"), "theirs").unwrap();
    assert_eq!(
        faults(folder.path()),
        [
            "parquet/transfers/stage=planned/part-1.parquet is no part of the export, and whoever reads the table reads it \
          too: move it elsewhere"
        ]
    );
}

#[test]
fn what_is_no_export_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(verify(folder.path()).unwrap_err().to_string().contains("manifest.json"));
    fs::write(folder.path().join("manifest.json"), "{}").unwrap();
    assert!(verify(folder.path()).is_err());
}
