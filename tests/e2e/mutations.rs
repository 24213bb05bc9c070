//! For every rule of severity error, a copy of the real dataset with one fault in it, which yields that
//! code and no other error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tallybook_check::{RULES, Settings, check};
use tallybook_diagnostics::Severity;
use tallybook_reader::Reading;
use tallybook_schema::value::Day;

use super::root;

/// A change to the dataset.
enum Edit {
    /// In a file, write the second text where the first one stands first.
    Write(&'static str, &'static str, &'static str),
    /// At the end of a file, add records.
    Append(&'static str, &'static str),
    /// Add a file.
    Add(&'static str, &'static [u8]),
}

use Edit::{Add, Append, Write};

/// Every rule of severity error, with the edits that make one fault of its kind.
#[rustfmt::skip]
const BREAKS: &[(&str, &[Edit])] = &[
    // Shape.
    ("S001", &[Write("deals.yaml", "parties: [iran, russia]", "parties: [iran, russia")]),
    ("S002", &[Write("transfers.yaml", "recipient: russia", "recipient: russia\n  recipent: russia")]),
    ("S003", &[Write("equipment.yaml", "  class: aircraft-transport\n", "")]),
    ("S004", &[Write("transfers.yaml", "total: 160", "total: 1,600")]),
    ("S005", &[Write("deals.yaml", "  stage: agreed\n", "  stage: agreed\n  stage: agreed\n")]),
    ("S006", &[Add("transfer.yaml", b"[]\n")]),
    ("S007", &[Write("transfers.yaml", "condition: captured", "condition: capturd")]),
    ("S009", &[Write("deals.yaml", "title: Second", "note: &anchor x\n  title: Second")]),
    // Actors.
    ("A001", &[Write("transfers.yaml", "recipient: russia", "recipient: iran")]),
    ("A002", &[Write("actors.yaml", "country: GB", "country: UK")]),
    ("A003", &[Write("actors.yaml", "  country: FR\n", "")]),
    ("A004", &[Write("actors.yaml", "anonymous:\n    reason: The archived text names neither its publisher nor its author.", "anonymous: {}")]),
    ("A005", &[Append("transfers.yaml", "
- id: repairs
  kind: service
  supplier: us-officials
  recipient: ukraine
  stage: planned
  evidence: [{source: seed-article, paragraph: 10, supports: [supplier, recipient, stage]}]
")]),
    ("A007", &[Write("transfers.yaml", "supplier: iran", "supplier: ukraine")]),
    // Dates.
    ("D001", &[Write("transfers.yaml", "delivered: 2022-08-20?", "delivered: 2022-02-30?")]),
    ("D002", &[Write("transfers.yaml", "delivered: 2022-02-24/..", "delivered: 2022-11-08/2022-02-24")]),
    ("D003", &[Append("transfers.yaml", "
- id: repairs
  kind: service
  supplier: iran
  recipient: russia
  stage: delivered
  ordered: 2022-10-01
  delivered: 2022-09-30
  evidence: [{source: seed-article, paragraph: 9, supports: [supplier, recipient, stage, ordered, delivered]}]
")]),
    ("D005", &[Write("transfers.yaml", "delivered: 2022-08-20?", "delivered: 2022-12-20")]),
    ("D006", &[Write("statements.yaml", "date: 2022-11-05?", "date: 2022-11-06")]),
    ("D007", &[Write("sources.yaml", "published: 2022-11-08/..", "published: 2022-11-08/..\n  retrieved: 2022-11-07")]),
    ("D008", &[Write("transfers.yaml", "delivered: 2022-02-24/..", "delivered: 2027")]),
    // Evidence.
    ("E001", &[Write("transfers.yaml", "supports: [supplier, origin]", "supports: [supplier]")]),
    ("E002", &[Write("transfers.yaml", "supports: [carrier]", "supports: [carrier, ordered]")]),
    ("E014", &[Write("transfers.yaml", "quote: \"This batch included\"", "quote: \"TODO\"")]),
    ("E016", &[Write("transfers.yaml", "total: few}", "total: 160}")]),
    // Money.
    ("M001", &[Write("transfers.yaml", "EUR 140000000", "EUO 140000000")]),
    ("M002", &[Write("transfers.yaml", "EUR 140000000", "EUR 140000000.001")]),
    ("M004", &[Write("transfers.yaml", "kind: funds", "kind: service")]),
    ("M005", &[Append("transfers.yaml", "
- id: cash-for-second-purchase
  kind: funds
  supplier: russia
  recipient: iran
  deal: second-uav-deal
  stage: delivered
  amount: EUR 200000001
  evidence: [{source: seed-article, paragraph: 8, supports: [supplier, recipient, deal, stage, amount]}]
")]),
    // Quantities.
    ("Q001", &[Write("transfers.yaml", "itemisation: partial", "itemisation: exhaustive")]),
    ("Q002", &[Write("transfers.yaml", "total: 160", "total: 100")]),
    ("Q004", &[Append("transfers.yaml", "
- id: small-arms
  kind: materiel
  supplier: iran
  recipient: russia
  stage: planned
  total: 12
  items:
    - equipment: javelin
      quantity: 2
      evidence: [{source: seed-article, paragraph: 9, supports: [equipment, quantity]}]
  evidence: [{source: seed-article, paragraph: 9, supports: [supplier, recipient, stage, total]}]
")]),
    ("Q005", &[Write("transfers.yaml", "total: 160", "total: 160 to 150")]),
    ("Q006", &[Append("transfers.yaml", "
- id: small-arms
  kind: materiel
  supplier: iran
  recipient: russia
  stage: planned
  itemisation: partial
  evidence: [{source: seed-article, paragraph: 9, supports: [supplier, recipient, stage, itemisation]}]
")]),
    ("Q011", &[Append("transfers.yaml", "
- id: small-arms
  kind: materiel
  supplier: iran
  recipient: russia
  stage: planned
  items:
    - quantity: 2
      evidence: [{source: seed-article, paragraph: 9, supports: [quantity]}]
  evidence: [{source: seed-article, paragraph: 9, supports: [supplier, recipient, stage]}]
")]),
    // Identity and reference.
    ("R001", &[Append("actors.yaml", "\n- {id: bloomberg, kind: media, name: Another paper}\n")]),
    ("R002", &[Write("transfers.yaml", "equipment: mohajer-6", "equipment: mohajer-7")]),
    ("R003", &[Write("equipment.yaml", "origin: iran", "origin: sky-news")]),
    ("R005", &[Write("actors.yaml", "  name: United Nations\n", "  name: United Nations\n  part_of: un-experts\n")]),
    // Statements.
    ("T001", &[Write("statements.yaml", "  topics: [arms-supply]\n  note: >-\n    Paragraph 3", "  note: >-\n    Paragraph 3")]),
    ("T002", &[Write("statements.yaml", "stance: denies", "stance: affirms")]),
    ("T003", &[Append("statements.yaml", "
- id: ukraine-retracts
  speaker: ukraine
  act: retract
  summary: Another state takes back what Russia said.
  topics: [arms-supply]
  retracts: [russia-denies-supply]
  evidence: [{source: seed-article, paragraph: 9, supports: [speaker, act, retracts]}]
")]),
    ("T005", &[Append("statements.yaml", "
- id: sky-news-retracts
  speaker: sky-news
  act: retract
  summary: The report of the first batch was wrong.
  topics: [arms-supply]
  retracts: [sky-news-uavs-for-cash-and-weapons]
  evidence: [{source: seed-article, paragraph: 12, supports: [speaker, act, retracts]}]
")]),
    ("T008", &[Write("statements.yaml", "claims: {delivered:", "claims: {deliverd:")]),
    // Waivers and settings.
    ("W002", &[Append("dataset.yaml", "  - {code: Q008, reason: Nobody lists the rest., until: 2024-12-31}\n")]),
    ("W003", &[Append("dataset.yaml", "  - {code: Q008}\n")]),
    ("W004", &[Append("dataset.yaml", "checks: {severity: {D10: off}}\n")]),
    // Text.
    ("X001", &[Write("deals.yaml", "title: Second purchase", "title: Second\u{200b} purchase")]),
    ("X004", &[Write("transfers.yaml", "amount: EUR 140000000", "amount: n/a")]),
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

fn broken(edits: &[Edit]) -> BTreeMap<String, Vec<u8>> {
    let mut files = dataset();
    for edit in edits {
        match *edit {
            Write(file, old, new) => {
                let text = String::from_utf8(files[file].clone()).unwrap();
                assert!(text.contains(old), "{file} has no `{old}`");
                files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
            }
            Append(file, records) => files.get_mut(file).unwrap().extend_from_slice(records.as_bytes()),
            Add(file, bytes) => {
                assert!(files.insert(file.to_owned(), bytes.to_vec()).is_none(), "{file} is there already");
            }
        }
    }
    files
}

/// The codes of the errors that nobody waived, each with the message of its first finding.
fn errors(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<&'static str, String> {
    let reading = Reading::from_memory(files);
    let outcome = check(&reading, &Settings::new(Day::new(2026, 11, 24).unwrap()));
    let errors = outcome
        .findings
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error && finding.waived.is_none());
    errors.map(|finding| (finding.code, finding.message)).collect()
}

#[test]
fn the_dataset_itself_has_no_errors() {
    assert_eq!(errors(dataset()), BTreeMap::new());
}

#[test]
fn every_error_rule_catches_its_fault_in_the_real_dataset() {
    let mut wrong = Vec::new();
    for (code, edits) in BREAKS {
        let errors = errors(broken(edits));
        if !errors.keys().eq([code]) {
            wrong.push(format!("{code}: {errors:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_error_rule_has_its_fault() {
    let broken: Vec<&str> = BREAKS.iter().map(|(code, _)| *code).collect();
    let unique: BTreeSet<&str> = broken.iter().copied().collect();
    assert_eq!(unique.len(), broken.len(), "no code stands twice");
    let rules = RULES.iter().filter(|rule| rule.info.severity == Severity::Error);
    assert_eq!(unique, rules.map(|rule| rule.info.code).collect());
}
