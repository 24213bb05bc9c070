//! From tree to typed record, with every problem of a record in one go.
//!
//! serde stops at the first error. So the record is decoded again after each one, with the fault
//! taken out of the tree: an unknown field is removed, a bad or missing value becomes a
//! placeholder that reads as any type. What is known of the shape stays in the types alone. A
//! record with any fault is not returned.

mod deserializer;
mod error;

use std::borrow::Cow;
use std::ops::Range;

use serde::de::DeserializeOwned;
use tallybook_schema::value::ValueError;

use self::deserializer::NodeDeserializer;
use self::error::{Error, ErrorKind};
use crate::problem::{Found, ProblemKind};
use crate::tree::{Entry, Fault, Node, NodeKind, Step};

/// More faults than this in one record are not looked for.
const MAX_FAULTS: usize = 200;

/// Nodes that may be looked at to find the faults of one record. A huge record with many faults
/// shows the first of them rather than costing minutes.
const MAX_WORK: usize = 5_000_000;

/// Decodes a record. On any fault there is no record, and every fault has been added to `faults`.
pub(crate) fn decode<T: DeserializeOwned>(node: &Node<'_>, faults: &mut Vec<Fault>) -> Option<T> {
    read(node, faults, false)
}

/// The same, but for fields that are unknown, which are left out if nothing else is wrong.
pub(crate) fn decode_known<T: DeserializeOwned>(node: &Node<'_>, faults: &mut Vec<Fault>) -> Option<T> {
    read(node, faults, true)
}

fn read<T: DeserializeOwned>(node: &Node<'_>, faults: &mut Vec<Fault>, leaves_out: bool) -> Option<T> {
    let mut error = match T::deserialize(NodeDeserializer::new(node)) {
        Ok(record) => return Some(record),
        Err(error) => error,
    };
    let mut tree = node.clone();
    let (mut own, mut rest) = (Vec::new(), None);
    for _ in 0..(MAX_WORK / node.count()).clamp(1, MAX_FAULTS) {
        error.path.reverse();
        if !repair(node, &mut tree, error, &mut own) {
            break;
        }
        match T::deserialize(NodeDeserializer::new(&tree)) {
            Ok(record) => {
                rest = Some(record);
                break;
            }
            Err(next) => error = next,
        }
    }
    let are_unknown = own.iter().all(|(_, kind)| matches!(kind, ProblemKind::UnknownField { .. }));
    faults.append(&mut own);
    rest.filter(|_| leaves_out && are_unknown)
}

/// Reports an error and takes its cause out of the tree. False if there is nothing to take out. `faults` are those of the
/// record.
fn repair(original: &Node<'_>, tree: &mut Node<'_>, error: Error, faults: &mut Vec<Fault>) -> bool {
    // Places and texts are the original's: a node of the tree may be a placeholder by now.
    let found = original.descend(&error.path);
    let mark = original.mark_at(&error.path);
    let Some(node) = tree.descend_mut(&error.path) else {
        faults.push((mark, problem(error.kind, found, &error.path)));
        return false;
    };
    match (&error.kind, &mut node.kind) {
        (ErrorKind::UnknownField { field, .. }, NodeKind::Mapping(entries)) => {
            let place = found.entry(field).map_or(mark, |entry| entry.key_range.clone());
            let entries_before = entries.len();
            entries.retain(|entry| entry.key != field.as_str());
            let removed = entries.len() < entries_before;
            faults.push((place, problem(error.kind, found, &error.path)));
            removed
        }
        (&ErrorKind::MissingField(field), NodeKind::Mapping(entries)) => {
            faults.push((mark, missing(field, found, faults)));
            let there = entries.iter().any(|entry| entry.key == field);
            let nowhere = found.range.start..found.range.start;
            let value = Node { range: nowhere.clone(), kind: NodeKind::Placeholder };
            entries.push(Entry { key: Cow::Borrowed(field), key_range: nowhere, value });
            !there
        }
        (_, NodeKind::Placeholder) => false,
        _ => {
            faults.push((mark, problem(error.kind, found, &error.path)));
            node.kind = NodeKind::Placeholder;
            true
        }
    }
}

/// What an error says of a node, and of the path to it.
fn problem(kind: ErrorKind, node: &Node<'_>, path: &[Step]) -> ProblemKind {
    match kind {
        ErrorKind::UnknownField { field, known } => {
            let present = known.iter().copied().filter(|name| node.entry(name).is_some()).collect();
            let alone = node.entry(&field).is_some_and(Entry::is_alone);
            ProblemKind::UnknownField { field, known, present, alone }
        }
        ErrorKind::MissingField(field) => missing(field, node, &[]),
        ErrorKind::UnknownTerm { term, known, vocabulary } => {
            ProblemKind::UnknownTerm { vocabulary, term, known }
        }
        ErrorKind::WrongType { expected } => ProblemKind::WrongType { found: found(node), expected },
        ErrorKind::BadValue { reason, type_name } => {
            let text = match &node.kind {
                NodeKind::Scalar { text, .. } => text.to_string(),
                _ => String::new(),
            };
            let is_own_id = matches!(path, [Step::Key(key)] if key == "id");
            // serde carries an error as text; the type itself says more.
            let error = tallybook_schema::value::value_type(type_name)
                .and_then(|value_type| value_type.explain(&text))
                .unwrap_or_else(|| ValueError::new(reason));
            ProblemKind::BadValue { type_name, text, error, is_own_id }
        }
    }
}

/// What is missing from a mapping, with the fields that do not exist there.
fn missing(field: &'static str, mapping: &Node<'_>, faults: &[Fault]) -> ProblemKind {
    let is_here =
        |name: &str, place: &Range<usize>| mapping.entry(name).is_some_and(|entry| entry.key_range == *place);
    let (mut unknown, mut known): (Vec<String>, &[&str]) = (Vec::new(), &[]);
    for (place, fault) in faults {
        if let ProblemKind::UnknownField { field: name, known: names, .. } = fault
            && is_here(name, place)
        {
            unknown.push(name.clone());
            known = names;
        }
    }
    ProblemKind::MissingField { field, unknown, known }
}

fn found(node: &Node<'_>) -> Found {
    match &node.kind {
        NodeKind::Scalar { text, .. } if !node.is_null() => Found::Text(text.to_string()),
        NodeKind::Scalar { .. } | NodeKind::Placeholder => Found::Nothing,
        NodeKind::List(_) => Found::List,
        NodeKind::Mapping(_) => Found::Mapping,
    }
}
