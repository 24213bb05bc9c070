//! The evidence of a record: its rows follow each other, those of a piece of evidence too.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use serde_json::{Map, Value as Json};
use tallybook_export::cells::Value;
use tallybook_export::decode_raw_value;
use tallybook_schema::RecordType;

use super::rows::{Rows, TableFile};
use super::unlike;
use super::walk::{Trace, key, string, texts};
use crate::assemble::locator;

/// The columns that are read, by their places.
pub(super) const COLUMNS: [&str; 9] =
    ["evidence_id", "path", "relation", "reported_value", "source_id", "via_ids", "locator", "quote", "note"];
const EVIDENCE_ID: usize = 0;
const PATH: usize = 1;
const RELATION: usize = 2;
const REPORTED: usize = 3;
const SOURCE: usize = 4;
const VIA: usize = 5;
const LOCATOR: usize = 6;
const QUOTE: usize = 7;
const NOTE: usize = 8;

/// The rows with the evidence of each type of records, which follow each other.
pub(super) fn ranges(table: &TableFile) -> io::Result<BTreeMap<RecordType, Range<usize>>> {
    let mut ranges: BTreeMap<RecordType, Range<usize>> = BTreeMap::new();
    let mut rows = table.rows(&["record_type"], table.whole())?;
    let mut last = None;
    while rows.is_at_row() {
        let record_type = match (rows.text(0), last) {
            (Some(name), Some(last)) if name == RecordType::name(last) => last,
            (Some(name), _) => RecordType::ALL
                .into_iter()
                .find(|known| known.name() == name)
                .filter(|known| !ranges.contains_key(known))
                .ok_or_else(|| unlike("evidence that is not in its order"))?,
            (None, _) => return Err(unlike("evidence of no type of record")),
        };
        let row = rows.row();
        ranges.entry(record_type).or_insert(row..row).end = row + 1;
        last = Some(record_type);
        rows.step()?;
    }
    Ok(ranges)
}

/// The evidence of one record, by the block on which it stands.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// How many pieces each block has, and their JSON, to stand within a list.
    blocks: BTreeMap<String, (usize, Vec<u8>)>,
    piece: Piece,
}

/// The piece of evidence whose rows are read.
#[derive(Debug, Default)]
struct Piece {
    /// Empty if there is none.
    id: String,
    /// Where it stands, as a JSON Pointer: the block, and the whole.
    block: String,
    pointer: String,
    /// The members before `reports`.
    head: Vec<u8>,
    reports: Map<String, Json>,
    /// The value of `source`, and those of `supports` and `via` without their brackets.
    source: Vec<u8>,
    supports: Vec<u8>,
    via: Vec<u8>,
    /// How many fields it supports.
    supported: usize,
}

impl Evidence {
    /// Leaves out the evidence of a record, whose ids begin so.
    pub(super) fn pass_over(prefix: &str, rows: &mut Rows) -> io::Result<()> {
        while rows.text(EVIDENCE_ID).is_some_and(|id| id.starts_with(prefix)) {
            rows.step()?;
        }
        Ok(())
    }

    /// Reads the evidence of a record, whose ids begin so.
    pub(super) fn read(
        &mut self,
        prefix: &str,
        rows: &mut Rows,
        table: &TableFile,
        trace: &mut Option<Trace>,
    ) -> io::Result<()> {
        while let Some(id) = rows.text(EVIDENCE_ID).filter(|id| id.starts_with(prefix)) {
            if id != self.piece.id {
                self.close()?;
                let (block, number) = id[prefix.len()..]
                    .rsplit_once("/evidence/")
                    .ok_or_else(|| unlike("evidence that stands nowhere"))?;
                let before = self.blocks.get(block).map_or(0, |(count, _)| *count);
                if number.parse() != Ok(before) {
                    return Err(unlike("evidence that is not in its order"));
                }
                self.piece.open(id, block, number, rows)?;
                if let Some(trace) = trace {
                    self.piece.trace(rows, table, trace);
                }
            }
            self.piece.field(rows, table, trace)?;
            rows.step()?;
        }
        self.close()
    }

    /// The evidence on a block, as JSON within a list; `None` if it has none.
    pub(super) fn take(&mut self, block: &str) -> Option<Vec<u8>> {
        self.blocks.remove(block).map(|(_, json)| json)
    }

    /// Ends a record, of which every block has taken its evidence.
    pub(super) fn end(&self) -> io::Result<()> {
        if self.blocks.is_empty() { Ok(()) } else { Err(unlike("evidence of a part that is not there")) }
    }

