//! Laying out files: values, comments and the style guide stay, whatever order and indentation they had.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tallybook_diagnostics::FileId;
use tallybook_reader::{Layout, Reading};

const MANIFEST: (&str, &str) = ("dataset.yaml", "title: T\n");

/// Lays out a file of a dataset that has no other; the path says what it holds.
fn layout(path: &str, text: &str) -> Layout {
    let reading = if path == "dataset.yaml" {
        Reading::from_memory([(path, text)])
    } else {
        Reading::from_memory([MANIFEST, (path, text)])
    };
    reading.layout(FileId(u32::from(path != "dataset.yaml")))
}

#[track_caller]
fn check(path: &str, text: &str, expected: &str) {
    assert_eq!(layout(path, text), Layout::Text(expected.to_owned()));
    assert_eq!(layout(path, expected), Layout::Text(expected.to_owned()), "laid out twice");
}

/// The files of the dataset and of the dataset that `init` starts.
fn samples() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths: Vec<PathBuf> = ["dataset", "crates/tallybook/src/init"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_datasets_that_people_learn_from_are_laid_out() {
    let samples = samples();
    assert!(samples.len() >= 14);
    for (path, text) in samples {
        assert_eq!(layout(&path, &text), Layout::Text(text.clone()), "{path}");
    }
}

#[test]
fn fields_records_and_comments_find_their_places() {
    check(
        "deals.yaml",
        "\u{feff}# yaml-language-server: $schema=x\r\n\r\n  # first\r\n  -   evidence: # why\r\n      # of it\r\n      - quote: it's # sic\r\n        source: s\r\n      # last\r\n      note: >-\r\n        A  b\r\n          c\r\n      # names\r\n      title: 'T'   # of course\r\n      id: a\r\n      stage:\r\n        agreed\r\n      parties: [b,\r\n        c]\r\n  # second\r\n  - {id: b, title: T, stage: agreed, parties: [b, c]}\r\n# end",
        "# yaml-language-server: $schema=x\n\n# first\n- id: a\n  # names\n  title: 'T'   # of course\n  parties: [b,\n    c]\n  stage: agreed\n  # last\n  note: >-\n    A  b\n      c\n  evidence: # why\n    # of it\n    - source: s\n      quote: \"it's\" # sic\n\n# second\n- {id: b, title: T, stage: agreed, parties: [b, c]}\n# end\n",
    );
}

#[test]
fn what_counts_its_own_spaces_is_left_alone() {
    let with =
        |note: &str| format!("- note: {note}\n  id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n");
    for note in ["|+\n    x\n", "|2\n    x"] {
        assert!(matches!(layout("deals.yaml", &with(note)), Layout::Unusual(_)), "{note}");
    }
    assert_eq!(layout("deals.yaml", "- id: a\n  tilte: T\n"), Layout::Unreadable);
    assert_eq!(layout("deals.json", "[]"), Layout::NotData);
}

/// The lines of a block in groups: each begins at `column`, with the comments before it.
fn groups(lines: &[String], column: usize) -> (Vec<String>, Vec<Vec<String>>) {
    let depth = |line: &String| line.len() - line.trim_start().len();
    let (mut head, mut groups, mut pending) = (Vec::new(), Vec::<Vec<String>>::new(), Vec::new());
    for line in lines {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') && depth(line) == column {
            pending.push(line.clone());
        } else if depth(line) == column {
            pending.push(line.clone());
            groups.push(std::mem::take(&mut pending));
        } else if let Some(last) = groups.last_mut() {
            last.append(&mut pending);
            last.push(line.clone());
        } else {
            head.append(&mut pending);
            head.push(line.clone());
        }
    }
    match groups.last_mut() {
        Some(last) => last.append(&mut pending),
        None => head.append(&mut pending),
    }
    (head, groups)
}

/// A file with the fields of its records in another order, indented by more.
fn disturbed(text: &str, seed: &[usize], by: usize) -> String {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (head, records) = groups(&lines, 0);
    let mut out = head;
    for record in records {
        let start = record.iter().position(|line| line.starts_with("- ")).unwrap_or(record.len());
        out.extend(record[..start].iter().map(|line| indent(line, by)));
        let mut body: Vec<String> = record[start..].to_vec();
        let Some(first) = body.first_mut().filter(|line| !line.starts_with("- {")) else {
            out.extend(record[start..].iter().map(|line| indent(line, by)));
            continue;
        };
        first.replace_range(..1, " ");
        let (_, mut fields) = groups(&body, 2);
        for i in 0..fields.len() {
            let other = seed[i % seed.len()] % fields.len();
            fields.swap(i, other);
        }
        let (first_field, rest) = fields.split_first().unwrap();
        out.push(format!("{}-", " ".repeat(by)));
        out.extend(first_field.iter().chain(rest.iter().flatten()).map(|line| indent(line, by + 1)));
    }
    out.join("\n") + "\n"
}

fn indent(line: &str, by: usize) -> String {
    if line.is_empty() { String::new() } else { format!("{}{line}", " ".repeat(by)) }
}

fn comments(text: &str) -> Vec<String> {
    let mut comments: Vec<String> = text
        .lines()
        .filter_map(|line| Some(line[line.find("# ").filter(|at| !line[..*at].contains('"'))?..].to_owned()))
        .collect();
    comments.sort();
    comments
}

proptest! {
    #[test]
    fn order_and_indentation_do_not_matter(
        seed in prop::collection::vec(0usize..100, 1..12),
        by in 0usize..5,
        which in 0usize..14,
        windows: bool,
    ) {
        let (path, text) = samples().swap_remove(which);
        prop_assume!(path != "dataset.yaml");
        let disturbed = disturbed(&text, &seed, by);
        let input = if windows { disturbed.replace('\n', "\r\n") } else { disturbed.clone() };
        let values = |text: &str| {
            let reading = Reading::from_memory([MANIFEST, (path.as_str(), text)]);
            assert!(reading.problems.is_empty(), "{path}: {:?}\n{text}", reading.problems);
            format!("{:?}", reading.dataset)
        };
        let Layout::Text(new) = layout(&path, &input) else {
            panic!("{path} is not laid out: {:?}\n{disturbed}", layout(&path, &input));
        };
        prop_assert_eq!(values(&new), values(&text));
        prop_assert_eq!(comments(&new), comments(&disturbed));
        prop_assert_eq!(layout(&path, &new), Layout::Text(new.clone()));
    }

    #[test]
    fn anything_is_survived(text in "[-:#a-c \n\t'\"|>{}\\[\\],+]{0,60}") {
        let text = format!("title: T\ndescription: {text}\n");
        let made = layout("dataset.yaml", &text);
        prop_assert_ne!(&made, &Layout::Fault, "{}", text);
        if let Layout::Text(new) = made {
            prop_assert_eq!(layout("dataset.yaml", &new), Layout::Text(new.clone()), "{}", text);
        }
    }
}
