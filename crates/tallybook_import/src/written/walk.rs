//! The records of a run, one after another, each with its rows in every table.

use std::cell::Cell;
use std::io;
use std::ops::Range;

use serde::Deserialize;
use serde_json::Value as Json;
use tallybook_export::cells::Value;
use tallybook_schema::RecordType;

use super::evidence::{Block, Piece, pieces};
use super::given::Given;
use super::lots::Run;
use super::rows::{OpenRows, Row};
use super::shape::{ID, NUMBER};
use super::{RecordTables, Written, unlike};

/// A walk over the records of a run.
pub(super) struct Walk<'r> {
    pub(super) written: &'r Written,
    pub(super) tables: &'r RecordTables,
    record_type: RecordType,
    /// Of each table, and which of them comes next.
    rows: Vec<OpenRows<'r>>,
    next: Vec<usize>,
    /// The parts of the record at which it stands, by their tables, and its evidence.
    parts: Vec<Range<usize>>,
    pieces: Vec<Piece>,
}

impl<'r> Walk<'r> {
    pub(super) fn new(written: &'r Written, record_type: RecordType, run: &'r Run) -> io::Result<Self> {
        let tables = written.tables(record_type)?;
        let rows: Vec<_> = run.tables.iter().map(super::rows::Rows::open).collect();
        if rows.len() != tables.parts.len() + 2 {
            return Err(unlike("a table is lacking"));
        }
        let next = vec![0; rows.len()];
        Ok(Self { written, tables, record_type, rows, next, parts: Vec::new(), pieces: Vec::new() })
    }

    /// The next record; `None` at the end, where all rows have been met.
    pub(super) fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        let Some(row) = self.rows[0].row(self.next[0]) else {
            let all_met = self.rows.iter().zip(&self.next).all(|(rows, next)| *next == rows.len);
            return if all_met { Ok(None) } else { Err(unlike("rows that belong to no record")) };
        };
        let before = self.next[0].checked_sub(1).and_then(|before| self.rows[0].row(before)?.text(ID));
        let id = row.text(ID).filter(|id| before.is_none_or(|before| before < *id));
        let id = id.ok_or_else(|| unlike("records that are not in the order of their ids"))?;
        self.next[0] += 1;
        self.parts.clear();
        for (rows, next) in self.rows.iter().zip(&mut self.next).skip(1).take(self.tables.parts.len()) {
            let start = *next;
            while let Some(part) = rows.row(*next).filter(|part| part.text(ID) == Some(id)) {
                if number(part.cell(NUMBER))? != *next - start {
                    return Err(unlike("parts that are not in their order"));
                }
                *next += 1;
            }
            self.parts.push(start..*next);
        }
        self.pieces.clear();
        if let (Some(rows), Some(next)) = (self.rows.last(), self.next.last_mut()) {
            let (lists, parts) = (&self.tables.lists, &self.parts);
            let list = |name: &str, place: usize| {
                lists.iter().zip(parts).position(|(list, parts)| *list == name && place < parts.len())
            };
            *next = pieces(rows, *next, (self.record_type, id), list, &mut self.pieces)?;
        }
        Ok(Some(Record { number: number(row.cell(NUMBER))?, row, walk: self, bytes: Cell::new(0) }))
    }
}

/// A record: its rows.
pub(super) struct Record<'r> {
    /// Its number among those of its type, from 0.
    pub(super) number: usize,
    pub(super) row: Row<'r>,
    pub(super) walk: &'r Walk<'r>,
    /// The bytes of what has been given of it, as JSON.
    pub(super) bytes: Cell<usize>,
}

impl<'r> Record<'r> {
    /// A part in one of its lists, by the place of their table.
    pub(super) fn part(&self, list: usize, place: usize) -> Option<Row<'r>> {
        let rows = self.walk.parts.get(list)?;
        let at = rows.start + place;
        if at < rows.end { self.walk.rows[list + 1].row(at) } else { None }
    }

    /// Its evidence.
    pub(super) fn pieces(&self) -> &'r [Piece] {
        &self.walk.pieces
    }

    /// The evidence on one of its blocks.
    pub(super) fn evidence(&self, block: Block) -> &'r [Piece] {
        let pieces = self.pieces();
        let start = pieces.partition_point(|piece| piece.block < block);
        let end = pieces.partition_point(|piece| piece.block <= block);
        &pieces[start..end]
    }

    /// Rows in a range of the evidence.
    pub(super) fn rows_of_evidence(&self, range: &mut Range<usize>) -> impl Iterator<Item = Row<'r>> {
        let rows = &self.walk.rows[self.walk.rows.len() - 1];
        range.filter_map(|at| rows.row(at))
    }

    /// What it is made of.
    pub(super) fn read<T: Deserialize<'r>>(&'r self) -> io::Result<T> {
        self.read_with_bytes().map(|(made, _)| made)
    }

    /// What it is made of, and the bytes of its line, with the end.
    pub(super) fn read_with_bytes<T: Deserialize<'r>>(&'r self) -> io::Result<(T, usize)> {
        self.bytes.set(0);
        let made = T::deserialize(Given::record(self)).map_err(unlike)?;
        Ok((made, self.bytes.get() + 1))
    }
}

/// The line of JSON of a record, without the end.
pub(super) fn line(record: &Record<'_>) -> io::Result<String> {
    Ok(record.read::<Json>()?.to_string())
}

/// The number of a row, from 0.
pub(super) fn number(value: Value<'_>) -> io::Result<usize> {
    match value {
        Value::Int(number) => usize::try_from(number).ok().and_then(|number| number.checked_sub(1)),
        _ => None,
    }
    .ok_or_else(|| unlike("a row without a number"))
}
