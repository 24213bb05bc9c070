//! Values with a meaning of their own, wherever they stand: adopted by a field, reported by its evidence, claimed by a
//! statement.

use std::fmt;

use tallybook_diagnostics::Place;
use tallybook_schema::block::{Block, FieldDef, FieldKind, FieldValue};
use tallybook_schema::value::{Country, Money, Quantity, RawValue};
use tallybook_schema::vocabulary;

use crate::Context;
use crate::raw::{self, RawAt};
use crate::rule::field_place;

/// A value with a meaning of its own.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A count of things whose low end is above its high end: nothing about any other can be wrong.
    Reversed(Quantity),
    /// An amount of money.
    Money(Money),
    /// A country code.
    Country(Country),
    /// A term that has been replaced by another.
    Deprecated {
        /// The term.
        term: &'a str,
        /// What to write now.
        successor: &'static str,
    },
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reversed(quantity) => quantity.fmt(f),
            Self::Money(money) => money.fmt(f),
            Self::Country(country) => country.fmt(f),
            Self::Deprecated { term, .. } => f.write_str(term),
        }
    }
}

/// A value and where it stands.
#[derive(Debug)]
pub struct ValueAt<'a> {
    /// The value.
    pub value: Value<'a>,
    stands: Stands<'a>,
}

#[derive(Debug)]
enum Stands<'a> {
    Adopted(&'a Block<'a>, &'static FieldDef),
    Written(RawAt<'a>),
}

impl ValueAt<'_> {
    /// The place of the value.
    pub fn place(&self) -> Place {
        match &self.stands {
            Stands::Adopted(block, def) => field_place(block, def.name),
            Stands::Written(raw) => raw.place(),
        }
    }
}

/// Gives every such value of a block. What its grammar does not allow is left to the rules that say so.
pub(crate) fn visit<'a>(context: &'a Context<'_>, block: &'a Block<'a>, mut give: impl FnMut(ValueAt<'a>)) {
    for field in &block.fields {
        let value = match field.value {
            FieldValue::Quantity(quantity) if quantity.is_reversed() => Value::Reversed(*quantity),
            FieldValue::Money(money) => Value::Money(*money),
            FieldValue::Country(country) => Value::Country(*country),
            FieldValue::Term(term, Some(successor)) => Value::Deprecated { term, successor },
            _ => continue,
        };
        give(ValueAt { value, stands: Stands::Adopted(block, field.def) });
    }
    let mut give_written = |raw: RawAt<'a>| {
        if let Some(value) = raw.def.and_then(|def| parse(def.kind, raw.value)) {
            give(ValueAt { value, stands: Stands::Written(raw) });
        }
    };
    // Few blocks have any.
    if block.evidence.iter().any(|evidence| !evidence.reports.is_empty()) {
        raw::reports(block).for_each(&mut give_written);
    }
    raw::claims(context, block).for_each(give_written);
}

fn parse(kind: FieldKind, value: &RawValue) -> Option<Value<'_>> {
    let RawValue::One(text) = value else { return None };
    match kind {
        FieldKind::Quantity => text.parse().ok().filter(Quantity::is_reversed).map(Value::Reversed),
        FieldKind::Money => text.parse().ok().map(Value::Money),
        FieldKind::Country => text.parse().ok().map(Value::Country),
        FieldKind::Term(vocabulary) => {
            let successor = successor(vocabulary, text)?;
            Some(Value::Deprecated { term: text, successor })
        }
        _ => None,
    }
}

fn successor(vocabulary: &str, term: &str) -> Option<&'static str> {
    let vocabulary = vocabulary::ALL.iter().find(|v| v.name == vocabulary)?;
    vocabulary.terms.iter().find(|known| known.code == term)?.successor
}
