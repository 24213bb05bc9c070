//! Rows of the table of evidence: a piece of evidence has a row for each field that it names.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tallybook_export::decode_raw_value;
use tallybook_schema::RecordType;

use super::list::{Fate, address, conflict, first_edited};
use super::{Assembly, RecordId, Versions, by_key, key};
use crate::cell::Cell;
use crate::damage::is_rewritten;
use crate::fault::FaultKind;
use crate::fields::EVIDENCE_COLUMNS;
use crate::grid::{Grid, Row};

/// The part of a record that evidence stands on, by its pointer.
type BlockId = (RecordId, String);

/// The pieces of evidence of each block, in their order.
type Blocks<'a> = BTreeMap<BlockId, Vec<Piece<'a>>>;

/// The rows of one piece of evidence.
#[derive(Default)]
struct Piece<'a> {
    rows: Vec<&'a Row>,
}

/// The table as it was edited, and its rows as they were exported by their keys.
struct Edited<'a> {
    theirs: &'a Grid,
    base: BTreeMap<String, &'a Row>,
}

pub(super) fn take(assembly: &mut Assembly, versions: &Versions, ours: &BTreeMap<RecordId, Value>) {
    let Some(theirs) = versions.theirs.get("evidence") else { return };
    let edited = Edited { theirs, base: by_key(versions.base.get("evidence")) };
    let base_blocks = blocks(versions.base.get("evidence"), &mut Vec::new());
    let own_blocks = blocks(versions.ours.get("evidence"), &mut Vec::new());
    let mut faults = Vec::new();
    let mut their_blocks = blocks(Some(theirs), &mut faults);
    assembly.faults.extend(faults.into_iter().map(|(address, kind)| crate::fault::Fault { address, kind }));
    for block in base_blocks.keys() {
        their_blocks.entry(block.clone()).or_default();
    }
    for (block, pieces) in &their_blocks {
        let (id, pointer) = block;
        let rows = || pieces.iter().flat_map(|piece| &piece.rows).copied().collect::<Vec<&Row>>();
        if assembly.removed.contains(id) {
            if !pieces.is_empty() && ours.contains_key(id) {
                let kind = FaultKind::Orphan { record: format!("{}:{}", id.0, id.1), deleted: true };
                assembly.fault(address(theirs, &rows(), &edited.base), kind);
            }
            continue;
        }
        let went = moved(assembly, id, pointer);
        let base = base_blocks.get(block);
        let own = went.as_ref().and_then(|went| own_blocks.get(&(id.clone(), went.own.clone())));
        let fate = Fate::of(&edited.said(base), &edited.said(own), &edited.said(Some(pieces)));
        if matches!(fate, Fate::Untouched | Fate::TakenOver) {
            continue;
        }
        let rows = rows();
        let name = format!("{}:{}{pointer}", id.0, id.1);
        match went {
            // The part went, and its evidence with it.
            None if first_edited(theirs, &rows, &edited.base).is_none() => {}
            Some(_) if fate == Fate::Conflict => {
                let own = own.into_iter().flatten().map(|piece| piece.rows.len()).sum();
                let kind = conflict(format!("evidence of {name}"), "rows", own, rows.len());
                assembly.fault(address(theirs, &rows, &edited.base), kind);
            }
            Some(went)
                if assembly.record(id, ours).and_then(|record| record.pointer(&went.new)).is_some() =>
            {
                edited.take_block(assembly, id, &went.new, pieces);
            }
            _ => {
                let kind = FaultKind::Orphan { record: name, deleted: false };
                assembly.fault(address(theirs, &rows, &edited.base), kind);
            }
        }
    }
}

