//! What is in the database.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::types::Value as Stored;
use serde_json::Value;
use tallybook_diagnostics::Meter;
use tallybook_export::{Context, Kind, Metadata, Options, TABLES, TableData, json_lines, sqlite};
use tallybook_reader::Reading;
use tallybook_schema::Dataset;

use crate::miniature;

/// A database on disk, with foreign keys enforced.
struct Database {
    connection: Connection,
    _file: tempfile::NamedTempFile,
}

impl Database {
    fn of(bytes: &[u8]) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let connection = Connection::open(file.path()).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        Self { connection, _file: file }
    }

    fn of_dataset(dataset: &Dataset) -> Self {
        Self::of(&miniature::files(dataset, &Options::default())["tallybook.sqlite"])
    }

    /// The rows of a query, each cell as text.
    fn rows(&self, query: &str) -> Vec<Vec<String>> {
        let mut statement = self.connection.prepare(query).unwrap();
        let columns = statement.column_count();
        let cell = |value: Stored| match value {
            Stored::Null => "null".to_owned(),
            Stored::Integer(number) => number.to_string(),
            Stored::Real(number) => number.to_string(),
            Stored::Text(text) => text,
            Stored::Blob(_) => "blob".to_owned(),
        };
        let rows = statement.query_map([], |row| (0..columns).map(|i| Ok(cell(row.get(i)?))).collect());
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// What is wrong with the file and its keys.
    fn faults(&self) -> Vec<Vec<String>> {
        let mut faults = self.rows("PRAGMA integrity_check");
        faults.retain(|row| row != &["ok"]);
        faults.extend(self.rows("PRAGMA foreign_key_check"));
        faults
    }

    fn fails(&self, statement: &str) -> String {
        self.connection.execute(statement, []).unwrap_err().to_string()
    }
}

fn tables(dataset: &Dataset) -> Vec<TableData> {
    let context = Context::new(dataset, None, None);
    TABLES.iter().map(|table| table.data(&context)).collect()
}

#[test]
fn it_is_sound_and_says_the_same_as_json() {
    let dataset = miniature::dataset();
    let database = Database::of_dataset(&dataset);
    assert!(database.faults().is_empty(), "{:?}", database.faults());
    for data in tables(&dataset) {
        let mut bytes = Vec::new();
        json_lines::write(&data, &mut bytes).unwrap();
        let lines: Vec<Value> = String::from_utf8(bytes)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let rows = database.rows(&format!("SELECT * FROM {}", data.table.name));
        assert_eq!(rows.len(), lines.len());
        for (row, line) in rows.iter().zip(&lines) {
            assert_eq!(row.len(), data.columns.len());
            for (column, cell) in data.columns.iter().zip(row) {
                let expected = match &line[&column.name] {
                    Value::Null => "null".to_owned(),
                    Value::String(text) => text.clone(),
                    Value::Bool(truth) => i32::from(*truth).to_string(),
                    other => other.to_string(),
                };
                assert_eq!(*cell, expected, "{}.{}", data.table.name, column.name);
            }
        }
    }
}

#[test]
fn it_describes_every_column_and_term() {
    let database = Database::of_dataset(&miniature::dataset());
    let described: BTreeSet<_> =
        database.rows("SELECT table_name, column_name FROM columns").into_iter().collect();
    let mut references = 0;
    for data in tables(&miniature::dataset()) {
        for column in &data.columns {
            assert!(described.contains(&vec![data.table.name.to_owned(), column.name.clone()]));
            let keys = database.rows(&format!("PRAGMA foreign_key_list({})", data.table.name));
            let has_key = keys.iter().any(|key| key[3] == column.name);
            let wants_key = column.reference.is_some() && !matches!(column.kind, Kind::TextList);
            assert!(has_key || !wants_key, "{}.{} is a foreign key", data.table.name, column.name);
            references += usize::from(has_key);
            if let Some(vocabulary) = column.kind.vocabulary() {
                let terms = database
                    .rows(&format!("SELECT term FROM vocabularies WHERE vocabulary = '{}'", vocabulary.name));
                assert_eq!(terms.len(), vocabulary.terms.len());
            }
        }
    }
    assert!(references > 20);
    let metadata = database.rows("SELECT name, value FROM metadata");
    assert!(metadata.contains(&vec!["title".to_owned(), "Miniature: every kind of value".to_owned()]));
    assert!(metadata.iter().all(|pair| pair[0] != "keys_not_declared"));
}

