//! The tables and what refers to what, as an entity-relationship diagram in Mermaid, which GitHub
//! draws.

use std::fmt::Write as _;

use crate::column::{Column, Kind};
use crate::table::{PRIMARY_KEY, Table};

/// The diagram of some tables as a block of Markdown: each with its key and the columns that refer to others.
/// Columns of one table that refer to the same other one in the same way share a line.
pub(super) fn diagram(tables: &[&'static Table]) -> String {
    let mut text = "```mermaid\nerDiagram\n".to_owned();
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for table in tables {
        let _ = writeln!(text, "    {} {{", table.name);
        for column in table.columns() {
            let (kind, key) = match column.reference {
                _ if column.name == PRIMARY_KEY => ("text", "PK"),
                Some(_) if is_list(&column) => ("list", "FK"),
                Some(_) => ("text", "FK"),
                None => continue,
            };
            let _ = writeln!(text, "        {kind} {} {key}", column.name);
            if let Some(to) = column.reference.filter(|to| tables.iter().any(|table| table.name == to.table))
            {
                let line = format!("    {} {} {}", to.table, cardinality(&column), table.name);
                match lines.iter_mut().find(|(known, _)| *known == line) {
                    Some((_, columns)) => columns.push(column.name),
                    None => lines.push((line, vec![column.name])),
                }
            }
        }
        text.push_str("    }\n");
    }
    for (line, columns) in lines {
        let _ = writeln!(text, "{line} : \"{}\"", columns.join(", "));
    }
    text + "```\n"
}

/// How many rows stand on either end: one or none, exactly one, or any number of the table that is
/// referred to, and any number of the one that refers.
fn cardinality(column: &Column) -> &'static str {
    match (is_list(column), column.nullable) {
        (true, _) => "}o--o{",
        (false, true) => "|o--o{",
        (false, false) => "||--o{",
    }
}

fn is_list(column: &Column) -> bool {
    matches!(column.kind, Kind::TextList)
}
