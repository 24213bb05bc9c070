//! Input made to do harm: every file gives a clear problem, soon, and no stack overflows.

use std::thread;
use std::time::{Duration, Instant};

use tallybook_diagnostics::{Place, RecordKey};
use tallybook_reader::{Hostility, ProblemKind, Reading};
use tallybook_schema::RecordType;

use crate::{read, show};

/// Reads a dataset on a small stack and within a time that only a runaway exceeds.
fn survive(files: Vec<(&'static str, String)>) -> Reading {
    let start = Instant::now();
    let reading = thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(move || {
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            read(&files)
        })
        .unwrap()
        .join()
        .unwrap();
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    reading
}

#[track_caller]
fn check_hostile(path: &'static str, text: String, expected: &Hostility) {
    let reading = survive(vec![(path, text)]);
    let kinds: Vec<_> = reading.problems.iter().map(|problem| &problem.kind).collect();
    assert_eq!(kinds, [&ProblemKind::Hostile(expected.clone())]);
}

#[test]
fn deep_nesting_stops_at_the_limit() {
    let many = 1_000_000;
    let depth = Hostility::Depth { limit: 32 };
    for text in ["[", "{", "- ", "? ", "{\"a\":", "[{a: ", ": "] {
        check_hostile("actors.yaml", text.repeat(many), &depth);
    }
    for text in ["[", "{\"a\":", "[{\"a\":"] {
        check_hostile("actors.json", text.repeat(many), &depth);
        check_hostile("actors.jsonl", text.repeat(many), &depth);
    }
    let lines: String = (0..2000).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
    check_hostile("actors.yaml", lines, &depth);
}

#[test]
fn the_depth_is_a_setting_with_a_ceiling() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for (setting, limit) in [(4, 4), (64, 64), (65535, 64)] {
        let manifest = format!("title: T\nchecks: {{limits: {{depth: {setting}}}}}\n");
        for path in ["actors.yaml", "actors.json", "actors.jsonl"] {
            for (depth, hostile) in [(limit, false), (limit + 1, true)] {
                let reading = survive(vec![("dataset.yaml", manifest.clone()), (path, nested(depth))]);
                let kind = ProblemKind::Hostile(Hostility::Depth { limit });
                let found = reading.problems.iter().any(|problem| problem.kind == kind);
                assert_eq!(found, hostile, "{path} {depth}: {}", show(&reading));
            }
        }
    }
}

#[test]
fn a_record_that_the_limit_refuses_is_refused_in_every_format() {
    let record =
        r#"{"id":"a","kind":"state","name":"A","evidence":[{"source":"s","reports":{"aliases":["B"]}}]}"#;
    for depth in 4..8 {
        let manifest = format!("title: T\nchecks: {{limits: {{depth: {depth}}}}}\n");
        for path in ["actors.yaml", "actors.json", "actors.jsonl"] {
            let reading = read(&[("dataset.yaml", &manifest), (path, record)]);
            assert_eq!(reading.problems.is_empty(), depth >= 5, "{path} {depth}: {}", show(&reading));
            let key = RecordKey { record_type: RecordType::Actor, index: 0 };
            let place = Place::value(key.record_type, key.index, "/evidence/0/reports/aliases/0");
            assert_eq!(reading.locate(&[&place])[0].is_some(), depth >= 5);
        }
    }
}

#[test]
fn anchors_and_aliases_are_refused_before_they_expand() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in ('b'..='z').zip('a'..) {
        bomb += &format!("{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}]\n");
    }
    check_hostile("actors.yaml", bomb, &Hostility::Anchor);
    check_hostile("actors.yaml", "- *x\n".to_owned(), &Hostility::Alias);
    let reading = read(&[("actors.yaml", "- {id: &north x}\n")]);
    assert!(show(&reading).starts_with("actors.yaml:1:8 `&north`"), "{}", show(&reading));
}

