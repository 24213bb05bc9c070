//! Reads the cells of a batch one by one: for the writers, and for those who hold files against each other.

use std::borrow::Cow;
use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{
    Array, BooleanArray, Date32Array, Decimal128Array, Int64Array, ListArray, PrimitiveArray, RecordBatch,
    StringArray,
};
use arrow_schema::DataType;
use tallybook_schema::value::Day;

use crate::column::{Column, DECIMAL_SCALE, Kind, LIST_SEPARATOR};

/// The value of a cell.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// Text, or a term.
    Text(&'a str),
    /// A whole number.
    Int(i64),
    /// A decimal number.
    Decimal(PlainDecimal),
    /// A day.
    Date(IsoDate),
    /// A truth.
    Bool(bool),
    /// The entries from the first position up to the second.
    List(&'a StringArray, usize, usize),
}

impl Value<'_> {
    /// The value for people, lists joined as in CSV and without escapes; `None` for null and for a list
    /// of nothing.
    pub(crate) fn plain(self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(text.to_owned()),
            Self::Int(number) => Some(number.to_string()),
            Self::Decimal(number) => Some(number.to_string()),
            Self::Date(date) => Some(date.to_string()),
            Self::Bool(truth) => Some(truth.to_string()),
            Self::List(_, start, end) if start == end => None,
            Self::List(entries, start, end) => {
                Some((start..end).map(|i| entries.value(i)).collect::<Vec<_>>().join(LIST_SEPARATOR))
            }
        }
    }
}

/// The cells of one column of a batch.
#[derive(Debug)]
pub enum Cells<'a> {
    /// Text.
    Text(&'a StringArray),
    /// Terms, or other texts that repeat: the place of each in the list of them.
    Term(&'a PrimitiveArray<Int32Type>, &'a StringArray),
    /// Whole numbers.
    Int(&'a Int64Array),
    /// Decimal numbers.
    Decimal(&'a Decimal128Array),
    /// Days.
    Date(&'a Date32Array),
    /// Truths.
    Bool(&'a BooleanArray),
    /// Lists, and the entries of all of them.
    List(&'a ListArray, &'a StringArray),
}

/// The columns of a batch, ready to be read by row.
pub(crate) fn cells<'a>(columns: &[Column], batch: &'a RecordBatch) -> Vec<Cells<'a>> {
    columns
        .iter()
        .zip(batch.columns())
        .map(|(column, array)| Cells::of(column.kind, array.as_ref()))
        .collect()
}

impl<'a> Cells<'a> {
    /// The cells of an array, which has the type of the kind; texts can be in a dictionary, as terms are.
    pub fn of(kind: Kind, array: &'a dyn Array) -> Self {
        match kind {
            Kind::Text if *array.data_type() == DataType::Utf8 => Self::Text(array.as_string()),
            Kind::Text | Kind::Term(_) => {
                let array = array.as_dictionary::<Int32Type>();
                Self::Term(array.keys(), array.values().as_string())
            }
            Kind::Int => Self::Int(array.as_primitive::<Int64Type>()),
            Kind::Decimal => Self::Decimal(array.as_primitive::<Decimal128Type>()),
            Kind::Date => Self::Date(array.as_primitive::<Date32Type>()),
            Kind::Bool => Self::Bool(array.as_boolean()),
            Kind::TextList => {
                let array = array.as_list::<i32>();
                Self::List(array, array.values().as_string())
            }
        }
    }

    /// The cell of a row.
    #[inline]
    pub fn get(&self, row: usize) -> Value<'a> {
        match self {
            Self::Text(array) if array.is_valid(row) => Value::Text(array.value(row)),
            Self::Term(keys, terms) if keys.is_valid(row) => {
                usize::try_from(keys.value(row)).map_or(Value::Null, |key| Value::Text(terms.value(key)))
            }
            Self::Int(array) if array.is_valid(row) => Value::Int(array.value(row)),
            Self::Decimal(array) if array.is_valid(row) => Value::Decimal(PlainDecimal(array.value(row))),
            Self::Date(array) if array.is_valid(row) => Value::Date(IsoDate(array.value(row))),
            Self::Bool(array) if array.is_valid(row) => Value::Bool(array.value(row)),
            Self::List(array, entries) if array.is_valid(row) => {
                let position = |offset: i32| usize::try_from(offset).unwrap_or_default();
                let offsets = array.value_offsets();
                Value::List(entries, position(offsets[row]), position(offsets[row + 1]))
            }
            _ => Value::Null,
        }
    }

    /// The bytes of all texts, one after the other; `None` where the cells are no texts.
    pub(crate) fn texts(&self) -> Option<&'a [u8]> {
        match self {
            Self::Text(texts) | Self::Term(_, texts) | Self::List(_, texts) => {
                let offsets = texts.value_offsets();
                let position = |offset: Option<&i32>| offset.and_then(|offset| usize::try_from(*offset).ok());
                let range = position(offsets.first())?..position(offsets.last())?;
                Some(texts.value_data().get(range).unwrap_or(texts.value_data()))
            }
            Self::Int(_) | Self::Decimal(_) | Self::Date(_) | Self::Bool(_) => None,
        }
    }

    /// Whether the cells of all rows are seen to be the same without a look at each. There is at least one row.
    pub(crate) fn are_the_same(&self) -> bool {
        let are_null = |array: &dyn Array| array.null_count() == array.len();
        match self {
            Self::Text(array) => are_null(*array),
            Self::Int(array) => are_null(*array),
            Self::Decimal(array) => are_null(*array),
            Self::Date(array) => are_null(*array),
            Self::Bool(array) => are_null(*array),
            Self::Term(keys, _) => {
                let same = || keys.values().iter().all(|key| *key == keys.values()[0]);
                are_null(*keys) || keys.null_count() == 0 && same()
            }
            Self::List(lists, _) => {
                let offsets = lists.value_offsets();
                lists.null_count() == 0 && offsets.first() == offsets.last()
            }
        }
    }
}

