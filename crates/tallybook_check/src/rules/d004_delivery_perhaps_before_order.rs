//! D004: the delivery may start before the order can have been placed.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;
use tallybook_schema::value::Date;

use crate::{At, Context, Rule, Scope, Sql, event};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "D004",
    "delivery-perhaps-before-order",
    "delivered possibly before it was ordered or its deal was agreed",
    include_str!("d004_delivery_perhaps_before_order.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("d004_delivery_perhaps_before_order.sql")));

fn check(context: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let Some(delivered) = &transfer.delivered else { return };
    for earlier in event::before_delivery(context, transfer) {
        // Where the start of the order is open, it can lie before any delivery.
        let Some(first) = earlier.date.earliest() else { continue };
        let starts_before = delivered.earliest().is_none_or(|day| day < first);
        if !starts_before || delivered.certainly_before(earlier.date) {
            continue;
        }
        let start = delivered
            .earliest()
            .map_or_else(|| "has an open start".to_owned(), |day| format!("can mean {day}"));
        let mut finding = Finding::new(
            transfer.place("/delivered"),
            format!("delivered (`{delivered}`) possibly before {} (`{}`)", earlier.words, earlier.date),
        )
        .label("the delivery")
        .related(earlier.place(), earlier.words)
        .note(format!("`{delivered}` {start}, and {} on {first} at the earliest", earlier.words));
        if delivered.bounds_before(earlier.date) {
            let loose: Vec<String> =
                [delivered, earlier.date].into_iter().filter_map(qualification).collect();
            finding = finding.note(loose.join(", ")).help("correct the date that is wrong");
        } else {
            finding = finding.help(format!(
                "if the sources allow it, write a `delivered` that starts on {first} or later"
            ));
        }
        out.push(finding);
    }
}

/// How a date is marked, in words.
fn qualification(date: &Date) -> Option<String> {
    match (date.is_approximate(), date.is_uncertain()) {
        (true, true) => Some(format!("`{date}` is approximate and uncertain")),
        (true, false) => Some(format!("`{date}` is approximate")),
        (false, true) => Some(format!("`{date}` is uncertain")),
        (false, false) => None,
    }
}