impl Edited<'_> {
    /// What pieces of evidence say: of each, its rows in any order.
    fn said<'r>(&self, pieces: Option<&Vec<Piece<'r>>>) -> Vec<Vec<(&'r str, Vec<&'r Cell>)>> {
        let columns = EVIDENCE_COLUMNS.into_iter().chain(["relation", "reported_value"]);
        let columns: Vec<&str> = columns.filter(|column| self.theirs.has(column)).collect();
        let row = |row: &&'r Row| {
            let field = field(self.theirs, row).unwrap_or_default();
            (field, columns.iter().map(|column| self.theirs.cell(row, column)).collect())
        };
        let piece = |piece: &Piece<'r>| {
            let mut rows: Vec<_> = piece.rows.iter().map(row).collect();
            rows.sort();
            rows
        };
        pieces.into_iter().flatten().map(piece).collect()
    }

    /// Makes the evidence of a block anew.
    fn take_block(&self, assembly: &mut Assembly, id: &RecordId, block: &str, pieces: &[Piece<'_>]) {
        let mut list = Vec::new();
        for piece in pieces {
            let pointer = format!("{block}/evidence/{}", list.len());
            list.push(self.piece(assembly, id, &pointer, piece));
        }
        let fields = assembly.records.get_mut(id).and_then(|record| record.pointer_mut(block));
        let Some(fields) = fields.and_then(Value::as_object_mut) else { return };
        if list.is_empty() {
            fields.remove("evidence");
        } else {
            fields.insert("evidence".to_owned(), Value::Array(list));
        }
    }

    /// A piece of evidence as its rows have it.
    fn piece(&self, assembly: &mut Assembly, id: &RecordId, pointer: &str, piece: &Piece<'_>) -> Value {
        let mut value = Map::new();
        for column in EVIDENCE_COLUMNS {
            let Some((row, cell)) = agreed(assembly, piece, self.theirs, &self.base, column) else {
                continue;
            };
            let address = self.theirs.address(row, column);
            if column == "source_id" && cell.is_empty() {
                // Its cell is named where the source is missing.
                assembly.came_from(id, format!("{pointer}/source"), address.clone());
            }
            let Some(said) = said_in(column, &cell) else {
                let wanted = "a place in a source, as `paragraph 7` or `page 3, line 2`".to_owned();
                assembly.fault(address, FaultKind::Unreadable { value: cell.to_string(), wanted });
                continue;
            };
            for (field, said) in said {
                assembly.came_from(id, format!("{pointer}/{field}"), address.clone());
                value.insert(field.to_owned(), said);
            }
        }
        self.fields_named(assembly, id, pointer, piece, &mut value);
        if let Some(row) = piece.rows.first() {
            assembly.came_from(id, pointer.to_owned(), self.theirs.row_address(row));
        }
        Value::Object(value)
    }

    /// Adds the fields that a piece of evidence supports, and those of which it reports another value.
    fn fields_named(
        &self,
        assembly: &mut Assembly,
        id: &RecordId,
        pointer: &str,
        piece: &Piece<'_>,
        value: &mut Map<String, Value>,
    ) {
        let theirs = self.theirs;
        let (mut supports, mut reports) = (Vec::new(), Map::new());
        for row in &piece.rows {
            let Some(field) = field(theirs, row) else { continue };
            let field = field.replace("~1", "/").replace("~0", "~");
            match theirs.text(row, "relation") {
                Some("supports") => {
                    let pointer = format!("{pointer}/supports/{}", supports.len());
                    assembly.came_from(id, pointer, theirs.address(row, "path"));
                    supports.push(json!(field));
                }
                Some("reports") => {
                    let pointer = format!("{pointer}/reports/{field}");
                    assembly.came_from(id, pointer, theirs.address(row, "reported_value"));
                    if is_emptied(theirs, row, &self.base, "reported_value") {
                        let kind = FaultKind::MissingValue { field: field.clone() };
                        assembly.fault(theirs.address(row, "reported_value"), kind);
                    }
                    let reported = decode_raw_value(theirs.text(row, "reported_value").unwrap_or_default());
                    reports.insert(field, serde_json::to_value(reported).unwrap_or_default());
                }
                other => {
                    let value = other.unwrap_or_default().to_owned();
                    let kind = FaultKind::Unreadable { value, wanted: "`supports` or `reports`".to_owned() };
                    assembly.fault(theirs.address(row, "relation"), kind);
                }
            }
        }
        if !supports.is_empty() {
            value.insert("supports".to_owned(), Value::Array(supports));
        }
        if !reports.is_empty() {
            value.insert("reports".to_owned(), Value::Object(reports));
        }
    }
}

