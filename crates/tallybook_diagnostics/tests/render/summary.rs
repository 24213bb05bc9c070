//! The closing lines of a run.

use tallybook_diagnostics::render::summary::render;
use tallybook_diagnostics::render::text::TextOptions;
use tallybook_diagnostics::{Finding, MissingFile, Place, QuoteCounts, Severity, Summary, TextCounts};
use tallybook_schema::RecordType;

use crate::sample::{Sample, typical, waived};

const PLAIN: TextOptions = TextOptions { colour: false, unicode: true, width: None, limit: None };

fn large() -> Sample {
    let mut sample = Sample::default();
    let records = [1, 27, 6, 2, 4, 22];
    sample.summary = Summary {
        title: "Iranian UAVs, Russian cash and captured weapons, 2022".to_owned(),
        version: Some("0.1.0".to_owned()),
        files: 7,
        records: RecordType::ALL.into_iter().zip(records).collect(),
        unread_records: 0,
        texts: TextCounts::default(),
        facts: 1214,
        evidence: 125,
        quotes: QuoteCounts { verified: 0, failed: 0, unchecked: 121 },
        rules_run: vec!["Q001"; 77],
        rules_skipped: vec![("R006", "needs a baseline".to_owned())],
        waivers_unjudged: Vec::new(),
        today: "2026-01-01".to_owned(),
    };
    for _ in 0..9 {
        sample.add("E011", Finding::new(Place::Dataset, "one source"), None, vec![]);
    }
    sample.add("X005", Finding::new(Place::Dataset, "known"), None, vec![]).finding.waived =
        Some(waived("why"));
    sample
}

#[test]
fn a_run_without_errors() {
    insta::assert_snapshot!(render(&large().report(), &PLAIN));
}

#[test]
fn a_run_with_everything() {
    let mut sample = large();
    let summary = &mut sample.summary;
    summary.unread_records = 2;
    summary.quotes = QuoteCounts { verified: 118, failed: 1, unchecked: 2 };
    summary
        .rules_skipped
        .extend(["A001", "A002"].map(|code| (code, "switched off in dataset.yaml".to_owned())));
    summary
        .rules_skipped
        .extend(["D001", "D002", "D003", "D004", "D005"].map(|c| (c, "ignored on request".to_owned())));
    for (code, why) in [
        ("E003", "not every archived text at hand"),
        ("R006", "no earlier release to compare with"),
        ("E003", "not every archived text at hand"),
    ] {
        summary.waivers_unjudged.push((code, why.to_owned()));
    }
    for (code, times) in [("Q001", 10), ("X005", 2)] {
        for _ in 0..times {
            sample.add(code, Finding::new(Place::Dataset, "wrong"), None, vec![]);
        }
    }
    let wide = render(&sample.report(), &PLAIN);
    let narrow = render(&sample.report(), &TextOptions { width: Some(70), unicode: false, ..PLAIN });
    let colour = render(&sample.report(), &TextOptions { colour: true, ..PLAIN }).replace('\u{1b}', "␛");
    insta::assert_snapshot!([wide, narrow, colour].join("\n"));
}

#[test]
fn nothing_found_is_not_nothing_checked() {
    let mut sample = Sample::default();
    let nothing_ran = render(&sample.report(), &PLAIN);
    sample.summary.rules_run = vec!["Q001"];
    let nothing_there = render(&sample.report(), &PLAIN);
    insta::assert_snapshot!([nothing_ran, nothing_there].join("\n"));
}

#[test]
fn a_severity_that_the_dataset_changed_is_counted_as_changed() {
    let mut sample = typical();
    for located in &mut sample.findings {
        located.finding.severity = Severity::Warning;
    }
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));
}

#[test]
fn texts_that_are_not_there_are_named() {
    let texts = |files: &[&str], missing| {
        let mut sample = Sample::default();
        let named = files.iter().map(|file| match file.split_once(' ') {
            Some((file, meant)) => MissingFile { file: file.to_owned(), meant: Some(meant.to_owned()) },
            None => MissingFile { file: (*file).to_owned(), meant: None },
        });
        let missing_files = named.collect();
        sample.summary.texts = TextCounts { at_hand: 2, missing, missing_files, ..TextCounts::default() };
        let lines = render(&sample.report(), &PLAIN);
        lines.lines().find_map(|line| line.trim_start().strip_prefix("texts")).unwrap_or_default().to_owned()
    };
    assert_eq!(texts(&["a.txt"], 1), "     2 at hand, 0 unfit, 1 not at hand (a.txt)");
    assert_eq!(
        texts(&["a.txt", "b.txt", "c.txt"], 12),
        "     2 at hand, 0 unfit, 12 not at hand (a.txt, b.txt, c.txt and 9 more)"
    );
    assert_eq!(
        texts(&["a.txt A.txt", "b.txt"], 2),
        "     2 at hand, 0 unfit, 2 not at hand (a.txt [there is A.txt] and b.txt)"
    );
    assert_eq!(texts(&[], 0), "     2 at hand, 0 unfit, 0 not at hand");
}
