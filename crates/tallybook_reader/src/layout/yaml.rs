//! YAML laid out: a document is written line by line, following its tree and its text side by side.
//!
//! This file knows lists and mappings; `value` and `block_text` know what stands behind a key or dash,
//! `comments` what stands between values, `lines` what is made of all that.

mod block_text;
mod comments;
mod lines;
mod value;

use super::order::Kind;
use crate::tree::{Entry, Node, NodeKind};
use lines::Lines;
use value::Shape;

/// Why a file is left alone.
pub(super) type Unusual = &'static str;

/// One level of indentation.
const INDENT: &str = "  ";

/// The document laid out. Its lines end with a line feed alone.
pub(super) fn document(text: &str, root: Option<&Node<'_>>, kind: Kind) -> Result<String, Unusual> {
    let Some(root) = root else { return Ok(text.to_owned()) };
    if Shape::of(text, root) == Shape::Inline {
        return Ok(text.to_owned());
    }
    let mut writer = Writer { text, at: 0 };
    let mut lines = match &root.kind {
        NodeKind::List(items) => writer.records(items, kind)?,
        NodeKind::Mapping(entries) => {
            let mut head = writer.gap(root.range.start)?;
            // What stands at the head of the file, and what belongs to its first field.
            let leading = head.split_after(|line| {
                line.is_empty() || line == "---" || line.starts_with("# yaml-language-server:")
            });
            head.extend(writer.mapping(entries, kind, 0, leading)?);
            head
        }
        NodeKind::Scalar { .. } | NodeKind::Placeholder => return Ok(text.to_owned()),
    };
    lines.extend(writer.gap(text.len())?);
    Ok(lines.into_text())
}

struct Writer<'t> {
    text: &'t str,
    /// Up to where the text has been written.
    at: usize,
}

impl Writer<'_> {
    /// The list of records: at the left edge, an empty line between any two.
    fn records(&mut self, items: &[Node<'_>], kind: Kind) -> Result<Lines, Unusual> {
        let mut lines = Lines::default();
        let mut last_is_line = false;
        for (i, item) in items.iter().enumerate() {
            let (leading, column) = self.dash()?;
            let item_lines = self.item(item, kind, column)?;
            let is_line = item_lines.len() == 1;
            let close = is_line && last_is_line && leading.is_empty();
            // Records of one line each may stand close together.
            if i > 0 && !leading.begin_blank() && !close {
                lines.push("");
            }
            lines.extend(leading);
            lines.extend(item_lines);
            last_is_line = is_line;
        }
        Ok(lines)
    }

    /// A list in a record, without its indentation. `floor` is the column of what it belongs to.
    fn list(&mut self, items: &[Node<'_>], kind: Kind, floor: usize) -> Result<Lines, Unusual> {
        let mut lines = Lines::default();
        let mut own = 0;
        for item in items {
            let (leading, column) = self.dash()?;
            own = column;
            lines.extend_block(leading);
            lines.extend(self.item(item, kind, column)?);
        }
        lines.extend(self.tail(own.max(floor + 1)));
        Ok(lines)
    }

    /// Goes to the dash of an item, and past it. Gives what stands before it, and its column.
    fn dash(&mut self) -> Result<(Lines, usize), Unusual> {
        let dash = self.next();
        if !self.text[dash..].starts_with('-') {
            return Err("a list that is written in a way of its own");
        }
        let leading = self.gap(dash)?;
        self.at = dash + 1;
        Ok((leading, self.column(dash)))
    }

    /// An item after its dash.
    fn item(&mut self, item: &Node<'_>, kind: Kind, column: usize) -> Result<Lines, Unusual> {
        let mut lines = Lines::of("-");
        let aside = self.trailing(&mut lines);
        let leading = self.before(item)?;
        let value = match (&item.kind, Shape::of(self.text, item)) {
            (NodeKind::Mapping(entries), Shape::Block) => {
                self.mapping(entries, kind, column + 1, Lines::default())?.with_close_comments()
            }
            (NodeKind::List(items), Shape::Block) => self.list(items, kind, column)?,
            _ => self.inline(item, "", column, false),
        };
        if aside || !leading.is_empty() {
            lines.extend(leading.indented());
            lines.extend(value.indented());
            Ok(lines)
        } else {
            Ok(value.indented_but_first().behind("-"))
        }
    }

    /// A mapping by indentation, its fields in their order. `floor` is the least column of its own comments.
    fn mapping(
        &mut self,
        entries: &[Entry<'_>],
        kind: Kind,
        floor: usize,
        leading: Lines,
    ) -> Result<Lines, Unusual> {
        let order = kind.order();
        let mut parts: Vec<(usize, Lines)> = Vec::new();
        let mut own = floor;
        let mut part = leading;
        for entry in entries {
            part.extend(self.gap(entry.key_range.start)?);
            own = self.column(entry.key_range.start);
            part.extend(self.entry(entry, kind, own)?);
            parts.push((order.rank(&entry.key), std::mem::take(&mut part)));
        }
        parts.sort_by_key(|(rank, _)| *rank);
        let mut lines = Lines::default();
        for (_, part) in parts {
            lines.extend_block(part);
        }
        lines.extend(self.tail(own.max(floor)));
        Ok(lines)
    }

    /// A key with its value.
    fn entry(&mut self, entry: &Entry<'_>, kind: Kind, column: usize) -> Result<Lines, Unusual> {
        let key = &self.text[entry.key_range.clone()];
        let rest = &self.text[entry.key_range.end..];
        let colon = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if !rest[colon..].starts_with(':') {
            return Err("a key that is written in a way of its own");
        }
        self.at = entry.key_range.end + colon + 1;
        let head = format!("{key}:");
        let mut lines = Lines::of(head.as_str());
        let below = kind.below(&entry.key);
        let aside = self.trailing(&mut lines);
        if entry.value.range.is_empty() && !self.is_block_text(&entry.value) {
            return Ok(lines);
        }
        let leading = self.before(&entry.value)?;
        let value = match (&entry.value.kind, Shape::of(self.text, &entry.value)) {
            (NodeKind::Mapping(entries), Shape::Block) => {
                self.mapping(entries, below, column + 1, Lines::default())?.with_close_comments()
            }
            (NodeKind::List(items), Shape::Block) => self.list(items, below, column)?,
            _ => {
                let quote = kind == Kind::Evidence && entry.key == "quote";
                if !aside && leading.is_empty() {
                    return Ok(self.inline(&entry.value, INDENT, column, quote).behind(&head));
                }
                self.inline(&entry.value, "", column, quote)
            }
        };
        lines.extend(leading.indented());
        lines.extend(value.indented());
        Ok(lines)
    }
}
