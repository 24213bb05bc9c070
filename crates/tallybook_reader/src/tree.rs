//! A small tree over one document, with a byte range for every key and value. YAML and JSON give
//! the same tree, so that everything after it is written once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use tallybook_schema::record::Limits;

use crate::problem::ProblemKind;

/// A value with its place in the text.
#[derive(Debug, Clone)]
pub(crate) struct Node<'t> {
    pub(crate) range: Range<usize>,
    pub(crate) kind: NodeKind<'t>,
}

#[derive(Debug, Clone)]
pub(crate) enum NodeKind<'t> {
    Scalar {
        text: Cow<'t, str>,
        style: Style,
    },
    List(Vec<Node<'t>>),
    Mapping(Vec<Entry<'t>>),
    /// Stands where a value was bad or missing and has been reported; reads as any type.
    Placeholder,
}

/// How a scalar is written, and so what decides its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A plain scalar of YAML: the field decides what the text is.
    Plain,
    /// Text, whatever it looks like: quoted, a block scalar, a string of JSON.
    Text,
    /// A number, `true`, `false` or `null` of JSON, and nothing else.
    Literal,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry<'t> {
    pub(crate) key: Cow<'t, str>,
    pub(crate) key_range: Range<usize>,
    pub(crate) value: Node<'t>,
}

impl Entry<'_> {
    /// Whether nothing but the key stands there, as written: no value, no quotes.
    pub(crate) fn is_alone(&self) -> bool {
        self.value.range.is_empty() && self.value.is_null() && self.key_range.len() == self.key.len()
    }
}

/// What is wrong, and where.
pub(crate) type Fault = (Range<usize>, ProblemKind);

/// A document as a tree. `root` is `None` for one without content.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    pub(crate) root: Option<Node<'t>>,
    /// Keys that stand twice, in the order of the text. The tree has the first of each.
    pub(crate) duplicates: Vec<Fault>,
}

/// Keys that stand twice, as they are met while a document is read.
#[derive(Debug)]
pub(crate) struct Duplicates {
    list: Vec<Fault>,
    most: usize,
}

impl Duplicates {
    /// Keeps one more than the problems that are reported for a file; the file is given up there.
    pub(crate) fn within(limits: &Limits) -> Self {
        Self { list: Vec::new(), most: usize::try_from(limits.problems).unwrap_or(usize::MAX) }
    }

    fn add(&mut self, key: &str, place: Range<usize>, first: Range<usize>) {
        if self.list.len() <= self.most {
            self.list.push((place, ProblemKind::DuplicateKey { key: key.to_owned(), first }));
        }
    }

    /// In the order of the text.
    pub(crate) fn into_list(mut self) -> Vec<Fault> {
        self.list.sort_by_key(|(range, _)| range.start);
        self.list
    }
}

/// One step from a node to one of its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A key of a mapping; in a JSON Pointer also the position in a list.
    Key(String),
    /// A position in a list.
    Index(usize),
}

impl Step {
    fn index(&self) -> Option<usize> {
        match self {
            Self::Index(index) => Some(*index),
            Self::Key(token) => token.parse().ok(),
        }
    }
}

