//! The lines of a file that a finding shows: only those it needs, with hidden characters written out
//! and long lines cropped, and the marked ranges moved to where they then stand.
//!
//! Lines between the ones that are shown are left empty. The renderer folds them, and a range at each
//! end of a large file costs no copy of what lies between.

use std::ops::Range;

use super::crop::{Crop, Mark, pieces};
use crate::File;
use crate::render::visible::visible_source;

/// Lines further apart than this are shown as two excerpts.
const FAR: usize = 500;
/// Lines at the beginning of a range over many lines that are shown.
const HEAD_LINES: usize = 5;
/// Part of a file as it is shown.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines, each with its line end.
    pub(super) text: String,
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    /// The ranges of `text` that show the marked ranges of the file, in their order.
    pub(super) ranges: Vec<Range<usize>>,
}

/// Sorts ranges into excerpts, by their positions in `ranges`: the first range is in the first excerpt,
/// and ranges far from each other are in different ones.
pub(super) fn group<'r>(file: &File, ranges: impl IntoIterator<Item = &'r Range<usize>>) -> Vec<Vec<usize>> {
    let ranges: Vec<&Range<usize>> = ranges.into_iter().collect();
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|&i| (ranges[i].start, i));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut last_line = 0;
    for i in order {
        let (first, last) = lines_of(file, ranges[i]);
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
    let Range { start, mut end } = file.clamp(range).unwrap_or(range.start..range.start);
    let text = file.get(start..end).unwrap_or_default();
    if text.contains('\n') {
        end = start + text.trim_end().len();
    }
    let (first, mut last) = lines_of(file, &(start..end));
    if last - first > FAR {
        last = first;
    }
    let start = start.min(line_range(file, first).end);
    start..end.min(line_range(file, last).end).max(start)
}

/// The excerpt that shows marks, whose ranges are clamped.
pub(super) fn excerpt(file: &File, marks: &[Mark], crop: Crop<'_>) -> Excerpt {
    let spans: Vec<(usize, usize)> = marks.iter().map(|mark| lines_of(file, &mark.range)).collect();
    let first = spans.iter().map(|span| span.0).min().unwrap_or(0).saturating_sub(1);
    let last = (spans.iter().map(|span| span.1).max().unwrap_or(0) + 1).min(file.last_line());
    let needed = |line: usize| {
        spans.iter().any(|&(from, to)| {
            (line + 1 >= from && line <= (from + HEAD_LINES).min(to + 1))
                || (line + 2 >= to && line <= to + 1)
        })
    };
    let mut shown = Excerpt { text: String::new(), first_line: first + 1, ranges: vec![0..0; marks.len()] };
    for line in first..=last {
        if needed(line) {
            show_line(file, line, marks, crop, &mut shown);
        }
        shown.text.push('\n');
    }
    shown
}

/// Writes a line as it is shown, and moves the ends of ranges that lie on it.
fn show_line(file: &File, line: usize, marks: &[Mark], crop: Crop<'_>, shown: &mut Excerpt) {
    let bounds = line_range(file, line);
    let text = file.get(bounds.clone()).unwrap_or_default();
    let here: Vec<Mark> = marks
        .iter()
        .filter(|mark| mark.range.start <= bounds.end && mark.range.end >= bounds.start)
        .map(|mark| {
            let (start, end) = (mark.range.start.max(bounds.start), mark.range.end.min(bounds.end));
            // The label of a range over several lines stands below the last.
            let label = if mark.range.end <= bounds.end { mark.label } else { 0 };
            Mark { range: start - bounds.start..end - bounds.start, label }
        })
        .collect();
    let mut written = 0;
    for piece in pieces(text, &here, crop) {
        if piece.start > written {
            shown.text.push_str(crop.ellipsis);
        }
        written = piece.end;
        let at = shown.text.len();
        for (mark, range) in marks.iter().zip(&mut shown.ranges) {
            let moved = |offset: usize| {
                let offset = offset.checked_sub(bounds.start)?;
                let before = text.get(piece.start..offset).filter(|_| offset <= piece.end)?;
                Some(at + visible_source(before).len())
            };
            range.start = moved(mark.range.start).unwrap_or(range.start);
            range.end = moved(mark.range.end).unwrap_or(range.end);
        }
        shown.text.push_str(&visible_source(&text[piece]));
    }
    if written < text.len() {
        shown.text.push_str(crop.ellipsis);
    }
}

/// The first and the last line of a range, from 0.
fn lines_of(file: &File, range: &Range<usize>) -> (usize, usize) {
    (file.line_of(range.start), file.line_of(range.end))
}

/// The bytes of a line, from 0, without its line end; none of a line that is not kept.
fn line_range(file: &File, line: usize) -> Range<usize> {
    file.line(line).unwrap_or(0..0)
}
