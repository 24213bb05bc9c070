//! JSON Lines.

use std::fmt;
use std::path::Path;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};
use tallybook_export::Table;

use super::{ReadError, text};
use crate::cell::Cell;
use crate::grid::Grid;

pub(super) fn read(table: &'static Table, path: &Path, file: String) -> Result<Grid, ReadError> {
    let text = text(path)?;
    let mut rows: Vec<(usize, Map<String, Value>)> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let Row(row) = serde_json::from_str(line)
            .map_err(|error| ReadError::new(path, format!("line {}: {error}", number + 1)))?;
        rows.push((number + 1, row));
    }
    let mut names: Vec<String> = table.columns().into_iter().map(|column| column.name).collect();
    // A column that no row has is missing, unless there are no rows to tell.
    names.retain(|name| rows.is_empty() || rows.iter().any(|(_, row)| row.contains_key(name)));
    for (_, row) in &rows {
        let unknown: Vec<String> = row.keys().filter(|key| !names.contains(key)).cloned().collect();
        names.extend(unknown);
    }
    let mut grid = Grid::new(table, file, &names);
    grid.has_header = !rows.is_empty();
    for (number, row) in rows {
        grid.push(number, |column, _| match row.get(&column.name) {
            None | Some(Value::Null) => Cell::Null,
            Some(Value::String(text)) => Cell::Text(text.clone()),
            Some(Value::Array(entries)) => Cell::List(
                entries
                    .iter()
                    .map(|entry| entry.as_str().map_or_else(|| entry.to_string(), str::to_owned))
                    .collect(),
            ),
            Some(other) => Cell::of_text(column.kind, &other.to_string()),
        });
    }
    Ok(grid)
}

/// A row in which no column stands twice.
struct Row(Map<String, Value>);

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Cells;

        impl<'de> Visitor<'de> for Cells {
            type Value = Row;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut cells: A) -> Result<Row, A::Error> {
                let mut row = Map::new();
                while let Some((column, cell)) = cells.next_entry::<String, Value>()? {
                    if row.contains_key(&column) {
                        return Err(A::Error::custom(format_args!("`{column}` stands twice")));
                    }
                    row.insert(column, cell);
                }
                Ok(Row(row))
            }
        }

        deserializer.deserialize_map(Cells)
    }
}
