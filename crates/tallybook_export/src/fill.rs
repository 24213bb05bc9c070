//! Fills the columns of a table from its rows.
//!
//! A table names each column once, together with the function that takes its value from a row.
//! Whether cells can be null follows from that function: one that returns an `Option` can leave the
//! cell empty. The same definition, run over no rows, says what columns the table has.

use std::fmt::{self, Display, Write};
use std::marker::PhantomData;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{
    ArrayRef, ArrowPrimitiveType, BooleanArray, DictionaryArray, PrimitiveArray, RecordBatch,
    RecordBatchOptions, StringArray,
};
use arrow_schema::{Schema, SchemaRef};
use rust_decimal::Decimal;
use tallybook_schema::block::FieldValue;
use tallybook_schema::value::{Day, Quantity};

use crate::column::{Column, DECIMAL_PRECISION, DECIMAL_SCALE, Kind, Spec, list_entry};
use crate::context::Context;
use crate::terms::Coded;

/// The most rows of a batch. Rows are made as they are needed, so that a large table never has all
/// of them in memory at once, and no column of a batch comes near the 2 GiB that Arrow allows.
pub(crate) const BATCH_ROWS: usize = 16_384;

/// The columns of a table and their cells.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    pub(crate) columns: Vec<Column>,
    pub(crate) schema: SchemaRef,
    /// At least one, which is empty if the table is.
    pub(crate) batches: Vec<RecordBatch>,
}

impl Filled {
    /// Fills columns from rows. `define` names the columns in their order; those that the context leaves out are not
    /// made.
    pub(crate) fn of<R>(
        context: &Context<'_>,
        rows: impl IntoIterator<Item = R>,
        define: impl for<'r> Fn(Columns<'r, R>) -> Columns<'r, R>,
    ) -> Self {
        let mut rows = rows.into_iter();
        let mut filled: Option<Self> = None;
        loop {
            // Rows that are not counted before can be as many as a batch has.
            let most = rows.size_hint().1.map_or(BATCH_ROWS, |most| most.min(BATCH_ROWS));
            let mut some: Vec<R> = Vec::with_capacity(most);
            some.extend(rows.by_ref().take(BATCH_ROWS));
            if some.is_empty()
                && let Some(filled) = filled
            {
                return filled;
            }
            let Columns { defined: columns, arrays, .. } = define(Columns {
                wanted: context.columns,
                rows: &some,
                defined: Vec::new(),
                arrays: Vec::new(),
            });
            let filled = filled.get_or_insert_with(|| Self {
                schema: Arc::new(Schema::new(columns.iter().map(Column::arrow_field).collect::<Vec<_>>())),
                columns,
                batches: Vec::new(),
            });
            let options = RecordBatchOptions::new().with_row_count(Some(some.len()));
            let batch = RecordBatch::try_new_with_options(Arc::clone(&filled.schema), arrays, &options)
                .expect("every array is made with the type and the length of its column");
            filled.batches.push(batch);
        }
    }
}

/// The columns of a table as they are named, filled from some of its rows.
#[derive(Debug)]
pub(crate) struct Columns<'r, R> {
    /// The names of those that are made; `None`: all.
    wanted: Option<&'r [String]>,
    rows: &'r [R],
    defined: Vec<Column>,
    arrays: Vec<ArrayRef>,
}

impl<'r, R> Columns<'r, R> {
    /// A column of text.
    pub(crate) fn text<C>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self
    where
        C: Cell,
        C::Value: AsRef<str>,
    {
        if self.leaves_out(&spec) {
            return self;
        }
        let first = self.rows.first().and_then(|row| cell(row).value());
        let mut array = self.texts(first.map_or(0, |text| text.as_ref().len()));
        for row in self.rows {
            array.append_option(cell(row).value());
        }
        self.push(spec.column(Kind::Text, C::NULLABLE), Arc::new(array.finish()))
    }

