//! Changes of records: exactly what is written, and what holds for any change of any dataset.

use std::fs;
use std::io::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use tallybook_diagnostics::RecordKey;
use tallybook_reader::{Reading, Revised, Revision};
use tallybook_schema::RecordType;

use crate::properties::REAL_FILES;

const MANIFEST: (&str, &str) = ("dataset.yaml", "title: T\n");

fn key(record_type: RecordType, index: usize) -> RecordKey {
    RecordKey { record_type, index }
}

/// Changes the first deal of a file, and compares the text.
#[track_caller]
fn check(path: &str, text: &str, change: impl FnOnce(&mut Value), expected: &str) {
    let reading = Reading::from_memory([MANIFEST, (path, text)]);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let deal = key(RecordType::Deal, 0);
    let mut value = reading.value(deal).unwrap();
    change(&mut value);
    let revision = Revision { changed: [(deal, value)].into(), ..Revision::default() };
    let revised = reading.revise(&revision).unwrap();
    assert_eq!(revised.iter().map(|file| file.new.as_str()).collect::<Vec<_>>(), [expected]);
}

fn evidence() -> Value {
    json!({ "source": "s", "paragraph": 7, "quote": "a: b", "supports": ["stage"], "reports": { "value": "EUR 2" } })
}

#[test]
fn a_scalar_changes_alone() {
    let with = |stage: &str| {
        format!("# head\n- id: a # one\n  title: T\n  parties: [b, c]\n  stage: {stage} # why\n")
    };
    check("deals.yaml", &with("agreed"), |deal| deal["stage"] = json!("planned"), &with("planned"));
    check("deals.yaml", &with("'agreed'"), |deal| deal["stage"] = json!("planned"), &with("'planned'"));
}

#[test]
fn a_field_comes_where_the_model_has_it() {
    check(
        "deals.yaml",
        "- id: a\n  title: T # named\n  parties:\n    - b\n    - c\n  stage: agreed # why\n  # of the note\n  note: N",
        |deal| {
            deal["agreed"] = json!("2022-08");
            deal["value"] = json!("EUR 5");
            deal["evidence"] = json!([evidence()]);
        },
        "- id: a\n  title: T # named\n  parties:\n    - b\n    - c\n  stage: agreed # why\n  agreed: 2022-08\n  \
         value: EUR 5\n  # of the note\n  note: N\n  evidence:\n    - source: s\n      paragraph: 7\n      \
         quote: \"a: b\"\n      supports: [stage]\n      reports: {value: EUR 2}",
    );
    check(
        "deals.yaml",
        "id: a\r\ntitle: T\r\nparties: [b, c]\r\nstage: agreed\r\n",
        |deal| deal["note"] = json!("Noted"),
        "id: a\r\ntitle: T\r\nparties: [b, c]\r\nstage: agreed\r\nnote: Noted\r\n",
    );
    check(
        "deals.yaml",
        "- {id: a, title: T, parties: [b, c], stage: agreed, note: N}\n",
        |deal| deal["agreed"] = json!("2022"),
        "- {id: a, title: T, parties: [b, c], stage: agreed, agreed: 2022, note: N}\n",
    );
}

#[test]
fn items_come_and_go() {
    let text = "- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n  evidence:\n  - source: s # first\n    \
                quote: x\n    supports: [stage]\n  # of the second\n  - source: t\n    supports: [stage]\n";
    check(
        "deals.yaml",
        text,
        |deal| deal["evidence"].as_array_mut().unwrap().push(evidence()),
        &format!(
            "{text}  - source: s\n    paragraph: 7\n    quote: \"a: b\"\n    supports: [stage]\n    reports: \
             {{value: EUR 2}}\n"
        ),
    );
    check(
        "deals.yaml",
        text,
        |deal| {
            deal["evidence"].as_array_mut().unwrap().remove(1);
            deal["parties"] = json!(["b", "x", "c", "z"]);
        },
        "- id: a\n  title: T\n  parties: [b, x, c, z]\n  stage: agreed\n  evidence:\n  - source: s # first\n    \
         quote: x\n    supports: [stage]\n  # of the second\n",
    );
    check(
        "deals.yaml",
        &text.replace(" # first", "").replace("  # of the second\n", ""),
        |deal| {
            deal.as_object_mut().unwrap().remove("evidence");
            deal["parties"] = json!(["c", "d"]);
        },
        "- id: a\n  title: T\n  parties: [c, d]\n  stage: agreed\n",
    );
}

