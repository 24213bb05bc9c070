//! Changes records in the files of a dataset: only what differs, in the way of each file.
//!
//! Comments, the order of fields and every record that is not changed stay as they are. Whatever was
//! made is read again and has to give the records that were wanted.

mod added;
mod difference;
mod lines;
mod spell;
mod splice;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde_json::Value;
use tallybook_diagnostics::{FileId, RecordKey};
use tallybook_schema::record::{
    Actor, Deal, Equipment, Evidence, Manifest, Record, Source, Statement, Transfer,
};
use tallybook_schema::{Dataset, RecordType};

use crate::layout::Kind;
use crate::packing::Packing;
use crate::path::{Content, Format, Role, role};
use crate::reading::{OriginPart, Reading};
use crate::records;
use crate::tree::{Node, Step};
use splice::{Refusal, Splice, Splicer};

/// What is to become of the records of a dataset. Values are records as their types serialise them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revision {
    /// Records and what they are to be.
    pub changed: BTreeMap<RecordKey, Value>,
    /// Records that go.
    pub removed: Vec<RecordKey>,
    /// Records that come.
    pub added: Vec<(RecordType, Value)>,
}

/// A file with its new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// The path relative to the dataset, with `/`.
    pub path: String,
    /// The text as it was read; `None` for a new file.
    pub old: Option<String>,
    /// The text to write.
    pub new: String,
}

/// A change that is left to a person, as it cannot be made by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviseError {
    /// The record.
    pub record: (RecordType, String),
    reason: Refusal,
}

impl fmt::Display for ReviseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (record_type, id) = &self.record;
        write!(f, "`{record_type}:{id}` cannot be changed without a person: {}", self.reason)
    }
}

impl std::error::Error for ReviseError {}

/// What is compressed is no text that could be changed.
const PACKED: Refusal = "its file is compressed: unpack it, and pack it again afterwards";

/// What is not UTF-8 would be lost.
const NOT_UTF8: Refusal = "its file is not UTF-8: convert it first";

/// Something came out otherwise than it was wanted: a fault of this program, found before it did harm.
const FAULT: Refusal = "what was made of its file does not read as it should, which is a fault of tallybook";

impl Reading {
    /// The value of a record, as its type serialises it.
    pub fn value(&self, key: RecordKey) -> Option<Value> {
        value(&self.dataset, key)
    }

    /// The files with new texts, in the order of their paths.
    ///
    /// # Errors
    /// When a record is written in a way that cannot be changed without losing a comment, or in a packed file.
    pub fn revise(&self, revision: &Revision) -> Result<Vec<Revised>, ReviseError> {
        for &key in revision.changed.keys().chain(&revision.removed) {
            if let Some(file) = self.origin(key).map(|origin| origin.file) {
                self.is_text(file).map_err(|reason| self.error(key, reason))?;
            }
        }
        let mut splices: BTreeMap<FileId, Vec<Splice>> = BTreeMap::new();
        for (&key, new) in &revision.changed {
            let refused = |reason| self.error(key, reason);
            let file = self.origin(key).ok_or_else(|| refused(FAULT))?.file;
            let change = self.change(key, new).map_err(refused)?;
            if change.is_empty() && self.value(key).as_ref() != Some(new) {
                return Err(refused(FAULT));
            }
            splices.entry(file).or_default().extend(change);
        }
        let mut removed: BTreeMap<FileId, Vec<RecordKey>> = BTreeMap::new();
        for &key in &revision.removed {
            let file = self.origin(key).ok_or_else(|| self.error(key, FAULT))?.file;
            removed.entry(file).or_default().push(key);
        }
        for (file, keys) in &removed {
            let cut = self.remove(keys).map_err(|reason| self.error(keys[0], reason))?;
            splices.entry(*file).or_default().extend(cut);
        }
        let mut revised: BTreeMap<String, Revised> = BTreeMap::new();
        for (id, file) in self.files.iter() {
            if let Some(splices) = splices.remove(&id).filter(|splices| !splices.is_empty()) {
                let (path, old) = (file.path().to_owned(), file.text().to_owned());
                let new = apply(&old, splices);
                revised.insert(path.clone(), Revised { path, old: Some(old), new });
            }
        }
        let mut rooms: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for record_type in RecordType::ALL {
            let added = revision.added.iter().filter(|(added, _)| *added == record_type);
            let added: Vec<&Value> = added.map(|(_, value)| value).collect();
            for (path, values) in self.rooms(record_type, &added) {
                let old = self.files.iter().find(|(_, file)| file.path() == path);
                if let Some(Err(reason)) = old.map(|(file, _)| self.is_text(file)) {
                    let record = (record_type, id(values[0]).to_owned());
                    return Err(ReviseError { record, reason });
                }
                let room = revised.entry(path.clone()).or_insert_with(|| {
                    let old = old.map(|(_, file)| file.text().to_owned());
                    Revised { path: path.clone(), new: old.clone().unwrap_or_default(), old }
                });
                room.new = self.append(room, record_type, &values);
                rooms.insert(path, values);
            }
        }
        let revised: Vec<Revised> = revised.into_values().collect();
        for file in &revised {
            self.verify(file, revision, rooms.get(&file.path).map_or(&[], Vec::as_slice))?;
        }
        Ok(revised)
    }

