//! What the items of a batch add up to, and what they leave over.

use tallybook_schema::record::{Item, Transfer};
use tallybook_schema::vocabulary::Itemisation;

use crate::Interval;

/// The sum of the items' quantities.
pub fn sum(items: &[Item]) -> Interval {
    items.iter().map(|item| Interval::of(&item.quantity)).fold(Interval::ZERO, Interval::plus)
}

/// The sum of a transfer's items; `None` if it has none. An item of unknown quantity leaves the sum
/// without an upper end.
pub fn itemised(transfer: &Transfer) -> Option<Interval> {
    (!transfer.items.is_empty()).then(|| sum(&transfer.items))
}

/// The total minus the sum of the items: how many pieces of the batch no item accounts for; none where the items are
/// said to be all of it. `None` without items, where the items exceed the total, or where there is no total and the items
/// are not said to be all.
pub fn remainder(transfer: &Transfer) -> Option<Interval> {
    let itemised = itemised(transfer)?;
    let is_exhaustive = transfer.itemisation == Some(Itemisation::Exhaustive);
    let remainder = match &transfer.total {
        Some(total) => Interval::of(total).minus(itemised)?,
        None if is_exhaustive => Interval::ZERO,
        None => return None,
    };
    Some(if is_exhaustive && remainder.low == 0 { Interval::ZERO } else { remainder })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::dataset;

    #[track_caller]
    fn check(total: &str, items: &[&str], itemised: &str, remainder: &str) {
        check_as("partial", total, items, itemised, remainder);
    }

    #[track_caller]
    fn check_as(itemisation: &str, total: &str, items: &[&str], itemised: &str, remainder: &str) {
        let items: Vec<_> =
            items.iter().map(|quantity| json!({"description": "x", "quantity": quantity})).collect();
        let dataset = dataset(&json!({"transfers": [{
            "id": "t", "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered",
            "total": (!total.is_empty()).then_some(total), "itemisation": itemisation, "items": items,
        }]}));
        let transfer = &dataset.transfers[0];
        let show = |interval: Option<Interval>| interval.map_or_else(|| "-".to_owned(), |i| i.to_string());
        assert_eq!(
            (show(super::itemised(transfer)).as_str(), show(super::remainder(transfer)).as_str()),
            (itemised, remainder)
        );
    }

    #[test]
    fn items_and_what_they_leave_over() {
        check("160", &["100", "6"], "106", "54");
        check("more than 160", &["100", "6"], "106", "at least 55");
        check("160", &["100 to 120", "6"], "106 to 126", "34 to 54");
        check("160", &["about 100", "6"], "at least 6", "up to 154");
        check("160", &["100", "unknown"], "at least 100", "up to 60");
        check("unknown", &["100"], "100", "any number");
        check("100", &["100", "6"], "106", "-");
        check("", &["100", "6"], "106", "-");
        check("160", &[], "-", "-");
        check_as("exhaustive", "160", &["at least 100"], "at least 100", "0");
        check_as("exhaustive", "160", &["100", "6"], "106", "54");
        check_as("exhaustive", "", &["100", "about 6"], "at least 100", "0");
        check_as("exhaustive", "", &[], "-", "-");
        check("160", &["9223372036854775807", "9223372036854775807"], "at least 9223372036854775807", "-");
    }
}
