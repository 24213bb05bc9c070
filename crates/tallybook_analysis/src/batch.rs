//! What the items of a batch add up to, and what they leave over.

use tallybook_schema::record::{Item, Transfer};

use crate::Interval;

/// The sum of the items' quantities.
pub fn sum(items: &[Item]) -> Interval {
    items.iter().map(|item| Interval::of(&item.quantity)).fold(Interval::ZERO, Interval::plus)
}

/// The total minus the sum of the items; `None` without a total or items, or where the items exceed
/// the total.
pub fn remainder(transfer: &Transfer) -> Option<Interval> {
    if transfer.items.is_empty() {
        return None;
    }
    Interval::of(transfer.total.as_ref()?).minus(sum(&transfer.items))
}
