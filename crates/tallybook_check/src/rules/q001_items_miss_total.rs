//! Q001: the items of an exhaustive list cannot add up to the total.

use tallybook_analysis::{Interval, batch};
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::Itemisation;

use crate::{At, Context, Rule, Scope, Sql, items};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q001",
    "items-miss-total",
    "the items of an exhaustive list cannot add up to the total",
    include_str!("q001_items_miss_total.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q001_items_miss_total.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let (Some(Itemisation::Exhaustive), Some(total)) = (transfer.itemisation, transfer.total) else { return };
    let Some(sum) = batch::itemised(transfer.record) else { return };
    if sum.intersects(Interval::of(&total)) {
        return;
    }
    let finding = Finding::new(
        transfer.place("/total"),
        format!("the items add up to {sum}, the total says `{total}`"),
    )
    .label("the total")
    .note(format!("{}, total says {total}", items::addition(transfer.record)))
    .help(if sum.certainly_below(Interval::of(&total)) {
        "correct the number that is wrong, or write `itemisation: partial` if the batch had more in it than the items"
    } else {
        "correct the number that is wrong; the total counts every item"
    });
    out.push(items::point_at(finding, transfer));
}