    /// Adds the piece of evidence whose rows have come to their end to those of its block.
    fn close(&mut self) -> io::Result<()> {
        let piece = &mut self.piece;
        if piece.id.is_empty() {
            return Ok(());
        }
        piece.id.clear();
        if !self.blocks.contains_key(&piece.block) {
            self.blocks.insert(piece.block.clone(), (0, Vec::new()));
        }
        let Some((count, out)) = self.blocks.get_mut(&piece.block) else { return Ok(()) };
        if *count > 0 {
            out.push(b',');
        }
        *count += 1;
        piece.write(out)
    }
}

impl Piece {
    /// Begins a piece of evidence with what every row of it has.
    fn open(&mut self, id: &str, block: &str, number: &str, rows: &Rows) -> io::Result<()> {
        for text in [&mut self.id, &mut self.block, &mut self.pointer] {
            text.clear();
        }
        self.id.push_str(id);
        self.block.push_str(block);
        for part in [block, "/evidence/", number] {
            self.pointer.push_str(part);
        }
        self.reports.clear();
        self.supported = 0;
        for json in [&mut self.head, &mut self.source, &mut self.supports, &mut self.via] {
            json.clear();
        }
        let mut places: BTreeMap<&str, Json> = BTreeMap::new();
        if let Some(text) = rows.text(LOCATOR) {
            places.extend(locator(text).ok_or_else(|| unlike("a place that is none"))?);
        }
        places.extend(rows.text(NOTE).map(|note| ("note", Json::from(note))));
        places.extend(rows.text(QUOTE).map(|quote| ("quote", Json::from(quote))));
        for (name, value) in places {
            key(&mut self.head, 0, name);
            serde_json::to_writer(&mut self.head, &value)?;
        }
        if let Some(source) = rows.text(SOURCE) {
            string(&mut self.source, source)?;
        }
        if let Value::List(entries, start, end) = rows.cell(VIA)
            && start < end
        {
            texts(&mut self.via, (start..end).map(|entry| entries.value(entry)))?;
        }
        Ok(())
    }

    /// Adds the field that a row names.
    fn field(&mut self, rows: &Rows, table: &TableFile, trace: &mut Option<Trace>) -> io::Result<()> {
        let Some(field) = rows.text(PATH).and_then(|path| path.rsplit('/').next()) else { return Ok(()) };
        let field =
            if field.contains('~') { field.replace("~1", "/").replace("~0", "~") } else { field.to_owned() };
        match rows.text(RELATION) {
            Some("supports") => {
                if let Some(trace) = trace {
                    let pointer = format!("{}/supports/{}", self.pointer, self.supported);
                    trace.insert(pointer, table.address(rows.row(), Some("path")));
                }
                if self.supported > 0 {
                    self.supports.push(b',');
                }
                self.supported += 1;
                string(&mut self.supports, &field)
            }
            Some("reports") => {
                if let Some(trace) = trace {
                    let pointer = format!("{}/reports/{field}", self.pointer);
                    trace.insert(pointer, table.address(rows.row(), Some("reported_value")));
                }
                let reported = decode_raw_value(rows.text(REPORTED).unwrap_or_default());
                self.reports.insert(field, serde_json::to_value(reported)?);
                Ok(())
            }
            _ => Err(unlike("a field that is neither supported nor reported")),
        }
    }

    /// Traces the cells of its first row.
    fn trace(&self, rows: &Rows, table: &TableFile, trace: &mut Trace) {
        trace.insert(self.pointer.clone(), table.address(rows.row(), None));
        for (name, column) in [
            ("source", SOURCE),
            ("via", VIA),
            ("paragraph", LOCATOR),
            ("page", LOCATOR),
            ("line", LOCATOR),
            ("clip", LOCATOR),
            ("quote", QUOTE),
            ("note", NOTE),
        ] {
            trace
                .insert(format!("{}/{name}", self.pointer), table.address(rows.row(), Some(COLUMNS[column])));
        }
    }

    /// Writes it as JSON.
    fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        out.push(b'{');
        let first = out.len();
        out.extend_from_slice(&self.head);
        if !self.reports.is_empty() {
            key(out, first, "reports");
            serde_json::to_writer(&mut *out, &self.reports)?;
        }
        if !self.source.is_empty() {
            key(out, first, "source");
            out.extend_from_slice(&self.source);
        }
        if self.supported > 0 {
            key(out, first, "supports");
            out.push(b'[');
            out.extend_from_slice(&self.supports);
            out.push(b']');
        }
        if !self.via.is_empty() {
            key(out, first, "via");
            out.extend_from_slice(&self.via);
        }
        out.push(b'}');
        Ok(())
    }
}
