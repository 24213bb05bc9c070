//! Reads the cells of a batch one by one, for the writers of text.

use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{
    Array, BooleanArray, Date32Array, Decimal128Array, Int64Array, ListArray, PrimitiveArray, RecordBatch,
    StringArray,
};

use crate::column::{Column, DECIMAL_SCALE, Kind};

/// The value of a cell.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Null,
    Text(&'a str),
    Int(i64),
    Decimal(PlainDecimal),
    Date(IsoDate),
    Bool(bool),
    /// The entries from the first position up to the second.
    List(&'a StringArray, usize, usize),
}

/// The cells of one column of a batch.
#[derive(Debug)]
pub(crate) enum Cells<'a> {
    Text(&'a StringArray),
    Term(&'a PrimitiveArray<Int32Type>, &'a StringArray),
    Int(&'a Int64Array),
    Decimal(&'a Decimal128Array),
    Date(&'a Date32Array),
    Bool(&'a BooleanArray),
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
    fn of(kind: Kind, array: &'a dyn Array) -> Self {
        match kind {
            Kind::Text => Self::Text(array.as_string()),
            Kind::Term(_) => {
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
    pub(crate) fn get(&self, row: usize) -> Value<'a> {
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
}

/// A decimal number in units of its last column digit. Prints without an exponent and without zeros
/// that say nothing (`140000000`, `2.5`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlainDecimal(i128);

#[cfg(test)]
impl PlainDecimal {
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
pub(crate) struct IsoDate(i32);

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