    fn error(&self, key: RecordKey, reason: Refusal) -> ReviseError {
        let id = self.dataset.id(key.record_type, key.index).unwrap_or_default().to_owned();
        ReviseError { record: (key.record_type, id), reason }
    }

    /// Whether a file is a text that can be changed.
    fn is_text(&self, file: FileId) -> Result<(), Refusal> {
        let is_packed = self.files.get(file).is_some_and(|file| Packing::of(file.path()).0 != Packing::None);
        if is_packed {
            Err(PACKED)
        } else if self.is_utf8(file) {
            Ok(())
        } else {
            Err(NOT_UTF8)
        }
    }

    fn change(&self, key: RecordKey, new: &Value) -> Result<Vec<Splice>, Refusal> {
        let old = self.value(key).ok_or(FAULT)?;
        self.look(key, |splicer, root, path| {
            splicer.value(root.descend(path), &old, new, Kind::of(key.record_type))
        })
    }

    /// Takes records of one file out.
    fn remove(&self, keys: &[RecordKey]) -> Result<Vec<Splice>, Refusal> {
        let mut positions = Vec::new();
        for &key in keys {
            match &self.origin(key).ok_or(FAULT)?.part {
                OriginPart::Whole => return Err("it is alone in its file; delete the file"),
                OriginPart::Item(position) => positions.push(*position),
                OriginPart::Line(_) => {}
            }
        }
        if positions.is_empty() {
            return Ok(keys
                .iter()
                .filter_map(|&key| self.line(key))
                .map(|line| (line, String::new()))
                .collect());
        }
        self.look(keys[0], |splicer, root, _| splicer.records(root, &positions))
    }

    /// The line of a record of JSON Lines with its end.
    fn line(&self, key: RecordKey) -> Option<Range<usize>> {
        let origin = self.origin(key)?;
        let OriginPart::Line(range) = &origin.part else { return None };
        let text = self.files.get(origin.file)?.text();
        Some(range.start..text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline + 1))
    }

    /// Splices the file of a record: its tree, and the way to the record in it.
    fn look(
        &self,
        key: RecordKey,
        change: impl FnOnce(&mut Splicer<'_>, &Node<'_>, &[Step]) -> Result<(), Refusal>,
    ) -> Result<Vec<Splice>, Refusal> {
        self.in_whole(key, |file, root, path| {
            let file = self.files.get(file).ok_or(FAULT)?;
            let format = Format::of_path(file.path()).ok_or(FAULT)?;
            let mut splicer = Splicer { text: file.text(), format, splices: Vec::new() };
            change(&mut splicer, root, path)?;
            Ok(splicer.splices)
        })
        .unwrap_or(Err(FAULT))
    }

    /// Reads a file again and holds it against what was wanted.
    fn verify(&self, file: &Revised, revision: &Revision, added: &[&Value]) -> Result<(), ReviseError> {
        let id_of = |path: &str| self.files.iter().find(|(_, file)| file.path() == path).map(|(id, _)| id);
        let Role::Read(content, format) = role(&file.path) else { return Ok(()) };
        let Content::Records(record_type) = content else { return Ok(()) };
        let limits = &self.dataset.manifest.checks.limits;
        let before = id_of(&file.path);
        let keys = (0..self.dataset.count(record_type)).map(|index| RecordKey { record_type, index });
        let mine =
            keys.filter(|key| before.is_some() && self.origin(*key).map(|origin| origin.file) == before);
        let kept = mine.filter(|key| !revision.removed.contains(key));
        let mut wanted: Vec<Value> =
            kept.filter_map(|key| revision.changed.get(&key).cloned().or_else(|| self.value(key))).collect();
        let read = records::read(&file.new, content, format, limits, None, &[]);
        let got: Vec<Value> = (0..read.dataset.count(record_type))
            .filter_map(|index| value(&read.dataset, RecordKey { record_type, index }))
            .collect();
        wanted.extend(added.iter().copied().cloned());
        let faults = |text: &str| records::read(text, content, format, limits, None, &[]).faults.len();
        if got == wanted && read.faults.len() == file.old.as_deref().map_or(0, faults) {
            return Ok(());
        }
        let differs =
            got.iter().zip(&wanted).find(|(got, wanted)| got != wanted).map(|(_, wanted)| id(wanted));
        // What cannot be read at all differs nowhere: one of the changes made it so.
        let meant = revision.changed.keys().chain(&revision.removed);
        let meant = meant.filter(|key| self.origin(**key).map(|origin| origin.file) == before);
        let mut meant = meant.filter_map(|key| self.dataset.id(key.record_type, key.index));
        let wrong = differs.or_else(|| meant.next()).or(added.first().map(|value| id(value)));
        let record = (record_type, wrong.unwrap_or_default().to_owned());
        Err(ReviseError { record, reason: FAULT })
    }
}

