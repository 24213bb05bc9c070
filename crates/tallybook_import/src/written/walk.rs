//! The walk over the tables of one type of records, which writes each as a line of JSON.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use serde_json::{Map, Value as Json};
use tallybook_export::cells::Value;
use tallybook_schema::RecordType;

use super::evidence::{COLUMNS, Evidence};
use super::rows::Rows;
use super::shape::{Field, ID, Member, NUMBER, Shape};
use super::{RecordTables, Written, unlike};
use crate::assemble::{claim, not_covered};
use crate::fields::How;
use crate::grid::Address;

/// Where each value of a record came from, by its JSON Pointer.
pub(super) type Trace = BTreeMap<String, Address>;

/// Which rows of each table are walked over.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    pub(super) records: Vec<Range<usize>>,
    pub(super) parts: Vec<Vec<Range<usize>>>,
    pub(super) evidence: Vec<Range<usize>>,
}

/// The rows at which a walk stands.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) record: usize,
    pub(super) parts: Vec<usize>,
    pub(super) evidence: usize,
}

/// A walk over the tables of one type of records.
pub(super) struct Walk<'w> {
    written: &'w Written,
    pub(super) tables: &'w RecordTables,
    record_type: RecordType,
    records: Rows,
    parts: Vec<Rows>,
    evidence: Rows,
    /// The id of the record before.
    last: String,
    of_record: Evidence,
}

impl<'w> Walk<'w> {
    /// Over all records of a type.
    pub(super) fn whole(written: &'w Written, record_type: RecordType) -> io::Result<Self> {
        let tables = tables(written, record_type)?;
        Self::over(written, tables, record_type, tables.whole())
    }

    /// Over those with some numbers, and others near to them.
    pub(super) fn with(written: &'w Written, record_type: RecordType, numbers: &[usize]) -> io::Result<Self> {
        let tables = tables(written, record_type)?;
        Self::over(written, tables, record_type, tables.walked.ranges(tables, numbers))
    }

    fn over(
        written: &'w Written,
        tables: &'w RecordTables,
        record_type: RecordType,
        ranges: Ranges,
    ) -> io::Result<Self> {
        let (records, shape) = &tables.records;
        let parts = tables.parts.iter().zip(ranges.parts);
        Ok(Self {
            written,
            tables,
            record_type,
            records: records.rows(&shape.columns, ranges.records)?,
            parts: parts
                .map(|((part, shape), ranges)| part.rows(&shape.columns, ranges))
                .collect::<io::Result<_>>()?,
            evidence: written.evidence.rows(&COLUMNS, ranges.evidence)?,
            last: String::new(),
            of_record: Evidence::default(),
        })
    }

    /// The rows at which it stands.
    pub(super) fn mark(&self) -> Mark {
        let parts = self.parts.iter().map(Rows::row).collect();
        Mark { record: self.records.row(), parts, evidence: self.evidence.row() }
    }

    /// The number of the record at which it stands, from 0; `None` at the end, where all rows have been met.
    pub(super) fn number(&self) -> io::Result<Option<usize>> {
        if !self.records.is_at_row() {
            let all_met = !self.evidence.is_at_row() && self.parts.iter().all(|part| !part.is_at_row());
            return if all_met { Ok(None) } else { Err(unlike("rows that belong to no record")) };
        }
        number(&self.records).map(Some)
    }

    /// Leaves a record out.
    pub(super) fn pass_over(&mut self) -> io::Result<()> {
        self.begin()?;
        for part in &mut self.parts {
            while part.text(ID) == Some(&self.last) {
                part.step()?;
            }
        }
        Evidence::pass_over(&prefix(self.record_type, &self.last), &mut self.evidence)?;
        self.records.step()
    }