/// Where a part of a record went.
struct Moved {
    /// Its pointer in the record as it is to be.
    new: String,
    /// Its pointer in the record as the dataset has it.
    own: String,
}

/// Where a part of a record went; `None` if it is gone.
fn moved(assembly: &Assembly, id: &RecordId, pointer: &str) -> Option<Moved> {
    let stayed = || Some(Moved { new: pointer.to_owned(), own: pointer.to_owned() });
    let mut steps = pointer.trim_start_matches('/').split('/');
    let (Some(list), Some(place)) = (steps.next(), steps.next()) else { return stayed() };
    let places = assembly.places.get(id).and_then(|lists| lists.get(list));
    let (Some(places), Ok(place)) = (places, place.parse()) else { return stayed() };
    let new = format!("/{list}/{}", places.new.get(&place)?);
    let own = if places.are_own { new.clone() } else { pointer.to_owned() };
    Some(Moved { new, own })
}

/// The field that a row is for, as the last step of its path names it.
fn field<'r>(grid: &Grid, row: &'r Row) -> Option<&'r str> {
    grid.text(row, "path")?.rsplit('/').next()
}

type Faults = Vec<(crate::grid::Address, FaultKind)>;

/// The pieces of evidence of each block, in their order.
fn blocks<'a>(grid: Option<&'a Grid>, faults: &mut Faults) -> Blocks<'a> {
    let mut blocks: BTreeMap<BlockId, BTreeMap<(usize, String), Piece<'a>>> = BTreeMap::new();
    let Some(grid) = grid else { return Blocks::new() };
    for row in &grid.rows {
        let (block, number) = match place(grid, row) {
            Ok(place) => place,
            Err((column, wanted)) => {
                let value = grid.cell(row, column).to_string();
                faults.push((
                    grid.address(row, column),
                    FaultKind::Unreadable { value, wanted: wanted.to_owned() },
                ));
                continue;
            }
        };
        // Rows of a new piece of evidence belong together if they say the same.
        let same: Vec<String> =
            EVIDENCE_COLUMNS.iter().map(|column| grid.cell(row, column).to_string()).collect();
        let order =
            (number.unwrap_or(usize::MAX), number.map_or_else(|| same.join("\u{0}"), |_| String::new()));
        let piece = blocks.entry(block).or_default().entry(order).or_default();
        piece.rows.push(row);
    }
    let in_order = |mut piece: Piece<'a>| {
        piece.rows.sort_by_key(|row| grid.text(row, "id").map_or(usize::MAX, field_number));
        piece
    };
    blocks.into_iter().map(|(block, pieces)| (block, pieces.into_values().map(in_order).collect())).collect()
}

/// The place of a row among those of its piece of evidence, as its id ends (`…/supports/2`).
fn field_number(id: &str) -> usize {
    id.rsplit('/').next().and_then(|last| last.parse().ok()).unwrap_or(usize::MAX - 1)
}

