//! Rows of the table of evidence: a piece of evidence has a row for each field that it names.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tallybook_export::decode_raw_value;
use tallybook_schema::RecordType;

use super::{Assembly, RecordId, Versions, by_key, key, same};
use crate::cell::Cell;
use crate::damage::is_rewritten;
use crate::fault::FaultKind;
use crate::fields::EVIDENCE_COLUMNS;
use crate::grid::{Grid, Row};

/// The part of a record that evidence stands on, by its pointer.
type BlockId = (RecordId, String);

/// The rows of one piece of evidence.
#[derive(Default)]
struct Piece<'a> {
    rows: Vec<&'a Row>,
}

pub(super) fn take(assembly: &mut Assembly, versions: &Versions, ours: &BTreeMap<RecordId, Value>) {
    let Some(theirs) = versions.theirs.get("evidence") else { return };
    let (base, own) = (by_key(versions.base.get("evidence")), by_key(versions.ours.get("evidence")));
    let base_blocks = blocks(versions.base.get("evidence"), &mut Vec::new());
    let own_blocks = blocks(versions.ours.get("evidence"), &mut Vec::new());
    let mut faults = Vec::new();
    let mut their_blocks = blocks(Some(theirs), &mut faults);
    assembly.faults.extend(faults.into_iter().map(|(address, kind)| crate::fault::Fault { address, kind }));
    for block in base_blocks.keys() {
        their_blocks.entry(block.clone()).or_default();
    }
    for (block, pieces) in their_blocks {
        let (id, pointer) = &block;
        if assembly.removed.contains(id) {
            continue;
        }
        let rows = || pieces.iter().flat_map(|piece| &piece.rows).copied();
        let edited = rows().find(|row| {
            key(theirs, row).and_then(|key| base.get(&key)).is_none_or(|base| !same(theirs, row, base))
        });
        let count = |blocks: &BTreeMap<BlockId, Vec<Piece<'_>>>| {
            blocks.get(&block).map_or(0, |pieces| pieces.iter().map(|piece| piece.rows.len()).sum())
        };
        if edited.is_none() && rows().count() == count(&base_blocks) {
            continue;
        }
        let address =
            edited.or_else(|| rows().next()).map_or(theirs.file_address(), |row| theirs.row_address(row));
        let moved_on = count(&base_blocks) != count(&own_blocks)
            || base_blocks.get(&block).into_iter().flatten().flat_map(|piece| &piece.rows).any(|row| {
                key(theirs, row).and_then(|key| own.get(&key)).is_none_or(|own| !same(theirs, row, own))
            });
        if count(&base_blocks) > 0 && moved_on {
            let kind = FaultKind::Conflict {
                base: format!("evidence of {}:{}{pointer}", id.0, id.1),
                ours: format!("{} rows", count(&own_blocks)),
                theirs: format!("{} rows", rows().count()),
            };
            assembly.fault(address, kind);
            continue;
        }
        let new_pointer = moved(assembly, id, pointer);
        let orphan = FaultKind::Orphan { record: format!("{}:{}{pointer}", id.0, id.1) };
        let Some(new_pointer) = new_pointer else {
            // The part went, and its evidence with it.
            if edited.is_some() {
                assembly.fault(address, orphan);
            }
            continue;
        };
        if assembly.record(id, ours).and_then(|record| record.pointer(&new_pointer)).is_none() {
            assembly.fault(address, orphan);
            continue;
        }
        let mut list = Vec::new();
        for piece in &pieces {
            let value = self::piece(
                assembly,
                id,
                &format!("{new_pointer}/evidence/{}", list.len()),
                piece,
                theirs,
                &base,
            );
            list.push(value);
        }
        let fields = assembly.records.get_mut(id).and_then(|record| record.pointer_mut(&new_pointer));
        if let Some(fields) = fields.and_then(Value::as_object_mut) {
            if list.is_empty() {
                fields.remove("evidence");
            } else {
                fields.insert("evidence".to_owned(), Value::Array(list));
            }
        }
    }
}

/// Where a part of a record went; `None` if it is gone.
fn moved(assembly: &Assembly, id: &RecordId, pointer: &str) -> Option<String> {
    let mut steps = pointer.trim_start_matches('/').split('/');
    let (Some(list), Some(place)) = (steps.next(), steps.next()) else { return Some(pointer.to_owned()) };
    let places = assembly.places.iter().find(|((of, name), _)| of == id && *name == list);
    match (places, place.parse::<usize>()) {
        (Some((_, places)), Ok(place)) => Some(format!("/{list}/{}", places.get(&place)?)),
        _ => Some(pointer.to_owned()),
    }
}

type Faults = Vec<(crate::grid::Address, FaultKind)>;

/// The pieces of evidence of each block, in their order.
fn blocks<'a>(grid: Option<&'a Grid>, faults: &mut Faults) -> BTreeMap<BlockId, Vec<Piece<'a>>> {
    let mut blocks: BTreeMap<BlockId, BTreeMap<(usize, String), Piece<'a>>> = BTreeMap::new();
    let Some(grid) = grid else { return BTreeMap::new() };
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

/// A piece of evidence as its rows have it.
fn piece(
    assembly: &mut Assembly,
    id: &RecordId,
    pointer: &str,
    piece: &Piece<'_>,
    theirs: &Grid,
    base: &BTreeMap<String, &Row>,
) -> Value {
    let mut value = Map::new();
    for column in EVIDENCE_COLUMNS {
        let Some((row, cell)) = agreed(assembly, piece, theirs, base, column) else { continue };
        let address = theirs.address(row, column);
        let mut put = |field: &str, new: Value| {
            assembly.came_from(id, format!("{pointer}/{field}"), address.clone());
            value.insert(field.to_owned(), new);
        };
        match (column, &cell) {
            (_, cell) if cell.is_empty() => {}
            ("source_id", cell) => put("source", json!(cell.to_string())),
            ("via_ids", Cell::List(entries)) => put("via", json!(entries)),
            ("locator", cell) => match locator(&cell.to_string()) {
                Some(places) => places.into_iter().for_each(|(field, place)| put(field, place)),
                None => assembly.fault(
                    address,
                    FaultKind::Unreadable {
                        value: cell.to_string(),
                        wanted: "a place in a source, as `paragraph 7` or `page 3, line 2`".to_owned(),
                    },
                ),
            },
            (field, cell) => put(field, json!(cell.to_string())),
        }
    }
    let (mut supports, mut reports) = (Vec::new(), Map::new());
    for row in &piece.rows {
        let Some(field) = theirs.text(row, "path").and_then(|path| path.rsplit('/').next()) else { continue };
        let field = field.replace("~1", "/").replace("~0", "~");
        match theirs.text(row, "relation") {
            Some("supports") => {
                assembly.came_from(
                    id,
                    format!("{pointer}/supports/{}", supports.len()),
                    theirs.address(row, "path"),
                );
                supports.push(json!(field));
            }
            Some("reports") => {
                assembly.came_from(
                    id,
                    format!("{pointer}/reports/{field}"),
                    theirs.address(row, "reported_value"),
                );
                let reported = decode_raw_value(theirs.text(row, "reported_value").unwrap_or_default());
                reports.insert(field, serde_json::to_value(reported).unwrap_or_default());
            }
            other => {
                let kind = FaultKind::Unreadable {
                    value: other.unwrap_or_default().to_owned(),
                    wanted: "`supports` or `reports`".to_owned(),
                };
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
    if let Some(row) = piece.rows.first() {
        assembly.came_from(id, pointer.to_owned(), theirs.row_address(row));
    }
    Value::Object(value)
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
