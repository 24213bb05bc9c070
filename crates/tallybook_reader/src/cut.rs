//! Values of YAML that end where ` #` begins a comment that looks like none: `Harbour Aid #1`.
//!
//! Hardly a file has such a place, so that only the entry around one is parsed again.

use std::ops::Range;

use memchr::memmem;
use tallybook_schema::record::Limits;

use crate::pieces::Pieces;
use crate::problem::ProblemKind;
use crate::tree::{Fault, Node, NodeKind, Style};
use crate::yaml;

/// The places at which a value is cut, in a text that is well-formed.
pub(crate) fn find(text: &str, pieces: Option<&Pieces>, limits: &Limits) -> Vec<Fault> {
    let most = usize::try_from(limits.problems).unwrap_or(usize::MAX);
    let mut parsed: Option<(Range<usize>, Option<Node<'_>>)> = None;
    let mut cut = |line: Range<usize>, sign: usize| {
        let piece = pieces.and_then(|pieces| pieces.around(sign)).unwrap_or(0..text.len());
        if parsed.as_ref().is_none_or(|(range, _)| *range != piece) {
            let root = yaml::parse_part(text, piece.clone(), limits).ok().and_then(|document| document.root);
            parsed = Some((piece, root));
        }
        let (_, root) = parsed.as_ref()?;
        let value = plain_ending_at(root.as_ref()?, text[..sign].trim_end_matches(' ').len())?;
        let rest = text[sign..line.end].split(" # ").next()?.trim_end();
        let whole = value.start..sign + rest.len();
        let is_alone = line.contains(&value.start)
            && !text[line.start..value.start].contains(['[', '{'])
            && !rest.contains([',', ']', '}']);
        Some((
            sign..whole.end,
            ProblemKind::CutValue { whole: is_alone.then(|| (whole.clone(), text[whole].to_owned())) },
        ))
    };
    unusual_comments(text).filter_map(|(line, sign)| cut(line, sign)).take(most).collect()
}

/// The lines with a `#` that begins a comment as none usually begins, and where it stands: behind something else, and with
/// a letter or digit right behind it.
fn unusual_comments(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let space = from + memmem::find(&text.as_bytes()[from..], b" #")?;
            let line = line_around(text, from, space);
            from = line.end;
            let is_behind_something = !text[line.start..space].trim().is_empty();
            if is_behind_something && text[space + 2..].starts_with(char::is_alphanumeric) {
                return Some((line, space + 1));
            }
        }
    })
}

/// The line of a byte, of which nothing stands before `from`.
fn line_around(text: &str, from: usize, at: usize) -> Range<usize> {
    let start = text[from..at].rfind('\n').map_or(from, |newline| from + newline + 1);
    start..text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

/// The plain scalar that ends at a byte.
fn plain_ending_at(node: &Node<'_>, end: usize) -> Option<Range<usize>> {
    match &node.kind {
        NodeKind::Scalar { style: Style::Plain, .. } => {
            (node.range.end == end && !node.range.is_empty()).then(|| node.range.clone())
        }
        NodeKind::List(items) => {
            let after = items.partition_point(|item| item.range.start < end);
            plain_ending_at(items.get(after.checked_sub(1)?)?, end)
        }
        NodeKind::Mapping(entries) => {
            let after = entries.partition_point(|entry| entry.value.range.start < end);
            plain_ending_at(&entries.get(after.checked_sub(1)?)?.value, end)
        }
        NodeKind::Scalar { .. } | NodeKind::Placeholder => None,
    }
}
