//! JSON Lines: one record a line, the form for large, machine-made datasets.
//!
//! A good line is read straight into its record, without a tree. A line that fails is read again
//! through the tree, which finds every fault and its place; what the short way accepts, the long
//! way accepts. Lines are read in parallel and kept in order.

use std::ops::Range;

use rayon::prelude::*;
use tallybook_schema::record::{Limits, Record};

use crate::json;
use crate::problem::{Hostility, ProblemKind};
use crate::reading::{OriginPart, Unread};
use crate::records::{Batch, mentioned};
use crate::strict::Strict;
use crate::tree::Fault;

/// Bytes that one task reads.
const CHUNK: usize = 1 << 20;

/// Chunks that are read at a time. Between two lots, a file with too many problems is given up.
const LOT: usize = 32;

/// Hardly a record is written in fewer bytes than this.
const LINE: usize = 32;

/// No record nests lists and mappings deeper than this, so that the short way need not count.
pub(crate) const RECORD_DEPTH: usize = 8;

/// Reads the records of a text, one a line. Empty lines are skipped. Those that were not UTF-8 have their faults.
pub(crate) fn read<T: Record + Send>(text: &str, not_utf8: &[Fault], limits: &Limits) -> Batch<T> {
    let limit = usize::try_from(limits.problems).unwrap_or(usize::MAX);
    let mut batch = Batch { is_empty: text.trim_start().is_empty(), ..Batch::default() };
    for lot in chunks(text).chunks(LOT) {
        let read = |range: &Range<usize>| {
            chunk(text, range.start, &line_ends(&text[..range.end], range.start), not_utf8, limits)
        };
        let parts: Vec<Batch<T>> = lot.par_iter().map(read).collect();
        for part in parts {
            batch.append(part);
            if batch.is_full(limit) {
                return batch;
            }
        }
    }
    batch
}

/// Runs of whole lines. Where they end depends on the text alone, never on the machine.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let least = (start + CHUNK).min(text.len());
        let newline = text.as_bytes()[least..].iter().position(|&b| b == b'\n');
        let end = newline.map_or(text.len(), |newline| least + newline + 1);
        chunks.push(start..end);
        start = end;
    }
    chunks
}

/// Where the lines of a text from some byte on end, each with its line break.
pub(crate) fn line_ends(text: &str, from: usize) -> Vec<usize> {
    let rest = &text.as_bytes()[from..];
    // Most lines are longer still.
    let mut ends = Vec::with_capacity(rest.len() / (4 * LINE));
    ends.extend(memchr::memchr_iter(b'\n', rest).map(|newline| from + newline + 1));
    if !rest.is_empty() && !rest.ends_with(b"\n") {
        ends.push(text.len());
    }
    ends
}

/// Reads the records of whole lines, of which the first starts at a byte of the text and each has an end. Those that were
/// not UTF-8 have their faults.
pub(crate) fn chunk<T: Record>(
    text: &str,
    mut start: usize,
    ends: &[usize],
    not_utf8: &[Fault],
    limits: &Limits,
) -> Batch<T> {
    let limit = usize::try_from(limits.problems).unwrap_or(usize::MAX);
    let mut batch = Batch::default();
    // As many as there are if all is well.
    let bytes = ends.last().map_or(0, |end| end - start);
    let records = ends.len().min(bytes / LINE + 1);
    batch.records.reserve_exact(records);
    batch.parts.reserve_exact(records);
    let first = not_utf8.partition_point(|(range, _)| range.start < start);
    let mut not_utf8 = not_utf8[first..].iter().peekable();
    for &end in ends {
        let content = start..start + text[start..end].trim_end_matches(['\n', '\r', ' ', '\t']).len();
        start = end;
        let fault = not_utf8.next_if(|(range, _)| range.start < end);
        if !content.is_empty() {
            record(text, content, fault, limits, &mut batch);
        }
        if batch.faults.len() > limit {
            break;
        }
    }
    batch
}

fn record<T: Record>(
    text: &str,
    range: Range<usize>,
    not_utf8: Option<&Fault>,
    limits: &Limits,
    batch: &mut Batch<T>,
) {
    let line = &text[range.clone()];
    if u64::try_from(line.len()).is_ok_and(|bytes| bytes > limits.file_bytes) {
        let hostility = Hostility::LineSize { bytes: line.len(), limit: limits.file_bytes };
        batch.faults.push((range.start..range.start, ProblemKind::Hostile(hostility)));
        batch.unread.push(Unread { record_type: T::TYPE, id: None, is_guessed: false });
        return;
    }
    if not_utf8.is_none() && limits.depth() >= RECORD_DEPTH && short_way(line, &mut batch.records) {
        batch.parts.push(OriginPart::Line(range));
        return;
    }
    match not_utf8.map_or_else(|| json::parse(line, range.start, limits), |fault| Err(fault.clone())) {
        Ok(document) => {
            if let Some(root) = document.root {
                batch.add(&root, OriginPart::Line(range), &document.duplicates);
            }
        }
        Err(fault) => {
            batch.faults.push(fault);
            batch.unread.extend(mentioned(line, T::TYPE).into_iter().take(1));
        }
    }
}

/// Reads the record of one line; `None` if anything is wrong with it.
pub(crate) fn one<T: Record>(line: &str, limits: &Limits) -> Option<T> {
    let mut batch = Batch::default();
    record(line, 0..line.len(), None, limits, &mut batch);
    batch.records.pop().filter(|_| batch.faults.is_empty())
}

/// Reads a line without a tree, and adds its record, which is large, where it stays. Whether all is well with it.
fn short_way<T: Record>(line: &str, records: &mut Vec<T>) -> bool {
    let mut json = serde_json::Deserializer::from_str(line);
    let Ok(record) = T::deserialize(Strict(&mut json)) else { return false };
    let is_all = json.end().is_ok();
    if is_all {
        records.push(record);
    }
    is_all
}
