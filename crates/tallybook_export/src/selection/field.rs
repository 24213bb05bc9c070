//! What a condition can be about: a column, or a group of columns under its short name.

use tallybook_schema::value::Qualifier;

use super::error::SelectionError;
use super::range::Range;
use super::table_named;
use crate::cells::{Cells, Value};
use crate::column::{Column, Kind};
use crate::table::{TABLES, Table};

/// A column or a group of them.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) table: &'static Table,
    /// Its name in full.
    pub(super) name: String,
    pub(super) kind: FieldKind,
}

/// Which columns it is.
#[derive(Debug, Clone)]
pub(super) enum FieldKind {
    /// One column, at this position.
    Column(usize, Box<Column>),
    /// The first and the last day that a date can mean, and the date as written.
    Date { start: usize, end: usize, written: Option<usize> },
    /// A number, with what is known of it.
    Number(NumberColumns),
}

/// The columns of a quantity or an amount of money, by their positions.
#[derive(Debug, Clone, Copy)]
pub(super) struct NumberColumns {
    low: usize,
    high: usize,
    best: Option<usize>,
    qualifier: Option<usize>,
    pub(super) currency: Option<usize>,
    written: Option<usize>,
}

impl Field {
    /// The field that a name means: of the table before its point, or else of `transfers`, or else of the one
    /// other table that has such a field.
    pub(super) fn named(name: &str) -> Result<Self, SelectionError> {
        if let Some((table, column)) = name.split_once('.') {
            let table = table_named(table)?;
            return Self::of(table, column).ok_or_else(|| unknown(column, table));
        }
        let fields: Vec<Self> = TABLES.iter().filter_map(|table| Self::of(table, name)).collect();
        let transfers = table_named("transfers")?;
        if let Some(field) = fields.iter().find(|field| field.table.name == transfers.name) {
            return Ok(field.clone());
        }
        match fields.as_slice() {
            [] => Err(unknown(name, transfers)),
            [one] => Ok(one.clone()),
            several => {
                let names: Vec<_> =
                    several.iter().map(|field| format!("`{}.{}`", field.table.name, field.name)).collect();
                Err(SelectionError::new(
                    format!("several tables have a column `{name}`, and `transfers` has none"),
                    format!("say which one is meant: {}", names.join(", ")),
                ))
            }
        }
    }

    /// The field of a table with a name, or a short name: a column, `…_id` or `…_ids`, a date, a number.
    fn of(table: &'static Table, name: &str) -> Option<Self> {
        let columns = table.columns();
        let at = |wanted: &str| columns.iter().position(|column| column.name == wanted);
        let part = |suffix: &str| at(&format!("{name}_{suffix}"));
        if let Some(position) = at(name).or_else(|| part("id")).or_else(|| part("ids")) {
            let column = columns.get(position)?.clone();
            let (name, kind) = (column.name.clone(), FieldKind::Column(position, Box::new(column)));
            return Some(Self { table, name, kind });
        }
        let kind = if let (Some(start), Some(end)) = (part("start"), part("end")) {
            FieldKind::Date { start, end, written: part("edtf") }
        } else {
            FieldKind::Number(NumberColumns {
                low: part("low")?,
                high: part("high")?,
                best: part("best"),
                qualifier: part("qualifier"),
                currency: part("currency"),
                written: part("text"),
            })
        };
        Some(Self { table, name: name.to_owned(), kind })
    }

    /// Whether nothing is stated in a row.
    pub(super) fn is_empty(&self, columns: &[Cells<'_>], row: usize) -> bool {
        let is_null = |position: usize| match get(columns, position, row) {
            Value::List(_, start, end) => start == end,
            value => matches!(value, Value::Null),
        };
        match &self.kind {
            FieldKind::Column(position, _) => is_null(*position),
            FieldKind::Date { start, end, written } => {
                written.map_or_else(|| is_null(*start) && is_null(*end), is_null)
            }
            FieldKind::Number(number) => {
                number.written.map_or_else(|| is_null(number.low) && is_null(number.high), is_null)
            }
        }
    }

    /// What a row says of a number or of a day.
    pub(super) fn range(&self, columns: &[Cells<'_>], row: usize) -> Range {
        let at = |position: usize| ordinal(get(columns, position, row));
        match &self.kind {
            FieldKind::Column(position, _) => {
                let value = at(*position);
                Range { low: value, high: value, above_low: false }
            }
            FieldKind::Date { start, end, .. } => Range { low: at(*start), high: at(*end), above_low: false },
            FieldKind::Number(number) => {
                let (low, high) = (at(number.low), at(number.high));
                match number.best.and_then(at) {
                    // A number without bounds: `about`.
                    Some(best) if low.is_none() && high.is_none() => Range::exactly(best),
                    // No count and no amount is below 0.
                    _ => Range { low: low.or(Some(0)), high, above_low: number.is_above(columns, row) },
                }
            }
        }
    }
}

impl NumberColumns {
    /// Whether the least amount itself is excluded. A count is whole, so that its bound is the number after it.
    fn is_above(self, columns: &[Cells<'_>], row: usize) -> bool {
        let qualifier = self.qualifier.map(|position| get(columns, position, row));
        self.currency.is_some()
            && matches!(qualifier, Some(Value::Text(term)) if term == Qualifier::MoreThan.as_str())
    }
}

/// The cell of a column in a row.
pub(super) fn get<'a>(columns: &[Cells<'a>], position: usize, row: usize) -> Value<'a> {
    columns.get(position).map_or(Value::Null, |column| column.get(row))
}

/// A number in ten-thousandths, or a day as its number; `None` for what is neither.
fn ordinal(value: Value<'_>) -> Option<i128> {
    match value {
        Value::Int(number) => Some(i128::from(number) * 10_000),
        Value::Decimal(number) => Some(number.ten_thousandths()),
        Value::Date(day) => Some(i128::from(day.days())),
        _ => None,
    }
}

/// The error of a name that no column of a table has.
fn unknown(name: &str, table: &'static Table) -> SelectionError {
    let names = names(table);
    let short =
        names.iter().filter_map(|name| name.strip_suffix("_id").or_else(|| name.strip_suffix("_ids")));
    let short: Vec<String> = short.map(str::to_owned).collect();
    let message = format!("`{}` has no column `{name}`", table.name);
    let mut error =
        SelectionError::misspelt(message, name, &format!("what `{}` can be asked for", table.name), names);
    error.misspelt.iter_mut().for_each(|misspelt| misspelt.known.extend(short.iter().cloned()));
    error
}

/// The names of what a table can be asked for: its columns, the parts of a group together.
fn names(table: &'static Table) -> Vec<String> {
    let columns = table.columns();
    let groups: Vec<String> = columns
        .iter()
        .filter_map(|column| {
            let group = column.name.strip_suffix("_start").or_else(|| column.name.strip_suffix("_low"))?;
            Some(group.to_owned())
        })
        .collect();
    let group_of = |column: &Column| {
        let (group, part) = column.name.rsplit_once('_')?;
        let parts = ["edtf", "start", "end", "precision", "approximate", "uncertain"].iter();
        let is_part =
            parts.chain(&["text", "qualifier", "currency", "low", "best", "high"]).any(|p| *p == part);
        groups.iter().find(|known| is_part && *known == group).cloned()
    };
    let mut names: Vec<String> = Vec::new();
    for column in &columns {
        let name = group_of(column).unwrap_or_else(|| column.name.clone());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether the cells of a column are numbers or days, which have an order.
pub(super) fn is_ordered(kind: Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Decimal | Kind::Date)
}