    /// A column of text in pieces, which are put together without anything between them.
    pub(crate) fn pieces<C, const N: usize>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self
    where
        C: Cell<Value = [&'r str; N]>,
    {
        self.written(spec, cell, |pieces, text| pieces.iter().try_for_each(|piece| text.write_str(piece)))
    }

    /// A column of text that is printed.
    pub(crate) fn printed<C>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self
    where
        C: Cell,
        C::Value: Display,
    {
        self.written(spec, cell, |value, text| write!(text, "{value}"))
    }

    /// A column of text that is written into it, without a text of its own for each cell.
    fn written<C: Cell>(
        self,
        spec: Spec,
        cell: impl Fn(&'r R) -> C,
        write: impl Fn(C::Value, &mut StringBuilder) -> fmt::Result,
    ) -> Self {
        if self.leaves_out(&spec) {
            return self;
        }
        let mut first = StringBuilder::new();
        if let Some(value) = self.rows.first().and_then(|row| cell(row).value()) {
            append(&mut first, |text| write(value, text));
        }
        let mut array = self.texts(first.values_slice().len());
        for row in self.rows {
            match cell(row).value() {
                Some(value) => append(&mut array, |text| write(value, text)),
                None => array.append_null(),
            }
        }
        self.push(spec.column(Kind::Text, C::NULLABLE), Arc::new(array.finish()))
    }

    /// A column of the terms of a vocabulary. Every term stands in the dictionary of the column,
    /// used or not, so that the order of the terms is the same in every export.
    pub(crate) fn term<C>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self
    where
        C: Cell,
        C::Value: Coded,
    {
        if self.leaves_out(&spec) {
            return self;
        }
        let vocabulary = <C::Value as Coded>::VOCABULARY;
        let keys = self.primitives::<Int32Type, C>(Coded::key, cell);
        let terms = StringArray::from_iter_values(vocabulary.terms.iter().map(|term| term.code));
        let array = DictionaryArray::new(keys, Arc::new(terms));
        self.push(spec.column(Kind::Term(vocabulary), C::NULLABLE), Arc::new(array))
    }

    /// A column of whole numbers.
    pub(crate) fn int<C: Cell<Value = i64>>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self {
        if self.leaves_out(&spec) {
            return self;
        }
        let array = self.primitives::<Int64Type, C>(|number| number, cell);
        self.push(spec.column(Kind::Int, C::NULLABLE), Arc::new(array))
    }

    /// A column of decimal numbers.
    pub(crate) fn decimal<C: Cell<Value = Decimal>>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self {
        if self.leaves_out(&spec) {
            return self;
        }
        let array = self
            .primitives::<Decimal128Type, C>(ten_thousandths, cell)
            .with_precision_and_scale(DECIMAL_PRECISION, DECIMAL_SCALE)
            .expect("38 digits, 4 of them after the point, are a decimal of 128 bits");
        self.push(spec.column(Kind::Decimal, C::NULLABLE), Arc::new(array))
    }

    /// A column of days.
    pub(crate) fn day<C: Cell<Value = Day>>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self {
        if self.leaves_out(&spec) {
            return self;
        }
        let array = self.primitives::<Date32Type, C>(Day::days_since_epoch, cell);
        self.push(spec.column(Kind::Date, C::NULLABLE), Arc::new(array))
    }

    /// A column of truths.
    pub(crate) fn bool<C: Cell<Value = bool>>(self, spec: Spec, cell: impl Fn(&'r R) -> C) -> Self {
        if self.leaves_out(&spec) {
            return self;
        }
        let array: BooleanArray = self.rows.iter().map(|row| cell(row).value()).collect();
        self.push(spec.column(Kind::Bool, C::NULLABLE), Arc::new(array))
    }

    /// A column of lists. A list can be empty and is never null.
    pub(crate) fn list<L>(self, spec: Spec, cell: impl Fn(&'r R) -> L) -> Self
    where
        L: IntoIterator,
        L::Item: Display,
    {
        if self.leaves_out(&spec) {
            return self;
        }
        let mut array = ListBuilder::new(StringBuilder::new()).with_field(list_entry());
        for row in self.rows {
            for entry in cell(row) {
                append(array.values(), |text| write!(text, "{entry}"));
            }
            array.append(true);
        }
        self.push(spec.column(Kind::TextList, false), Arc::new(array.finish()))
    }

    fn leaves_out(&self, spec: &Spec) -> bool {
        self.wanted.is_some_and(|wanted| !wanted.iter().any(|name| name == spec.name()))
    }

    /// Room for the texts of a column. Most are about as long as the first, unless that is a long one.
    fn texts(&self, first: usize) -> StringBuilder {
        let bytes = first.min(128);
        StringBuilder::with_capacity(self.rows.len(), (bytes + bytes / 8 + 16) * self.rows.len())
    }

    fn primitives<P: ArrowPrimitiveType, C: Cell>(
        &self,
        native: impl Fn(C::Value) -> P::Native,
        cell: impl Fn(&'r R) -> C,
    ) -> PrimitiveArray<P> {
        self.rows.iter().map(|row| cell(row).value().map(&native)).collect()
    }

    fn push(mut self, column: Column, array: ArrayRef) -> Self {
        self.defined.push(column);
        self.arrays.push(array);
        self
    }
}

/// Appends a text as it is written.
fn append(array: &mut StringBuilder, write: impl FnOnce(&mut StringBuilder) -> fmt::Result) {
    write(array).expect("memory takes every text");
    array.append_value("");
}

/// A number in units of the last digit that the column keeps. Amounts have at most four decimals, so
/// that no digit is lost.
pub(crate) fn ten_thousandths(decimal: Decimal) -> i128 {
    let missing = u32::from(DECIMAL_SCALE.unsigned_abs()).saturating_sub(decimal.scale());
    decimal.mantissa() * 10_i128.pow(missing)
}

/// What a function gives for a cell: a value, or an option of one where the cell can be empty.
pub(crate) trait Cell: Sized {
    /// The value.
    type Value;
    /// Whether the cell can be empty.
    const NULLABLE: bool;

    /// The value, if there is one.
    fn value(self) -> Option<Self::Value>;

    /// A cell for something that is made of the value, empty where this cell is.
    fn then<T>(self, make: impl FnOnce(Self::Value) -> T) -> Then<Self, T> {
        Then(self.value().map(make), PhantomData)
    }
}

/// A cell for something that is made of the value of another one.
pub(crate) struct Then<C, T>(Option<T>, PhantomData<C>);

impl<C: Cell, T> Cell for Then<C, T> {
    type Value = T;
    const NULLABLE: bool = C::NULLABLE;

    fn value(self) -> Option<T> {
        self.0
    }
}

impl<T> Cell for Option<T> {
    type Value = T;
    const NULLABLE: bool = true;

    fn value(self) -> Self {
        self
    }
}

impl<T: Coded> Cell for T {
    type Value = Self;
    const NULLABLE: bool = false;

    fn value(self) -> Option<Self> {
        Some(self)
    }
}

impl<const N: usize> Cell for [&str; N] {
    type Value = Self;
    const NULLABLE: bool = false;

    fn value(self) -> Option<Self> {
        Some(self)
    }
}

macro_rules! required_cells {
    ($($type:ty)+) => {$(
        impl Cell for $type {
            type Value = Self;
            const NULLABLE: bool = false;

            fn value(self) -> Option<Self> {
                Some(self)
            }
        }
    )+};
}

required_cells!(&str String i64 bool &Quantity &FieldValue<'_>);
