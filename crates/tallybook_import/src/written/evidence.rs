//! The evidence of a record: its rows follow each other, those of a piece of evidence too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use tallybook_export::cells::Value;
use tallybook_export::decode_raw_value;
use tallybook_schema::RecordType;
use tallybook_schema::id::{ActorId, SourceId};
use tallybook_schema::record::{Evidence, FieldMap, FieldName, FieldNames};

use super::rows::{OpenBatch, OpenRows, Row, Rows, TableFile};
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
    const TYPE: &str = "record_type";
    let mut ranges: BTreeMap<RecordType, Range<usize>> = BTreeMap::new();
    let mut last: Option<RecordType> = None;
    let mut take = |name: Option<&str>, rows: Range<usize>| {
        let name = name.ok_or_else(|| unlike("evidence of no type of record"))?;
        let record_type = last
            .filter(|last| last.name() == name)
            .or_else(|| RecordType::from_name(name).filter(|record_type| !ranges.contains_key(record_type)));
        let record_type = record_type.ok_or_else(|| unlike("evidence that is not in its order"))?;
        ranges.entry(record_type).or_insert(rows.start..rows.start).end = rows.end;
        last = Some(record_type);
        Ok::<_, io::Error>(())
    };
    for (group, only) in table.groups(TYPE)? {
        if only.is_some() {
            take(only.as_deref(), group)?;
            continue;
        }
        let mut reader = table.read(&[TYPE], vec![group])?;
        while !reader.is_at_end()? {
            for (record_type, rows) in reader.take_batch()?.runs(0) {
                take(record_type, rows)?;
            }
        }
    }
    Ok(ranges)
}

/// The id of the record whose evidence has an id.
pub(super) fn record_of(evidence: &str) -> &str {
    let (_, id) = evidence.split_once(':').unwrap_or_default();
    id.split_once('#').map_or(id, |(id, _)| id)
}

/// Writes what the ids of the evidence of a record begin with; the pointer within the record follows.
pub(super) fn begin(record_type: RecordType, id: &str, beginning: &mut String) {
    beginning.clear();
    beginning.extend([record_type.name(), ":", id, "#"]);
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
    /// Those of them that say that a value is supported: the first.
    pub(super) supports: Range<usize>,
    /// Those that say that a value is another, which come after them.
    pub(super) reports: Range<usize>,
}

/// Rows of evidence that follow each other, ready to be read. What a path or a relation says is found out once for each
/// text that its column has, as few are in all rows.
pub(super) struct EvidenceRows<'r> {
    pub(super) rows: OpenRows<'r>,
    /// The first row of each piece, and the end of the last.
    starts: Vec<usize>,
    /// The id of each piece.
    ids: Vec<&'r str>,
    /// What each row says, and the place of the field of which it says so.
    says: Vec<(Says, usize)>,
    fields: Vec<FieldName<'r>>,
}

/// What a row says of the field whose path it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// Nothing, as it names none.
    Nothing,
    /// That its value is supported.
    Supports,
    /// That it has another value.
    Reports,
    /// Something that no row says.
    Else,
}

impl<'r> EvidenceRows<'r> {
    pub(super) fn open(rows: &'r Rows) -> Self {
        let rows = rows.open();
        let says = Vec::with_capacity(rows.len);
        let mut open = Self { rows, starts: Vec::new(), ids: Vec::new(), says, fields: Vec::new() };
        let mut last = None;
        for batch in &open.rows.batches {
            for (row, at) in batch.range.clone().enumerate() {
                let id = batch.columns[EVIDENCE_ID].text(row);
                if last != Some(id) {
                    open.starts.push(at);
                    open.ids.push(id.unwrap_or_default());
                    last = Some(id);
                }
            }
            say(batch, &mut open.says, &mut open.fields);
        }
        open.starts.push(open.rows.len);
        open
    }

    /// How many pieces there are.
    pub(super) fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The row at which a piece begins, or at which the last ends.
    pub(super) fn start(&self, piece: usize) -> usize {
        self.starts[piece]
    }

