//! Faults that are put into records, and what is expected of their repair.

use serde_json::Value;
use tallybook_schema::block::{FieldKind, blocks_of};
use tallybook_schema::{Dataset, RecordType};

use super::Records;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    DoubledSpace,
    SpaceAtTheEnd,
    SpaceAtTheStart,
    /// A letter and an accent for an accented letter.
    Decomposed,
    Term,
    Reference,
    NoItemisation,
}

/// A fault at a value of a record.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) record_type: RecordType,
    pub(super) index: usize,
    pub(super) pointer: String,
}

/// Fields with texts that people write.
const TEXTS: [&str; 8] =
    ["title", "name", "note", "summary", "reason", "description", "designation", "quote"];

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::DoubledSpace,
        Self::SpaceAtTheEnd,
        Self::SpaceAtTheStart,
        Self::Decomposed,
        Self::Term,
        Self::Reference,
        Self::NoItemisation,
    ];

    /// The values that can have a fault of this kind.
    pub(super) fn places(self, dataset: &Dataset, records: &Records) -> Vec<(RecordType, usize, String)> {
        let mut places = Vec::new();
        for (&record_type, records) in records {
            for (index, record) in records.iter().enumerate() {
                let mut add = |pointer: String| places.push((record_type, index, pointer));
                match self {
                    Self::Term | Self::Reference => {
                        for block in blocks_of(dataset, record_type, index) {
                            for field in block.fields.iter().filter(|field| field.def.name != "id") {
                                let pointer = block.field_pointer(field.def.name);
                                match (self, field.def.kind) {
                                    (Self::Term, FieldKind::Term(_))
                                    | (Self::Reference, FieldKind::Reference(_) | FieldKind::AnyReference) => {
                                        add(pointer);
                                    }
                                    (Self::Reference, FieldKind::References(_)) => {
                                        add(format!("{pointer}/0"));
                                    }
                                    _ => {}
                                }
                            }
                        }
                    }
                    Self::NoItemisation => {
                        let has = |field: &str| record.get(field).is_some();
                        if has("itemisation") && has("total") && has("items") {
                            add("/itemisation".to_owned());
                        }
                    }
                    _ => texts(record, "", &mut add),
                }
            }
        }
        places
    }
}

/// The pointers of the texts in a value.
fn texts(value: &Value, pointer: &str, add: &mut impl FnMut(String)) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let below = format!("{pointer}/{name}");
                match field {
                    Value::String(text) if TEXTS.contains(&name.as_str()) && text.contains(' ') => add(below),
                    _ => texts(field, &below, add),
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                texts(item, &format!("{pointer}/{i}"), add);
            }
        }
        _ => {}
    }
}

impl Fault {
    /// Whether two faults are about one value.
    pub(super) fn meets(&self, other: &Self) -> bool {
        (self.record_type, self.index, &self.pointer) == (other.record_type, other.index, &other.pointer)
    }

    /// The id of the record to which a reference with the fault leads.
    pub(super) fn refers_to(&self, records: &Records) -> Option<String> {
        let value = records[&self.record_type][self.index].pointer(&self.pointer)?.as_str()?;
        (self.kind == Kind::Reference).then(|| value.rsplit(':').next().unwrap_or(value).to_owned())
    }

    /// Puts the fault into the records to be written, and what its repair makes of it into those expected.
    pub(super) fn put(&self, written: &mut Records, expected: &mut Records) {
        fn record<'a>(fault: &Fault, records: &'a mut Records) -> &'a mut Value {
            &mut records.get_mut(&fault.record_type).unwrap()[fault.index]
        }
        if self.kind == Kind::NoItemisation {
            record(self, written).as_object_mut().unwrap().remove("itemisation");
            expect_itemisation(record(self, expected));
            return;
        }
        let value = |records: &mut Records, text: String| {
            *record(self, records).pointer_mut(&self.pointer).unwrap() = Value::from(text);
        };
        let text = record(self, expected).pointer(&self.pointer).unwrap().as_str().unwrap().to_owned();
        let (faulty, repaired) = match self.kind {
            Kind::DoubledSpace => (text.replacen(' ', "  ", 1), text),
            Kind::SpaceAtTheEnd => (format!("{text} "), text),
            Kind::SpaceAtTheStart => (format!(" {text}"), text),
            Kind::Decomposed => (format!("{text} Cafe\u{301}"), format!("{text} Caf\u{e9}")),
            Kind::Term => (format!("{text}x"), text),
            Kind::Reference => (with_a_slip(&text), text),
            Kind::NoItemisation => return,
        };
        value(written, faulty);
        value(expected, repaired);
    }
}

/// A reference with the first letter doubled of a part of its id that is a word.
fn with_a_slip(reference: &str) -> String {
    let id = reference.find(':').map_or(0, |colon| colon + 1);
    let mut start = id;
    for part in reference[id..].split('-') {
        if part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return format!("{}{}{}", &reference[..start], &part[..1], &reference[start..]);
        }
        start += part.len() + 1;
    }
    panic!("no part of `{reference}` is a word");
}

/// What the items and the total say of each other, if they do.
fn expect_itemisation(transfer: &mut Value) {
    let whole = |value: &Value| value.as_str().map_or_else(|| value.as_u64(), |text| text.parse().ok());
    let items = transfer["items"].as_array().unwrap();
    let sum: Option<u64> = items.iter().map(|item| whole(&item["quantity"])).sum();
    match (sum, whole(&transfer["total"])) {
        (Some(sum), Some(total)) if sum == total => transfer["itemisation"] = "exhaustive".into(),
        (Some(sum), Some(total)) if sum < total => transfer["itemisation"] = "partial".into(),
        _ => drop(transfer.as_object_mut().unwrap().remove("itemisation")),
    }
}
