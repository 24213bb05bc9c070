//! For every rule of severity error, a copy of the real dataset broken in one place, which yields that
//! code and no other error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tallybook_check::{RULES, Settings, check};
use tallybook_diagnostics::Severity;
use tallybook_reader::Reading;
use tallybook_schema::value::Day;

use super::root;

/// One way to break the dataset.
enum Break {
    /// In a file, write the second text where the first one stands first.
    Write(&'static str, &'static str, &'static str),
    /// At the end of a file, add records.
    Append(&'static str, &'static str),
    /// Add a file.
    Add(&'static str, &'static [u8]),
}

use Break::{Add, Append, Write};

const BREAKS: &[(&str, Break)] = &[
    ("S001", Write("deals.yaml", "  parties: [iran, russia]", "  parties: [iran, russia")),
    ("S002", Write("transfers.yaml", "  recipient: russia", "  recipient: russia\n  recipent: russia")),
    ("S003", Write("equipment.yaml", "  class: aircraft-transport\n", "")),
    ("S004", Write("transfers.yaml", "total: 160", "total: 1,600")),
    ("S005", Write("deals.yaml", "  stage: agreed\n", "  stage: agreed\n  stage: agreed\n")),
    ("S006", Add("transfer.yaml", b"[]\n")),
    ("S007", Write("transfers.yaml", "condition: captured", "condition: capturd")),
    ("S009", Write("deals.yaml", "  title: Second", "  note: &n x\n  title: Second")),
    (
        "R001",
        Append(
            "actors.yaml",
            "\n- id: iran\n  kind: organization\n  name: Another actor\n",
        ),
    ),
    ("R002", Write("transfers.yaml", "equipment: mohajer-6", "equipment: mohajer-7")),
    ("R003", Write("equipment.yaml", "origin: iran", "origin: sky-news")),
    ("R005", Write("actors.yaml", "  name: United Nations\n", "  name: United Nations\n  part_of: un-experts\n")),
    ("E001", Write("transfers.yaml", "supports: [supplier, total]", "supports: [supplier]")),
    ("E002", Write("transfers.yaml", "supports: [carrier]", "supports: [carrier, ordered]")),
    (
        "E014",
        Write("transfers.yaml", "quote: \"This batch included\"", "quote: \"TODO\""),
    ),
    ("E016", Write("transfers.yaml", "total: few}", "total: 160}")),
    ("D001", Write("transfers.yaml", "delivered: 2022-08-20?", "delivered: 2022-02-30?")),
    ("D002", Write("transfers.yaml", "delivered: 2022-02-24/..", "delivered: 2022-11-08/2022-02-24")),
    (
        "D003",
        Write("deals.yaml", "  agreed: 2022-11%", "  agreed: 2022-11\n  note: x\n"),
    ),
];

fn dataset() -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(root().join("dataset"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
        })
        .collect()
}

fn broken(by: &Break) -> BTreeMap<String, Vec<u8>> {
    let mut files = dataset();
    match *by {
        Write(file, old, new) => {
            let text = String::from_utf8(files[file].clone()).unwrap();
            assert!(text.contains(old), "{file} has no `{old}`");
            files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
        }
        Append(file, records) => files.get_mut(file).unwrap().extend_from_slice(records.as_bytes()),
        Add(file, bytes) => {
            files.insert(file.to_owned(), bytes.to_vec());
        }
    }
    files
}

fn errors(files: BTreeMap<String, Vec<u8>>) -> BTreeSet<&'static str> {
    let reading = Reading::from_memory(files);
    let outcome = check(&reading, &Settings::new(Day::new(2026, 11, 24).unwrap()));
    outcome.findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.code).collect()
}

#[test]
fn every_error_rule_catches_its_fault_in_the_real_dataset() {
    assert_eq!(errors(dataset()), BTreeSet::new(), "the dataset itself is clean");
    for (code, by) in BREAKS {
        assert_eq!(errors(broken(by)), BTreeSet::from([*code]), "{code}");
    }
    let broken: BTreeSet<&str> = BREAKS.iter().map(|(code, _)| *code).collect();
    let rules: BTreeSet<&str> = RULES
        .iter()
        .filter(|rule| rule.info.severity == Severity::Error)
        .map(|rule| rule.info.code)
        .collect();
    assert_eq!(broken, rules, "every rule of severity error has its broken copy");
}
