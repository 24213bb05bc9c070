//! The records of a run, one after another, each with its rows in every table.

use std::io;
use std::ops::Range;

use serde_json::Value as Json;
use tallybook_export::cells::Value;
use tallybook_schema::RecordType;

use super::evidence::{EvidenceRows, Piece, begin};
use super::lots::Run;
use super::made::Made;
use super::rows::{OpenRows, Row, Rows};
use super::runs::Met;
use super::shape::{ID, NUMBER};
use super::{RecordTables, Written, unlike};

/// A walk over the records of a run.
pub(super) struct Walk<'r> {
    pub(super) written: &'r Written,
    pub(super) tables: &'r RecordTables,
    record_type: RecordType,
    run: &'r Run,
    /// Of the records and of each table of parts, and which of them comes next.
    rows: Vec<OpenRows<'r>>,
    next: Vec<usize>,
    /// The evidence, unless it is left aside, and which piece comes next.
    evidence: Option<EvidenceRows<'r>>,
    next_piece: usize,
    /// What the ids of the evidence of the record begin with at which it stands.
    beginning: String,
    /// The records that it has met, unless that need not be known.
    met: Option<Met>,
    /// The parts of the record at which it stands, by their tables, and its evidence.
    parts: Vec<Range<usize>>,
    pieces: Vec<Piece>,
}

impl<'r> Walk<'r> {
    pub(super) fn new(written: &'r Written, record_type: RecordType, run: &'r Run) -> io::Result<Self> {
        let tables = written.tables(record_type)?;
        let (records, evidence) = run.tables.split_at(run.tables.len().min(tables.parts.len() + 1));
        let rows: Vec<_> = records.iter().map(Rows::open).collect();
        let next = vec![0; rows.len()];
        let evidence = evidence.first().map(EvidenceRows::open);
        // Where evidence begins is known only if it is there.
        let met = (run.is_of_all && evidence.is_some()).then(Met::default);
        let (parts, pieces) = (Vec::new(), Vec::new());
        Ok(Self {
            written,
            tables,
            record_type,
            run,
            rows,
            next,
            evidence,
            next_piece: 0,
            beginning: String::new(),
            met,
            parts,
            pieces,
        })
    }

    /// How many records there are in the run.
    pub(super) fn count(&self) -> usize {
        self.rows[0].len
    }

    /// The next record, with its evidence if it has a number that is wanted; `None` at the end, where all rows have been
    /// met.
    pub(super) fn next(&mut self, is_wanted: impl Fn(usize) -> bool) -> io::Result<Option<Record<'_>>> {
        let Some(row) = self.rows[0].row(self.next[0]) else {
            let all_met = self.rows.iter().zip(&self.next).all(|(rows, next)| *next == rows.len);
            if !all_met || self.evidence.as_ref().is_some_and(|evidence| self.next_piece < evidence.count()) {
                return Err(unlike("rows that belong to no record"));
            }
            if let Some(met) = self.met.take() {
                self.tables.walked.take(self.run.place, met, self.tables.count());
            }
            return Ok(None);
        };
        let before = self.next[0].checked_sub(1).and_then(|before| self.rows[0].row(before)?.text(ID));
        let id = row.text(ID).filter(|id| before.is_none_or(|before| before < *id));
        let id = id.ok_or_else(|| unlike("records that are not in the order of their ids"))?;
        let number = number_of(row)?;
        if let Some(met) = &mut self.met {
            let evidence = self.evidence.as_ref().map(|evidence| evidence.start(self.next_piece));
            let next = self.next.iter().copied().chain(evidence);
            met.add(number, self.run.tables.iter().zip(next).map(|(rows, next)| rows.first + next));
        }
        self.next[0] += 1;
        self.parts.clear();
        for (rows, next) in self.rows.iter().zip(&mut self.next).skip(1) {
            let start = *next;
            while let Some(part) = rows.row(*next).filter(|part| part.text(ID) == Some(id)) {
                if number_of(part)? != *next - start {
                    return Err(unlike("parts that are not in their order"));
                }
                *next += 1;
            }
            self.parts.push(start..*next);
        }
        self.pieces.clear();
        if let Some(evidence) = &self.evidence {
            begin(self.record_type, id, &mut self.beginning);
            let record = self.beginning.as_str();
            self.next_piece = if is_wanted(number) {
                let (lists, parts) = (&self.tables.lists, &self.parts);
                let list = |name: &str, place: usize| {
                    lists.iter().zip(parts).position(|(list, parts)| *list == name && place < parts.len())
                };
                evidence.pieces(self.next_piece, record, list, &mut self.pieces)?
            } else {
                evidence.after(self.next_piece, record)
            };
        }
        Ok(Some(Record { number, row, walk: self }))
    }
}

/// A record: its rows.
pub(super) struct Record<'r> {
    /// Its number among those of its type, from 0.
    pub(super) number: usize,
    pub(super) row: Row<'r>,
    pub(super) walk: &'r Walk<'r>,
}

impl<'r> Record<'r> {
    /// How many parts one of its lists has, by the place of their table.
    pub(super) fn count_of_parts(&self, list: usize) -> usize {
        self.walk.parts.get(list).map_or(0, Range::len)
    }

    /// A part in one of its lists.
    pub(super) fn part(&self, list: usize, place: usize) -> Option<Row<'r>> {
        let rows = self.walk.parts.get(list)?;
        let at = rows.start + place;
        if at < rows.end { self.walk.rows[list + 1].row(at) } else { None }
    }

    /// Its evidence.
    pub(super) fn pieces(&self) -> &'r [Piece] {
        &self.walk.pieces
    }

    /// The rows of the evidence, unless it is left aside.
    pub(super) fn evidence(&self) -> Option<&'r EvidenceRows<'r>> {
        self.walk.evidence.as_ref()
    }

    /// What it is made of.
    pub(super) fn read<T: Made>(&'r self) -> io::Result<T> {
        let mut made = T::of(self)?;
        self.add_evidence(&mut made)?;
        Ok(made)
    }

    /// Adds what it is made of to others: a record is large, so that it is made where it stays.
    pub(super) fn read_to<T: Made>(&'r self, others: &mut Vec<T>) -> io::Result<()> {
        others.push(T::of(self)?);
        others.last_mut().map_or(Ok(()), |made| self.add_evidence(made))
    }

    fn add_evidence<T: Made>(&'r self, made: &mut T) -> io::Result<()> {
        let Some(rows) = self.evidence() else { return Ok(()) };
        let mut source = None;
        for pieces in self.pieces().chunk_by(|piece, next| piece.block == next.block) {
            let mut evidence = Vec::with_capacity(pieces.len());
            for piece in pieces {
                evidence.push(piece.read(rows, &mut source)?);
            }
            let part = pieces[0].block.map(|(list, place)| (self.walk.tables.lists[list], place));
            made.take(part, evidence).ok_or_else(|| unlike("evidence that stands nowhere"))?;
        }
        Ok(())
    }
}

/// The line of JSON of a record, without the end.
pub(super) fn line(record: &Record<'_>) -> io::Result<String> {
    Ok(record.read::<Json>()?.to_string())
}

/// The number of a row, from 0.
fn number_of(row: Row<'_>) -> io::Result<usize> {
    let number = match row.cell(NUMBER) {
        Value::Int(number) => usize::try_from(number).ok().and_then(|number| number.checked_sub(1)),
        _ => None,
    };
    number.ok_or_else(|| unlike("a row without a number"))
}
