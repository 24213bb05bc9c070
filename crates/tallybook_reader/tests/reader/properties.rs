//! What holds for any input: nothing panics, every place is one, every record can be pointed into,
//! and JSON Lines reads as JSON does.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use tallybook_diagnostics::{Files, Place, RecordKey};
use tallybook_reader::{ProblemKind, Reading};
use tallybook_schema::record::{Actor, Deal, Equipment, Record, Source, Statement, Transfer};
use tallybook_schema::{Dataset, RecordType};

use crate::{read_bytes, show};

fn dataset_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dataset")
}

/// The files of the real dataset.
pub(crate) static REAL_FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let mut files: Vec<_> = fs::read_dir(dataset_folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
});

/// Every range of a problem lies in its text, on boundaries of characters.
fn places_are_places(reading: &Reading) {
    let text = |files: &Files, file| files.get(file).unwrap().text().to_owned();
    for problem in &reading.problems {
        if let Place::Span { file, start, end } = &problem.place {
            assert!(text(&reading.files, *file).get(*start..*end).is_some(), "{problem:?}");
            if let ProblemKind::DuplicateKey { first, .. } = &problem.kind {
                assert!(text(&reading.files, *file).get(first.clone()).is_some(), "{problem:?}");
            }
        }
    }
    show(reading);
}

/// Every value in a JSON value, by its pointer.
pub(crate) fn pointers(value: &Value, at: &str, out: &mut Vec<(String, Value)>) {
    out.push((at.to_owned(), value.clone()));
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{i}"), out);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointers(field, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        _ => {}
    }
}

fn json<T: Record>(dataset: &Dataset, index: usize) -> Value {
    serde_json::to_value(&T::of(dataset)[index]).unwrap()
}

/// Calls `visit` with every value of every record: its place and what it is.
fn every_value(dataset: &Dataset, mut visit: impl FnMut(Place, Value)) {
    for record_type in RecordType::ALL {
        for index in 0..dataset.count(record_type) {
            let record = match record_type {
                RecordType::Source => json::<Source>(dataset, index),
                RecordType::Actor => json::<Actor>(dataset, index),
                RecordType::Equipment => json::<Equipment>(dataset, index),
                RecordType::Deal => json::<Deal>(dataset, index),
                RecordType::Transfer => json::<Transfer>(dataset, index),
                RecordType::Statement => json::<Statement>(dataset, index),
            };
            let mut values = Vec::new();
            pointers(&record, "", &mut values);
            for (pointer, value) in values {
                visit(Place::value(record_type, index, pointer), value);
            }
        }
    }
}

