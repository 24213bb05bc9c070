//! Q002: the items of a batch that holds more than them exceed its total.

use tallybook_analysis::{Interval, batch};
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::Itemisation;

use crate::{At, Context, Rule, Scope, Sql, items};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q002",
    "items-exceed-total",
    "the items of a partial batch exceed the total",
    include_str!("q002_items_exceed_total.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q002_items_exceed_total.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    // Of an exhaustive list Q001 says the same, and of one without itemisation Q004 asks for it first.
    if !matches!(transfer.itemisation, Some(Itemisation::Partial | Itemisation::Unknown)) {
        return;
    }
    let (Some(total), Some(sum)) = (transfer.total, batch::itemised(transfer.record)) else { return };
    if !Interval::of(&total).certainly_below(sum) {
        return;
    }
    let finding = Finding::new(
        transfer.place("/total"),
        format!("the items come to {sum}, more than the total, `{total}`"),
    )
    .label("the total")
    .note(format!("{}, total says {total}", items::addition(transfer.record)))
    .help("correct the number that is wrong; the total counts the items too");
    out.push(items::point_at(finding, transfer));
}
