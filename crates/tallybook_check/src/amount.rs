//! Every number with a unit that a block holds: quantities and amounts of money, adopted, reported
//! and claimed.

use std::fmt;

use tallybook_diagnostics::Place;
use tallybook_schema::block::{self, Block, BlockKind, FieldKind, FieldValue};
use tallybook_schema::record::FieldMap;
use tallybook_schema::value::{Money, Quantity, RawValue};

use crate::Context;

/// A quantity or an amount of money.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Amount {
    /// A count of things.
    Quantity(Quantity),
    /// An amount of money.
    Money(Money),
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quantity(quantity) => quantity.fmt(f),
            Self::Money(money) => money.fmt(f),
        }
    }
}

/// Calls `visit` for every quantity and amount of money of a block: its fields, the values that its
/// evidence reports, and the values that a statement claims. Values that do not parse are left to the
/// rules that say so. Where an amount stands is said when it is asked for, as for few it is.
pub(crate) fn visit(
    context: &Context<'_>,
    block: &Block<'_>,
    visit: &mut impl FnMut(Amount, &dyn Fn() -> Place),
) {
    let place = |pointer: String| Place::value(block.record_type, block.index, pointer);
    for field in &block.fields {
        let amount = match field.value {
            FieldValue::Quantity(quantity) => Amount::Quantity(*quantity),
            FieldValue::Money(money) => Amount::Money(*money),
            _ => continue,
        };
        visit(amount, &|| place(block.field_pointer(field.def.name)));
    }
    let mut raw = |fields: &FieldMap, of: BlockKind, pointer: &dyn Fn() -> String| {
        for (field, value) in fields.iter() {
            if let Some(amount) = of.def(field).and_then(|def| parse(def.kind, value)) {
                visit(amount, &|| place(format!("{}/{field}", pointer())));
            }
        }
    };
    let reporting = block.evidence.iter().enumerate().filter(|(_, evidence)| !evidence.reports.is_empty());
    for (number, evidence) in reporting {
        raw(&evidence.reports, block.kind, &|| format!("{}/evidence/{number}/reports", block.pointer));
    }
    if block.kind == BlockKind::Target
        && let Some(target) = block::target(context.dataset, block)
    {
        let kind = BlockKind::of(target.target.record_type);
        raw(&target.claims, kind, &|| format!("{}/claims", block.pointer));
    }
}

/// The money among the amounts of a block.
pub(crate) fn visit_money(
    context: &Context<'_>,
    block: &Block<'_>,
    look: &mut impl FnMut(Money, &dyn Fn() -> Place),
) {
    visit(context, block, &mut |amount, place| {
        if let Amount::Money(money) = amount {
            look(money, place);
        }
    });
}

fn parse(kind: FieldKind, value: &RawValue) -> Option<Amount> {
    let RawValue::One(text) = value else { return None };
    match kind {
        FieldKind::Quantity => text.parse().ok().map(Amount::Quantity),
        FieldKind::Money => text.parse().ok().map(Amount::Money),
        _ => None,
    }
}
