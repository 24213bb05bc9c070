//! Small datasets for tests, built from JSON.

use serde_json::Value;
use tallybook_schema::record::Record;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, Records};

/// A dataset from its tables: `{"transfers": [{"id": "t", …}]}`.
pub(crate) fn dataset(tables: &Value) -> Dataset {
    fn read<T: Record>(tables: &Value) -> Records<T> {
        let table = tables.get(T::TYPE.plural()).cloned().unwrap_or_else(|| Value::Array(Vec::new()));
        serde_json::from_value::<Vec<T>>(table).unwrap().into()
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