impl<'t> Node<'t> {
    /// The node at the end of a path, or as far along it as nodes go.
    pub(crate) fn descend(&self, path: &[Step]) -> &Self {
        let mut node = self;
        for step in path {
            let child = match (&node.kind, step) {
                (NodeKind::Mapping(_), Step::Key(key)) => node.entry(key).map(|entry| &entry.value),
                (NodeKind::List(items), step) => step.index().and_then(|index| items.get(index)),
                _ => None,
            };
            match child {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    /// The node at the end of a path, to be changed.
    pub(crate) fn descend_mut(&mut self, path: &[Step]) -> Option<&mut Self> {
        path.iter().try_fold(self, |node, step| match (&mut node.kind, step) {
            (NodeKind::Mapping(entries), Step::Key(key)) => {
                entries.iter_mut().find(|entry| entry.key == key.as_str()).map(|entry| &mut entry.value)
            }
            (NodeKind::List(items), step) => step.index().and_then(|index| items.get_mut(index)),
            _ => None,
        })
    }

    /// The entry of a mapping.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry<'t>> {
        match &self.kind {
            NodeKind::Mapping(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// Whether the node is an empty value or a null.
    pub(crate) fn is_null(&self) -> bool {
        match &self.kind {
            NodeKind::Scalar { text, style: Style::Plain } => {
                matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL")
            }
            NodeKind::Scalar { text, style: Style::Literal } => text == "null",
            _ => false,
        }
    }

    /// How many nodes there are, this one included.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.kind {
            NodeKind::List(items) => items.iter().map(Self::count).sum(),
            NodeKind::Mapping(entries) => entries.iter().map(|entry| entry.value.count()).sum(),
            NodeKind::Scalar { .. } | NodeKind::Placeholder => 0,
        }
    }

    /// What to underline for the node at the end of a path: the name of its field if the value is
    /// empty, so that there is something to underline.
    pub(crate) fn mark_at(&self, path: &[Step]) -> Range<usize> {
        let node = self.descend(path);
        match path.split_last() {
            Some((Step::Key(key), parents)) if node.range.is_empty() => {
                self.descend(parents).entry(key).map_or_else(|| node.mark(), |entry| entry.key_range.clone())
            }
            _ => node.mark(),
        }
    }

    /// What to underline for the node: a scalar whole, a collection by its id or its first part, so
    /// that the mark stays on one line.
    pub(crate) fn mark(&self) -> Range<usize> {
        match &self.kind {
            NodeKind::Scalar { .. } | NodeKind::Placeholder => self.range.clone(),
            NodeKind::List(items) => items.first().map_or(self.range.clone(), Self::mark),
            NodeKind::Mapping(entries) => {
                let named = entries.iter().find(|entry| entry.key == "id").or_else(|| entries.first());
                named.map_or(self.range.clone(), |entry| entry.key_range.start..entry.value.mark().end)
            }
        }
    }
}

/// The entries of a mapping while it is read. A key that stands twice is a fault; the first counts.
#[derive(Debug, Default)]
pub(crate) struct Entries<'t> {
    list: Vec<Entry<'t>>,
    /// Positions by key, once there are too many entries to look through.
    index: HashMap<Cow<'t, str>, usize>,
    /// Where the last value ends, be it in the list or not.
    end: Option<usize>,
}

/// Mappings with more entries than this are indexed.
const INDEXED: usize = 16;

impl<'t> Entries<'t> {
    pub(crate) fn add(&mut self, entry: Entry<'t>, duplicates: &mut Duplicates) {
        self.end = Some(entry.value.range.end);
        if let Some(first) = self.position(&entry.key) {
            let first = self.list[first].key_range.clone();
            duplicates.add(&entry.key, entry.key_range, first);
            return;
        }
        self.list.push(entry);
        if self.list.len() > INDEXED {
            let known = self.index.len();
            let keys = self.list.iter().enumerate().skip(known);
            self.index.extend(keys.map(|(position, entry)| (entry.key.clone(), position)));
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.list.len() > INDEXED {
            self.index.get(key).copied()
        } else {
            self.list.iter().position(|entry| entry.key == key)
        }
    }

    /// From the first key to the end of the last value; `None` if there is no entry.
    pub(crate) fn extent(&self) -> Option<Range<usize>> {
        Some(self.list.first()?.key_range.start..self.end?)
    }

    pub(crate) fn into_list(self) -> Vec<Entry<'t>> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_found_in_small_and_large_mappings() {
        for size in [2, INDEXED, INDEXED + 1, 1000] {
            let (mut entries, mut duplicates) = (Entries::default(), Duplicates::within(&Limits::default()));
            for i in 0..2 * size {
                let range = i..i + 1;
                let value = Node { range: range.clone(), kind: NodeKind::Placeholder };
                let key = Cow::Owned((i % size).to_string());
                entries.add(Entry { key, key_range: range, value }, &mut duplicates);
            }
            let duplicates = duplicates.into_list();
            assert_eq!((entries.list.len(), duplicates.len()), (size, size));
            assert_eq!(entries.extent(), Some(0..2 * size));
            assert!(duplicates.iter().all(|(at, kind)| {
                matches!(kind, ProblemKind::DuplicateKey { first, .. } if first.start == at.start - size)
            }));
        }
    }
}
