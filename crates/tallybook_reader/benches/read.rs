//! How fast a dataset is read, in megabytes a second: `cargo bench -p tallybook_reader`.

use std::fmt::Write;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use tallybook_reader::Reading;

fn main() {
    divan::main();
}

/// Transfers in each dataset.
const RECORDS: usize = 50_000;

/// Files that the YAML of a split dataset is spread over.
const FILES: usize = 50;

const MANIFEST: (&str, &str) =
    ("dataset.yaml", "title: Synthetic\nchecks: {limits: {file_bytes: 100000000}}\n");

/// A transfer with two items and five pieces of evidence, about as the real dataset has them.
fn transfer_yaml(number: usize) -> String {
    let mut text = format!(
        "- id: batch-{number}
  kind: materiel
  supplier: actor-{}
  recipient: actor-{}
  stage: delivered
  delivered: 2022-{:02}
  total: more than {}
  itemisation: partial
  items:
",
        number % 97,
        number % 89,
        number % 12 + 1,
        number % 500 + 20,
    );
    for item in 0..2 {
        let _ = write!(
            text,
            "    - equipment: type-{}
      quantity: {}
      evidence:
        - source: source-{}
          paragraph: {}
          quote: \"included {} pieces\"
          supports: [equipment, quantity]
          via: [agency]
",
            number % 31 + item,
            number % 10,
            number % 53,
            number % 20 + 1,
            number % 10,
        );
    }
    text.push_str("  evidence:\n");
    for piece in 0..3 {
        let _ = writeln!(
            text,
            "    - {{source: source-{}, paragraph: {}, quote: handed over in exchange, supports: [supplier, recipient]}}",
            number % 53 + piece,
            number % 20 + 1,
        );
    }
    text
}

/// The same transfers as JSON, one a line.
fn json_lines() -> String {
    let records = Reading::from_memory([MANIFEST, ("transfers.yaml", &yaml(0..RECORDS))]).dataset.transfers;
    records
        .iter()
        .filter_map(|transfer| serde_json::to_string(transfer).ok())
        .fold(String::new(), |lines, line| lines + &line + "\n")
}

fn yaml(numbers: std::ops::Range<usize>) -> String {
    numbers.map(transfer_yaml).collect()
}

/// Reads the files, and makes sure that all is read.
fn read(bencher: Bencher<'_, '_>, files: &[(String, String)]) {
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let files = || {
        let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        files.chain([MANIFEST])
    };
    let reading = Reading::from_memory(files());
    assert_eq!((reading.dataset.transfers.len(), reading.problems.len()), (RECORDS, 0));
    bencher.counter(BytesCount::new(bytes)).bench(|| black_box(Reading::from_memory(files())));
}

#[divan::bench(sample_count = 5)]
fn jsonl(bencher: Bencher<'_, '_>) {
    read(bencher, &[("transfers.jsonl".to_owned(), json_lines())]);
}

#[divan::bench(sample_count = 5)]
fn json(bencher: Bencher<'_, '_>) {
    let list = format!("[{}]", json_lines().trim_end().replace('\n', ","));
    read(bencher, &[("transfers.json".to_owned(), list)]);
}

#[divan::bench(sample_count = 5)]
fn yaml_in_one_file(bencher: Bencher<'_, '_>) {
    read(bencher, &[("transfers.yaml".to_owned(), yaml(0..RECORDS))]);
}

#[divan::bench(sample_count = 5)]
fn yaml_in_many_files(bencher: Bencher<'_, '_>) {
    let size = RECORDS / FILES;
    let files: Vec<_> = (0..FILES)
        .map(|file| (format!("transfers/{file:03}.yaml"), yaml(file * size..(file + 1) * size)))
        .collect();
    read(bencher, &files);
}

/// Finding one place in a file of many records, as for a single finding.
#[divan::bench(sample_count = 5)]
fn locate_in_jsonl(bencher: Bencher<'_, '_>) {
    use tallybook_diagnostics::Place;
    use tallybook_schema::RecordType;

    let lines = json_lines();
    let reading = Reading::from_memory([MANIFEST, ("transfers.jsonl", &lines)]);
    let place = Place::value(RecordType::Transfer, RECORDS - 1, "/items/1/evidence/0/quote");
    bencher.bench(|| black_box(reading.locate(&[&place])));
}
