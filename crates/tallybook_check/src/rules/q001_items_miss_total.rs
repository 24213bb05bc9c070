//! Q001: the items of an exhaustive list cannot add up to the total.

use tallybook_analysis::{Interval, batch};
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::Itemisation;

use crate::{At, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q001",
    "items-miss-total",
    "the items of an exhaustive list cannot add up to the total",
    include_str!("q001_items_miss_total.md"),
    Scope::Transfer(check),
);

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let (Some(Itemisation::Exhaustive), Some(total)) = (transfer.itemisation, transfer.total) else { return };
    if transfer.items.is_empty() {
        return;
    }
    let sum = batch::sum(&transfer.items);
    if sum.intersects(Interval::of(&total)) {
        return;
    }
    let parts: Vec<String> = transfer.items.iter().map(|item| item.quantity.to_string()).collect();
    let mut finding = Finding::new(
        transfer.place("/total"),
        format!("the items add up to {sum}, the total says `{total}`"),
    )
    .label("the total")
    .note(format!("{} = {sum}, total says {total}", parts.join(" + ")))
    .help("correct the number that is wrong, or write `itemisation: partial` if the batch had more in it than the items");
    for (i, item) in transfer.items.iter().enumerate() {
        finding = finding
            .related(transfer.place(format!("/items/{i}/quantity")), format!("{} of the sum", item.quantity));
    }
    out.push(finding);
}
