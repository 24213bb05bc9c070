//! Where things stand in the text of a file, and how what is added there is written.

use std::ops::Range;

use serde_json::Value;

use crate::layout::Kind;
use crate::patch::json;
use crate::path::Format;
use crate::tree::Node;

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

    /// The dash of an item of a list.
    pub(super) fn dash(&self, item: usize) -> Result<usize, Refusal> {
        let before = self.text[..item].trim_end_matches([' ', '\n', '\r']);
        before.ends_with('-').then(|| before.len() - 1).ok_or(NOTATION)
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

/// Whether there may be a comment in a text of YAML.
pub(super) fn has_comment(text: &str) -> bool {
    text.starts_with('#') || text.contains(" #") || text.contains("\n#")
}

/// Lines of which all but the first are moved to a column.
pub(super) fn at_column(lines: &str, column: usize) -> String {
    lines.replace('\n', &format!("\n{}", " ".repeat(column)))
}
