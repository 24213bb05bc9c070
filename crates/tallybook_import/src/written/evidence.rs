//! The evidence of a record: its rows follow each other, those of a piece of evidence too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use tallybook_schema::RecordType;

use super::rows::{OpenRows, Row, TableFile, text};
use super::unlike;

/// The columns that are read, by their places.
pub(super) const COLUMNS: [&str; 9] =
    ["evidence_id", "path", "relation", "reported_value", "source_id", "via_ids", "locator", "quote", "note"];
pub(super) const EVIDENCE_ID: usize = 0;
pub(super) const PATH: usize = 1;
pub(super) const RELATION: usize = 2;
pub(super) const REPORTED: usize = 3;
pub(super) const SOURCE: usize = 4;
pub(super) const VIA: usize = 5;
pub(super) const LOCATOR: usize = 6;
pub(super) const QUOTE: usize = 7;
pub(super) const NOTE: usize = 8;

/// The rows with the evidence of each type of records, which follow each other.
pub(super) fn ranges(table: &TableFile) -> io::Result<BTreeMap<RecordType, Range<usize>>> {
    let mut ranges: BTreeMap<RecordType, Range<usize>> = BTreeMap::new();
    let mut reader = table.read(&["record_type"], table.whole())?;
    let mut last: Option<RecordType> = None;
    while !reader.is_at_end()? {
        let rows = reader.take_batch()?;
        for (row, record_type) in (rows.first..).zip(rows.column(0)) {
            let name = text(record_type).ok_or_else(|| unlike("evidence of no type of record"))?;
            let record_type = last.filter(|last| last.name() == name).or_else(|| {
                RecordType::from_name(name).filter(|record_type| !ranges.contains_key(record_type))
            });
            let record_type = record_type.ok_or_else(|| unlike("evidence that is not in its order"))?;
            ranges.entry(record_type).or_insert(row..row).end = row + 1;
            last = Some(record_type);
        }
    }
    Ok(ranges)
}

/// The id of the record whose evidence has an id.
pub(super) fn record_of(evidence: &str) -> &str {
    let (_, id) = evidence.split_once(':').unwrap_or_default();
    id.split_once('#').map_or(id, |(id, _)| id)
}

/// On what evidence stands: on the record itself, or on a part of it, by its list and its place there.
pub(super) type Block = Option<(usize, usize)>;

/// A piece of evidence of a record.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) block: Block,
    /// Its place among those of its block.
    pub(super) place: usize,
    /// Its rows.
    pub(super) rows: Range<usize>,
    /// Whether one says that a value is supported.
    pub(super) supports: bool,
    /// Whether one says that a value is another.
    pub(super) reports: bool,
}

/// Reads which rows, from one on, are evidence of a record; they are in the order of its blocks. `list` tells by its
/// name in which list it has a part with a place. Gives the row after them.
pub(super) fn pieces(
    rows: &OpenRows<'_>,
    from: usize,
    record: (RecordType, &str),
    list: impl Fn(&str, usize) -> Option<usize>,
    pieces: &mut Vec<Piece>,
) -> io::Result<usize> {
    let mut last = "";
    let mut at = from;
    while let Some((row, id)) = rows.row(at).and_then(|row| Some((row, row.text(EVIDENCE_ID)?))) {
        if !(id == last && at > from) {
            let Some(pointer) = pointer(id, record) else { break };
            let (block, place) =
                standing(pointer, &list).ok_or_else(|| unlike("evidence that stands nowhere"))?;
            let follows = match pieces.last() {
                Some(before) if before.block == block => place == before.place + 1,
                before => place == 0 && before.is_none_or(|before| before.block < block),
            };
            if !follows {
                return Err(unlike("evidence that is not in its order"));
            }
            pieces.push(Piece { block, place, rows: at..at, supports: false, reports: false });
            last = id;
        }
        at += 1;
        if let Some(piece) = pieces.last_mut() {
            piece.rows.end = at;
            match says(row) {
                Says::Nothing => {}
                Says::Supports(_) => piece.supports = true,
                Says::Reports(_) => piece.reports = true,
                Says::Else => return Err(unlike("a field that is neither supported nor reported")),
            }
        }
    }
    Ok(at)
}

/// The pointer within a record that the id of a piece of evidence has; `None` if it is of another record.
fn pointer<'i>(id: &'i str, (record_type, of): (RecordType, &str)) -> Option<&'i str> {
    let id = id.strip_prefix(record_type.name())?.strip_prefix(':')?.strip_prefix(of)?;
    id.strip_prefix('#')
}

/// On which block a pointer says that evidence stands, and at which place there.
fn standing(pointer: &str, list: impl Fn(&str, usize) -> Option<usize>) -> Option<(Block, usize)> {
    let (block, place) = pointer.rsplit_once('/')?;
    let (block, place) = (block.strip_suffix("/evidence")?, place.parse().ok()?);
    if block.is_empty() {
        return Some((None, place));
    }
    let (name, part) = block.strip_prefix('/')?.split_once('/')?;
    let part = part.parse().ok()?;
    Some((Some((list(name, part)?, part)), place))
}

/// What a row says of a field, by its path.
pub(super) enum Says<'r> {
    /// Nothing, as it names none.
    Nothing,
    /// That its value is supported.
    Supports(&'r str),
    /// That it has another value.
    Reports(&'r str),
    /// Something that no row says.
    Else,
}

/// What a row of evidence says of the field that it names.
pub(super) fn says(row: Row<'_>) -> Says<'_> {
    match (row.text(PATH), row.text(RELATION)) {
        (None, _) => Says::Nothing,
        (Some(path), Some("supports")) => Says::Supports(path),
        (Some(path), Some("reports")) => Says::Reports(path),
        _ => Says::Else,
    }
}

/// The name of the field with a path.
pub(super) fn field_of(path: &str) -> Cow<'_, str> {
    let name = path.rfind('/').map_or(path, |slash| &path[slash + 1..]);
    if name.contains('~') {
        Cow::Owned(name.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(name)
    }
}
