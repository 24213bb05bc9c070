//! Lines that are too long for the terminal, cut down to what a finding is about: the beginning, which
//! mostly tells the record, and as much around each marked range as there is room for.

use std::iter::once;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::render::visible::{columns, is_hidden};

/// Characters at the beginning of a cropped line that are shown: enough to hold the id of a record.
const HEAD: usize = 24;
/// Characters that are not worth an ellipsis, and the fewest that are shown around a range.
const FEW: usize = 6;
/// The fewest characters around a range for the sake of which its label may be too long for the line.
const ENOUGH: usize = 12;

/// How lines are cropped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crop<'a> {
    /// The columns that a line may take, labels included.
    pub(super) width: usize,
    /// What stands where something was left out.
    pub(super) ellipsis: &'a str,
}

/// A range that has to be seen.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The range, on character boundaries.
    pub(super) range: Range<usize>,
    /// The columns of its label.
    pub(super) label: usize,
}

/// The parts of a line that are shown: all of it if it is short enough.
pub(super) fn pieces(text: &str, marks: &[Mark], crop: Crop<'_>) -> Vec<Range<usize>> {
    let whole = || once(0..text.len()).collect::<Vec<_>>();
    let fits = fits(text, crop.width);
    if fits && labels_fit(text, &whole(), marks, crop) {
        return whole();
    }
    let with_labels = widest(text, marks, crop, ENOUGH, |pieces| {
        width(text, pieces, crop) <= crop.width && labels_fit(text, pieces, marks, crop)
    });
    let without_labels = || {
        let cropped = || widest(text, marks, crop, FEW, |pieces| width(text, pieces, crop) <= crop.width);
        if fits { whole() } else { cropped().unwrap_or_else(|| layout(text, marks, FEW)) }
    };
    with_labels.unwrap_or_else(without_labels)
}

/// The pieces with as much around the marks as is good, and at least with `fewest` characters.
fn widest(
    text: &str,
    marks: &[Mark],
    crop: Crop<'_>,
    fewest: usize,
    good: impl Fn(&[Range<usize>]) -> bool,
) -> Option<Vec<Range<usize>>> {
    let mut best = None;
    let mut around = fewest..crop.width.max(fewest) + 1;
    while !around.is_empty() {
        let middle = around.start.midpoint(around.end);
        let pieces = layout(text, marks, middle);
        if good(&pieces) {
            best = Some(pieces);
            around.start = middle + 1;
        } else {
            around.end = middle;
        }
    }
    best
}

/// The beginning of the line and what lies around the marks; of a long mark its two ends.
fn layout(text: &str, marks: &[Mark], around: usize) -> Vec<Range<usize>> {
    let head = forward(text, 0, if marks.is_empty() { around } else { HEAD });
    let mut pieces: Vec<Range<usize>> = once(0..head).collect();
    for Mark { range, .. } in marks {
        let (from, to) = (backward(text, range.start, around), forward(text, range.end, around));
        pieces.push(from..forward(text, range.start, around).min(range.end));
        pieces.push(backward(text, range.end, around).max(range.start)..to);
    }
    pieces.sort_by_key(|piece| (piece.start, piece.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match merged.last_mut() {
            Some(last) if piece.start <= forward(text, last.end, FEW) => last.end = last.end.max(piece.end),
            _ => merged.push(piece),
        }
    }
    if let Some(last) = merged.last_mut()
        && forward(text, last.end, FEW) == text.len()
    {
        last.end = text.len();
    }
    merged
}

/// The columns that the pieces take.
fn width(text: &str, pieces: &[Range<usize>], crop: Crop<'_>) -> usize {
    let rest =
        if pieces.last().is_some_and(|last| last.end < text.len()) { crop.ellipsis.width() } else { 0 };
    column(text, pieces, text.len(), crop) + rest
}

/// Whether the labels fit too: the last beside its range, the others below theirs.
fn labels_fit(text: &str, pieces: &[Range<usize>], marks: &[Mark], crop: Crop<'_>) -> bool {
    let last = marks.iter().map(|mark| mark.range.start).max();
    marks.iter().filter(|mark| mark.label > 0).all(|mark| {
        let beside = Some(mark.range.start) == last;
        let start = if beside { mark.range.end } else { mark.range.start };
        column(text, pieces, start, crop) + usize::from(beside) + mark.label <= crop.width
    })
}

/// The column at which the character at `offset` is shown.
fn column(text: &str, pieces: &[Range<usize>], offset: usize, crop: Crop<'_>) -> usize {
    let mut used = 0;
    let mut before = 0;
    for piece in pieces.iter().take_while(|piece| piece.start <= offset) {
        used += if piece.start > before { crop.ellipsis.width() } else { 0 };
        used += text[piece.start..piece.end.min(offset)].chars().map(columns).sum::<usize>();
        before = piece.end;
    }
    used
}

/// Whether a line takes no more columns; stops reading where it would take more.
fn fits(text: &str, width: usize) -> bool {
    let mut used = 0;
    text.chars().all(|ch| {
        used += columns(ch);
        used <= width
    })
}

/// The offset of the character that stands `count` characters after `offset`, moved past marks that
/// belong to the character before it.
fn forward(text: &str, offset: usize, count: usize) -> usize {
    let skipped = text[offset..].char_indices().skip(count);
    let end = skipped.skip_while(|&(_, ch)| !is_hidden(ch) && columns(ch) == 0).map(|(i, _)| i).next();
    end.map_or(text.len(), |i| offset + i)
}

/// The offset of the character that stands `count` characters before `offset`, moved back to the
/// character that its marks belong to.
fn backward(text: &str, offset: usize, count: usize) -> usize {
    if count == 0 {
        return offset;
    }
    let mut before = text[..offset].char_indices().rev().skip(count - 1);
    before.find(|&(_, ch)| is_hidden(ch) || columns(ch) > 0).map_or(0, |(i, _)| i)
}

/// The beginning of a text, with `ellipsis` where more would be wider than `width`.
pub(super) fn beginning(text: &str, width: usize, ellipsis: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(ellipsis.width());
    let mut used = 0;
    let end = text.char_indices().find_map(|(offset, ch)| {
        used += columns(ch);
        (used > room).then_some(offset)
    });
    format!("{}{ellipsis}", text[..end.unwrap_or(text.len())].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cropping_never_splits_a_character() {
        assert_eq!(beginning("abcdef", 6, "…"), "abcdef");
        assert_eq!(beginning("abcdef", 4, "…"), "abc…");
        assert_eq!(beginning("無人機", 4, "…"), "無…");
    }
}
