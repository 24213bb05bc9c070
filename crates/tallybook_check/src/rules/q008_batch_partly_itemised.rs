//! Q008: so many pieces of a batch are not itemised.

use tallybook_analysis::{Interval, batch};
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::Itemisation;

use crate::{At, Context, Rule, Scope, Sql, items};

/// The rule.
pub const RULE: Rule = Rule::info(
    "Q008",
    "batch-partly-itemised",
    "part of a batch is not itemised; says how many pieces",
    include_str!("q008_batch_partly_itemised.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q008_batch_partly_itemised.sql")));

/// The remainder of a batch of which nothing is known.
const ANY: Interval = Interval { low: 0, high: None };

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let (Some(Itemisation::Partial), Some(total)) = (transfer.itemisation, transfer.total) else { return };
    let Some(remainder) = batch::remainder(transfer.record) else { return };
    if remainder == Interval::ZERO || remainder == ANY {
        return;
    }
    if out.only_counts() {
        out.count();
        return;
    }
    let parts: Vec<String> = transfer.items.iter().map(|item| item.quantity.to_string()).collect();
    let subtrahend = match parts.as_slice() {
        [one] if one.bytes().all(|b| b.is_ascii_digit()) => one.clone(),
        parts => format!("({})", parts.join(" + ")),
    };
    let finding = Finding::new(transfer.place("/total"), format!("{remainder} of `{total}` not itemised"))
        .label("the total")
        .note(format!("{total} − {subtrahend} = {remainder} not itemised"))
        .help("nothing to do, unless a source says what the rest was");
    out.push(items::point_at(finding, transfer));
}
