//! Which keys the data keep. Ids of a clean dataset are unique and its references lead somewhere; a
//! dataset that is exported in spite of its errors, or with a waiver, may break some of this, and tables that are not
//! exported have no rows to lead to.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use tallybook_schema::RecordType;

use crate::cells::{Value, cells};
use crate::column::Column;
use crate::table::{PRIMARY_KEY, TableData};

/// The keys of a database, and those that the data break.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Tables whose ids are not unique.
    repeated: BTreeSet<&'static str>,
    /// References that cannot be keys, as `table.column`.
    broken: BTreeSet<String>,
}

/// A pair of columns that names a record: its type, and its id in the table of that type.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypedReference<'a> {
    pub(super) record_type: &'a str,
    pub(super) id: &'a str,
}

/// The pairs of columns of a table that name records: `<name>_type`, whose terms are the types of
/// records, and `<name>_id`.
pub(super) fn typed_references(columns: &[Column]) -> Vec<TypedReference<'_>> {
    let pairs = columns.iter().filter_map(|column| {
        let name = column.name.strip_suffix("_type")?;
        column.kind.vocabulary().filter(|vocabulary| vocabulary.name == "record-type")?;
        let id = columns.iter().find(|id| id.name.strip_suffix("_id") == Some(name))?;
        Some(TypedReference { record_type: &column.name, id: &id.name })
    });
    pairs.collect()
}

/// The type of the records that a table holds; `None` if it holds parts of records.
pub(super) fn record_type(table: &str) -> Option<RecordType> {
    RecordType::from_plural(table)
}

impl Keys {
    /// Looks which keys the data keep.
    pub(super) fn of(tables: &[&TableData]) -> Self {
        let mut keys = Self::default();
        let mut ids: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
        for data in tables {
            let known = ids.entry(data.table.name).or_default();
            for_each(data, &[PRIMARY_KEY], |cells| {
                if let [Value::Text(id)] = cells
                    && !known.insert(id)
                {
                    keys.repeated.insert(data.table.name);
                }
            });
        }
        for data in tables {
            for column in &data.columns {
                let Some(parent) = key_of(column) else { continue };
                let known = ids.get(parent);
                let mut kept = known.is_some() && !keys.repeated.contains(parent);
                for_each(data, &[&column.name], |cells| {
                    if let [Value::Text(id)] = cells {
                        kept &= known.is_some_and(|known| known.contains(id));
                    }
                });
                keys.note(kept, data.table.name, &column.name);
            }
            for reference in typed_references(&data.columns) {
                let mut kept = keys.records_are_unique();
                for_each(data, &[reference.record_type, reference.id], |cells| {
                    if let [Value::Text(name), Value::Text(id)] = cells {
                        let table = RecordType::ALL.iter().find(|t| t.name() == *name).map(|t| t.plural());
                        kept &=
                            table.and_then(|table| ids.get(table)).is_some_and(|known| known.contains(id));
                    }
                });
                keys.note(kept, data.table.name, reference.id);
            }
        }
        keys
    }

    /// Whether the ids of a table are its primary key.
    pub(super) fn is_unique(&self, table: &str) -> bool {
        !self.repeated.contains(table)
    }

    /// Whether no two records of one type share an id.
    pub(super) fn records_are_unique(&self) -> bool {
        self.repeated.iter().all(|table| record_type(table).is_none())
    }

    /// Whether a reference is a foreign key.
    pub(super) fn is_kept(&self, table: &str, column: &str) -> bool {
        !self.broken.contains(&format!("{table}.{column}"))
    }

    /// The keys that are not declared, as `table.column`.
    pub(super) fn left_out(&self) -> Vec<String> {
        let repeated = self.repeated.iter().map(|table| format!("{table}.{PRIMARY_KEY}"));
        repeated.chain(self.broken.iter().cloned()).collect()
    }

    fn note(&mut self, kept: bool, table: &str, column: &str) {
        if !kept {
            self.broken.insert(format!("{table}.{column}"));
        }
    }
}

/// The table in which a column's values are ids; `None` for a list, whose entries no key can reach.
pub(super) fn key_of(column: &Column) -> Option<&'static str> {
    let is_list = matches!(column.kind, crate::Kind::TextList);
    column.reference.filter(|reference| !is_list && reference.column == PRIMARY_KEY).map(|r| r.table)
}

/// Calls `look` with the cells of some columns, row by row.
fn for_each<'a>(data: &'a TableData, names: &[&str], mut look: impl FnMut(&[Value<'a>])) {
    let wanted: Vec<usize> =
        names.iter().filter_map(|name| data.columns.iter().position(|c| c.name == *name)).collect();
    for batch in &data.batches {
        let columns = cells(&data.columns, batch);
        for row in 0..batch.num_rows() {
            let values: Vec<Value<'a>> = wanted.iter().map(|&index| columns[index].get(row)).collect();
            look(&values);
        }
    }
}
