//! The least change of text that turns a value into another one.
//!
//! The tree of the text and the value that was read from it are followed side by side; text is touched
//! only where the old value and the new one differ. What is written in a way that cannot be changed
//! without losing a comment is refused.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};
use similar::DiffOp;

use crate::layout::Kind;
use crate::patch::{block_head, plain_or_quoted, rewrite};
use crate::path::Format;
use crate::tree::{Entry, Node, NodeKind};

use super::lines::at_column;
use super::{difference, spell};

/// A change of text: the bytes that go, and what comes in their stead.
pub(super) type Splice = (Range<usize>, String);

/// Why a change is not made.
pub(super) type Refusal = &'static str;

/// What stands between two parts of a collection, one of which goes, cannot be kept.
const COMMENT: Refusal = "a comment stands inside of what would be removed";
/// The text is not what its value looks like.
pub(super) const NOTATION: Refusal = "it is written in a way that cannot be changed by part";

/// The text of a file and what was spliced so far.
pub(super) struct Splicer<'t> {
    pub(super) text: &'t str,
    pub(super) format: Format,
    pub(super) splices: Vec<Splice>,
}

/// A part of a collection of which others may be removed: where it begins and ends.
#[derive(Debug, Clone)]
struct Span {
    range: Range<usize>,
    /// Where its scalars stand.
    scalars: Vec<Range<usize>>,
    stays: bool,
}

