//! The example, `examples/lantern-islands`: it checks clean, exports, and every quote of it stands in the
//! archived text that it cites.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use sha2::{Digest, Sha256};
use tallybook_reader::Reading;
use tallybook_schema::{Dataset, RecordType, block};
use tallybook_text::{Text, Within};

use super::{TODAY, files, root, tallybook};

const DATASET: &str = "examples/lantern-islands";

fn dataset() -> Dataset {
    let reading = Reading::from_folder(&root().join(DATASET)).unwrap();
    assert!(reading.problems.is_empty(), "{:#?}", reading.problems);
    reading.dataset
}

fn archive() -> PathBuf {
    root().join("examples/lantern-islands/archive")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn it_checks_clean_even_when_strict() {
    let check = tallybook().args(["check", DATASET, "--strict", "--today", TODAY]).output().unwrap();
    assert!(check.status.success(), "{}", stdout(&check));
}

#[test]
fn it_exports() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("exports");
    let build = tallybook().args(["build", DATASET, "--today", TODAY, "--out"]).arg(&out).output().unwrap();
    assert!(build.status.success(), "{}", stdout(&build));
    let transfers = fs::read_to_string(out.join("csv/transfers.csv")).unwrap();
    assert_eq!(transfers.lines().count(), 1 + dataset().transfers.len(), "{transfers}");
}

#[test]
fn its_sources_are_the_archived_texts() {
    let dataset = dataset();
    let mut named = BTreeSet::new();
    for source in &dataset.sources {
        let text = source.text.as_ref().unwrap();
        let bytes = fs::read(archive().join(&text.file)).unwrap();
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(text.sha256.to_string(), digest, "{}", text.file);
        named.insert(text.file.clone());
    }
    assert_eq!(named, files(&archive()).into_keys().collect(), "each text belongs to a source");
}

/// In the paragraph that the evidence names, exactly, and once.
#[test]
fn its_quotes_stand_in_the_archived_texts() {
    let dataset = dataset();
    let mut looked_up = 0;
    for record_type in RecordType::ALL {
        for index in 0..dataset.count(record_type) {
            for evidence in
                block::blocks_of(&dataset, record_type, index).iter().flat_map(|block| block.evidence)
            {
                let source = dataset.sources.iter().find(|source| source.id == evidence.source).unwrap();
                let file = archive().join(&source.text.as_ref().unwrap().file);
                let text = Text::new(fs::read_to_string(file).unwrap());
                let quote = evidence.quote.as_ref().unwrap();
                let paragraph = evidence.paragraph.as_ref().unwrap().to_string().parse().unwrap();
                let places = text.find(quote, Within::Paragraph(paragraph));
                assert_eq!(places.len(), 1, "{} ¶{paragraph}: {quote}", source.id);
                looked_up += 1;
            }
        }
    }
    assert!(looked_up > 30, "{looked_up} quotes");
}

/// A changed line has the finding that the tour promises, which is not there before.
#[test]
fn the_changes_of_the_tour_have_their_findings() {
    let tour = fs::read_to_string(root().join("examples/README.md")).unwrap();
    let mut changes = 0;
    for row in tour.lines().filter(|line| line.starts_with("| `") && line.contains(".yaml` |")) {
        let cells: Vec<_> =
            row.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect();
        let [file, old, new, code] = cells[..] else { panic!("{row}") };
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files(&root().join(DATASET)) {
            let copy = folder.path().join(name);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::write(copy, bytes).unwrap();
        }
        assert!(!codes(folder.path()).contains(code), "{row}");
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{row}");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
        let found = codes(folder.path());
        assert!(found.contains(code), "{row}\n{found:?}");
        changes += 1;
    }
    assert!(changes >= 5, "{changes} changes");
}

/// The codes of what is found in a folder.
fn codes(folder: &Path) -> BTreeSet<String> {
    let check =
        tallybook().args(["check", "--format", "json", "--today", TODAY]).arg(folder).output().unwrap();
    let report: Value = serde_json::from_slice(&check.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}
