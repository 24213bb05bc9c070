//! What must hold however the bytes of a file, or the text of a value, are.

use std::fmt::{Debug, Display};
use std::ops::Range;
use std::str::FromStr;

use serde_json::Value;
use tallybook_diagnostics::Place;
use tallybook_reader::Reading;
use tallybook_schema::RecordType;
use tallybook_schema::value::{ValueType, value_type};

const MANIFEST: (&str, &[u8]) = ("dataset.yaml", b"title: Fuzz\n");

/// Reads a file as each kind of content that its ending allows: nothing panics, every problem stands in
/// the text, and every record that was read can be pointed at.
pub fn read(ending: &str, bytes: &[u8]) {
    if ending != "jsonl" {
        check(&Reading::from_memory([(format!("dataset.{ending}"), bytes)]));
    }
    for record_type in RecordType::ALL {
        let path = format!("{}.{ending}", record_type.plural());
        let reading = Reading::from_memory([(MANIFEST.0.to_owned(), MANIFEST.1), (path, bytes)]);
        check(&reading);
        let records: Vec<Place> = (0..reading.dataset.count(record_type))
            .map(|index| Place::value(record_type, index, "/id"))
            .collect();
        let found = reading.locate(&records.iter().collect::<Vec<_>>());
        assert!(found.iter().all(Option::is_some), "a record has no place");
    }
}

fn check(reading: &Reading) {
    for problem in &reading.problems {
        if let Place::Span { file, start, end } = &problem.place {
            let text = reading.files.get(*file).map(|file| file.text());
            assert!(text.is_some_and(|text| text.get(*start..*end).is_some()), "{problem:?}");
        }
    }
}

/// The value of a type that a text is: it prints back as it was and survives JSON; if the text is none,
/// that is explained.
pub fn value<T>(type_name: &str, text: &str) -> Result<T, T::Err>
where
    T: FromStr + Display + Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
{
    let value_type = value_type(type_name).expect("a type of value");
    let parsed = text.parse::<T>();
    assert_eq!(explained(value_type, text), parsed.is_err(), "{type_name}: {text:?}");
    if let Ok(value) = &parsed {
        assert_eq!(value.to_string(), text);
        let json: Value = serde_json::to_value(value).expect("a value is JSON");
        assert_eq!(serde_json::from_value::<T>(json).ok().as_ref(), Some(value), "{text}");
    }
    parsed
}

/// Whether a text is explained not to be of a type. What is suggested for it is another text, and of the type.
pub fn explained(value_type: &ValueType, text: &str) -> bool {
    let Some(error) = value_type.explain(text) else { return false };
    assert!(!error.to_string().is_empty(), "{}: {text:?}", value_type.name);
    if let Some(meant) = error.suggestion() {
        assert_ne!(meant, text, "{}", value_type.name);
        let why = value_type.explain(meant);
        assert_eq!(why, None, "{}: {text:?} suggests {meant:?}", value_type.name);
    }
    true
}

/// Holds what is known of low, best and high against each other.
pub fn in_order<T: PartialOrd + Debug>(known: [Option<T>; 3]) {
    let known: Vec<T> = known.into_iter().flatten().collect();
    assert!(known.is_sorted(), "{known:?}");
}

/// The part of a text at a range, which is not empty, lies in it and cuts no character.
pub fn part(text: &str, range: Range<usize>) -> &str {
    let part = text.get(range.clone()).unwrap_or_else(|| panic!("{range:?} is no part of {text:?}"));
    assert!(!part.is_empty(), "{range:?} of {text:?}");
    part
}
