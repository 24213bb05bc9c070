//! The lines of a file that a finding shows: only those it needs, with hidden characters written out
//! and long lines cropped, and the ranges moved to where they then stand.
//!
//! Lines between the ones that are shown are left empty. The renderer folds them, and a range at each
//! end of a large file costs no copy of what lies between.

use std::iter::once;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::File;
use crate::render::visible::{columns, is_hidden, visible_source};

/// Lines further apart than this are shown as two excerpts.
const FAR: usize = 500;
/// Lines at the beginning of a range over many lines that are shown.
const HEAD_LINES: usize = 5;
/// Characters at the beginning of a cropped line that are shown: enough to hold the id of a record.
const HEAD: usize = 24;
/// Characters that are not worth an ellipsis, and the least that is shown around a range.
const SLACK: usize = 6;

/// Part of a file as it is shown.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines, each with its line end.
    pub(super) text: String,
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    /// The ranges of `text` that show the ranges of the file, in their order.
    pub(super) ranges: Vec<Range<usize>>,
}

/// How lines are cropped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crop<'a> {
    /// The columns that a line may take.
    pub(super) width: usize,
    /// What stands where something was left out.
    pub(super) ellipsis: &'a str,
}

/// Sorts ranges into excerpts, by their positions in `ranges`: the first range is in the first excerpt,
/// and ranges far from each other are in different ones.
pub(super) fn group(file: &File, ranges: &[Range<usize>]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|&i| (ranges[i].start, i));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut last_line = 0;
    for i in order {
        let (first, last) = lines_of(file, &ranges[i]);
        match groups.last_mut() {
            Some(group) if first <= last_line + FAR => group.push(i),
            _ => groups.push(vec![i]),
        }
        last_line = last_line.max(last);
    }
    groups.sort_by_key(|group| !group.contains(&0));
    for group in &mut groups {
        group.sort_unstable();
    }
    groups
}

/// A range moved to where it can be underlined: inside the text, on character boundaries, without the
/// white space after its last line, and not over more lines than anybody reads.
pub(super) fn clamp(file: &File, range: &Range<usize>) -> Range<usize> {
    let text = file.text();
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let mut end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    if text[start..end].contains('\n') {
        end = start + text[start..end].trim_end().len();
    }
    let (first, mut last) = lines_of(file, &(start..end));
    if last - first > FAR {
        last = first;
    }
    let start = start.min(line_range(file, first).end);
    start..end.min(line_range(file, last).end).max(start)
}

/// The excerpt that shows `ranges`, each of them clamped.
pub(super) fn excerpt(file: &File, ranges: &[Range<usize>], crop: Crop<'_>) -> Excerpt {
    let spans: Vec<(usize, usize)> = ranges.iter().map(|range| lines_of(file, range)).collect();
    let count = file.line_starts().len();
    let first = spans.iter().map(|span| span.0).min().unwrap_or(0).saturating_sub(1);
    let last = (spans.iter().map(|span| span.1).max().unwrap_or(0) + 1).min(count - 1);
    let needed = |line: usize| {
        spans.iter().any(|&(from, to)| {
            (line + 1 >= from && line <= (from + HEAD_LINES).min(to + 1))
                || (line + 2 >= to && line <= to + 1)
        })
    };
    let mut shown = Excerpt { text: String::new(), first_line: first + 1, ranges: vec![0..0; ranges.len()] };
    for line in first..=last {
        if needed(line) {
            show_line(file, line, ranges, crop, &mut shown);
        }
        shown.text.push('\n');
    }
    shown
}