#[test]
fn sizes_are_limited_by_settings() {
    let manifest = "title: T\nchecks: {limits: {file_bytes: 100, jsonl_bytes: 300}}\n".to_owned();
    let comment = |bytes: usize| "#".repeat(bytes);
    let run = |path, text| survive(vec![("dataset.yaml", manifest.clone()), (path, text)]).problems;
    assert_eq!(run("actors.yaml", comment(100)).len(), 0);
    let large = Hostility::FileSize { bytes: 101, limit: 100, setting: "file_bytes" };
    assert_eq!(run("actors.yaml", comment(101))[0].kind, ProblemKind::Hostile(large));
    let large = Hostility::FileSize { bytes: 301, limit: 300, setting: "jsonl_bytes" };
    assert_eq!(run("actors.jsonl", " ".repeat(301))[0].kind, ProblemKind::Hostile(large));
    let long = format!("{{\"id\": \"{}\"}}\n{}", "a".repeat(120), r#"{"id":"a","kind":"state","name":"A"}"#);
    let reading = survive(vec![("dataset.yaml", manifest.clone()), ("actors.jsonl", long)]);
    let line = Hostility::LineSize { bytes: 130, limit: 100 };
    assert_eq!(reading.problems[0].kind, ProblemKind::Hostile(line));
    assert_eq!((reading.dataset.actors.len(), reading.unread.len()), (1, 1));
    // The description itself is under the standard limits, whatever it says of others.
    let own = format!("title: T\ndescription: {}\nchecks: {{limits: {{file_bytes: 10}}}}\n", comment(50));
    assert_eq!(survive(vec![("dataset.yaml", own)]).problems.len(), 0);
}

#[test]
fn a_file_full_of_faults_is_given_up() {
    let over = ProblemKind::Hostile(Hostility::Problems { limit: 1000 });
    for (path, text) in [
        ("actors.yaml", "- {}\n".repeat(50_000)),
        ("actors.json", format!("[{}{{}}]", "{},".repeat(100_000))),
        ("actors.jsonl", "{}\n".repeat(500_000)),
        ("actors.yaml", format!("{{{}}}", "a: ,".repeat(200_000))),
        ("actors.jsonl", "x\n".repeat(500_000)),
    ] {
        let reading = survive(vec![(path, text)]);
        assert_eq!(reading.problems.len(), 1001, "{path}");
        assert_eq!(reading.problems[1000].kind, over, "{path}");
        assert!(reading.unread.len() <= 1001, "{path}");
    }
}

#[test]
fn large_mappings_and_lists_are_read_in_linear_time() {
    let keys: String = (0..50_000).map(|i| format!("k{i}: {i}\n")).collect();
    let reading = survive(vec![("actors.yaml", keys.clone())]);
    // The first faults are shown; a record is not searched for tens of thousands.
    assert!((1..=200).contains(&reading.problems.len()), "{}", reading.problems.len());
    let reports = format!(
        "- id: a\n  kind: state\n  name: A\n  evidence:\n    - source: s\n      reports:\n{}",
        keys.lines().map(|line| format!("        {line}\n")).collect::<String>()
    );
    assert_eq!(show(&survive(vec![("actors.yaml", reports)])), "");
    let aliases = format!("- {{id: a, kind: state, name: A, aliases: [{}]}}", "x,".repeat(200_000));
    assert_eq!(show(&survive(vec![("actors.yaml", aliases)])), "");
}

#[test]
fn long_scalars_are_only_long() {
    let long = "x".repeat(8 << 20);
    let reading = survive(vec![
        ("actors.yaml", format!("- {{id: {long}, kind: {long}, name: {long}, country: \"{long}\"}}")),
        ("transfers.yaml", format!("- {{id: a, delivered: {long}, total: {}}}", "9".repeat(1 << 20))),
        ("equipment.jsonl", format!("{{\"id\": \"{}\"}}", "\\u0041".repeat(1 << 20))),
    ]);
    assert!(reading.problems.len() > 5);
}

#[test]
fn scanners_stay_linear() {
    let many = 50_000;
    for text in [
        "a\n", "# a\n", "\n", " \n", "...\n", "a,", "a: ,", "'", "\\", "%", "&a ", "!a ", "a:", "- a\n", ",",
        "]",
    ] {
        for prefix in ["", "\"", "'", "[", "{", "a: |\n ", "- ", "? "] {
            let reading = survive(vec![("actors.yaml", format!("{prefix}{}", text.repeat(many)))]);
            assert!(reading.problems.len() <= 1001);
        }
    }
}