#[test]
fn json_keeps_its_form() {
    check(
        "deals.jsonl",
        "{\"id\":\"a\",\"title\":\"T\",\"parties\":[\"b\",\"c\"],\"stage\":\"agreed\"}\n",
        |deal| {
            deal["note"] = json!("Noted");
            deal["parties"] = json!(["b"]);
            deal["parties"] = json!(["b", "c", "d"]);
        },
        "{\"id\":\"a\",\"title\":\"T\",\"parties\":[\"b\",\"c\",\"d\"],\"stage\":\"agreed\",\"note\":\"Noted\"}\n",
    );
    check(
        "deals.json",
        "[\n  {\n    \"id\": \"a\",\n    \"title\": \"T\",\n    \"parties\": [\"b\", \"c\"],\n    \"stage\": \"agreed\"\n  \
         }\n]\n",
        |deal| deal["evidence"] = json!([{ "supports": ["stage"], "source": "s" }]),
        "[\n  {\n    \"id\": \"a\",\n    \"title\": \"T\",\n    \"parties\": [\"b\", \"c\"],\n    \"stage\": \
         \"agreed\",\n    \"evidence\": [\n      {\n        \"source\": \"s\",\n        \"supports\": [\n          \
         \"stage\"\n        ]\n      }\n    ]\n  }\n]\n",
    );
}

#[test]
fn what_is_written_as_nothing_can_be_filled() {
    let with = |lines: &str| format!("- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n{lines}");
    let cite = |deal: &mut Value| deal["evidence"] = json!([{ "source": "s", "supports": ["stage"] }]);
    let item = "    - source: s\n      supports: [stage]\n";
    for (nothing, filled) in [
        ("  evidence: []\n", format!("  evidence:\n{item}")),
        ("  evidence: [] # none\n  note: N\n", format!("  evidence: # none\n{item}  note: N\n")),
    ] {
        check("deals.yaml", &with(nothing), cite, &with(&filled));
    }
    check(
        "deals.yaml",
        "- {id: a, title: T, parties: [b, c], stage: agreed, evidence: []}\n",
        cite,
        "- {id: a, title: T, parties: [b, c], stage: agreed, evidence: [{source: s, supports: [stage]}]}\n",
    );
    for path in ["deals.json", "deals.jsonl"] {
        let with = |evidence: &str| {
            format!(
                "{{\"id\":\"a\",\"title\":\"T\",\"parties\":[\"b\"],\"stage\":\"agreed\",\"evidence\":{evidence}}}\n"
            )
        };
        check(path, &with("[]"), cite, &with("[{\"source\":\"s\",\"supports\":[\"stage\"]}]"));
        check(path, &with("[]"), |deal| deal["title"] = json!("U"), &with("[]").replace("\"T\"", "\"U\""));
    }
}

#[test]
fn comments_stay_where_values_change() {
    let with = |lines: &str| format!("- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n{lines}");
    let note = |text: &'static str| move |deal: &mut Value| deal["note"] = json!(text);
    for (old, text, new) in [
        ("note: >-  # why\n    Some\n    text.\n", "Other # text.", "note: \"Other # text.\"  # why\n"),
        ("note: >-\n    Some # text.\n", "Other text.", "note: Other text.\n"),
        ("note: |\n    \"Some\" text.\n", "Other text.", "note: Other text.\n"),
        ("note: # why\n    Some text.\n", "Other text.", "note: # why\n    Other text.\n"),
        ("note: # why\n    Some\n    text.\n", "Other text.", "note: # why\n    Other text.\n"),
        ("note: \"Some\n    text.\" # why\n", "Other text.", "note: \"Other text.\" # why\n"),
        ("note: Some\n    text.\t# why\n", "Other text.", "note: Other text.\t# why\n"),
    ] {
        check("deals.yaml", &with(&format!("  {old}")), note(text), &with(&format!("  {new}")));
    }
    let long = "x".repeat(150);
    check(
        "deals.yaml",
        &with("  note: |  # why\n    Some text.\n"),
        |deal| deal["note"] = json!(long),
        &with(&format!("  note: >-  # why\n    {long}\n")),
    );
}

