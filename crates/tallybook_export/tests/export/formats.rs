//! What is in the files.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tallybook_export::{
    Context, Format, Metadata, Options, QuoteMatch, Quotes, TABLES, TableData, csv, evidence_id, json_lines,
    nested, parquet as parquet_files,
};
use tallybook_schema::RecordType;
use tallybook_schema::value::Day;

use crate::miniature;

fn tables() -> Vec<TableData> {
    let dataset = miniature::dataset();
    let context = Context::new(&dataset, None, None);
    TABLES.iter().map(|table| table.data(&context)).collect()
}

fn json(data: &TableData) -> String {
    let mut bytes = Vec::new();
    json_lines::write(data, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn csv_of_every_table() {
    let dataset = miniature::dataset();
    for (path, bytes) in miniature::files(&dataset, &Options::default()) {
        if path.starts_with("csv/") && path != "csv/csv-metadata.json" {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.ends_with("\r\n"), "{path}");
            insta::assert_snapshot!(path.replace('/', "-"), text.replace("\r\n", "\n"));
        }
    }
}

#[test]
fn the_nested_document() {
    let dataset = miniature::dataset();
    let files = miniature::files(&dataset, &Options::default());
    let text = std::str::from_utf8(&files["json/dataset.json"]).unwrap();
    insta::assert_snapshot!("dataset-json", text);
}

#[test]
fn the_same_dataset_gives_the_same_bytes() {
    let first = miniature::files(&miniature::dataset(), &Options::default());
    let second = miniature::files(&miniature::dataset(), &Options::default());
    assert!(first == second);
    assert_eq!(first.len(), 3 * TABLES.len() + 9);
}

#[test]
fn only_the_formats_that_are_asked_for() {
    let dataset = miniature::dataset();
    let others = |format: Format| {
        let options = Options { formats: BTreeSet::from([format]), ..Options::default() };
        let paths = miniature::files(&dataset, &options).into_keys();
        let tables = format!("{}/", format.as_str());
        paths.filter(|path| !path.starts_with(&tables)).collect::<Vec<_>>()
    };
    let all = ["README.md", "SHA256SUMS", "croissant.json", "datapackage.json", "manifest.json"];
    assert_eq!(others(Format::Csv), all);
    assert_eq!(others(Format::Parquet), all);
    assert_eq!(others(Format::Json), ["README.md", "SHA256SUMS", "croissant.json", "manifest.json"]);
}

/// Reads a Parquet file back as the table that was written.
fn read_parquet(bytes: &[u8], data: &TableData) -> TableData {
    let builder = ParquetRecordBatchReaderBuilder::try_new(tempfile_of(bytes)).unwrap();
    let schema = Arc::clone(builder.schema());
    let batches = builder.build().unwrap().map(Result::unwrap).collect();
    TableData { table: data.table, columns: data.columns.clone(), schema, batches }
}

fn tempfile_of(bytes: &[u8]) -> std::fs::File {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file.reopen().unwrap()
}

#[test]
fn parquet_is_read_back_as_it_was_written() {
    let metadata = Metadata::new(&miniature::dataset().manifest, None);
    for data in tables() {
        let mut bytes = Vec::new();
        parquet_files::write(&data, &metadata, &mut bytes).unwrap();
        let read = read_parquet(&bytes, &data);
        assert_eq!(read.schema.fields(), data.schema.fields(), "{}", data.table.name);
        assert_eq!(json(&read), json(&data));
    }
}

#[test]
fn parquet_says_what_it_holds() {
    let metadata = Metadata::new(&miniature::dataset().manifest, Day::new(2022, 6, 30));
    let data = &tables()[5];
    let mut bytes = Vec::new();
    parquet_files::write(data, &metadata, &mut bytes).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(tempfile_of(&bytes)).unwrap();
    let file = builder.metadata().file_metadata();
    assert_eq!(file.created_by(), Some("tallybook"));
    let value = |key: &str| {
        let pairs = file.key_value_metadata().unwrap();
        pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone())
    };
    assert_eq!(value("tallybook:title").as_deref(), Some("Miniature: every kind of value"));
    assert_eq!(value("tallybook:licence").as_deref(), Some("CC0-1.0"));
    assert_eq!(value("tallybook:as_of").as_deref(), Some("2022-06-30"));
    let columns: Value = serde_json::from_str(&value("tallybook:columns").unwrap()).unwrap();
    assert_eq!(columns.as_array().unwrap().len(), data.columns.len());
    let field = builder.schema().field_with_name("carrier_id").unwrap();
    assert_eq!(field.metadata().get("references").unwrap(), "equipment.id");
}

#[test]
fn a_column_of_nulls_keeps_its_type() {
    let dataset = tallybook_schema::Dataset::default();
    let context = Context::new(&dataset, None, None);
    for data in TABLES.iter().map(|table| table.data(&context)) {
        let mut bytes = Vec::new();
        parquet_files::write(&data, &Metadata::default(), &mut bytes).unwrap();
        let read = read_parquet(&bytes, &data);
        assert_eq!(read.rows(), 0);
        for (field, column) in read.schema.fields().iter().zip(&data.columns) {
            assert_eq!(*field.data_type(), column.kind.arrow_type(), "{}.{}", data.table.name, column.name);
        }
    }
}

