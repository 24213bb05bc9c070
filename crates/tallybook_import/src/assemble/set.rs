//! Cells as fields of a record.

use serde_json::{Map, Value, json};
use tallybook_export::decode_raw_value;

use crate::cell::Cell;
use crate::fields::{FieldColumn, How};
use crate::grid::{Grid, Row};

/// Sets the field of a cell; takes it out if the cell is empty. The error says what is wanted.
pub(super) fn set(
    record: &mut Value,
    field: &FieldColumn,
    grid: &Grid,
    row: &Row,
) -> Result<(), &'static str> {
    let cell = grid.cell(row, field.column);
    let new = match (field.how, cell) {
        (How::Flag, cell) => match cell.text() {
            Some("true") => {
                let there = record.pointer(field.pointer).cloned();
                Some(there.unwrap_or_else(|| json!({})))
            }
            None | Some("false" | "") => None,
            Some(_) => return Err("`true` or `false`"),
        },
        (_, cell) if cell.is_empty() => None,
        (How::Texts, Cell::List(entries)) => Some(json!(entries)),
        (How::NotCovered, Cell::List(entries)) => Some(Value::Array(
            entries
                .iter()
                .map(|entry| {
                    let (paragraphs, reason) = parted(entry)?;
                    Some(json!({ "paragraphs": paragraphs, "reason": reason }))
                })
                .collect::<Option<_>>()
                .ok_or("`paragraphs: reason`, as `2-4: Page furniture`")?,
        )),
        (How::Claims, Cell::List(entries)) => Some(Value::Object(
            entries
                .iter()
                .map(|entry| {
                    let (field, value) = parted(entry)?;
                    Some((field.to_owned(), json!(decode_raw_value(value))))
                })
                .collect::<Option<_>>()
                .ok_or("`field: value`, as `total: about 50`")?,
        )),
        (How::Typed(of), Cell::Text(id)) => {
            let record_type = grid.text(row, of).ok_or("an id whose type is given beside it")?;
            Some(json!(format!("{record_type}:{id}")))
        }
        (_, cell) => Some(json!(cell.to_string())),
    };
    put(record, field.pointer, new);
    Ok(())
}

/// The two parts of `field: value` or `paragraphs: reason`.
pub(crate) fn parted(entry: &str) -> Option<(&str, &str)> {
    entry.split_once(": ")
}

/// Puts a value at a pointer of one or two steps, or takes it out. A mapping of which nothing is left goes too.
fn put(record: &mut Value, pointer: &str, new: Option<Value>) {
    let mut steps = pointer.trim_start_matches('/').split('/');
    let (Some(first), second) = (steps.next(), steps.next()) else { return };
    let Some(fields) = record.as_object_mut() else { return };
    let Some(second) = second else {
        match new {
            Some(value) => fields.insert(first.to_owned(), value),
            None => fields.remove(first),
        };
        return;
    };
    match new {
        Some(value) => {
            let inner = fields.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                inner.insert(second.to_owned(), value);
            }
        }
        None => {
            if let Some(inner) = fields.get_mut(first).and_then(Value::as_object_mut) {
                let had = inner.remove(second).is_some();
                // `anonymous` says something by being there.
                if had && inner.is_empty() && first != "anonymous" {
                    fields.remove(first);
                }
            }
        }
    }
}