#[test]
fn the_comment_of_what_goes_stays_on_a_line_of_its_own() {
    let with = |lines: &str| format!("- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n{lines}");
    check(
        "deals.yaml",
        &with("  note: Some text. # why\n"),
        |deal| drop(deal.as_object_mut().unwrap().remove("note")),
        &with("  # why\n"),
    );
    check(
        "deals.yaml",
        "- id: a\n  title: T\n  parties:\n    - b # why\n    - c\n    - d\t# too\n  stage: agreed\n",
        |deal| deal["parties"] = json!(["c"]),
        "- id: a\n  title: T\n  parties:\n    # why\n    - c\n    # too\n  stage: agreed\n",
    );
    // A sign within a text is no comment.
    check(
        "deals.yaml",
        &with("  note: >-\n    Some text #1\n"),
        |deal| drop(deal.as_object_mut().unwrap().remove("note")),
        &with(""),
    );
}

#[test]
fn comments_stand_before_what_a_dash_begins() {
    let list = "- # first\n  id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n  evidence: # the sources\n    - # of s\n      \
                # more\n      source: s\n      supports: [stage]\n";
    check(
        "deals.yaml",
        list,
        |deal| deal["evidence"].as_array_mut().unwrap().push(json!({ "source": "t", "supports": ["title"] })),
        &format!("{list}    - source: t\n      supports: [title]\n"),
    );
}

#[test]
fn parts_go_from_the_start_of_an_item() {
    check(
        "deals.yaml",
        "- value: EUR 5\n  note: N\n  id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n",
        |deal| {
            let deal = deal.as_object_mut().unwrap();
            drop((deal.remove("value"), deal.remove("note")));
        },
        "- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n",
    );
}

#[test]
fn what_would_lose_a_comment_is_refused() {
    let with = |lines: &str| format!("- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n{lines}");
    for text in [
        with("  evidence:\n    - source: s\n      # why\n      supports: [stage]\n"),
        with("  evidence: # why\n    - source: s\n      supports: [stage]\n"),
        with("  evidence:\n    -\t# why\n      source: s\n      supports: [stage]\n"),
        with("  evidence:\n    - source: s\n      supports: [stage]\n      note: |\t# why\n        N\n"),
        with("  evidence: [{source: s, # why\n    supports: [stage]}]\n"),
    ] {
        let reading = Reading::from_memory([MANIFEST, ("deals.yaml", text.as_str())]);
        assert!(reading.problems.is_empty(), "{text}: {:?}", reading.problems);
        let mut value = reading.value(key(RecordType::Deal, 0)).unwrap();
        value.as_object_mut().unwrap().remove("evidence");
        let revision =
            Revision { changed: [(key(RecordType::Deal, 0), value)].into(), ..Revision::default() };
        let error = reading.revise(&revision).unwrap_err().to_string();
        assert!(error.contains("`deal:a`") && error.contains("comment"), "{text}: {error}");
    }
}

/// Texts that other programs write by escapes, as YAML does not take them as they are.
#[test]
fn what_cannot_be_printed_is_escaped() {
    for (text, written) in [
        ("a\u{7f}b", "\"a\\u007fb\""),
        ("a\u{85}b", "\"a\\u0085b\""),
        ("\u{feff}a", "\"\\ufeffa\""),
        ("a\u{feff}", "\"a\\ufeff\""),
        ("a\u{fffe}\u{ffff}", "\"a\\ufffe\\uffff\""),
        ("a\u{2028}b", "\"a\\u2028b\""),
        ("a\u{1}b", "\"a\\u0001b\""),
        ("a\u{fffd}é\u{1f6e9}", "a\u{fffd}é\u{1f6e9}"),
    ] {
        for quote in ["", "'", "\""] {
            let written = if written.starts_with('"') {
                written.to_owned()
            } else {
                format!("{quote}{written}{quote}")
            };
            let with =
                |title: &str| format!("- id: a\n  title: {title}\n  parties: [b, c]\n  stage: agreed\n");
            check(
                "deals.yaml",
                &with(&format!("{quote}T{quote}")),
                |deal| deal["title"] = json!(text),
                &with(&written),
            );
        }
        let long = format!("{}{text}", "many words ".repeat(20));
        let old = "- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n";
        let reading = Reading::from_memory([MANIFEST, ("deals.yaml", old)]);
        let mut value = reading.value(key(RecordType::Deal, 0)).unwrap();
        value["note"] = json!(long);
        let revision =
            Revision { changed: [(key(RecordType::Deal, 0), value)].into(), ..Revision::default() };
        reading.revise(&revision).unwrap();
    }
}

