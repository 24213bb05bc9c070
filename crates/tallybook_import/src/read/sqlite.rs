//! The database of all tables.

use std::path::Path;

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
            grid.push(number, |column, place| {
                row.get_ref(place).map_or(Cell::Null, |value| cell(column.kind, value))
            });
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn cell(kind: Kind, value: ValueRef<'_>) -> Cell {
    match (kind, value) {
        (Kind::TextList, ValueRef::Text(text)) => match serde_json::from_slice(text) {
            Ok(entries) => Cell::List(entries),
            Err(_) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        },
        (_, ValueRef::Null) => Cell::Null,
        (_, ValueRef::Integer(number)) => Cell::of_text(kind, &number.to_string()),
        (_, ValueRef::Real(number)) => Cell::of_text(kind, &number.to_string()),
        (_, ValueRef::Text(text) | ValueRef::Blob(text)) => {
            Cell::Text(String::from_utf8_lossy(text).into_owned())
        }
    }
}