/// Writes a line as it is shown, and moves the ends of ranges that lie on it.
fn show_line(file: &File, line: usize, ranges: &[Range<usize>], crop: Crop<'_>, shown: &mut Excerpt) {
    let bounds = line_range(file, line);
    let text = &file.text()[bounds.clone()];
    let here: Vec<Range<usize>> = ranges
        .iter()
        .filter(|range| range.start <= bounds.end && range.end >= bounds.start)
        .map(|range| range.start.max(bounds.start) - bounds.start..range.end.min(bounds.end) - bounds.start)
        .collect();
    let mut written = 0;
    for piece in pieces(text, &here, crop) {
        if piece.start > written {
            shown.text.push_str(crop.ellipsis);
        }
        written = piece.end;
        let at = shown.text.len();
        for (i, range) in ranges.iter().enumerate() {
            let moved = |offset: usize| {
                let offset = offset.checked_sub(bounds.start)?;
                let before = text.get(piece.start..offset).filter(|_| offset <= piece.end)?;
                Some(at + visible_source(before).len())
            };
            if let Some(start) = moved(range.start) {
                shown.ranges[i].start = start;
            }
            if let Some(end) = moved(range.end) {
                shown.ranges[i].end = end;
            }
        }
        shown.text.push_str(&visible_source(&text[piece]));
    }
    if written < text.len() {
        shown.text.push_str(crop.ellipsis);
    }
}

/// The parts of a line that are shown: all of it if it is short enough; otherwise its beginning and
/// what lies around the ranges, as much as there is room for.
fn pieces(text: &str, ranges: &[Range<usize>], crop: Crop<'_>) -> Vec<Range<usize>> {
    if fits(text, crop.width) {
        return once(0..text.len()).collect();
    }
    let room = crop.width.saturating_sub(HEAD + crop.ellipsis.width() * (ranges.len() + 2));
    let share = room / ranges.len().max(1);
    let beginning = if ranges.is_empty() { room } else { HEAD };
    let mut pieces: Vec<Range<usize>> = once(0..forward(text, 0, beginning)).collect();
    for range in ranges {
        let inside = text[range.clone()].chars().take(share + 1).map(columns).sum::<usize>();
        let around = (share.saturating_sub(inside) / 2).max(SLACK);
        let (from, to) = (backward(text, range.start, around), forward(text, range.end, around));
        let half = (share / 2).saturating_sub(SLACK + crop.ellipsis.width());
        let (head, tail) = (forward(text, range.start, half), backward(text, range.end, half));
        if inside > share && head + SLACK < tail {
            pieces.extend([from..head, tail..to]);
        } else {
            pieces.push(from..to);
        }
    }
    pieces.sort_by_key(|piece| (piece.start, piece.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match merged.last_mut() {
            Some(last) if piece.start <= forward(text, last.end, SLACK) => last.end = last.end.max(piece.end),
            _ => merged.push(piece),
        }
    }
    if let Some(last) = merged.last_mut()
        && forward(text, last.end, SLACK) == text.len()
    {
        last.end = text.len();
    }
    merged
}

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
    let rest = &text[offset..];
    let skipped = rest.char_indices().skip(count);
    let end = skipped.skip_while(|&(_, ch)| !is_hidden(ch) && columns(ch) == 0).map(|(i, _)| i).next();
    end.map_or(text.len(), |i| offset + i)
}

/// The offset of the character that stands `count` characters before `offset`, moved back to the
/// character that its marks belong to.
fn backward(text: &str, offset: usize, count: usize) -> usize {
    let mut before = text[..offset].char_indices().rev().skip(count.saturating_sub(1));
    if count == 0 {
        return offset;
    }
    before.find(|&(_, ch)| is_hidden(ch) || columns(ch) > 0).map_or(0, |(i, _)| i)
}

/// The first and the last line of a range, from 0.
fn lines_of(file: &File, range: &Range<usize>) -> (usize, usize) {
    let starts = file.line_starts();
    let line = |offset: usize| starts.partition_point(|&start| start <= offset).saturating_sub(1);
    (line(range.start), line(range.end))
}

/// The bytes of a line, from 0, without its line end.
fn line_range(file: &File, line: usize) -> Range<usize> {
    let (text, starts) = (file.text(), file.line_starts());
    let start = starts.get(line).copied().unwrap_or(text.len());
    let end = starts.get(line + 1).copied().unwrap_or(text.len());
    let line = &text[start..end];
    let line = line.strip_suffix('\n').unwrap_or(line);
    start..start + line.strip_suffix('\r').unwrap_or(line).len()
}
