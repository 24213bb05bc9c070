//! What is exported comes back: the same records, and from them the same exports.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tallybook_diagnostics::RecordKey;
use tallybook_export::Format;
use tallybook_import::read::Source;
use tallybook_import::{import, read};
use tallybook_reader::Reading;
use tallybook_schema::RecordType;

use crate::written::both_ways_agree;
use crate::{after, datasets, write};

/// Every record by type and id.
fn records(reading: &Reading) -> BTreeMap<(RecordType, String), Value> {
    let mut records = BTreeMap::new();
    for record_type in RecordType::ALL {
        for (index, id) in reading.dataset.ids(record_type).enumerate() {
            records.insert(
                (record_type, id.to_owned()),
                reading.value(RecordKey { record_type, index }).unwrap(),
            );
        }
    }
    records
}

/// Exports a dataset and makes a new one of the tables of each format.
#[track_caller]
fn comes_back(reading: &Reading) {
    let folder = tempfile::tempdir().unwrap();
    let exports = folder.path().join("exports");
    write(&reading.dataset, &exports);
    both_ways_agree(&exports);
    for format in read::sources(&exports) {
        let tables = read::tables(&exports, format).unwrap();
        let manifest = serde_json::to_string(&reading.dataset.manifest).unwrap();
        let empty = Reading::from_memory([("dataset.json", manifest.as_str())]);
        let plan = import::plan(&empty, tables.clone(), None, false);
        assert_eq!(plan.faults, [], "{format:?}");
        let read = Reading::from_memory(plan.lines.clone());
        assert!(read.problems.is_empty(), "{format:?}: {:?}", read.problems);
        let revised = empty.revise(&plan.revision(&empty, &read)).unwrap();
        let back = after(&empty, &revised);
        assert!(back.problems.is_empty(), "{:?}", back.problems);
        assert_eq!(records(&back), records(reading), "{format:?}");

        let again = folder.path().join(format!("again-{}", format.name()));
        write(&back.dataset, &again);
        for file in std::fs::read_dir(exports.join("csv")).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_name().unwrap();
            let same = std::fs::read(&file).unwrap() == std::fs::read(again.join("csv").join(name)).unwrap();
            assert!(same, "{format:?}: {}", name.display());
        }
        let package = |folder: &std::path::Path| std::fs::read(folder.join("json/dataset.json")).unwrap();
        assert_eq!(package(&exports), package(&again), "{format:?}");

        // Over the dataset itself the same tables change nothing.
        let nothing = import::plan(reading, tables.clone(), None, true);
        assert!(nothing.faults.is_empty() && nothing.is_empty(), "{format:?}: {:?}", nothing.faults);
        let ours = import::tables_of(&reading.dataset);
        assert_eq!(import::computed_edits(&tables, &ours, &ours), []);
    }
}

#[test]
fn the_datasets_of_the_project_come_back() {
    for reading in datasets() {
        comes_back(&reading);
    }
}

#[test]
fn every_format_has_the_same_cells() {
    for reading in datasets() {
        let folder = tempfile::tempdir().unwrap();
        let exports = folder.path().join("exports");
        write(&reading.dataset, &exports);
        let first = read::tables(&exports, Source::Format(Format::Parquet)).unwrap();
        for format in read::sources(&exports) {
            let tables = read::tables(&exports, format).unwrap();
            assert_eq!(tallybook_import::verify::differences(&first, format, &tables), [], "{format:?}");
        }
    }
}

/// Texts that formats trip over.
fn text() -> impl Strategy<Value = String> {
    let awkward = [
        "plain",
        "a; b",
        "a\\; b",
        "\\",
        ";",
        "a,b",
        "\"q\"",
        "=1+1",
        "+1",
        "@x",
        "-1",
        "007",
        "57E6",
        "1-Mar",
        "TRUE",
        "null",
        "a: b",
        "[x]",
        "\"",
        "line\nbreak",
        "Тегеран",
        "تهران",
        "🛩️",
        " x",
        "_x000D_",
        "#",
        "~",
        "é",
    ];
    prop_oneof![select(awkward.to_vec()).prop_map(str::to_owned), "[ -~]{1,12}", "\\PC{1,6}"]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..3)
}