#[test]
fn what_is_in_a_file_that_is_no_text_is_refused() {
    let deal = |id: &str| json!({ "id": id, "title": "T", "parties": ["b", "c"], "stage": "agreed" });
    let lines = format!("{}\n{}\n", deal("a"), deal("b"));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let first = key(RecordType::Deal, 0);
    let not_utf8 = [lines.as_bytes(), b"{\"id\": \"\xe9\"}\n"].concat();
    for (name, bytes, refusal) in [
        ("deals.jsonl", lines.clone().into_bytes(), None),
        ("deals.jsonl", not_utf8, Some("convert it")),
        ("deals.jsonl.gz", gzip.finish().unwrap(), Some("unpack it")),
        ("deals.jsonl.zst", zstd::encode_all(lines.as_bytes(), 1).unwrap(), Some("unpack it")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("dataset.yaml"), "title: T\n").unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let reading = Reading::from_folder(folder.path()).unwrap();
        assert_eq!(reading.dataset.deals.len(), 2, "{:?}", reading.problems);
        let mut value = reading.value(first).unwrap();
        value["title"] = json!("U");
        for (id, revision) in [
            ("a", Revision { changed: [(first, value)].into(), ..Revision::default() }),
            ("a", Revision { removed: vec![first], ..Revision::default() }),
            ("d", Revision { added: vec![(RecordType::Deal, deal("d"))], ..Revision::default() }),
        ] {
            let refused = reading.revise(&revision).err().map(|error| error.to_string());
            assert_eq!(refused.is_some(), refusal.is_some(), "{name}: {revision:?}");
            let says = |(error, why): (&String, &str)| {
                error.contains(&format!("`deal:{id}`")) && error.contains(why)
            };
            assert!(refused.iter().zip(refusal).all(says), "{refused:?}");
        }
    }
}

/// Lines two columns further in.
fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn deals(reading: &Reading, removed: &[usize], added: &[&str]) -> Vec<Revised> {
    let deal = |id: &&str| json!({ "id": id, "title": "T", "parties": ["b", "c"], "stage": "agreed" });
    reading
        .revise(&Revision {
            removed: removed.iter().map(|&index| key(RecordType::Deal, index)).collect(),
            added: added.iter().map(|id| (RecordType::Deal, deal(id))).collect(),
            ..Revision::default()
        })
        .unwrap()
}