/// A list as one text, for formats whose cells hold none: its entries joined with `; `. Within an entry `;` is written
/// `\;`, a space after it `\ ` and `\` is written `\\`, so that what separates entries does not occur in it.
pub(crate) fn joined(entries: &StringArray, start: usize, end: usize) -> Cow<'_, str> {
    fn escaped(entry: &str) -> Cow<'_, str> {
        if entry.contains(['\\', ';']) {
            entry.replace('\\', "\\\\").replace(';', "\\;").replace("; ", ";\\ ").into()
        } else {
            entry.into()
        }
    }
    let mut entries = (start..end).map(|i| escaped(entries.value(i)));
    let mut joined = entries.next().unwrap_or_default();
    for entry in entries {
        joined.to_mut().push_str(LIST_SEPARATOR);
        joined.to_mut().push_str(&entry);
    }
    joined
}

/// A decimal number in units of its last column digit. Prints without an exponent and without zeros
/// that say nothing (`140000000`, `2.5`).
#[derive(Debug, Clone, Copy)]
pub struct PlainDecimal(i128);

impl PlainDecimal {
    /// The number in units of its last digit.
    pub(crate) fn ten_thousandths(self) -> i128 {
        self.0
    }

    #[cfg(test)]
    pub(crate) fn new(ten_thousandths: i128) -> Self {
        Self(ten_thousandths)
    }
}

impl fmt::Display for PlainDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = usize::from(DECIMAL_SCALE.unsigned_abs());
        let unit = 10_u128.pow(u32::from(DECIMAL_SCALE.unsigned_abs()));
        let (whole, fraction) = (self.0.unsigned_abs() / unit, self.0.unsigned_abs() % unit);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if fraction > 0 {
            let fraction = format!("{fraction:0digits$}");
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

/// A day as days since 1970-01-01. Prints as ISO 8601-1 (`2022-08-20`).
#[derive(Debug, Clone, Copy)]
pub struct IsoDate(i32);

impl IsoDate {
    /// The days since 1970-01-01.
    pub(crate) fn days(self) -> i32 {
        self.0
    }

    #[cfg(test)]
    pub(crate) fn new(days: i32) -> Self {
        Self(days)
    }
}

impl From<Day> for IsoDate {
    fn from(day: Day) -> Self {
        Self(day.days_since_epoch())
    }
}

impl fmt::Display for IsoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Date32Type::to_naive_date_opt(self.0).map_or(Ok(()), |date| date.fmt(f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_plain() {
        for (number, text) in [
            (0, "0"),
            (1_400_000_000_000, "140000000"),
            (25_000, "2.5"),
            (25_001, "2.5001"),
            (1, "0.0001"),
            (-5_500, "-0.55"),
        ] {
            assert_eq!(PlainDecimal(number).to_string(), text);
        }
    }

    #[test]
    fn days_are_iso_dates() {
        for (day, text) in [(0, "1970-01-01"), (19_224, "2022-08-20"), (-719_529, "-0001-12-31")] {
            assert_eq!(IsoDate(day).to_string(), text);
        }
    }
}