fn date() -> impl Strategy<Value = &'static str> {
    select(vec![
        "2022-08-20",
        "2022-11",
        "2022-10~",
        "2022?",
        "2022-08-20/2022-11-08",
        "../2022-02-23",
        "2022-XX",
        "202X",
    ])
}

fn quantity() -> impl Strategy<Value = &'static str> {
    select(vec![
        "160",
        "more than 160",
        "at least 2",
        "up to 200",
        "about 100",
        "100 to 120",
        "few",
        "unknown",
    ])
}

fn money() -> impl Strategy<Value = &'static str> {
    select(vec!["EUR 140000000", "about USD 2.5", "EUR 1000000 to 2000000", "more than JPY 7", "BHD 0.125"])
}

fn object(fields: Vec<(&str, Option<Value>)>) -> Value {
    let there = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let there = there.filter(|(_, value)| value.as_array().is_none_or(|items| !items.is_empty()));
    Value::Object(there.collect::<Map<_, _>>())
}

fn raw_value() -> impl Strategy<Value = Value> {
    prop_oneof![text().prop_map(|text| json!(text)), vec(text(), 0..3).prop_map(|texts| json!(texts))]
}

fn evidence(fields: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let place =
        (option::of(1..99_u32), option::of(1..9_u32), option::of(1..9_u32), option::of(Just("00:01:02")));
    let named = (
        prop::sample::subsequence(fields.to_vec(), 0..=fields.len()),
        option::of((select(fields.to_vec()), raw_value())),
    );
    (
        select(vec!["s-1", "s-2"]),
        place,
        option::of(text()),
        named,
        vec(select(vec!["a-1", "a-2"]), 0..3),
        option::of(text()),
    )
        .prop_map(|(source, (paragraph, page, line, clip), quote, (supports, reports), via, note)| {
            object(vec![
                ("source", Some(json!(source))),
                ("paragraph", paragraph.map(|n| json!(n))),
                ("page", page.map(|n| json!(n))),
                ("line", line.map(|n| json!(n))),
                ("clip", clip.map(|clip| json!(clip))),
                ("quote", quote.map(|quote| json!(quote))),
                ("supports", Some(json!(supports))),
                ("reports", reports.map(|(field, value)| json!({ field: value }))),
                ("via", Some(json!(via))),
                ("note", note.map(|note| json!(note))),
            ])
        })
}

fn source() -> impl Strategy<Value = Value> {
    let where_to =
        (option::of(Just("https://example.org/a?b=c,d")), option::of(Just("2022-11-08")), option::of(date()));
    let archived = option::of(text().prop_map(|file| json!({ "file": file, "sha256": "07".repeat(32) })));
    let parts = vec((select(vec!["2", "3-4"]), text()), 0..3);
    (text(), texts(), where_to, archived, parts, option::of(text())).prop_map(
        |(title, authors, (url, retrieved, published), archived, parts, note)| {
            let parts: Vec<_> =
                parts.iter().map(|(p, reason)| json!({ "paragraphs": p, "reason": reason })).collect();
            object(vec![
                ("kind", Some(json!("news-article"))),
                ("title", Some(json!(title))),
                ("authors", Some(json!(authors))),
                ("publisher", note.as_ref().map(|_| json!("a-1"))),
                ("url", url.map(|url| json!(url))),
                ("retrieved", retrieved.map(|day| json!(day))),
                ("published", published.map(|date| json!(date))),
                ("text", archived),
                ("not_covered", Some(json!(parts))),
                ("note", note.map(|note| json!(note))),
            ])
        },
    )
}

fn actor() -> impl Strategy<Value = Value> {
    let role =
        (text(), option::of(date()), option::of(Just("a-1"))).prop_map(|(title, start, organization)| {
            object(vec![
                ("title", Some(json!(title))),
                ("start", start.map(|date| json!(date))),
                ("organization", organization.map(|id| json!(id))),
            ])
        });
    let anonymous =
        option::of(option::of(text()).prop_map(|reason| object(vec![("reason", reason.map(|r| json!(r)))])));
    (
        text(),
        texts(),
        vec(role, 0..3),
        anonymous,
        vec(evidence(&["name", "country"]), 0..3),
        option::of(Just("IR")),
    )
        .prop_map(|(name, aliases, roles, anonymous, evidence, country)| {
            object(vec![
                ("kind", Some(json!("organization"))),
                ("name", Some(json!(name))),
                ("aliases", Some(json!(aliases))),
                ("country", country.map(|code| json!(code))),
                ("roles", Some(json!(roles))),
                ("anonymous", anonymous),
                ("evidence", Some(json!(evidence))),
            ])
        })
}

