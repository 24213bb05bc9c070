//! From the text of one file to the records in it.

use tallybook_schema::record::{
    Actor, Deal, Equipment, Limits, Manifest, Record, Source, Statement, Transfer,
};
use tallybook_schema::{Dataset, RecordType};

use crate::decode::{decode, decode_known};
use crate::path::{Content, Format};
use crate::pieces::{self, Former, Pieces};
use crate::problem::{Hostility, ProblemKind};
use crate::reading::{OriginPart, Unread};
use crate::tree::{Document, Entry, Fault, Node, NodeKind, Style};
use crate::{cut, json, lines, yaml};

/// What one file holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contents {
    /// The records, all of one type; or the description.
    pub(crate) dataset: Dataset,
    /// Where each record stands.
    pub(crate) parts: Vec<OriginPart>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) unread: Vec<Unread>,
    /// Where each item stands, if each was read for itself.
    pub(crate) pieces: Option<Pieces>,
    /// Values that are cut off.
    pub(crate) cuts: Vec<Fault>,
    /// Whether it is named for records and has nothing in it, not even a list without any.
    pub(crate) is_empty: bool,
    /// Which of the records that were read before each was taken over from, by its position. Empty if none was.
    pub(crate) taken: Vec<Option<usize>>,
}

/// The records of one type in a text, and what kept others from being read.
#[derive(Debug)]
pub(crate) struct Batch<T> {
    pub(crate) records: Vec<T>,
    pub(crate) parts: Vec<OriginPart>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) is_empty: bool,
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        let (records, parts, faults, unread) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { records, parts, faults, unread, is_empty: false }
    }
}

/// Reads the text of a file, and takes over what it can of what was read of it before, with the same limits. Lines of
/// JSON Lines that were not UTF-8 have their faults.
pub(crate) fn read(
    text: &str,
    content: Content,
    format: Format,
    limits: &Limits,
    former: Option<Former<'_>>,
    not_utf8: &[Fault],
) -> Contents {
    match content {
        Content::Manifest => manifest(text, format, limits),
        Content::Records(RecordType::Source) => records::<Source>(text, format, limits, former, not_utf8),
        Content::Records(RecordType::Actor) => records::<Actor>(text, format, limits, former, not_utf8),
        Content::Records(RecordType::Equipment) => {
            records::<Equipment>(text, format, limits, former, not_utf8)
        }
        Content::Records(RecordType::Deal) => records::<Deal>(text, format, limits, former, not_utf8),
        Content::Records(RecordType::Transfer) => records::<Transfer>(text, format, limits, former, not_utf8),
        Content::Records(RecordType::Statement) => {
            records::<Statement>(text, format, limits, former, not_utf8)
        }
    }
}

/// Parses a document of YAML or JSON.
pub(crate) fn parse<'t>(text: &'t str, format: Format, limits: &Limits) -> Result<Document<'t>, Fault> {
    match format {
        Format::Yaml => yaml::parse(text, limits),
        Format::Json | Format::JsonLines => json::parse(text, 0, limits),
    }
}

fn manifest(text: &str, format: Format, limits: &Limits) -> Contents {
    let mut contents = Contents::default();
    match parse(text, format, limits) {
        Ok(Document { root, duplicates }) => {
            contents.faults = duplicates;
            // An empty description lacks what it must have.
            let empty = Node { range: 0..0, kind: NodeKind::Mapping(Vec::new()) };
            let root = root.filter(|root| !root.is_null()).unwrap_or(empty);
            let sound = contents.faults.is_empty();
            if let Some(manifest) = decode_known::<Manifest>(&root, &mut contents.faults).filter(|_| sound) {
                contents.dataset.manifest = manifest;
            }
        }
        Err(fault) => contents.faults.push(fault),
    }
    if format == Format::Yaml {
        contents.cuts = cut::find(text, None, limits);
    }
    contents
}

fn records<T: Record + Send>(
    text: &str,
    format: Format,
    limits: &Limits,
    former: Option<Former<'_>>,
    not_utf8: &[Fault],
) -> Contents {
    match format {
        Format::JsonLines => lines::read::<T>(text, not_utf8, limits).into(),
        Format::Json => document::<T>(text, format, limits).into(),
        Format::Yaml => {
            let contents = pieces::read::<T>(text, limits, former)
                .unwrap_or_else(|| document::<T>(text, format, limits).into());
            let cuts = cut::find(text, contents.pieces.as_ref(), limits);
            Contents { cuts, ..contents }
        }
    }
}

impl<T: Record> From<Batch<T>> for Contents {
    fn from(Batch { records, parts, faults, unread, is_empty }: Batch<T>) -> Self {
        let mut dataset = Dataset::default();
        *T::of_mut(&mut dataset) = records.into();
        Self { dataset, parts, faults, unread, is_empty, ..Self::default() }
    }
}

