//! D003: delivered before it was ordered, or before its deal was agreed.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;

use crate::{At, Context, Rule, Scope, Sql, event};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D003",
    "delivery-before-order",
    "delivered certainly before it was ordered or its deal was agreed",
    include_str!("d003_delivery_before_order.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("d003_delivery_before_order.sql")));

fn check(context: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let Some(delivered) = &transfer.delivered else { return };
    for earlier in event::before_delivery(context, transfer) {
        if !delivered.certainly_before(earlier.date) {
            continue;
        }
        let (Some(last), Some(first)) = (delivered.latest(), earlier.date.earliest()) else { continue };
        out.push(
            Finding::new(
                transfer.place("/delivered"),
                format!("delivered (`{delivered}`) before {} (`{}`)", earlier.words, earlier.date),
            )
            .label("the delivery")
            .related(earlier.place(), earlier.words)
            .note(format!(
                "the delivery was over on {last}, and {} on {first} at the earliest",
                earlier.words
            ))
            .help("correct the date that is wrong"),
        );
    }
}
