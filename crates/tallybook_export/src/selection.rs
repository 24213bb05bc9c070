//! A part of a dataset: only some tables, or only the records that meet conditions and what belongs to them.
//!
//! Everything is computed from the whole dataset, so that a row of a part is the same row in the whole, byte for
//! byte. What is chosen are **records**, and they are kept whole, with all their items, figures, evidence, facts and
//! links: a condition on `items` chooses the transfers with such an item. What belongs to a chosen record,
//! [`belonging`] says; the one thing that is taken out of a kept record are targets of statements that lead to
//! deals, transfers and statements that are not kept.
//!
//! Conditions are and-ed: those on one table have to hold in the same row of it, and a record is chosen if it has
//! such a row in each of the tables. A condition holds where it is **certain** ([`range`]): what is vague or
//! not stated is not attributed to either side, but counted ([`Selected::undecided`]), so that nothing is lost
//! unnoticed.

mod condition;
mod error;
mod field;
mod range;

use std::collections::{BTreeMap, BTreeSet};

use tallybook_analysis::belonging::{Kept, Place, belonging};
use tallybook_schema::id::RecordRef;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, RecordType};

use crate::cells::{Value, cells};
use crate::context::Context;
use crate::table::{TABLES, Table, TableData};

pub use condition::Condition;
pub use error::{Misspelt, SelectionError};

/// The records that conditions choose, with what belongs to them.
#[derive(Debug, Clone)]
pub struct Selected {
    /// The conditions, each with the name of its table.
    pub conditions: Vec<String>,
    /// The types of the records that they are about.
    pub about: Vec<RecordType>,
    /// How many records of these types meet them.
    pub chosen: usize,
    /// Of how many that is not certain, as a value is not stated or too vague.
    pub undecided: usize,
    /// The records of every type: how many are kept, of how many.
    pub counts: Vec<Count>,
    pub(crate) kept: Kept,
}

/// The records of a type in a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The type.
    pub record_type: RecordType,
    /// How many are kept.
    pub kept: usize,
    /// How many there are.
    pub of: usize,
}

impl Selected {
    /// How many records there are of the types that the conditions are about.
    pub fn considered(&self) -> usize {
        self.counts.iter().filter(|count| self.about.contains(&count.record_type)).map(|count| count.of).sum()
    }

    /// What was chosen from, in the plural (`transfers`).
    pub fn noun(&self) -> &'static str {
        match self.about.as_slice() {
            [one] => one.plural(),
            _ => "records",
        }
    }
}

/// The tables with these names, in the order of the model.
///
/// # Errors
/// When there is no table with a name.
pub fn tables_named(names: &[String]) -> Result<Vec<&'static Table>, SelectionError> {
    for name in names {
        table_named(name)?;
    }
    Ok(TABLES.iter().copied().filter(|table| names.iter().any(|name| name == table.name)).collect())
}

fn table_named(name: &str) -> Result<&'static Table, SelectionError> {
    let found = TABLES.iter().copied().find(|table| table.name == name);
    found.ok_or_else(|| {
        let names = TABLES.iter().map(|table| table.name.to_owned()).collect();
        SelectionError::misspelt(format!("there is no table `{name}`"), name, "tables", names)
    })
}

