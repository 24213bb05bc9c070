//! The database of all tables.

use std::path::Path;
use std::str::Utf8Error;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tallybook_export::{Kind, TABLES};

use super::ReadError;
use crate::cell::Cell;
use crate::grid::Grid;

pub(super) fn read(path: &Path) -> Result<Vec<Grid>, ReadError> {
    let failed = |error: rusqlite::Error| ReadError::new(path, error);
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut grids = Vec::new();
    for table in TABLES {
        if !connection.table_exists(None, table.name).map_err(failed)? {
            continue;
        }
        let query = format!("select * from \"{}\" order by rowid", table.name);
        let mut statement = connection.prepare(&query).map_err(failed)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut grid = Grid::new(table, format!("{file}, table {}", table.name), &names);
        let mut rows = statement.query([]).map_err(failed)?;
        let mut number = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            number += 1;
            let mut not_text = None;
            grid.push(number, |column, place| {
                let value = row.get_ref(place).unwrap_or(ValueRef::Null);
                cell(column.kind, value).unwrap_or_else(|_| {
                    not_text = Some(column.name.clone());
                    Cell::Null
                })
            });
            if let Some(column) = not_text {
                let place = format!("table {}, row {number}, column {column}", table.name);
                return Err(ReadError::new(path, format!("{place}: it is not text in UTF-8")));
            }
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn cell(kind: Kind, value: ValueRef<'_>) -> Result<Cell, Utf8Error> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::of_text(kind, &number.to_string()),
        ValueRef::Real(number) => Cell::of_text(kind, &number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            let text = str::from_utf8(text)?;
            let entries = matches!(kind, Kind::TextList).then(|| serde_json::from_str(text).ok()).flatten();
            entries.map_or_else(|| Cell::Text(text.to_owned()), Cell::List)
        }
    })
}