/// Reads CSV as its documentation says and compares it with JSON: two ways to write one table.
#[test]
fn csv_and_json_say_the_same() {
    for data in tables() {
        let mut bytes = Vec::new();
        csv::write(&data, &mut bytes).unwrap();
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        let names: Vec<_> = data.columns.iter().map(|column| column.name.clone()).collect();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let lines: Vec<Value> = json(&data).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(rows.len(), lines.len());
        for (row, line) in rows.iter().zip(&lines) {
            assert_eq!(line.as_object().unwrap().len(), names.len());
            for (name, cell) in names.iter().zip(row) {
                match &line[name] {
                    Value::Null => assert_eq!(cell, "", "{name}"),
                    Value::String(text) => assert_eq!(cell, text, "{name}"),
                    Value::Array(entries) => assert_eq!(entries_of(cell), *entries, "{name}"),
                    plain => assert_eq!(cell, plain.to_string(), "{name}"),
                }
            }
        }
    }
}

/// The entries of a list in CSV.
fn entries_of(cell: &str) -> Vec<Value> {
    let (mut entries, mut entry, mut chars) = (Vec::new(), String::new(), cell.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => entry.extend(chars.next()),
            ';' => {
                entries.push(Value::from(std::mem::take(&mut entry)));
                assert_eq!(chars.next(), Some(' '));
            }
            c => entry.push(c),
        }
    }
    if !cell.is_empty() {
        entries.push(Value::from(entry));
    }
    entries
}

#[test]
fn null_and_empty_text_differ_in_csv() {
    let dataset = miniature::dataset();
    let files = miniature::files(&dataset, &Options::default());
    let items = std::str::from_utf8(&files["csv/items.csv"]).unwrap();
    let with_empty_note =
        items.lines().find(|line| line.starts_with("transfer:first-batch#/items/0,")).unwrap();
    assert!(with_empty_note.ends_with(",,\"\""), "condition is null, note is empty text: {with_empty_note}");
}

#[test]
fn quotes_that_were_looked_up_are_shown() {
    let dataset = miniature::dataset();
    let id = evidence_id(RecordType::Transfer, "first-batch", "/items/0", 0);
    let quotes: Quotes = [(id.clone(), QuoteMatch { verified: true, start: Some(40), end: Some(50) })].into();
    let options = Options { quotes: Some(&quotes), ..Options::default() };
    let files = miniature::files(&dataset, &options);
    let lines = std::str::from_utf8(&files["json/evidence.jsonl"]).unwrap().lines();
    let rows: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    let (looked_up, others): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| row["evidence_id"] == id.as_str());
    assert_eq!(looked_up.len(), 2);
    for row in looked_up {
        assert_eq!(
            (&row["quote_verified"], &row["quote_start"], &row["quote_end"]),
            (&true.into(), &40.into(), &50.into())
        );
    }
    assert!(others.iter().all(|row| row["quote_verified"].is_null()));
}

#[test]
fn positions_are_those_of_the_day() {
    let dataset = miniature::dataset();
    let positions = |as_of| {
        let context = Context::new(&dataset, as_of, None);
        let lines = json(&TABLES[5].data(&context));
        let row: Value = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .find(|row: &Value| row["id"] == "first-batch")
            .unwrap();
        format!("{} {} {}", row["dispute_status"], row["supplier_position"], row["recipient_position"])
    };
    assert_eq!(positions(Day::new(2022, 6, 10)), r#""unstated" null null"#);
    assert_eq!(positions(Day::new(2022, 6, 30)), r#""contested" "affirms-in-part" "denies""#);
    assert_eq!(positions(None), r#""affirmed" null "affirms""#);
}

/// More rows than a batch has, in an order that is not that of the ids.
#[test]
fn large_tables_are_whole_and_in_order() {
    let lines: Vec<String> = (0..40_000_u32)
        .map(|n| format!("{{\"id\":\"a-{:05}\",\"kind\":\"person\",\"name\":\"{n}\"}}", (n * 7919) % 40_000))
        .collect();
    let lines = lines.join("\n");
    let reading = tallybook_reader::Reading::from_memory([
        ("dataset.yaml", "title: Large\n"),
        ("actors.jsonl", lines.as_str()),
    ]);
    assert!(reading.problems.is_empty());
    let context = Context::new(&reading.dataset, None, None);
    let data = TABLES[1].data(&context);
    assert!(data.batches.len() > 1);
    let mut bytes = Vec::new();
    parquet_files::write(&data, &Metadata::default(), &mut bytes).unwrap();
    let read = read_parquet(&bytes, &data);
    let ids: Vec<String> = read
        .batches
        .iter()
        .flat_map(|batch| {
            batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let expected: Vec<String> = (0..40_000).map(|n| format!("a-{n:05}")).collect();
    assert!(ids == expected);
    assert!(read.batches.iter().all(|batch| batch.column(0).null_count() == 0));
}

#[test]
fn the_nested_document_follows_its_schema() {
    let schema = serde_json::to_value(nested::schema()).unwrap();
    let dataset = miniature::dataset();
    let files = miniature::files(&dataset, &Options::default());
    let document: Value = serde_json::from_slice(&files["json/dataset.json"]).unwrap();
    let required: BTreeSet<_> =
        schema["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
    let keys: BTreeSet<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(required, keys);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
