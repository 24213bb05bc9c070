//! Where things stand in the text of a file, and how what is added there is written.

use std::ops::Range;

use serde_json::Value;

use crate::layout::Kind;
use crate::patch::json;
use crate::path::Format;
use crate::tree::{Node, NodeKind};

use super::spell;
use super::splice::{NOTATION, Refusal, Splicer};

impl Splicer<'_> {
    /// What stands between the parts of a collection in brackets: that before this one if it begins a
    /// line, else a space unless the text does without.
    pub(super) fn gap(&self, part: &Range<usize>) -> String {
        if self.begins_line(part.start) {
            format!("\n{}", " ".repeat(self.column(part.start)))
        } else if self.is_compact() {
            String::new()
        } else {
            " ".to_owned()
        }
    }

    /// Whether JSON is written without spaces.
    pub(super) fn is_compact(&self) -> bool {
        self.format != Format::Yaml && !self.text.contains("\": ") && !self.text.contains("\" :")
    }

    pub(super) fn json_field(&self, name: &str, value: &Value, kind: Kind, beside: &Range<usize>) -> String {
        let colon = if self.is_compact() { ":" } else { ": " };
        format!("{}{colon}{}", json(name), self.json_value(value, kind.below(name), beside))
    }

    /// A value of JSON as its neighbour is written: indented, if that begins a line.
    pub(super) fn json_value(&self, value: &Value, kind: Kind, beside: &Range<usize>) -> String {
        let pretty = self.begins_line(beside.start);
        let text = spell::as_json(value, kind, pretty);
        if pretty { at_column(&text, self.column(beside.start)) } else { text }
    }

    /// Whether a collection is written by indentation. `first` is where its first part begins.
    pub(super) fn is_block_collection(&self, node: &Node<'_>, first: Option<usize>) -> bool {
        let bracket = self.text[node.range.start..].starts_with(['{', '[']);
        self.format == Format::Yaml && !(bracket && first.is_none_or(|first| first > node.range.start))
    }

    /// The dash of an item of a list. Between them there may be comments.
    pub(super) fn dash(&self, item: usize) -> Result<usize, Refusal> {
        let mut end = item;
        loop {
            let start = self.line_start(end);
            let before = self.text[start..end].split('#').next().unwrap_or_default().trim_end();
            if before.ends_with('-') {
                return Ok(start + before.len() - 1);
            }
            if !before.is_empty() || start == 0 {
                return Err(NOTATION);
            }
            end = start - 1;
        }
    }

    /// Whether there is a comment in a range, in which these scalars stand.
    pub(super) fn has_comment(&self, range: &Range<usize>, scalars: &[Range<usize>]) -> bool {
        let mut at = range.start;
        for scalar in scalars.iter().filter(|scalar| scalar.end <= range.end) {
            if self.slice(&(at..scalar.start)).contains('#') {
                return true;
            }
            at = at.max(scalar.end);
        }
        self.slice(&(at..range.end)).contains('#')
    }

    /// Where the scalars of a value stand, in their order.
    pub(super) fn scalars(node: &Node<'_>, into: &mut Vec<Range<usize>>) {
        match &node.kind {
            NodeKind::Scalar { .. } => into.push(node.range.clone()),
            NodeKind::List(items) => items.iter().for_each(|item| Self::scalars(item, into)),
            NodeKind::Mapping(entries) => entries.iter().for_each(|entry| {
                into.push(entry.key_range.clone());
                Self::scalars(&entry.value, into);
            }),
            NodeKind::Placeholder => {}
        }
    }

    /// The comment behind a place with the spaces before it, if there is one on its line.
    pub(super) fn comment_after(&self, at: usize) -> Range<usize> {
        let line = self.text[at..self.line_end(at)].trim_end();
        let end = if line.trim_start().starts_with('#') { at + line.len() } else { at };
        at..end
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The start of the next line.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    pub(super) fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].chars().all(|c| c == ' ')
    }
}

/// Lines of which all but the first are moved to a column.
pub(super) fn at_column(lines: &str, column: usize) -> String {
    lines.replace('\n', &format!("\n{}", " ".repeat(column)))
}