    /// Writes a record, with the end of the line, and traces where its values came from if that is wanted.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, trace: &mut Option<Trace>) -> io::Result<()> {
        self.begin()?;
        let prefix = prefix(self.record_type, &self.last);
        self.of_record.read(&prefix, &mut self.evidence, &self.written.evidence, trace)?;
        let (records, shape) = &self.tables.records;
        if let Some(trace) = trace {
            trace.insert(String::new(), records.address(self.records.row(), None));
            trace.insert("/id".to_owned(), records.address(self.records.row(), Some("id")));
            self.tables.trace(trace, shape, &self.records, None, "");
        }
        out.push(b'{');
        let first = out.len();
        for (name, member) in &shape.members {
            if let Member::Parts(list) = member {
                let of_record = |part: &Rows| part.text(ID) == Some(&self.last);
                if !of_record(&self.parts[*list]) {
                    continue;
                }
                key(out, first, name);
                self.of_list(*list, name, out, trace)?;
            } else {
                write_member(out, first, name, member, &self.records, "", &mut self.of_record)?;
            }
        }
        out.extend_from_slice(b"}\n");
        self.of_record.end()?;
        self.records.step()
    }

    /// Writes the parts of one list of a record.
    fn of_list(
        &mut self,
        list: usize,
        name: &str,
        out: &mut Vec<u8>,
        trace: &mut Option<Trace>,
    ) -> io::Result<()> {
        let (table, shape) = &self.tables.parts[list];
        let rows = &mut self.parts[list];
        out.push(b'[');
        let mut place = 0;
        while rows.text(ID) == Some(&self.last) {
            if number(rows)? != place {
                return Err(unlike("parts that are not in their order"));
            }
            let pointer = format!("/{name}/{place}");
            if let Some(trace) = trace {
                trace.insert(pointer.clone(), table.address(rows.row(), None));
                self.tables.trace(trace, shape, rows, Some(list), &pointer);
            }
            if place > 0 {
                out.push(b',');
            }
            out.push(b'{');
            let first = out.len();
            for (name, member) in &shape.members {
                write_member(out, first, name, member, rows, &pointer, &mut self.of_record)?;
            }
            out.push(b'}');
            rows.step()?;
            place += 1;
        }
        out.push(b']');
        Ok(())
    }

    /// Takes the id of the record, which comes after the one before.
    fn begin(&mut self) -> io::Result<()> {
        match self.records.text(ID) {
            Some(id) if id > self.last.as_str() => {
                self.last.clear();
                self.last.push_str(id);
                Ok(())
            }
            _ => Err(unlike("records that are not in the order of their ids")),
        }
    }
}

impl RecordTables {
    /// All rows.
    pub(super) fn whole(&self) -> Ranges {
        Ranges {
            records: self.records.0.whole(),
            parts: self.parts.iter().map(|(part, _)| part.whole()).collect(),
            evidence: std::iter::once(self.evidence.clone()).collect(),
        }
    }

    /// The end of all rows.
    pub(super) fn end(&self) -> Mark {
        let parts = self.parts.iter().map(|(part, _)| part.rows).collect();
        Mark { record: self.records.0.rows, parts, evidence: self.evidence.end }
    }

    /// Traces the cells of a row of records, or of the parts in one list.
    fn trace(&self, trace: &mut Trace, shape: &Shape, rows: &Rows, list: Option<usize>, pointer: &str) {
        let table = list.map_or(&self.records.0, |list| &self.parts[list].0);
        let mut cell = |pointer: String, field: &Field| {
            trace.insert(pointer, table.address(rows.row(), Some(shape.columns[field.column])));
        };
        for (name, member) in &shape.members {
            match member {
                Member::Field(field) => cell(format!("{pointer}/{name}"), field),
                Member::Mapping(fields, flag) => {
                    if let Some(flag) = flag {
                        cell(format!("{pointer}/{name}"), flag);
                    }
                    for (inner, field) in fields {
                        cell(format!("{pointer}/{name}/{inner}"), field);
                    }
                }
                Member::Evidence | Member::Parts(_) => {}
            }
        }
    }
}

fn tables(written: &Written, record_type: RecordType) -> io::Result<&RecordTables> {
    written.tables.get(&record_type).ok_or_else(|| unlike("no table"))
}