    /// The fields that rows name.
    pub(super) fn fields(&self, rows: &Range<usize>) -> impl Iterator<Item = &FieldName<'r>> {
        self.says[rows.clone()].iter().map(|(_, field)| &self.fields[*field])
    }

    /// Reads which pieces, from one on, are evidence of a record, by what their ids begin with; they are in the order of
    /// its blocks. `list` tells by its name in which list it has a part with a place. Gives the piece after them.
    pub(super) fn pieces(
        &self,
        from: usize,
        record: &str,
        list: impl Fn(&str, usize) -> Option<usize>,
        pieces: &mut Vec<Piece>,
    ) -> io::Result<usize> {
        let mut next = from;
        while let Some(pointer) = self.pointer(next, record) {
            let (block, place) =
                standing(pointer, &list).ok_or_else(|| unlike("evidence that stands nowhere"))?;
            let follows = match pieces.last() {
                Some(before) if before.block == block => place == before.place + 1,
                before => place == 0 && before.is_none_or(|before| before.block < block),
            };
            if !follows {
                return Err(unlike("evidence that is not in its order"));
            }
            pieces.push(self.piece(block, place, next)?);
            next += 1;
        }
        Ok(next)
    }

    /// The piece after those, from one on, that are evidence of a record, by what their ids begin with.
    pub(super) fn after(&self, from: usize, record: &str) -> usize {
        from + (from..).map_while(|piece| self.pointer(piece, record)).count()
    }

    /// The pointer within a record that the id of a piece has; `None` if it is of another record, or there is none.
    fn pointer(&self, piece: usize, record: &str) -> Option<&str> {
        self.ids.get(piece)?.strip_prefix(record)
    }

    fn piece(&self, block: Block, place: usize, number: usize) -> io::Result<Piece> {
        let rows = self.starts[number]..self.starts[number + 1];
        // So many rows from one on that say the same.
        let run = |from: usize, what: Says| {
            let says = self.says[from..rows.end].iter();
            from..from + says.take_while(|(says, _)| *says == what).count()
        };
        let supports = run(rows.start, Says::Supports);
        let reports = run(supports.end, Says::Reports);
        if run(reports.end, Says::Nothing).end < rows.end {
            return Err(unlike("a field that is neither supported nor reported in its order"));
        }
        Ok(Piece { block, place, rows, supports, reports })
    }
}

/// Adds what each row of a batch says, and the fields of which something is said. The first of these is none.
fn say<'r>(batch: &OpenBatch<'r>, says: &mut Vec<(Says, usize)>, fields: &mut Vec<FieldName<'r>>) {
    let (paths, relations) = (&batch.columns[PATH], &batch.columns[RELATION]);
    let first = fields.len();
    fields.push(Cow::Borrowed("").into());
    fields.extend(paths.texts().map(|path| field_of(path).into()));
    let relation = |text: &str| match text {
        "" => Says::Nothing,
        "supports" => Says::Supports,
        "reports" => Says::Reports,
        _ => Says::Else,
    };
    let known: Vec<Says> = std::iter::once("").chain(relations.texts()).map(relation).collect();
    let rows = batch.range.len();
    let of_rows = relations.which(rows).into_iter().zip(paths.which(rows));
    says.extend(of_rows.map(|(relation, path)| (known[relation], first + path)));
}

