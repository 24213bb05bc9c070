//! The names, types and descriptions of tables and columns: a public contract.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use tallybook_export::{Column, Context, Kind, PRIMARY_KEY, TABLES, data_dictionary};
use tallybook_schema::value::Day;

use crate::miniature;

fn columns() -> Vec<(&'static str, Vec<Column>)> {
    TABLES.iter().map(|table| (table.name, table.columns())).collect()
}

#[test]
fn names_and_types_stay_as_they_are() {
    let mut contract = String::new();
    for (table, columns) in columns() {
        for column in columns {
            let null = if column.nullable { "?" } else { "" };
            let kind = match column.kind {
                Kind::Term(vocabulary) => format!("Term({})", vocabulary.name),
                kind => format!("{kind:?}"),
            };
            let reference = column.reference.map(|to| format!(" -> {to}")).unwrap_or_default();
            writeln!(contract, "{table}.{}: {kind}{null}{reference}", column.name).unwrap();
        }
    }
    insta::assert_snapshot!(contract);
}

#[test]
fn every_table_starts_with_its_key() {
    for (table, columns) in columns() {
        assert_eq!(columns[0].name, PRIMARY_KEY, "{table}");
        assert!(!columns[0].nullable, "{table}");
    }
}

#[test]
fn names_are_unique_and_in_snake_case() {
    let tables: BTreeSet<_> = TABLES.iter().map(|table| table.name).collect();
    assert_eq!(tables.len(), TABLES.len());
    for (table, columns) in columns() {
        let names: BTreeSet<_> = columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names.len(), columns.len(), "{table}");
        for name in names.into_iter().chain([table]) {
            let words = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            assert!(
                name.split('_').all(|word| !word.is_empty() && word.chars().all(words)),
                "{table}.{name}"
            );
        }
    }
}

#[test]
fn everything_is_described() {
    for table in TABLES {
        assert!(!table.title.is_empty() && !table.row.is_empty(), "{}", table.name);
        assert!(table.description.ends_with('.'), "{}", table.name);
        for column in table.columns() {
            let described =
                column.description.starts_with(char::is_uppercase) && !column.description.ends_with('.');
            assert!(described, "{}.{}: {}", table.name, column.name, column.description);
        }
    }
}

/// A new column needs one, unless it has a vocabulary or refers to a table: see `Spec::example`.
#[test]
fn every_column_has_an_example_of_its_kind() {
    for (table, columns) in columns() {
        for column in columns {
            let name = format!("{table}.{}", column.name);
            let example = column.example().unwrap_or_else(|| panic!("{name} has no example"));
            let fits = match column.kind {
                Kind::Text => !example.is_empty(),
                Kind::Term(vocabulary) => vocabulary.terms.iter().any(|term| term.code == example),
                Kind::Int => example.parse::<i64>().is_ok(),
                Kind::Decimal => example.parse::<f64>().is_ok(),
                Kind::Date => example.parse::<Day>().is_ok(),
                Kind::Bool => example.parse::<bool>().is_ok(),
                Kind::TextList => example.split("; ").all(|entry| !entry.is_empty()),
            };
            assert!(fits, "{name}: {example}");
        }
    }
}

#[test]
fn numbers_have_units_unless_they_count_places() {
    for (table, columns) in columns() {
        for column in columns.iter().filter(|column| matches!(column.kind, Kind::Int)) {
            assert!(column.unit.is_some() || column.name.ends_with("_no"), "{table}.{}", column.name);
        }
    }
}

#[test]
fn columns_that_refer_say_so_in_their_names() {
    // These name a record of any type, or a part of one.
    let any = ["record_id", "target_id", "evidence_id", "primary_source_ids"];
    for (table, columns) in columns() {
        for column in columns {
            let name = column.name.as_str();
            let named = name.ends_with("_id") || name.ends_with("_ids");
            assert_eq!(named && !any.contains(&name), column.reference.is_some(), "{table}.{name}");
            assert_eq!(
                name.ends_with("_ids"),
                named && matches!(column.kind, Kind::TextList),
                "{table}.{name}"
            );
        }
    }
}

#[test]
fn every_reference_of_the_miniature_leads_somewhere() {
    let dataset = miniature::dataset();
    let context = Context::new(&dataset, None, None);
    let data: Vec<_> = TABLES.iter().map(|table| table.data(&context)).collect();
    let ids: BTreeMap<_, BTreeSet<String>> =
        data.iter().map(|data| (data.table.name, texts(&data.batches, 0).into_iter().collect())).collect();
    for data in &data {
        assert_eq!(ids[data.table.name].len(), data.rows(), "ids of {} are unique", data.table.name);
        assert!(data.rows() > 0, "the miniature has no row of {}", data.table.name);
        for (position, column) in data.columns.iter().enumerate() {
            let Some(reference) = column.reference else { continue };
            let named = texts(&data.batches, position);
            assert!(!named.is_empty(), "the miniature has no {}.{}", data.table.name, column.name);
            for id in named {
                assert!(ids[reference.table].contains(&id), "{}.{}: {id}", data.table.name, column.name);
            }
        }
    }
}

/// Every text in a column of texts or of lists.
fn texts(batches: &[RecordBatch], column: usize) -> Vec<String> {
    let texts =
        |array: &dyn Array| array.as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>();
    let columns = batches.iter().map(|batch| batch.column(column));
    columns
        .flat_map(|array| match array.as_list_opt::<i32>() {
            Some(lists) => texts(lists.values()),
            None => texts(array),
        })
        .collect()
}

#[test]
fn the_data_dictionary_names_every_column_and_every_vocabulary() {
    let dictionary = data_dictionary();
    for (table, columns) in columns() {
        let section = dictionary.split(&format!("\n## {table}\n")).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        for column in columns {
            assert!(section.contains(&format!("| `{}` | ", column.name)), "{table}.{}", column.name);
            if let Some(vocabulary) = column.kind.vocabulary()
                && !tallybook_schema::vocabulary::ALL.iter().any(|known| known.name == vocabulary.name)
            {
                assert!(dictionary.contains(&format!("\n## {}\n", vocabulary.name)), "{}", vocabulary.name);
            }
        }
    }
}
