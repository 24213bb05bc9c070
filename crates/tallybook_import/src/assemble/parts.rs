//! Rows of the tables of parts: roles, items, targets, figures.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::list::{Fate, address, conflict};
use super::records::merge;
use super::{Assembly, Places, RecordId, Versions, by_key, key};
use crate::cell::Cell;
use crate::fault::FaultKind;
use crate::fields::{FieldTable, PartColumns, is_given};
use crate::grid::{Grid, Row};

/// The rows of each list in their order, by the id of the record that has it.
type Lists<'a> = BTreeMap<&'a str, Vec<&'a Row>>;

/// A table of parts as it was edited, and the rows of the other versions by their keys.
struct Edited<'a> {
    table: &'a FieldTable,
    part: &'a PartColumns,
    theirs: &'a Grid,
    base: BTreeMap<String, &'a Row>,
    own: BTreeMap<String, &'a Row>,
}

pub(super) fn take(
    assembly: &mut Assembly,
    table: &FieldTable,
    part: &PartColumns,
    versions: &Versions,
    ours: &BTreeMap<RecordId, Value>,
) {
    let Some(theirs) = versions.theirs.get(table.table) else { return };
    let (base, own) = (versions.base.get(table.table), versions.ours.get(table.table));
    let (base_lists, own_lists, mut lists) = (lists(base, part), lists(own, part), lists(Some(theirs), part));
    let edited = Edited { table, part, theirs, base: by_key(base), own: by_key(own) };
    // Lists of which every row was deleted.
    for parent in base_lists.keys() {
        lists.entry(parent).or_default();
    }
    for (parent, rows) in &lists {
        let id = (table.record_type, (*parent).to_owned());
        if assembly.removed.contains(&id) {
            if !rows.is_empty() && ours.contains_key(&id) {
                let kind =
                    FaultKind::Orphan { record: format!("{}:{parent}", table.record_type), deleted: true };
                assembly.fault(address(theirs, rows, &edited.base), kind);
            }
            continue;
        }
        let own = edited.said(own_lists.get(parent));
        let fate = Fate::of(&edited.said(base_lists.get(parent)), &own, &edited.said(Some(rows)));
        match fate {
            Fate::Untouched | Fate::TakenOver => {
                let new =
                    rows.iter().zip(0..).filter_map(|(row, new)| Some((place(theirs, part, row)?, new)));
                let places = Places { new: new.collect(), are_own: fate == Fate::TakenOver };
                assembly.places.entry(id).or_default().insert(part.list, places);
            }
            Fate::Conflict => {
                let list = format!("{} of {}:{parent}", part.list, table.record_type);
                let kind = conflict(list, "items", own.len(), rows.len());
                assembly.fault(address(theirs, rows, &edited.base), kind);
            }
            Fate::Edited => edited.take_list(assembly, id, rows, ours),
        }
    }
}

impl Edited<'_> {
    /// What the rows of a list say, whatever their places.
    fn said<'r>(&self, rows: Option<&Vec<&'r Row>>) -> Vec<Vec<&'r Cell>> {
        let says = |index: &usize| {
            let column = self.theirs.columns[*index].name.as_str();
            self.theirs.positions[*index].is_some()
                && column != "id"
                && column != self.part.number
                && is_given(self.table.table, column)
        };
        let columns: Vec<usize> = (0..self.theirs.columns.len()).filter(says).collect();
        rows.into_iter()
            .flatten()
            .map(|row| columns.iter().map(|&index| &row.cells[index]).collect())
            .collect()
    }

    /// Makes the list of a record anew.
    fn take_list(
        &self,
        assembly: &mut Assembly,
        id: RecordId,
        rows: &[&Row],
        ours: &BTreeMap<RecordId, Value>,
    ) {
        let list = self.part.list;
        let Some(record) = assembly.record(&id, ours) else {
            let kind = FaultKind::Orphan { record: format!("{}:{}", id.0, id.1), deleted: false };
            assembly.fault(address(self.theirs, rows, &self.base), kind);
            return;
        };
        let there = record.get(list).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut items = Vec::new();
        let mut places = Places::default();
        for row in rows {
            let former = place(self.theirs, self.part, row);
            let item = former.and_then(|place| there.get(place)).cloned().unwrap_or_else(|| json!({}));
            if let Some(former) = former {
                places.new.insert(former, items.len());
            }
            items.push(self.item(assembly, &id, &format!("/{list}/{}", items.len()), row, item));
        }
        if let Some(fields) = assembly.records.get_mut(&id).and_then(Value::as_object_mut) {
            if items.is_empty() {
                fields.remove(list);
            } else {
                fields.insert(list.to_owned(), Value::Array(items));
            }
        }
        assembly.places.entry(id).or_default().insert(list, places);
    }

    /// An item with what its row says of it.
    fn item(
        &self,
        assembly: &mut Assembly,
        id: &RecordId,
        pointer: &str,
        row: &Row,
        mut item: Value,
    ) -> Value {
        let theirs = self.theirs;
        let key = key(theirs, row).unwrap_or_default();
        let (base, own) = (self.base.get(&key).copied(), self.own.get(&key).copied());
        assembly.came_from(id, pointer.to_owned(), theirs.row_address(row));
        for field in self.table.fields.iter().filter(|field| theirs.has(field.column)) {
            assembly.came_from(id, format!("{pointer}{}", field.pointer), theirs.address(row, field.column));
            merge(assembly, &mut item, field, theirs, row, base, own);
        }
        item
    }
}

/// The lists of a table.
fn lists<'a>(grid: Option<&'a Grid>, part: &PartColumns) -> Lists<'a> {
    let mut lists = Lists::new();
    let Some(grid) = grid else { return lists };
    for row in &grid.rows {
        lists.entry(grid.text(row, part.parent).unwrap_or_default()).or_default().push(row);
    }
    for rows in lists.values_mut() {
        rows.sort_by_key(|row| place(grid, part, row).unwrap_or(usize::MAX));
    }
    lists
}

/// The place of a row in its list, from 0.
fn place(grid: &Grid, part: &PartColumns, row: &Row) -> Option<usize> {
    grid.text(row, part.number)?.parse::<usize>().ok()?.checked_sub(1)
}
