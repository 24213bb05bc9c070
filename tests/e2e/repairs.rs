//! `tallybook fix` on copies of the miniature dataset that are written in every notation and have faults put in.
//!
//! After the repairs the dataset reads, every record says what it said before the faults, nothing that could
//! be repaired is left, and a second run changes nothing.

mod faults;
mod notation;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::Serialize;
use serde_json::Value;
use tallybook_check::{Settings, check};
use tallybook_reader::Reading;
use tallybook_schema::{Dataset, RecordType};

use self::faults::{Fault, Kind};
use self::notation::{Notation, Writing};
use super::{TODAY, files, root, tallybook};

/// The records of each type, as they are serialised.
type Records = BTreeMap<RecordType, Vec<Value>>;

fn records(dataset: &Dataset) -> Records {
    fn values<T: Serialize>(records: &[T]) -> Vec<Value> {
        records.iter().map(|record| serde_json::to_value(record).unwrap()).collect()
    }
    BTreeMap::from([
        (RecordType::Source, values(&dataset.sources)),
        (RecordType::Actor, values(&dataset.actors)),
        (RecordType::Equipment, values(&dataset.equipment)),
        (RecordType::Deal, values(&dataset.deals)),
        (RecordType::Transfer, values(&dataset.transfers)),
        (RecordType::Statement, values(&dataset.statements)),
    ])
}

/// Runs the program over a folder. Gives what it printed.
fn fix(folder: &Path) -> String {
    let output = tallybook().args(["fix", "--all", "--today", TODAY]).arg(folder).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let failed = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)) && failed.is_empty(), "{text}{failed}");
    text
}

#[test]
fn an_entry_that_may_stand_for_another_record_is_taken_out_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("demo");
    assert!(tallybook().arg("init").arg(&dataset).output().unwrap().status.success());
    let text = |file: &str| fs::read_to_string(dataset.join(file)).unwrap();
    let (aliases, parties) = ("aliases: [HA]", "parties: [harbour-aid, port-hospital]");
    for (file, once) in [("actors.yaml", aliases), ("deals.yaml", parties)] {
        let entry = if file == "actors.yaml" { ", HA]" } else { ", harbour-aid]" };
        let twice = text(file).replacen(once, &once.replace(']', entry), 1);
        fs::write(dataset.join(file), twice).unwrap();
    }
    let repaired = || (text("actors.yaml").contains(aliases), text("deals.yaml").contains(parties));
    assert_eq!(repaired(), (false, false));
    assert!(tallybook().arg("fix").arg(&dataset).output().unwrap().status.success());
    assert_eq!(repaired(), (true, false));
    fix(&dataset);
    assert_eq!(repaired(), (true, true));
}

/// A record of a file that is not UTF-8 is no misspelling of another.
#[test]
fn a_reference_to_a_record_that_is_not_read_stays() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, bytes: &[u8]| fs::write(folder.path().join(file), bytes).unwrap();
    let transfers = "- {id: batch, kind: service, supplier: harbor-aid, recipient: south, stage: planned}\n";
    write("dataset.yaml", b"title: T\n");
    write(
        "actors.yaml",
        b"- {id: harbour-aid, kind: organization, name: Aid}\n- {id: south, kind: state, name: S}\n",
    );
    write("transfers.yaml", transfers.replace("planned", "plannd").as_bytes());
    fs::create_dir(folder.path().join("actors")).unwrap();
    write("actors/more.yaml", b"- {id: harbor-aid, kind: organization, name: Caf\xe9}\n");
    fix(folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("transfers.yaml")).unwrap(), transfers);
    write("actors/more.yaml", b"[]\n");
    fix(folder.path());
    let repaired = fs::read_to_string(folder.path().join("transfers.yaml")).unwrap();
    assert_eq!(repaired, transfers.replace("harbor-", "harbour-"));
}

/// Lines, comments and marks that no repair is about.
fn surroundings(bytes: &[u8]) -> (bool, bool, usize, usize) {
    let text = std::str::from_utf8(bytes).unwrap();
    let bare = text.replace("\r\n", "");
    (
        text.starts_with('\u{feff}'),
        text.contains("\r\n"),
        text.matches("# a comment").count(),
        if text.contains("\r\n") { bare.matches('\n').count() } else { 0 },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_repaired_is_all_that_changes(
        notations in vec(select(&Notation::ALL[..]), 6),
        windows in vec(any::<bool>(), 6),
        marked in vec(any::<bool>(), 6),
        faults in vec((select(&Kind::ALL[..]), any::<Index>()), 1..10),
    ) {
        let reading = Reading::from_folder(&root().join("tests/miniature/dataset")).unwrap();
        let mut expected = records(&reading.dataset);
        let mut faulty = expected.clone();
        let writings: BTreeMap<RecordType, Writing> = RecordType::ALL
            .into_iter()
            .zip(notations.iter().zip(windows.iter().zip(&marked)))
            .map(|(t, (notation, (&windows, &marked)))| {
                (t, Writing { notation: *notation, windows, marked })
            })
            .collect();
        let mut placed: Vec<Fault> = Vec::new();
        let mut slipped = BTreeSet::new();
        for (kind, place) in &faults {
            let places = kind.places(&reading.dataset, &expected);
            let (record_type, index, pointer) = place.get(&places).clone();
            let fault = Fault { kind: *kind, record_type, index, pointer };
            // A record to which two references slip may itself be the one that is misspelt.
            let is_first = fault.refers_to(&expected).is_none_or(|id| slipped.insert(id));
            if is_first && placed.iter().all(|other| !other.meets(&fault)) {
                fault.put(&mut faulty, &mut expected);
                placed.push(fault);
            }
        }

        let folder = tempfile::tempdir().unwrap();
        fs::copy(root().join("tests/miniature/dataset/dataset.yaml"), folder.path().join("dataset.yaml")).unwrap();
        for (record_type, records) in &faulty {
            let writing = &writings[record_type];
            let name = format!("{}.{}", record_type.plural(), writing.notation.extension());
            fs::write(folder.path().join(name), writing.text(records)).unwrap();
        }
        let written = files(folder.path());
        let before = Reading::from_folder(folder.path()).unwrap();
        let unread = placed.iter().any(|fault| fault.kind == Kind::Term);
        prop_assert_eq!(before.problems.is_empty(), !unread, "{:?}", before.problems);

        let printed = fix(folder.path());
        let repaired = files(folder.path());
        let after = Reading::from_folder(folder.path()).unwrap();
        prop_assert!(after.problems.is_empty(), "{:?}\n{}", after.problems, printed);
        let found = records(&after.dataset);
        for (record_type, expected) in &expected {
            for (expected, found) in expected.iter().zip(&found[record_type]) {
                prop_assert_eq!(expected, found, "{:?}\n{}", placed, printed);
            }
            prop_assert_eq!(expected.len(), found[record_type].len());
        }
        for (path, bytes) in &repaired {
            prop_assert_eq!(surroundings(bytes), surroundings(&written[path]), "{}", path);
        }

        let left = after.locate_findings(check(&after, &Settings::new(TODAY.parse().unwrap())).findings);
        let offers: Vec<_> = left.iter().filter(|found| !found.patches.is_empty()).collect();
        prop_assert!(offers.is_empty(), "{:?}\n{}", offers, printed);

        let again = fix(folder.path());
        prop_assert!(again.starts_with("applied 0 repairs in 0 files"), "{}", again);
        prop_assert_eq!(files(folder.path()), repaired);
    }
}
