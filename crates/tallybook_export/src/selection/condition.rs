//! Conditions as they are written, `column=value`, and whether a row meets them.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use tallybook_schema::value::{Currency, Date};
use tallybook_schema::{RecordType, id};

use super::error::{Misspelt, SelectionError};
use super::field::{Field, FieldKind, get, is_ordered};
use super::range::Operator;
use crate::cells::{Cells, Value};
use crate::column::{Column, Kind};
use crate::fill::ten_thousandths;
use crate::table::{PRIMARY_KEY, Table};

/// The grammar in short, for who did not follow it.
const GRAMMAR: &str = "a condition is `column=value`, with one of = != < <= > >=: `supplier=iran`, `delivered>=2022-08`, \
                       `'total>100'`, `items.equipment=shahed-136`; without a value, `deal=`, where nothing is stated";

/// A condition on the rows of a table.
#[derive(Debug, Clone)]
pub struct Condition {
    field: Field,
    operator: Operator,
    wanted: Wanted,
    /// The value as it was written.
    value: String,
}

/// What a field is compared with.
#[derive(Debug, Clone)]
enum Wanted {
    /// Nothing: that no value is stated.
    Nothing,
    /// A text: that of the cell, or an entry of its list.
    Text(String),
    Bool(bool),
    /// A number in ten-thousandths, a day as its number, or all from the first up to the last.
    Between(i128, i128),
    /// An amount of money in ten-thousandths.
    Money(Currency, i128),
}

impl Condition {
    /// The table whose rows have to meet it.
    pub fn table(&self) -> &'static Table {
        self.field.table
    }

    /// The record whose id it asks for, if its column holds ids of one type of records.
    pub(super) fn record(&self) -> Option<(RecordType, &str)> {
        let (FieldKind::Column(_, column), Wanted::Text(id)) = (&self.field.kind, &self.wanted) else {
            return None;
        };
        let table = match column.reference {
            Some(reference) => reference.table,
            None if column.name == PRIMARY_KEY => self.field.table.name,
            None => return None,
        };
        Some((RecordType::from_plural(table)?, id))
    }

    /// Whether a row meets it; `None` where that cannot be told.
    pub(super) fn holds(&self, columns: &[Cells<'_>], row: usize) -> Option<bool> {
        let negated = self.operator == Operator::NotEqual;
        let is_empty = self.field.is_empty(columns, row);
        let position = match &self.field.kind {
            FieldKind::Column(position, _) => Some(*position),
            FieldKind::Date { .. } | FieldKind::Number(_) => None,
        };
        let cell = position.map_or(Value::Null, |position| get(columns, position, row));
        match &self.wanted {
            Wanted::Nothing => Some(is_empty != negated),
            _ if is_empty => None,
            Wanted::Text(wanted) => match cell {
                Value::List(entries, start, end) => {
                    Some((start..end).any(|i| entries.value(i) == wanted) != negated)
                }
                Value::Text(text) => Some((text == wanted) != negated),
                _ => None,
            },
            Wanted::Bool(wanted) => match cell {
                Value::Bool(truth) => Some((truth == *wanted) != negated),
                _ => None,
            },
            Wanted::Between(first, last) => {
                self.field.range(columns, row).compare(self.operator, *first, *last)
            }
            Wanted::Money(currency, amount) => match &self.field.kind {
                FieldKind::Number(number) => {
                    match number.currency.map(|position| get(columns, position, row)) {
                        Some(Value::Text(code)) if code == currency.code() => {
                            self.field.range(columns, row).compare(self.operator, *amount, *amount)
                        }
                        // Which of two amounts in different currencies is the greater is not known here.
                        Some(Value::Text(_)) if self.operator.is_ordering() => None,
                        Some(Value::Text(_)) => Some(negated),
                        _ => None,
                    }
                }
                FieldKind::Column(..) | FieldKind::Date { .. } => None,
            },
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}{}{}", self.field.table.name, self.field.name, self.operator, self.value)
    }
}

impl FromStr for Condition {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        let Some(place) = text.find(['=', '!', '<', '>']).filter(|place| !text[..*place].trim().is_empty())
        else {
            return Err(SelectionError::new(format!("`{text}` is no condition"), GRAMMAR));
        };
        let (name, rest) = text.split_at(place);
        let operator = Operator::ALL.into_iter().find(|operator| rest.starts_with(operator.as_str()));
        let value = operator.and_then(|operator| rest.strip_prefix(operator.as_str()));
        let (Some(operator), Some(value)) =
            (operator, value.filter(|v| !v.starts_with(['=', '<', '>', '!'])))
        else {
            return Err(SelectionError::new(format!("`{text}` has no operator that is known"), GRAMMAR));
        };
        let (field, value) = (Field::named(name.trim())?, value.trim());
        let wanted = wanted(&field, operator, value)?;
        Ok(Self { field, operator, wanted, value: value.to_owned() })
    }
}

