//! Formats for continuous integration.

use serde_json::Value;
use tallybook_diagnostics::render::{github, gitlab, junit, sarif};
use tallybook_diagnostics::{Finding, Fix, Patch, Place};

use crate::sample::{Sample, transfer, typical};

/// The typical report with a fix, a related place without a line and text that needs escaping.
fn full() -> Sample {
    let mut sample = typical();
    let file = sample.findings[0].primary.as_ref().unwrap().file;
    sample.findings[0].finding.fix = Some(Fix { title: "write 106".to_owned(), edits: vec![], safe: false });
    sample.findings[0].patches = vec![
        Patch { file, range: 81..84, text: "106".to_owned() },
        Patch { file, range: 84..84, text: "\n  note: summed".to_owned() },
    ];
    let odd = sample.file("notes & 100%, a:b.txt", "");
    let finding = Finding::new(Place::File(odd), "100%, <b> & \"c\": [a](b)\nsecond line \u{1b}")
        .related(Place::Dataset, "the dataset")
        .label("label");
    sample.add("X005", finding, None, vec![None]);
    sample
}

fn sarif_errors(sarif: &str) -> Vec<String> {
    // The pattern of a language has a bracket too many in this revision; the errata have it right.
    let schema = include_str!("../data/sarif-2.1.0.schema.json")
        .replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let log: Value = serde_json::from_str(sarif).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn sarif_of_a_full_report() {
    let sample = full();
    insta::assert_snapshot!(sarif::render(&sample.report()));
}

#[test]
fn sarif_is_what_the_standard_says() {
    let none = Vec::<String>::new();
    assert_eq!(sarif_errors(&sarif::render(&full().report())), none);
    assert_eq!(sarif_errors(&sarif::render(&Sample::default().report())), none);
    let broken = sarif::render(&full().report()).replace("\"startLine\": 5", "\"startLine\": 0");
    assert_ne!(sarif_errors(&broken), none, "the schema is looked at");
}

#[test]
fn github_of_a_full_report() {
    insta::assert_snapshot!(github::render(&full().report()));
}

#[test]
fn the_summary_of_a_github_job() {
    insta::assert_snapshot!(github::job_summary(&full().report()));
    assert!(!github::job_summary(&Sample::default().report()).contains("<details>"));
}

#[test]
fn gitlab_of_a_full_report() {
    insta::assert_snapshot!(gitlab::render(&full().report()));
}

#[test]
fn junit_of_a_full_report() {
    insta::assert_snapshot!(junit::render(&full().report(), false));
}

#[test]
fn junit_fails_where_the_run_fails() {
    let sample = full();
    for strict in [false, true] {
        let xml = junit::render(&sample.report(), strict);
        let document = roxmltree::Document::parse(&xml).unwrap();
        let failed: Vec<&str> = document
            .descendants()
            .filter(|node| node.has_tag_name("failure"))
            .filter_map(|node| node.parent()?.attribute("name"))
            .collect();
        let mut expected = vec!["D005 event-after-publication", "Q001 items-miss-total"];
        expected.extend(strict.then_some("X005 mixed-scripts"));
        assert_eq!(failed, expected);
        assert_eq!(document.root_element().attribute("failures"), Some(&*expected.len().to_string()));
    }
}

/// The fingerprints by which services recognise findings.
fn fingerprints(sample: &Sample) -> Vec<String> {
    let log: Value = serde_json::from_str(&sarif::render(&sample.report())).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let fingerprint =
        |result: &Value| result["partialFingerprints"]["tallybook/v1"].as_str().unwrap().to_owned();
    results.iter().map(fingerprint).collect()
}

/// A file in which `total` has a value, after some lines.
fn moved(lines: usize, value: &str) -> Sample {
    let mut sample = Sample::default();
    let file = sample.file("transfers.yaml", &format!("{}- total: {value}\n", "# a line\n".repeat(lines)));
    let at = sample.at(file, value);
    for message in ["wrong", "wrong again"] {
        sample.add("Q001", Finding::new(transfer("/total"), message), at.clone(), vec![]);
    }
    sample
}

#[test]
fn fingerprints_survive_a_move_and_nothing_else() {
    let before = fingerprints(&moved(0, "160"));
    assert_eq!(before, fingerprints(&moved(40, "160")));
    assert_ne!(before[0], before[1], "two findings of one value are told apart");
    assert_ne!(before[0], fingerprints(&moved(0, "161"))[0]);
    let mut other_rule = moved(0, "160");
    other_rule.findings[0].finding.code = "X005";
    assert_ne!(before[0], fingerprints(&other_rule)[0]);
}