#[test]
fn records_come_and_go() {
    let record = |id: &str| format!("- id: {id}\n  title: T\n  parties: [b, c]\n  stage: agreed\n");
    let line = |id: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"T\",\"parties\":[\"b\",\"c\"],\"stage\":\"agreed\"}}")
    };
    for (path, old, removed, added, new) in [
        (
            "deals.yaml",
            format!("# head\n\n# of a\n{}\n# of b\n{}", record("a"), record("b")),
            vec![0],
            vec!["d"],
            format!("# head\n\n# of b\n{}\n{}", record("b"), record("d")),
        ),
        ("deals.yaml", format!("# head\n{}", record("a")), vec![0], vec![], "# head\n".to_owned()),
        ("deals.yaml", "[]\n".to_owned(), vec![], vec!["d"], record("d")),
        (
            "deals.yaml",
            format!("{}...\n", record("a")),
            vec![],
            vec!["d"],
            format!("{}\n{}...\n", record("a"), record("d")),
        ),
        (
            "deals.yaml",
            "# none\n...\n".to_owned(),
            vec![],
            vec!["d"],
            format!("# none\n\n{}...\n", record("d")),
        ),
        (
            "deals.yaml",
            record("a").trim_end().to_owned(),
            vec![],
            vec!["d"],
            format!("{}\n{}", record("a"), record("d")),
        ),
        (
            "deals.yaml",
            format!("{}\n    note: |\n      ...\n      N", indented(&record("a"))),
            vec![],
            vec!["d"],
            format!(
                "{}\n    note: |\n      ...\n      N\n\n{}\n",
                indented(&record("a")),
                indented(&record("d"))
            ),
        ),
        (
            "deals.yaml",
            format!("  - # a\n{}\n  # foot\n", indented(&record("a")).replacen('-', " ", 1)),
            vec![],
            vec!["d"],
            format!(
                "  - # a\n{}\n  # foot\n\n{}\n",
                indented(&record("a")).replacen('-', " ", 1),
                indented(&record("d"))
            ),
        ),
        (
            "deals.jsonl",
            format!("{}\n{}", line("a"), line("b")),
            vec![0],
            vec!["d"],
            format!("{}\n{}\n", line("b"), line("d")),
        ),
        ("deals.json", format!("[{},{}]", line("a"), line("b")), vec![0, 1], vec![], "[]".to_owned()),
        ("deals.json", format!("[{},{}]", line("a"), line("b")), vec![0], vec![], format!("[{}]", line("b"))),
    ] {
        let reading = Reading::from_memory([MANIFEST, (path, old.as_str())]);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let revised = deals(&reading, &removed, &added);
        assert_eq!(revised[0].new, new, "{path}: {old}");
    }
    let none = Reading::from_memory([MANIFEST]);
    assert_eq!(
        deals(&none, &[], &["d"]),
        [Revised { path: "deals.yaml".to_owned(), old: None, new: record("d") }]
    );
    let alone = Reading::from_memory([MANIFEST, ("deals/a.json", line("a").as_str())]);
    assert_eq!(deals(&alone, &[], &["d"])[0].path, "deals/d.yaml");
}

/// A change of a value somewhere in a record, which may not be allowed there.
#[derive(Debug, Clone)]
struct Mutation {
    at: Index,
    kind: usize,
    text: &'static str,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let texts = [
        "2022-08-20",
        "more than 7",
        "x: y",
        "- z",
        "#",
        "'",
        "\"",
        "a\nb",
        "no",
        "007",
        " lead",
        "Тегеран 🛩️",
        "\u{feff}a\u{85}b",
    ];
    let long = "a long text that has to be folded when it is written into a file, because it is far wider than a line \
                is to be and nobody wants to scroll";
    let texts = texts.into_iter().chain([long, "tail "]).collect::<Vec<_>>();
    (any::<Index>(), 0..5_usize, select(texts)).prop_map(|(at, kind, text)| Mutation { at, kind, text })
}

fn mutate(value: &mut Value, mutation: &Mutation) {
    let mut pointers = Vec::new();
    crate::properties::pointers(value, "", &mut pointers);
    let (pointer, _) = &pointers[mutation.at.index(pointers.len())];
    let Some(part) = value.pointer_mut(pointer) else { return };
    match (part, mutation.kind) {
        (Value::String(old), 0..=3) => mutation.text.clone_into(old),
        (Value::Array(items), 0) => items.extend(items.first().cloned()),
        (Value::Array(items), 1) => items.reverse(),
        (Value::Array(items), 2) => drop(items.pop()),
        (Value::Array(items), 3) => drop((!items.is_empty()).then(|| items.remove(0))),
        (Value::Object(fields), 0..=2) => {
            let names = ["note", "quote", "date", "origin", "total", "items", "reports", "aliases"];
            let name = names[mutation.at.index(names.len())];
            let value = match name {
                "origin" | "aliases" => json!([mutation.text, "iran"]),
                "items" => json!([{ "description": mutation.text, "quantity": "7" }]),
                "reports" => json!({ "total": mutation.text }),
                _ => json!(mutation.text),
            };
            fields.insert(name.to_owned(), value);
        }
        (Value::Object(fields), _) => {
            let name = fields.keys().nth(mutation.at.index(fields.len().max(1))).cloned();
            name.map(|name| fields.remove(&name));
        }
        _ => {}
    }
}

