//! Rows of the tables of records.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Assembly, RecordId, Versions, by_key, same, set::set};
use crate::damage::{is_error, is_rewritten};
use crate::fault::FaultKind;
use crate::fields::{FieldColumn, FieldTable};
use crate::grid::{Grid, Row};

pub(super) fn take(
    assembly: &mut Assembly,
    table: &FieldTable,
    versions: &Versions,
    ours: &BTreeMap<RecordId, Value>,
) {
    let Some(theirs) = versions.theirs.get(table.table) else { return };
    let (base, own) = (by_key(versions.base.get(table.table)), by_key(versions.ours.get(table.table)));
    for row in &theirs.rows {
        let Some(name) = theirs.text(row, "id") else { continue };
        let id = (table.record_type, name.to_owned());
        let (base, own) = (base.get(name).copied(), own.get(name).copied());
        if let (Some(base), None) = (base, own) {
            // The dataset has done without the record since; a row that nobody touched says nothing else.
            if !same(theirs, row, base) {
                assembly.fault(theirs.row_address(row), FaultKind::Gone { id: name.to_owned() });
            }
            continue;
        }
        let mut value = ours.get(&id).cloned().unwrap_or_else(|| json!({ "id": name }));
        if own.is_none() {
            assembly.added.push(id.clone());
        }
        assembly.came_from(&id, String::new(), theirs.row_address(row));
        assembly.came_from(&id, "/id".to_owned(), theirs.address(row, "id"));
        for field in table.fields.iter().filter(|field| theirs.has(field.column)) {
            assembly.came_from(&id, field.pointer.to_owned(), theirs.address(row, field.column));
            merge(assembly, &mut value, field, theirs, row, base, own);
        }
        assembly.records.insert(id, value);
    }
}

/// Carries the edit of a cell into a field.
pub(super) fn merge(
    assembly: &mut Assembly,
    value: &mut Value,
    field: &FieldColumn,
    grid: &Grid,
    row: &Row,
    base: Option<&Row>,
    own: Option<&Row>,
) {
    let cell = grid.cell(row, field.column);
    let cell_of = |row: Option<&'_ Row>| row.map(|row| grid.cell(row, field.column).clone());
    let (base, own) = (cell_of(base), cell_of(own));
    let typed = matches!(field.how, crate::fields::How::Typed(_));
    if base.as_ref() == Some(cell) && !typed {
        return;
    }
    let address = grid.address(row, field.column);
    if let (Some(base), Some(own)) = (&base, &own)
        && own != base
        && own != cell
        && base != cell
    {
        let kind =
            FaultKind::Conflict { base: base.to_string(), ours: own.to_string(), theirs: cell.to_string() };
        assembly.fault(address, kind);
        return;
    }
    if let Some(base) = &base
        && base != cell
        && own.as_ref() != Some(cell)
        && is_rewritten(&base.to_string(), &cell.to_string())
    {
        assembly.fault(address, FaultKind::Damaged { base: base.to_string(), theirs: cell.to_string() });
        return;
    }
    if base.as_ref() != Some(cell) && is_error(&cell.to_string()) {
        let wanted = "a value: a spreadsheet writes this where it takes a text for a formula".to_owned();
        assembly.fault(address, FaultKind::Unreadable { value: cell.to_string(), wanted });
        return;
    }
    if let Err(wanted) = set(value, field, grid, row) {
        assembly.fault(address, FaultKind::Unreadable { value: cell.to_string(), wanted: wanted.to_owned() });
    }
}
