//! What must hold however the bytes of a file are.

use tallybook_diagnostics::Place;
use tallybook_reader::Reading;
use tallybook_schema::RecordType;

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
        let records: Vec<Place> =
            (0..reading.dataset.count(record_type)).map(|index| Place::value(record_type, index, "/id")).collect();
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
