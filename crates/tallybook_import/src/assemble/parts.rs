//! Rows of the tables of parts: roles, items, targets, figures.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::records::merge;
use super::{Assembly, RecordId, Versions, by_key, key, same};
use crate::fault::FaultKind;
use crate::fields::{FieldTable, PartColumns};
use crate::grid::{Grid, Row};

pub(super) fn take(
    assembly: &mut Assembly,
    table: &FieldTable,
    part: &PartColumns,
    versions: &Versions,
    ours: &BTreeMap<RecordId, Value>,
) {
    let Some(theirs) = versions.theirs.get(table.table) else { return };
    let (base, own) = (by_key(versions.base.get(table.table)), by_key(versions.ours.get(table.table)));
    let mut by_parent: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &theirs.rows {
        by_parent.entry(theirs.text(row, part.parent).unwrap_or_default()).or_default().push(row);
    }
    // Lists of which every row was deleted.
    if let Some(base) = versions.base.get(table.table) {
        for row in &base.rows {
            by_parent.entry(base.text(row, part.parent).unwrap_or_default()).or_default();
        }
    }
    for (parent, mut rows) in by_parent {
        let id = (table.record_type, parent.to_owned());
        if assembly.removed.contains(&id) {
            continue;
        }
        rows.sort_by_key(|row| place(theirs, part, row).unwrap_or(usize::MAX));
        let prefix = format!("{}:{parent}#/{}/", table.record_type, part.list);
        let of_parent = |known: &BTreeMap<String, &Row>| -> Vec<String> {
            known
                .range(prefix.clone()..)
                .take_while(|(key, _)| key.starts_with(&prefix))
                .map(|(key, _)| key.clone())
                .collect()
        };
        let (base_keys, own_keys) = (of_parent(&base), of_parent(&own));
        let edited = rows.iter().find(|row| {
            key(theirs, row).and_then(|key| base.get(&key)).is_none_or(|base| !same(theirs, row, base))
        });
        if edited.is_none() && rows.len() == base_keys.len() {
            let places = base_keys.iter().enumerate().map(|(place, _)| (place, place)).collect();
            assembly.places.insert((id, part.list), places);
            continue;
        }
        let moved_on =
            base_keys != own_keys || base_keys.iter().any(|key| !same(theirs, base[key], own[key]));
        let address = edited.or(rows.first()).map_or(theirs.file_address(), |row| theirs.row_address(row));
        if !base_keys.is_empty() && moved_on {
            let kind = FaultKind::Conflict {
                base: format!("{} of {}:{parent}", part.list, table.record_type),
                ours: format!("{} items", own_keys.len()),
                theirs: format!("{} items", rows.len()),
            };
            assembly.fault(address, kind);
            continue;
        }
        let Some(record) = assembly.record(&id, ours) else {
            let kind = FaultKind::Orphan { record: format!("{}:{parent}", table.record_type) };
            assembly.fault(address, kind);
            continue;
        };
        let there = record.get(part.list).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut items = Vec::new();
        let mut places = BTreeMap::new();
        for row in rows {
            let former = place(theirs, part, row);
            let mut item = former.and_then(|place| there.get(place)).cloned().unwrap_or_else(|| json!({}));
            let known = key(theirs, row);
            let find = |rows: &BTreeMap<String, &'_ Row>| {
                known.as_ref().and_then(|key| rows.get(key)).map(|row| (*row).clone())
            };
            let (base_row, own_row) = (find(&base), find(&own));
            let pointer = format!("/{}/{}", part.list, items.len());
            assembly.came_from(&id, pointer.clone(), theirs.row_address(row));
            for field in table.fields.iter().filter(|field| theirs.has(field.column)) {
                let address = theirs.address(row, field.column);
                assembly.came_from(&id, format!("{pointer}{}", field.pointer), address);
                merge(assembly, &mut item, field, theirs, row, base_row.as_ref(), own_row.as_ref());
            }
            if let Some(former) = former {
                places.insert(former, items.len());
            }
            items.push(item);
        }
        if let Some(fields) = assembly.records.get_mut(&id).and_then(Value::as_object_mut) {
            if items.is_empty() {
                fields.remove(part.list);
            } else {
                fields.insert(part.list.to_owned(), Value::Array(items));
            }
        }
        assembly.places.insert((id, part.list), places);
    }
}

/// The place of a row in its list, from 0.
fn place(grid: &Grid, part: &PartColumns, row: &Row) -> Option<usize> {
    grid.text(row, part.number)?.parse::<usize>().ok()?.checked_sub(1)
}
