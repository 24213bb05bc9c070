//! The items of a batch in a finding.

use tallybook_analysis::batch;
use tallybook_diagnostics::Finding;
use tallybook_schema::record::Transfer;

use crate::{At, wording};

/// What the items add up to: `100 + 6 = 106`.
pub(crate) fn addition(transfer: &Transfer) -> String {
    let parts: Vec<String> = transfer.items.iter().map(|item| item.quantity.to_string()).collect();
    wording::addition(&parts, batch::sum(&transfer.items))
}

/// Points a finding at the quantity of every item.
pub(crate) fn point_at(mut finding: Finding, transfer: At<'_, Transfer>) -> Finding {
    for i in 0..transfer.items.len() {
        finding = finding.related(transfer.place(format!("/items/{i}/quantity")), "an item");
    }
    finding
}
