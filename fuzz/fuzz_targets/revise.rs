//! Changes of records: the first line names a file and decides what changes in it, the rest is its text.
//! Whatever good records become other good records, the files come out as wanted, or a person is asked.
#![no_main]

use serde_json::Value;
use tallybook_diagnostics::RecordKey;
use tallybook_reader::{Reading, Revision};
use tallybook_schema::RecordType;

/// Texts that are hard to write.
const AWKWARD: [&str; 12] =
    ["a: b", "a #b", "- a", " a ", "a\nb", "a\n\n  b\n", "yes", "2022", "'", "\"\\", "{a}", "„ä“\u{301}"];

libfuzzer_sys::fuzz_target!(|input: &str| {
    let Some((line, text)) = input.split_once('\n') else { return };
    let (path, _) = line.split_once(' ').unwrap_or((line, ""));
    let reading = read(path, text);
    let Some(record_type) = RecordType::ALL.into_iter().find(|kind| reading.dataset.count(*kind) > 0) else {
        return;
    };
    if !reading.problems.is_empty() {
        return;
    }
    let mut choices =
        Choices(line.bytes().fold(1, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)));
    for _ in 0..8 {
        revise(&reading, &revision(&reading, record_type, &mut choices));
    }
});

/// Some of the first records change, go or come again in another form.
fn revision(reading: &Reading, record_type: RecordType, choices: &mut Choices) -> Revision {
    let mut revision = Revision::default();
    for index in 0..reading.dataset.count(record_type).min(3) {
        let key = RecordKey { record_type, index };
        let value = reading.value(key).expect("a record has a value");
        match choices.of(8) {
            0 => revision.removed.push(key),
            1 => {
                revision.added.extend(changed(record_type, &value, choices).map(|value| (record_type, value)))
            }
            2 => {}
            _ => revision.changed.extend(changed(record_type, &value, choices).map(|value| (key, value))),
        }
    }
    revision
}

/// A good record that differs from a good record.
fn changed(record_type: RecordType, value: &Value, choices: &mut Choices) -> Option<Value> {
    (0..4).find_map(|_| {
        let mut changed = value.clone();
        for _ in 0..=choices.of(3) {
            change(&mut changed, choices);
        }
        as_read(record_type, &changed).filter(|changed| changed != value)
    })
}

/// What comes out reads without a problem, or a person is asked and the program not at fault.
fn revise(reading: &Reading, revision: &Revision) {
    match reading.revise(revision) {
        Err(error) => {
            let message = error.to_string();
            assert!(!message.contains("fault of tallybook"), "{message}: {revision:?}");
        }
        Ok(revised) => {
            for file in revised {
                let now = read(&file.path, &file.new);
                assert!(now.problems.is_empty(), "{}: {revision:?}: {:?}", file.new, now.problems);
            }
        }
    }
}

fn read(path: &str, text: &str) -> Reading {
    Reading::from_memory([("dataset.yaml", "title: Fuzz\n"), (path, text)])
}

/// A record as a reader has it; `None` if the value is no good record.
fn as_read(record_type: RecordType, value: &Value) -> Option<Value> {
    let reading = read(&format!("{}.jsonl", record_type.plural()), &format!("{value}\n"));
    let key = RecordKey { record_type, index: 0 };
    reading.value(key).filter(|_| reading.problems.is_empty())
}

/// Changes something at any depth: a text or number, the items of a list, the fields of a block.
fn change(value: &mut Value, choices: &mut Choices) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let name = fields.keys().nth(choices.of(fields.len())).cloned().unwrap_or_default();
            if choices.of(5) == 0 {
                fields.remove(&name);
            } else if let Some(field) = fields.get_mut(&name) {
                change(field, choices);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let (at, other) = (choices.of(items.len()), choices.of(items.len()));
            match choices.of(5) {
                0 => drop(items.remove(at)),
                1 => items.insert(other, items[at].clone()),
                2 => items.swap(at, other),
                _ => change(&mut items[at], choices),
            }
        }
        Value::String(text) => match choices.of(4) {
            0 => *text = AWKWARD[choices.of(AWKWARD.len())].to_owned(),
            1 => text.push_str(AWKWARD[choices.of(AWKWARD.len())]),
            2 => text.push('x'),
            _ => text.truncate(text.char_indices().nth(choices.of(8)).map_or(text.len(), |(at, _)| at)),
        },
        Value::Number(_) => *value = Value::from(choices.of(2000)),
        Value::Bool(flag) => *flag = !*flag,
        _ => {}
    }
}

/// A sequence that depends on the input alone.
struct Choices(u64);

impl Choices {
    /// A number below `count`.
    fn of(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % count
    }
}