impl Splicer<'_> {
    /// Turns a value into another one.
    pub(super) fn value(
        &mut self,
        node: &Node<'_>,
        old: &Value,
        new: &Value,
        kind: Kind,
    ) -> Result<(), Refusal> {
        match (&node.kind, old, new) {
            _ if old == new => Ok(()),
            (NodeKind::Mapping(entries), Value::Object(old), Value::Object(new)) => {
                self.mapping(node, entries, old, new, kind)
            }
            (NodeKind::List(items), Value::Array(old), Value::Array(new))
                if items.len() == old.len() && !items.is_empty() =>
            {
                self.list(node, items, old, new, kind)
            }
            (NodeKind::Scalar { .. }, _, Value::String(_) | Value::Number(_) | Value::Bool(_)) => {
                let raw = self.text.get(node.range.clone()).ok_or(NOTATION)?;
                if raw.is_empty() || self.format == Format::Yaml && block_head(self.text, node).is_some() {
                    return Err(NOTATION);
                }
                let text = match new {
                    Value::String(text) => rewrite(raw, text, self.format).ok_or(NOTATION)?,
                    other => other.to_string(),
                };
                self.splices.push((node.range.clone(), text));
                Ok(())
            }
            _ => Err(NOTATION),
        }
    }

    /// Takes records out of their list, with the comments right above each and the empty lines after it.
    pub(super) fn records(&mut self, list: &Node<'_>, positions: &[usize]) -> Result<(), Refusal> {
        let NodeKind::List(items) = &list.kind else { return Err(NOTATION) };
        if !self.is_block_collection(list, items.first().map(|item| item.range.start)) {
            if positions.len() == items.len() {
                self.splices.push((list.range.clone(), "[]".to_owned()));
                return Ok(());
            }
            let parts = items.iter().enumerate();
            let parts: Vec<Span> =
                parts.map(|(i, item)| Self::span(item, item.range.start, !positions.contains(&i))).collect();
            return self.remove(&parts, false);
        }
        for item in positions.iter().filter_map(|&position| items.get(position)) {
            let dash = self.line_start(self.dash(item.range.start)?);
            let mut start = dash;
            while start > 0 && self.text[self.line_start(start - 1)..].starts_with('#') {
                start = self.line_start(start - 1);
            }
            // Comments that go up to the first line are the head of the file.
            let start = if start == 0 { dash } else { start };
            let mut end = self.line_end(item.range.end);
            while end < self.text.len() && self.text[end..self.line_end(end)].trim().is_empty() {
                end = self.line_end(end);
            }
            self.splices.push((start..end, String::new()));
        }
        Ok(())
    }

    /// Takes an item out of a list that keeps others.
    pub(super) fn item(&mut self, list: &Node<'_>, number: usize) -> Result<(), Refusal> {
        let NodeKind::List(items) = &list.kind else { return Err(NOTATION) };
        let (mut parts, block) = self.parts(list, items)?;
        parts.get_mut(number).ok_or(NOTATION)?.stays = false;
        self.remove(&parts, block)
    }

    fn mapping(
        &mut self,
        node: &Node<'_>,
        entries: &[Entry<'_>],
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        kind: Kind,
    ) -> Result<(), Refusal> {
        let block = self.is_block_collection(node, entries.first().map(|entry| entry.key_range.start));
        let column = entries.first().map_or(0, |entry| self.column(entry.key_range.start));
        for entry in entries {
            let Some(new) = new.get(entry.key.as_ref()) else { continue };
            // What says nothing, as `[]`, is no part of the value.
            let old = old.get(entry.key.as_ref()).unwrap_or(&Value::Null);
            let (before, below) = (self.splices.len(), kind.below(&entry.key));
            if self.value(&entry.value, old, new, below).is_err() {
                self.splices.truncate(before);
                self.replace(entry, new, kind, block.then_some(column))?;
            }
        }
        let parts: Vec<Span> = entries
            .iter()
            .map(|entry| {
                let mut scalars = vec![entry.key_range.clone()];
                Self::scalars(&entry.value, &mut scalars);
                let stays = new.contains_key(entry.key.as_ref()) || !old.contains_key(entry.key.as_ref());
                let range = entry.key_range.start..entry.value.range.end.max(entry.key_range.end);
                Span { range, scalars, stays }
            })
            .collect();
        // New fields by the field that they stand after, which is the last that the model has before them.
        let order = kind.order();
        let mut added: BTreeMap<Option<usize>, Vec<(&String, &Value)>> = BTreeMap::new();
        for (name, value) in spell::ordered(new, kind) {
            if entries.iter().all(|entry| entry.key != name.as_str()) {
                let before = (0..entries.len())
                    .filter(|&i| parts[i].stays && order.rank(&entries[i].key) <= order.rank(name))
                    .max_by_key(|&i| (order.rank(&entries[i].key), i));
                added.entry(before).or_default().push((name, value));
            }
        }
        let first = parts.iter().position(|part| part.stays).ok_or(NOTATION)?;
        self.remove(&parts, block)?;
        for (after, fields) in added {
            let spelled: Vec<String> = fields
                .into_iter()
                .map(|(name, value)| match (self.format, block) {
                    (Format::Yaml, true) => spell::field(name, value, kind, column).join("\n"),
                    (Format::Yaml, false) => format!("{}: {}", plain_or_quoted(name), spell::flow(value)),
                    _ => self.json_field(name, value, kind, &parts[first].range),
                })
                .collect();
            match after {
                Some(after) => self.insert_after(&parts[after].range, &spelled, column, block),
                None => self.insert_before(&parts[first].range, &spelled, column, block),
            }
        }
        Ok(())
    }

    fn list(
        &mut self,
        node: &Node<'_>,
        items: &[Node<'_>],
        old: &[Value],
        new: &[Value],
        kind: Kind,
    ) -> Result<(), Refusal> {
        let (mut parts, block) = self.parts(node, items)?;
        let column = parts.first().map_or(0, |part| self.column(part.range.start));
        // They are compared as the lines of a text: a value a line.
        let lines = |values: &[Value]| values.iter().map(|value| format!("{value}\n")).collect::<String>();
        let (old_lines, new_lines) = (lines(old), lines(new));
        let diff = difference::of_lines(&old_lines, &new_lines);
        let mut added: Vec<(Option<usize>, &[Value])> = Vec::new();
        for operation in diff.ops() {
            let (gone, come) = match *operation {
                DiffOp::Equal { .. } => continue,
                DiffOp::Delete { old_index, old_len, new_index } => {
                    (old_index..old_index + old_len, new_index..new_index)
                }
                DiffOp::Insert { old_index, new_index, new_len } => {
                    (old_index..old_index, new_index..new_index + new_len)
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    (old_index..old_index + old_len, new_index..new_index + new_len)
                }
            };
            let both = gone.len().min(come.len());
            for (i, j) in gone.clone().zip(come.clone()) {
                self.value(&items[i], &old[i], &new[j], kind)?;
            }
            for i in gone.clone().skip(both) {
                parts[i].stays = false;
            }
            let rest = &new[come.start + both..come.end];
            if !rest.is_empty() {
                added.push(((gone.start + both).checked_sub(1), rest));
            }
        }
        self.remove(&parts, block)?;
        for (after, values) in added {
            let spelled: Vec<String> = values
                .iter()
                .map(|value| match (self.format, block) {
                    (Format::Yaml, true) => spell::item(value, kind, column).join("\n"),
                    (Format::Yaml, false) => spell::flow(value),
                    _ => self.json_value(value, kind, &parts[0].range),
                })
                .collect();
            match after {
                Some(after) => self.insert_after(&parts[after].range, &spelled, column, block),
                None => self.insert_before(&parts[0].range, &spelled, column, block),
            }
        }
        Ok(())
    }

    /// The parts of a list, and whether it is written by indentation.
    fn parts(&self, list: &Node<'_>, items: &[Node<'_>]) -> Result<(Vec<Span>, bool), Refusal> {
        let block = self.is_block_collection(list, items.first().map(|item| item.range.start));
        let part = |item: &Node<'_>| {
            let start = if block { self.dash(item.range.start)? } else { item.range.start };
            Ok(Self::span(item, start, true))
        };
        Ok((items.iter().map(part).collect::<Result<_, Refusal>>()?, block))
    }

    /// Writes a field anew where its value cannot be changed by part.
    fn replace(
        &mut self,
        entry: &Entry<'_>,
        new: &Value,
        kind: Kind,
        block: Option<usize>,
    ) -> Result<(), Refusal> {
        let (key, value) = (&entry.key_range, &entry.value.range);
        if value.is_empty() {
            return Err(NOTATION);
        }
        let Some(column) = block else {
            let text = if self.format == Format::Yaml {
                self.keep_comments(entry, value)?;
                spell::flow(new)
            } else {
                self.json_value(new, kind.below(&entry.key), key)
            };
            self.splices.push((value.clone(), text));
            return Ok(());
        };
        let head = block_head(self.text, &entry.value);
        let is_text = matches!(entry.value.kind, NodeKind::Scalar { .. }) && head.is_none();
        if is_text && !new.is_array() && !new.is_object() && self.has_comment(&(key.end..value.start), &[]) {
            self.splices.push((value.clone(), spell::flow(new)));
            return Ok(());
        }
        let comment = match &head {
            Some(head) => {
                let signs = self.slice(head).find(char::is_whitespace).unwrap_or(head.len());
                self.comment_after(head.start + signs)
            }
            None => self.comment_after(value.end),
        };
        let end = head.map_or(value.end, |head| head.start);
        self.keep_comments(entry, &(key.end..end))?;
        // A comment stays on the first line, as behind the last it may be text.
        let mut lines = spell::field(&entry.key, new, kind, column);
        if let Some(first) = lines.first_mut() {
            first.push_str(self.slice(&comment));
        }
        let range = key.start..value.end.max(comment.end);
        self.splices.push((range, at_column(&lines.join("\n"), column)));
        Ok(())
    }

    /// Refuses what would take a comment away that stands in a part of a field.
    fn keep_comments(&self, entry: &Entry<'_>, part: &Range<usize>) -> Result<(), Refusal> {
        let mut scalars = Vec::new();
        Self::scalars(&entry.value, &mut scalars);
        if self.has_comment(part, &scalars) { Err(COMMENT) } else { Ok(()) }
    }

    /// A part of a list, which begins here.
    fn span(item: &Node<'_>, start: usize, stays: bool) -> Span {
        let mut scalars = Vec::new();
        Self::scalars(item, &mut scalars);
        Span { range: start..item.range.end, scalars, stays }
    }

    /// Takes parts out of a collection with what separates them from their neighbours. A comment behind one stays, on a line of its
    /// own.
    fn remove(&mut self, parts: &[Span], block: bool) -> Result<(), Refusal> {
        let Some(first) = parts.iter().position(|part| part.stays) else { return Err(NOTATION) };
        for (i, part) in parts.iter().enumerate().filter(|(_, part)| !part.stays) {
            let whole_lines = block
                && self.begins_line(part.range.start)
                && (i > first || self.begins_line(parts[0].range.start));
            let range = if whole_lines {
                let comment = self.comment_after(part.range.end);
                let rest = self.slice(&comment);
                if rest.is_empty() {
                    self.line_start(part.range.start)..self.line_end(part.range.end)
                } else {
                    part.range.start..comment.end - rest.trim_start().len()
                }
            } else if i < first {
                part.range.start..parts[i + 1].range.start
            } else {
                parts[i - 1].range.end..part.range.end
            };
            if self.format == Format::Yaml {
                let between = if whole_lines { &part.range } else { &range };
                if self.has_comment(between, &part.scalars) {
                    return Err(COMMENT);
                }
            }
            self.splices.push((range, String::new()));
        }
        Ok(())
    }

    fn insert_after(&mut self, part: &Range<usize>, spelled: &[String], column: usize, block: bool) {
        if block && self.format == Format::Yaml {
            let at = self.line_end(part.end);
            let lines = format!("{}{}", " ".repeat(column), at_column(&spelled.join("\n"), column));
            let complete = self.text[..at].ends_with('\n');
            let text = if complete { format!("{lines}\n") } else { format!("\n{lines}") };
            self.splices.push((at..at, text));
        } else {
            let gap = self.gap(part);
            let text: String = spelled.iter().map(|part| format!(",{gap}{part}")).collect();
            self.splices.push((part.end..part.end, text));
        }
    }

    fn insert_before(&mut self, part: &Range<usize>, spelled: &[String], column: usize, block: bool) {
        let text = if block && self.format == Format::Yaml {
            let lines = at_column(&spelled.join("\n"), column);
            format!("{lines}\n{}", " ".repeat(column))
        } else {
            let gap = self.gap(part);
            spelled.iter().map(|part| format!("{part},{gap}")).collect()
        };
        self.splices.push((part.start..part.start, text));
    }
}
