//! Changes within the lines of a literal block text of YAML (`|`), which stand there as they are but for their indentation.

use std::ops::Range;

use tallybook_diagnostics::{Edit, Patch};

use super::{block_head, format, is_unprintable};
use crate::locate::Trees;
use crate::path::Format;
use crate::tree::{Node, NodeKind};
use crate::yaml;

/// What goes, and what comes in its stead.
type Change = (Range<usize>, String);

/// The changes that give a literal block text another value; `None` if the value is none, or lines come or go.
pub(super) fn patches(trees: &mut Trees<'_>, edit: &Edit) -> Option<Vec<Patch>> {
    let Edit::Replace { place, text: new } = edit else { return None };
    if new.is_empty() {
        return None;
    }
    let reading = trees.reading;
    let text = |node: &Node<'_>| match &node.kind {
        NodeKind::Scalar { text, .. } => Some(text.to_string()),
        _ => None,
    };
    trees.at(place, |file, span, root, path, _| {
        let source = reading.files.get(file)?.text();
        if format(reading, file)? != Format::Yaml {
            return None;
        }
        let node = root.descend(path);
        let changes = changes(source, block_head(source, node)?, &text(node)?, new)?;

        // Only what reads as it should is written.
        let mut part = source.get(span.clone())?.to_owned();
        for (range, line) in changes.iter().rev() {
            part.replace_range(range.start - span.start..range.end - span.start, line);
        }
        let root =
            yaml::parse_part(&part, 0..part.len(), &reading.dataset.manifest.checks.limits).ok()?.root?;
        let patch = |(range, text)| Patch { file, range, text };
        (text(root.descend(path)).as_deref() == Some(new)).then(|| changes.into_iter().map(patch).collect())
    })?
}

/// What changes in the head and in each line, in their order.
fn changes(source: &str, head: Range<usize>, old: &str, new: &str) -> Option<Vec<Change>> {
    source.get(head.start..)?.starts_with('|').then_some(())?;
    let (old_lines, new_lines) = (old.trim_end_matches('\n'), new.trim_end_matches('\n'));
    let mut changes = Vec::new();
    if new_lines.len() == new.len() && old_lines.len() < old.len() {
        changes.push(without_last_line_end(source.get(head.clone())?, head.start));
    }
    let mut at = head.end + source.get(head.end..)?.find('\n')? + 1;
    let mut lines = source.get(at..)?.split_inclusive('\n');
    let (mut old_lines, mut new_lines) = (old_lines.split('\n'), new_lines.split('\n'));
    while let (Some(old), new) = (old_lines.next(), new_lines.next()) {
        let (line, new) = (lines.next()?, new?);
        if old != new {
            let content = line.trim_end_matches('\n').trim_end_matches('\r');
            let indentation = content.strip_suffix(old)?;
            if new.contains(is_unprintable) || !indentation.chars().all(|c| c == ' ') {
                return None;
            }
            changes.push((at + indentation.len()..at + content.len(), new.to_owned()));
        }
        at += line.len();
    }
    new_lines.next().is_none().then_some(changes)
}

/// The change of a head that takes the line end off the end of its text.
fn without_last_line_end(head: &str, start: usize) -> Change {
    let is_sign = |c: &char| matches!(c, '|' | '+' | '-' | '0'..='9');
    let signs: String = head.chars().take_while(is_sign).collect();
    (start..start + signs.len(), signs.replace(['+', '-'], "") + "-")
}
