//! Tests of the reader as its users see it: files in, records and problems out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod folder;
mod hostile;
mod layout;
mod properties;
mod rereading;
mod revise;
mod shape;
mod stream;

use tallybook_diagnostics::Place;
use tallybook_reader::Reading;

/// A dataset of the files given and a description, unless one is among them.
fn read(files: &[(&str, &str)]) -> Reading {
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    read_bytes(&bytes)
}

fn read_bytes(files: &[(&str, &[u8])]) -> Reading {
    let mut files = files.to_vec();
    if !files.iter().any(|(path, _)| path.starts_with("dataset.")) {
        files.push(("dataset.yaml", b"title: Test\n"));
    }
    Reading::from_memory(files)
}

/// The problems, one a line: file, line, column, the text underlined, and what it is.
fn show(reading: &Reading) -> String {
    let mut out = String::new();
    for problem in &reading.problems {
        let place = match &problem.place {
            Place::Span { .. } => {
                let location = reading.locate(&[&problem.place]).remove(0).unwrap();
                let file = reading.files.get(location.file).unwrap();
                let text = file.text()[location.range].escape_debug().to_string();
                format!("{}:{}:{} `{text}`", file.path(), location.line, location.column)
            }
            Place::File(file) => reading.files.get(*file).unwrap().path().to_owned(),
            _ => "-".to_owned(),
        };
        out += &format!("{place} {:?}\n", problem.kind);
    }
    out
}

/// Compares the problems of a dataset with those expected, one a line: the place, and how the debug
/// form of the kind begins.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[(&str, &str)]) {
    let reading = read(files);
    let shown = show(&reading);
    let lines: Vec<&str> = shown.lines().collect();
    let same = lines.len() == expected.len()
        && lines.iter().zip(expected).all(|(line, (place, kind))| {
            line.strip_prefix(place).is_some_and(|rest| rest.trim_start().starts_with(kind))
        });
    assert!(same, "found:\n{shown}expected:\n{expected:#?}");
}