/// Reads a document that holds one record or a list of them.
fn document<T: Record>(text: &str, format: Format, limits: &Limits) -> Batch<T> {
    let mut batch = Batch::default();
    let limit = usize::try_from(limits.problems).unwrap_or(usize::MAX);
    match parse(text, format, limits) {
        Ok(Document { root, duplicates }) => match root {
            Some(Node { kind: NodeKind::List(items), .. }) => {
                for (index, node) in items.iter().enumerate() {
                    batch.add(node, OriginPart::Item(index), &duplicates);
                    if batch.is_full(limit) {
                        break;
                    }
                }
            }
            Some(root) if let Some(names) = named_lists(&root) => {
                batch.faults.extend(names);
                batch.unread = mentioned(text, T::TYPE);
            }
            Some(root) if !root.is_null() => batch.add(&root, OriginPart::Whole, &duplicates),
            _ => batch.is_empty = true,
        },
        Err(fault) => return Batch::broken(text, fault, limits),
    }
    batch.is_full(limit);
    batch
}

/// The names above lists of records, if a mapping holds nothing else. No record has a field of that kind.
fn named_lists(root: &Node<'_>) -> Option<Vec<Fault>> {
    let NodeKind::Mapping(entries) = &root.kind else { return None };
    let is_of_records = |node: &Node<'_>| match &node.kind {
        NodeKind::List(items) => items.iter().any(|item| item.entry("id").is_some()),
        _ => false,
    };
    let is_named = !entries.is_empty() && entries.iter().all(|entry| is_of_records(&entry.value));
    let fault =
        |entry: &Entry<'_>| (entry.key_range.clone(), ProblemKind::NamedList { name: entry.key.to_string() });
    is_named.then(|| entries.iter().map(fault).collect())
}

impl<T: Record> Batch<T> {
    /// What is known of a text that does not parse.
    pub(crate) fn broken(text: &str, fault: Fault, limits: &Limits) -> Self {
        let mut batch = Self { faults: vec![fault], unread: mentioned(text, T::TYPE), ..Self::default() };
        batch.is_full(usize::try_from(limits.problems).unwrap_or(usize::MAX));
        batch
    }

    /// Adds what was read of the text after this.
    pub(crate) fn append(&mut self, mut next: Self) {
        self.records.append(&mut next.records);
        self.parts.append(&mut next.parts);
        self.faults.append(&mut next.faults);
        self.unread.append(&mut next.unread);
    }

    /// Decodes a record and adds it, or its faults. `duplicates` are those of the whole document.
    pub(crate) fn add(&mut self, node: &Node<'_>, part: OriginPart, duplicates: &[Fault]) {
        let from = duplicates.partition_point(|(range, _)| range.start < node.range.start);
        let until = duplicates.partition_point(|(range, _)| range.start < node.range.end);
        let own = duplicates.get(from..until).unwrap_or_default();
        self.faults.extend_from_slice(own);
        match decode::<T>(node, &mut self.faults) {
            Some(record) if own.is_empty() => {
                self.records.push(record);
                self.parts.push(part);
            }
            _ => {
                let id = node.entry("id").and_then(|entry| match &entry.value.kind {
                    NodeKind::Scalar { text, style: Style::Plain | Style::Text } => Some(text.to_string()),
                    _ => None,
                });
                self.unread.push(Unread { record_type: T::TYPE, id, is_guessed: false });
                let is_record =
                    |kind: &ProblemKind| matches!(kind, ProblemKind::NoDash { key, .. } if key == "id");
                let others = own.iter().filter(|(_, kind)| is_record(kind));
                let unnamed = |_| Unread { record_type: T::TYPE, id: None, is_guessed: false };
                self.unread.extend(others.map(unnamed));
            }
        }
    }

    /// Whether there are more faults than the limit. The ones above it are dropped and replaced by a
    /// fault that says so.
    pub(crate) fn is_full(&mut self, limit: usize) -> bool {
        let Some((place, kind)) = self.faults.get_mut(limit) else { return false };
        *place = place.start..place.start;
        *kind = ProblemKind::Hostile(Hostility::Problems { limit });
        self.faults.truncate(limit + 1);
        true
    }
}

/// The records whose ids stand in a text that could not be parsed, so that references to them are not
/// called broken as well. If no id can be made out, some record whose id is not known.
pub(crate) fn mentioned(text: &str, record_type: RecordType) -> Vec<Unread> {
    let guessed = |id: Option<&str>| Unread { record_type, id: id.map(str::to_owned), is_guessed: true };
    let mut unread: Vec<Unread> = ids_in(text).map(|id| guessed(Some(id))).collect();
    if unread.is_empty() {
        unread.push(guessed(None));
    }
    unread
}

/// What stands before the first field of an entry, or before another, or is taken for that.
const BEFORE_A_FIELD: [char; 8] = ['\n', '-', '{', ',', '–', '—', '•', '*'];

/// What stands behind `id:` or `"id":` where a field can begin.
fn ids_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("id").filter_map(|(at, key)| {
        let before = text[..at].trim_end_matches(['"', '\'']);
        let field = before.trim_end().is_empty() || before.trim_end_matches(' ').ends_with(BEFORE_A_FIELD);
        let value = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?;
        let value = value.trim_start_matches([' ', '"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(value.len());
        let id = &value[..end];
        (field && tallybook_schema::id::validate(id).is_ok()).then_some(id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_texts_that_do_not_parse() {
        let text =
            "- id: first\n  kind: [\n- {id: 'second'}\n-\n  \"id\" : third # x\n  void: no\n  grid: 7\n";
        assert_eq!(ids_in(text).collect::<Vec<_>>(), ["first", "second", "third"]);
        assert_eq!(ids_in(r#"{"kind":"x","id":"fourth"#).collect::<Vec<_>>(), ["fourth"]);
    }
}
