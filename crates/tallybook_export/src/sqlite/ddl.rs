//! The statements that make the tables and their indexes.

use std::fmt::Write as _;

use super::is_real;
use super::keys::{Keys, key_of, typed_references};
use crate::cells::{Cells, Value};
use crate::column::{Column, Kind};
use crate::table::{PRIMARY_KEY, TableData};

/// The statement that makes a table. Its comments, which `.schema` shows, say what it holds.
pub(super) fn create(data: &TableData, keys: &Keys) -> String {
    let table = data.table;
    let columns = data.columns.iter().enumerate().map(|(place, column)| {
        let declared = type_of(data, place);
        let constraints = constraints(table.name, column, declared, keys);
        let definition = format!("{} {declared}{constraints}", quoted(&column.name));
        (definition, column.description.as_str())
    });
    let references = typed_references(&data.columns).into_iter();
    let foreign_keys =
        references.filter(|reference| keys.is_kept(table.name, reference.id)).map(|reference| {
            let columns = format!("{}, {}", quoted(reference.record_type), quoted(reference.id));
            let key =
                format!("FOREIGN KEY ({columns}) REFERENCES \"records\" (\"record_type\", \"record_id\")");
            (key, "The type says in which table the id is")
        });
    let definitions: Vec<_> = columns.chain(foreign_keys).collect();
    let mut text = format!("CREATE TABLE {} (\n  -- One row for: {}\n", quoted(table.name), table.row);
    for (i, (definition, comment)) in definitions.iter().enumerate() {
        let comma = if i + 1 < definitions.len() { "," } else { "" };
        let _ = writeln!(text, "  {definition}{comma} -- {comment}");
    }
    text.push_str(") STRICT;\n");
    text
}

/// Takes whatever a column holds.
const ANY: &str = "ANY";

fn type_of(data: &TableData, place: usize) -> &'static str {
    match data.columns[place].kind {
        Kind::Text | Kind::Term(_) | Kind::Date | Kind::TextList => "TEXT",
        Kind::Int | Kind::Bool => "INTEGER",
        Kind::Decimal if has_real_numbers_alone(data, place) => "REAL",
        Kind::Decimal => ANY,
    }
}

/// Whether a real number holds every number of a column of decimal ones.
fn has_real_numbers_alone(data: &TableData, place: usize) -> bool {
    data.batches.iter().all(|batch| {
        let numbers = Cells::of(Kind::Decimal, batch.column(place).as_ref());
        (0..batch.num_rows()).all(|row| match numbers.get(row) {
            Value::Decimal(number) => is_real(number),
            _ => true,
        })
    })
}

fn constraints(table: &str, column: &Column, declared: &str, keys: &Keys) -> String {
    let name = quoted(&column.name);
    let mut text = String::new();
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if column.name == PRIMARY_KEY && keys.is_unique(table) {
        text.push_str(" PRIMARY KEY");
    }
    match column.kind {
        Kind::Term(vocabulary) => {
            let terms: Vec<String> = vocabulary.terms.iter().map(|term| literal(term.code)).collect();
            let _ = write!(text, " CHECK ({name} IN ({}))", terms.join(", "));
        }
        Kind::Bool => {
            let _ = write!(text, " CHECK ({name} IN (0, 1))");
        }
        Kind::Date => {
            let _ = write!(text, " CHECK ({name} GLOB '*[0-9]-[0-9][0-9]-[0-9][0-9]')");
        }
        Kind::Decimal if declared == ANY => {
            let _ = write!(text, " CHECK (typeof({name}) IN ('null', 'integer', 'real', 'text'))");
        }
        Kind::TextList => {
            let _ = write!(text, " CHECK (json_valid({name}) AND json_type({name}) = 'array')");
        }
        Kind::Text | Kind::Int | Kind::Decimal => {}
    }
    if let Some(parent) = key_of(column).filter(|_| keys.is_kept(table, &column.name)) {
        let _ = write!(text, " REFERENCES {} ({})", quoted(parent), quoted(PRIMARY_KEY));
    }
    text
}

/// The statements that make the indexes of a table: one for each column that leads to other rows.
pub(super) fn indexes(data: &TableData) -> String {
    let table = data.table.name;
    let pairs = typed_references(&data.columns);
    let mut text = String::new();
    let mut add = |name: &str, columns: &str| {
        let index = quoted(&format!("{table}_{name}"));
        let _ = writeln!(text, "CREATE INDEX {index} ON {} ({columns});", quoted(table));
    };
    for column in &data.columns {
        let name = column.name.as_str();
        let is_list = matches!(column.kind, Kind::TextList);
        if let Some(pair) = pairs.iter().find(|pair| pair.id == name) {
            add(name, &format!("{}, {}", quoted(pair.record_type), quoted(pair.id)));
        } else if name.ends_with("_id") && !is_list {
            add(name, &quoted(name));
        }
    }
    text
}

/// A name, quoted as SQL wants it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