fn transfer() -> impl Strategy<Value = Value> {
    let item =
        (quantity(), option::of(text()), option::of(text()), vec(evidence(&["quantity", "equipment"]), 0..3))
            .prop_map(|(quantity, description, note, evidence)| {
                object(vec![
                    ("quantity", Some(json!(quantity))),
                    ("equipment", description.is_none().then(|| json!("e-1"))),
                    ("description", description.map(|text| json!(text))),
                    ("note", note.map(|note| json!(note))),
                    ("evidence", Some(json!(evidence))),
                ])
            });
    let place = option::of((text(), option::of(Just("IR"))));
    let numbers = (option::of(quantity()), option::of(money()), option::of(date()), option::of(date()));
    (
        numbers,
        vec(item, 0..3),
        place,
        vec(evidence(&["total", "supplier", "delivered"]), 0..4),
        option::of(text()),
    )
        .prop_map(|((total, amount, ordered, delivered), items, place, evidence, note)| {
            let place = place.map(|(name, country)| {
                object(vec![("name", Some(json!(name))), ("country", country.map(|c| json!(c)))])
            });
            object(vec![
                ("kind", Some(json!("materiel"))),
                ("supplier", Some(json!("a-1"))),
                ("recipient", Some(json!("a-2"))),
                ("stage", Some(json!("delivered"))),
                ("total", total.map(|q| json!(q))),
                ("amount", amount.map(|m| json!(m))),
                ("ordered", ordered.map(|d| json!(d))),
                ("delivered", delivered.map(|d| json!(d))),
                ("place", place),
                ("items", Some(json!(items))),
                ("note", note.map(|note| json!(note))),
                ("evidence", Some(json!(evidence))),
            ])
        })
}

fn statement() -> impl Strategy<Value = Value> {
    let claims = option::of(
        (select(vec!["total", "amount", "parties"]), raw_value()).prop_map(|(f, v)| json!({ f: v })),
    );
    let target = (claims, option::of(text())).prop_map(|(claims, note)| {
        object(vec![
            ("target", Some(json!("transfer:t-1"))),
            ("stance", Some(json!("affirms"))),
            ("claims", claims),
            ("note", note.map(|note| json!(note))),
        ])
    });
    let figure = (quantity(), option::of(text()), vec(evidence(&["value", "unit"]), 0..2)).prop_map(
        |(value, unit, evidence)| {
            object(vec![
                ("measure", Some(json!("arrests"))),
                ("value", Some(json!(value))),
                ("unit", unit.map(|unit| json!(unit))),
                ("evidence", Some(json!(evidence))),
            ])
        },
    );
    (text(), texts(), vec(target, 0..3), vec(figure, 0..3), option::of(date())).prop_map(
        |(summary, topics, about, figures, date)| {
            object(vec![
                ("speaker", Some(json!("a-1"))),
                ("act", Some(json!("assert"))),
                ("summary", Some(json!(summary))),
                ("topics", Some(json!(topics))),
                ("about", Some(json!(about))),
                ("figures", Some(json!(figures))),
                ("date", date.map(|date| json!(date))),
            ])
        },
    )
}

fn lines(prefix: &str, records: Vec<Value>) -> String {
    let numbered = records.into_iter().enumerate().map(|(i, mut record)| {
        record["id"] = json!(format!("{prefix}-{}", i + 1));
        format!("{record}\n")
    });
    numbered.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_dataset_comes_back(
        sources in vec(source(), 1..4),
        actors in vec(actor(), 1..4),
        transfers in vec(transfer(), 0..4),
        statements in vec(statement(), 0..4),
    ) {
        let reading = Reading::from_memory([
            ("dataset.yaml", "title: T\n".to_owned()),
            ("sources.jsonl", lines("s", sources)),
            ("actors.jsonl", lines("a", actors)),
            ("transfers.jsonl", lines("t", transfers)),
            ("statements.jsonl", lines("x", statements)),
        ]);
        prop_assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        comes_back(&reading);
    }
}