/// The real dataset in one of its forms.
fn form(form: usize) -> Vec<(String, String)> {
    let files =
        REAL_FILES.iter().map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).unwrap()));
    let reading = Reading::from_memory(REAL_FILES.clone());
    files
        .map(|(path, text)| {
            let stem = path.split('.').next().unwrap().to_owned();
            let Some(record_type) = RecordType::from_plural(&stem).filter(|_| form > 1) else {
                return (path, if form == 1 { text.replace('\n', "\r\n") } else { text });
            };
            let records =
                (0..reading.dataset.count(record_type)).map(|i| reading.value(key(record_type, i)).unwrap());
            let records: Vec<Value> = records.collect();
            match form {
                2 => (format!("{stem}.json"), serde_json::to_string_pretty(&records).unwrap()),
                3 => (format!("{stem}.json"), serde_json::to_string(&records).unwrap()),
                4 => (format!("{stem}.jsonl"), records.iter().map(|record| format!("{record}\n")).collect()),
                _ => (format!("{stem}.yaml"), records.iter().map(|record| format!("- {record}\n")).collect()),
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// `revise` reads again what it made and holds it against what was wanted. So it is enough that it never
    /// finds itself at fault, that it gives back what it was given when nothing changes, and that every
    /// record that was not meant keeps its text.
    #[test]
    fn any_change_reads_as_it_was_meant(
        variant in 0..6_usize,
        type_at in any::<Index>(),
        record in any::<Index>(),
        mutations in prop::collection::vec(mutation(), 0..4),
        removes in any::<bool>(),
        adds in any::<bool>(),
    ) {
        let files = form(variant);
        let reading = Reading::from_memory(files.clone());
        prop_assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let record_type = RecordType::ALL[type_at.index(RecordType::ALL.len())];
        let count = reading.dataset.count(record_type);
        let meant = key(record_type, record.index(count));
        let old = reading.value(meant).unwrap();
        let mut new = old.clone();
        for mutation in &mutations {
            let mut changed = new.clone();
            mutate(&mut changed, mutation);
            // What the type does not take, or would write in another way, nobody can ask for.
            if canonical(record_type, &changed).as_ref() == Some(&changed) {
                new = changed;
            }
        }
        let mut revision = Revision::default();
        if new != old {
            revision.changed.insert(meant, new);
        }
        let other = key(record_type, (meant.index + 1) % count);
        if removes && other != meant {
            revision.removed.push(other);
        }
        if adds {
            let mut copy = old;
            copy["id"] = json!("an-added-record");
            revision.added.push((record_type, copy));
        }
        match reading.revise(&revision) {
            Ok(revised) => {
                prop_assert_eq!(revised.is_empty(), revision == Revision::default());
                for file in revised {
                    let before = file.old.unwrap();
                    for key in (0..count).map(|index| key(record_type, index)) {
                        if key != meant && !revision.removed.contains(&key) {
                            let text = own_text(&reading, key, &before);
                            prop_assert!(file.new.contains(text), "{text}\n--- is not in ---\n{}", file.new);
                        }
                    }
                    let comments = |text: &str| text.lines().filter(|line| line.trim().starts_with('#')).count();
                    if revision.removed.is_empty() {
                        prop_assert_eq!(comments(&before), comments(&file.new));
                    }
                }
            }
            Err(error) => prop_assert!(!error.to_string().contains("fault"), "{error}"),
        }
    }
}

/// The text from a record's id to its last scalar.
fn own_text<'t>(reading: &Reading, key: RecordKey, text: &'t str) -> &'t str {
    let value = reading.value(key).unwrap();
    let mut pointers = Vec::new();
    crate::properties::pointers(&value, "", &mut pointers);
    let places: Vec<_> = pointers
        .iter()
        .filter(|(_, value)| !value.is_object() && !value.is_array())
        .map(|(pointer, _)| tallybook_diagnostics::Place::value(key.record_type, key.index, pointer))
        .collect();
    let found = reading.locate(&places.iter().collect::<Vec<_>>());
    let ranges: Vec<_> = found.into_iter().flatten().map(|location| location.range).collect();
    let start = ranges.iter().map(|range| range.start).min().unwrap();
    let end = ranges.iter().map(|range| range.end).max().unwrap();
    &text[start..end]
}

/// A record read and written again; `None` if it is none.
fn canonical(record_type: RecordType, value: &Value) -> Option<Value> {
    let path = format!("{}.jsonl", record_type.plural());
    let reading =
        Reading::from_memory([("dataset.yaml".to_owned(), "title: T".to_owned()), (path, value.to_string())]);
    reading.problems.is_empty().then(|| reading.value(key(record_type, 0)))?
}
