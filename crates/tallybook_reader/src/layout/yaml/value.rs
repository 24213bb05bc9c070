//! Values behind a key or dash: scalars, and collections in brackets, which keep their notation.

use super::lines::Lines;
use super::{INDENT, Unusual, Writer};
use crate::tree::{Node, NodeKind};

/// How a value is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A list or mapping by indentation.
    Block,
    /// Anything that begins on the line of its key: a scalar or a collection in brackets.
    Inline,
}

impl Shape {
    pub(super) fn of(text: &str, node: &Node<'_>) -> Self {
        let start = node.range.start;
        let (bracket, first) = match &node.kind {
            NodeKind::List(items) => ('[', items.first().map(|item| item.range.start)),
            NodeKind::Mapping(entries) => ('{', entries.first().map(|entry| entry.key_range.start)),
            NodeKind::Scalar { .. } | NodeKind::Placeholder => return Self::Inline,
        };
        let bracketed = text[start..].starts_with(bracket) && first.is_none_or(|first| first > start);
        if bracketed { Self::Inline } else { Self::Block }
    }
}

impl Writer<'_> {
    /// Comments between a key or dash and its value; none for a list, whose items take what is before them.
    pub(super) fn before(&mut self, value: &Node<'_>) -> Result<Lines, Unusual> {
        let is_list = matches!(value.kind, NodeKind::List(_));
        if is_list && Shape::of(self.text, value) == Shape::Block {
            return Ok(Lines::default());
        }
        let block = self.is_block_text(value);
        if !block && value.range.is_empty() {
            return Ok(Lines::default());
        }
        let gap = self.gap(if block { self.next() } else { value.range.start })?;
        Ok(gap.without_blanks())
    }

    /// A scalar or a collection in brackets, with what follows it on its line. Further lines get `prefix`.
    pub(super) fn inline(&mut self, node: &Node<'_>, prefix: &str, column: usize, quote: bool) -> Lines {
        if self.is_block_text(node) {
            return self.block_text(prefix, column);
        }
        if node.range.is_empty() {
            return Lines::of("");
        }
        let raw = &self.text[node.range.clone()];
        let mut lines = raw.split('\n');
        let mut out = Lines::of(lines.next().unwrap_or_default());
        match &node.kind {
            NodeKind::Scalar { text, .. } if quote && !raw.starts_with('"') => {
                out = Lines::of(serde_json::Value::from(text.as_ref()).to_string());
            }
            NodeKind::Scalar { .. } => lines.for_each(|line| {
                let line = line.trim_start_matches([' ', '\t']);
                out.push(if line.is_empty() { String::new() } else { format!("{prefix}{line}") });
            }),
            _ => lines.for_each(|line| {
                let body = line.trim_start_matches([' ', '\t']);
                let base = if prefix.is_empty() { column + INDENT.len() } else { column };
                let depth = (line.len() - body.len()).saturating_sub(base);
                out.push(if body.is_empty() {
                    String::new()
                } else {
                    format!("{}{body}", " ".repeat(depth))
                });
            }),
        }
        self.at = node.range.end;
        self.trailing(&mut out);
        out
    }
}