#[test]
fn the_views_answer() {
    let database = Database::of_dataset(&miniature::dataset());
    let views = database.rows("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
    let names: Vec<&str> = views.iter().map(|view| view[0].as_str()).collect();
    assert_eq!(names, ["contested_transfers", "fact_evidence", "statement_timeline", "transfer_overview"]);
    for name in &names[1..] {
        assert!(!database.rows(&format!("SELECT * FROM {name}")).is_empty(), "{name}");
    }
    let facts = database.rows("SELECT count(*) FROM facts");
    let covered = database
        .rows("SELECT count(*) FROM (SELECT DISTINCT record_type, record_id, path FROM fact_evidence)");
    assert_eq!(facts, covered);
}

#[test]
fn constraints_hold() {
    let database = Database::of_dataset(&miniature::dataset());
    for (statement, fault) in [
        ("UPDATE transfers SET stage = 'sunk'", "CHECK"),
        ("UPDATE transfers SET supplier_id = 'nobody'", "FOREIGN KEY"),
        ("UPDATE facts SET record_id = 'nothing'", "FOREIGN KEY"),
        ("UPDATE statement_targets SET live = 2", "CHECK"),
        ("UPDATE deals SET party_ids = 'a; b'", "CHECK"),
        ("UPDATE actors SET name = NULL", "NOT NULL"),
        ("UPDATE actors SET record_no = 'one'", "cannot store TEXT"),
        ("INSERT INTO actors SELECT * FROM actors LIMIT 1", "UNIQUE"),
    ] {
        let error = database.fails(statement);
        assert!(error.contains(fault), "{statement}: {error}");
    }
}

fn read(files: &[(&str, &str)]) -> Dataset {
    let reading = Reading::from_memory(files.iter().copied());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.dataset
}

/// The types that the columns of decimal numbers are declared with, and those of what stands in them.
fn decimals(database: &Database, table: &str) -> BTreeSet<(String, String, String)> {
    let columns = format!(
        "SELECT name, declared.type FROM pragma_table_info('{table}') AS declared
         JOIN columns ON columns.table_name = '{table}' AND columns.column_name = name WHERE columns.type = 'decimal'"
    );
    let columns = database.rows(&columns);
    assert_eq!(columns.len(), 3, "{table}");
    let stored = |column: &str| database.rows(&format!("SELECT DISTINCT typeof({column}) FROM {table}"));
    let types = |column: &[String]| {
        let stored = stored(&column[0]).into_iter().flatten();
        stored.map(|stored| (column[0].clone(), column[1].clone(), stored)).collect::<Vec<_>>()
    };
    columns.iter().flat_map(|column| types(column)).collect()
}

/// Readers that take a column for what it is declared as find nothing else in it.
#[test]
fn decimals_are_what_they_are_declared_as() {
    let database = Database::of_dataset(&miniature::dataset());
    for table in ["transfers", "deals", "facts"] {
        let types = decimals(&database, table);
        assert!(types.iter().all(|(_, declared, _)| declared == "REAL"), "{types:?}");
        assert!(types.iter().all(|(.., stored)| ["real", "null"].contains(&stored.as_str())), "{types:?}");
        assert!(types.iter().any(|(.., stored)| stored == "real"), "{types:?}");
    }
}

/// A number that no real one holds is kept, and the column says so.
#[test]
fn a_column_with_long_numbers_takes_any_value() {
    let transfers = "\
- {id: t, kind: funds, supplier: a, recipient: a, stage: planned, amount: at least EUR 123456789012.3456}
- {id: u, kind: funds, supplier: a, recipient: a, stage: planned, amount: EUR 2.5}
- {id: v, kind: funds, supplier: a, recipient: a, stage: planned, amount: EUR 100000000000000000}
";
    let actor = "- {id: a, kind: state, name: A}\n";
    let dataset =
        read(&[("dataset.yaml", "title: Long\n"), ("actors.yaml", actor), ("transfers.yaml", transfers)]);
    let database = Database::of_dataset(&dataset);
    assert_eq!(
        database.rows("SELECT amount_low, amount_best FROM transfers ORDER BY id"),
        [["123456789012.3456", "null"], ["2.5", "2.5"], ["100000000000000000", "100000000000000000"]]
    );
    let types = decimals(&database, "transfers");
    let declared = |column: &str| types.iter().find(|(name, ..)| name == column).unwrap().1.as_str();
    assert_eq!([declared("amount_low"), declared("amount_best")], ["ANY", "REAL"]);
    assert!(database.fails("UPDATE transfers SET amount_low = x'00'").contains("CHECK"));
    assert!(database.fails("UPDATE transfers SET amount_best = 'many'").contains("cannot store TEXT"));
}

/// What the data break is not declared, and the rest is.
#[test]
fn keys_that_the_data_break_are_left_out() {
    let actors = "- {id: a, kind: state, name: A}\n- {id: a, kind: state, name: Again}\n";
    let dataset = read(&[("dataset.yaml", "title: Repeated\n"), ("actors.yaml", actors)]);
    let database = Database::of_dataset(&dataset);
    assert!(database.faults().is_empty(), "{:?}", database.faults());
    assert_eq!(database.rows("SELECT count(*) FROM actors"), [["2"]]);
    let left_out = "SELECT value FROM metadata WHERE name = 'keys_not_declared'";
    let said = &database.rows(left_out)[0][0];
    assert!(said.starts_with("actors.id; "), "{said}");
    assert!(!said.contains("sources.id"), "{said}");

    let transfers = "- {id: t, kind: service, supplier: a, recipient: nobody, stage: planned}\n";
    let actor = "- {id: a, kind: state, name: A}\n";
    let dataset =
        read(&[("dataset.yaml", "title: Broken\n"), ("actors.yaml", actor), ("transfers.yaml", transfers)]);
    let database = Database::of_dataset(&dataset);
    assert!(database.faults().is_empty(), "{:?}", database.faults());
    let said = &database.rows(left_out)[0][0];
    assert_eq!(said, "links.target_id; transfers.recipient_id");
    assert!(database.fails("UPDATE transfers SET supplier_id = 'nobody'").contains("FOREIGN KEY"));
}

#[test]
fn an_empty_dataset_has_every_table() {
    let dataset = Dataset::default();
    let data: Vec<Arc<TableData>> = tables(&dataset).into_iter().map(Arc::new).collect();
    let mut bytes = Vec::new();
    sqlite::write(&data, &Metadata::default(), Meter::none(), &mut bytes).unwrap();
    let database = Database::of(&bytes);
    assert!(database.faults().is_empty());
    assert_eq!(database.rows("SELECT count(*) FROM tables"), [[TABLES.len().to_string()]]);
}
