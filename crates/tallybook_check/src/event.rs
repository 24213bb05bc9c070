//! What a dataset says has happened, and what has to come before it.

use tallybook_diagnostics::Place;
use tallybook_schema::RecordType;
use tallybook_schema::block::{BlockKind, FieldValue};
use tallybook_schema::record::{Deal, Transfer};
use tallybook_schema::value::Date;
use tallybook_schema::vocabulary::Stage;

use crate::{At, Context, FieldAt};

/// Something that has happened, by the word of the dataset.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event<'a> {
    /// What it is called: `delivery`, `order`, `agreement`, `statement`.
    pub(crate) noun: &'static str,
    /// When it happened.
    pub(crate) date: &'a Date,
}

/// The event that a field dates, if it is over. A delivery is over at the stage `delivered`, an order
/// at `ordered` and what follows it, an agreement at `agreed` and what follows it; before that, and
/// for what was called off, the date may be that of a plan. A statement is over when it is made.
pub(crate) fn completed<'a>(at: &FieldAt<'a>) -> Option<Event<'a>> {
    let FieldValue::Date(date) = at.field.value else { return None };
    let (noun, stages) = match (at.block.kind, at.field.def.name) {
        (BlockKind::Statement, "date") => return Some(Event { noun: "statement", date }),
        (BlockKind::Transfer, "delivered") => ("delivery", DELIVERED),
        (BlockKind::Transfer, "ordered") => ("order", ORDERED),
        (BlockKind::Deal, "agreed") => ("agreement", AGREED),
        _ => return None,
    };
    let Some(FieldValue::Term(stage, _)) = at.block.get("stage") else { return None };
    stages.iter().any(|reached| reached.as_str() == stage).then_some(Event { noun, date })
}

const AGREED: &[Stage] = &[Stage::Agreed, Stage::Ordered, Stage::InTransit, Stage::Delivered];
const ORDERED: &[Stage] = &[Stage::Ordered, Stage::InTransit, Stage::Delivered];
const DELIVERED: &[Stage] = &[Stage::Delivered];

/// Something that has to come before a delivery.
#[derive(Debug, Clone)]
pub(crate) struct Precondition<'a> {
    /// In words that follow `before`: `it was ordered`.
    pub(crate) words: &'static str,
    /// When it happened.
    pub(crate) date: &'a Date,
    /// The record and the field that say so.
    stands: (RecordType, usize, &'static str),
}

impl Precondition<'_> {
    /// Where the date stands.
    pub(crate) fn place(&self) -> Place {
        let (record_type, index, pointer) = self.stands;
        Place::value(record_type, index, pointer)
    }
}

/// What has to come before the delivery of a transfer: its order, and the agreement of its deal.
pub(crate) fn before_delivery<'a>(
    context: &'a Context<'_>,
    transfer: At<'a, Transfer>,
) -> impl Iterator<Item = Precondition<'a>> {
    let order = transfer.record.ordered.as_ref().map(|date| Precondition {
        words: "it was ordered",
        date,
        stands: (RecordType::Transfer, transfer.index, "/ordered"),
    });
    let deal = transfer.deal.as_ref().and_then(|id| context.find::<Deal>(id.as_str()));
    let agreement = deal.and_then(|deal| {
        let date = deal.record.agreed.as_ref()?;
        let stands = (RecordType::Deal, deal.index, "/agreed");
        Some(Precondition { words: "the deal was agreed", date, stands })
    });
    order.into_iter().chain(agreement)
}