/// What a field is compared with, which has to be a value that it can have.
fn wanted(field: &Field, operator: Operator, value: &str) -> Result<Wanted, SelectionError> {
    let name = format!("{}.{}", field.table.name, field.name);
    let ordered = match &field.kind {
        FieldKind::Column(_, column) => is_ordered(column.kind),
        FieldKind::Date { .. } | FieldKind::Number(_) => true,
    };
    if operator.is_ordering() && (!ordered || value.is_empty()) {
        let hint = if ordered {
            "name a value to compare with"
        } else {
            "only dates and numbers have an order; use = or !="
        };
        return Err(SelectionError::new(
            format!("`{name}` cannot be compared with `{operator}{value}`"),
            hint,
        ));
    }
    if value.is_empty() {
        return Ok(Wanted::Nothing);
    }
    match &field.kind {
        FieldKind::Date { .. } => days(&name, value),
        FieldKind::Number(number) if number.currency.is_some() => money(&name, value),
        FieldKind::Number(_) => number(&name, value),
        FieldKind::Column(_, column) => match column.kind {
            Kind::Date => days(&name, value),
            Kind::Int | Kind::Decimal => number(&name, value),
            Kind::Bool => value
                .parse()
                .map(Wanted::Bool)
                .map_err(|_| not_comparable(&name, value, "it is `true` or `false`")),
            Kind::Text | Kind::TextList | Kind::Term(_) => word(&name, column, value),
        },
    }
}

/// A text, a term or an id.
fn word(name: &str, column: &Column, value: &str) -> Result<Wanted, SelectionError> {
    if let Some(vocabulary) = column.kind.vocabulary()
        && vocabulary.terms.iter().all(|term| term.code != value)
    {
        let terms = vocabulary.terms.iter().map(|term| term.code.to_owned()).collect();
        let message = format!("`{name}` is never `{value}`");
        return Err(SelectionError::misspelt(message, value, "its terms", terms));
    }
    // The ids of other tables than those of records are made of several.
    if column.reference.is_some_and(|to| RecordType::from_plural(to.table).is_some())
        && let Err(error) = id::validate(value)
    {
        return Err(SelectionError::new(
            format!("`{name}` is never `{value}`"),
            format!("it is an id: {error}"),
        ));
    }
    if column.name.ends_with("_currency") && value.parse::<Currency>().is_err() {
        let capitals = value.to_uppercase();
        let known = capitals.parse::<Currency>().is_ok().then_some(capitals).into_iter().collect();
        return Err(SelectionError {
            message: format!("`{name}` is never `{value}`"),
            hint: "a currency is a code of ISO 4217 in capitals, as `EUR`".to_owned(),
            misspelt: Some(Misspelt { name: value.to_owned(), known }),
        });
    }
    Ok(Wanted::Text(value.to_owned()))
}

/// The days of a date that has a first and a last one.
fn days(name: &str, value: &str) -> Result<Wanted, SelectionError> {
    let date: Option<Date> = value.parse().ok().filter(|date: &Date| !date.is_qualified());
    let day = |day: Option<tallybook_schema::value::Day>| Some(i128::from(day?.days_since_epoch()));
    match date.and_then(|date| Some((day(date.earliest())?, day(date.latest())?))) {
        Some((first, last)) => Ok(Wanted::Between(first, last)),
        None => Err(not_comparable(
            name,
            value,
            "a date to compare with is a day, a month or a year, as `2022-08-20`, `2022-08`, `2022`",
        )),
    }
}

fn number(name: &str, value: &str) -> Result<Wanted, SelectionError> {
    match decimal(value) {
        Some(number) => Ok(Wanted::Between(number, number)),
        None => Err(not_comparable(name, value, "a number to compare with is written in digits, as `160`")),
    }
}

/// An amount: which of two is the greater can only be said in one currency.
fn money(name: &str, value: &str) -> Result<Wanted, SelectionError> {
    let amount = value
        .split_once(' ')
        .and_then(|(currency, amount)| Some(Wanted::Money(currency.parse().ok()?, decimal(amount)?)));
    amount.ok_or_else(|| {
        not_comparable(name, value, "an amount to compare with has a currency (ISO 4217), as `EUR 140000000`")
    })
}

/// A number in ten-thousandths, if it is one in plain digits and has no more decimals than that.
fn decimal(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: Decimal = text.parse().ok().filter(|_| plain)?;
    let number = number.normalize();
    (number.scale() <= 4).then(|| ten_thousandths(number))
}

fn not_comparable(name: &str, value: &str, hint: &str) -> SelectionError {
    SelectionError::new(format!("`{name}` cannot be compared with `{value}`"), hint)
}