impl Piece {
    /// What it says. `last` is the source of the piece before, which mostly is the same.
    pub(super) fn read(&self, rows: &EvidenceRows<'_>, last: &mut Option<SourceId>) -> io::Result<Evidence> {
        let row = rows.rows.row(self.rows.start).ok_or_else(|| unlike("evidence without a row"))?;
        let source = row.text(SOURCE).ok_or_else(|| unlike("evidence without a source"))?;
        let source = match last {
            Some(last) if last.as_str() == source => last,
            _ => last.insert(source.parse().map_err(unlike)?),
        };
        let mut evidence = Evidence {
            source: source.clone(),
            paragraph: None,
            page: None,
            line: None,
            clip: None,
            quote: row.text(QUOTE).map(Into::into),
            supports: self.supports(rows),
            reports: self.reports(rows)?,
            via: via(row)?,
            note: row.text(NOTE).map(Into::into),
        };
        let mut stand = |(kind, place): (&str, &str)| stand(&mut evidence, kind, place);
        if let Some(places) = row.text(LOCATOR) {
            match only_paragraph(places) {
                Some(paragraph) => stand(("paragraph", paragraph))?,
                None => places.split(',').map(parted_place).try_for_each(stand)?,
            }
        }
        Ok(evidence)
    }

    fn supports(&self, rows: &EvidenceRows<'_>) -> FieldNames {
        let mut names = FieldNames::default();
        rows.fields(&self.supports).for_each(|field| names.add(field));
        names
    }

    fn reports(&self, rows: &EvidenceRows<'_>) -> io::Result<FieldMap> {
        if self.reports.is_empty() {
            return Ok(FieldMap::default());
        }
        let reported = |row: Row<'_>| decode_raw_value(row.text(REPORTED).unwrap_or_default());
        let values = rows.rows.rows(&self.reports).map(reported);
        let values: FieldMap = rows.fields(&self.reports).map(FieldName::as_str).zip(values).collect();
        if values.len() < self.reports.len() {
            return Err(unlike("two values of a field"));
        }
        Ok(values)
    }
}

/// The number of a paragraph, if that is all that is said of a place, as mostly.
fn only_paragraph(places: &str) -> Option<&str> {
    places.strip_prefix("paragraph ").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The kind of a place, and the place.
fn parted_place(place: &str) -> (&str, &str) {
    let place = place.trim_start();
    place.split_once(' ').unwrap_or((place, ""))
}

/// The actors that the source itself names.
fn via(row: Row<'_>) -> io::Result<Box<[ActorId]>> {
    let Value::List(entries, start, end) = row.cell(VIA) else { return Ok(Box::default()) };
    if start == end {
        return Ok(Box::default());
    }
    (start..end).map(|entry| entries.value(entry).parse().map_err(unlike)).collect()
}

/// Says of evidence where it stands in its source, by one of the places that its rows have.
fn stand(evidence: &mut Evidence, kind: &str, place: &str) -> io::Result<()> {
    let is_known = match kind {
        "paragraph" => evidence.paragraph.replace(place.parse().map_err(unlike)?).is_some(),
        "page" => evidence.page.replace(place.parse().map_err(unlike)?).is_some(),
        "line" => evidence.line.replace(place.parse().map_err(unlike)?).is_some(),
        "clip" => evidence.clip.replace(place.parse().map_err(unlike)?).is_some(),
        _ => true,
    };
    if is_known {
        return Err(unlike("a place that is none, or is there twice"));
    }
    Ok(())
}

/// On which block a pointer says that evidence stands, and at which place there.
fn standing(pointer: &str, list: impl Fn(&str, usize) -> Option<usize>) -> Option<(Block, usize)> {
    if let Some(place) = pointer.strip_prefix("/evidence/") {
        return Some((None, place.parse().ok()?));
    }
    let (name, part) = cut(pointer.strip_prefix('/')?)?;
    let (part, place) = cut(part)?;
    let (part, place) = (part.parse().ok()?, place.strip_prefix("evidence/")?.parse().ok()?);
    Some((Some((list(name, part)?, part)), place))
}

/// The parts of a pointer before its first `/` and after it, which mostly is near.
fn cut(pointer: &str) -> Option<(&str, &str)> {
    let at = pointer.bytes().position(|byte| byte == b'/')?;
    Some((&pointer[..at], &pointer[at + 1..]))
}

/// The name of the field that a path leads to.
fn field_of(path: &str) -> Cow<'_, str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    if path.contains('~') {
        Cow::Owned(name.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(name)
    }
}