/// The bytes of YAML with which an item goes out of a list that keeps others; `None` if a comment would go with it.
pub(crate) fn item_in_yaml(text: &str, list: &Node<'_>, number: usize) -> Option<Range<usize>> {
    let mut splicer = Splicer { text, format: Format::Yaml, splices: Vec::new() };
    splicer.item(list, number).ok()?;
    splicer.splices.pop().map(|(range, _)| range)
}

/// Evidence as it is written in YAML: the field of a block, from the left edge.
pub fn evidence_in_yaml(evidence: &[Evidence]) -> String {
    let value = serde_json::to_value(evidence).unwrap_or_default();
    spell::field("evidence", &value, Kind::of(RecordType::Transfer), 0).join("\n") + "\n"
}

/// A dataset's description of itself as `dataset.yaml`.
pub fn manifest_in_yaml(manifest: &Manifest) -> String {
    let value = serde_json::to_value(manifest).unwrap_or_default();
    let fields = value.as_object().cloned().unwrap_or_default();
    let ordered = spell::ordered(&fields, Kind::Manifest).into_iter();
    let lines = ordered.flat_map(|(name, value)| spell::field(name, value, Kind::Manifest, 0));
    lines.map(|line| line + "\n").collect()
}

fn value(dataset: &Dataset, key: RecordKey) -> Option<Value> {
    fn of<T: Record + serde::Serialize>(dataset: &Dataset, index: usize) -> Option<Value> {
        serde_json::to_value(T::of(dataset).get(index)?).ok()
    }
    match key.record_type {
        RecordType::Source => of::<Source>(dataset, key.index),
        RecordType::Actor => of::<Actor>(dataset, key.index),
        RecordType::Equipment => of::<Equipment>(dataset, key.index),
        RecordType::Deal => of::<Deal>(dataset, key.index),
        RecordType::Transfer => of::<Transfer>(dataset, key.index),
        RecordType::Statement => of::<Statement>(dataset, key.index),
    }
}

fn id(value: &Value) -> &str {
    value.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// Makes the changes, from the end of the text to its beginning, so that offsets hold. Of two at one place
/// the one that takes text away is made first, and what was found first stands first.
fn apply(text: &str, splices: Vec<Splice>) -> String {
    let windows = text.contains("\r\n");
    let mut splices: Vec<(usize, Splice)> = splices.into_iter().enumerate().collect();
    splices.sort_by_key(|(number, (range, _))| std::cmp::Reverse((range.start, range.end, *number)));
    let mut text = text.to_owned();
    for (_, (range, new)) in splices {
        let new = if windows { new.replace('\n', "\r\n") } else { new };
        text.replace_range(range, &new);
    }
    text
}