/// What the id of every piece of evidence of a record begins with.
fn prefix(record_type: RecordType, id: &str) -> String {
    format!("{record_type}:{id}#")
}

/// The number of a row, from 0.
fn number(rows: &Rows) -> io::Result<usize> {
    match rows.cell(NUMBER) {
        Value::Int(number) => usize::try_from(number).ok().and_then(|number| number.checked_sub(1)),
        _ => None,
    }
    .ok_or_else(|| unlike("a row without a number"))
}

/// Writes the name of a member of a mapping that began at a byte.
pub(super) fn key(out: &mut Vec<u8>, first: usize, name: &str) {
    if out.len() > first {
        out.push(b',');
    }
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// Writes a text.
pub(super) fn string(out: &mut Vec<u8>, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

/// Writes a member of the mapping that began at a byte, unless there is nothing in it.
fn write_member(
    out: &mut Vec<u8>,
    first: usize,
    name: &str,
    member: &Member,
    rows: &Rows,
    pointer: &str,
    evidence: &mut Evidence,
) -> io::Result<()> {
    match member {
        Member::Field(field) => write_field(out, first, name, field, rows),
        Member::Mapping(fields, flag) => {
            let is_flagged = match flag.as_ref().map(|flag| rows.cell(flag.column)) {
                Some(Value::Bool(flag)) => flag,
                _ => false,
            };
            if !is_flagged && fields.iter().all(|(_, field)| is_empty(rows.cell(field.column))) {
                return Ok(());
            }
            key(out, first, name);
            out.push(b'{');
            let first = out.len();
            for (name, field) in fields {
                write_field(out, first, name, field, rows)?;
            }
            out.push(b'}');
            Ok(())
        }
        Member::Evidence => {
            if let Some(json) = evidence.take(pointer) {
                key(out, first, name);
                out.push(b'[');
                out.extend_from_slice(&json);
                out.push(b']');
            }
            Ok(())
        }
        Member::Parts(_) => Ok(()),
    }
}

pub(super) fn is_empty(value: Value<'_>) -> bool {
    match value {
        Value::Null | Value::Text("") => true,
        Value::List(_, start, end) => start == end,
        _ => false,
    }
}

fn write_field(out: &mut Vec<u8>, first: usize, name: &str, field: &Field, rows: &Rows) -> io::Result<()> {
    let value = rows.cell(field.column);
    if is_empty(value) {
        return Ok(());
    }
    key(out, first, name);
    match (field.how, value) {
        (How::Texts, Value::List(entries, start, end)) => {
            texts(out, (start..end).map(|entry| entries.value(entry)))
        }
        (How::NotCovered, Value::List(entries, start, end)) => {
            let parts: Option<Vec<Json>> =
                (start..end).map(|entry| not_covered(entries.value(entry))).collect();
            Ok(serde_json::to_writer(out, &parts.ok_or_else(|| unlike("a part without a reason"))?)?)
        }
        (How::Claims, Value::List(entries, start, end)) => {
            let claims: Option<Map<String, Json>> =
                (start..end).map(|entry| claim(entries.value(entry))).collect();
            Ok(serde_json::to_writer(out, &claims.ok_or_else(|| unlike("a claim without a field"))?)?)
        }
        (How::Typed(_), Value::Text(id)) => {
            let of = field.of.and_then(|of| rows.text(of)).ok_or_else(|| unlike("an id without a type"))?;
            string(out, &format!("{of}:{id}"))
        }
        (_, Value::Text(text)) => string(out, text),
        (_, Value::Date(day)) => string(out, &day.to_string()),
        _ => Err(unlike("a cell of another kind")),
    }
}

/// Writes a list of texts.
pub(super) fn texts<'t>(out: &mut Vec<u8>, texts: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
    out.push(b'[');
    for (place, text) in texts.into_iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        string(out, text)?;
    }
    out.push(b']');
    Ok(())
}
