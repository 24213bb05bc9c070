//! Small datasets for tests, built from JSON.

use serde_json::Value;
use tallybook_schema::Dataset;
use tallybook_schema::record::Record;
use tallybook_schema::value::Day;

/// A dataset from its tables: `{"transfers": [{"id": "t", …}]}`.
pub(crate) fn dataset(tables: &Value) -> Dataset {
    fn read<T: Record>(tables: &Value) -> Vec<T> {
        tables
            .get(T::TYPE.plural())
            .map_or_else(Vec::new, |table| serde_json::from_value(table.clone()).unwrap())
    }
    Dataset {
        sources: read(tables),
        actors: read(tables),
        equipment: read(tables),
        deals: read(tables),
        transfers: read(tables),
        statements: read(tables),
        ..Dataset::default()
    }
}

/// A day; `None` for an empty text.
pub(crate) fn day(text: &str) -> Option<Day> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}