/// Chooses the records of a dataset that meet conditions, on tables as they are made with `as_of`.
///
/// # Errors
/// When no record can meet all conditions, as they are about records of different types, or when one asks for a record
/// that is not in the dataset.
pub fn select(
    dataset: &Dataset,
    as_of: Option<Day>,
    conditions: &[Condition],
) -> Result<Selected, SelectionError> {
    let about = types_about(conditions)?;
    conditions.iter().try_for_each(|condition| check_record(dataset, condition))?;
    let context = Context::new(dataset, as_of, None);
    let mut by_table: Vec<(&'static Table, Vec<&Condition>)> = Vec::new();
    for condition in conditions {
        match by_table.iter_mut().find(|(table, _)| table.name == condition.table().name) {
            Some((_, of_table)) => of_table.push(condition),
            None => by_table.push((condition.table(), vec![condition])),
        }
    }
    // `None` where a record has no row that may meet the conditions on a table.
    let mut found: Option<BTreeMap<RecordRef, bool>> = None;
    for (table, conditions) in by_table {
        let mut in_table = certainty_by_record(&table.data(&context), &conditions);
        if let Some(before) = &found {
            in_table.retain(|record, certain| {
                before.get(record).is_some_and(|before| {
                    *certain &= before;
                    true
                })
            });
        }
        found = Some(in_table);
    }
    let found = found.unwrap_or_default();
    let chosen = places(dataset, |record| found.get(record) == Some(&true));
    let undecided = places(dataset, |record| found.get(record) == Some(&false));
    let kept = belonging(&context.index, &chosen);
    let counts = RecordType::ALL.map(|record_type| Count {
        record_type,
        kept: kept.count(record_type),
        of: dataset.count(record_type),
    });
    Ok(Selected {
        conditions: conditions.iter().map(ToString::to_string).collect(),
        about,
        chosen: chosen.len(),
        undecided: undecided.len(),
        counts: counts.into(),
        kept,
    })
}

/// Checks that the record is there whose id a condition asks for.
fn check_record(dataset: &Dataset, condition: &Condition) -> Result<(), SelectionError> {
    let Some((record_type, id)) = condition.record() else { return Ok(()) };
    if dataset.ids(record_type).any(|known| known == id) {
        return Ok(());
    }
    let known = dataset.ids(record_type).map(str::to_owned).collect();
    Err(SelectionError {
        message: format!("`{condition}` names no record: there is no {record_type} `{id}`"),
        hint: format!("its values are ids of `{}`", record_type.plural()),
        misspelt: Some(Misspelt { name: id.to_owned(), known }),
    })
}

/// The types of records that can have a row in the table of every condition.
fn types_about(conditions: &[Condition]) -> Result<Vec<RecordType>, SelectionError> {
    let mut about = RecordType::ALL.to_vec();
    for condition in conditions {
        let types = condition.table().record_types();
        if !about.iter().any(|record_type| types.contains(record_type)) {
            let before = about.iter().map(|t| t.plural()).collect::<Vec<_>>().join(" or ");
            return Err(SelectionError::new(
                format!(
                    "no record can meet `{condition}` and the conditions before it, which are about {before}"
                ),
                "conditions choose records that meet all of them; what belongs to those comes with them",
            ));
        }
        about.retain(|record_type| types.contains(record_type));
    }
    Ok(about)
}

/// The records with a row that meets conditions on a table, or may: whether one certainly does.
fn certainty_by_record(data: &TableData, conditions: &[&Condition]) -> BTreeMap<RecordRef, bool> {
    let mut found = BTreeMap::new();
    for batch in &data.batches {
        let columns = cells(&data.columns, batch);
        for row in 0..batch.num_rows() {
            let holds: Vec<_> = conditions.iter().map(|condition| condition.holds(&columns, row)).collect();
            let verdict = if holds.contains(&Some(false)) {
                Some(false)
            } else if holds.contains(&None) {
                None
            } else {
                Some(true)
            };
            if verdict != Some(false)
                && let Some(record) = columns.first().and_then(|id| record_of(data.table, id.get(row)))
            {
                *found.entry(record).or_default() |= verdict == Some(true);
            }
        }
    }
    found
}

/// The record that a row is of. Its id is that of the record, or begins with the record as a reference.
fn record_of(table: &Table, id: Value<'_>) -> Option<RecordRef> {
    let Value::Text(id) = id else { return None };
    match RecordType::from_plural(table.name) {
        Some(record_type) => Some(RecordRef { record_type, id: id.into() }),
        None => id.split_once('#')?.0.parse().ok(),
    }
}

/// The places of the records for which a question is answered with yes.
fn places(dataset: &Dataset, is_wanted: impl Fn(&RecordRef) -> bool) -> BTreeSet<Place> {
    let all = RecordType::ALL
        .into_iter()
        .flat_map(|t| dataset.numbers(t).zip(dataset.ids(t)).map(move |(number, id)| (t, number, id)));
    all.filter(|&(record_type, _, id)| is_wanted(&RecordRef { record_type, id: id.into() }))
        .map(|(record_type, number, _)| (record_type, number))
        .collect()
}