/// A scalar as the text shows it: without quotes, escapes and folds.
fn plain(text: &str) -> String {
    let text = match text.chars().next() {
        Some('\'') => text.trim_matches('\'').replace("''", "'"),
        Some('"') => text[1..text.len() - 1].replace("\\\"", "\"").replace("\\\\", "\\"),
        _ => text.to_owned(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_value_of_the_dataset_is_found_in_its_file() {
    let reading = Reading::from_folder(&dataset_folder()).unwrap();
    assert_eq!(show(&reading), "");
    let mut checked = 0;
    every_value(&reading.dataset, |place, value| {
        let location = reading.locate(&[&place]).remove(0).unwrap();
        let text = &reading.files.get(location.file).unwrap().text()[location.range];
        let expected = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return assert!(!text.is_empty(), "{place:?}"),
        };
        assert_eq!(plain(text), plain(&expected), "{place:?}");
        checked += 1;
    });
    assert!(checked > 500, "{checked}");
}

/// The real dataset in JSON Lines, and in JSON.
pub(crate) static JSON: LazyLock<[Vec<(String, String)>; 2]> =
    LazyLock::new(|| [as_json(true), as_json(false)]);

/// The records of the real dataset as JSON: one file a type, a list or a line for each.
fn as_json(lines: bool) -> Vec<(String, String)> {
    let dataset = Reading::from_folder(&dataset_folder()).unwrap().dataset;
    let mut tables: Vec<(RecordType, Vec<Value>)> = RecordType::ALL.map(|t| (t, Vec::new())).to_vec();
    every_value(&dataset, |place, value| {
        if let Place::Record { key, pointer, .. } = place
            && pointer.is_empty()
        {
            tables.iter_mut().find(|(t, _)| *t == key.record_type).unwrap().1.push(value);
        }
    });
    let write = |records: &[Value]| {
        if lines {
            records.iter().map(|record| format!("{record}\r\n")).collect::<String>()
        } else {
            serde_json::to_string_pretty(records).unwrap()
        }
    };
    let extension = if lines { "jsonl" } else { "json" };
    tables.iter().map(|(t, records)| (format!("{}.{extension}", t.plural()), write(records))).collect()
}

#[test]
fn every_value_is_found_in_json_and_json_lines() {
    for files in JSON.iter() {
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
        let reading = read_bytes(&files);
        assert_eq!(show(&reading), "");
        let (mut places, mut values) = (Vec::new(), Vec::new());
        every_value(&reading.dataset, |place, value| {
            places.push(place);
            values.push(value);
        });
        let found = reading.locate(&places.iter().collect::<Vec<_>>());
        for ((place, value), location) in places.iter().zip(&values).zip(found) {
            let location = location.unwrap();
            let text = &reading.files.get(location.file).unwrap().text()[location.range];
            if !value.is_array() && !value.is_object() {
                assert_eq!(&serde_json::from_str::<Value>(text).unwrap(), value, "{place:?}");
            }
        }
        assert!(reading.origin(RecordKey { record_type: RecordType::Transfer, index: 0 }).is_some());
    }
}

/// Pieces of text that mean something to a parser, or are wrong for a field.
const PIECES: &[&str] = &[
    "\n",
    "  ",
    "\t",
    "- ",
    ": ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "|\n",
    ">-\n",
    "#",
    "&a ",
    "*a",
    "!x ",
    "---\n",
    "%",
    "~",
    "null",
    "true",
    "0x10",
    "1_000",
    "1e3",
    ".inf",
    "2022-13",
    "2022-11/2022-08",
    "N/A",
    "id: ",
    "\"id\":",
    "evidence: ",
    "colour: x\n",
    "\u{feff}",
    "\u{0}",
    "é",
    "\u{1F600}",
    "\\",
    "\\ud800",
    "\r",
    "\r\n",
    "<<: ",
];

#[derive(Debug, Clone)]
enum Mutation {
    Delete(Index, Index),
    Insert(Index, &'static str),
    Byte(Index, u8),
    Repeat(Index, Index),
    Cut(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (any::<Index>(), select(PIECES)).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (any::<Index>(), select(PIECES)).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        (any::<Index>(), any::<Index>()).prop_map(|(at, length)| Mutation::Repeat(at, length)),
        any::<Index>().prop_map(Mutation::Cut),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutation: &Mutation) {
    let span = |at: &Index, length: &Index| {
        let start = at.index(bytes.len() + 1);
        start..(start + length.index(40)).min(bytes.len())
    };
    match mutation {
        Mutation::Delete(at, length) => drop(bytes.drain(span(at, length))),
        Mutation::Insert(at, piece) => {
            let at = at.index(bytes.len() + 1);
            drop(bytes.splice(at..at, piece.bytes()));
        }
        Mutation::Byte(at, byte) => {
            let at = at.index(bytes.len().max(1));
            bytes.iter_mut().skip(at).take(1).for_each(|b| *b = *byte);
        }
        Mutation::Repeat(at, length) => bytes.extend_from_within(span(at, length)),
        Mutation::Cut(at) => bytes.truncate(at.index(bytes.len() + 1)),
    }
}

/// A JSON value with names and scalars that records have, or nearly have.
fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        select(
            &[
                "a",
                "state",
                "2022",
                "2022-13",
                "100 to 120",
                "EUR 5",
                "N/A",
                "",
                "IR",
                "transfer:a",
                "\u{1F600}"
            ][..]
        )
        .prop_map(str::to_owned),
        "[ -~é]{0,6}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..200_u8).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let name = select(
        &[
            "id",
            "kind",
            "name",
            "aliases",
            "country",
            "roles",
            "title",
            "organization",
            "evidence",
            "source",
            "quote",
            "supports",
            "reports",
            "via",
            "paragraph",
            "colour",
            "anonymous",
            "reason",
            "start",
        ][..],
    );
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name.clone(), inner), 0..8).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

/// An actor that is nearly right.
fn actor() -> impl Strategy<Value = Value> {
    vec(
        (
            select(&["kind", "name", "aliases", "country", "roles", "evidence", "anonymous", "note"][..]),
            value(),
        ),
        0..3,
    )
    .prop_map(|changes| {
        let mut actor = serde_json::json!({
            "id": "a", "kind": "state", "name": "A", "aliases": ["B"],
            "roles": [{"title": "T", "start": "2020"}],
            "evidence": [{"source": "s", "paragraph": 1, "reports": {"name": "C", "aliases": ["D"]}}],
        });
        for (name, value) in changes {
            actor[name] = value;
        }
        actor
    })
}

fn kinds(reading: &Reading) -> Vec<ProblemKind> {
    reading.problems.iter().map(|problem| problem.kind.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mutation_of_the_dataset_is_read(
        file in any::<Index>(),
        mutations in vec(mutation(), 1..6),
    ) {
        let (path, bytes) = file.get(&REAL_FILES);
        let mut bytes = bytes.clone();
        for mutation in &mutations {
            mutate(&mut bytes, mutation);
        }
        places_are_places(&read_bytes(&[(path, &bytes)]));
    }

    #[test]
    fn any_mutation_of_json_is_read(
        format in any::<Index>(),
        file in any::<Index>(),
        mutations in vec(mutation(), 1..6),
    ) {
        let files: &Vec<_> = format.get(JSON.as_slice());
        let (path, text) = file.get(files);
        let mut bytes = text.clone().into_bytes();
        for mutation in &mutations {
            mutate(&mut bytes, mutation);
        }
        places_are_places(&read_bytes(&[(path, &bytes)]));
    }

    #[test]
    fn any_bytes_are_read(
        path in select(&["actors.yaml", "actors.json", "actors.jsonl", "dataset.yaml", "dataset.json", "x"][..]),
        bytes in prop_oneof![
            vec(any::<u8>(), 0..200),
            vec(select(PIECES), 0..60).prop_map(|pieces| pieces.concat().into_bytes()),
        ],
    ) {
        places_are_places(&read_bytes(&[(path, &bytes)]));
    }

    #[test]
    fn json_lines_read_as_json_and_yaml_does_not_differ_in_what_it_refuses(actor in prop_oneof![actor(), value()]) {
        let text = actor.to_string();
        let json = read_bytes(&[("actors.json", text.as_bytes())]);
        places_are_places(&json);
        let lines = read_bytes(&[("actors.jsonl", text.as_bytes())]);
        places_are_places(&lines);
        // A list is many records to JSON, and one bad record to JSON Lines; null is none, or a bad one.
        if actor.is_object() {
            prop_assert_eq!(kinds(&json), kinds(&lines));
            prop_assert_eq!(json.unread.clone(), lines.unread.clone());
            let (a, b) = (&json.dataset.actors, &lines.dataset.actors);
            prop_assert_eq!(serde_json::to_value(&**a).unwrap(), serde_json::to_value(&**b).unwrap());
            // What JSON accepts, YAML accepts: a plain scalar can only be more.
            if json.problems.is_empty() {
                prop_assert_eq!(show(&read_bytes(&[("actors.yaml", text.as_bytes())])), "");
            }
        }
    }

    #[test]
    fn a_refused_record_says_why(actor in actor()) {
        let reading = read_bytes(&[("actors.jsonl", actor.to_string().as_bytes())]);
        prop_assert_eq!(reading.problems.is_empty(), reading.dataset.actors.len() == 1);
        prop_assert_eq!(reading.dataset.actors.len() + reading.unread.len(), 1);
        // No fault is told twice.
        let shown = show(&reading);
        let mut lines: Vec<&str> = shown.lines().collect();
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        prop_assert_eq!(lines.len(), count);
    }
}
