//! For every rule of severity error, a copy of the real dataset with one fault in it, which yields that
//! code and no other error.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use tallybook_check::{Baseline, Contract, RULES, Settings, check};
use tallybook_diagnostics::Severity;
use tallybook_reader::{Archive, Reading};
use tallybook_schema::RecordType;
use tallybook_schema::block::blocks_of;

use super::{TODAY, files, root};

/// A change to the dataset.
enum Edit {
    /// In a file, write the second text where the first one stands first.
    Write(&'static str, &'static str, &'static str),
    /// At the end of a file, add records.
    Append(&'static str, &'static str),
    /// Add a file.
    Add(&'static str, &'static [u8]),
    /// An earlier release had this column in a table.
    Published(&'static str, &'static str),
    /// The archived text of the source is at hand: one that has every quote in the paragraph that the
    /// dataset gives, which stands in for the real one.
    TextAtHand,
    /// Another text is at hand.
    OtherTextAtHand,
}

use Edit::{Add, Append, OtherTextAtHand, Published, TextAtHand, Write};

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
    ("A008", &[Append("deals.yaml", "
- id: training-deal
  title: Training of operators
  parties: [russia]
  stage: agreed
  evidence: [{source: seed-article, paragraph: 10, supports: [parties, stage]}]
")]),
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
    ("E003", &[TextAtHand, Write("transfers.yaml", "batch of 160 Iranian", "batch of 161 Iranian")]),
    ("E005", &[OtherTextAtHand]),
    ("E012", &[TextAtHand, Write("statements.yaml", "paragraph: 5\n      supports: [speaker]", "paragraph: 99\n      supports: [speaker]")]),
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
    ("R006", &[Write("statements.yaml", "id: kirby-accountability", "id: kirby-accountable")]),
    ("R008", &[Published("transfers", "colour")]),
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
    ("X007", &[Append("actors.yaml", "
- {id: nameless, kind: organization, name: \"\"}
")]),
];

fn dataset() -> BTreeMap<String, Vec<u8>> {
    files(&root().join("dataset"))
}

/// What an earlier release published: the records of a dataset as they are, and no more columns than now.
pub(super) fn baseline(files: &BTreeMap<String, Vec<u8>>) -> Baseline {
    let dataset = Reading::from_memory(files).dataset;
    let ids = RecordType::ALL.map(|t| (t, dataset.ids(t).map(str::to_owned).collect()));
    let tables: Contract = [("transfers".to_owned(), BTreeMap::new())].into();
    Baseline { ids: ids.into(), published: tables.clone(), current: tables }
}

/// A text with every quote in its paragraph.
fn text() -> String {
    let dataset = Reading::from_memory(dataset()).dataset;
    let mut paragraphs: BTreeMap<u32, String> = (1..=12).map(|number| (number, String::new())).collect();
    for record_type in RecordType::ALL {
        for index in 0..dataset.count(record_type) {
            for evidence in blocks_of(&dataset, record_type, index).iter().flat_map(|block| block.evidence) {
                let Some(quote) = &evidence.quote else { continue };
                let paragraph = evidence.paragraph.unwrap().get();
                writeln!(paragraphs.get_mut(&paragraph).unwrap(), "{quote}").unwrap();
            }
        }
    }
    paragraphs.get_mut(&12).unwrap().push_str("A button");
    paragraphs.into_values().collect::<Vec<_>>().join("\n")
}

/// The dataset after some edits, with what is beside it.
struct Broken {
    files: BTreeMap<String, Vec<u8>>,
    archive: BTreeMap<String, Vec<u8>>,
    baseline: Baseline,
}

fn broken(edits: &[Edit]) -> Broken {
    let files = dataset();
    let baseline = baseline(&files);
    let mut broken = Broken { files, archive: BTreeMap::new(), baseline };
    for edit in edits {
        match *edit {
            Write(file, old, new) => broken.write(file, old, new),
            Append(file, records) => {
                broken.files.get_mut(file).unwrap().extend_from_slice(records.as_bytes());
            }
            Add(file, bytes) => {
                let earlier = broken.files.insert(file.to_owned(), bytes.to_vec());
                assert!(earlier.is_none(), "{file} is there already");
            }
            Published(table, column) => {
                let columns = broken.baseline.published.get_mut(table).unwrap();
                columns.insert(column.to_owned(), "string".to_owned());
            }
            TextAtHand => {
                let text = text().into_bytes();
                let sha256: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
                broken.archive.insert("seed-article.txt".to_owned(), text);
                broken.write("sources.yaml", "sha256: ", &format!("sha256: {sha256} # "));
            }
            OtherTextAtHand => _ = broken.archive.insert("seed-article.txt".to_owned(), b"Other".to_vec()),
        }
    }
    broken
}

/// The real dataset and its archive, with the text that stands in for the real one.
pub(super) fn with_text() -> (BTreeMap<String, Vec<u8>>, BTreeMap<String, Vec<u8>>) {
    let Broken { files, archive, .. } = broken(&[TextAtHand]);
    (files, archive)
}

impl Broken {
    fn write(&mut self, file: &str, old: &str, new: &str) {
        let text = String::from_utf8(self.files[file].clone()).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        self.files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
    }

    /// The codes of the errors, each with the message of one of its findings.
    fn errors(self) -> BTreeMap<&'static str, String> {
        let mut reading = Reading::from_memory(self.files);
        let archive = Archive::from_memory(&reading.dataset, &self.archive);
        reading.attach(archive, "archive");
        let mut settings = Settings::new(TODAY.parse().unwrap());
        settings.baseline = Some(self.baseline);
        let findings = check(&reading, &settings).findings;
        let errors = findings
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error && finding.waived.is_none());
        errors.map(|finding| (finding.code, finding.message)).collect()
    }
}

#[test]
fn the_dataset_itself_has_no_errors() {
    assert_eq!(broken(&[]).errors(), BTreeMap::new());
    assert_eq!(broken(&[TextAtHand]).errors(), BTreeMap::new(), "with its text");
}

#[test]
fn every_error_rule_catches_its_fault_in_the_real_dataset() {
    let mut wrong = Vec::new();
    for (code, edits) in BREAKS {
        let errors = broken(edits).errors();
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
