//! What a record looks like as JSON, member by member in the order of their names, and the cell of each.

use std::collections::BTreeMap;

use crate::fields::{FieldColumn, FieldTable, How};

/// The JSON of a record, or of a part of one, but for its evidence.
#[derive(Debug)]
pub(super) struct Shape {
    /// The columns to be read: whose row it is, the number of the row, and those of the members.
    pub(super) columns: Vec<&'static str>,
    /// The members, in the order of their names.
    pub(super) members: Vec<(&'static str, Member)>,
}

/// What a member holds.
#[derive(Debug)]
pub(super) enum Member {
    /// The value of a cell.
    Field(Field),
    /// A mapping of the values of cells, which can be there without any.
    Mapping(Vec<(&'static str, Field)>, Option<Field>),
    /// The parts of one list, by the place of their table.
    Parts(usize),
}

/// A cell that holds a field, by the places of its column and of that with its type.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) column: usize,
    pub(super) how: How,
    pub(super) of: Option<usize>,
}

/// The place of the column with the id of the record.
pub(super) const ID: usize = 0;

/// The place of the column with the number of the record, or of the part among those of its record.
pub(super) const NUMBER: usize = 1;

impl Shape {
    /// The shape of the rows of a table; those of records have parts in lists.
    pub(super) fn of(table: &FieldTable, lists: &[&'static str]) -> Self {
        let mut columns = match &table.part {
            Some(part) => vec![part.parent, part.number],
            None => vec!["id", "record_no"],
        };
        let mut place = |column: &'static str| {
            columns.iter().position(|known| *known == column).unwrap_or_else(|| {
                columns.push(column);
                columns.len() - 1
            })
        };
        let mut members = BTreeMap::new();
        if table.part.is_none() {
            members.insert("id", Member::Field(Field { column: ID, how: How::Text, of: None }));
        }
        members.extend(lists.iter().enumerate().map(|(place, list)| (*list, Member::Parts(place))));
        for FieldColumn { column, pointer, how } in table.fields {
            let of = if let How::Typed(of) = how { Some(place(of)) } else { None };
            let field = Field { column: place(column), how: *how, of };
            let (name, inner) = match pointer[1..].split_once('/') {
                Some((name, inner)) => (name, Some(inner)),
                None => (&pointer[1..], None),
            };
            if inner.is_none() && *how != How::Flag {
                members.insert(name, Member::Field(field));
                continue;
            }
            let mapping = members.entry(name).or_insert_with(|| Member::Mapping(Vec::new(), None));
            if let Member::Mapping(fields, flag) = mapping {
                match inner {
                    Some(inner) => fields.push((inner, field)),
                    None => *flag = Some(field),
                }
                fields.sort_by_key(|(name, _)| *name);
            }
        }
        Self { columns, members: members.into_iter().collect() }
    }
}