/// The block of a row, and the place of its piece of evidence there. The error is a column and what it wants.
fn place(grid: &Grid, row: &Row) -> Result<(BlockId, Option<usize>), (&'static str, &'static str)> {
    let record_type: RecordType = grid
        .text(row, "record_type")
        .and_then(|name| RecordType::ALL.into_iter().find(|known| known.name() == name))
        .ok_or(("record_type", "a type of record, as `transfer`"))?;
    let id = (record_type, grid.text(row, "record_id").unwrap_or_default().to_owned());
    if let Some(evidence) = grid.text(row, "evidence_id") {
        let wanted =
            ("evidence_id", "the id of a piece of evidence of the record, as `transfer:x#/evidence/0`");
        let pointer = evidence.strip_prefix(&format!("{record_type}:{}#", id.1)).ok_or(wanted)?;
        let (block, number) = pointer.rsplit_once("/evidence/").ok_or(wanted)?;
        return Ok(((id, block.to_owned()), Some(number.parse().map_err(|_| wanted)?)));
    }
    let path = grid.text(row, "path").ok_or(("path", "the field that the evidence is for, as `/total`"))?;
    let (block, _) =
        path.rsplit_once('/').ok_or(("path", "a JSON Pointer, as `/total` or `/items/0/quantity`"))?;
    Ok(((id, block.to_owned()), None))
}

/// The fields of evidence that a cell has; `None` if it cannot be read.
fn said_in(column: &'static str, cell: &Cell) -> Option<Vec<(&'static str, Value)>> {
    match (column, cell) {
        (_, cell) if cell.is_empty() => Some(Vec::new()),
        ("source_id", cell) => Some(vec![("source", json!(cell.to_string()))]),
        ("via_ids", Cell::List(entries)) => Some(vec![("via", json!(entries))]),
        ("locator", cell) => locator(&cell.to_string()),
        (field, cell) => Some(vec![(field, json!(cell.to_string()))]),
    }
}

/// Whether a cell has nothing, and was not exported so. Where a format cannot tell empty text from nothing, it was.
fn is_emptied(theirs: &Grid, row: &Row, base: &BTreeMap<String, &Row>, column: &str) -> bool {
    let exported = key(theirs, row).and_then(|key| base.get(&key).copied());
    let was_empty = exported.is_some_and(|row| theirs.cell(row, column).is_empty());
    *theirs.cell(row, column) == Cell::Null && !was_empty
}

/// What the rows of a piece of evidence have in a column: the same, or what was written into it since it was
/// exported.
fn agreed<'a>(
    assembly: &mut Assembly,
    piece: &Piece<'a>,
    theirs: &Grid,
    base: &BTreeMap<String, &Row>,
    column: &str,
) -> Option<(&'a Row, Cell)> {
    let cell_of_base = |row: &Row| base.get(&key(theirs, row)?).map(|row| theirs.cell(row, column).clone());
    let first = *piece.rows.first()?;
    let edited: Vec<&Row> = piece
        .rows
        .iter()
        .copied()
        .filter(|row| cell_of_base(row).is_some_and(|base| base != *theirs.cell(row, column)))
        .collect();
    let chosen = edited.first().copied().unwrap_or(first);
    let cell = theirs.cell(chosen, column).clone();
    let rows = if edited.is_empty() { &piece.rows } else { &edited };
    if let Some(other) = rows.iter().find(|row| *theirs.cell(row, column) != cell) {
        let kind = FaultKind::Disagreement {
            other: cell.to_string(),
            value: theirs.cell(other, column).to_string(),
        };
        assembly.fault(theirs.address(other, column), kind);
    }
    if let Some(base) = cell_of_base(chosen).filter(|base| is_rewritten(&base.to_string(), &cell.to_string()))
    {
        let kind = FaultKind::Damaged { base: base.to_string(), theirs: cell.to_string() };
        assembly.fault(theirs.address(chosen, column), kind);
    }
    Some((chosen, cell))
}

/// `paragraph 7, line 2` as fields of evidence.
fn locator(text: &str) -> Option<Vec<(&'static str, Value)>> {
    let field = |place: &str| {
        let (kind, place) = place.split_once(' ')?;
        let number = || place.parse::<u32>().ok().map(Value::from);
        match kind {
            "paragraph" => Some(("paragraph", number()?)),
            "page" => Some(("page", number()?)),
            "line" => Some(("line", number()?)),
            "clip" => Some(("clip", Value::from(place))),
            _ => None,
        }
    };
    text.split(", ").map(field).collect()
}
