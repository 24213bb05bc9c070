//! JSON and JSON Lines laid out: the fields in their order, every name and value in its own characters.
//!
//! JSON is written as `jq` and Python's `json` module with two spaces write it, one value a line, so that a
//! file that comes from such a tool differs from the layout in the order of its fields at most.

use super::order::Kind;
use crate::json;
use crate::tree::{Entry, Fault, Node, NodeKind};
use tallybook_schema::record::Limits;

/// One level of indentation.
const INDENT: &str = "  ";

/// A JSON document laid out.
pub(super) fn document(text: &str, kind: Kind, limits: &Limits) -> Result<String, Fault> {
    let mut out = String::with_capacity(text.len());
    if let Some(root) = json::parse(text, 0, limits)?.root {
        value(&mut out, text, &root, kind, Some(0));
        out.push('\n');
    }
    Ok(out)
}

/// JSON Lines laid out: one record a line, without a space between its parts. Empty lines go.
pub(super) fn lines(text: &str, kind: Kind, limits: &Limits) -> Result<String, Fault> {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(root) = json::parse(line, 0, limits)?.root {
            value(&mut out, line, &root, kind, None);
            out.push('\n');
        }
    }
    Ok(out)
}

/// Writes a value. `depth` is how deep its lines stand; `None` if it has but one.
fn value(out: &mut String, text: &str, node: &Node<'_>, kind: Kind, depth: Option<usize>) {
    match &node.kind {
        NodeKind::List(items) => collection(out, ['[', ']'], items.len(), depth, |out, i, inner| {
            value(out, text, &items[i], kind, inner);
        }),
        NodeKind::Mapping(entries) => {
            let order = kind.order();
            let mut entries: Vec<&Entry<'_>> = entries.iter().collect();
            entries.sort_by_key(|entry| order.rank(&entry.key));
            collection(out, ['{', '}'], entries.len(), depth, |out, i, inner| {
                let entry = entries[i];
                out.push_str(&text[entry.key_range.clone()]);
                out.push_str(if inner.is_some() { ": " } else { ":" });
                value(out, text, &entry.value, kind.below(&entry.key), inner);
            });
        }
        NodeKind::Scalar { .. } | NodeKind::Placeholder => out.push_str(&text[node.range.clone()]),
    }
}

/// Writes the parts of a list or mapping between its brackets.
fn collection(
    out: &mut String,
    [open, close]: [char; 2],
    count: usize,
    depth: Option<usize>,
    mut part: impl FnMut(&mut String, usize, Option<usize>),
) {
    let inner = depth.map(|depth| depth + 1);
    out.push(open);
    for i in 0..count {
        if i > 0 {
            out.push(',');
        }
        new_line(out, inner);
        part(out, i, inner);
    }
    if count > 0 {
        new_line(out, depth);
    }
    out.push(close);
}

fn new_line(out: &mut String, depth: Option<usize>) {
    if let Some(depth) = depth {
        out.push('\n');
        out.extend(std::iter::repeat_n(INDENT, depth));
    }
}
